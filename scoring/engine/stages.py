"""Figures that are rounded on the way to the total, where the rules name such stages.

Each is rounded half up to the decimals of the total, as it is printed, in this order:

| stage | what is rounded |
|---|---|
| `panel` | per round of sheets the mean of a nominee on the scale of its marks; its criteria move in proportion |
| `criterion` | weight times mean of each criterion |
| `group` | the sum of each component, that is of each top node of the tree; its criteria move in proportion |
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.engine.rules import FULL_WEIGHT, Rules

# Points as numerator and denominator: integers, or arrays of Python's integers for many nominees at once.
Cell = tuple[Any, Any]


def staged_points(rules: Rules, points: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The points of each leaf after the stages of the rules; they add up to the total before its own rounding."""
    codes = [leaf.code for leaf in rules.leaves()]
    cells = staged(rules, [(points[code].numerator, points[code].denominator) for code in codes])
    return {code: Fraction(*cell) for code, cell in zip(codes, cells, strict=True)}


def staged(rules: Rules, cells: Sequence[Cell]) -> list[Cell]:
    """The same for cells in the order of the leaves. Nothing leaves the integers, so no order changes a digit."""
    found = list(cells)
    scale = 10**rules.decimals
    if "panel" in rules.rounding_stages:
        for places, weight in _rounds(rules):
            whole, under = added([found[k] for k in places])
            shown = half_up(whole * FULL_WEIGHT, weight * under, rules.decimals)
            _spread(found, places, (whole, under), (shown * weight, FULL_WEIGHT * scale))
    if "criterion" in rules.rounding_stages:
        found = [(half_up(*cell, rules.decimals), scale) for cell in found]
    if "group" in rules.rounding_stages:
        for places in _groups(rules):
            whole, under = added([found[k] for k in places])
            _spread(found, places, (whole, under), (half_up(whole, under, rules.decimals), scale))
    return found


def half_up(numerator: Any, denominator: Any, decimals: int) -> Any:
    """In units of 10^-decimals."""
    return (2 * numerator * 10**decimals + denominator) // (2 * denominator)


def added(cells: Sequence[Cell]) -> Cell:
    """The sum; cells under the very same denominator are added as they stand."""
    total, under = cells[0]
    for numerator, denominator in cells[1:]:
        if denominator is under:
            total = total + numerator
        else:
            total, under = total * denominator + numerator * under, under * denominator
    return total, under


def _spread(cells: list[Cell], places: Sequence[int], old: Cell, new: Cell) -> None:
    """Let the cells add up to `new` where they added up to `old`, in proportion; a sum of 0 stays."""
    if len(places) == 1:
        cells[places[0]] = new
        return
    # old = 0 leaves every cell 0, so any denominator but 0 will do.
    under = (old[0] + (old[0] == 0)) * new[1]
    for k in places:
        numerator, denominator = cells[k]
        cells[k] = (
            (numerator * new[0], under) if denominator is old[1] else (numerator * old[1] * new[0], denominator * under)
        )


def _rounds(rules: Rules) -> list[tuple[list[int], int]]:
    """The places of the leaves of each round of sheets, and their weight."""
    leaves = rules.leaves()
    rounds = [[k for k, leaf in enumerate(leaves) if leaf.source == source] for source in ("desk", "panel")]
    return [(places, sum(leaves[k].weight for k in places)) for places in rounds if places]


def _groups(rules: Rules) -> list[list[int]]:
    """The places of the leaves of each top node of the tree."""
    place = {leaf.code: k for k, leaf in enumerate(rules.leaves())}
    tops = [rules.leaves_under(row.code) for row in rules.criteria if row.parent is None]
    return [[place[code] for code in codes] for codes in tops if codes]
