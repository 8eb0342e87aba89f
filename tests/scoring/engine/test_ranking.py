from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.engine.ranking import PolicyDifference, Sheet, rank
from scoring.engine.rules import Criterion, Rules, sheets_needed


def one_criterion(people, **settings):
    return Rules((Criterion("wawancara", "Wawancara", "panel", 10_000),), scoring_people=people, **settings)


def interview(table, code="wawancara"):
    """Sheets from {nominee: marks in points by person}; None is no sheet."""
    return [
        Sheet(nominee, f"P{p}", "interview", {code: round(mark * 100)})
        for nominee, marks in table.items()
        for p, mark in enumerate(marks, 1)
        if mark is not None
    ]


def ranked(rules, table, **more):
    return rank(rules, interview(table), {}, list(table), **more)


def places(ranking):
    return {row.nominee: row.rank for row in ranking.rows}


def reasons(ranking):
    return {row.nominee: row.reason for row in ranking.rows if not row.ranked}


# scoring.md 2: criterion 1 | criterion 2 by three panelists, weights 20/80 and 45/55.
A = [(8350, 8500), (7150, 7850), (8950, 8300)]
B = [(7150, 8250), (7700, 8800), (8800, 7800)]


def two_criteria(first, second, **settings):
    criteria = (Criterion("c1", "Satu", "panel", first), Criterion("c2", "Dua", "panel", second))
    return Rules(criteria, scoring_people=3, **settings)


def sheets_of(**nominees):
    return [
        Sheet(nominee, f"P{p}", "interview", dict(zip(("c1", "c2"), marks, strict=True)))
        for nominee, sheets in nominees.items()
        for p, marks in enumerate(sheets)
    ]


def test_examples_a_and_b_share_the_rank():
    ranking = rank(two_criteria(2000, 8000), sheets_of(A=A, B=B), {}, ["A", "B"])
    assert [(row.total, row.units, row.rank, row.deciding_step) for row in ranking.rows] == [
        (Fraction(2461, 30), 8203, 1, "shared")
    ] * 2


def test_examples_a_and_b_are_told_apart_by_the_declared_chain_only():
    rules = two_criteria(2000, 8000, tie_break=("c2",))
    ranking = rank(rules, sheets_of(A=A, B=B), {}, ["A", "B"])
    assert [(row.nominee, row.rank, row.deciding_step) for row in ranking.rows] == [
        ("B", 1, "c2"),
        ("A", 2, "c2"),
    ]


def test_78_725_is_published_as_78_73():
    sheets = sheets_of(A=[(8300, 7900), (7850, 7200), (7000, 8900)])
    [row] = rank(two_criteria(4500, 5500), sheets, {}, ["A"]).rows
    assert (row.total, row.units) == (Fraction("78.725"), 7873)
    [row] = rank(two_criteria(4500, 5500, decimals=4), sheets, {}, ["A"]).rows
    assert row.units == 787_250


HARSH = {
    "A": [None, 84, 85, 83, 84],
    "B": [70, 86, 86, 85, 86],
    "C": [68, 82, 83, 82, 81],
    "D": [66, 80, 80, 81, 79],
}


def test_harsh_panelist_recused_for_a_does_not_make_a_win():
    ranking = ranked(one_criterion(5), HARSH, places=3)
    assert places(ranking) == {"B": 1, "A": 2, "C": 3, "D": 4}
    b, a = ranking.rows[:2]
    assert (a.total, a.units, a.available_total) == (Fraction(973, 12), 8108, 84)
    assert (b.total, b.units, b.available_total) == (Fraction("82.6"), 8260, Fraction("82.6"))
    assert [row.components[0].filled for row in ranking.rows] == [False, True, False, False]


def test_difference_of_the_policies_is_flagged_in_a_prize_place():
    assert ranked(one_criterion(5), HARSH, places=1).policy_difference == (
        PolicyDifference("A", 2, 1, prize=True),
        PolicyDifference("B", 1, 2, prize=True),
    )
    assert [difference.prize for difference in ranked(one_criterion(5), HARSH).policy_difference] == [
        False,
        False,
    ]


def test_available_mean_is_official_where_the_rules_say_so():
    ranking = ranked(one_criterion(5, missing_policy="available_mean"), HARSH)
    assert places(ranking) == {"A": 1, "B": 2, "C": 3, "D": 4}
    assert (ranking.rows[0].total, ranking.rows[0].available_total) == (84, Fraction(973, 12))
    assert not any(row.components[0].filled for row in ranking.rows)
    assert [difference.nominee for difference in ranking.policy_difference] == ["A", "B"]


def test_ranks_go_1_2_2_4():
    table = {"A": [90, 90, 90], "B": [80, 80, 80], "C": [79, 80, 81], "D": [70, 70, 70]}
    ranking = ranked(one_criterion(3), table)
    assert [(row.nominee, row.rank, row.deciding_step) for row in ranking.rows] == [
        ("A", 1, None),
        ("B", 2, "shared"),
        ("C", 2, "shared"),
        ("D", 4, None),
    ]


def test_ties_are_never_settled_by_row_order():
    table = {"B": [80, 80, 80], "A": [79, 80, 81]}
    assert places(ranked(one_criterion(3), table)) == {"A": 1, "B": 1}
    assert places(ranked(one_criterion(3), dict(reversed(table.items())))) == {"A": 1, "B": 1}


def test_what_is_ranked_is_the_published_total():
    # 80.0033... and 80.00 are the same two printed decimals; with four decimals they are not.
    table = {"A": [80, 80, 80], "B": [80, 80, 80.01]}
    assert places(ranked(one_criterion(3), table)) == {"A": 1, "B": 1}
    assert places(ranked(one_criterion(3, decimals=4), table)) == {"A": 2, "B": 1}


TREE = Rules(
    criteria=(
        Criterion("berkas", "Berkas", "group", 0),
        Criterion("regulasi", "Regulasi", "desk", 2000, "berkas"),
        Criterion("inovasi", "Inovasi", "desk", 2000, "berkas"),
        Criterion("cakupan", "Cakupan", "computed", 2500),
        Criterion("hadir", "Kehadiran", "attendance", 500),
        Criterion("wawancara", "Wawancara", "panel", 3000),
    ),
    tie_break=("wawancara", "berkas", "regulasi"),
    scoring_people=3,
    desk_people=1,
)


def candidate(name, regulasi, inovasi, cakupan, hadir, wawancara):
    """One desk sheet, three interview sheets alike, and the values of one nominee, in points."""
    desk = Sheet(name, "D1", "desk", {"regulasi": regulasi * 100, "inovasi": inovasi * 100})
    talks = [Sheet(name, f"P{p}", "interview", {"wawancara": wawancara * 100}) for p in (1, 2, 3)]
    return [desk, *talks], {name: {"cakupan": cakupan * 100, "hadir": hadir * 100}}


def rank_candidates(rules, *candidates):
    sheets = [sheet for found, _ in candidates for sheet in found]
    values = {name: row for _, found in candidates for name, row in found.items()}
    return rank(rules, sheets, values, list(values))


def test_chain_goes_through_criteria_and_groups_and_names_the_deciding_step():
    ranking = rank_candidates(
        TREE,
        candidate("A", 60, 80, 80, 100, 80),
        candidate("B", 80, 60, 80, 100, 80),
        candidate("C", 70, 70, 80, 100, 80),
        candidate("D", 75, 95, 80, 100, 60),
        candidate("E", 80, 80, 64, 100, 80),
        candidate("F", 90, 90, 90, 100, 90),
        candidate("G", 70, 70, 80, 100, 80),
    )
    assert [(row.nominee, row.units, row.rank, row.deciding_step) for row in ranking.rows] == [
        ("F", 9050, 1, None),
        ("E", 7700, 2, "berkas"),
        ("B", 7700, 3, "regulasi"),
        ("C", 7700, 4, "shared"),
        ("G", 7700, 4, "shared"),
        ("A", 7700, 6, "regulasi"),
        ("D", 7700, 7, "wawancara"),
    ]


def test_explanation_has_a_row_for_each_criterion():
    [row] = rank_candidates(TREE, candidate("A", 60, 80, 70, 100, 85)).rows
    assert [(c.code, c.weight, c.mean, c.points, c.points_4, c.filled) for c in row.components] == [
        ("regulasi", 2000, 60, 12, 120_000, False),
        ("inovasi", 2000, 80, 16, 160_000, False),
        ("cakupan", 2500, 70, Fraction("17.5"), 175_000, False),
        ("hadir", 500, 100, 5, 50_000, False),
        ("wawancara", 3000, 85, Fraction("25.5"), 255_000, False),
    ]
    assert row.units == 7600


def test_explanation_adds_up_to_the_shown_total_when_it_was_rounded():
    row = rank(two_criteria(2000, 8000), sheets_of(A=A, B=B), {}, ["A", "B"]).rows[0]
    assert [component.points for component in row.components] == [Fraction(163, 10), Fraction(986, 15)]
    assert [component.points_4 for component in row.components] == [162_993, 657_307]
    assert sum(component.points_4 for component in row.components) == row.units * 100


def test_several_desk_assessors_are_combined_like_interview_sheets():
    desk = Rules((Criterion("wawancara", "Berkas", "desk", 10_000),), desk_people=5)
    sheets = [replace(sheet, round="desk") for sheet in interview(HARSH)]
    assert [row.total for row in rank(desk, sheets, {}, list(HARSH)).rows] == [
        row.total for row in ranked(one_criterion(5), HARSH).rows
    ]


def test_missing_value_is_not_zero_and_does_not_stop_the_others():
    a, b = candidate("A", 60, 60, 60, 60, 60), candidate("B", 90, 90, 90, 90, 90)
    b[1]["B"]["cakupan"] = None
    ranking = rank_candidates(TREE, a, b)
    assert (places(ranking), reasons(ranking)) == ({"A": 1, "B": None}, {"B": "missing_value"})
    last = ranking.rows[-1]
    assert (last.total, last.units, last.components) == (None, None, ())
    assert reasons(rank(TREE, [*a[0], *b[0]], a[1], ["A", "B"])) == {"B": "missing_value"}


def test_absent_candidate_keeps_a_reason_and_does_not_break_the_ranking():
    a, b = candidate("A", 60, 60, 60, 60, 60), candidate("B", 90, 90, 90, 90, 90)
    b = b[0][:1], b[1]
    assert reasons(rank_candidates(TREE, a, b)) == {"B": "no_sheets"}


@pytest.mark.parametrize(("planned", "needed"), [(1, 1), (2, 2), (3, 3), (4, 3), (6, 3), (7, 4), (9, 5), (10, 5)])
def test_sheets_needed_are_three_or_half_of_the_panel(planned, needed):
    assert sheets_needed(planned) == needed


def test_when_the_quorum_fails_the_others_are_ranked():
    # Four scoring seats, two leave for B: 2 < 3.
    table = {"A": [80, 80, 80, 80], "B": [99, 99, None, None], "C": [81, 81, 81, None]}
    ranking = ranked(one_criterion(4), table)
    assert (places(ranking), reasons(ranking)) == ({"C": 1, "A": 2, "B": None}, {"B": "few_sheets"})


def test_fit_uses_the_sheets_of_ranked_nominees_only():
    table = {"A": [80, 82, 84, None], "B": [70, 71, 75, 60]}
    with_few = {**table, "C": [10, None, None, 99]}
    totals = {row.nominee: row.total for row in ranked(one_criterion(4), with_few).rows if row.ranked}
    assert totals == {row.nominee: row.total for row in ranked(one_criterion(4), table).rows}


def test_only_the_largest_part_is_ranked_when_rooms_share_no_panelist():
    rooms = {"A": [80, 80, 80, None, None, None], "B": [None, None, None, 90, 90, 90]}
    third = {**rooms, "C": [81, 81, 81, None, None, None]}
    for policy in ("ls_fill", "available_mean"):
        rules = one_criterion(3, missing_policy=policy)
        assert reasons(ranked(rules, rooms)) == {"A": "not_connected", "B": "not_connected"}
        ranking = ranked(rules, third)
        assert (places(ranking), reasons(ranking)) == ({"C": 1, "A": 2, "B": None}, {"B": "not_connected"})


def test_part_that_falls_out_of_one_round_falls_out_of_all():
    rules = replace(TREE, desk_people=2)
    candidates = [candidate(name, 70, 70, 70, 70, 70) for name in "ABC"]
    sheets = [sheet for found, _ in candidates for sheet in found if sheet.round == "interview"]
    values = {name: row for _, found in candidates for name, row in found.items()}
    marks = {"regulasi": 7000, "inovasi": 7000}
    pairs = {"A": ("D1", "D2"), "B": ("D2", "D3"), "C": ("D4", "D5")}
    sheets += [Sheet(name, person, "desk", marks) for name, people in pairs.items() for person in people]
    ranking = rank(rules, sheets, values, list("ABC"))
    assert (places(ranking), reasons(ranking)) == ({"A": 1, "B": 1, "C": None}, {"C": "not_connected"})


def test_who_was_linked_only_by_a_fallen_out_nominee_falls_out_too():
    # C falls out of the interviews (other people), and only C's desk sheets linked B to A and E.
    found = {name: candidate(name, 70, 70, 70, 70, 70) for name in "ABCE"}
    sheets = [
        replace(sheet, person=f"Q{sheet.person}") if sheet.nominee == "C" else sheet
        for candidate_sheets, _ in found.values()
        for sheet in candidate_sheets
        if sheet.round == "interview"
    ]
    values = {name: row[name] for name, (_, row) in found.items()}
    marks = {"regulasi": 7000, "inovasi": 7000}
    assessors = {"A": ["D1"], "B": ["D2"], "C": ["D1", "D2"], "E": ["D1"]}
    sheets += [Sheet(name, person, "desk", marks) for name, people in assessors.items() for person in people]
    ranking = rank(TREE, sheets, values, list("ABCE"))
    assert reasons(ranking) == {"B": "not_connected", "C": "not_connected"}
    assert [row.rank for row in ranking.rows] == [1, 1, None, None]


def test_fair_mean_above_the_scale_is_clamped_and_flagged():
    table = {"A": [100, 100, 100, None], "B": [40, 40, 40, 90]}
    first, second = ranked(one_criterion(4), table).rows
    assert (first.total, first.units, first.clamped, first.components[0].points_4) == (
        100,
        10_000,
        True,
        1_000_000,
    )
    assert (second.total, second.clamped) == (Fraction("52.5"), False)


def test_below_the_minimum_total_is_told_but_ranked():
    table = {"A": [60, 60, 60], "B": [59.99, 59.99, 60], "C": [59.99, 59.99, 59.99]}
    ranking = ranked(one_criterion(3, minimum_total="60"), table)
    assert places(ranking) == {"A": 1, "B": 2, "C": 2}
    assert ranking.below_minimum == ("B", "C")


def test_one_candidate_and_nobody_are_rankings_too():
    assert places(ranked(one_criterion(3), {"A": [80, 81, 82]})) == {"A": 1}
    assert ranked(one_criterion(3), {}).rows == ()
    assert reasons(rank(one_criterion(3), [], {}, ["A"])) == {"A": "no_sheets"}


SHEET = Sheet("A", "P1", "interview", {"wawancara": 8000})


@pytest.mark.parametrize(
    "sheets",
    [
        [SHEET, SHEET],
        [replace(SHEET, nominee="B")],
        [replace(SHEET, round="desk")],
        [replace(SHEET, marks={})],
        [replace(SHEET, marks={"wawancara": 8000, "regulasi": 8000})],
        [replace(SHEET, marks={"wawancara": None})],
        [replace(SHEET, marks={"wawancara": 10_001})],
        [replace(SHEET, marks={"wawancara": -1})],
        [replace(SHEET, marks={"wawancara": 80.5})],
        [replace(SHEET, marks={"wawancara": True})],
    ],
)
def test_sheet_that_is_incomplete_double_or_off_the_scale_is_refused(sheets):
    with pytest.raises(ValueError, match="sheet of P1"):
        rank(one_criterion(3), sheets, {}, ["A"])


@pytest.mark.parametrize("values", [{"B": {}}, {"A": {"wawancara": 1}}, {"A": {"hadir": 10_001}}])
def test_value_of_nobody_or_off_the_scale_is_refused(values):
    with pytest.raises(ValueError, match="value"):
        rank(TREE, [], values, ["A"])


def test_bad_rules_and_double_nominees_are_refused():
    with pytest.raises(ValueError, match="scoring_people 0"):
        rank(one_criterion(0), [], {}, [])
    with pytest.raises(ValueError, match="twice"):
        rank(one_criterion(3), [], {}, ["A", "A"])


def test_trim_leaves_out_the_highest_and_lowest_sheet_of_each_nominee():
    table = {"A": [100, 80, 80, 80, 60], "B": [81, 81, 81, 0, 81]}
    rules = one_criterion(5, trim=1)
    [first, second] = ranked(rules, table).rows
    assert (first.nominee, first.total, second.total) == ("B", 81, 80)
    assert [row.nominee for row in ranked(one_criterion(5), table).rows] == ["A", "B"]


def test_trim_takes_a_missing_sheet_as_it_was_fitted():
    [first, *_rest] = ranked(one_criterion(5, trim=1), HARSH).rows
    assert (first.nominee, first.total) == ("B", Fraction(86 + 86 + 85, 3))
    totals = {row.nominee: row.total for row in ranked(one_criterion(5, trim=1), HARSH).rows}
    # The fitted 833/12 is the lowest of A and falls out with the highest, 85.
    assert totals["A"] == Fraction(84 + 83 + 84, 3)


def test_trim_keeps_the_explanation_adding_up():
    ranking = rank(two_criteria(4500, 5500, trim=1), sheets_of(A=A, B=B), {}, ["A", "B"])
    for row in ranking.rows:
        assert sum(part.points for part in row.components) == row.total
        assert sum(part.points_4 for part in row.components) == row.units * 100


def test_trim_that_could_leave_nothing_is_refused():
    assert one_criterion(3, trim=1).check() == []
    assert one_criterion(3, trim=2).check() == ["trim 2"]
    assert one_criterion(2, trim=1).check() == ["trim 1"]
