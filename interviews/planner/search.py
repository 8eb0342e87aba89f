"""A complete search for a plan: finds one whenever there is one, else proves by exhaustion that there is none.

Turns are placed in the order of their starts. From any plan another follows, with the same rooms, panels and
pauses, in which every turn starts as early as those before it allow: turns are moved ahead one by one, the sum of
starts falls, so this ends. Therefore only that start is tried for each room, panel and pause; turns that are alike
are tried once; a situation that failed is not entered again. A category whose panels have nobody in common is
given to one part of them first. Counting what still fits, links between panels included, cuts most of the rest.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from interviews.planner.bounds import Bound, bounds, linking_bound
from interviews.planner.demands import Demands, Group, Row, on_grid
from interviews.planner.kinds import Key, Kind, Panel, kinds_of, movers
from interviews.planner.links import Links, panels_of, parts

STEPS = 10_000


class Undecided(Exception):
    """The search was cut off before it found a plan or a proof."""


@dataclass
class Budget:
    """How many steps may still be taken."""

    steps: int = field(default_factory=lambda: STEPS)

    def spend(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise Undecided


@dataclass(frozen=True)
class Placed:
    kind: int
    room: int
    start: int
    panel: frozenset[int]


def find(demands: Demands, seed: str = "", budget: Budget | None = None) -> list[Row] | None:
    """A plan that keeps all demands, its order drawn from the seed as far as they allow; None: there is none."""
    kinds = kinds_of(demands, seed)
    work = {group.key: sum(kind.group == group for kind in kinds) for group in demands.groups}
    for kind in kinds:
        work[kind.group.key] += len(kind.turns) * kind.group.step
    groups = sorted(demands.groups, key=lambda group: -work[group.key])
    return _among(demands, kinds, [one for one in groups if one.key not in demands.loose], {}, budget or Budget())


def _among(
    demands: Demands, kinds: Sequence[Kind], groups: Sequence[Group], load: Mapping[str, int], budget: Budget
) -> list[Row] | None:
    """Give each category to one part of its panels, the part with the least work first; then search."""
    if not all(kind.starts for kind in kinds):
        return None
    found = list(bounds(kinds, demands))
    if not all(bound.holds([len(kind.turns) for kind in kinds], {}, 0) for bound in found):
        return None
    for number, group in enumerate(groups):
        choice_of = parts(panels_of(kinds, group), demands.shared)
        if len(choice_of) < 2:
            continue
        budget.spend()
        choices = []
        for part in choice_of:
            chosen = [_within(kind, part) if kind.group == group else kind for kind in kinds]
            rooms = {index for kind in chosen if kind.group == group for index in kind.starts}
            places = {demands.rooms[index].place for index in rooms}
            choices.append((sum(load.get(place, 0) for place in places), sorted(rooms), places, chosen))
        turns = sum(len(kind.turns) for kind in kinds if kind.group == group)
        for _load, _rooms, places, chosen in sorted(choices, key=lambda choice: choice[:2]):
            more = {place: load.get(place, 0) + turns * group.step for place in places}
            rows = _among(demands, chosen, groups[number + 1 :], {**load, **more}, budget)
            if rows is not None:
                return rows
        return None
    return Search(demands, kinds, found, budget).run()


def _within(kind: Kind, part: set[frozenset[int]]) -> Kind:
    starts = {index: kept for index, at in kind.starts.items() if (kept := {one: at[one] for one in at if one in part})}
    return replace(kind, starts=starts)


@dataclass(frozen=True)
class Standing:
    """How far the plan has come: what is left, and until when places and people are taken."""

    now: tuple[int, int]  # start and room of the turn placed last
    left: tuple[int, ...]
    free: Mapping[Key, int]  # from when on
    rests: Mapping[str, tuple[int, int]]  # place -> from when on it has had its pause, turns in a row
    used: Mapping[str, frozenset[frozenset[int]]]  # category -> panels, where they may come apart
    heard: Mapping[str, str]  # place -> category heard last; decides only what is tried first


class Search:
    """One search through the orders of turns whose panels are chosen."""

    def __init__(self, demands: Demands, kinds: Sequence[Kind], found: list[Bound], budget: Budget) -> None:
        self.demands, self.kinds, self.bounds, self.budget = demands, kinds, found, budget
        self.failed: set[object] = set()
        self.shapes: dict[int, list[int]] = {}
        self.links = Links(demands, kinds)
        self.linking: dict[object, Bound] = {}
        self.numbers: dict[object, int] = {}
        self.plan: list[Placed] = []
        self.movers = movers(demands)

    def run(self) -> list[Row] | None:
        left = tuple(len(kind.turns) for kind in self.kinds)
        return self._rows() if self._place(Standing((0, -1), left, {}, {}, self.links.none_used(), {})) else None

    def _place(self, standing: Standing) -> bool:
        """Place one more turn after those that stand; undo and try the next where that leads nowhere."""
        if not any(standing.left):
            return True
        self.budget.spend()
        if not self._enough(standing):
            return False
        candidates = self._candidates(standing)
        if not candidates:
            return False
        state = self._state(standing, candidates[0].start)
        if state in self.failed:
            return False
        for placed in candidates:
            after = self._after(standing, placed)
            self.plan.append(placed)
            category = self.kinds[placed.kind].group.key
            if self.links.possible(after.used, category, after.left, placed.start) and self._place(after):
                return True
            self.plan.pop()
        self.failed.add(state)
        return False

    def _enough(self, standing: Standing) -> bool:
        """Whether what is left can be held, as far as counting tells."""
        left, free, now = standing.left, standing.free, standing.now[0]
        if not all(bound.holds(left, free, now) for bound in self.bounds):
            return False
        needed = self.links.needed(standing.used, left, now)
        return (not needed or self._linked(standing, needed)) and all(
            any(self._linked(standing, needed + Counter({(step, panels): number})) for step, panels, number in case)
            for case in self.links.cases(standing.used, left)
        )

    def _linked(self, standing: Standing, needed: Counter[tuple[int, frozenset[Panel]]]) -> bool:
        question = tuple(needed)
        if question not in self.linking:
            self.linking[question] = linking_bound(self.kinds, self.demands, question)
        return self.linking[question].holds(standing.left, standing.free, standing.now[0], list(needed.values()))

    def _candidates(self, standing: Standing) -> list[Placed]:
        """What may come next, best first; nothing where some turn has no place left."""
        found: list[tuple[tuple[int, int, int, int], Placed]] = []
        for number, kind in enumerate(self.kinds):
            if not standing.left[number]:
                continue
            possible = False
            for index, panels in kind.starts.items():
                for panel, starts in panels.items():
                    for start in self._earliest(standing, kind, index, panel, starts):
                        possible = possible or starts[-1] >= standing.now[0]
                        if (start, index) > standing.now:
                            liking = self._liking(standing, index, kind.group.key)
                            found.append(((start, index, liking, number), Placed(number, index, start, panel)))
            if not possible:
                return []
        return [placed for _order, placed in sorted(found, key=lambda pair: pair[0])]

    def _earliest(
        self, standing: Standing, kind: Kind, index: int, panel: frozenset[int], starts: list[int]
    ) -> Iterator[int]:
        """The first start that those before allow: going on in the room, and after a pause where pauses count."""
        place = self.demands.rooms[index].place
        bound = max(standing.free.get(key, 0) for key in self._keys(kind, index, panel))
        rested = bound
        if self.demands.most and place in standing.rests:
            rest, in_a_row = standing.rests[place]
            rested = max(bound, rest)
            if in_a_row >= self.demands.most:
                bound = rested
        for first in sorted({bisect_left(starts, bound), bisect_left(starts, rested)}):
            if first < len(starts):
                yield starts[first]

    def _keys(self, kind: Kind, index: int, panel: frozenset[int]) -> list[Key]:
        """What the turn uses and others wait for."""
        keys: list[Key] = [("place", self.demands.rooms[index].place)]
        keys += (("person", person) for person in panel & self.movers)
        if kind.guest:
            keys.append(("guest", kind.guest))
        return keys

    def _liking(self, standing: Standing, index: int, category: str) -> int:
        """A room goes on with its category, then takes one that nobody has begun."""
        if standing.heard.get(self.demands.rooms[index].place) == category:
            return 0
        return 2 if category in standing.heard.values() else 1

    def _after(self, standing: Standing, placed: Placed) -> Standing:
        kind, place = self.kinds[placed.kind], self.demands.rooms[placed.room].place
        group = kind.group
        rest, in_a_row = standing.rests.get(place, (0, 0))
        rests = (on_grid(placed.start + group.talk + self.demands.pause), in_a_row + 1 if placed.start < rest else 1)
        used = standing.used
        if group.key in used:
            used = {**used, group.key: used[group.key] | {placed.panel}}
        return Standing(
            (placed.start, placed.room),
            tuple(left - (number == placed.kind) for number, left in enumerate(standing.left)),
            {**standing.free, **dict.fromkeys(self._keys(kind, placed.room, placed.panel), placed.start + kind.step)},
            {**standing.rests, place: rests} if self.demands.most else {},
            used,
            {**standing.heard, place: group.key},
        )

    def _state(self, standing: Standing, earliest: int) -> object:
        """All that decides what can still be placed, seen from the earliest start that is left.

        Neither the names of categories count nor windows that are open by now.
        """
        start, room = standing.now
        shapes = self._shapes(earliest)
        left: dict[str, Counter[int]] = {}
        for kind, shape, number in zip(self.kinds, shapes, standing.left, strict=True):
            if number:
                left.setdefault(kind.group.key, Counter())[shape] += number
        return (
            earliest,
            room if start == earliest else -1,
            tuple(
                sorted(
                    (tuple(sorted(of.items())), self.links.ends_in_numbers(standing.used, key, standing.left, earliest))
                    for key, of in left.items()
                )
            ),
            tuple(sorted((key, until) for key, until in standing.free.items() if until > earliest)),
            tuple(sorted((place, *rest) for place, rest in standing.rests.items() if rest[0] > earliest)),
        )

    def _shapes(self, now: int) -> list[int]:
        """The same number for kinds that differ in nothing from now on."""
        if now not in self.shapes:
            self.shapes[now] = []
            for kind in self.kinds:
                starts = frozenset(
                    (index, panel, *own[bisect_left(own, now) :])
                    for index, panels in kind.starts.items()
                    for panel, own in panels.items()
                    if own[-1] >= now
                )
                shape = (kind.step, self.demands.most and kind.group.talk, kind.guest, starts)
                self.shapes[now].append(self.numbers.setdefault(shape, len(self.numbers)))
        return self.shapes[now]

    def _rows(self) -> list[Row]:
        """Names come last: turns that are alike stand in the order of the draw."""
        waiting = [iter(kind.turns) for kind in self.kinds]
        rows = []
        for placed in self.plan:
            room, group = self.demands.rooms[placed.room], self.kinds[placed.kind].group
            panel = tuple(person for person in room.panel if person in placed.panel)
            end = placed.start + group.talk
            rows.append(Row(next(waiting[placed.kind]).key, placed.room, placed.start, end, panel))
        return rows
