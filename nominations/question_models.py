from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.import_models import WRITTEN, Import
from nominations.places import NOMINATION_PLACES
from paritrana.access import VisibleManager, represented


class AnswerImport(Import):
    """The file of questions, filled in and given back (`question_queries.dry_run_of`)."""

    PLACES = NOMINATION_PLACES

    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="answer_imports")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("isian dari berkas")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination"], condition=Q(status="pending"), name="answer_import_one_pending"
            ),
            models.CheckConstraint(name="answer_import_written", condition=WRITTEN),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}, {self.file}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """It holds what has not been sent: the candidate alone reads it."""
        return Q(nomination__nominee__in=represented(user))
