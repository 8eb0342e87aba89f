"""What an interview plan has to keep. No ORM, no clock: minutes come in, minutes go out.

A moment is a whole number of minutes in the province's own time; turns start on a grid of five.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, time
from typing import Any

GRID = 5
DAY = 24 * 60
MOMENTS = {"opens", "closes", "earliest", "latest"}
Span = tuple[int, int]


def minutes(moment: datetime) -> int:
    """A moment of the province's clock as minutes; its zone is left out."""
    return moment.toordinal() * DAY + moment.hour * 60 + moment.minute


def moment(at: int) -> datetime:
    """The reverse of `minutes`, without a zone."""
    return datetime.combine(date.fromordinal(at // DAY), time(*divmod(at % DAY, 60)))


def on_grid(at: int) -> int:
    """The first moment from there on at which a turn may start."""
    return -(-at // GRID) * GRID


@dataclass(frozen=True)
class Group:
    """A category: how long a turn is, who may score it, and how many of them must sit."""

    key: str
    name: str
    presentation: int
    questions: int
    gap: int
    quorum: int
    raters: tuple[int, ...]

    @property
    def talk(self) -> int:
        return self.presentation + self.questions

    @property
    def step(self) -> int:
        return self.talk + self.gap


@dataclass(frozen=True)
class Room:
    """A stretch of one day in one place, with the people who sit there. Two rooms may be one place."""

    name: str
    place: str
    mode: str
    opens: int
    closes: int
    panel: tuple[int, ...]


@dataclass(frozen=True)
class Turn:
    """One delegation of one category; `key` is the number of its nomination. `busy`: heard elsewhere already."""

    key: int
    name: str
    nominee: int
    category: str
    earliest: int | None = None
    latest: int | None = None
    mode: str = ""
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Block:
    """A break, a ceremony, or a place that is taken; without a place it holds everywhere.

    `given`: not asked by anybody, but read from what is booked already; so too for absences.
    """

    name: str
    opens: int
    closes: int
    place: str = ""
    given: bool = False


@dataclass(frozen=True)
class Absence:
    """When a person cannot sit."""

    person: int
    opens: int
    closes: int
    why: str = ""
    given: bool = False


@dataclass(frozen=True)
class Demands:
    groups: tuple[Group, ...]
    rooms: tuple[Room, ...]
    turns: tuple[Turn, ...]
    blocks: tuple[Block, ...] = ()
    absences: tuple[Absence, ...] = ()
    people: Mapping[int, str] = field(default_factory=dict)
    # How many panelists link the parts of a category that is heard by more than one panel (users.md 3.5).
    shared: int = 2
    # Categories that need not be linked; only the search for colliding demands sets this.
    loose: frozenset[str] = frozenset()
    # At most so many turns in a row, then a pause of so many minutes; 0: no limit.
    most: int = 0
    pause: int = 15

    def group(self, turn: Turn) -> Group:
        return next(group for group in self.groups if group.key == turn.category)


@dataclass(frozen=True)
class Row:
    """A turn with its room (index), its time and who sits."""

    turn: int
    room: int
    start: int
    end: int
    panel: tuple[int, ...]


LISTS = {"groups": Group, "rooms": Room, "turns": Turn, "blocks": Block, "absences": Absence}


def as_json(demands: Demands) -> dict[str, Any]:
    """As it is stored and published: moments as local ISO times."""
    found: dict[str, Any] = {
        name: [{key: _written(key, value) for key, value in asdict(one).items()} for one in getattr(demands, name)]
        for name in LISTS
    }
    for turn in found["turns"]:
        turn["busy"] = [[moment(at).isoformat(timespec="minutes") for at in span] for span in turn["busy"]]
    found["people"] = {str(key): name for key, name in demands.people.items()}
    return found | {name: getattr(demands, name) for name in ("shared", "most", "pause")}


def from_json(data: Mapping[str, Any]) -> Demands:
    """The reverse of `as_json`."""
    lists: dict[str, Any] = {
        name: tuple(kind(**{one.name: _read(one.name, row[one.name]) for one in fields(kind)}) for row in data[name])
        for name, kind in LISTS.items()
    }
    people = {int(key): name for key, name in data["people"].items()}
    return Demands(**lists, people=people, shared=data["shared"], most=data["most"], pause=data["pause"])


def rows_as_json(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [
        asdict(row)
        | {"start": moment(row.start).isoformat(timespec="minutes")}
        | {"end": moment(row.end).isoformat(timespec="minutes")}
        for row in rows
    ]


def rows_from_json(data: Iterable[Mapping[str, Any]]) -> list[Row]:
    return [
        Row(row["turn"], row["room"], _minutes(row["start"]), _minutes(row["end"]), tuple(row["panel"])) for row in data
    ]


def drawn(seed: str, key: object) -> str:
    """The place of a category (slug) or delegation (number) in the draw: SHA-256 of seed, colon and key."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def seated(demands: Demands, group: Group, room: Room, start: int) -> tuple[int, ...]:
    """Who of the room's panel scores this category and is there for the whole turn."""
    turn = (start, start + group.talk)
    away = {absence.person for absence in demands.absences if overlap(turn, (absence.opens, absence.closes))}
    return tuple(person for person in room.panel if person in group.raters and person not in away)


def suits(turn: Turn, room: Room) -> bool:
    """A delegation that comes needs a room; one that does not, a line."""
    return not turn.mode or room.mode in (turn.mode, "hybrid")


def closed(demands: Demands, room: Room, span: Span) -> Block | None:
    """The break or other block in which the room would be used."""
    return next(
        (
            block
            for block in demands.blocks
            if block.place in ("", room.place) and overlap(span, (block.opens, block.closes))
        ),
        None,
    )


def linked(panels: Iterable[frozenset[int]], shared: int, to_come: Iterable[frozenset[int]] = ()) -> bool:
    """Whether all panels are joined by chains in which neighbours share enough people; `to_come` may help."""
    wanted = set(panels)
    others = wanted | set(to_come)
    reached = list(wanted)[:1]
    for panel in reached:
        reached += [other for other in others if other not in reached and len(panel & other) >= shared]
    return wanted <= set(reached)


def _written(key: str, value: Any) -> Any:
    return moment(value).isoformat(timespec="minutes") if key in MOMENTS and value is not None else value


def _read(key: str, value: Any) -> Any:
    if key == "busy":
        return tuple((_minutes(start), _minutes(end)) for start, end in value)
    if isinstance(value, list):
        return tuple(value)
    return _minutes(value) if key in MOMENTS and value is not None else value


def _minutes(text: str) -> int:
    return minutes(datetime.fromisoformat(text))
