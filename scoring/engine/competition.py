"""Ranks of given scores, and the mean of one panel with its extremes left out: the small sums of real rule books."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, get_args

from scoring.engine.totals import round_half_up

Convention = Literal["standard", "modified", "dense", "fractional"]


def competition_rank(
    scores: Sequence[Fraction | int], *, higher_is_better: bool = True, convention: Convention = "standard"
) -> list[Fraction]:
    """The rank of each score: 1-2-2-4 (standard), 1-3-3-4 (modified), 1-2-2-3 (dense), 1-2.5-2.5-4 (fractional)."""
    if convention not in get_args(Convention):
        raise ValueError(f"unknown convention {convention!r}")
    ranks: dict[Fraction | int, Fraction] = {}
    before = 0
    sizes = Counter(scores)
    for place, (score, size) in enumerate(sorted(sizes.items(), reverse=higher_is_better), 1):
        ranks[score] = {
            "standard": Fraction(before + 1),
            "modified": Fraction(before + size),
            "dense": Fraction(place),
            "fractional": Fraction(2 * before + size + 1, 2),
        }[convention]
        before += size
    return [ranks[score] for score in scores]


def panel_mean(
    marks: Sequence[Fraction | int | None],
    *,
    drop_high: int = 0,
    drop_low: int = 0,
    factor: Fraction = Fraction(1),
    decimals: int | None = None,
) -> tuple[Fraction, Fraction]:
    """The mean of the marks that exist without the highest and lowest ones, and this mean times `factor`.

    With `decimals` the mean is rounded half up first and its product again, as it is printed; else both are exact.
    Raises ValueError where no mark is left.
    """
    if drop_high < 0 or drop_low < 0:
        raise ValueError("the number of marks to drop is not negative")
    present = sorted(mark for mark in marks if mark is not None)
    kept = present[drop_low : len(present) - drop_high]
    if not kept:
        raise ValueError("no mark is left")
    mean = Fraction(sum(kept), len(kept))
    if decimals is None:
        return mean, mean * factor
    unit = Fraction(1, 10**decimals)
    mean = unit * round_half_up(mean, decimals)
    return mean, unit * round_half_up(mean * factor, decimals)
