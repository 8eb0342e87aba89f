"""The running order of a session and its clashes. No ORM, no clock: moments come in, moments go out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

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


def moved_last(
    times: Sequence[Period], taken: Sequence[Period] = (), not_before: datetime | None = None, step: int = 5
) -> list[Period]:
    """New times when the first of these turns is heard last: the others, in order, then it.

    Turns keep their length and the usual gap; longer holes of the plan (lunch, prayers) and the turns in `taken`
    stay where they are. With `not_before` (the day is late) nobody is called into the past: the first begins
    then, rounded up to `step` minutes.

    >>> from datetime import datetime
    >>> nine = slot_times(datetime(2025, 7, 28, 9), 3, Shape())
    >>> moved_last(nine) == nine
    True
    """
    pairs = [(one[1], other[0]) for one, other in pairwise(sorted([*times, *taken]))]
    gap = min(closes - opens for opens, closes in pairs)
    fixed = [(opens, closes) for opens, closes in pairs if closes - opens > gap]
    fixed += [(starts - gap, ends + gap) for starts, ends in taken]
    at = times[0][0]
    if not_before and at < not_before:
        at += -(-(not_before - at) // timedelta(minutes=step)) * timedelta(minutes=step)
    new = []
    for starts, ends in [*times[1:], times[0]]:
        for opens, closes in sorted(fixed):
            if at < closes and opens < at + (ends - starts):
                at = closes
        new.append((at, at + (ends - starts)))
        at = new[-1][1] + gap
    return new


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
