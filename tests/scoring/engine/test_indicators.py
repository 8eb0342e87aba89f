from fractions import Fraction

import pytest

from scoring.engine.indicators import Band, band, piecewise

ANCHORS = [(Fraction(0), Fraction(0)), (Fraction(50), Fraction(60)), (Fraction(100), Fraction(100))]
BANDS = [Band("kurang", Fraction(0), Fraction(50)), Band("baik", Fraction(50), Fraction(100))]


@pytest.mark.parametrize(
    ("x", "value"),
    [("-5", "0"), ("0", "0"), ("25", "30"), ("50", "60"), ("70.86", "76.688"), ("100", "100"), ("150.87", "100")],
)
def test_piecewise_is_linear_between_anchors_and_flat_outside(x, value):
    assert piecewise(ANCHORS, Fraction(x)) == Fraction(value)


def test_piecewise_through_anchors():
    anchors = [["0", "0"], ["50", "60"], ["100", "100"]]
    assert [piecewise(anchors, Fraction(x)) for x in (25, 50, 75)] == [30, 60, 80]


def test_piecewise_outside_the_anchors_takes_the_nearest():
    anchors = [["10", "20"], ["90", "95"]]
    assert (piecewise(anchors, 0), piecewise(anchors, Fraction(15087, 100))) == (20, 95)


@pytest.mark.parametrize("anchors", [[], [["0", "0"], ["0", "10"]], [["50", "0"], ["40", "10"]]])
def test_piecewise_refuses_anchors_that_do_not_rise(anchors):
    with pytest.raises(ValueError):
        piecewise(anchors, 10)


def test_100_falls_into_the_top_band():
    assert [band(BANDS, Fraction(x)) for x in ("0", "49.99", "50", "100")] == ["kurang", "kurang", "baik", "baik"]


@pytest.mark.parametrize(("lo", "word"), [("51", "gap"), ("49", "overlap")])
def test_bands_with_a_gap_or_overlap_are_refused(lo, word):
    with pytest.raises(ValueError, match=word):
        band([BANDS[0], Band("baik", Fraction(lo), Fraction(100))], Fraction(60))
    for x in ("-0.01", "100.01"):
        with pytest.raises(ValueError):
            band(BANDS, Fraction(x))
