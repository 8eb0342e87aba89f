"""Figures from a spreadsheet: looked at first, written whole or not at all."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.coverage_queries import own_branches
from nominations.import_queries import check, dry_run_of, regencies_of
from nominations.imports import BASES, ESTIMATE, SEGMENTS, DryRun, refuse_personal_data
from nominations.models import CoverageBase, CoverageFigure, CoverageImport, Located
from nominations.services import coverage
from nominations.spreadsheets import read
from paritrana.audit.services import record
from paritrana.files import services as files
from paritrana.regions.models import Branch, Province

TYPES = ["xlsx", "ods", "csv"]


@transaction.atomic
def receive(
    upload: UploadedFile,
    *,
    branch: Branch,
    province: Province,
    as_of: date,
    source: str,
    base_source: str,
    by: Any,
    located: str = Located.UNKNOWN,
) -> CoverageImport:
    """Keep a spreadsheet that can be read; no figure is written. It replaces what the branch had waiting."""
    _require(branch, province, by)
    coverage.not_ahead(as_of)
    coverage.not_frozen(regencies_of(branch, province, as_of), as_of)
    try:
        tables = read(upload, files.inspect(upload, types=TYPES).type)
        refuse_personal_data(tables)
        found = check(tables, branch, province, as_of)
    except ValidationError as error:
        raise ValidationError({"file": error.error_list}) from None
    _require_sources(found, source, base_source)
    Branch.objects.select_for_update().get(pk=branch.pk)
    waiting = CoverageImport.objects.filter(branch=branch, province=province, status=CoverageImport.Status.PENDING)
    waiting.update(status=CoverageImport.Status.REPLACED)
    upload.seek(0)
    row = CoverageImport.objects.create(
        province=province,
        branch=branch,
        as_of=as_of,
        source=source,
        base_source=base_source,
        located=located,
        file=files.store(upload, province=province, by=by, types=TYPES),
        counts=found.counts,
        by=by,
    )
    record(by, "coverage.receive", row, after={"as_of": as_of, "sha256": row.file.sha256, **found.counts})
    return row


def write(row: CoverageImport, *, seen: str, by: Any) -> int | None:
    """Write every figure of an import, or none. `seen` is the fingerprint of the dry run that was read.

    Returns how many figures were written; None when somebody has already written this import.
    """
    _require(row.branch, row.province, by)
    try:
        with transaction.atomic():
            return _write(row, seen, by)
    except IntegrityError:
        # Somebody has entered one of the figures between our look and our writing.
        raise _changed() from None


def _write(row: CoverageImport, seen: str, by: Any) -> int | None:
    row = (
        CoverageImport.objects.select_for_update(of=("self",))
        .select_related("branch", "province", "file")
        .get(pk=row.pk)
    )
    if row.status == CoverageImport.Status.WRITTEN:
        return None
    if not row.is_open:
        raise ValidationError(_("Unggah lagi: berkas ini sudah diganti unggahan lain atau lewat satu hari."))
    regencies = {regency.pk: regency for regency in regencies_of(row.branch, row.province, row.as_of)}
    _lock(row, list(regencies))
    found = dry_run_of(row)
    if found.fingerprint != seen:
        raise _changed()
    if not found.is_clean:
        raise ValidationError(_("Perbaiki baris yang ditandai, lalu unggah lagi."))
    changes = [(regencies[line.regency.key], change) for line in found.rows if line.regency for change in line.changes]
    coverage.enter_many(
        row.branch,
        row.as_of,
        {(regency, change.measure): change.now for regency, change in changes if change.measure in SEGMENTS},
        row.source,
        by=by,
        located=row.located,
    )
    coverage.set_bases(
        row.as_of,
        {
            (regency, *_kind_and_segment(change.measure)): change.now
            for regency, change in changes
            if change.measure not in SEGMENTS
        },
        row.base_source,
        by=by,
    )
    row.status, row.counts = CoverageImport.Status.WRITTEN, found.counts
    row.written_by, row.written_at = by, timezone.now()
    row.save(update_fields=["status", "counts", "written_by", "written_at"])
    record(by, "coverage.import", row, after={"figures": found.figures, "sha256": row.file.sha256, **found.counts})
    return found.figures


def _lock(row: CoverageImport, regencies: list[int]) -> None:
    for model in (CoverageFigure, CoverageBase):
        rows = model.objects.filter(regency__in=regencies, as_of=row.as_of).order_by("pk")  # type: ignore[attr-defined]
        list(rows.select_for_update(of=("self",)).values_list("pk"))


def _kind_and_segment(measure: str) -> tuple[str, str]:
    if measure in BASES:
        return measure, ""
    return CoverageBase.Kind.SEGMENT.value, measure.removeprefix(ESTIMATE)


def _require(branch: Branch, province: Province, by: Any) -> None:
    seats = own_branches(by, "coverage.enter")
    if branch not in seats or not branch.areas.filter(regency__province=province).exists():
        raise PermissionDenied(_("Angka cakupan diisi oleh kantor cabang yang melayani daerah itu."))


def _require_sources(found: DryRun, source: str, base_source: str) -> None:
    missing = {}
    if found.writes(*SEGMENTS) and not source:
        missing["source"] = _("Isi sumber angka peserta: berkas ini memuat angka peserta.")
    if any(change.measure not in SEGMENTS for line in found.rows for change in line.changes) and not base_source:
        missing["base_source"] = _("Isi sumber penyebut: berkas ini memuat penyebut.")
    if missing:
        raise ValidationError(missing)


def _changed() -> ValidationError:
    return ValidationError(_("Periksa sekali lagi: angka tersimpan berubah sejak halaman ini dibuka."), code="changed")
