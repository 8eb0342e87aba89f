"""Panels that hear one category, and what links them: the marks of one category need one scale (users.md 3.5)."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from interviews.planner.demands import Demands, Group, linked
from interviews.planner.kinds import Kind, Panel

Used = Mapping[str, frozenset[Panel]]  # category -> panels, where they may come apart
Need = tuple[int, frozenset[Panel], int]  # length, panels, how many turns


def panels_of(kinds: Iterable[Kind], group: Group) -> set[Panel]:
    """Who may hear the category together."""
    return {panel for kind in kinds if kind.group == group for starts in kind.starts.values() for panel in starts}


def parts(panels: Collection[Panel], shared: int) -> list[set[Panel]]:
    """Panels that are linked with one another."""
    found: list[set[Panel]] = []
    for panel in sorted(panels, key=sorted):
        near = [part for part in found if any(len(panel & other) >= shared for other in part)]
        found = [part for part in found if part not in near] + [{panel}.union(*near)]
    return found


class Links:
    """What the panels used so far still need to be linked."""

    def __init__(self, demands: Demands, kinds: Sequence[Kind]) -> None:
        self.kinds, self.shared = kinds, demands.shared
        self.groups = {group.key: group for group in demands.groups if group.key not in demands.loose}
        self.numbers = {
            panel: number
            for number, panel in enumerate({panel for group in demands.groups for panel in panels_of(kinds, group)})
        }
        self.near = {
            key: {
                one: frozenset(other for other in own if other != one and len(one & other) >= self.shared)
                for one in own
            }
            for key, group in self.groups.items()
            for own in [panels_of(kinds, group)]
        }
        self.known: dict[object, tuple[frozenset[Panel], ...]] = {}

    def none_used(self) -> Used:
        """The categories whose panels are not linked whatever is chosen."""
        return {key: frozenset[Panel]() for key, group in self.groups.items() if self._may_come_apart(group)}

    def _may_come_apart(self, group: Group) -> bool:
        panels = panels_of(self.kinds, group)
        return any(len(one & other) < self.shared for one in panels for other in panels if one != other)

    def possible(self, used: Used, category: str, left: Sequence[int], now: int) -> bool:
        """The panels of a category are linked once all its turns stand; before that, they still can be."""
        return category not in used or linked(used[category], self.shared, self._to_come(category, left, now))

    def ends(self, used: Used, category: str, left: Sequence[int], now: int) -> tuple[frozenset[Panel], ...]:
        """For each part of the category's panels that is not linked with the others: the panels that may link it."""
        question = (used[category], self._to_come(category, left, now))
        if question not in self.known:
            self.known[question] = tuple(
                frozenset(
                    other
                    for other in question[1]
                    if any(other == one or len(other & one) >= self.shared for one in part)
                )
                for part in parts(used[category], self.shared)
            )
        return self.known[question]

    def ends_in_numbers(self, used: Used, category: str, left: Sequence[int], now: int) -> tuple[tuple[int, ...], ...]:
        """The same, fit to be compared."""
        if category not in used:
            return ((-1,),)
        ends = self.ends(used, category, left, now)
        return tuple(sorted(tuple(sorted(self.numbers[panel] for panel in end)) for end in ends))

    def needed(self, used: Used, left: Sequence[int], now: int) -> Counter[tuple[int, frozenset[Panel]]]:
        """How many turns of some length must still be heard by one of some panels, each in another category."""
        found: Counter[tuple[int, frozenset[Panel]]] = Counter()
        for category, panels in used.items():
            if len(panels) > 1:
                ends = self.ends(used, category, left, now)
                if len(ends) > 1:
                    step = next(kind.step for kind in self.kinds if kind.group.key == category)
                    found[step, min((end - panels for end in ends), key=len)] += 1
        return found

    def cases(self, used: Used, left: Sequence[int]) -> Iterator[list[Need]]:
        """For each category and panel: it hears all that is left, none of it, or one is heard by a neighbour."""
        for category, panels in used.items():
            kinds = [number for number, kind in enumerate(self.kinds) if kind.group.key == category]
            number = sum(left[kind] for kind in kinds)
            if not number or len(parts(panels, self.shared)) > 1:
                continue
            step = self.kinds[kinds[0]].step
            for panel, near in self.near[category].items():
                if panels & near:
                    continue
                found = [(step, near, 1)]
                if panel not in panels:
                    found.append((step, frozenset(self.near[category]) - {panel}, number))
                if panels <= {panel}:
                    found.append((step, frozenset({panel}), number))
                yield found

    def _to_come(self, category: str, left: Sequence[int], now: int) -> frozenset[Panel]:
        return frozenset(
            panel
            for kind, number in zip(self.kinds, left, strict=True)
            if number and kind.group.key == category
            for panels in kind.starts.values()
            for panel, starts in panels.items()
            if starts[-1] >= now
        )
