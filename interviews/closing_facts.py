"""The facts of a session as they are frozen at its closing: finished words in the zone of the province, no mark."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.closing_queries import (
    heard,
    is_underway,
    leaders,
    panel_acts,
    recusals_of,
    seat_words,
    seats_at,
    sheets_of,
    standing,
    why_underway,
    window,
)
from interviews.models import Session, Slot, SlotEvent, TurnRecord
from interviews.services.clashes import local
from interviews.workflow import Act
from paritrana.committees.models import Seat
from paritrana.numbers import pukul, waktu
from scoring.models import ScoreSheet

Facts = dict[str, Any]


@dataclass
class Held:
    """A turn as it really was, by the stamps of the board."""

    starts: datetime | None = None
    ends: datetime | None = None
    moved: bool = False


def in_order(session: Session) -> list[Any]:
    """The turns as they really followed one another; each has what the board stamped of it as `held`."""
    slots, held = list(standing(session).prefetch_related("delegation")), _held(session)
    for slot in slots:
        slot.held = held.get(slot.pk, Held())
    return sorted(slots, key=lambda slot: (slot.held.starts or slot.period.lower, slot.pk))


def facts_of(
    session: Session, slots: list[Any], roots: dict[int, str], *, leader: Seat | None, note: str, by: Any
) -> Facts:
    """Who came, in which order and when, who led, who did not mark and why. `roots` by nomination."""
    records = {row.slot_id: row.text for row in TurnRecord.objects.filter(slot__in=slots).order_by("version")}
    seats, (starts, ends) = seats_at(session), window(session)
    acts = panel_acts(session)
    panel = session.panel.select_related("person", "seat__province", "seat__branch", "seat__nominee")
    return {
        "name": session.name,
        "category": session.category.name,
        "held_on": local(starts, session.province).date().isoformat(),
        "time": f"{local(starts, session.province):%H.%M}–{pukul(local(ends, session.province))}",
        "mode": session.get_mode_display(),
        "online": session.mode == Session.Mode.ONLINE,
        "venue": session.venue.name if session.venue else "",
        "address": session.venue.address if session.venue else "",
        "turns": [
            {
                **_turn(number, slot, session),
                "record": records.get(slot.pk, ""),
                "root": roots.get(slot.nomination_id, ""),
            }
            for number, slot in enumerate(slots, 1)
        ],
        "panel": [
            {**seat_words(row.seat, row.person), "seat": row.seat_id, "left": row.cancelled, "acts": _acts(row, acts)}
            for row in panel
        ],
        "leaders": _leaders(session, leaders(seats), leader, starts, ends),
        "leader_note": note,
        "recusals": [{"name": str(row.person), "nominee": str(row.nomination.nominee)} for row in recusals_of(slots)],
        **_not_sent(slots),
        "seats": [{"seat": seat.pk, **seat_words(seat)} for seat in seats],
        "closed": waktu(local(timezone.now(), session.province)),
        "closed_by": str(by),
    }


def _held(session: Session) -> dict[int, Held]:
    """By turn: when it began first and ended last, and whether it was moved to the end of the line."""
    found: dict[int, Held] = {}
    acts = SlotEvent.objects.filter(slot__session=session, act__in=[Act.START, Act.FINISH, Act.TO_END])
    for event in acts.order_by("pk"):
        turn = found.setdefault(event.slot_id, Held())
        if event.act == Act.START:
            turn.starts = turn.starts or event.at
        elif event.act == Act.FINISH:
            turn.ends = event.at
        else:
            turn.moved = True
    return found


def _turn(number: int, slot: Any, session: Session) -> Facts:
    held = slot.held
    return {
        "number": number,
        "nomination": slot.nomination.number,
        "nominee": str(slot.nominee),
        "came": slot.status == Slot.Status.PRESENT,
        "status": slot.get_status_display(),
        "note": slot.status_note,
        "planned": _span(slot.period.lower, slot.period.upper, session),
        "time": _span(held.starts, held.ends, session) if held.starts else "",
        "moved": held.moved,
        "delegation": [
            {
                "name": member.name,
                "office": f"{member.acting} {member.office}".strip(),
                "capacity": member.get_capacity_display(),
            }
            for member in slot.delegation.all()
        ],
    }


def _span(starts: datetime, ends: datetime | None, session: Session) -> str:
    first = f"{local(starts, session.province):%H.%M}"
    return f"{first}–{local(ends, session.province):%H.%M}" if ends else first


def _leaders(
    session: Session, chairs: list[Seat], chosen: Seat | None, starts: datetime, ends: datetime
) -> list[Facts]:
    """The chairs of the day with the times of each; or whoever led in their place."""
    if chosen and chosen not in chairs:
        return [{**seat_words(chosen), "time": ""}]
    alone = len(chairs) == 1
    terms = [(max(seat.starts_at or starts, starts), min(seat.ends_at or ends, ends)) for seat in chairs]
    return [
        {**seat_words(seat), "time": "" if alone else _span(*term, session)}
        for seat, term in zip(chairs, terms, strict=True)
    ]


def _acts(row: Any, acts: dict[int, list[Any]]) -> list[str]:
    """What happened to this place at the table, in words: who left when and why, who sat down when."""
    words = {
        "interviews.seat_panelist": _("duduk dalam panel %(at)s"),
        "interviews.excuse_panelist": _("tidak ikut lagi %(at)s: %(reason)s"),
    }
    return [
        words[entry.verb] % {"at": waktu(local(entry.at, row.session.province)), "reason": entry.reason}
        for entry in acts.get(row.pk, [])
    ]


def _not_sent(slots: list[Slot]) -> Facts:
    """Sheets that will not come, and sheets whose marks still wait for an officer or their owner; by person."""
    absent, underway = [], []
    for sheet in sheets_of(slots):
        if sheet.status == ScoreSheet.Status.ABSENT:
            absent.append((sheet, sheet.reason))
        elif is_underway(sheet):
            underway.append((sheet, why_underway(sheet)))
    came = len(heard(slots))
    return {"absent": _grouped(absent, came), "underway": _grouped(underway, came)}


def _grouped(sheets: Iterable[tuple[ScoreSheet, str]], came: int) -> list[Facts]:
    found: dict[tuple[int, str], tuple[ScoreSheet, list[str]]] = {}
    for sheet, reason in sheets:
        _first, nominees = found.setdefault((sheet.person_id, reason), (sheet, []))
        nominees.append(str(sheet.nomination.nominee))
    return [
        {
            **seat_words(sheet.seat, sheet.person),
            "nominees": nominees,
            "all": len(nominees) == came,
            "reason": reason,
        }
        for (_person, reason), (sheet, nominees) in found.items()
    ]
