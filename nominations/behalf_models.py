from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations import values
from nominations.places import NOMINATION_PLACES
from nominations.workflow import Status
from paritrana.access import VisibleManager, represented
from paritrana.regions.models import Province


class OnBehalf(models.Model):
    """What the secretariat typed for a candidate who brought paper, a flash disk or a message: who brought what,
    when, and who typed it. It stays as it was typed, whatever becomes of the answer."""

    PLACES = NOMINATION_PLACES

    class Source(models.TextChoices):
        PAPER = "paper", _("Berkas kertas")
        DISK = "disk", _("Flash disk")
        WHATSAPP = "whatsapp", _("Pesan WhatsApp")
        EMAIL = "email", _("Email")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey("nominations.Nomination", models.CASCADE, related_name="on_behalf")
    answer = models.ForeignKey("nominations.Answer", models.CASCADE, related_name="on_behalf")
    value = models.TextField(_("jawaban"), blank=True)
    note = models.TextField(_("keterangan"), blank=True)
    # Name and SHA-256 of each file that came with it.
    files = models.JSONField(_("berkas"), default=list)
    # The answer as it stood after this act: a later version is the candidate's own.
    answer_version = models.PositiveIntegerField()
    source = models.CharField(_("diterima sebagai"), max_length=10, choices=Source)
    bringer = models.CharField(_("dibawa atau dikirim oleh"), max_length=160)
    brought_at = models.DateTimeField(_("diterima pada"))
    # Where the original paper or disk is kept.
    shelf = models.CharField(_("nomor arsip berkas asli"), max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    objection = models.TextField(_("bantahan kandidat"), blank=True)
    objected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    objected_at = models.DateTimeField(null=True)
    reply = models.TextField(_("jawaban sekretariat"), blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("isian atas nama kandidat")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="on_behalf_objection",
                condition=Q(objection="", objected_by=None, objected_at=None)
                | ~Q(objection="") & Q(objected_by__isnull=False, objected_at__isnull=False),
            ),
            models.CheckConstraint(
                name="on_behalf_reply",
                condition=Q(reply="", replied_by=None, replied_at=None)
                | ~Q(reply="") & Q(replied_by__isnull=False, replied_at__isnull=False, objected_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination}: {self.answer.indicator.code}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """What has not been sent is read by the candidate and by those who typed it."""
        if code == "nominations.enter":
            return Q()
        typed = cls.objects.visible_to(user, "nominations.enter").values("pk")
        own = Q(nomination__nominee__in=represented(user))
        return ~Q(nomination__status=Status.PROPOSED) | own | Q(pk__in=typed)

    @property
    def shown(self) -> str:
        """What was typed, in words."""
        indicator = self.answer.indicator
        return values.shown(indicator.kind, self.value, indicator.unit, indicator.choices)
