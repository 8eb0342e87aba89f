"""Candidates from a spreadsheet: looked at first, proposed all together or not at all."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.candidate_columns import COMPANY, VILLAGE
from nominations.candidate_queries import check, dry_run_of
from nominations.candidates import DryRun, Outcome, Row, village_codes
from nominations.imports import refuse_personal_data
from nominations.models import CandidateImport, Nomination
from nominations.services import proposals
from nominations.spreadsheets import read
from nominations.workflow import OPEN
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category, Edition
from paritrana.files import services as files
from paritrana.regions.models import Nominee, Regency, Village
from paritrana.regions.services import load_villages

TYPES = ["xlsx", "ods", "csv"]


@dataclass
class Written:
    """What an import has done."""

    proposed: int = 0
    added: int = 0
    amended: int = 0
    skipped: int = 0


@transaction.atomic
def receive(
    upload: UploadedFile,
    *,
    category: Category,
    late_letter: str = "",
    deadline: datetime | None = None,
    by: Any,
) -> CandidateImport:
    """Keep a spreadsheet that can be read; nobody is proposed. It replaces what waited for this category."""
    require(by, "nominations.manage", category)
    proposals.check_open(category, by, late_letter, deadline)
    try:
        tables = list(read(upload, files.inspect(upload, types=TYPES).type))
        refuse_personal_data(tables, _("Untuk kandidat cukup nama dan nomornya; berkas ini tidak disimpan."))
        if category.nominee_kind == VILLAGE:
            _load_villages(village_codes(tables), category)
        found = check(tables, category)
    except ValidationError as error:
        raise ValidationError({"file": error.error_list}) from None
    Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    waiting = CandidateImport.objects.filter(category=category, status=CandidateImport.Status.PENDING)
    waiting.update(status=CandidateImport.Status.REPLACED)
    upload.seek(0)
    row = CandidateImport.objects.create(
        province=category.province,
        category=category,
        late_letter=late_letter.strip(),
        deadline=deadline,
        file=files.store(upload, province=category.province, by=by, types=TYPES),
        counts=found.counts,
        by=by,
    )
    record(by, "candidates.receive", row, after={"sha256": row.file.sha256, **found.counts})
    return row


def _load_villages(codes: set[str], category: Category) -> None:
    """The register of villages is filled regency by regency, when one is first asked for."""
    named = Regency.objects.filter(province=category.province_id, code__in={code[:5] for code in codes})
    for regency in named.exclude(pk__in=Village.objects.values("regency")):
        load_villages(regency)


def write(row: CandidateImport, *, seen: str, choices: Mapping[str, str], by: Any) -> Written | None:
    """Propose every candidate of an import, or none. `seen` is the fingerprint of the dry run that was read,
    `choices` by field of the row what was chosen where it resembles somebody.

    Returns what was done; None when somebody has already written this import.
    """
    require(by, "nominations.manage", row.category)
    try:
        with transaction.atomic():
            return _write(row, seen, choices, by)
    except IntegrityError:
        # Somebody has recorded one of the candidates between our look and our writing.
        raise _changed() from None


def _write(row: CandidateImport, seen: str, choices: Mapping[str, str], by: Any) -> Written | None:
    # As whoever proposes: numbers are given one after another.
    Edition.objects.select_for_update(of=("self",)).get(pk=row.category.edition_id)
    row = (
        CandidateImport.objects.select_for_update(of=("self",))
        .select_related("category__edition", "category__province", "file")
        .get(pk=row.pk)
    )
    if row.status == CandidateImport.Status.WRITTEN:
        return None
    if not row.is_open:
        raise ValidationError(_("Unggah lagi: berkas ini sudah diganti unggahan lain atau lewat satu hari."))
    found = dry_run_of(row)
    if found.fingerprint != seen:
        raise _changed()
    if not found.is_clean:
        raise ValidationError(_("Perbaiki baris yang ditandai, lalu unggah lagi."))
    chosen = _chosen(found, choices)
    written = Written()
    for line in sorted(found.rows, key=lambda line: line.line):
        try:
            _take(row, line, chosen.get(line.field, ""), written, by)
        except ValidationError as error:
            raise ValidationError(
                _("Baris %(line)s: %(words)s"), params={"line": line.line, "words": " ".join(error.messages)}
            ) from None
    row.status, row.counts, row.choices = CandidateImport.Status.WRITTEN, found.counts, chosen
    row.written_by, row.written_at = by, timezone.now()
    row.save(update_fields=["status", "counts", "choices", "written_by", "written_at"])
    record(by, "candidates.import", row, after={"sha256": row.file.sha256, **asdict(written), "choices": chosen})
    return written


def _chosen(found: DryRun, choices: Mapping[str, str]) -> dict[str, str]:
    """What was chosen for every row in doubt; a row without a choice writes nothing at all."""
    chosen = {row.field: choices.get(row.field, "") for row in found.doubtful}
    open_rows = [row for row in found.doubtful if chosen[row.field] not in dict(row.choices)]
    if open_rows:
        raise ValidationError(
            _("Pilih dulu untuk baris %(lines)s: kandidat yang sama, kandidat baru, atau lewati."),
            code="choose",
            params={"lines": ", ".join(str(row.line) for row in open_rows)},
        )
    return chosen


def _take(row: CandidateImport, line: Row, choice: str, written: Written, by: Any) -> None:
    if choice == "skip" or line.outcome == Outcome.SAME:
        written.skipped += choice == "skip"
        return
    key = int(choice.removeprefix("same:")) if choice.startswith("same:") else 0
    key = key or (line.candidate.known.key if line.candidate else 0)
    if key:
        nominee = Nominee.objects.select_related("merged_into").get(pk=key)
        written.amended += proposals.amend_nominee(nominee, npp=line.npp, nib=line.nib, address=line.address, by=by)
    else:
        nominee = _added(row.category, line, by)
        written.added += 1
    if Nomination.objects.filter(category=row.category, nominee=nominee, status__in=OPEN).exists():
        return
    proposals.propose(row.category, nominee, by=by, late_letter=row.late_letter, deadline=row.deadline)
    written.proposed += 1


def _added(category: Category, line: Row, by: Any) -> Nominee:
    """A candidate that the portal does not know yet."""
    common: dict[str, Any] = {"kind": category.nominee_kind, "by": by}
    code = line.code[:5]
    regency = Regency.objects.get(code=code)
    if category.nominee_kind == VILLAGE:
        return proposals.add_nominee(
            category.province, regency=regency, village=line.code, address=line.address, **common
        )
    if category.nominee_kind == COMPANY:
        common |= {"name": line.name, "npp": line.npp, "nib": line.nib, "address": line.address}
    return proposals.add_nominee(category.province, regency=regency, **common)


def _changed() -> ValidationError:
    return ValidationError(_("Periksa sekali lagi: daftar kandidat berubah sejak halaman ini dibuka."), code="changed")
