"""Exact weighted totals: sheet totals, the panel component of a round, T_i in points, and the one rounding.

Weights and marks are integers in hundredths, so their product counts millionths of a point:
T_i = (sum of M_i + sum of w_c x_ic) / 10^6 lies in 0..100.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from scoring.engine.fairmean import Table, fair_means
from scoring.engine.rules import Policy

POINT = 10**6


@dataclass(frozen=True)
class RoundMeans:
    """One round per nominee: component M_i, means per criterion (in hundredths), whether M_i was clamped."""

    component: list[Fraction]
    by_criterion: list[list[Fraction]]
    clamped: list[bool]


def sheet_total(weights: Sequence[int], marks: Sequence[int]) -> int:
    """t_ip: the weighted sum of one complete sheet."""
    return sum(weight * mark for weight, mark in zip(weights, marks, strict=True))


def round_means(
    weights: Sequence[int],
    sheets: Sequence[Sequence[Sequence[int] | None]],
    policy: Policy,
    max_mark: int,
    trim: int = 0,
) -> RoundMeans:
    """Combine the sheets of one round, `sheets[nominee][person]` = marks in the order of `weights` or None.

    `trim` sheets with the highest and as many with the lowest total are left out per nominee; a missing sheet
    stands there as it was fitted, so that untrimmed rows have the fair mean.

    Interview and desk rounds are combined alike; a complete round has its plain mean under both policies.
    The fair mean is linear, so the fair means per criterion, by the same least squares, add up to the
    component: sum of w_c * mean_c = M_i exactly. Where M_i leaves the scale it is clamped and its means are
    scaled with it, so that this stays true.
    """
    tables = [[[None if marks is None else sheet_total(weights, marks) for marks in row] for row in sheets]]
    for c in range(len(weights)):
        tables.append([[None if marks is None else marks[c] for marks in row] for row in sheets])
    if policy == "ls_fill" and any(marks is None for row in sheets for marks in row):
        component, *criteria = _fitted_means(tables, trim)
    else:
        component, *criteria = _trimmed_means(tables, trim)
    by_criterion = [list(means) for means in zip(*criteria, strict=True)]
    top = sum(weights) * max_mark
    clamped = [not 0 <= value <= top for value in component]
    for i, value in enumerate(component):
        if clamped[i]:
            component[i] = Fraction(top if value > top else 0)
            by_criterion[i] = [mean * component[i] / value for mean in by_criterion[i]]
    return RoundMeans(component, by_criterion, clamped)


def exact_total(components: Iterable[Fraction], others: Iterable[tuple[int, int]]) -> Fraction:
    """T_i in points from the components of its rounds and the pairs (weight, value) of the other criteria."""
    return (sum(components, Fraction(0)) + sum(weight * value for weight, value in others)) / POINT


def integer_totals(
    weights: Sequence[int], marks: Sequence[Sequence[Sequence[int]]], people: int, limit: int = 2**63
) -> tuple[list[int], int]:
    """Means over present sheets in vector form: (N_i, L) with T_i = N_i / (L * 10^6), L = lcm(1..people).

    `marks[nominee][criterion]` are the marks that exist, one to `people`. Raises OverflowError where N may
    reach `limit`: 2^63 allows 28 people, 2^53 (integers in doubles) 18.
    """
    common = lcm(*range(1, people + 1))
    if 10**8 * common >= limit:
        raise OverflowError(f"{people} people do not fit below {limit}")
    return [
        sum(weight * sum(cell) * (common // len(cell)) for weight, cell in zip(weights, row, strict=True))
        for row in marks
    ], common


def round_half_up(value: Fraction, decimals: int) -> int:
    """The published figure in units of 10^-decimals: 2461/30 with 2 decimals is 8203; never of a negative."""
    if value < 0:
        raise ValueError("a total is never negative")
    scale: int = 10**decimals
    return (2 * value.numerator * scale + value.denominator) // (2 * value.denominator)


def to_decimal_string(units: int, decimals: int) -> str:
    """8203 with 2 decimals is "82.03"."""
    sign, digits = "-" * (units < 0), str(abs(units)).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _fitted_means(tables: Sequence[Table], trim: int) -> list[list[Fraction]]:
    fits = fair_means(tables)
    if not trim:
        return [fitted.fair for fitted in fits]
    filled = [
        [[fitted.filled[i, p] if cell is None else cell for p, cell in enumerate(row)] for i, row in enumerate(table)]
        for table, fitted in zip(tables, fits, strict=True)
    ]
    return _trimmed_means(filled, trim)


def _trimmed_means(tables: Sequence[Table], trim: int) -> list[list[Fraction]]:
    """Plain means per table and row of the sheets that are left; the first table decides which, never the order."""
    means = []
    for rows in zip(*tables, strict=True):
        sheets = sorted(sheet for sheet in zip(*rows, strict=True) if sheet[0] is not None)
        kept = sheets[trim : len(sheets) - trim]
        if not kept:
            raise ValueError(f"no sheet is left without the {trim} highest and lowest")
        means.append([Fraction(sum(cells), len(kept)) for cells in zip(*kept, strict=True)])
    return [list(column) for column in zip(*means, strict=True)]
