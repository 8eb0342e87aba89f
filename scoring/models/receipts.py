"""What the server has confirmed to a panelist's device."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES
from paritrana.access import VisibleManager
from paritrana.regions.models import Province
from scoring.models.sheets import ScoreSheet


class Receipt(models.Model):
    """One entry of a device, taken in once: the same key again gets the same receipt. It holds no mark."""

    PLACES = {key: f"sheet__{path}" for key, path in NOMINATION_PLACES.items()}

    class Action(models.TextChoices):
        DRAFT = "draft", _("Draf")
        SEND = "send", _("Kirim nilai")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="receipts")
    key = models.UUIDField(unique=True)
    action = models.CharField(max_length=5, choices=Action)
    # The version of the sheet that this entry left behind.
    version = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    # When it was typed, by the clock of the device, and never later than it was received.
    entered_at = models.DateTimeField()
    clock_ahead = models.BooleanField(default=False)
    received_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tanda terima nilai")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="receipt_entered_before_received", condition=Q(entered_at__lte=models.F("received_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}: {self.key}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Q(sheet__person=user.pk)
