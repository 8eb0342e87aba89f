"""How many turns fit what they share: those that follow one another in a place are counted exactly."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import ge

from interviews.planner.demands import Demands, on_grid
from interviews.planner.kinds import Key, Kind, Panel, movers

BOUNDS = 60
LENGTHS = 3  # turns of further lengths are counted as if they were shorter
Numbers = tuple[int, ...]


@dataclass
class Bound:
    """What these kinds share and which numbers of turns of each length it can hold from the i-th start on."""

    kinds: dict[int, int]  # kind -> its length, as a place in the tuples of numbers
    starts: dict[Key, tuple[int, ...]]
    fits: dict[Key, list[list[Numbers]]]
    linking: list[int] = field(default_factory=list)
    known: dict[object, bool] = field(default_factory=dict)

    def holds(self, left: Sequence[int], free: Mapping[Key, int], now: int, links: Sequence[int] = ()) -> bool:
        """Whether the turns left can be shared out among what is free; everything else they need is left aside."""
        wanted = [0] * (1 + max(self.kinds.values()))
        for kind, length in self.kinds.items():
            wanted[length] += left[kind]
        for length, number in zip(self.linking, links, strict=True):
            wanted[length] -= number
        wanted += links
        at = tuple(bisect_left(starts, max(free.get(key, 0), now)) for key, starts in self.starts.items())
        question = (*wanted, *at)
        if question not in self.known:
            self.known[question] = _shared_out(
                wanted, [fits[index] for fits, index in zip(self.fits.values(), at, strict=True)]
            )
        return self.known[question]


def bounds(kinds: Sequence[Kind], demands: Demands) -> Iterator[Bound]:
    """What no plan can exceed: turns of kinds that share places, or a person who sits in all of them, begin after
    the same time and end by the same. Only the first of these are used, so that counting stays cheap.
    """
    wheres = [frozenset(demands.rooms[index].place for index in kind.starts) for kind in kinds]
    firsts = [min(starts[0] for panels in kind.starts.values() for starts in panels.values()) for kind in kinds]
    always = [frozenset.intersection(*(panel for at in kind.starts.values() for panel in at)) for kind in kinds]
    shared: list[tuple[list[int], int | None]] = [
        *(
            ([number for number, own in enumerate(wheres) if own <= where], None)
            for where in sorted(set(wheres), key=lambda one: (-len(one), sorted(one)))
        ),
        *(
            ([number for number, own in enumerate(always) if person in own], person)
            for person in sorted(movers(demands))
        ),
    ]
    seen: set[tuple[object, ...]] = set()
    for first in sorted(set(firsts)):
        for last in sorted({kind.last for kind in kinds}, reverse=True):
            for together, person in shared:
                chosen = [number for number in together if firsts[number] >= first and kinds[number].last <= last]
                if chosen and (*chosen, person) not in seen and len(seen) < BOUNDS:
                    seen.add((*chosen, person))
                    yield _bound(chosen, kinds, demands, person)


def linking_bound(kinds: Sequence[Kind], demands: Demands, linking: Sequence[tuple[int, frozenset[Panel]]]) -> Bound:
    """All turns in all places, those apart that must be heard by one of some panels: (length, panels)."""
    return _bound(range(len(kinds)), kinds, demands, None, linking)


def _bound(
    chosen: Sequence[int],
    kinds: Sequence[Kind],
    demands: Demands,
    person: int | None,
    linking: Sequence[tuple[int, frozenset[Panel]]] = (),
) -> Bound:
    """Of places, or of one person."""
    lengths = sorted({kinds[number].step for number in chosen})[:LENGTHS]
    classes = {number: bisect_right(lengths, kinds[number].step) - 1 for number in chosen}
    steps = [*lengths, *(step for step, _panels in linking)]
    rest = on_grid(min(kinds[number].group.talk for number in chosen) + demands.pause)
    wanted = [0] * len(steps)
    found: dict[Key, list[set[int]]] = {}
    for number in chosen:
        kind = kinds[number]
        of_kind = [classes[number], *(at for at in range(len(lengths), len(steps)) if steps[at] == kind.step)]
        for at in of_kind:
            wanted[at] += len(kind.turns)
        for index, panels in kind.starts.items():
            key: Key = ("place", demands.rooms[index].place) if person is None else ("person", person)
            own = found.setdefault(key, [set() for _ in steps])
            for at in of_kind:
                suitable = panels if at < len(lengths) else panels.keys() & linking[at - len(lengths)][1]
                own[at].update(*(panels[panel] for panel in suitable))
    most = demands.most if person is None else 0
    fits = {
        key: _fits(tuple(zip(steps, map(frozenset, own), strict=True)), tuple(wanted), most, rest)
        for key, own in found.items()
    }
    starts = {key: tuple(sorted(set().union(*own))) for key, own in found.items()}
    return Bound(classes, starts, fits, [bisect_right(lengths, step) - 1 for step, _panels in linking])


@lru_cache(maxsize=128)
def _fits(
    options: tuple[tuple[int, frozenset[int]], ...], wanted: Numbers, most: int, rest: int
) -> list[list[Numbers]]:
    """From each start on: the largest numbers of turns of each length that can stand one after another.

    After `most` of them in a row the next one begins `rest` minutes after the last one began.
    """
    starts = sorted({start for _length, own in options for start in own})
    rows = max(most, 1)
    found: list[list[list[Numbers]]] = [
        [[(0,) * len(options)] for _ in starts] + [[(0,) * len(options)]] for _ in range(rows)
    ]
    for index in range(len(starts) - 1, -1, -1):
        for row in range(rows):
            numbers = set(found[row][index + 1])
            for at, (length, own) in enumerate(options):
                if starts[index] in own:
                    after = [found[0][bisect_left(starts, starts[index] + (max(rest, length) if most else length))]]
                    if row + 1 < rows:
                        after.append(found[row + 1][bisect_left(starts, starts[index] + length)])
                    numbers.update(
                        (*one[:at], one[at] + 1, *one[at + 1 :])
                        for fits in after
                        for one in fits
                        if one[at] < wanted[at]
                    )
            found[row][index] = _largest(numbers)
    return found[0]


def _largest(numbers: Iterable[Numbers]) -> list[Numbers]:
    """Those that no other one exceeds."""
    kept: list[Numbers] = []
    for one in sorted(numbers, key=sum, reverse=True):
        if not any(all(map(ge, other, one)) for other in kept):
            kept.append(one)
    return kept


def _shared_out(wanted: Sequence[int], fits: Sequence[list[Numbers]]) -> bool:
    """Whether one of each can be taken that together are as many as wanted."""
    if not fits:
        return not any(wanted)
    first, *others = fits
    rests = {tuple(max(0, need - own) for need, own in zip(wanted, one, strict=True)) for one in first}
    return any(_shared_out(rest, others) for rest in rests)
