"""From complete sheets and values to the official order, with an explanation that adds up to the total.

The published rounded total is ranked (1-2-2-4); equal totals go through the declared tie-break chain, and
what is still equal shares the rank. Row order, names and chance never decide.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from scoring.engine.fairmean import connected_parts
from scoring.engine.rules import (
    Criterion,
    Policy,
    Rules,
    Source,
    largest_remainder,
    parse_mark,
    sheets_needed,
)
from scoring.engine.stages import staged_points
from scoring.engine.totals import POINT, exact_total, round_half_up, round_means

Round = Literal["desk", "interview"]
Reason = Literal["no_sheets", "few_sheets", "missing_value", "not_connected"]
Values = Mapping[str, Mapping[str, int | None]]

SHARED = "shared"
ROUND_SOURCE: dict[Round, Source] = {"desk": "desk", "interview": "panel"}


@dataclass(frozen=True)
class Sheet:
    """One person's complete marks for one nominee in one round, in hundredths by criterion code."""

    nominee: str
    person: str
    round: Round
    marks: Mapping[str, int]


@dataclass(frozen=True)
class Component:
    """One row of the explanation; `mean` and `points` are in points (0..100), `points_4` in 10^-4 of a point.

    `points` = weight * mean exactly, but for the rounding stages of the rules, and add up to the exact total;
    `points_4` add up to the shown total: its rounding is spread over them in proportion.
    `filled`: a sheet was missing and the mean is a fair mean.
    """

    code: str
    name: str
    weight: int
    mean: Fraction | None
    points: Fraction
    points_4: int
    filled: bool


@dataclass(frozen=True)
class Row:
    """The result of one nominee; of those not ranked only the reason, never a 0.

    `units` is the shown total in 10^-decimals. `deciding_step`: None where no other nominee has this shown
    total, else the last step of the chain that was needed to settle the rank, or "shared". `clamped`: a fair
    mean left the scale and was set to its end. `available_total` is the exact total under the other missing
    policy.
    """

    nominee: str
    ranked: bool
    reason: Reason | None = None
    total: Fraction | None = None
    units: int | None = None
    rank: int | None = None
    deciding_step: str | None = None
    components: tuple[Component, ...] = ()
    clamped: bool = False
    available_total: Fraction | None = None


@dataclass(frozen=True)
class PolicyDifference:
    """A nominee whose rank differs under the other policy; `prize`: one of the two is a prize place."""

    nominee: str
    rank: int
    other_rank: int
    prize: bool


@dataclass(frozen=True)
class Ranking:
    """Rows by rank, then those not ranked, each in the order the nominees were given."""

    rows: tuple[Row, ...]
    policy_difference: tuple[PolicyDifference, ...]
    below_minimum: tuple[str, ...]


@dataclass(frozen=True)
class _Result:
    """One nominee under one policy, everything exact."""

    means: dict[str, Fraction]
    points: dict[str, Fraction]
    total: Fraction
    units: int
    clamped: bool


_Marks = dict[Round, dict[str, dict[str, list[int]]]]


def rank(rules: Rules, sheets: Sequence[Sheet], values: Values, nominees: Sequence[str], places: int = 0) -> Ranking:
    """Rank `nominees` by complete sheets and by `values[nominee][criterion]` in hundredths (None is missing).

    Not ranked, with the reason, and without stopping the others: no sheet in a round that has criteria; fewer
    sheets there than `sheets_needed`; a missing value; not connected. The fit uses the sheets of ranked
    nominees only. If these fall into parts that share no person, the part with the most nominees is ranked
    when it is the only one of that size, else nobody is: such parts have no common scale, under any policy.

    With missing sheets the component M_i is a fair mean of sheet totals; it is split over the criteria by
    their own fair means, which add up to it exactly because least squares are linear.

    Raises ValueError for rules that do not pass `check`, an incomplete or double sheet, a figure off the
    scale, or anything about a nominee or criterion that is not in the list.
    """
    if problems := rules.check():
        raise ValueError(f"these rules cannot be used: {problems}")
    if len(set(nominees)) < len(nominees):
        raise ValueError("a nominee is listed twice")
    marks = _by_round(rules, sheets, nominees)
    _check_values(rules, values, nominees)
    reasons = {nominee: _reason(rules, marks, values.get(nominee, {}), nominee) for nominee in nominees}
    ranked = [nominee for nominee in nominees if reasons[nominee] is None]
    while (kept := _connected(marks, ranked)) != ranked:
        reasons.update({nominee: "not_connected" for nominee in ranked if nominee not in kept})
        ranked = kept
    holes = _holes(marks, ranked)
    official = _results(rules, rules.missing_policy, marks, values, ranked)
    [opposite] = set(get_args(Policy)) - {rules.missing_policy}
    other = _results(rules, opposite, marks, values, ranked) if any(holes.values()) else official
    order, other_order = _order(rules, official), _order(rules, other)
    rows = [
        Row(
            nominee=nominee,
            ranked=True,
            total=official[nominee].total,
            units=official[nominee].units,
            rank=order[nominee][0],
            deciding_step=order[nominee][1],
            components=_components(rules, official[nominee], holes, nominee),
            clamped=official[nominee].clamped,
            available_total=other[nominee].total,
        )
        for nominee in sorted(ranked, key=lambda nominee: order[nominee][0])
    ]
    rows += [Row(nominee, ranked=False, reason=reason) for nominee, reason in reasons.items() if reason]
    differences = tuple(
        PolicyDifference(nominee, order[nominee][0], other_order[nominee][0], min(pair) <= places)
        for nominee in ranked
        if len(pair := {order[nominee][0], other_order[nominee][0]}) > 1
    )
    return Ranking(tuple(rows), differences, _below_minimum(rules, official))


def _by_round(rules: Rules, sheets: Sequence[Sheet], nominees: Sequence[str]) -> _Marks:
    """Marks in rubric order by round, nominee and person, for the rounds that have criteria."""
    codes = {name: [leaf.code for leaf in rules.leaves(source)] for name, source in ROUND_SOURCE.items()}
    marks: _Marks = {name: {nominee: {} for nominee in nominees} for name in codes if codes[name]}
    for sheet in sheets:
        place = f"sheet of {sheet.person} for {sheet.nominee}, {sheet.round}"
        if sheet.round not in marks or sheet.nominee not in marks[sheet.round]:
            raise ValueError(f"{place}: unknown round or nominee")
        if sheet.person in marks[sheet.round][sheet.nominee]:
            raise ValueError(f"{place}: there are two")
        if set(sheet.marks) != set(codes[sheet.round]):
            raise ValueError(f"{place}: not exactly the criteria of this round")
        marks[sheet.round][sheet.nominee][sheet.person] = [
            _figure(rules, sheet.marks[code], f"{place}, {code}") for code in codes[sheet.round]
        ]
    return marks


def _check_values(rules: Rules, values: Values, nominees: Sequence[str]) -> None:
    codes = {leaf.code for leaf in rules.leaves("computed", "attendance")}
    known = set(nominees)
    for nominee, row in values.items():
        if nominee not in known or not set(row) <= codes:
            raise ValueError(f"values of {nominee}: unknown nominee or criterion")
        for code, value in row.items():
            if value is not None:
                _figure(rules, value, f"value of {nominee}, {code}")


def _figure(rules: Rules, value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= rules.max_mark:
        raise ValueError(f"{place}: {value!r} is not on the scale")
    return value


def _reason(rules: Rules, marks: _Marks, values: Mapping[str, int | None], nominee: str) -> Reason | None:
    planned: dict[Round, int] = {"desk": rules.desk_people, "interview": rules.scoring_people}
    counts = {name: len(by_nominee[nominee]) for name, by_nominee in marks.items()}
    if 0 in counts.values():
        return "no_sheets"
    if any(count < sheets_needed(planned[name]) for name, count in counts.items()):
        return "few_sheets"
    if any(values.get(leaf.code) is None for leaf in rules.leaves("computed", "attendance")):
        return "missing_value"
    return None


def _people(by_nominee: Mapping[str, Mapping[str, list[int]]], ranked: Sequence[str]) -> list[str]:
    return sorted({person for nominee in ranked for person in by_nominee[nominee]})


def _connected(marks: _Marks, ranked: list[str]) -> list[str]:
    """Those of `ranked` who stay when every round keeps only its one largest connected part."""
    kept = ranked
    for by_nominee in marks.values():
        column = {person: p for p, person in enumerate(_people(by_nominee, kept))}
        present = [[column[person] for person in by_nominee[nominee]] for nominee in kept]
        parts = [rows for rows, _ in connected_parts(present, len(column))]
        size = max(map(len, parts), default=0)
        largest = [rows for rows in parts if len(rows) == size]
        kept = [kept[i] for i in largest[0]] if len(largest) == 1 else []
    return kept


def _holes(marks: _Marks, ranked: Sequence[str]) -> dict[Source, set[str]]:
    """Per source the nominees who lack the sheet of a person who scored anyone ranked in that round."""
    holes = {}
    for name, by_nominee in marks.items():
        people = len(_people(by_nominee, ranked))
        holes[ROUND_SOURCE[name]] = {nominee for nominee in ranked if len(by_nominee[nominee]) < people}
    return holes


def _results(rules: Rules, policy: Policy, marks: _Marks, values: Values, ranked: Sequence[str]) -> dict[str, _Result]:
    if not ranked:
        return {}
    means: dict[str, dict[str, Fraction]] = {nominee: {} for nominee in ranked}
    components: dict[str, list[Fraction]] = {nominee: [] for nominee in ranked}
    clamped: set[str] = set()
    for name, by_nominee in marks.items():
        leaves = rules.leaves(ROUND_SOURCE[name])
        people = _people(by_nominee, ranked)
        table = [[by_nominee[nominee].get(person) for person in people] for nominee in ranked]
        trim = rules.trim if name == "interview" else 0
        found = round_means([leaf.weight for leaf in leaves], table, policy, rules.max_mark, trim)
        for i, nominee in enumerate(ranked):
            components[nominee].append(found.component[i])
            means[nominee].update(zip((leaf.code for leaf in leaves), found.by_criterion[i], strict=True))
            if found.clamped[i]:
                clamped.add(nominee)
    results = {}
    for nominee in ranked:
        given = {code: value for code, value in values.get(nominee, {}).items() if value is not None}
        others = rules.leaves("computed", "attendance")
        means[nominee].update({leaf.code: Fraction(given[leaf.code]) for leaf in others})
        points = {leaf.code: _points(leaf, means[nominee][leaf.code]) for leaf in rules.leaves()}
        if rules.rounding_stages:
            points = staged_points(rules, points)
            total = sum(points.values(), Fraction(0))
        else:
            total = exact_total(components[nominee], [(leaf.weight, given[leaf.code]) for leaf in others])
        results[nominee] = _Result(
            means=means[nominee],
            points=points,
            total=total,
            units=round_half_up(total, rules.decimals),
            clamped=nominee in clamped,
        )
    return results


def _points(leaf: Criterion, mean: Fraction) -> Fraction:
    return Fraction(leaf.weight * mean.numerator, mean.denominator * POINT)


def _order(rules: Rules, results: Mapping[str, _Result]) -> dict[str, tuple[int, str | None]]:
    """Rank and deciding step per nominee."""
    chain = [rules.leaves_under(step) for step in rules.tie_break]
    keys = {
        nominee: (result.units, *(sum(result.points[code] for code in step) for step in chain))
        for nominee, result in results.items()
    }
    sharing = Counter(keys.values())
    distinct = sorted(sharing, reverse=True)
    places = {}
    before = 0
    for i, key in enumerate(distinct):
        depth = max((_depth(key, near) for near in distinct[max(i - 1, 0) : i + 2] if near != key), default=0)
        step = rules.tie_break[depth - 1] if depth else None
        places[key] = before + 1, SHARED if sharing[key] > 1 else step
        before += sharing[key]
    return {nominee: places[key] for nominee, key in keys.items()}


def _depth(key: tuple[Fraction | int, ...], other: tuple[Fraction | int, ...]) -> int:
    """How many steps of the chain it takes to tell two places apart; 0 when the totals differ."""
    return next(depth for depth, (mine, theirs) in enumerate(zip(key, other, strict=True)) if mine != theirs)


def _components(rules: Rules, result: _Result, holes: Mapping[Source, set[str]], nominee: str) -> tuple[Component, ...]:
    leaves = rules.leaves()
    points = [result.points[leaf.code] for leaf in leaves]
    shown = largest_remainder(points, result.units * 10 ** (4 - rules.decimals))
    return tuple(
        Component(
            code=leaf.code,
            name=leaf.name,
            weight=leaf.weight,
            mean=result.means[leaf.code] / 100,
            points=exact,
            points_4=units,
            filled=rules.missing_policy == "ls_fill" and nominee in holes.get(leaf.source, ()),
        )
        for leaf, exact, units in zip(leaves, points, shown, strict=True)
    )


def _below_minimum(rules: Rules, official: Mapping[str, _Result]) -> tuple[str, ...]:
    """Ranked nominees whose shown total is below the minimum for a place."""
    if rules.minimum_total is None:
        return ()
    minimum = Fraction(parse_mark(rules.minimum_total), 100)
    return tuple(
        nominee for nominee, result in official.items() if Fraction(result.units, 10**rules.decimals) < minimum
    )
