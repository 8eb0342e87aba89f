from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from paritrana.access import VisibleManager
from paritrana.regions.models import Branch, Province, Regency


class Located(models.TextChoices):
    """How participants are placed in a regency: a firm registered elsewhere moves thousands (users.md 4.7)."""

    UNKNOWN = "unknown", _("Belum diketahui")
    OFFICE = "office", _("Kantor pembina")
    WORKPLACE = "workplace", _("Lokasi usaha")
    HOME = "home", _("Domisili")


class CoverageFigure(models.Model):
    """Active participants of one segment, as one branch counts them in one regency at one date.

    Its history follows the regency into a new province, so it is reached through the regency's province.
    """

    PLACES = {"province": "regency__province", "regency": "regency", "home": "regency__province"}

    class Segment(models.TextChoices):
        PU = "pu", _("PU (penerima upah)")
        BPU = "bpu", _("BPU (bukan penerima upah)")
        JAKON = "jakon", _("Jakon (jasa konstruksi)")
        PMI = "pmi", _("PMI (pekerja migran Indonesia)")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="coverage", verbose_name=_("kabupaten/kota"))
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="coverage", verbose_name=_("kantor cabang"))
    as_of = models.DateField(_("per tanggal"))
    segment = models.CharField(_("segmen"), max_length=6, choices=Segment)
    participants = models.PositiveIntegerField(_("peserta aktif"))
    source = models.CharField(_("sumber"), max_length=160)
    located = models.CharField(_("lokasi peserta menurut"), max_length=10, choices=Located, default=Located.UNKNOWN)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("angka cakupan")
        ordering = ["regency", "-as_of", "segment"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "regency", "segment", "as_of"], name="coverage_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.regency}, {self.segment}, {self.as_of}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """A figure counts once the head of its branch has confirmed it; `coverage.follow` sees it before."""
        return Q(confirmed_at__isnull=False) if code in ("coverage.view", "coverage.national") else Q()


class CoverageBase(models.Model):
    """The denominator of coverage in one regency at one date, with its type and source.

    An estimate of one segment names its segment; the other kinds stand for all segments together.
    """

    PLACES = {"province": "regency__province", "regency": "regency", "home": "regency__province"}

    class Kind(models.TextChoices):
        LABOUR_FORCE = "labour_force", _("Angkatan kerja")
        WORKING = "working", _("Penduduk bekerja")
        SEGMENT = "segment", _("Perkiraan jumlah segmen")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="coverage_bases")
    as_of = models.DateField(_("per tanggal"))
    kind = models.CharField(_("jenis penyebut"), max_length=15, choices=Kind)
    segment = models.CharField(_("segmen"), max_length=6, choices=CoverageFigure.Segment, blank=True)
    people = models.PositiveIntegerField(_("jumlah orang"))
    source = models.CharField(_("sumber"), max_length=160)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penyebut cakupan")
        ordering = ["regency", "-as_of"]
        constraints = [
            models.UniqueConstraint(fields=["regency", "as_of", "kind", "segment"], name="coverage_base_once"),
            models.CheckConstraint(
                name="coverage_base_of_a_segment",
                condition=Q(kind="segment") & ~Q(segment="") | ~Q(kind="segment") & Q(segment=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regency}, {self.get_kind_display()}, {self.as_of}"
