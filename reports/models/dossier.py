"""What goes to the national round: the columns its committee asks for, and each handing on with its letter."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, Nomination
from paritrana.access import VisibleManager
from paritrana.regions.models import Province


class DossierTemplate(models.Model):
    """The columns of a province's dossier as [title, entry] pairs; without a row the default ones are printed."""

    PLACES = {"province": "province"}

    province = models.OneToOneField(Province, models.PROTECT, related_name="+", editable=False)
    columns = models.JSONField(_("kolom berkas penerusan"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kolom berkas penerusan")

    def __str__(self) -> str:
        return str(self.province)


class Forwarding(models.Model):
    """One handing on of a first place, by which letter, to whom, with which dossier."""

    PLACES = NOMINATION_PLACES

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="forwardings")
    document = models.ForeignKey("reports.Document", models.PROTECT, related_name="forwardings")
    letter = models.CharField(_("nomor surat pengantar"), max_length=120)
    letter_date = models.DateField(_("tanggal surat pengantar"))
    receiver = models.CharField(_("diterima oleh"), max_length=160)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penerusan ke tingkat nasional")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["nomination", "document"], name="forwarding_once")]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.letter}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> models.Q:
        return models.Q()
