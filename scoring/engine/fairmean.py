"""The additive least-squares fair mean: what a nominee's mean would be if every panelist had marked it.

t_ip = mu + a_i + b_p + e with sum b_p = 0, fitted to the sheets that exist; F_i = mu + a_i. The columns are
persons, not seats: a Plh who takes over at noon is another rater.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

Table = Sequence[Sequence[Fraction | int | None]]
Part = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class FairMean:
    """Fair means per row, fitted values of the missing cells, severity per column (they add up to 0)."""

    fair: list[Fraction]
    filled: dict[tuple[int, int], Fraction]
    severity: list[Fraction]


class NotConnected(ValueError):
    """The table falls apart: no person links the parts, so they have no common scale.

    `components` are pairs (rows, columns) of indices; a row or column without any cell is a part of its own.
    """

    def __init__(self, components: tuple[Part, ...]) -> None:
        super().__init__(f"the table falls into {len(components)} parts that share no person")
        self.components = components


def fair_mean(table: Table) -> FairMean:
    """Fair means of a table of rows (nominees) by columns (persons); None is a sheet that does not exist.

    Exact and independent of the order of rows and columns; the plain mean where nothing is missing; nothing
    is clamped. Raises NotConnected, ValueError for an empty or ragged table, TypeError for a float.
    """
    return fair_means([table])[0]


def fair_means(tables: Sequence[Table]) -> list[FairMean]:
    """Fair means of several tables with the same holes (one per criterion), with one elimination for all.

    The fit is linear in the cells: the weighted sum of the fair means is the fair mean of the weighted sum.
    """
    present = _present(tables)
    width = len(tables[0][0])
    parts = connected_parts(present, width)
    if len(parts) != 1:
        raise NotConnected(parts)
    scaled = [_integers(table) for table in tables]
    # F_i = (R_i - sum of b_p over its sheets) / n_i goes into the equations of the persons; times the common
    # multiple of the n_i they are whole numbers. b of the last person is 0 here and shifted at the end.
    multiple = lcm(*(len(row) for row in present))
    matrix = [[0] * (width - 1 + len(tables)) for _ in range(width)]
    for i, columns in enumerate(present):
        share = multiple // len(columns)
        rows = [cells[i] for cells, _ in scaled]
        sums = [sum(row[p] for p in columns) for row in rows]
        for p in columns:
            equation = matrix[p]
            for q in columns:
                if q < width - 1:
                    equation[q] -= share
            if p < width - 1:
                equation[p] += multiple
            for k, row in enumerate(rows):
                equation[width - 1 + k] += multiple * row[p] - share * sums[k]
    solutions, determinant = _solve(matrix[: width - 1], len(tables))
    return [
        _fitted(cells, scale, present, solution, determinant)
        for (cells, scale), solution in zip(scaled, solutions, strict=True)
    ]


def connected_parts(present: Sequence[Sequence[int]], width: int) -> tuple[Part, ...]:
    """The parts of the graph of rows and columns, each (rows, columns); `present` lists columns per row."""
    parts: list[tuple[list[int], set[int]]] = [([], {p}) for p in range(width)]
    for i, columns in enumerate(present):
        touched = [part for part in parts if not part[1].isdisjoint(columns)]
        rows = sorted([i, *(row for part in touched for row in part[0])])
        merged = (rows, set().union(*(part[1] for part in touched)))
        parts = [part for part in parts if part not in touched] + [merged]
    return tuple(sorted((tuple(rows), tuple(sorted(columns))) for rows, columns in parts))


def _present(tables: Sequence[Table]) -> list[list[int]]:
    table = tables[0]
    if not table or not table[0] or len({len(row) for row in table}) > 1:
        raise ValueError("a table has at least one row and one column, and all rows are of one length")
    present = [[p for p, cell in enumerate(row) if cell is not None] for row in table]
    for other in tables[1:]:
        if [[p for p, cell in enumerate(row) if cell is not None] for row in other] != present:
            raise ValueError("the tables do not have the same holes")
    return present


def _integers(table: Table) -> tuple[list[list[int]], int]:
    """The cells times the least common multiple of their denominators, 0 in a hole, and that multiple."""
    cells = [cell for row in table for cell in row if cell is not None]
    if not all(isinstance(cell, int | Fraction) for cell in cells):
        raise TypeError("cells are integers or fractions, never floats")
    scale = lcm(*(cell.denominator for cell in cells))
    return [
        [0 if cell is None else cell.numerator * (scale // cell.denominator) for cell in row] for row in table
    ], scale


def _solve(matrix: list[list[int]], sides: int) -> tuple[list[list[int]], int]:
    """Fraction-free elimination (Bareiss) of [A | right sides]: numerators per side, and the determinant.

    A is positive definite when the table is connected, so no pivot is 0 and no rows are swapped.
    """
    size = len(matrix)
    before = 1
    for k in range(size):
        pivot_row = matrix[k]
        pivot = pivot_row[k]
        for r in range(size):
            if r != k:
                factor = matrix[r][k]
                matrix[r] = [
                    (pivot * cell - factor * above) // before for cell, above in zip(matrix[r], pivot_row, strict=True)
                ]
        before = pivot
    return [[matrix[p][size + k] for p in range(size)] for k in range(sides)], before


def _fitted(
    cells: list[list[int]], scale: int, present: list[list[int]], solution: list[int], determinant: int
) -> FairMean:
    """Undo the scaling: `solution` holds determinant * scale * b_p with b of the last person set to 0."""
    width = len(cells[0])
    shift = sum(solution)
    severity = [width * numerator - shift for numerator in (*solution, 0)]
    unit = width * determinant * scale
    fair = [
        Fraction(
            sum(row[p] for p in columns) * width * determinant - sum(severity[p] for p in columns),
            len(columns) * unit,
        )
        for row, columns in zip(cells, present, strict=True)
    ]
    severities = [Fraction(numerator, unit) for numerator in severity]
    filled = {
        (i, p): fair[i] + severities[p] for i, columns in enumerate(present) for p in range(width) if p not in columns
    }
    return FairMean(fair, filled, severities)
