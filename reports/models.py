import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nominations.models import Nomination
from paritrana.access import VisibleManager, seats_of
from paritrana.committees.models import Category, Edition
from paritrana.regions.models import Nominee, Province
from paritrana.roles import Role


def new_code() -> str:
    """A verification code of 100 bits, in letters that are not mistaken for one another."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(20))


class Signer(models.Model):
    """Who signs the papers of an edition."""

    PLACES = {"province": "province", "edition": "edition"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="signers")
    name = models.CharField(_("nama dengan gelar"), max_length=160)
    office = models.CharField(_("jabatan"), max_length=160)
    on_behalf = models.CharField(_("a.n."), max_length=160, blank=True)
    acting = models.CharField(_("pelaksana"), max_length=4, blank=True)
    nip = models.CharField(_("NIP"), max_length=25, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("penanda tangan")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.office}"


class Counter(models.Model):
    """The last number given out by the portal, per province, kind and calendar year."""

    PLACES = {"province": "province"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("pencacah nomor")
        constraints = [models.UniqueConstraint(fields=["province", "kind", "year"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.province} {self.kind} {self.year}: {self.last}"


class Batch(models.Model):
    """A set of documents asked for in one act. The key of the act makes pressing twice harmless."""

    PLACES = {"province": "province", "edition": "edition", "category": "category"}

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="batches")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="batches")
    kind = models.CharField(max_length=20)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("kumpulan dokumen")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"


class Document(models.Model):
    """One version of one document. `data` holds everything that is printed; the worker reads nothing else."""

    PLACES = {"province": "province", "edition": "edition", "category": "category", "nominee": "nominee"}

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Piagam penghargaan")
        RANKING_REPORT = "ranking_report", _("Laporan peringkat")
        RECEIPT = "receipt", _("Tanda terima")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Menunggu")
        BUILDING = "building", _("Sedang dibuat")
        READY = "ready", _("Siap")
        FAILED = "failed", _("Gagal")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="documents")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="documents")
    nomination = models.ForeignKey(Nomination, models.PROTECT, null=True, related_name="documents")
    nominee = models.ForeignKey(Nominee, models.PROTECT, null=True, related_name="documents")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="documents")
    kind = models.CharField(_("jenis"), max_length=20, choices=Kind)
    # What the document is about, e.g. "placement:12"; one version of one subject is one row.
    subject = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(_("versi"), default=1)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(_("judul"), max_length=200)
    number = models.CharField(_("nomor"), max_length=80, blank=True)
    code = models.CharField(max_length=20, unique=True, default=new_code)
    data = models.JSONField()
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.QUEUED)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    file = models.FileField(blank=True, max_length=200)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("dokumen")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "version"], name="document_version_once"),
            models.CheckConstraint(
                name="document_ready_has_file", condition=~Q(status="ready") | (~Q(file="") & ~Q(sha256=""))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_working(self) -> bool:
        """Whether it will still change by itself."""
        return self.status in (self.Status.QUEUED, self.Status.BUILDING)

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """A candidate sees the own receipts at once, results only after release (embargo)."""
        if code != "documents.view":
            return Q()
        inside = Q(pk__in=[])
        for seat in seats_of(user):
            if seat.role != Role.NOMINEE:
                inside |= Q(province__in=seat.home_provinces())
        return Q(kind="receipt") | Q(category__released_at__isnull=False) | inside
