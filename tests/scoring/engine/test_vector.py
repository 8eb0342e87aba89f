"""Three engines, one answer: fractions, 64-bit integers, and integers carried in doubles through BLAS."""

import random
from fractions import Fraction

import numpy as np
import pytest

from scoring.engine.rules import largest_remainder
from scoring.engine.totals import exact_total, round_means
from scoring.engine.vector import float64_totals, int64_totals


def random_panel(random_, nominees, people, criteria):
    weights = largest_remainder([random_.randrange(1, 100) for _ in range(criteria)], 10_000)
    marks = np.array(
        [[[random_.randrange(10_001) for _ in range(criteria)] for _ in range(people)] for _ in range(nominees)]
    )
    present = np.array([[random_.random() < 0.9 for _ in range(people)] for _ in range(nominees)])
    present[:, 0] = True
    return weights, marks * present[:, :, None], present


def test_three_engines_agree_on_200_random_panels():
    random_ = random.Random(12)
    sizes = [(random_.randrange(1, 12), random_.randrange(1, 10), random_.randrange(1, 7)) for _ in range(199)]
    for nominees, people, criteria in [*sizes, (514, 9, 20)]:
        weights, marks, present = random_panel(random_, nominees, people, criteria)
        integers, common = int64_totals(weights, marks, present)
        doubles, same = float64_totals(weights, marks, present)
        assert common == same
        assert (integers == doubles).all()
        sheets = [
            [row.tolist() if there else None for row, there in zip(rows, mask)] for rows, mask in zip(marks, present)
        ]
        means = round_means(weights, sheets, "available_mean", 10_000).component
        assert [Fraction(int(n), common * 10**6) for n in integers] == [exact_total([mean], []) for mean in means]


def test_bounds_are_asserted():
    full = np.full((1, 18, 1), 10_000)
    assert float64_totals([10_000], full, np.ones((1, 18), dtype=bool))[0].tolist() == [10**8 * 12252240]
    for people, engine in ((19, float64_totals), (29, int64_totals)):
        with pytest.raises(OverflowError):
            engine([10_000], np.full((1, people, 1), 1), np.ones((1, people), dtype=bool))
    with pytest.raises(ValueError):
        int64_totals([10_000], np.zeros((1, 2, 1)), np.zeros((1, 2), dtype=bool))
