from fractions import Fraction

import pytest

from scoring.engine.competition import competition_rank, panel_mean

SCORES = [9, 8, 8, 7, 9, 9, 1]


@pytest.mark.parametrize(
    ("convention", "method"), [("standard", "min"), ("modified", "max"), ("dense", "dense"), ("fractional", "average")]
)
@pytest.mark.parametrize("higher", [True, False])
def test_ranks_equal_another_implementation(convention, method, higher):
    from scipy import stats  # here, not above: it takes a second of every process that collects tests

    scores = [-score for score in SCORES] if higher else SCORES
    ranks = competition_rank(SCORES, higher_is_better=higher, convention=convention)
    assert [float(place) for place in ranks] == stats.rankdata(scores, method=method).tolist()


def test_ranks_of_nothing_and_of_an_unknown_convention():
    assert competition_rank([]) == []
    with pytest.raises(ValueError):
        competition_rank([1], convention="olympic")


def test_panel_mean_drops_extremes_and_rounds_half_up_twice():
    marks = [Fraction("7.5"), 8, None, 9, Fraction("6.25"), Fraction("8.25")]
    exact = panel_mean(marks, drop_high=1, drop_low=1, factor=Fraction("0.8"))
    assert exact == (Fraction("23.75") / 3, Fraction("19") / 3)
    printed = panel_mean(marks, drop_high=1, drop_low=1, factor=Fraction("0.8"), decimals=2)
    assert printed == (Fraction("7.92"), Fraction("6.34"))


def test_panel_mean_of_no_mark_is_refused():
    for given in ([None], [1, 2]):
        with pytest.raises(ValueError):
            panel_mean(given, drop_high=1, drop_low=1)
    with pytest.raises(ValueError):
        panel_mean([1], drop_low=-1)
