"""Would the order stand without one of the persons? One re-ranking per person of the panel."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.engine.panel import panel_of
from scoring.engine.ranking import Ranking, Round, Sheet, Values, rank
from scoring.engine.rules import Rules


@dataclass(frozen=True)
class WithoutOne:
    """The ranking without `person`: whoever is first then, and the ranks that differ as (official, then).

    `ranks` is None where it cannot be computed: somebody has no sheet left, or what is left is not connected.
    """

    person: str
    first: tuple[str, ...]
    changes: dict[str, tuple[int, int]]
    ranks: dict[str, int] | None


def leave_one_out(rules: Rules, sheets: Sequence[Sheet], values: Values, ranking: Ranking) -> list[WithoutOne]:
    """Refit without each person of the panel in turn, by name; empty for a panel of fewer than two."""
    panel = panel_of(rules, sheets, ranking)
    if panel is None or len(panel.people) < 2:
        return []
    official = {row.nominee: row.rank for row in ranking.rows if row.rank is not None}
    given = {nominee: row for nominee, row in values.items() if nominee in official}
    return [
        _without(rules, panel.round, person, [row for row in sheets if row.nominee in official], given, official)
        for person in panel.people
    ]


def _without(
    rules: Rules, round_: Round, person: str, sheets: Sequence[Sheet], values: Values, official: Mapping[str, int]
) -> WithoutOne:
    left = [row for row in sheets if (row.person, row.round) != (person, round_)]
    counts = Counter(row.nominee for row in left if row.round == round_)
    # How many sheets a nominee needs is no question here: what is left may be fewer.
    fewest = min(counts[nominee] for nominee in official)
    smaller = replace(rules, desk_people=fewest) if round_ == "desk" else replace(rules, scoring_people=fewest)
    if smaller.check():
        return WithoutOne(person, (), {}, None)
    rows = rank(smaller, left, values, list(official)).rows
    ranks = {row.nominee: row.rank for row in rows if row.rank is not None}
    if len(ranks) < len(official):
        return WithoutOne(person, (), {}, None)
    changes = {nominee: (place, ranks[nominee]) for nominee, place in official.items() if ranks[nominee] != place}
    return WithoutOne(person, tuple(nominee for nominee, place in ranks.items() if place == 1), changes, ranks)
