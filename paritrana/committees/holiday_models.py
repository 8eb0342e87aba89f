from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.regions.models import Province


class Holiday(models.Model):
    """A day that counts otherwise in a province than the national list says: off, or worked after all."""

    PLACES = {"province": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="holidays", editable=False)
    day = models.DateField(_("tanggal"))
    name = models.CharField(_("keterangan"), max_length=120)
    is_off = models.BooleanField(_("libur"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("hari libur provinsi")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["province", "day"], name="holiday_once")]

    def __str__(self) -> str:
        return self.name
