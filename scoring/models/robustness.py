"""How firmly a run stands, worked out beside it, and what the plenary wrote about close places."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import Nomination
from paritrana.access import VisibleManager
from paritrana.committees.models import Category
from paritrana.regions.models import Province
from scoring.models.ranking import RankingRun, categories_inside
from scoring.models.rules import CATEGORY_PLACES
from scoring.models.sheets import scoring_closed


class Robustness(models.Model):
    """Advice derived from a run's input by the worker; it can be computed again at any time, so nothing seals it."""

    PLACES = {"province": "province", "edition": "run__category__edition", "category": "run__category"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    run = models.OneToOneField(RankingRun, models.CASCADE, related_name="robustness")
    asked_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("ketahanan urutan")

    def __str__(self) -> str:
        return str(self.run)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """As its run, and for the committee only."""
        return scoring_closed("run__category") & Q(run__category__in=categories_inside(user))


class TieReason(models.Model):
    """Why two nominees closer than the noise of the panel stand on different places; once per pair."""

    PLACES = CATEGORY_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="tie_reasons")
    run = models.ForeignKey(RankingRun, models.PROTECT, related_name="tie_reasons")
    above = models.ForeignKey(Nomination, models.PROTECT, related_name="+")
    below = models.ForeignKey(Nomination, models.PROTECT, related_name="+")
    reason = models.TextField(_("alasan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("alasan atas nilai yang berdekatan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "above", "below"], name="tie_reason_once"),
            models.CheckConstraint(name="tie_reason_of_two", condition=~Q(above=F("below")) & ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.above}, {self.below}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return scoring_closed("category") & Q(category__in=categories_inside(user))
