"""What the secretariat finds: item by item, with a reason, self value beside verified value."""

import contextlib
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations import values
from nominations.models import Answer, Nomination, Verification
from nominations.queries import FLAGS, FOUND, lines
from nominations.services import holds
from nominations.services.nominations import advance, in_zone, locked, tell
from nominations.workflow import Status
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Stage

Verdict = Verification.Verdict


@transaction.atomic
def verify(
    answer: Answer,
    *,
    verdict: str,
    value: str = "",
    reason: str = "",
    by: Any,
    version: int | None = None,
    seen: str | None = None,
) -> Verification:
    """Judge one answer. An accepted answer without a value of its own is accepted as it was given.

    `version` and `seen` are the answer and the verdict (`Verification.seen`) that the form showed: what has
    changed since is neither judged nor overwritten unseen.
    """
    row = locked(answer.nomination)
    require(by, "nominations.verify", row)
    answer = Answer.objects.select_related("indicator").get(pk=answer.pk)
    if row.status != Status.SENT or (version is not None and version != answer.version):
        raise ValidationError(
            _("Muat ulang halaman: jawaban ini sudah berubah sejak Anda membukanya."), code="moved_on"
        )
    if verdict not in FOUND:
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
    former = Verification.objects.filter(answer=answer).select_related("by").first()
    if seen is not None and seen != (former.seen if former else ""):
        raise ValidationError(
            _("Butir ini baru saja diperiksa di tempat lain. Bandingkan dengan yang tersimpan, lalu simpan lagi."),
            code="conflict",
        )
    holds.keep(row, answer.indicator.section_slug, by=by)
    found = former or Verification(province=answer.province, answer=answer)
    before = {"verdict": former.verdict, "value": former.value} if former else None
    found.verdict, found.value, found.reason = verdict, value, reason
    found.answer_version, found.by, found.at = answer.version, by, timezone.now()
    found.reply, found.replied_by, found.replied_at = "", None, None
    found.save()
    record(by, "verification.judge", found, before=before, after={"verdict": verdict, "value": value}, reason=reason)
    return found


@transaction.atomic
def complete(nomination: Nomination, by: Any) -> Nomination:
    """Close the verification; refused while an item is unverified."""
    row = advance(nomination, "complete", by=by)
    holds.end(row)
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
    holds.end(row)
    _turn(row, [Verdict.LAPSED], Verdict.INCOMPLETE, by)  # asked for once more
    before = row.deadline
    row.deadline = deadline
    row.save(update_fields=["deadline"])
    record(by, "nominations.deadline", row, before={"deadline": before}, after={"deadline": deadline})
    codes = ", ".join(line.indicator.code for line in lines(row, by) if line.item.flag)
    tell(
        row,
        _("Usulan dikembalikan untuk dilengkapi"),
        _("Usulan %(nominee)s perlu dilengkapi paling lambat %(until)s.%(items)s Catatan sekretariat: %(note)s"),
        until=in_zone(deadline, row),
        items=_(" Butir yang perlu ditindaklanjuti: %s.") % codes if codes else "",
        note=row.status_reason,
    )
    return row


def _turn(nomination: Nomination, verdicts: list[Verdict], into: Verdict, by: Any) -> None:
    """Verdicts on answers as they now stand become another one; their reasons stay."""
    rows = Verification.objects.select_for_update(of=("self",)).filter(
        answer__nomination=nomination, answer_version=F("answer__version"), verdict__in=verdicts
    )
    for row in rows.order_by("pk"):
        before, row.verdict = row.verdict, into
        row.save(update_fields=["verdict"])
        record(by, "verification.turn", row, before={"verdict": before}, after={"verdict": into}, reason=row.reason)


def lapse_overdue() -> int:
    """Every minute: close the returns whose deadline is over, unless files may still come. Answers how many."""
    rows = Nomination.objects.filter(status=Status.RETURNED, deadline__lt=timezone.now())
    closed = 0
    for row in rows.filter(category__stage__in=(Stage.NOMINATION, Stage.SELECTION)).order_by("pk"):
        with contextlib.suppress(ValidationError):  # extended, sent or awaited meanwhile
            lapse(row, _("Batas melengkapi lewat tanpa kiriman."), by=None)
            closed += 1
    return closed


@transaction.atomic
def lapse(nomination: Nomination, note: str, by: Any) -> Nomination:
    """A return that nobody answered in time: verified with what is there; it blocks nothing.

    What was asked for and did not come is "tidak dilengkapi". `by` is None when the clock does it.
    """
    row = advance(nomination, "lapse", by=by, note=note)
    _turn(row, list(FLAGS), Verdict.LAPSED, by)
    tell(
        row,
        _("Batas melengkapi sudah lewat"),
        _("Batas melengkapi usulan %(nominee)s sudah lewat; usulan dinilai dengan data yang ada."),
    )
    return row
