from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Edition
from paritrana.regions.models import Province


class Notice(models.Model):
    """A message to one person, shown in the portal; the same text can be copied into WhatsApp."""

    PLACES = {"province": "province", "edition": "edition"}

    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    edition = models.ForeignKey(Edition, models.CASCADE, null=True, related_name="notices")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    title = models.CharField(_("judul"), max_length=160)
    text = models.TextField(_("isi"))
    url = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(_("disampaikan lewat WhatsApp"), null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pemberitahuan")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """`notices.view` is one's own post; `notices.follow` is the secretariat's list of what went out."""
        return Q(to=user.pk) if code == "notices.view" else Q()
