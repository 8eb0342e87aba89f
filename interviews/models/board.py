"""What happens on the day: each act on a turn with the server's time, and the record of questions and answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from interviews.models.sessions import Slot
from interviews.workflow import Act
from nominations.models import NOMINATION_PLACES
from paritrana.access import VisibleManager
from paritrana.regions.models import Province

SLOT_PLACES = {key: f"slot__{path}" for key, path in NOMINATION_PLACES.items()}


class SlotEvent(models.Model):
    """One stamped act on a turn. The database refuses to change or delete it."""

    PLACES = SLOT_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="events")
    act = models.CharField(max_length=10, choices=Act)
    at = models.DateTimeField()
    # Nobody: the portal itself, when a candidate withdraws.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=1000, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("catatan waktu giliran")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.slot}: {self.get_act_display()}"


class TurnRecord(models.Model):
    """One version of the notulen of a turn: questions and answers. Versions are added, never changed."""

    PLACES = SLOT_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="records")
    version = models.PositiveIntegerField()
    text = models.TextField(_("notulen"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        verbose_name = _("notulen")
        ordering = ["slot", "version"]
        constraints = [models.UniqueConstraint(fields=["slot", "version"], name="turn_record_version_once")]

    def __str__(self) -> str:
        return str(self.slot)
