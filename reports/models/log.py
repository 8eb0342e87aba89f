from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager


class LogDay(models.Model):
    """One day of the public log: the root over what was entered, chained to the day before. Never changed."""

    PLACES: dict[str, str] = {}

    day = models.DateField(_("hari"), unique=True)
    size = models.PositiveIntegerField(_("banyaknya dokumen"))
    root = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    closed_at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("hari catatan")
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()
