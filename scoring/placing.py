"""Places of the plenary beside the computed order. Pure: no ORM, no clock.

Computed ranks go 1-2-2-4. A plenary may order nominees of one rank among themselves or let them share: that is
"putusan pleno atas nilai sama", no deviation. Anything else differs from the computed order and needs a reason.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Standing:
    """A nominee of a run; `rank` is None for who is not ranked or below the minimum total for a place."""

    nominee: int
    rank: int | None


def computed_places(standings: Sequence[Standing], places: int) -> dict[int, int]:
    """The places that follow from the run alone.

    >>> computed_places([Standing(7, 1), Standing(8, 2), Standing(9, 2), Standing(5, 4)], 3)
    {7: 1, 8: 2, 9: 2}
    """
    return {row.nominee: row.rank for row in standings if row.rank is not None and row.rank <= places}


def deviates(standings: Sequence[Standing], given: Mapping[int, int], places: int) -> bool:
    """Whether `given` (nominee -> place) is more than a choice inside a tie.

    >>> tie = [Standing(7, 1), Standing(8, 2), Standing(9, 2)]
    >>> deviates(tie, {7: 1, 9: 2, 8: 3}, 3), deviates(tie, {8: 1, 7: 2, 9: 3}, 3)
    (False, True)
    """
    groups: dict[int, list[int]] = {}
    for row in standings:
        if row.rank is not None:
            groups.setdefault(row.rank, []).append(row.nominee)
        elif row.nominee in given:
            return True
    for rank, members in groups.items():
        placed = [given[nominee] for nominee in members if nominee in given]
        for nominee in members:
            if nominee in given:
                if given[nominee] != rank + sum(place < given[nominee] for place in placed):
                    return True
            elif rank + len(placed) <= places:
                return True
    return False


def chosen_in_ties(standings: Sequence[Standing], given: Mapping[int, int], places: int) -> set[int]:
    """The nominees of one rank whom the plenary did not let share their place.

    >>> sorted(chosen_in_ties([Standing(7, 1), Standing(8, 2), Standing(9, 2)], {7: 1, 9: 2, 8: 3}, 3))
    [8, 9]
    """
    chosen: set[int] = set()
    for rank in {row.rank for row in standings if row.rank is not None}:
        members = [row.nominee for row in standings if row.rank == rank]
        if rank <= places and len({given.get(nominee) for nominee in members}) > 1:
            chosen |= set(members)
    return chosen


def words(given: Mapping[int, int], word: Callable[[int], str], shared: Callable[[str], str]) -> dict[int, str]:
    """The printed word for each nominee's place; a place held by several is said to be shared."""
    holders = Counter(given.values())
    return {nominee: shared(word(place)) if holders[place] > 1 else word(place) for nominee, place in given.items()}
