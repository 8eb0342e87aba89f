"""What a plan has to start from: who is to be heard, who scores, and what is taken already."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import PanelSeat, Plan, Session, Slot
from interviews.planner import Absence, Block, Demands, Group, Room, Turn
from interviews.planner.demands import DAY, Span, minutes, moment
from interviews.queries import PLANNING_STAGES, scoring_seats, to_be_heard
from interviews.schedule import Shape
from interviews.workflow import Phase
from nominations.models import Nomination
from paritrana.committees.models import Category, Edition

FRIDAY = 4
# Around the time of the Asar prayer in each zone; an hour that may be changed by hand, not an official table.
ASAR = {"Asia/Jakarta": time(15, 15), "Asia/Makassar": time(15, 30), "Asia/Jayapura": time(15, 0)}


def plannable(edition: Edition) -> QuerySet[Category]:
    return Category.objects.filter(edition=edition, stage__in=PLANNING_STAGES)


def open_sessions(edition: Edition, categories: Iterable[str]) -> QuerySet[Session]:
    """Sessions that a plan may still move: nobody of theirs was called, heard or marked away."""
    begun = Slot.objects.exclude(status__in=[Slot.Status.PLANNED, Slot.Status.CANCELLED]).values("session")
    called = Slot.objects.exclude(phase=Phase.WAITING).values("session")
    return (
        Session.objects.filter(edition=edition, status=Session.Status.PLANNED, category__slug__in=list(categories))
        .exclude(pk__in=begun)
        .exclude(pk__in=called)
    )


def local_minutes(at: Any, zone: str) -> int:
    return minutes(timezone.localtime(at, ZoneInfo(zone)))


def period_of(start: int, end: int, zone: str) -> DateTimeTZRange:
    return DateTimeTZRange(*(moment(at).replace(tzinfo=ZoneInfo(zone)) for at in (start, end)))


def to_plan(category: Category, sessions: QuerySet[Session]) -> list[Nomination]:
    """Who has no turn yet, and whose turn may still be moved."""
    moving = Nomination.objects.filter(
        slots__session__in=sessions.filter(category=category), slots__status=Slot.Status.PLANNED
    )
    found = {row.pk: row for row in [*to_be_heard(category), *moving.select_related("nominee")]}
    return sorted(found.values(), key=lambda row: row.number)


def usual_breaks(days: Iterable[date], zone: str, breaks: str) -> list[Block]:
    """Midday by weekday, and the Asar prayer by zone where it is asked for."""
    found = []
    for day in days if breaks != Plan.Breaks.NONE else ():
        start = day.toordinal() * DAY
        opens, closes = (690, 810) if day.weekday() == FRIDAY else (720, 780)
        name = _("Istirahat dan salat Jumat") if day.weekday() == FRIDAY else _("Istirahat")
        found.append(Block(name, start + opens, start + closes, given=True))
        if breaks == Plan.Breaks.ASAR:
            asar = start + ASAR.get(zone, time(15, 15)).hour * 60 + ASAR.get(zone, time(15, 15)).minute
            found.append(Block(_("Salat Asar"), asar, asar + 15, given=True))
    return found


def fresh(edition: Edition, asked: Demands, breaks: str) -> Demands:
    """The demands with what the portal knows now: who is to be heard, who may score, what is booked."""
    zone = edition.province.zone
    categories = {category.slug: category for category in plannable(edition)}
    groups = []
    people: dict[int, str] = {}
    for group in asked.groups:
        if group.key in categories:
            seats = list(scoring_seats(categories[group.key]))
            people |= {seat.person_id: str(seat.person) for seat in seats if seat.person_id}
            raters = tuple(sorted({seat.person_id for seat in seats if seat.person_id}))
            groups.append(replace(group, name=categories[group.key].name, raters=raters))
    sessions = open_sessions(edition, [group.key for group in groups])
    before = {turn.key: turn for turn in asked.turns}
    turns = []
    for group in groups:
        for row in to_plan(categories[group.key], sessions):
            known = before.get(row.number)
            turn = Turn(row.number, str(row.nominee), row.nominee_id, group.key)
            if known:
                turn = replace(turn, earliest=known.earliest, latest=known.latest, mode=known.mode)
            turns.append(turn)
    rooms = [replace(room, panel=tuple(one for one in room.panel if one in people)) for room in asked.rooms]
    blocks = [block for block in asked.blocks if not block.given]
    blocks += usual_breaks(sorted({moment(room.opens).date() for room in rooms}), zone, breaks)
    absences = [one for one in asked.absences if not one.given and one.person in people]
    found = replace(asked, groups=tuple(groups), turns=tuple(turns), rooms=tuple(rooms), people=people)
    if rooms:
        span = period_of(min(room.opens for room in rooms), max(room.closes for room in rooms), zone)
        found, taken, away = _booked(found, span, sessions, zone)
        blocks, absences = blocks + taken, absences + away
    return replace(found, blocks=tuple(blocks), absences=tuple(absences))


def _booked(
    demands: Demands, span: DateTimeTZRange, sessions: QuerySet[Session], zone: str
) -> tuple[Demands, list[Block], list[Absence]]:
    """Places, people and delegations that other sessions have taken in these days."""

    def bounds(row: Any) -> Span:
        return local_minutes(row.period.lower, zone), local_minutes(row.period.upper, zone)

    venues = [number for room in demands.rooms if (number := venue_of(room))]
    others = Session.objects.exclude(status=Session.Status.CANCELLED).exclude(pk__in=sessions)
    blocks = [
        Block(_("Dipakai: %(name)s") % {"name": row.name}, *bounds(row), place_of(row.venue_id), given=True)
        for row in others.filter(venue__in=venues, period__overlap=span)
    ]
    seats = PanelSeat.objects.filter(person__in=demands.people, period__overlap=span, cancelled=False)
    absences = [
        Absence(row.person_id, *bounds(row), _("bertugas di sesi lain"), given=True)
        for row in seats.exclude(session__in=sessions)
    ]
    busy: dict[int, list[Span]] = {}
    slots = Slot.objects.filter(nominee__in=[turn.nominee for turn in demands.turns], period__overlap=span)
    for row in slots.exclude(session__in=sessions).exclude(status=Slot.Status.CANCELLED):
        busy.setdefault(row.nominee_id, []).append(bounds(row))
    turns = tuple(replace(turn, busy=tuple(busy.get(turn.nominee, ()))) for turn in demands.turns)
    return replace(demands, turns=turns), blocks, absences


def place_of(venue: int | None) -> str:
    return f"tempat {venue}" if venue else ""


def venue_of(room: Room | Block) -> int | None:
    """The venue's key; None for a room that is a line, and for what holds everywhere."""
    kind, _space, number = room.place.partition(" ")
    return int(number) if kind == "tempat" and number.isdigit() else None


def link_of(room: Room) -> str:
    return room.place if room.place.startswith("http") else ""


def first_demands(edition: Edition) -> Demands:
    """Every category that may be planned, in the usual shape, with more than half of its panel as quorum."""
    shape = Shape()
    groups = []
    for category in plannable(edition):
        raters = tuple(sorted({seat.person_id for seat in scoring_seats(category) if seat.person_id}))
        groups.append(
            Group(
                category.slug,
                category.name,
                shape.presentation,
                shape.questions,
                shape.gap,
                len(raters) // 2 + 1,
                raters,
            )
        )
    return Demands(tuple(groups), (), ())


def standing(edition: Edition, categories: Sequence[str]) -> dict[int, Slot]:
    """The turns that stand and may still be moved, by number of the nomination."""
    slots = Slot.objects.filter(session__in=open_sessions(edition, categories), status=Slot.Status.PLANNED)
    rows = slots.select_related("session", "venue", "nominee", "nomination__category", "nomination__nominee")
    return {slot.nomination.number: slot for slot in rows}
