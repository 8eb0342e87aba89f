"""Keputusan perubahan: the only way in which an announced decision is replaced."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.committees.models import Category
from paritrana.regions.models import Province
from scoring.models.objections import Objection
from scoring.models.plenary import Decision
from scoring.models.rules import CATEGORY_PLACES


class DecisionChange(models.Model):
    """One change of an announced decision: opened with its ground, decided anew, issued by a second officer.

    Until it is issued the old decision stays in force and public; `result` waits here and nowhere else.
    """

    PLACES = {**CATEGORY_PLACES, "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="decision_changes")
    supersedes = models.ForeignKey(Decision, models.PROTECT, related_name="changes")
    objection = models.ForeignKey(Objection, models.PROTECT, null=True, blank=True, related_name="changes")
    order = models.CharField(_("surat perintah resmi"), max_length=160, blank=True)
    reason = models.TextField(_("alasan perubahan"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    # Paket hasil of the old decision, as everybody could download it before anything was corrected.
    package = models.TextField()
    result = models.JSONField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    from_paper = models.CharField(max_length=120, blank=True)
    number = models.CharField(_("nomor Keputusan perubahan"), max_length=120, blank=True)
    date = models.DateField(_("tanggal Keputusan perubahan"), null=True, blank=True)
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="change")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("keputusan perubahan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["category"], condition=Q(issued_at=None, discarded_at=None), name="change_one_open"
            ),
            models.UniqueConstraint(
                fields=["supersedes"], condition=Q(issued_at__isnull=False), name="change_supersedes_once"
            ),
            models.CheckConstraint(
                name="change_two_officers", condition=Q(issued_by=None) | ~Q(issued_by=F("opened_by"))
            ),
            models.CheckConstraint(
                name="change_has_ground", condition=~Q(reason="") & (Q(objection__isnull=False) | ~Q(order=""))
            ),
        ]

    def __str__(self) -> str:
        return f"Keputusan perubahan {self.number}".strip()

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """The public reads what is issued."""
        return Q(issued_at__isnull=False, category__released_at__isnull=False) if code == "results.view" else Q()

    @property
    def is_open(self) -> bool:
        return self.issued_at is None and self.discarded_at is None
