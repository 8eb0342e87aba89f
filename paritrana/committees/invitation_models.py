from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.regions.models import Province


class Invitation(models.Model):
    """A seat to be taken: when its person was told, how, and when the person first came."""

    PLACES = {"province": "province", "edition": "seat__edition"}

    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+", editable=False)
    seat = models.OneToOneField("committees.Seat", models.CASCADE, related_name="invitation")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(_("disampaikan lewat WhatsApp"), null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("undangan")

    def __str__(self) -> str:
        return str(self.seat)
