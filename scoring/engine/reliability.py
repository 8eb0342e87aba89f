"""How far a panel agrees: intraclass correlations, Kendall's W, Krippendorff's alpha, severity, residuals.

Everything is exact until a distribution is asked (F, chi-square: scipy, only here). Where a figure is not
defined (one nominee, one panelist, all marks equal, ...) it is None, never NaN or 0. McGraw & Wong 1996;
Kendall & Babington Smith 1939; Krippendorff 2011.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, Literal, get_args

from scoring.engine.competition import competition_rank

Cells = Sequence[Sequence[Fraction | int]]
Level = Literal["nominal", "ordinal", "interval", "ratio"]


@dataclass(frozen=True)
class MeanSquares:
    """Of a complete table of n rows (nominees) by k columns (panelists): between, judges, error, within."""

    n: int
    k: int
    bms: Fraction
    jms: Fraction
    ems: Fraction
    wms: Fraction


def mean_squares(table: Cells) -> MeanSquares | None:
    """None for fewer than two rows or columns; ValueError for a ragged table."""
    n, k = len(table), len(table[0]) if table else 0
    if any(len(row) != k for row in table):
        raise ValueError("all rows are of one length")
    if n < 2 or k < 2:
        return None
    grand = Fraction(sum(map(sum, table)), n * k)
    rows = k * sum((Fraction(sum(row), k) - grand) ** 2 for row in table)
    columns = n * sum((Fraction(sum(column), n) - grand) ** 2 for column in zip(*table, strict=True))
    total = sum((cell - grand) ** 2 for row in table for cell in row)
    return MeanSquares(
        n,
        k,
        bms=Fraction(rows, n - 1),
        jms=Fraction(columns, k - 1),
        ems=Fraction(total - rows - columns, (n - 1) * (k - 1)),
        wms=Fraction(total - rows, n * (k - 1)),
    )


ICC = Literal["ICC11", "ICC21", "ICC31", "ICC1k", "ICC2k", "ICC3k"]


def icc(table: Cells) -> dict[ICC, Fraction | None]:
    """The six intraclass correlations of a complete table of nominees by panelists; None where not defined."""
    found = mean_squares(table)
    if found is None or found.bms == 0:
        return dict.fromkeys(get_args(ICC))
    n, k, bms, jms, ems, wms = found.n, found.k, found.bms, found.jms, found.ems, found.wms
    judges = (jms - ems) / n
    return {
        "ICC11": _ratio(bms - wms, bms + (k - 1) * wms),
        "ICC21": _ratio(bms - ems, bms + (k - 1) * ems + k * judges),
        "ICC31": _ratio(bms - ems, bms + (k - 1) * ems),
        "ICC1k": _ratio(bms - wms, bms),
        "ICC2k": _ratio(bms - ems, bms + judges),
        "ICC3k": _ratio(bms - ems, bms),
    }


def f_ratios(table: Cells) -> tuple[Fraction | None, Fraction | None]:
    """BMS/WMS (one-way) and BMS/EMS (two-way)."""
    found = mean_squares(table)
    return (None, None) if found is None else (_ratio(found.bms, found.wms), _ratio(found.bms, found.ems))


def icc_intervals(table: Cells, confidence: float = 0.95) -> dict[ICC, tuple[float, float] | None]:
    """Confidence intervals of the six (McGraw & Wong 1996, table 7); None where not defined."""
    from scipy.special import fdtri

    found, (oneway, twoway) = mean_squares(table), f_ratios(table)
    if found is None or not oneway or not twoway:
        return dict.fromkeys(get_args(ICC))
    n, k = found.n, found.k
    bms, jms, ems = float(found.bms), float(found.jms), float(found.ems)

    def quantile(first: float, second: float) -> float:
        return float(fdtri(first, second, (1 + confidence) / 2))

    def bounds(ratio: Fraction, within: int) -> tuple[float, float]:
        return float(ratio) / quantile(n - 1, within), float(ratio) * quantile(within, n - 1)

    def single(pair: tuple[float, float]) -> tuple[float, float]:
        return (pair[0] - 1) / (pair[0] + k - 1), (pair[1] - 1) / (pair[1] + k - 1)

    def average(pair: tuple[float, float]) -> tuple[float, float]:
        return 1 - 1 / pair[0], 1 - 1 / pair[1]

    first, third = bounds(oneway, n * (k - 1)), bounds(twoway, (n - 1) * (k - 1))
    second = _icc2_interval(n, k, bms, jms, ems, quantile)
    return {
        "ICC11": single(first),
        "ICC21": second,
        "ICC31": single(third),
        "ICC1k": average(first),
        "ICC2k": (second[0] * k / (1 + second[0] * (k - 1)), second[1] * k / (1 + second[1] * (k - 1))),
        "ICC3k": average(third),
    }


def _icc2_interval(
    n: int, k: int, bms: float, jms: float, ems: float, quantile: Callable[[float, float], float]
) -> tuple[float, float]:
    """ICC(2,1) with Satterthwaite's degrees of freedom."""
    value = (bms - ems) / (bms + (k - 1) * ems + k * (jms - ems) / n)
    judges, rest = k * value * jms / ems, n * (1 + (k - 1) * value) - k * value
    freedom = (n - 1) * (k - 1) * (judges + rest) ** 2 / ((n - 1) * judges**2 + rest**2)
    upper, lower = quantile(n - 1, freedom), quantile(freedom, n - 1)
    spread = k * jms + (k * n - k - n) * ems
    return (
        n * (bms - upper * ems) / (upper * spread + n * bms),
        n * (lower * bms - ems) / (spread + n * lower * bms),
    )


@dataclass(frozen=True)
class Concordance:
    """Kendall's W with the correction for ties; `p` by chi-square with n - 1 degrees of freedom."""

    w: Fraction
    chi2: Fraction
    df: int
    p: float
    rank_sums: list[Fraction]


def kendall_w(judges: Cells) -> Concordance | None:
    """`judges[judge][nominee]`: marks or ranks of every judge; the W is the same for both.

    None for fewer than two judges or nominees, or where every judge ties all of them. Higher marks get higher
    mid-ranks here, so `rank_sums` rise with the marks.
    """
    m, n = len(judges), len(judges[0]) if judges else 0
    if any(len(row) != n for row in judges):
        raise ValueError("all rows are of one length")
    if m < 2 or n < 2:
        return None
    ranks = [competition_rank(row, higher_is_better=False, convention="fractional") for row in judges]
    sums = [sum(column, Fraction(0)) for column in zip(*ranks, strict=True)]
    spread = sum((value - Fraction(m * (n + 1), 2)) ** 2 for value in sums)
    ties = sum(size**3 - size for row in judges for size in Counter(row).values())
    scale = m**2 * (n**3 - n) - m * ties
    if scale == 0:
        return None
    w = Fraction(12 * spread, scale)
    chi2 = m * (n - 1) * w
    from scipy.special import chdtrc

    return Concordance(w, chi2, n - 1, float(chdtrc(n - 1, float(chi2))), sums)


def krippendorff_alpha(
    units_by_coder: Sequence[Sequence[Fraction | int | str | None]], level: Level
) -> Fraction | None:
    """Alpha of `units_by_coder[unit][coder]`, None for a mark that is missing; units with one mark do not count.

    `level` is nominal, ordinal, interval or ratio. None where nothing can be paired or all marks are equal.
    """
    if level not in get_args(Level):
        raise ValueError(f"unknown level {level!r}")
    coincidences: defaultdict[tuple[Any, Any], Fraction] = defaultdict(Fraction)
    for row in units_by_coder:
        marks = [mark for mark in row if mark is not None]
        for a, b in product(range(len(marks)), repeat=2):
            if a != b:
                coincidences[marks[a], marks[b]] += Fraction(1, len(marks) - 1)
    sizes: defaultdict[Any, Fraction] = defaultdict(Fraction)
    for (value, _other), count in coincidences.items():
        sizes[value] += count
    total = sum(sizes.values())
    if total < 2:
        return None
    distance = _distances(level, sizes)
    observed = sum(count * distance(a, b) for (a, b), count in coincidences.items())
    expected = sum(sizes[a] * sizes[b] * distance(a, b) for a, b in product(sizes, repeat=2))
    return None if expected == 0 else 1 - (total - 1) * Fraction(observed) / Fraction(expected)


def _distances(level: Level, sizes: Mapping[Any, Fraction]) -> Callable[[Any, Any], Fraction | int]:
    """Squared distances of two values on this level."""
    if level == "nominal":
        return lambda a, b: int(a != b)
    if level == "interval":
        return lambda a, b: (a - b) ** 2
    if level == "ratio":
        return lambda a, b: 0 if a == b else (Fraction(a - b) / (a + b)) ** 2
    middle, below = {}, Fraction(0)
    for value in sorted(sizes):
        middle[value] = below + Fraction(sizes[value]) / 2
        below += sizes[value]
    # The sum of the sizes from a to b less half of both ends is the difference of their middles.
    return lambda a, b: (middle[a] - middle[b]) ** 2


@dataclass(frozen=True)
class Severity:
    """How far one panelist lies above (kind) or below (strict) the panel, in the unit of the marks.

    `error` is its standard error squared; `reported` by the rule |b / SE| > 2 and |b| > 3 points.
    """

    b: Fraction
    error: Fraction
    reported: bool


POINTS_REPORTED = 3
RESIDUAL_FLAG = Fraction(7, 2)


def severities(table: Cells) -> list[Severity]:
    """Per panelist of a complete table in points; empty where it is not defined."""
    found = mean_squares(table)
    if found is None:
        return []
    grand = Fraction(sum(map(sum, table)), found.n * found.k)
    error = found.ems * Fraction(found.k - 1, found.k) / found.n
    rows = []
    for column in zip(*table, strict=True):
        b = Fraction(sum(column), found.n) - grand
        rows.append(Severity(b, error, b * b > 4 * error and abs(b) > POINTS_REPORTED))
    return rows


def flagged_cells(table: Cells) -> list[tuple[int, int, Fraction]]:
    """Cells (row, column, z squared) whose residual exceeds 3.5 standard errors: a reason is asked, none is dropped."""
    found = mean_squares(table)
    if found is None or found.ems == 0:
        return []
    grand = Fraction(sum(map(sum, table)), found.n * found.k)
    rows = [Fraction(sum(row), found.k) for row in table]
    columns = [Fraction(sum(column), found.n) for column in zip(*table, strict=True)]
    variance = found.ems * Fraction((found.n - 1) * (found.k - 1), found.n * found.k)
    squares = (
        (i, p, (cell - rows[i] - columns[p] + grand) ** 2 / variance)
        for i, row in enumerate(table)
        for p, cell in enumerate(row)
    )
    return [(i, p, square) for i, p, square in squares if square > RESIDUAL_FLAG**2]


def least_significant_difference(table: Cells) -> float | None:
    """The difference of two nominees' means that noise alone exceeds in 5 % of all pairs: t * sqrt(2 EMS / k)."""
    found = mean_squares(table)
    if found is None:
        return None
    from scipy.special import stdtrit

    freedom = (found.n - 1) * (found.k - 1)
    return float(stdtrit(freedom, 0.975)) * math.sqrt(2 * found.ems / found.k)


def _ratio(top: Fraction, bottom: Fraction) -> Fraction | None:
    return top / bottom if bottom else None
