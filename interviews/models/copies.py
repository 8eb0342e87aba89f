from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES
from paritrana.access import VisibleManager
from paritrana.regions.models import Province
from scoring.models import ScoreSheet


class SheetCopy(models.Model):
    """Marks that a phone could not send, handed to the secretariat. They count only when their owner sends them."""

    PLACES = {key: f"sheet__{path}" for key, path in NOMINATION_PLACES.items()}

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu konfirmasi panelis")
        TAKEN = "taken", _("Dipakai panelis")
        KEYED = "keyed", _("Dicatat, menunggu petugas kedua")
        DISCARDED = "discarded", _("Tidak dipakai panelis")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="copies")
    sha256 = models.CharField(max_length=64, unique=True)
    # The version of the sheet on the phone.
    version = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    entered_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("salinan nilai")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="copy_decided", condition=Q(status="waiting", decided_at=None) | ~Q(status="waiting")
            )
        ]

    def __str__(self) -> str:
        return str(self.sheet)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """What it holds is its owner's until scoring is closed; who hands in sees that it is there."""
        return Q() if code == "copies.hand_in" else Q(sheet__person=user.pk)
