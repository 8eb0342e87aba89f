"""Places of the plenary beside the computed order. Pure: no ORM, no clock.

Computed ranks go 1-2-2-4. What equal ranks mean for places is a rule of the award (users.md 5.5):

| rule | a tie at a place |
|---|---|
| `shared_skip` | is shared, the next place is left out: 1-2-2-4 |
| `shared_next` | is shared, the next place is given: 1-2-2-3 |
| `second_look` | is looked at again by a named criterion; who is equal there too shares, the next place is left out |
| `vote` | is put to the vote: nobody shares |

A plenary may order nominees of one rank among themselves or let them share: that is "putusan pleno atas nilai sama",
no deviation. Anything else differs from the computed order and needs a reason.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

TieRule = Literal["shared_skip", "shared_next", "second_look", "vote"]
SKIP: TieRule = "shared_skip"


@dataclass(frozen=True)
class Standing:
    """A nominee of a run; `rank` is None for who is not ranked or below the minimum total for a place.

    `look` are its points on the criterion that the second look names.
    """

    nominee: int
    rank: int | None
    look: Fraction | None = None


def computed_places(standings: Sequence[Standing], places: int, rule: TieRule = SKIP) -> dict[int, int]:
    """The places that follow from the run and the rule alone; a vote cannot be foreseen and stays shared.

    >>> rows = [Standing(7, 1), Standing(8, 2, Fraction(3)), Standing(9, 2, Fraction(4)), Standing(5, 4)]
    >>> computed_places(rows, 3), computed_places(rows, 3, "shared_next"), computed_places(rows, 3, "second_look")
    ({7: 1, 8: 2, 9: 2}, {7: 1, 8: 2, 9: 2, 5: 3}, {7: 1, 8: 3, 9: 2})
    """
    found = {}
    start = 1
    for members in _groups(standings):
        for row in members:
            ahead = sum(other.look > row.look for other in members if other.look is not None and row.look is not None)
            found[row.nominee] = start + (ahead if rule == "second_look" else 0)
        start += 1 if rule == "shared_next" else len(members)
    return {nominee: place for nominee, place in found.items() if place <= places}


def deviates(standings: Sequence[Standing], given: Mapping[int, int], places: int, rule: TieRule = SKIP) -> bool:
    """Whether `given` (nominee -> place) is more than a choice inside a tie.

    >>> tie = [Standing(7, 1), Standing(8, 2), Standing(9, 2)]
    >>> deviates(tie, {7: 1, 9: 2, 8: 3}, 3), deviates(tie, {8: 1, 7: 2, 9: 3}, 3)
    (False, True)
    """
    if any(row.rank is None and row.nominee in given for row in standings):
        return True
    for start, members, taken in _walk(standings, given, rule):
        for row in members:
            if row.nominee in given:
                if given[row.nominee] != start + sum(place < given[row.nominee] for place in taken):
                    return True
            elif start + len(taken) <= places:
                return True
    return False


def chosen_in_ties(
    standings: Sequence[Standing], given: Mapping[int, int], places: int, rule: TieRule = SKIP
) -> set[int]:
    """The nominees of one rank whom the plenary did not let share their place.

    >>> sorted(chosen_in_ties([Standing(7, 1), Standing(8, 2), Standing(9, 2)], {7: 1, 9: 2, 8: 3}, 3))
    [8, 9]
    """
    chosen: set[int] = set()
    for start, members, _taken in _walk(standings, given, rule):
        names = [row.nominee for row in members]
        if start <= places and len({given.get(nominee) for nominee in names}) > 1:
            chosen |= set(names)
    return chosen


def unsettled(standings: Sequence[Standing], given: Mapping[int, int], rule: TieRule) -> set[int]:
    """The nominees who share a place although the rule has their tie settled by a second look or a vote.

    >>> sorted(unsettled([Standing(8, 1), Standing(9, 1)], {8: 1, 9: 1}, "vote"))
    [8, 9]
    """
    found: set[int] = set()
    if rule not in ("second_look", "vote"):
        return found
    for members in _groups(standings):
        for row in members:
            place = given.get(row.nominee)
            looks = [other.look for other in members if place is not None and given.get(other.nominee) == place]
            if len(looks) > 1 and (rule == "vote" or len(set(looks)) > 1):
                found.add(row.nominee)
    return found


def ties(standings: Sequence[Standing], places: int, rule: TieRule = SKIP) -> list[tuple[int, list[int]]]:
    """The prize places that several hold by the run alone, each with its nominees."""
    found, start = [], 1
    for members in _groups(standings):
        if len(members) > 1 and start <= places:
            found.append((start, [row.nominee for row in members]))
        start += 1 if rule == "shared_next" else len(members)
    return found


def words(given: Mapping[int, int], word: Callable[[int], str], shared: Callable[[str], str]) -> dict[int, str]:
    """The printed word for each nominee's place; a place held by several is said to be shared."""
    holders = Counter(given.values())
    return {nominee: shared(word(place)) if holders[place] > 1 else word(place) for nominee, place in given.items()}


def _groups(standings: Sequence[Standing]) -> list[list[Standing]]:
    """The ranked nominees by rank, those of one rank together."""
    ranks = sorted({row.rank for row in standings if row.rank is not None})
    return [[row for row in standings if row.rank == rank] for rank in ranks]


def _walk(
    standings: Sequence[Standing], given: Mapping[int, int], rule: TieRule
) -> Iterator[tuple[int, list[Standing], list[int]]]:
    """Per rank the first place it may have, its nominees, and the places they take up."""
    start = 1
    for members in _groups(standings):
        placed = [given[row.nominee] for row in members if row.nominee in given]
        taken = sorted(set(placed)) if rule == "shared_next" else placed
        yield start, members, taken
        start += max(1, len(taken)) if rule == "shared_next" else len(members)
