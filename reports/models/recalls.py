from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.regions.models import Province
from scoring.models import DecisionChange


class Recall(models.Model):
    """A certificate out of force whose paper is away; ticked off when it comes back.

    A Keputusan perubahan took it out of force, or, without one, the same award was made again with its number.
    """

    PLACES = {"province": "province", "edition": "document__edition", "category": "document__category"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    document = models.OneToOneField("reports.Document", models.PROTECT, related_name="recall")
    change = models.ForeignKey(DecisionChange, models.PROTECT, null=True, related_name="recalls")
    # Whether the recipient gets another certificate instead.
    replaced = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)
    returned_on = models.DateField(_("tanggal kembali"), null=True, blank=True)
    note = models.CharField(_("keterangan"), max_length=160, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penarikan piagam")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.document)
