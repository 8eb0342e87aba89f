from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interviews.models.sessions import PanelSeat, Session
from paritrana.access import VisibleManager
from paritrana.regions.models import Province


class SpareDevice(models.Model):
    """A device lent to a panelist for one session: a code for minutes, then a sign-in that ends by itself."""

    PLACES = {
        "province": "province",
        "edition": "panel_seat__session__edition",
        "category": "panel_seat__session__category",
    }

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    panel_seat = models.ForeignKey(PanelSeat, models.CASCADE, related_name="devices")
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    code_until = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("perangkat cadangan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel_seat"], condition=Q(opened_at=None), name="spare_one_code_per_seat")
        ]

    def __str__(self) -> str:
        return f"{self.panel_seat}: {self.panel_seat.session}"

    @property
    def is_live(self) -> bool:
        """Opened, within its time, in a session that goes on, of somebody who still sits there."""
        seat = self.panel_seat
        return bool(
            self.opened_at
            and self.ends_at > timezone.now()
            and not seat.cancelled
            and seat.session.status == Session.Status.PLANNED
        )

    @property
    def state(self) -> tuple[Any, str]:
        """What is the matter with it, and the colour of that."""
        if self.is_live:
            return _("Dipakai"), "blue"
        if not self.opened_at and self.code_until > timezone.now():
            return _("Kode menunggu dipakai"), "amber"
        return (_("Berakhir"), "neutral") if self.opened_at else (_("Kode tidak dipakai"), "neutral")
