"""Usulan: moved through its states, extended, forwarded. `advance` is the only writer of the state."""

import zoneinfo
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nominations.models import Answer, Extension, Instrument, Nomination, RegisteredFile
from nominations.queries import asked_of, has_sheets, instrument_of, open_changes, people_of
from nominations.workflow import ENDED, FILLING, IllegalMove, Status, move_for
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees.models import Stage
from paritrana.committees.queries import why_not_second
from paritrana.notices.services import notify
from paritrana.numbers import waktu

# Which right each action asks for.
CODES = {
    "send": "nominations.fill",
    "supplement": "nominations.fill",
    "replace": "nominations.fill",
    "take_back": "nominations.fill",
    "return": "nominations.verify",
    "complete": "nominations.verify",
    "lapse": "nominations.verify",
    "shortlist": "nominations.select",
    "leave_out": "nominations.select",
    "refuse": "nominations.end",
    "withdraw": "nominations.end",
    "disqualify": "nominations.manage",
    "confirm_late": "nominations.second",
    "cancel_late": "nominations.second",
    "refill": "nominations.manage",
    "recheck": "nominations.manage",
    "merge": "nominations.manage",
}


def locked(nomination: Nomination) -> Nomination:
    """The row as it is now, held until the end of the transaction."""
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("category", "nominee__regency", "edition__province")
        .get(pk=nomination.pk)
    )


def in_zone(moment: datetime, nomination: Nomination) -> str:
    """A moment in words, in the zone of the province."""
    return waktu(moment.astimezone(zoneinfo.ZoneInfo(nomination.edition.province.zone)))


def why_closed(nomination: Nomination) -> str:
    """Why the self-assessment cannot be filled in or sent now; empty when it can."""
    category, now = nomination.category, timezone.now()
    not_yet = _("Pengisian belum dibuka: sekretariat masih menyiapkan pertanyaan.")
    if category.stage == Stage.PREPARATION:
        return not_yet
    if category.is_at_least(Stage.INTERVIEWS):
        return _("Pengisian sudah ditutup: kategori ini sudah melewati seleksi administrasi.")
    if category.nomination_opens and now < category.nomination_opens and not nomination.deadline:
        return _("Pengisian dibuka %s.") % in_zone(category.nomination_opens, nomination)
    if nomination.closes_at and now > nomination.closes_at:
        return _("Batas waktu sudah lewat: %s. Hubungi sekretariat bila perlu perpanjangan.") % in_zone(
            nomination.closes_at, nomination
        )
    # After the nomination stage only those with a deadline of their own may still write.
    if category.stage != Stage.NOMINATION and not nomination.deadline:
        return _("Pengisian sudah ditutup: kategori ini sedang diseleksi.")
    return "" if instrument_of(category) else not_yet


def only_changes(
    nomination: Nomination, closed: str | None = None, instrument: Instrument | None = None
) -> Instrument | None:
    """The version whose new and changed questions alone may be answered now; None when all may or none may.

    `closed` (the answer of `why_closed`) and the `instrument` in force are given where they are known already.
    """
    if nomination.status in FILLING and not (why_closed(nomination) if closed is None else closed):
        return None
    if nomination.status not in {*FILLING, Status.SENT, Status.VERIFIED}:
        return None
    return open_changes(nomination, instrument)


def _open(nomination: Nomination) -> str:
    return why_closed(nomination)


def _open_or_changed(nomination: Nomination) -> str:
    return "" if only_changes(nomination) else why_closed(nomination)


def wait_for_files(nomination: Nomination) -> str:
    """Why verification cannot be ended yet: bytes of registered files may still come. Empty: none are awaited."""
    rows = RegisteredFile.objects.filter(nomination=nomination, state=RegisteredFile.State.AWAITED)
    for row in rows:
        row.nomination = nomination
    moments = [until for row in rows if (until := row.until) and until >= timezone.now()]
    if not moments:
        return ""
    return ngettext(
        "Tunggu: isi %(count)s berkas terdaftar masih dapat sampai, paling lambat %(until)s.",
        "Tunggu: isi %(count)s berkas terdaftar masih dapat sampai, paling lambat %(until)s.",
        len(moments),
    ) % {"count": len(moments), "until": in_zone(max(moments), nomination)}


def _all_judged(nomination: Nomination) -> str:
    if words := wait_for_files(nomination):
        return words
    instrument = instrument_of(nomination.category)
    answers = Answer.objects.filter(nomination=nomination)
    judged = answers.filter(verification__answer_version=F("version"))
    open_questions = asked_of(nomination.nominee, instrument).exclude(pk__in=judged.values("indicator"))
    if instrument and instrument.change_until:
        # What a change by letter asked and nobody answered blocks only until its own deadline.
        unanswered = open_questions.filter(changed_in=instrument.version).exclude(
            pk__in=answers.exclude(value="").values("indicator")
        )
        if open_changes(nomination) and unanswered.exists():
            return _("Tunggu: butir yang berubah masih dapat dijawab sampai %s.") % in_zone(
                instrument.change_until, nomination
            )
        open_questions = open_questions.exclude(pk__in=unanswered.values("pk"))
    left = open_questions.count()
    if not left:
        return ""
    return ngettext(
        "Verifikasi dulu %(count)s butir yang belum diperiksa.",
        "Verifikasi dulu %(count)s butir yang belum diperiksa.",
        left,
    ) % {"count": left}


def _lapsed(nomination: Nomination) -> str:
    if nomination.closes_at and timezone.now() > nomination.closes_at:
        return wait_for_files(nomination)
    return _("Tunggu sampai batas pengembalian lewat; kandidat masih dapat melengkapi.")


SHEETS_OUT = gettext_lazy(
    "Buka kembali penilaian kategori ini dulu (Perubahan kriteria): lembar penilaiannya sudah dibagikan."
)


def _still_late(nomination: Nomination) -> str:
    if nomination.category.is_at_least(Stage.INTERVIEWS):
        return _("Kategori ini sudah melewati seleksi administrasi; usulan tidak dapat ditambah.")
    if has_sheets(nomination.category):
        return str(SHEETS_OUT)
    if nomination.deadline and timezone.now() > nomination.deadline:
        return _("Batas pengiriman sendiri sudah lewat. Batalkan usulan ini, lalu catat lagi dengan batas yang baru.")
    return ""


def _in_selection(nomination: Nomination) -> str:
    if nomination.category.stage == Stage.SELECTION:
        return ""
    return _("Seleksi administrasi hanya dapat diputuskan pada tahap seleksi administrasi.")


# When an action may be taken, beyond the state: each answers why not, or an empty string.
WHEN: dict[str, Callable[[Nomination], str]] = {
    "send": _open_or_changed,
    "supplement": _open_or_changed,
    "take_back": _open,
    "complete": _all_judged,
    "lapse": _lapsed,
    "shortlist": _in_selection,
    "leave_out": _in_selection,
    "confirm_late": _still_late,
}


@transaction.atomic
def advance(nomination: Nomination, action: str, *, by: Any, note: str = "") -> Nomination:
    """Move a nomination by `action` of the workflow table; answers the row in its new state.

    Without a person (`by` is None) it is the clock that moves it.
    `send`, `supplement` and `replace` are called only by the verbs that write the receipt in the same transaction.
    """
    row = locked(nomination)
    if by is not None:
        require(by, CODES[action], row)
    try:
        move = move_for(row.status, action)
    except IllegalMove as refusal:
        raise ValidationError(str(refusal), code="moved_on") from None
    if action == "confirm_late" and (reason := why_not_second(row.edition, by, row.proposed_by_id, CODES[action])):
        raise PermissionDenied(reason)
    note = note.strip()
    if move.note_required and not note:
        raise ValidationError({"note": _("Tulis alasannya. Alasan disimpan dan dapat dibaca kandidat.")})
    if action in WHEN and (why_not := WHEN[action](row)):
        raise ValidationError(why_not, code="not_now")
    before = row.status
    row.status, row.status_reason = move.target, note
    row.save(update_fields=["status", "status_reason"])
    record(by, f"nominations.{action}", row, before={"status": before}, after={"status": row.status}, reason=note)
    if action == "confirm_late":
        tell_proposed(row)
    if action in ENDINGS:
        tell(row, ENDINGS[action], _("%(nominee)s: %(state)s. Alasan: %(note)s"), note=note)
        later("interviews.free_turns", row.pk)
    return row


# Ends of a nomination that its people are told of at once.
ENDINGS = {
    "refuse": gettext_lazy("Usulan tidak dilanjutkan"),
    "withdraw": gettext_lazy("Usulan ditarik"),
    "disqualify": gettext_lazy("Usulan didiskualifikasi"),
}


def tell(nomination: Nomination, title: Any, text: Any, **words: Any) -> int:
    """A notice to those who represent the candidate; answers how many were told.

    `text` may use %(nominee)s, %(category)s, %(state)s and the further `words`.
    """
    words |= {
        "nominee": nomination.nominee.name,
        "category": nomination.category.name,
        "state": Status(nomination.status).label.lower(),
    }
    told = notify(
        people_of(nomination.nominee),
        title=str(title),
        text=str(text) % words,
        url=nomination.get_absolute_url(),
        edition=nomination.edition,
        province=nomination.edition.province,
    )
    return len(told)


def tell_proposed(nomination: Nomination) -> None:
    closes = nomination.closes_at
    tell(
        nomination,
        _("Diusulkan dalam kategori %s") % nomination.category.name,
        _("%(nominee)s diusulkan dalam kategori %(category)s. Mohon mengisi penilaian mandiri%(by)s."),
        by=_(" paling lambat %s") % in_zone(closes, nomination) if closes else "",
    )


# --- deadlines and the national round -------------------------------------------------------------------


@transaction.atomic
def extend(nomination: Nomination, until: datetime, reason: str, *, by: Any) -> Nomination:
    """A later deadline for this nomination alone; who has sent may take back and send again until then."""
    row = locked(nomination)
    require(by, "nominations.manage", row)
    if row.status in ENDED or row.status not in {*FILLING, Status.SENT}:
        raise ValidationError(_("Batas waktu hanya dapat diubah sebelum verifikasi selesai."))
    if not reason.strip():
        raise ValidationError({"reason": _("Tulis alasan perpanjangan.")})
    if until <= timezone.now():
        raise ValidationError({"until": _("Pilih waktu yang belum lewat.")})
    before = row.closes_at
    if before and until <= before:
        raise ValidationError({"until": _("Pilih waktu sesudah batas sekarang, %s.") % in_zone(before, row)})
    Extension.objects.create(province=row.province, nomination=row, until=until, reason=reason.strip(), by=by)
    row.deadline = until
    row.save(update_fields=["deadline"])
    record(by, "nominations.extend", row, before={"deadline": before}, after={"deadline": until}, reason=reason.strip())
    tell(
        row,
        _("Batas pengiriman diperpanjang"),
        _("Batas pengiriman penilaian mandiri %(nominee)s diperpanjang sampai %(until)s."),
        until=in_zone(until, row),
    )
    return row


@transaction.atomic
def forward(nomination: Nomination, *, by: Any) -> Nomination:
    """Hand a winner on to the national round; only after the chair has released the category."""
    row = locked(nomination)
    require(by, "nominations.manage", row)
    if row.forwarded_at:
        raise ValidationError(_("Usulan ini sudah diteruskan ke tingkat nasional."), code="moved_on")
    if row.category.released_at is None:
        raise ValidationError(_("Teruskan ke tingkat nasional setelah hasil kategori ini diumumkan."))
    if row.status in ENDED or row.status == Status.NOT_SHORTLISTED:
        raise ValidationError(_("Hanya nomine yang ditetapkan yang dapat diteruskan ke tingkat nasional."))
    row.forwarded_at = timezone.now()
    row.save(update_fields=["forwarded_at"])
    record(by, "nominations.forward", row, after={"forwarded_at": row.forwarded_at})
    return row
