from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from interviews.models.sessions import Session
from paritrana.access import VisibleManager
from paritrana.committees.models import Seat
from paritrana.regions.models import Province


class Closing(models.Model):
    """How a session ended: its facts as they stood then, and the seal of its sheets. Never changed."""

    PLACES = {"province": "province", "edition": "session__edition", "category": "session__category"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    session = models.OneToOneField(Session, models.PROTECT, related_name="closing")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("waktu penutupan"))
    # Whoever led at the end; who led before stands in the facts with the times.
    led_by = models.ForeignKey(Seat, models.PROTECT, null=True, related_name="+", verbose_name=_("pimpinan"))
    # Over the seals of the turns, in the order in which they were heard; empty where nothing was marked.
    root = models.CharField(_("kode segel penilaian"), max_length=64, blank=True)
    facts = models.JSONField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penutupan sesi")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.session}"
