from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.regions.models import Province
from scoring.models import Decision


class Decree(models.Model):
    """Number and date of the Keputusan behind a decision, and which day its certificates bear.

    Days that do not agree are never refused: who is answerable accepts them with a reason.
    """

    PLACES = {"province": "province", "edition": "decision__category__edition", "category": "decision__category"}

    class Day(models.TextChoices):
        CEREMONY = "ceremony", _("Tanggal penganugerahan")
        DECISION = "decision", _("Tanggal rapat pleno")
        DECREE = "decree", _("Tanggal Keputusan")
        PRINT = "print", _("Tanggal cetak")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="decree", editable=False)
    number = models.CharField(_("nomor Keputusan"), max_length=120, blank=True)
    date = models.DateField(_("tanggal Keputusan"), null=True, blank=True)
    printed_on = models.DateField(_("tanggal cetak piagam"), null=True, blank=True)
    day = models.CharField(_("tanggal pada piagam"), max_length=10, choices=Day, default=Day.CEREMONY)
    cited = models.BooleanField(_("sebut Keputusan pada piagam"), default=False)
    # The warnings that were accepted, by name.
    accepted = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)
    reason = models.TextField(_("alasan"), blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("Keputusan penetapan")
        constraints = [
            models.CheckConstraint(
                name="decree_accepted_with_reason",
                condition=Q(accepted_at=None, accepted_by=None) | (~Q(reason="") & Q(accepted_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"Keputusan {self.number}".strip()

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        return Q()
