from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager


class CalendarFeed(models.Model):
    """The secret address under which a person's calendar reads the own appointments. Only its hash is kept."""

    PLACES = {"province": "person__seats__province"}

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("alamat kalender")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(revoked_at=None), name="calendar_feed_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.made_at:%Y-%m-%d}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """One's own; the public address finds its row by the hash of what only that person knows."""
        return Q(person=user.pk) if code == "calendar.own" else Q(revoked_at=None, person__is_active=True)
