"""The line of the administrative selection: exact figures, and never a decision by row order."""

from decimal import Decimal

import pytest

from nominations.shortlist import Line, above, highest, on_both_sides, percent

VALUES = {"a": Decimal("90.00"), "b": Decimal("80.00"), "c": Decimal("80.00"), "d": Decimal("70.00"), "e": None}


@pytest.mark.parametrize(
    ("sections", "figure"),
    [
        ([(4, 4, 3)], "75.00"),
        ([(3, 3, 2)], "66.67"),  # 66,666...: half up, once
        ([(8, 8, 1)], "12.50"),
        ([(2, 1, 1), (2, 2, 1)], "75.00"),  # one of the first section does not apply: the other bears its weight
        ([(2, 1, 1), (6, 3, 0)], "25.00"),
        ([(2, 0, 0), (2, 2, 2)], "100.00"),
        ([(3, 3, 1), (3, 3, 1), (3, 3, 1)], "33.33"),
    ],
)
def test_percent_is_exact_and_rounded_once(sections, figure):
    assert percent(sections) == Decimal(figure)


def test_percent_of_nothing_is_missing():
    assert (percent([]), percent([(3, 0, 0)])) == (None, None)


def test_threshold_takes_everybody_at_it_and_nobody_without_a_value():
    assert above(VALUES, Decimal("80")) == Line(frozenset("abc"), frozenset("de"))


@pytest.mark.parametrize(
    ("quota", "through", "tied"), [(1, "a", ""), (2, "a", "bc"), (3, "abc", ""), (4, "abcd", ""), (9, "abcd", "")]
)
def test_equals_at_the_line_are_never_split_by_order(quota, through, tied):
    for values in (VALUES, dict(reversed(VALUES.items()))):
        line = highest(values, quota)
        left = frozenset(VALUES) - frozenset(through) - frozenset(tied)
        assert line == Line(frozenset(through), left, frozenset(tied))


def test_values_on_both_sides():
    assert on_both_sides(VALUES, "ab", "cd") == [Decimal("80.00")]
    assert on_both_sides(VALUES, "abc", "de") == []
