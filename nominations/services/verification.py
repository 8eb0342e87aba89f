"""What the secretariat finds: item by item, with a reason, self value beside verified value."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations import values
from nominations.models import Answer, Nomination, Verification
from nominations.services.nominations import advance, in_zone, locked, tell
from nominations.workflow import Status
from paritrana.access import require
from paritrana.audit.services import record


@transaction.atomic
def verify(
    answer: Answer,
    *,
    verdict: str,
    value: str = "",
    reason: str = "",
    by: Any,
    version: int | None = None,
) -> Verification:
    """Judge one answer. An accepted answer without a value of its own is accepted as it was given."""
    row = locked(answer.nomination)
    require(by, "nominations.verify", row)
    answer = Answer.objects.select_related("indicator").get(pk=answer.pk)
    if row.status != Status.SENT or (version is not None and version != answer.version):
        raise ValidationError(
            _("Muat ulang halaman: jawaban ini sudah berubah sejak Anda membukanya."), code="moved_on"
        )
    if verdict not in Verification.Verdict.values:
        raise ValidationError({"verdict": _("Pilih hasil pemeriksaan.")})
    reason = reason.strip()
    accepted = verdict == Verification.Verdict.ACCEPTED
    if not accepted and not reason:
        raise ValidationError({"reason": _("Tulis alasannya; kandidat membacanya.")})
    try:
        value = values.canonical(answer.indicator.kind, answer.indicator.choices, value)
    except ValidationError as error:
        raise ValidationError({"value": error}) from None
    if accepted and not value:
        value = answer.value
    if accepted and value != answer.value and not reason:
        raise ValidationError({"reason": _("Tulis mengapa nilai terverifikasi berbeda dari isian kandidat.")})
    former = Verification.objects.filter(answer=answer).first()
    found, _made = Verification.objects.update_or_create(
        answer=answer,
        defaults={
            "verdict": verdict,
            "value": value,
            "reason": reason,
            "answer_version": answer.version,
            "by": by,
        },
        create_defaults={
            "province": answer.province,
            "verdict": verdict,
            "value": value,
            "reason": reason,
            "answer_version": answer.version,
            "by": by,
        },
    )
    record(
        by,
        "verification.judge",
        found,
        before={"verdict": former.verdict, "value": former.value} if former else None,
        after={"verdict": verdict, "value": value},
        reason=reason,
    )
    return found


@transaction.atomic
def complete(nomination: Nomination, by: Any) -> Nomination:
    """Close the verification; refused while an item is unverified."""
    row = advance(nomination, "complete", by=by)
    tell(
        row,
        _("Verifikasi selesai"),
        _("Verifikasi usulan %(nominee)s (%(category)s) selesai. Hasil tiap butir dapat dibaca."),
    )
    return row


@transaction.atomic
def return_(nomination: Nomination, note: str, deadline: datetime, by: Any) -> Nomination:
    """Give the file back to be completed until a deadline of its own."""
    require(by, "nominations.verify", nomination)
    if deadline <= timezone.now():
        raise ValidationError({"deadline": _("Pilih batas waktu yang belum lewat.")})
    row = advance(nomination, "return", by=by, note=note)
    before = row.deadline
    row.deadline = deadline
    row.save(update_fields=["deadline"])
    record(by, "nominations.deadline", row, before={"deadline": before}, after={"deadline": deadline})
    tell(
        row,
        _("Usulan dikembalikan untuk dilengkapi"),
        _("Usulan %(nominee)s perlu dilengkapi paling lambat %(until)s. Catatan sekretariat: %(note)s"),
        until=in_zone(deadline, row),
        note=row.status_reason,
    )
    return row


@transaction.atomic
def lapse(nomination: Nomination, note: str, by: Any) -> Nomination:
    """A return that nobody answered in time: verified with what is there; it blocks nothing."""
    row = advance(nomination, "lapse", by=by, note=note)
    tell(
        row,
        _("Batas melengkapi sudah lewat"),
        _("Batas melengkapi usulan %(nominee)s sudah lewat; usulan dinilai dengan data yang ada."),
    )
    return row
