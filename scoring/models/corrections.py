"""A mark or value corrected after the closing: one officer proposes it, another one signs."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nominations.models import NOMINATION_PLACES, CoverageCorrection, Nomination
from paritrana.access import VisibleManager
from paritrana.files.models import File
from paritrana.regions.models import Province
from scoring.models.ranking import BranchResponse, RankingRun
from scoring.models.rules import Criterion
from scoring.models.sheets import ScoreSheet


class MarkCorrection(models.Model):
    """One mark of a closed sheet, or (without a sheet) one value of a nominee: as it was, and as it should be."""

    PLACES = NOMINATION_PLACES
    Status = CoverageCorrection.Status

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="mark_corrections")
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, null=True, related_name="corrections")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("kriteria"))
    before = models.DecimalField(_("semula"), max_digits=5, decimal_places=2, null=True)
    after = models.DecimalField(_("menjadi"), max_digits=5, decimal_places=2)
    letter = models.CharField(_("nomor surat"), max_length=120)
    # What the owner of the mark signed; a value needs none.
    scan = models.OneToOneField(File, models.PROTECT, null=True, related_name="mark_correction")
    reason = models.TextField(_("alasan"))
    # The remark that it answers, if it is one.
    response = models.ForeignKey(BranchResponse, models.PROTECT, null=True, related_name="corrections")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.WAITING)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("petugas kedua")
    )
    closed_at = models.DateTimeField(null=True)
    # What the second officer was shown before signing, and the run that the signature made.
    effect = models.JSONField(_("pengaruh"), default=dict)
    run = models.ForeignKey(RankingRun, models.PROTECT, null=True, related_name="corrections")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("koreksi nilai")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "criterion", "sheet"],
                condition=Q(status="waiting"),
                nulls_distinct=False,
                name="mark_correction_one_waiting",
            ),
            models.CheckConstraint(
                name="mark_correction_in_scale",
                condition=Q(after__gte=Decimal(0)) & Q(after__lte=Decimal(100)) & ~Q(letter="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="mark_correction_two_officers",
                condition=Q(status="waiting", closed_by=None, closed_at=None)
                | Q(status="discarded", closed_by__isnull=False, closed_at__isnull=False)
                | Q(status="signed", closed_by__isnull=False, closed_at__isnull=False, run__isnull=False)
                & ~Q(closed_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination.nominee}, {self.what}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Until its scan is accepted it is known to who proposed it."""
        return Q(scan=None) | File.opened_to(user, "scan__")

    @property
    def what(self) -> str:
        """The criterion, and whose mark it is."""
        return f"{self.criterion.name} ({self.sheet.person})" if self.sheet else self.criterion.name
