import random
from fractions import Fraction

import numpy as np
import pytest

from scoring.engine.smaa import TOP, box_weights, simplex_weights, smaa, whole_weights

SEED = "5a" * 32


def test_acceptability_counts_every_draw():
    weights = [[3, 1], [1, 3], [1, 1], [2, 2]]
    found = smaa([[1, 0], [0, 1], [0, 0]], weights)
    third = Fraction(3, 4)
    assert found.acceptability == [[third, Fraction(1, 4), 0], [third, Fraction(1, 4), 0], [0, 0, 1]]
    assert found.central == [[Fraction(3, 5), Fraction(2, 5)], [Fraction(2, 5), Fraction(3, 5)], None]
    assert found.confidence == [True, True, None]


def test_simplex_draws_add_up_and_depend_on_the_seed_alone():
    draws = simplex_weights(1000, 4, SEED)
    assert draws.shape == (1000, 4)
    assert (draws.sum(axis=1) == TOP).all()
    assert (draws >= 0).all()
    assert (draws == simplex_weights(1000, 4, SEED)).all()
    assert (draws != simplex_weights(1000, 4, "5b" * 32)).any()
    assert np.abs(draws.mean(axis=0) / TOP - 0.25).max() < 0.02
    assert (simplex_weights(3, 1, SEED) == TOP).all()


def test_box_draws_stay_within_a_quarter_of_the_official_weights():
    official = np.array([6000, 3000, 1000])
    draws = box_weights(500, official, SEED)
    shares = draws / (4 * TOP * official)
    assert shares.min() >= 0.75
    assert shares.max() < 1.25


def test_smaa_equals_fractions_draw_by_draw_also_beyond_doubles():
    random_ = random.Random(9)
    for scale in (1, 10**12):
        measurements = [[Fraction(random_.randrange(10_000 * scale), 100) for _ in range(3)] for _ in range(5)]
        draws = simplex_weights(60, 3, SEED)
        found = smaa(measurements, draws)
        counts = [[0] * 5 for _ in range(5)]
        for row in draws.tolist():
            totals = [sum(w * cell for w, cell in zip(row, cells)) for cells in measurements]
            for i, total in enumerate(totals):
                counts[i][sum(other > total for other in totals)] += 1
        assert found.acceptability == [[Fraction(n, 60) for n in row] for row in counts]


def test_given_weights_may_be_fractions():
    assert whole_weights([[Fraction(1, 2), Fraction(1, 3)]]).tolist() == [[3, 2]]
    assert smaa([[1, 0], [0, 1]], whole_weights([[Fraction(1, 2), Fraction(1, 3)]])).acceptability == [[1, 0], [0, 1]]


@pytest.mark.parametrize("weights", [[[1]], [[0, 0]], [[-1, 2]], []])
def test_weights_that_do_not_fit_are_refused(weights):
    with pytest.raises(ValueError):
        smaa([[1, 0], [0, 1]], weights)
