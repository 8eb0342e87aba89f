"""The running order of a session and its clashes. No ORM, no clock: moments come in, moments go out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class Shape:
    """Minutes of one turn. The default is that of a neighbouring award (docs/domain.md 4), not official."""

    presentation: int = 7
    questions: int = 13
    gap: int = 5

    @property
    def talk(self) -> timedelta:
        return timedelta(minutes=self.presentation + self.questions)

    @property
    def pause(self) -> timedelta:
        return timedelta(minutes=self.gap)


def slot_times(start: datetime, count: int, shape: Shape, breaks: Sequence[Period] = ()) -> list[Period]:
    """The times of `count` turns from `start`; a turn that would run into a break begins after it.

    >>> from datetime import datetime
    >>> slot_times(datetime(2025, 7, 28, 9), 2, Shape())[1][0].strftime("%H.%M")
    '09.25'
    """
    times: list[Period] = []
    at = start
    for _ in range(count):
        for opens, closes in sorted(breaks):
            if at < closes and opens < at + shape.talk:
                at = closes
        times.append((at, at + shape.talk))
        at += shape.talk + shape.pause
    return times


def overlaps(one: Period, other: Period) -> bool:
    """Periods are half-open: back to back is not an overlap."""
    return one[0] < other[1] and other[0] < one[1]


def hull(periods: Iterable[Period]) -> Period:
    """From the first start to the last end."""
    known = list(periods)
    return min(start for start, _ in known), max(end for _, end in known)


@dataclass(frozen=True)
class Booking:
    """A venue, a nominee or a panelist taken for a time. `key` tells who, `name` and `where` are for people."""

    kind: str
    key: int
    name: str
    period: Period
    where: str


def clashes(wanted: Iterable[Booking], taken: Iterable[Booking]) -> list[tuple[Booking, Booking]]:
    """Pairs (wanted, taken) that need the same venue, nominee or panelist at the same time.

    What is wanted is also held against itself: a nominee may not stand twice in one running order.
    """
    by_key: dict[tuple[str, int], list[Booking]] = {}
    for booking in taken:
        by_key.setdefault((booking.kind, booking.key), []).append(booking)
    found = []
    for booking in wanted:
        others = by_key.setdefault((booking.kind, booking.key), [])
        found += [(booking, other) for other in others if overlaps(booking.period, other.period)]
        others.append(booking)
    return found
