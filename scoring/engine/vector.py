"""Totals of many nominees at once, with the same digits: in int64, and in doubles that hold nothing but integers.

Both take complete sheets or none: `marks[nominee, person, criterion]` in hundredths (0 where there is no sheet)
and `present[nominee, person]`, and give (N, L) with T_i = N_i / (L * 10^6) as `integer_totals` does: the mean
over the sheets that exist.
"""

from collections.abc import Sequence
from math import lcm
from typing import Any

from scoring.engine.rules import Rules
from scoring.engine.stages import added, half_up, staged
from scoring.engine.totals import POINT


def int64_totals(weights: Sequence[int], marks: Any, present: Any) -> tuple[Any, int]:
    """In 64-bit integers. Raises OverflowError for more than 28 persons."""
    import numpy as np

    common, shares = _shares(present, 2**63)
    sums = np.asarray(marks, dtype=np.int64).sum(axis=1) @ np.array(weights, dtype=np.int64)
    return sums * shares, common


def float64_totals(weights: Sequence[int], marks: Any, present: Any) -> tuple[Any, int]:
    """In doubles, through BLAS: every sum stays below 2^53, so no order of adding changes a digit.

    Raises OverflowError for more than 18 persons.
    """
    import numpy as np

    common, shares = _shares(present, 2**53)
    flat = np.asarray(marks, dtype=np.float64)
    sums = flat.reshape(-1, flat.shape[2]) @ np.array(weights, dtype=np.float64)
    numerators = sums.reshape(flat.shape[:2]).sum(axis=1) * shares.astype(np.float64)
    return numerators.astype(np.int64), common


def int64_units(rules: Rules, marks: Any, present: Any) -> Any:
    """Shown totals in 10^-decimals where every criterion is marked by one panel; rounding stages included."""
    import numpy as np

    common, shares = _shares(present, 2**63)
    sums = np.asarray(marks, dtype=np.int64).sum(axis=1)
    return _units(rules, sums * [leaf.weight for leaf in rules.leaves()] * shares[:, None], common)


def float64_units(rules: Rules, marks: Any, present: Any) -> Any:
    """The same through BLAS, as `float64_totals`."""
    import numpy as np

    common, shares = _shares(present, 2**53)
    sums = np.ones(np.asarray(present).shape[1]) @ np.asarray(marks, dtype=np.float64)
    weighted = sums * np.array([leaf.weight for leaf in rules.leaves()], dtype=np.float64)
    return _units(rules, (weighted * shares[:, None].astype(np.float64)).astype(np.int64), common)


def _units(rules: Rules, sums: Any, common: int) -> Any:
    """From weighted sums, nominee by criterion, to shown totals; between the stages in Python's integers."""
    denominator = common * POINT
    cells = staged(rules, [(column.astype(object), denominator) for column in sums.T])
    return half_up(*added(cells), rules.decimals)


def _shares(present: Any, limit: int) -> tuple[int, Any]:
    import numpy as np

    there = np.asarray(present, dtype=np.int64)
    people = there.shape[1]
    common = lcm(*range(1, people + 1))
    if 10**8 * common >= limit:
        raise OverflowError(f"{people} people do not fit below {limit}")
    counts = there.sum(axis=1)
    if not counts.all():
        raise ValueError("a nominee without any sheet has no total")
    return common, np.asarray(common // counts)
