"""SMAA: which weights would put whom where. Integer weights from SHAKE-256, integer sums, exact shares.

Lahdelma & Salminen 2001 (SMAA-2), with fixed measurements.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from scoring.engine.bootstrap import CHUNK, competition_ranks

BITS = 20
TOP = 1 << BITS


@dataclass(frozen=True)
class Smaa:
    """`acceptability[i][r]`: share of weights that put alternative i on rank r + 1 (1-2-2-4).

    `central[i]`: mean of the weights that put it first, adding up to 1; None where none does. `confidence[i]`:
    whether it is first under its central weights.
    """

    acceptability: list[list[Fraction]]
    central: list[list[Fraction] | None]
    confidence: list[bool | None]


def smaa(measurements: Sequence[Sequence[Fraction | int]], weights: Any) -> Smaa:
    """`measurements[alternative][criterion]`, higher is better; `weights[draw][criterion]` integers, not negative.

    Weights need not add up to the same sum: a draw counts by its proportions.
    """
    import numpy as np

    if not measurements or len({len(row) for row in measurements}) > 1 or not measurements[0]:
        raise ValueError("measurements are a table of alternatives by criteria")
    scale = lcm(*(cell.denominator for row in measurements for cell in row))
    table = [[int(cell * scale) for cell in row] for row in measurements]
    draws = np.asarray(weights)
    if draws.ndim != 2 or draws.shape[1] != len(table[0]) or not len(draws):
        raise ValueError("weights are a table of draws by the same criteria")
    if (draws < 0).any() or not (draws.sum(axis=1) > 0).all():
        raise ValueError("weights are not negative, and not all 0")
    size = len(table)
    counts = np.zeros((size, size), dtype=np.int64)
    sums = np.zeros((size, len(table[0])), dtype=object)
    rows = np.arange(size) * size - 1
    for start in range(0, len(draws), CHUNK):
        chunk = draws[start : start + CHUNK]
        ranks = competition_ranks(_products(chunk, table))
        counts += np.bincount((ranks + rows).ravel(), minlength=size * size).reshape(size, size)
        first = ranks == 1
        for i in np.flatnonzero(first.any(axis=0)):
            sums[i] += chunk[first[:, i]].astype(object).sum(axis=0)
    weighed = sums.tolist()
    shares = {count: Fraction(count, len(draws)) for count in np.unique(counts).tolist()}
    return Smaa(
        acceptability=[[shares[count] for count in row] for row in counts.tolist()],
        central=[_shares(row) if any(row) else None for row in weighed],
        confidence=[_is_first(table, row, i) if any(row) else None for i, row in enumerate(weighed)],
    )


def simplex_weights(draws: int, criteria: int, seed: str) -> Any:
    """Weights anywhere on the simplex: criteria - 1 sorted 20-bit integers, differenced; each draw adds up to 2^20."""
    import numpy as np

    cuts = np.sort(_integers(draws * (criteria - 1), seed).reshape(draws, criteria - 1), axis=1)
    ends = np.full((draws, 1), TOP)
    return np.diff(np.hstack([np.zeros((draws, 1), dtype=np.int64), cuts, ends]), axis=1)


def box_weights(draws: int, official: Sequence[int], seed: str) -> Any:
    """Weights within 25 % of the official ones, each on its own: w * (0.75 + 0.5 u) with u = n / 2^20."""
    import numpy as np

    shares = _integers(draws * len(official), seed).reshape(draws, len(official))
    return np.array(official, dtype=np.int64) * (3 * TOP + 2 * shares)


def whole_weights(weights: Sequence[Sequence[Fraction]]) -> Any:
    """Given weights as integers in the same proportions. Raises ValueError for an empty or ragged table."""
    import numpy as np

    if not weights or len({len(row) for row in weights}) > 1:
        raise ValueError("weights are a table of draws by criteria")
    scale = lcm(*(cell.denominator for row in weights for cell in row))
    return np.array([[int(cell * scale) for cell in row] for row in weights], dtype=object)


def _integers(count: int, seed: str) -> Any:
    """20-bit integers from the stream: three bytes each, the upper four bits dropped."""
    import numpy as np

    stream = np.frombuffer(hashlib.shake_256(bytes.fromhex(seed)).digest(3 * count), dtype=np.uint8).astype(np.int64)
    high, middle, low = stream.reshape(count, 3).T
    return ((high << 16) | (middle << 8) | low) % TOP


def _products(chunk: Any, table: list[list[int]]) -> Any:
    """Exact sums: through BLAS while they fit a double, else in Python's integers, then as ranks among themselves."""
    import numpy as np

    largest = max(abs(cell) for row in table for cell in row)
    if chunk.dtype != object and int(chunk.sum(axis=1).max()) * largest < 2**53:
        return (chunk.astype(np.float64) @ np.array(table, dtype=np.float64).T).astype(np.int64)
    products = chunk.astype(object) @ np.array(table, dtype=object).T
    return np.array([_ordinals(row) for row in products.tolist()], dtype=np.int64)


def _ordinals(row: list[int]) -> list[int]:
    places = {value: place for place, value in enumerate(sorted(set(row)))}
    return [places[value] for value in row]


def _shares(sums: list[int]) -> list[Fraction]:
    whole = sum(sums)
    return [Fraction(value, whole) for value in sums]


def _is_first(table: list[list[int]], weights: list[int], i: int) -> bool:
    totals = [sum(w * cell for w, cell in zip(weights, row, strict=True)) for row in table]
    return totals[i] == max(totals)
