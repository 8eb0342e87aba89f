"""What the candidate does: answers, evidence, sending. Everything is refused outside the deadline."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations import values
from nominations.letter_queries import as_sent, missing_letters
from nominations.models import (
    Answer,
    Evidence,
    HandedSection,
    Indicator,
    Nomination,
    RegisteredFile,
    Replacement,
    Submission,
    Verification,
)
from nominations.queries import Line, asked_of, instrument_of, lines
from nominations.services.nominations import advance, in_zone, locked, only_changes, tell, why_closed
from nominations.workflow import FILLING, Status
from paritrana.access import may, require
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees.models import Edition
from paritrana.files import services as files
from paritrana.files.models import File
from paritrana.numbers import size as in_words

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
    is_helper = require_writer(row, by, indicator, code)
    if files_of and not is_helper and any(one.is_open for one in Replacement.objects.filter(answer=files_of)):
        return row
    if changes := only_changes(row):
        if indicator and indicator.changed_in != changes.version:
            raise ValidationError(_("Hanya butir yang berubah sesuai surat yang dibuka sekarang."), code="closed")
        return row
    if row.merged_into:
        words = _("Isi di usulan nomor %s: usulan ini sudah digabung ke sana.") % row.merged_into.number
        raise ValidationError(words, code="closed")
    if row.status not in FILLING:
        raise ValidationError(_("Penilaian mandiri sudah dikirim. Tarik kembali dulu untuk mengubahnya."), code="sent")
    if why_not := why_closed(row):
        raise ValidationError(why_not, code="closed")
    return row


def require_writer(row: Nomination, by: Any, indicator: Indicator | None, code: str = "nominations.fill") -> bool:
    """Whether `by` writes as a colleague who was handed the section; PermissionDenied for whoever may not at all."""
    if code == "nominations.fill" and indicator and not may(by, code, row):
        handed = HandedSection.objects.filter(
            nomination=row, section_slug=indicator.section_slug, ended_at=None, seat__person=by
        ).first()
        if handed:
            require(by, "nominations.section", handed)
            return True
    require(by, code, row)
    return False


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
            _("Jawaban ini sudah diubah di tab atau perangkat lain. Bandingkan, lalu pilih yang benar."),
            code="conflict",
        )
    before = {"value": answer.value, "note": answer.note}
    answer.value, answer.note = value, note
    answer.version += 1
    answer.changed_by = by
    answer.save()
    record(by, "answers.save", answer, before=before, after={"value": value, "note": note})
    return answer


@transaction.atomic
def add_evidence(
    answer: Answer,
    upload: UploadedFile | File,
    *,
    by: Any,
    code: str = "nominations.fill",
    registered: RegisteredFile | None = None,
) -> Evidence:
    """Attach a file, as it comes or as it is stored. The same file a second time is the one that is there already.

    One that was `registered` in time has its place already, and is taken while its bytes may follow.
    """
    row = (
        locked(answer.nomination)
        if registered
        else writable(answer.nomination, by, answer.indicator, code, files_of=answer)
    )
    found = upload if isinstance(upload, File) else files.inspect(upload)
    there = Evidence.objects.filter(answer=answer, removed_at=None, file__sha256=found.sha256)
    evidence = there.select_related("file").first()
    if evidence is None:
        if registered is None:
            room_for(answer.indicator, row, found.sha256)
            within_quota(row, found.size)
        file = upload if isinstance(upload, File) else files.store(upload, province=row.province, by=by)
        file.nominee = row.nominee
        file.save(update_fields=["nominee"])
        evidence = Evidence.objects.create(province=row.province, answer=answer, file=file)
        _touch(answer, by)
        record(by, "evidence.add", evidence, after={"name": file.name, "size": file.size, "sha256": file.sha256})
    RegisteredFile.objects.filter(
        nomination=row, indicator=answer.indicator, sha256=found.sha256, state=RegisteredFile.State.AWAITED
    ).update(state=RegisteredFile.State.COMPLETE, ended_at=timezone.now())
    return evidence


def room_for(indicator: Indicator, nomination: Nomination, sha256: str) -> None:
    """Refuse one file more than the question takes. A file that is registered has its place."""
    there = Evidence.objects.filter(answer__nomination=nomination, answer__indicator=indicator, removed_at=None)
    awaited = RegisteredFile.objects.filter(
        nomination=nomination, indicator=indicator, state=RegisteredFile.State.AWAITED
    ).exclude(sha256=sha256)
    limit = indicator.max_files
    if there.count() + awaited.count() >= limit:
        raise ValidationError(
            ngettext(
                "Paling banyak %(count)s berkas untuk butir ini. Hapus satu dulu, atau gabungkan berkasnya.",
                "Paling banyak %(count)s berkas untuk butir ini. Hapus satu dulu, atau gabungkan berkasnya.",
                limit,
            )
            % {"count": limit},
            code="many",
        )


def within_quota(nomination: Nomination, more: int) -> None:
    """Refuse what all evidence of the nomination would weigh too much with."""
    there = Evidence.objects.filter(answer__nomination=nomination, removed_at=None)
    left = settings.NOMINATION_MAX_BYTES - (there.aggregate(sum=Sum("file__size"))["sum"] or 0)
    if more > left:
        raise ValidationError(
            _(
                "Hapus dulu berkas yang tidak diperlukan: seluruh data dukung satu usulan paling besar %(limit)s,"
                " dan sisanya tinggal %(left)s."
            ),
            code="quota",
            params={"limit": in_words(settings.NOMINATION_MAX_BYTES), "left": in_words(max(left, 0))},
        )


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


@transaction.atomic
def restrict_evidence(evidence: Evidence, *, by: Any) -> None:
    """The candidate says that a file holds personal data, for instance a scanned list of names."""
    writable(evidence.answer.nomination, by, evidence.answer.indicator, files_of=evidence.answer)
    if files.restrict(evidence.file):
        record(by, "evidence.restrict", evidence, after={"name": evidence.file.name})


@transaction.atomic
def reply(verification: Verification, text: str, *, by: Any) -> Verification:
    """What the candidate did about an item that came back; the item is looked at again, changed or not."""
    row = writable(verification.answer.nomination, by, verification.answer.indicator)
    found = Verification.objects.select_for_update(of=("self",)).select_related("answer").get(pk=verification.pk)
    text = text.strip().replace("\r\n", "\n")
    if found.reply == text:
        return found
    if row.status != Status.RETURNED:
        raise ValidationError(_("Muat ulang halaman: butir ini tidak sedang menunggu tindak lanjut."))
    if len(text) > NOTE_LENGTH:
        raise ValidationError({"reply": _("Ringkas tindak lanjut menjadi paling banyak %s huruf.") % NOTE_LENGTH})
    before = found.reply
    found.reply, found.replied_by, found.replied_at = text, by, timezone.now()
    found.save(update_fields=["reply", "replied_by", "replied_at"])
    if found.answer_version == found.answer.version:
        _touch(found.answer, by)
    record(by, "verification.reply", found, before={"reply": before}, after={"reply": text})
    return found


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
    if row.status in FILLING and (missing := missing_letters(row)):
        names = ", ".join(name.lower() for _kind, name in missing)
        raise ValidationError(_("Unggah dulu surat yang diminta: %s.") % names, code="letters")
    last = Submission.objects.filter(nomination=row).first()
    if row.status not in FILLING and last and last.content == content_of(row, found):
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
        content=content_of(row, lines(row, by)),
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


def content_of(row: Nomination, found: list[Line]) -> dict[str, Any]:
    """Everything that was sent, as printed on the receipt."""
    letters = as_sent(row)
    return {
        "instrument": found[0].indicator.instrument_id if found else None,
        **({"letters": letters} if letters else {}),
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
                    if evidence.file.counts
                ]
                + [
                    {"name": one.name, "size": one.size, "sha256": one.sha256, "registered": one.at.isoformat()}
                    for one in line.awaited
                ],
            }
            for line in found
        ],
    }
