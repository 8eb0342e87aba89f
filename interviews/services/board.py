"""The board of the day: a turn is called, starts, pauses and ends; everything is stamped with the server's time."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import PanelSeat, Session, Slot, SlotEvent
from interviews.queries import STANDING, to_come
from interviews.schedule import Period, hull, moved_last
from interviews.services import live, turns
from interviews.services.attendance import record_attendance
from interviews.services.clashes import (
    local,
    lost_race,
    nominee_booking,
    panelist_booking,
    refuse_clashes,
    venue_booking,
)
from interviews.services.planning import excuse_panelist, open_session, seat_panelist, tell_moved
from interviews.services.stamps import stamp
from interviews.workflow import IN_ROOM, Act, IllegalMove, Phase, move_for
from nominations.models import Nomination
from nominations.workflow import ENDED
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Seat
from paritrana.numbers import pukul


@transaction.atomic
def advance(slot: Slot, action: str, *, by: Any, seen: str | None = None) -> Slot:
    """Move a turn by `action` of the workflow table. `seen` is the mark of the page: who comes second is told."""
    slot, phase = _open(slot, action, by, seen)
    if phase in IN_ROOM:
        _check_room(slot)
    now, before = timezone.now(), slot.phase
    if action == Act.START:
        slot.started_at = now
    elif action == Act.RESUME:
        slot.paused_for += now - (slot.phase_at or now)
    slot.phase, slot.phase_at = phase, now
    try:
        with transaction.atomic():
            slot.save(update_fields=["phase", "phase_at", "started_at", "paused_for"])
    except IntegrityError as error:
        raise ValidationError(_("Giliran lain baru saja dimulai di ruang ini. Muat ulang halaman.")) from error
    stamp(slot, action, at=now, by=by)
    record(by, f"interviews.{action}", slot, before={"phase": before}, after={"phase": phase})
    live.bump(slot.session_id)
    return slot


@transaction.atomic
def absent(slot: Slot, status: str, note: str, *, by: Any, seen: str | None = None) -> Slot:
    """Nobody came, with or without word: the turn is passed over; a later one may be given (daring, sesi lain)."""
    slot, phase = _open(slot, Act.ATTENDANCE, by, seen)
    before = slot.phase
    slot.phase, slot.phase_at = phase, timezone.now()
    slot.save(update_fields=["phase", "phase_at"])
    if before != phase:
        record(by, "interviews.uncall", slot, before={"phase": before}, after={"phase": phase})
    return record_attendance(slot, status, note, [], by=by)


@transaction.atomic
def to_end(slot: Slot, *, by: Any, seen: str | None = None) -> Slot:
    """Hear a turn last: those behind it move up, pauses between turns stay. Only whose time changes is told."""
    slot, phase = _open(slot, Act.TO_END, by, seen)
    session = slot.session
    waiting = list(to_come(session).select_related("nominee", "nomination__nominee"))
    place = waiting.index(slot)
    if place == len(waiting) - 1:
        raise ValidationError(_("%(name)s sudah berada pada urutan terakhir.") % {"name": slot.nominee})
    tail = waiting[place:]
    order = [*tail[1:], slot]
    others = session.slots.filter(STANDING).exclude(pk__in=[row.pk for row in tail])
    times = moved_last([_bounds(row) for row in tail], [_bounds(row) for row in others], _today(session))
    _check_times(session, dict(zip(order, times, strict=True)))
    now = timezone.now()
    before = {row.pk: _bounds(row) for row in order}
    with lost_race():
        # Without a room for a moment: on the way to their new times turns may cross.
        Slot.objects.filter(pk__in=before).update(venue=None)
        for row, period in zip(order, times, strict=True):
            row.period = DateTimeTZRange(*period)
            row.save(update_fields=["period"])
        Slot.objects.filter(pk__in=before).update(venue=session.venue)
        standing = session.slots.filter(STANDING)
        session.period = DateTimeTZRange(*hull(_bounds(row) for row in standing))
        session.save(update_fields=["period"])
        session.panel.update(period=session.period)
    last = order[-1]
    last.phase, last.phase_at = phase, now
    last.save(update_fields=["phase", "phase_at"])
    moved = [row for row in order if _bounds(row) != before[row.pk]]
    stamp(last, Act.TO_END, at=now, by=by)
    for row in moved:
        old, new = before[row.pk], _bounds(row)
        record(
            by,
            "interviews.to_end" if row == last else "interviews.move_slot",
            row,
            before={"starts": old[0], "ends": old[1]},
            after={"starts": new[0], "ends": new[1]},
        )
    tell_moved(session, moved)
    live.bump(session.pk)
    return last


@transaction.atomic
def swap_panelist(row: PanelSeat, seat: Seat | None, reason: str, *, by: Any) -> PanelSeat | None:
    """A panelist leaves; who sits down instead scores the turns still to come, as a rater of the own."""
    excuse_panelist(row, reason, by=by)
    joined = seat_panelist(row.session, seat, by=by) if seat else None
    turns = row.session.slots.filter(STANDING).order_by("period")
    at = turns.exclude(phase=Phase.DONE).first() or turns.last()
    if at:
        words = {"out": row.person, "in": joined.person if joined else "-", "reason": reason.strip()}
        stamp(at, Act.SWAP, by=by, note=_("%(out)s digantikan %(in)s: %(reason)s") % words)
    return joined


@transaction.atomic
def free_turns(nomination: Nomination) -> list[Slot]:
    """Whoever left the race is not called any more. Sheets stay; they are not ranked."""
    if nomination.status not in ENDED:
        return []
    slots = list(
        Slot.objects.select_for_update(of=("self",))
        .filter(nomination=nomination, status=Slot.Status.PLANNED)
        .select_related("session", "nomination")
    )
    for slot in slots:
        slot.status = Slot.Status.CANCELLED
        slot.status_note = f"{nomination.get_status_display()}. {nomination.status_reason}".strip()
        slot.phase, slot.phase_at = Phase.DONE, timezone.now()
        slot.save(update_fields=["status", "status_note", "phase", "phase_at"])
        stamp(slot, Act.CANCEL, by=None, note=slot.status_note)
        record(None, "interviews.free_turn", slot, after={"status": slot.status}, reason=slot.status_note)
        live.bump(slot.session_id)
    turns.renew(slots)
    return slots


def mark(slot: Slot) -> str:
    """What a page has seen of a turn; another with every act."""
    return f"{slot.phase_at.isoformat() if slot.phase_at else ''}.{slot.status}"


# --- inside ---------------------------------------------------------------------------------------------


def _open(slot: Slot, action: str, by: Any, seen: str | None) -> tuple[Slot, str]:
    """The turn locked together with its session, and the phase to which the act leads; else who was faster."""
    require(by, "interviews.attend", slot)
    session = open_session(slot.session)
    slot = (
        Slot.objects.select_for_update(of=("self",)).select_related("nominee", "nomination__category").get(pk=slot.pk)
    )
    slot.session = session
    if slot.status not in Slot.EXPECTED:
        raise ValidationError(
            _("Giliran %(name)s tercatat %(status)s; ubah dahulu kehadirannya.")
            % {"name": slot.nominee, "status": slot.get_status_display().lower()}
        )
    try:
        move = move_for(slot.phase, action)
    except IllegalMove:
        raise _moved_on(slot) from None
    if seen is not None and seen != mark(slot):
        raise _moved_on(slot)
    return slot, move.target


def _moved_on(slot: Slot) -> ValidationError:
    """Who else acted, what and when; nothing was done twice."""
    last = SlotEvent.objects.filter(slot=slot).select_related("by").last()
    if last is None:
        text = _("Giliran %(name)s belum sampai pada tahap itu. Muat ulang halaman.") % {"name": slot.nominee}
    else:
        text = _("%(name)s: %(act)s oleh %(who)s %(time)s. Tindakan Anda tidak dijalankan lagi.") % {
            "name": slot.nominee,
            "act": last.get_act_display().lower(),
            "who": last.by or _("portal"),
            "time": pukul(local(last.at, slot.province)),
        }
    return ValidationError(text, code="moved_on")


def _check_room(slot: Slot) -> None:
    other = slot.session.slots.filter(phase__in=IN_ROOM).exclude(pk=slot.pk).select_related("nominee").first()
    if other:
        raise ValidationError(_("Selesaikan dahulu giliran %(name)s.") % {"name": other.nominee})


def _check_times(session: Session, times: dict[Slot, Period]) -> None:
    """The later end must not run into another booking of the room, the panel or a candidate."""
    others = session.slots.filter(STANDING).exclude(pk__in=[slot.pk for slot in times])
    whole = hull([*times.values(), *(_bounds(row) for row in others)])
    wanted = [
        *venue_booking(session.venue, whole, session.name),
        *(nominee_booking(slot.nomination, period, session.name) for slot, period in times.items()),
        *(
            panelist_booking(row, whole, session.name)
            for row in session.panel.filter(cancelled=False).select_related("person")
        ),
    ]
    refuse_clashes(wanted, whole, session.province, session.venue, without=session)


def _today(session: Session) -> datetime | None:
    """Now, while the session's day lasts; a plan for another day keeps its hours."""
    now, province = timezone.now(), session.province
    return now if local(now, province).date() == local(session.period.lower, province).date() else None


def _bounds(row: Slot) -> Period:
    return row.period.lower, row.period.upper
