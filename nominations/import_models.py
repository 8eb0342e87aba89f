from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations.coverage_models import Located
from paritrana.access import GRANTS, VisibleManager, seats_of
from paritrana.files.models import File
from paritrana.regions.models import Branch, Province

WAITS = timedelta(days=1)
# What is written says by whom and when; what is not, does not.
WRITTEN = Q(status="written", written_by__isnull=False, written_at__isnull=False) | (
    ~Q(status="written") & Q(written_by=None, written_at=None)
)


class Import(models.Model):
    """A spreadsheet that is looked at first and written once it is confirmed.

    It stores no rows of its own: what it would do is computed from the kept file.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Diperiksa, belum disimpan")
        WRITTEN = "written", _("Disimpan")
        REPLACED = "replaced", _("Diganti unggahan lain")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+", editable=False)
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("berkas"))
    status = models.CharField(_("keadaan"), max_length=10, choices=Status, default=Status.PENDING)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether it may still be written: not replaced, and not older than a day."""
        return self.status == self.Status.PENDING and timezone.now() < self.at + WAITS


class CoverageImport(Import):
    """A spreadsheet of coverage figures as a branch gave it (`import_queries.dry_run_of`)."""

    PLACES = {"province": "province", "home": "province"}

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name=_("kantor cabang"))
    as_of = models.DateField(_("per tanggal"))
    source = models.CharField(_("sumber angka peserta"), max_length=160, blank=True)
    located = models.CharField(_("lokasi peserta menurut"), max_length=10, choices=Located, default=Located.UNKNOWN)
    base_source = models.CharField(_("sumber penyebut"), max_length=160, blank=True)

    objects = VisibleManager()

    class Meta:
        verbose_name = _("impor cakupan")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "province"], condition=Q(status="pending"), name="coverage_import_one_pending"
            ),
            models.CheckConstraint(name="coverage_import_written", condition=WRITTEN),
        ]

    def __str__(self) -> str:
        return f"{self.branch}, {self.file}"

    @classmethod
    def narrow(cls, user: Any, code: str) -> Q:
        """An import is its branch's own; another office in the province does not see it."""
        return Q(branch__in=[seat.branch_id for seat in seats_of(user) if seat.role in GRANTS[code]])
