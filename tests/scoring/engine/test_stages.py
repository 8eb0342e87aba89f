"""Rounding on the way to the total: against the small sums of real rule books and against plain fractions."""

import random
from fractions import Fraction

import numpy as np
import pytest

from scoring.engine.bootstrap import bootstrap
from scoring.engine.competition import panel_mean
from scoring.engine.leave_one_out import leave_one_out
from scoring.engine.margins import margins
from scoring.engine.panel import panel_of
from scoring.engine.ranking import Sheet, rank
from scoring.engine.rules import Criterion, Rules, largest_remainder
from scoring.engine.vector import float64_units, int64_units
from tests.scoring.engine.test_robustness import SEED, ranked, rules_of, sheets_of

PAIRS = [("panel",), ("criterion",), ("group",), ("panel", "criterion"), ("panel", "group"), ("criterion", "group")]


def half_up(value, decimals):
    return Fraction((value * 10**decimals + Fraction(1, 2)) // 1, 10**decimals)


def by_hand(weights, groups, table, stages, decimals):
    """The shown total of one nominee, `table[person][criterion]` in hundredths, straight from the rules."""
    count = len(table)
    points = [Fraction(w * sum(row[c] for row in table), 10**6 * count) for c, w in enumerate(weights)]
    if "panel" in stages:
        whole = sum(points)
        shown = half_up(whole, decimals)
        points = [point * shown / whole if whole else point for point in points]
    if "criterion" in stages:
        points = [half_up(point, decimals) for point in points]
    if "group" in stages:
        points = [half_up(sum(points[c] for c in group), decimals) for group in groups]
    return half_up(sum(points), decimals)


@pytest.mark.parametrize("stages", PAIRS)
def test_three_engines_and_plain_fractions_agree_on_random_panels(stages):
    random_ = random.Random(30)
    for _ in range(25):
        nominees, people, size = random_.randint(1, 6), random_.randint(3, 9), random_.randint(2, 5)
        weights = largest_remainder([random_.randrange(1, 100) for _ in range(size)], 10_000)
        criteria = [Criterion("a", "A", "group", 0), Criterion("b", "B", "group", 0)]
        criteria += [Criterion(f"c{c}", "", "panel", w, "ab"[c % 2]) for c, w in enumerate(weights)]
        decimals = random_.choice([2, 3, 4])
        rules = Rules(tuple(criteria), decimals=decimals, scoring_people=people, rounding_stages=stages)
        marks = np.array(
            [[[random_.randrange(10_001) for _ in weights] for _ in range(people)] for _ in range(nominees)]
        )
        sheets = [
            Sheet(str(n), f"P{p}", "interview", {f"c{c}": int(mark) for c, mark in enumerate(row)})
            for n, rows in enumerate(marks) for p, row in enumerate(rows)
        ]  # fmt: skip
        rows = rank(rules, sheets, {}, [str(n) for n in range(nominees)]).rows
        official = [next(row.units for row in rows if row.nominee == str(n)) for n in range(nominees)]
        groups = [list(range(0, size, 2)), list(range(1, size, 2))]
        expected = [by_hand(weights, groups, table.tolist(), stages, decimals) * 10**decimals for table in marks]
        assert official == expected
        present = np.ones((nominees, people), dtype=bool)
        assert int64_units(rules, marks, present).tolist() == official
        assert float64_units(rules, marks, present).tolist() == official
        for row in rows:
            assert sum(part.points for part in row.components) == row.total
            assert sum(part.points_4 for part in row.components) == row.units * 10 ** (4 - decimals)


def test_stages_are_those_of_a_panel_mean_that_is_rounded_and_then_weighed():
    marks = [8350, 8125, 7999, 9010, 8666]
    leaves = (Criterion("w", "W", "panel", 8000), Criterion("d", "D", "desk", 2000))
    rules = Rules(leaves, scoring_people=5, desk_people=1, trim=1, rounding_stages=("panel", "criterion"))
    sheets = [Sheet("A", f"P{p}", "interview", {"w": mark}) for p, mark in enumerate(marks)]
    [row] = rank(rules, [*sheets, Sheet("A", "V", "desk", {"d": 0})], {}, ["A"]).rows
    panel, value = panel_mean(
        [Fraction(mark, 100) for mark in marks], drop_high=1, drop_low=1, factor=Fraction(4, 5), decimals=2
    )
    assert (panel, value, row.total) == (Fraction("83.80"), Fraction("67.04"), Fraction("67.04"))


def test_a_stage_may_turn_the_order():
    """80,004 and 80,006 differ by their exact mean alone: rounded per criterion they part by more."""
    table = {"A": [(70, 80), (70.01, 80), (70, 80)], "B": [(70, 80), (70, 80.01), (70, 80)]}
    plain, staged = rules_of(3, (5000, 5000)), rules_of(3, (5000, 5000), rounding_stages=("criterion",))
    totals = [[row.total for row in ranked(rules, table, 2)[1].rows] for rules in (plain, staged)]
    assert totals == [[Fraction(75) + Fraction(1, 600)] * 2, [Fraction(75)] * 2]


@pytest.mark.parametrize("stages", PAIRS)
def test_bootstrap_draws_are_rounded_as_the_rules_say(stages):
    """Every drawn panel of three is ranked as if it had been the panel."""
    table = {"A": [(70, 80), (71, 82), (69, 84)], "B": [(75, 77), (70.5, 81), (70, 81)], "C": [(70, 80)] * 3}
    rules = rules_of(3, (3333, 6667), rounding_stages=stages)
    sheets, ranking = ranked(rules, table, 2)
    found = bootstrap(panel_of(rules, sheets, ranking), 2, SEED)
    counts = {name: [0] * 3 for name in found.nominees}
    for drawn in np.ndindex(3, 3, 3):
        rows = rank(rules, sheets_of({n: [row[p] for p in drawn] for n, row in table.items()}, 2), {}, list("ABC")).rows
        for row in rows:
            counts[row.nominee][sum(other.units > row.units for other in rows)] += 1
    assert dict(zip(found.nominees, found.counts)) == counts


def test_leaving_one_out_rounds_alike_and_margins_tell_the_gap_alone():
    table = {"A": [90, 80, 80, 80], "B": [80, 81, 81, 81.01]}
    rules = rules_of(4, rounding_stages=("panel",))
    sheets, ranking = ranked(rules, table)
    [without, *_rest] = leave_one_out(rules, sheets, {}, ranking)
    assert (without.person, without.first) == ("P1", ("B",))
    [margin] = margins(rules, sheets, ranking)
    assert (margin.gap, margin.one_mark, margin.marks, margin.weight) == (Fraction("1.75"), None, None, None)


def test_unknown_or_repeated_stage_is_told():
    rules = rules_of(3, rounding_stages=("panel", "panel", "sum"))
    assert rules.check() == ["unknown_rounding_stage sum", "repeated_rounding_stage"]
    assert Rules.from_dict({k: v for k, v in rules_of(3).as_dict().items() if k != "rounding_stages"}) == rules_of(3)
