"""The ledger of a category's scoring: events in one unbroken chain, never changed and never deleted."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Category
from paritrana.regions.models import Province
from scoring.models.rules import CATEGORY_PLACES
from scoring.models.sheets import scoring_closed


class Event(models.Model):
    """One act on the scoring of a category since its rules are frozen.

    `rows` holds a salted digest of every row the act left behind (None: it is gone), so that nobody reads a mark
    from it and nobody changes a row unseen. `hash` is SHA-256(hash before || canonical event). The database
    refuses to change or delete events (migration 0005).
    """

    PLACES = {**CATEGORY_PLACES, "home": "province"}

    # "<category>.<number>": nothing of an event is outside its hash.
    key = models.CharField(max_length=40, primary_key=True)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="scoring_events")
    number = models.PositiveIntegerField(_("nomor"))
    verb = models.CharField(_("tindakan"), max_length=40)
    at = models.DateTimeField(_("waktu"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows = models.JSONField(encoder=DjangoJSONEncoder)
    data = models.JSONField(default=dict)
    salt = models.CharField(max_length=32)
    hash = models.CharField(max_length=64)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("catatan penilaian")
        ordering = ["category", "number"]
        constraints = [models.UniqueConstraint(fields=["category", "number"], name="event_number_once")]

    def __str__(self) -> str:
        return f"{self.category}, catatan ke-{self.number}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Who has sent when is no secret inside; the salts open the marks, so all is read once scoring is closed."""
        return scoring_closed("category")
