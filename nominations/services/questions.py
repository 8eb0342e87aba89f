"""Answers from the file of questions: looked at first, written whole or not at all."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations import values
from nominations.models import AnswerImport, Indicator, Nomination
from nominations.queries import instrument_of
from nominations.question_queries import check, dry_run_of
from nominations.services.answers import save_answer, writable
from nominations.services.nominations import only_changes
from nominations.spreadsheets import read
from paritrana.audit.services import record
from paritrana.files import services as files

TYPES = ["xlsx", "ods"]


@transaction.atomic
def receive(nomination: Nomination, upload: UploadedFile, *, by: Any) -> AnswerImport:
    """Keep a filled file that can be read; no answer is written. It replaces the one that waited."""
    row = writable(nomination, by)
    try:
        tables = read(upload, files.inspect(upload, types=TYPES).type)
        found = check(list(tables), row, only_changes(row), by)
    except ValidationError as error:
        raise ValidationError({"file": error.error_list}) from None
    waiting = AnswerImport.objects.filter(nomination=row, status=AnswerImport.Status.PENDING)
    waiting.update(status=AnswerImport.Status.REPLACED)
    upload.seek(0)
    made = AnswerImport.objects.create(
        province=row.province,
        nomination=row,
        file=files.store(upload, province=row.province, by=by, types=TYPES, nominee=row.nominee),
        counts=found.counts,
        by=by,
    )
    record(by, "answers.receive", made, after={"sha256": made.file.sha256, **found.counts})
    return made


@transaction.atomic
def write(row: AnswerImport, *, seen: str, by: Any) -> int | None:
    """Write every answer of a file, or none. `seen` is the fingerprint of the dry run that was read.

    Returns how many answers were written; None when somebody has already written this file.
    """
    nomination = writable(row.nomination, by)
    row = AnswerImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=row.pk)
    row.nomination = nomination
    if row.status == AnswerImport.Status.WRITTEN:
        return None
    if not row.is_open:
        raise ValidationError(_("Unggah lagi: berkas ini sudah diganti unggahan lain atau lewat satu hari."))
    found = dry_run_of(row, only_changes(nomination), by)
    if found.fingerprint != seen:
        raise ValidationError(
            _("Periksa sekali lagi: jawaban tersimpan berubah sejak halaman ini dibuka."), code="changed"
        )
    if not found.is_clean:
        raise ValidationError(_("Perbaiki baris yang ditandai, lalu unggah lagi."))
    indicators = {one.code: one for one in Indicator.objects.filter(instrument=instrument_of(nomination.category))}
    for line in found.rows:
        if line.question and line.writes:
            save_answer(
                nomination,
                indicators[line.question.code],
                value=values.typed(line.question.kind, line.value),
                note=line.note,
                version=line.question.version,
                by=by,
            )
    row.status, row.counts = AnswerImport.Status.WRITTEN, found.counts
    row.written_by, row.written_at = by, timezone.now()
    row.save(update_fields=["status", "counts", "written_by", "written_at"])
    record(by, "answers.import", row, after={"answers": found.writes, "sha256": row.file.sha256, **found.counts})
    return found.writes
