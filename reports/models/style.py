from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.regions.models import Province

# In millimetres; less is cut off by office printers, more leaves too narrow a column.
LEAST_MARGIN, MOST_MARGIN = 10, 40


def margin(label: Any, default: int) -> models.PositiveSmallIntegerField:
    bounds = [MinValueValidator(LEAST_MARGIN), MaxValueValidator(MOST_MARGIN)]
    return models.PositiveSmallIntegerField(label, default=default, validators=bounds)


class Style(models.Model):
    """How the papers of a province look, beside its letterhead and paper; without a row the defaults here hold."""

    PLACES = {"province": "province"}

    class Typeface(models.TextChoices):
        SANS = "sans", "Source Sans 3"
        TIMES = "times", _("Tinos (seukuran Times New Roman)")
        GARAMOND = "garamond", "EB Garamond"

    province = models.OneToOneField(Province, models.PROTECT, related_name="style", editable=False)
    # A small PNG as a `data:` address: what was uploaded is never printed itself.
    crest = models.TextField(_("lambang daerah"), blank=True, editable=False)
    top = margin(_("margin atas (mm)"), 16)
    right = margin(_("margin kanan (mm)"), 20)
    bottom = margin(_("margin bawah (mm)"), 20)
    left = margin(_("margin kiri (mm)"), 20)
    typeface = models.CharField(_("huruf"), max_length=10, choices=Typeface, default=Typeface.SANS)
    # A new one with every change; a preview belongs to the one it was drawn for.
    stamp = models.UUIDField(editable=False)
    preview = models.FileField(max_length=200, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tata naskah")

    def __str__(self) -> str:
        return str(self.province)
