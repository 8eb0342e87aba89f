"""What the candidate does: answers, evidence, sending. Everything is refused outside the deadline."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations import values
from nominations.models import Answer, Evidence, Indicator, Nomination, Replacement, Submission
from nominations.queries import Line, asked_of, instrument_of, lines
from nominations.services.nominations import advance, in_zone, locked, only_changes, tell, why_closed
from nominations.workflow import FILLING
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees.models import Edition
from paritrana.files import services as files

NOTE_LENGTH = 2000


def writable(
    nomination: Nomination,
    by: Any,
    indicator: Indicator | None = None,
    code: str = "nominations.fill",
    *,
    files_of: Answer | None = None,
) -> Nomination:
    """The locked row, if `by` may write into it now; `indicator` is the question that is answered.

    The files of an answer (`files_of`) may also be changed while the secretariat has granted their replacement.
    """
    row = locked(nomination)
    require(by, code, row)
    if files_of and any(one.is_open for one in Replacement.objects.filter(answer=files_of)):
        return row
    if changes := only_changes(row):
        if indicator and indicator.changed_in != changes.version:
            raise ValidationError(_("Hanya butir yang berubah sesuai surat yang dibuka sekarang."), code="closed")
        return row
    if row.status not in FILLING:
        raise ValidationError(_("Penilaian mandiri sudah dikirim. Tarik kembali dulu untuk mengubahnya."), code="sent")
    if why_not := why_closed(row):
        raise ValidationError(why_not, code="closed")
    return row


@transaction.atomic
def save_answer(
    nomination: Nomination,
    indicator: Indicator,
    *,
    value: str,
    note: str = "",
    version: int,
    by: Any,
    code: str = "nominations.fill",
) -> Answer:
    """Save one answer as a draft. `version` is the one the form showed (0: none yet).

    When somebody else has saved another text meanwhile, nothing is written: ValidationError "conflict".
    `code` is the right by which it is written: the candidate's own, or `nominations.enter` on its behalf.
    """
    row = writable(nomination, by, indicator, code)
    instrument = instrument_of(row.category)
    if not asked_of(row.nominee, instrument).filter(pk=indicator.pk).exists():
        raise ValidationError(_("Muat ulang halaman: pertanyaan ini bukan bagian dari usulan ini."))
    value = values.canonical(indicator.kind, indicator.choices, value)
    note = note.strip().replace("\r\n", "\n")
    if len(note) > NOTE_LENGTH:
        raise ValidationError({"note": _("Ringkas keterangan menjadi paling banyak %s huruf.") % NOTE_LENGTH})
    answer = Answer.objects.filter(nomination=row, indicator=indicator).first()
    if answer is None:
        answer = Answer(province=row.province, nomination=row, indicator=indicator)
    elif (answer.value, answer.note) == (value, note):
        return answer
    elif answer.version != version:
        raise ValidationError(
            _("Jawaban ini sudah diubah di tempat lain. Bandingkan, lalu simpan yang benar."), code="conflict"
        )
    before = {"value": answer.value, "note": answer.note}
    answer.value, answer.note = value, note
    answer.version += 1
    answer.changed_by = by
    answer.save()
    record(by, "answers.save", answer, before=before, after={"value": value, "note": note})
    return answer


@transaction.atomic
def add_evidence(answer: Answer, upload: UploadedFile, *, by: Any, code: str = "nominations.fill") -> Evidence:
    """Attach a file. The same file a second time is the one that is there already."""
    row = writable(answer.nomination, by, answer.indicator, code, files_of=answer)
    found = files.inspect(upload)
    there = Evidence.objects.filter(answer=answer, removed_at=None).select_related("file")
    for evidence in there:
        if evidence.file.sha256 == found.sha256:
            return evidence
    limit = answer.indicator.max_files
    if len(there) >= limit:
        raise ValidationError(
            ngettext(
                "Paling banyak %(count)s berkas untuk butir ini. Hapus satu dulu, atau gabungkan berkasnya.",
                "Paling banyak %(count)s berkas untuk butir ini. Hapus satu dulu, atau gabungkan berkasnya.",
                limit,
            )
            % {"count": limit},
            code="many",
        )
    file = files.store(upload, province=row.province, by=by)
    evidence = Evidence.objects.create(province=row.province, answer=answer, file=file)
    _touch(answer, by)
    record(by, "evidence.add", evidence, after={"name": file.name, "size": file.size, "sha256": file.sha256})
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Any) -> None:
    """Take a file away from an answer. The file itself stays, since an earlier receipt may name it."""
    writable(evidence.answer.nomination, by, evidence.answer.indicator, files_of=evidence.answer)
    row = Evidence.objects.select_for_update(of=("self",)).select_related("answer").get(pk=evidence.pk)
    if row.removed_at:
        return
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    _touch(row.answer, by)
    record(by, "evidence.remove", row, before={"name": row.file.name, "sha256": row.file.sha256})


def _touch(answer: Answer, by: Any) -> None:
    """Other files make another answer: a verdict on the former one no longer speaks of it."""
    answer.version += 1
    answer.changed_by = by
    answer.save(update_fields=["version", "changed_by", "changed_at"])


@transaction.atomic
def send(nomination: Nomination, *, sender_name: str, sender_office: str, by: Any) -> Submission:
    """Send the self-assessment: the receipt keeps exactly what was sent. Unanswered questions are refused."""
    row = writable(nomination, by)
    errors = {
        field: words
        for field, typed, words in (
            ("sender_name", sender_name, _("Tulis nama Anda.")),
            ("sender_office", sender_office, _("Tulis jabatan Anda.")),
        )
        if not typed.strip()
    }
    if errors:
        raise ValidationError(errors)
    found = lines(row, by)
    open_questions = [line.indicator.code for line in found if not line.value]
    if open_questions:
        raise ValidationError(
            _("Jawab dulu butir yang masih kosong: %s.") % ", ".join(open_questions), code="unanswered"
        )
    last = Submission.objects.filter(nomination=row).first()
    if row.status not in FILLING and last and last.content == _content(found):
        raise ValidationError(_("Isi ini sudah dikirim."), code="sent")
    row = advance(row, "send" if row.status in FILLING else "supplement", by=by)
    return receipt_of(row, sender_name.strip(), sender_office.strip(), by)


def receipt_of(row: Nomination, sender_name: str, sender_office: str, by: Any) -> Submission:
    """Write down what the nomination now holds, as received, and tell the candidate."""
    submission = Submission.objects.create(
        province=row.province,
        nomination=row,
        receipt=_receipt(row),
        sent_by=by,
        sender_name=sender_name,
        sender_office=sender_office,
        content=_content(lines(row, by)),
    )
    record(by, "submissions.send", submission, after={"receipt": submission.receipt})
    tell(
        row,
        _("Penilaian mandiri terkirim"),
        _(
            "Penilaian mandiri %(nominee)s sudah diterima dengan nomor tanda terima %(receipt)s"
            " pada %(at)s. Sekretariat akan memeriksa isinya."
        ),
        receipt=submission.receipt,
        at=in_zone(submission.sent_at, row),
    )
    later("reports.receipt", submission.pk)
    return submission


def _receipt(nomination: Nomination) -> str:
    """TT-64-2024-007-1: province, assessment year, number of the nomination, count of sendings."""
    edition = nomination.edition
    # A second edition of the same assessment year gets a letter, so that no two receipts are alike.
    earlier = Edition.objects.filter(
        province=edition.province_id, assessment_year=edition.assessment_year, pk__lt=edition.pk
    ).count()
    year = f"{edition.assessment_year}{chr(ord('A') + earlier) if earlier else ''}"
    count = Submission.objects.filter(nomination=nomination).count() + 1
    return f"TT-{nomination.province_id}-{year}-{nomination.number:03d}-{count}"


def _content(found: list[Line]) -> dict[str, Any]:
    """Everything that was sent, as printed on the receipt."""
    return {
        "instrument": found[0].indicator.instrument_id if found else None,
        "answers": [
            {
                "code": line.indicator.code,
                "section": line.indicator.section,
                "question": line.indicator.text,
                "answer": line.shown,
                "value": line.value,
                "note": line.answer.note if line.answer else "",
                "version": line.answer.version if line.answer else 0,
                "files": [
                    {
                        "evidence": evidence.pk,
                        "name": evidence.file.name,
                        "type": evidence.file.type,
                        "size": evidence.file.size,
                        "sha256": evidence.file.sha256,
                    }
                    for evidence in line.evidence
                ],
            }
            for line in found
        ],
    }
