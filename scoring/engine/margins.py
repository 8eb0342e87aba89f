"""How little would have turned a place: one mark, a few marks, a shift of weight. Advisory, never a correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise

from scoring.engine.fairmean import fair_means
from scoring.engine.panel import Panel, panel_of
from scoring.engine.ranking import ROUND_SOURCE, Ranking, Row, Sheet
from scoring.engine.rules import Criterion, Rules
from scoring.engine.totals import POINT


@dataclass(frozen=True)
class OneMark:
    """The nominee's mark by this person on this criterion, changed by `change` hundredths."""

    nominee: str
    person: str
    criterion: str
    change: int


@dataclass(frozen=True)
class WeightShift:
    """`points` of weight moved from one criterion to another make both totals equal."""

    source: str
    target: str
    points: Fraction


@dataclass(frozen=True)
class Margin:
    """What separates a nominee from the next one below with a lower exact total; None: not inside the scale.

    `gap` is T_above - T_below in points; `marks` the smallest number of marks that together turn the order.
    """

    above: str
    below: str
    gap: Fraction
    one_mark: OneMark | None
    marks: int | None
    weight: WeightShift | None


@dataclass(frozen=True)
class _Lever:
    """One mark that may move: how much the gap shrinks per hundredth, in points, and how far it may move."""

    nominee: str
    person: str
    criterion: str
    effect: Fraction
    room: int
    sign: int


def margins(
    rules: Rules, sheets: Sequence[Sheet], ranking: Ranking, step: int = 1, first: int | None = None
) -> list[Margin]:
    """For each pair of neighbours by exact total, or the `first` of them; `step` is the mark step in hundredths.

    Effects of a mark are those of the missing policy: where sheets are missing, a mark also moves what is fitted.
    Clamped rows are taken as if they were not. Where the rules leave sheets out or round on the way there is only
    the gap: a mark has no one effect then.
    """
    linear = not rules.trim and not rules.rounding_stages
    rows = sorted((row for row in ranking.rows if row.ranked), key=lambda row: -(row.total or 0))
    panel = panel_of(rules, sheets, ranking)
    if panel is None:
        return []
    leaves = rules.leaves(ROUND_SOURCE[panel.round])
    given = {(sheet.nominee, sheet.person): sheet.marks for sheet in sheets if sheet.round == panel.round}
    found = []
    for above, below in islice(pairwise(rows), first):
        gap = (above.total or Fraction(0)) - (below.total or Fraction(0))
        if gap > 0:
            levers = _levers(rules, panel, leaves, given, above.nominee, below.nominee) if linear else []
            found.append(
                Margin(
                    above=above.nominee,
                    below=below.nominee,
                    gap=gap,
                    one_mark=_one_mark(levers, gap, step),
                    marks=_fewest(levers, gap),
                    weight=_weight_shift(rules, above, below, gap) if linear else None,
                )
            )
    return found


def _levers(
    rules: Rules,
    panel: Panel,
    leaves: Sequence[Criterion],
    given: Mapping[tuple[str, str], Mapping[str, int]],
    above: str,
    below: str,
) -> list[_Lever]:
    """Marks of the lower one that may rise and of the upper one that may fall, those with the largest effect first."""
    places = panel.nominees.index(above), panel.nominees.index(below)
    levers = []
    for nominee, sign in ((below, 1), (above, -1)):
        i = panel.nominees.index(nominee)
        for p, share in _shares(rules, panel, i, places).items():
            marks = given[nominee, panel.people[p]]
            for leaf in leaves:
                mark = marks[leaf.code]
                room = rules.max_mark - mark if sign > 0 else mark
                effect = sign * share * leaf.weight / POINT
                if effect > 0 and room > 0:
                    levers.append(_Lever(nominee, panel.people[p], leaf.code, effect, room, sign))
    return sorted(levers, key=lambda lever: -lever.effect)


def _shares(rules: Rules, panel: Panel, i: int, places: tuple[int, int]) -> dict[int, Fraction]:
    """By person: how much of one unit more on a sheet of nominee i goes to F_below - F_above."""
    present = [p for p, there in enumerate(panel.present[i]) if there]
    above, below = places
    if rules.missing_policy == "available_mean" or all(map(all, panel.present)):
        share = Fraction(1 if i == below else -1, len(present))
        return dict.fromkeys(present, share)
    units = [
        [
            [int((row, column) == (i, p)) if there else None for column, there in enumerate(cells)]
            for row, cells in enumerate(panel.present)
        ]
        for p in present
    ]
    return {p: fitted.fair[below] - fitted.fair[above] for p, fitted in zip(present, fair_means(units), strict=True)}


def _one_mark(levers: Sequence[_Lever], gap: Fraction, step: int) -> OneMark | None:
    """The smallest change, one step more where it would only make both equal."""
    best: OneMark | None = None
    for lever in levers:
        change = (int(gap / lever.effect / step) + 1) * step
        if change <= lever.room and (best is None or change < abs(best.change)):
            best = OneMark(lever.nominee, lever.person, lever.criterion, lever.sign * change)
    return best


def _fewest(levers: Sequence[_Lever], gap: Fraction) -> int | None:
    """How many marks it takes when each goes to the end of the scale."""
    reached = Fraction(0)
    for number, gain in enumerate(sorted((lever.effect * lever.room for lever in levers), reverse=True), 1):
        reached += gain
        if reached > gap:
            return number
    return None


def _weight_shift(rules: Rules, above: Row, below: Row, gap: Fraction) -> WeightShift | None:
    leads = {
        part.code: part.mean - other.mean
        for part, other in zip(above.components, below.components, strict=True)
        if part.mean is not None and other.mean is not None
    }
    shifts = [
        WeightShift(source.code, target, 100 * gap / lead)
        for source in rules.leaves()
        for target in leads
        if (lead := leads[source.code] - leads[target]) > 0
    ]
    weights = {leaf.code: leaf.weight for leaf in rules.leaves()}
    inside = [shift for shift in shifts if 100 * shift.points <= weights[shift.source]]
    return min(inside, key=lambda shift: shift.points, default=None)
