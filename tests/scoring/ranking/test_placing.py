import doctest
from fractions import Fraction

from scoring import placing
from scoring.placing import Standing, chosen_in_ties, computed_places, deviates, ties, unsettled, words

CLEAR = [Standing(1, 1), Standing(2, 2), Standing(3, 3), Standing(4, 4)]
TIE = [Standing(1, 1), Standing(2, 2), Standing(3, 2), Standing(4, 4)]


def test_examples_run():
    assert doctest.testmod(placing).failed == 0


def test_computed_order_is_no_deviation():
    assert not deviates(CLEAR, {1: 1, 2: 2, 3: 3}, 3)


def test_swapped_places_deviate():
    assert deviates(CLEAR, {2: 1, 1: 2, 3: 3}, 3)


def test_empty_place_deviates():
    assert deviates(CLEAR, {1: 1, 2: 2}, 3)


def test_no_winner_is_no_deviation_when_nobody_reaches_the_minimum():
    assert not deviates([Standing(1, None), Standing(2, None)], {}, 3)


def test_place_below_the_minimum_deviates():
    assert deviates([Standing(1, 1), Standing(2, None)], {1: 1, 2: 2}, 3)


def test_shared_place_leaves_no_third():
    assert not deviates(TIE, {1: 1, 2: 2, 3: 2}, 3)
    assert deviates(TIE, {1: 1, 2: 2, 3: 2, 4: 3}, 3)


def test_order_inside_a_tie_is_no_deviation():
    assert not deviates(TIE, {1: 1, 3: 2, 2: 3}, 3)
    assert chosen_in_ties(TIE, {1: 1, 3: 2, 2: 3}, 3) == {2, 3}
    assert chosen_in_ties(TIE, {1: 1, 2: 2, 3: 2}, 3) == set()


def test_tie_across_the_last_place_may_choose_one():
    assert not deviates(TIE, {1: 1, 3: 2}, 2)
    assert deviates(TIE, {1: 1}, 2)


def test_shared_places_are_said_to_be_shared():
    assert words({1: 1, 2: 2, 3: 2}, lambda place: f"Juara {place}", lambda word: f"{word} bersama") == {
        1: "Juara 1",
        2: "Juara 2 bersama",
        3: "Juara 2 bersama",
    }


# --- what the rules say of ties -------------------------------------------------------------------------


def test_dense_places_leave_nothing_out():
    assert computed_places(TIE, 3, "shared_next") == {1: 1, 2: 2, 3: 2, 4: 3}
    assert not deviates(TIE, {1: 1, 2: 2, 3: 2, 4: 3}, 3, "shared_next")
    assert deviates(TIE, {1: 1, 2: 2, 3: 2}, 3, "shared_next")
    assert not deviates(TIE, {1: 1, 2: 2, 3: 3}, 3, "shared_next")


def test_second_look_orders_the_tie_and_equal_looks_share():
    rows = [
        Standing(1, 1, Fraction(9)),
        Standing(2, 2, Fraction(5)),
        Standing(3, 2, Fraction(7)),
        Standing(4, 2, Fraction(5)),
    ]
    assert computed_places(rows, 4, "second_look") == {1: 1, 3: 2, 2: 3, 4: 3}
    assert unsettled(rows, {1: 1, 3: 2, 2: 3, 4: 3}, "second_look") == set()
    assert unsettled(rows, {1: 1, 3: 2, 2: 2, 4: 4}, "second_look") == {2, 3}


def test_vote_leaves_nobody_sharing():
    assert unsettled(TIE, {1: 1, 2: 2, 3: 2}, "vote") == {2, 3}
    assert unsettled(TIE, {1: 1, 2: 2, 3: 3}, "vote") == set()
    assert unsettled(TIE, {1: 1, 2: 2, 3: 2}, "shared_skip") == set()


def test_tie_on_the_last_place_may_leave_one_without():
    rows = [Standing(1, 1), Standing(2, 2), Standing(3, 3), Standing(4, 3)]
    assert not deviates(rows, {1: 1, 2: 2, 3: 3}, 3, "vote")
    assert chosen_in_ties(rows, {1: 1, 2: 2, 3: 3}, 3, "vote") == {3, 4}
    assert ties(rows, 3) == [(3, [3, 4])]
