from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.rules import largest_remainder
from scoring.engine.totals import (
    exact_total,
    integer_totals,
    round_half_up,
    round_means,
    sheet_total,
    to_decimal_string,
)


def totals(weights, sheets, policy="ls_fill"):
    return [exact_total([m], []) for m in round_means(weights, sheets, policy, 10_000).component]


# scoring.md 2: weights 20/80, the marks of criterion 1 | criterion 2 by three panelists.
A = [(8350, 8500), (7150, 7850), (8950, 8300)]
B = [(7150, 8250), (7700, 8800), (8800, 7800)]


def test_examples_a_and_b_are_both_exactly_2461_30():
    assert totals((2000, 8000), [A, B]) == [Fraction(2461, 30)] * 2
    assert integer_totals((2000, 8000), [list(zip(*A)), list(zip(*B))], 3) == ([492_200_000] * 2, 6)
    assert round_half_up(Fraction(2461, 30), 2) == 8203


def test_naive_decimal_with_a_division_per_criterion_makes_one_of_them_win():
    def naive(sheets):
        means = [sum(Decimal(mark) / 100 for mark in marks) / 3 for marks in zip(*sheets)]
        return (means[0] * 20 + means[1] * 80) / 100

    assert naive(A) != naive(B)


def test_78_725_is_rounded_up_where_float_gives_78_72():
    sheets = [[(8300, 7900), (7850, 7200), (7000, 8900)]]
    [total] = totals((4500, 5500), sheets)
    assert total == Fraction(78725, 1000)
    assert to_decimal_string(round_half_up(total, 2), 2) == "78.73"
    as_float = 0.45 * ((83 + 78.5 + 70) / 3) + 0.55 * ((79 + 72 + 89) / 3)
    assert f"{as_float:.2f}" == "78.72"


@pytest.mark.parametrize(
    ("value", "decimals", "units"),
    [
        (Fraction(2461, 30), 2, 8203),
        (Fraction(2461, 30), 4, 820333),
        (Fraction(1, 200), 2, 1),
        (Fraction(1, 201), 2, 0),
        (Fraction(0), 2, 0),
        (Fraction(100), 3, 100_000),
    ],
)
def test_rounding_is_half_up_in_integers(value, decimals, units):
    assert round_half_up(value, decimals) == units


def test_rounding_refuses_a_negative_total():
    with pytest.raises(ValueError):
        round_half_up(Fraction(-1, 3), 2)


def test_decimal_string_keeps_every_digit():
    assert to_decimal_string(8203, 2) == "82.03"
    assert to_decimal_string(5, 4) == "0.0005"
    assert to_decimal_string(-33, 4) == "-0.0033"
    assert to_decimal_string(7, 0) == "7"


def test_sheet_of_full_marks_is_100_points():
    assert sheet_total((2000, 8000), (10_000, 10_000)) == 10**8
    assert exact_total([Fraction(10**8)], []) == 100


def test_other_criteria_are_added_to_the_rounds():
    assert exact_total([Fraction(4000 * 8000), Fraction(3000 * 7000)], [(3000, 9050)]) == Fraction("80.15")


def test_integer_form_fits_int64_up_to_28_people_and_doubles_up_to_18():
    marks = [[[10_000]]]
    assert integer_totals((10_000,), marks, 28)[0][0] < 2**63
    assert integer_totals((10_000,), marks, 18, limit=2**53)[0][0] < 2**53
    with pytest.raises(OverflowError):
        integer_totals((10_000,), marks, 29)
    with pytest.raises(OverflowError):
        integer_totals((10_000,), marks, 19, limit=2**53)


def test_component_off_the_scale_is_clamped_with_its_means():
    # Panelist 3 is kind and saw only nominee 2; the others gave nominee 1 full marks.
    sheets = [[(10_000, 10_000), (10_000, 10_000), None], [(0, 100), (100, 100), (0, 0)]]
    found = round_means((6000, 4000), sheets, "ls_fill", 10_000)
    assert found.clamped == [False, False]
    sheets = [[(10_000, 10_000), (10_000, 10_000), None], [(0, 100), (100, 100), (9000, 9000)]]
    found = round_means((6000, 4000), sheets, "ls_fill", 10_000)
    assert found.clamped == [True, False]
    assert found.component[0] == 10**8
    assert sum(w * mean for w, mean in zip((6000, 4000), found.by_criterion[0])) == 10**8
    sheets = [[(0, 0), (0, 0), None], [(9000, 9900), (9000, 9000), (0, 0)]]
    found = round_means((6000, 4000), sheets, "ls_fill", 10_000)
    assert (found.component[0], found.by_criterion[0], found.clamped) == (0, [0, 0], [True, False])


@st.composite
def rounds(draw, holes=True):
    """Weights and sheets[nominee][person], connected: person 0 marks everybody, everybody marks nominee 0."""
    criteria = draw(st.integers(1, 5))
    people = draw(st.integers(1, 7))
    parts = draw(st.lists(st.integers(1, 100), min_size=criteria, max_size=criteria))
    marks = st.tuples(*[st.integers(0, 10_000)] * criteria)
    cell = st.one_of(st.none(), marks) if holes else marks
    first = draw(st.tuples(*[marks] * people))
    rest = draw(st.lists(st.tuples(marks, *[cell] * (people - 1)), max_size=7))
    return largest_remainder(parts, 10_000), [first, *rest], people


@settings(deadline=None, max_examples=100)
@given(rounds())
def test_fraction_and_integer_forms_agree(drawn):
    weights, sheets, people = drawn
    marks = [[[s[c] for s in row if s is not None] for c in range(len(weights))] for row in sheets]
    numerators, common = integer_totals(weights, marks, people)
    assert [Fraction(n, common * 10**6) for n in numerators] == totals(weights, sheets, "available_mean")


@settings(deadline=None, max_examples=100)
@given(rounds(), st.sampled_from(["ls_fill", "available_mean"]))
def test_means_per_criterion_add_up_to_the_component(drawn, policy):
    weights, sheets, _ = drawn
    found = round_means(weights, sheets, policy, 10_000)
    for component, means in zip(found.component, found.by_criterion):
        assert sum(w * mean for w, mean in zip(weights, means)) == component


@settings(deadline=None, max_examples=50)
@given(rounds(holes=False))
def test_complete_panel_has_the_plain_mean(drawn):
    weights, sheets, people = drawn
    plain = [Fraction(sum(sheet_total(weights, s) for s in row), people) for row in sheets]
    assert round_means(weights, sheets, "ls_fill", 10_000).component == plain
    assert round_means(weights, sheets, "available_mean", 10_000).component == plain
