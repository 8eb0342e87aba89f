"""Would another panel of the same kind have ranked alike? Every multiset of its persons, exactly counted."""

import functools
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from math import factorial, lcm
from typing import TYPE_CHECKING, Any

from scoring.engine.panel import Panel, Parts
from scoring.engine.stages import added, half_up, staged
from scoring.engine.totals import POINT

if TYPE_CHECKING:
    import numpy as np

LARGEST = 10  # persons: 92,378 multisets; above, draws
DRAWS = 10_000
CHUNK = 4_000


@dataclass(frozen=True)
class Bootstrap:
    """`counts[i][r]` of `total` equally likely panels put nominee i on rank r + 1 (1-2-2-4, by shown totals)."""

    nominees: list[str]
    counts: list[list[int]]
    total: int

    def within(self, places: int) -> dict[str, Fraction]:
        """How probable a rank of at most `places` is."""
        return {
            nominee: Fraction(sum(row[:places]), self.total)
            for nominee, row in zip(self.nominees, self.counts, strict=True)
        }


def bootstrap(panel: Panel, decimals: int, seed: str) -> Bootstrap:
    """Re-rank under every panel that can be drawn with replacement; above 10 persons under drawn ones.

    A nominee's total is rounded as the official one, at the stages of the rules too, and equal shown totals share
    the rank. `seed` is the SHA-256 of the frozen rules in hex, so nobody picks the draws.
    """
    import numpy as np

    people = len(panel.people)
    counts, weights = _panels(people) if people <= LARGEST else _drawn(people, seed)
    shown_by = _plain(panel, decimals) if panel.parts is None else _staged(panel.parts)
    size = len(panel.nominees)
    found = np.zeros((size, size), dtype=np.int64)
    for chunk, weight in zip(_chunks(counts), _chunks(weights), strict=True):
        ranks = competition_ranks(shown_by(chunk).astype(np.int64))
        for i in range(size):
            found[i] += np.bincount(ranks[:, i] - 1, weights=weight, minlength=size).astype(np.int64)
    return Bootstrap(panel.nominees, found.tolist(), int(weights.sum()))


def _plain(panel: Panel, decimals: int) -> Callable[[Any], Any]:
    """From counts per person to the shown totals of all nominees."""
    people = len(panel.people)
    scale = lcm(*(cell.denominator for row in panel.table for cell in row), *(x.denominator for x in panel.others))
    table = [[int(cell * scale) for cell in row] for row in panel.table]
    others = [int(value * scale) * people for value in panel.others]
    denominator = people * scale * POINT

    def shown(counts: Any) -> Any:
        return half_up(_exact_product(counts, table, others, 2 * 10**decimals * denominator), denominator, decimals)

    return shown


def _staged(parts: Parts) -> Callable[[Any], Any]:
    """The same where the rules round on the way: criterion by criterion, in Python's integers."""
    scale = lcm(*(cell.denominator for table in parts.tables for row in table for cell in row))
    tables = [[[int(cell * scale) for cell in row] for row in table] for table in parts.tables]
    none, denominator = [0] * len(tables[0]), len(tables[0][0]) * scale * POINT

    def shown(counts: Any) -> Any:
        cells = [(_exact_product(counts, table, none, 0).astype(object), denominator) for table in tables]
        return half_up(*added(staged(parts.rules, cells)), parts.rules.decimals)

    return shown


def competition_ranks(scores: Any) -> Any:
    """1-2-2-4 along each row of an integer array, the highest score first."""
    import numpy as np

    order = np.argsort(-scores, axis=1, kind="stable")
    ordered = np.take_along_axis(scores, order, axis=1)
    places = np.arange(1, scores.shape[1] + 1)
    new = np.ones(scores.shape, dtype=bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    ranks = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(np.where(new, places, 0), axis=1), axis=1)
    return ranks


def _exact_product(counts: Any, table: list[list[int]], others: list[int], reach: int) -> Any:
    """counts x table + others in integers: through BLAS while every sum fits a double, else in Python's integers.

    `reach` bounds what the rounding then multiplies with 100 points.
    """
    import numpy as np

    people = counts.shape[1]
    largest = people * max(abs(cell) for row in table for cell in row) + max(map(abs, others))
    if largest < 2**53 and 101 * reach < 2**63:
        product = counts.astype(np.float64) @ np.array(table, dtype=np.float64).T
        return product.astype(np.int64) + np.array(others, dtype=np.int64)
    return counts.astype(object) @ np.array(table, dtype=object).T + np.array(others, dtype=object)


@functools.cache
def _panels(people: int) -> "tuple[np.ndarray, np.ndarray]":
    """All multisets of `people` persons as counts per person, and in how many orders each can be drawn."""
    import numpy as np

    drawn = np.array(list(combinations_with_replacement(range(people), people)), dtype=np.int64)
    counts = (drawn[:, :, None] == np.arange(people)).sum(axis=1)
    factorials = np.array([factorial(n) for n in range(people + 1)], dtype=np.int64)
    return counts, factorial(people) // factorials[counts].prod(axis=1)


def _drawn(people: int, seed: str) -> "tuple[np.ndarray, np.ndarray]":
    """DRAWS panels from SHAKE-256: 16-bit integers, those above the last whole multiple of `people` thrown away."""
    import numpy as np

    needed, limit = DRAWS * people, 65_536 // people * people
    # Less than 1 in 300 is thrown away below 200 persons.
    stream = np.frombuffer(hashlib.shake_256(bytes.fromhex(seed)).digest(4 * needed), dtype=">u2")
    drawn = (stream[stream < limit][:needed] % people).reshape(DRAWS, people)
    counts = (drawn[:, :, None] == np.arange(people)).sum(axis=1)
    return counts.astype(np.int64), np.ones(DRAWS, dtype=np.int64)


def _chunks(rows: Any) -> Iterator[Any]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
