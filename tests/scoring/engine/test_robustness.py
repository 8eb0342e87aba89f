"""Bootstrap, leave one out, margins and shadow rankings of small panels, against brute force."""

import random
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest

from scoring.engine.bootstrap import DRAWS, _panels, bootstrap
from scoring.engine.leave_one_out import leave_one_out
from scoring.engine.margins import OneMark, WeightShift, margins
from scoring.engine.panel import Panel, panel_of
from scoring.engine.ranking import Sheet, rank
from scoring.engine.rules import Criterion, Rules
from scoring.engine.shadow import shadow_ranks
from scoring.engine.totals import round_half_up

SEED = "00" * 32


def rules_of(people, weights=(10_000,), **settings):
    criteria = tuple(Criterion(f"c{n}", f"K{n}", "panel", weight) for n, weight in enumerate(weights, 1))
    return Rules(criteria, scoring_people=people, **settings)


def sheets_of(table, criteria=1):
    """From {nominee: marks in points by person}, or tuples of them by criterion; None is no sheet."""
    return [
        Sheet(
            nominee,
            f"P{p}",
            "interview",
            {f"c{n}": round(mark * 100) for n, mark in enumerate(marks if criteria > 1 else [marks], 1)},
        )
        for nominee, row in table.items()
        for p, marks in enumerate(row, 1)
        if marks is not None
    ]


def ranked(rules, table, criteria=1):
    sheets = sheets_of(table, criteria)
    ranking = rank(rules, sheets, {}, list(table))
    return sheets, ranking


HARSH = {
    "A": [None, 84, 85, 83, 84],
    "B": [70, 86, 86, 85, 86],
    "C": [68, 82, 83, 82, 81],
    "D": [66, 80, 80, 81, 79],
}


def brute_force(panel, decimals):
    """Every ordered draw of the persons with replacement."""
    people, counts = len(panel.people), [Counter() for _ in panel.nominees]
    for drawn in product(range(people), repeat=people):
        totals = [
            round_half_up((sum(row[p] for p in drawn) / people + other) / 10**6, decimals)
            for row, other in zip(panel.table, panel.others)
        ]
        for i, total in enumerate(totals):
            counts[i][1 + sum(other > total for other in totals)] += 1
    return [[row[place] for place in range(1, len(counts) + 1)] for row in counts]


@pytest.mark.parametrize("holes", [False, True])
def test_bootstrap_equals_every_ordered_draw(holes):
    random_ = random.Random(1)
    for people in (2, 3, 4):
        table = {name: [random_.randrange(70, 76) for _ in range(people)] for name in "ABCD"}
        if holes and people > 3:
            table["A"][0] = None
        rules = rules_of(people)
        sheets, ranking = ranked(rules, table)
        panel = panel_of(rules, sheets, ranking)
        found = bootstrap(panel, 2, SEED)
        assert (found.counts, found.total) == (brute_force(panel, 2), people**people)
        assert sum(found.within(4).values()) == 4


def test_bootstrap_looks_at_all_multisets():
    counts, weights = _panels(9)
    assert (counts.shape, int(weights.sum())) == ((24_310, 9), 9**9)
    counts, weights = _panels(10)
    assert (counts.shape, int(weights.sum())) == ((92_378, 10), 10**10)


def test_bootstrap_beyond_doubles_gives_the_same_digits():
    """Fitted values may have denominators so large that no double holds the sums."""
    random_ = random.Random(11)
    panel = Panel(
        round="interview",
        nominees=list("ABCD"),
        people=list("PQRST"),
        table=[[Fraction(random_.randrange(7 * 10**17, 8 * 10**17), 10**10 + 19) for _ in range(5)] for _ in range(4)],
        present=[[True] * 5] * 4,
        others=[Fraction(random_.randrange(10**10), 10**4 + 7) for _ in range(4)],
    )
    assert bootstrap(panel, 4, SEED).counts == brute_force_multisets(panel, 4)


def brute_force_multisets(panel, decimals):
    people, size = len(panel.people), len(panel.nominees)
    found = [[0] * size for _ in range(size)]
    for counts, weight in zip(*(rows.tolist() for rows in _panels(people))):
        totals = [
            round_half_up((sum(n * cell for n, cell in zip(counts, row)) / people + other) / 10**6, decimals)
            for row, other in zip(panel.table, panel.others)
        ]
        for i, total in enumerate(totals):
            found[i][sum(other > total for other in totals)] += weight
    return found


def test_bootstrap_above_ten_persons_draws_the_same_panels_every_time():
    random_ = random.Random(2)
    rules = rules_of(11)
    sheets, ranking = ranked(rules, {name: [random_.randrange(70, 90) for _ in range(11)] for name in "ABC"})
    panel = panel_of(rules, sheets, ranking)
    found = bootstrap(panel, 2, SEED)
    assert found.total == DRAWS == sum(found.counts[0])
    assert bootstrap(panel, 2, SEED) == found != bootstrap(panel, 2, "01" * 32)


def test_leave_one_out_names_who_would_be_first():
    rules = rules_of(5)
    table = {"A": [90, 80, 80, 80, 80], "B": [70, 83, 84, 83, 83], "C": [60, 60, 60, 60, 60]}
    sheets, ranking = ranked(rules, table)
    assert [row.nominee for row in ranking.rows] == ["A", "B", "C"]
    found = leave_one_out(rules, sheets, {}, ranking)
    assert [(row.person, row.first) for row in found] == [
        ("P1", ("B",)),
        ("P2", ("A",)),
        ("P3", ("A",)),
        ("P4", ("A",)),
        ("P5", ("A",)),
    ]
    assert found[0].changes == {"A": (1, 2), "B": (2, 1)}


def test_leave_one_out_says_where_the_rest_is_not_connected():
    # P3 alone links the two halves.
    rules = rules_of(5)
    table = {
        "A": [80, 81, 82, None, None],
        "B": [79, 80, 81, None, None],
        "C": [None, None, 84, 85, 86],
        "D": [None, None, 83, 84, 85],
    }
    sheets, ranking = ranked(rules, table)
    assert [row.ranks is None for row in leave_one_out(rules, sheets, {}, ranking)] == [
        False,
        False,
        True,
        False,
        False,
    ]
    sheets, ranking = ranked(rules_of(1), {"A": [80], "B": [70]})
    assert leave_one_out(rules_of(1), sheets, {}, ranking) == []


def test_three_points_more_from_one_panelist_would_have_changed_place_1():
    rules = rules_of(3)
    sheets, ranking = ranked(rules, {"A": [80, 82, 81], "B": [79, 81, 80.01], "C": [50, 50, 50]})
    [first, second] = margins(rules, sheets, ranking)
    assert (first.above, first.below, first.gap) == ("A", "B", Fraction("2.99") / 3)
    assert first.one_mark == OneMark("B", "P1", "c1", 300)
    assert (first.marks, second.marks) == (1, 2)


def test_one_mark_takes_one_step_more_where_it_would_only_tie():
    rules = rules_of(3)
    sheets, ranking = ranked(rules, {"A": [80, 82, 81], "B": [79, 81, 80]})
    [margin] = margins(rules, sheets, ranking)
    assert (margin.gap, margin.one_mark.change) == (1, 301)
    [margin] = margins(rules, sheets, ranking, step=100)
    assert margin.one_mark.change == 400


def test_one_mark_stays_inside_the_scale():
    rules = rules_of(3)
    sheets, ranking = ranked(rules, {"A": [100, 100, 100], "B": [99, 100, 98]})
    [margin] = margins(rules, sheets, ranking)
    assert margin.one_mark == OneMark("A", "P1", "c1", -301)
    sheets, ranking = ranked(rules, {"A": [100, 100, 100], "B": [1, 1, 1]})
    [margin] = margins(rules, sheets, ranking)
    assert (margin.one_mark, margin.marks, margin.weight) == (None, 3, None)


def test_margins_turn_the_order_and_nothing_smaller_does():
    random_ = random.Random(3)
    for holes in (False, True):
        for policy in ("ls_fill", "available_mean"):
            rules = rules_of(4, (6000, 4000), missing_policy=policy, decimals=4)
            table = {name: [(random_.randrange(60, 90), random_.randrange(60, 90)) for _ in range(4)] for name in "ABC"}
            if holes:
                table["A"][1] = None
            sheets, ranking = ranked(rules, table, criteria=2)
            for margin in margins(rules, sheets, ranking):
                change = margin.one_mark
                if change is not None:
                    assert total_gap(rules, sheets, margin, change, change.change) < 0
                    less = change.change - (1 if change.change > 0 else -1)
                    assert total_gap(rules, sheets, margin, change, less) >= 0


def total_gap(rules, sheets, margin, change, by):
    changed = [
        Sheet(row.nominee, row.person, row.round, {**row.marks, change.criterion: row.marks[change.criterion] + by})
        if (row.nominee, row.person) == (change.nominee, change.person)
        else row
        for row in sheets
    ]
    rows = {row.nominee: row for row in rank(rules, changed, {}, sorted({row.nominee for row in sheets})).rows}
    return rows[margin.above].total - rows[margin.below].total


def test_weight_transfer_makes_both_totals_equal():
    rules = rules_of(1, (6000, 4000))
    sheets, ranking = ranked(rules, {"A": [(90, 70)], "B": [(80, 84)]}, criteria=2)
    [margin] = margins(rules, sheets, ranking)
    assert margin.gap == Fraction("0.4")
    assert margin.weight == WeightShift("c1", "c2", Fraction(5, 3))
    assert (90 - 80) * (60 - margin.weight.points) + (70 - 84) * (40 + margin.weight.points) == 0


def test_shadow_rankings_of_a_panel_with_an_extreme_mark():
    rules = rules_of(5)
    sheets, ranking = ranked(rules, {"A": [100, 80, 80, 80, 80], "B": [83, 83, 83, 82, 83], "C": [70, 70, 70, 70, 70]})
    assert [row.nominee for row in ranking.rows] == ["A", "B", "C"]
    shadows = shadow_ranks(panel_of(rules, sheets, ranking), 2)
    assert shadows == {
        "trimmed": {"A": 2, "B": 1, "C": 3},
        "median": {"A": 2, "B": 1, "C": 3},
        "borda": {"A": 2, "B": 1, "C": 3},
    }


def test_panel_of_values_alone_is_none():
    rules = Rules((Criterion("k", "K", "computed", 10_000),))
    assert panel_of(rules, [], rank(rules, [], {"A": {"k": 5000}}, ["A"])) is None


def test_panel_adds_up_to_the_official_totals():
    rules = rules_of(5)
    sheets, ranking = ranked(rules, HARSH)
    panel = panel_of(rules, sheets, ranking)
    assert [(sum(row) / 5 + other) / 10**6 for row, other in zip(panel.table, panel.others)] == [
        row.total for row in ranking.rows
    ]
    assert panel.nominees == ["B", "A", "C", "D"]
    assert panel.others == [0, 0, 0, 0]
