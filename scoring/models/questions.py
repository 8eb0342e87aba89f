"""What a panelist is asked about own marks before the closing."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES
from paritrana.access import VisibleManager
from paritrana.regions.models import Province
from scoring.models.sheets import ScoreSheet, scoring_closed


class MarkQuestion(models.Model):
    """Marks of a sheet lie far from what the others lead to expect: its owner is asked once for a written reason.

    The owner learns neither how far nor in which direction. Without an answer it is "tidak dijelaskan".
    """

    PLACES = {key: f"sheet__{path}" for key, path in NOMINATION_PLACES.items()}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    sheet = models.OneToOneField(ScoreSheet, models.PROTECT, related_name="question")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("penjelasan"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("permintaan penjelasan nilai")
        constraints = [
            models.CheckConstraint(
                name="mark_question_answered_whole",
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.sheet)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Whoever is asked knows it at once; others read it with the marks, once scoring is closed."""
        own = Q(sheet__person=user.pk)
        return own if code == "sheets.fill" else own | scoring_closed("sheet__nomination__category")
