from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paritrana.access import GRANTS, VisibleManager, seats_of
from paritrana.files.models import File
from paritrana.regions.models import Province

WAITS = timedelta(days=1)


class AnswerImport(models.Model):
    """The file of questions, filled in and given back: looked at first, written once it is confirmed.

    It stores no rows of its own: what it would do is computed from the kept file (`question_queries.dry_run_of`).
    """

    PLACES = {
        "province": "nomination__province",
        "edition": "nomination__edition",
        "category": "nomination__category",
        "regency": "nomination__nominee__regency",
        "nominee": "nomination__nominee",
        "home": "nomination__province",
    }

    class Status(models.TextChoices):
        PENDING = "pending", _("Diperiksa, belum disimpan")
        WRITTEN = "written", _("Disimpan")
        REPLACED = "replaced", _("Diganti unggahan lain")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="answer_imports")
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("berkas"))
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.PENDING)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("isian dari berkas")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination"], condition=Q(status="pending"), name="answer_import_one_pending"
            ),
            models.CheckConstraint(
                name="answer_import_written",
                condition=Q(status="written", written_by__isnull=False, written_at__isnull=False)
                | ~Q(status="written") & Q(written_by=None, written_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}, {self.file}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be written: not replaced, and not older than a day."""
        return self.status == self.Status.PENDING and timezone.now() < self.at + WAITS

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """It holds what has not been sent: the candidate alone reads it."""
        own = [seat.nominee_id for seat in seats_of(user) if seat.role in GRANTS["nominations.fill"]]
        return Q(nomination__nominee__in=own)
