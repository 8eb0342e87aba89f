from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Category
from paritrana.regions.models import Province


class Prize(models.Model):
    """What goes with a place: words and an amount, as they are read out and signed for. Place 0: special awards."""

    PLACES = {"province": "province", "edition": "category__edition", "category": "category"}

    SPECIAL = 0

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.CASCADE, related_name="prizes")
    place = models.PositiveSmallIntegerField(_("juara"))
    text = models.CharField(_("hadiah"), max_length=160, blank=True)
    amount = models.PositiveBigIntegerField(_("uang pembinaan"), null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("hadiah")
        ordering = ["category", "place"]
        constraints = [models.UniqueConstraint(fields=["category", "place"], name="prize_once")]

    def __str__(self) -> str:
        return f"{self.category}, {self.place}: {self.text}"
