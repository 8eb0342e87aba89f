"""When the figures of an edition freeze, and what is corrected afterwards."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations.coverage_models import CoverageBase, CoverageFigure
from paritrana.access import VisibleManager
from paritrana.committees.models import Edition
from paritrana.numbers import tanggal_pendek
from paritrana.regions.models import Branch, Province, Regency


class CoverageCutoff(models.Model):
    """The "tanggal pisah batas" of an edition (users.md 4.4): from then on its figures are frozen.

    Frozen is every figure of the province up to the end of the assessment year.
    """

    PLACES = {"province": "province", "edition": "edition", "home": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.OneToOneField(Edition, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("tanggal pisah batas"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = VisibleManager()

    class Meta:
        verbose_name = _("tanggal pisah batas cakupan")

    def __str__(self) -> str:
        return f"{self.edition}: {self.at}"

    @property
    def has_passed(self) -> bool:
        return self.at <= timezone.now()


class CoverageCorrection(models.Model):
    """A new version of a frozen figure or denominator: one officer proposes it, another one signs.

    A figure names its branch and segment; a denominator its kind, and its segment where it is an estimate.
    """

    PLACES = {
        "province": "regency__province",
        "edition": "edition",
        "regency": "regency",
        "home": "regency__province",
    }

    class Status(models.TextChoices):
        WAITING = "waiting", _("Menunggu petugas kedua")
        SIGNED = "signed", _("Disahkan")
        DISCARDED = "discarded", _("Dibatalkan")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+", verbose_name=_("kabupaten/kota"))
    as_of = models.DateField(_("per tanggal"))
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+", verbose_name=_("kantor cabang"))
    segment = models.CharField(_("segmen"), max_length=6, choices=CoverageFigure.Segment, blank=True)
    kind = models.CharField(_("jenis penyebut"), max_length=15, choices=CoverageBase.Kind, blank=True)
    before = models.PositiveIntegerField(_("semula"), null=True)
    before_source = models.CharField(_("sumber semula"), max_length=160, blank=True)
    after = models.PositiveIntegerField(_("menjadi"))
    source = models.CharField(_("sumber"), max_length=160)
    reason = models.TextField(_("alasan"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.WAITING)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("petugas kedua")
    )
    closed_at = models.DateTimeField(null=True)
    # Not columns: what the page offers on it, set by the view.
    is_waiting: bool
    opens: bool
    may_discard: bool
    # What the second officer was shown before signing, as `scoring.correction_queries` words it.
    effect = models.JSONField(_("pengaruh"), default=dict)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("koreksi cakupan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["regency", "as_of", "branch", "segment", "kind"],
                condition=Q(status="waiting"),
                nulls_distinct=False,
                name="coverage_correction_one_waiting",
            ),
            models.CheckConstraint(
                name="coverage_correction_of_one_thing",
                condition=Q(branch__isnull=False, kind="") & ~Q(segment="") | Q(branch=None) & ~Q(kind=""),
            ),
            models.CheckConstraint(
                name="coverage_correction_two_officers",
                condition=Q(status="waiting", closed_by=None, closed_at=None)
                | Q(status="discarded", closed_by__isnull=False, closed_at__isnull=False)
                | Q(status="signed", closed_by__isnull=False, closed_at__isnull=False) & ~Q(closed_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regency}, {self.what}, {tanggal_pendek(self.as_of)}"

    @property
    def what(self) -> str:
        """The figure in words, without its regency and date."""
        parts = [self.get_kind_display(), self.get_segment_display(), str(self.branch or "")]
        return ", ".join(str(part) for part in parts if part)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """Everybody reads what was signed; what waits or was discarded, those who work on figures."""
        return Q(status=cls.Status.SIGNED) if code == "coverage.view" else Q()
