from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from interviews.planner import Demands, Row
from interviews.planner.demands import from_json, rows_from_json
from paritrana.access import VisibleManager, holds
from paritrana.committees.models import Edition
from paritrana.regions.models import Province


class Plan(models.Model):
    """A version of the interview plan of an edition: what was asked, the draw, and the turns that came of it."""

    PLACES = {"province": "province", "edition": "edition"}

    class Status(models.TextChoices):
        DRAFT = "draft", _("Rancangan")
        PUBLISHED = "published", _("Berlaku")
        REPLACED = "replaced", _("Diganti")

    class Breaks(models.TextChoices):
        NONE = "none", _("Tidak ada")
        USUAL = "usual", _("12.00–13.00, Jumat 11.30–13.30")
        ASAR = "asar", _("12.00–13.00, Jumat 11.30–13.30, dan salat Asar 15 menit")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="plans", editable=False)
    version = models.PositiveSmallIntegerField(_("versi"))
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    breaks = models.CharField(max_length=6, choices=Breaks, default=Breaks.USUAL)
    demands = models.JSONField()
    rows = models.JSONField(default=list)
    refusal = models.JSONField(default=list)  # why no plan can exist, in sentences
    seed = models.CharField(_("nomor undian"), max_length=40)
    draws = models.PositiveSmallIntegerField(default=1)  # how often a number was drawn or typed
    revision = models.PositiveIntegerField(default=0)  # raised by every change, so that no tab overwrites another
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, editable=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("rancangan jadwal")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "version"], name="plan_version_once"),
            models.UniqueConstraint(fields=["edition"], condition=Q(status="draft"), name="plan_one_draft"),
            models.UniqueConstraint(fields=["edition"], condition=Q(status="published"), name="plan_one_in_force"),
        ]

    def __str__(self) -> str:
        return _t("Jadwal versi %(version)s") % {"version": self.version}

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """A draft is for those who plan and for the chair, who may type the number of the draw."""
        return Q() if holds(user, "interviews.draw") else ~Q(status=cls.Status.DRAFT)

    @property
    def asked(self) -> Demands:
        return from_json(self.demands)

    @property
    def turns(self) -> list[Row]:
        return rows_from_json(self.rows)
