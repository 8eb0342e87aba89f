from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.ranking import Sheet, rank
from scoring.engine.rules import Criterion, Rules, largest_remainder
from scoring.engine.totals import integer_totals

PEOPLE = 4
CODES = ("regulasi", "cakupan", "pemaparan", "jawaban")


@st.composite
def rounds(draw, holes=True, coarse=False):
    """Rules, sheets, values and nominees of a round with desk, computed and two panel criteria."""
    weights = largest_remainder(draw(st.lists(st.integers(1, 50), min_size=4, max_size=4)), 10_000)
    sources = ("desk", "computed", "panel", "panel")
    rules = Rules(
        tuple(Criterion(*row) for row in zip(CODES, CODES, sources, weights, strict=True)),
        decimals=draw(st.integers(2, 4)),
        missing_policy=draw(st.sampled_from(["ls_fill", "available_mean"])),
        tie_break=draw(st.permutations(CODES).map(tuple)),
        scoring_people=PEOPLE,
        desk_people=1,
    )
    mark = st.sampled_from([7000, 8000]) if coarse else st.integers(0, 10_000)
    nominees = [f"N{i}" for i in range(draw(st.integers(1, 7)))]
    sheets, values = [], {}
    for nominee in nominees:
        sheets.append(Sheet(nominee, "D1", "desk", {"regulasi": draw(mark)}))
        values[nominee] = {"cakupan": draw(mark)}
        recused = draw(st.one_of(st.none(), st.integers(1, PEOPLE))) if holes else None
        sheets += [
            Sheet(nominee, f"P{p}", "interview", {"pemaparan": draw(mark), "jawaban": draw(mark)})
            for p in range(1, PEOPLE + 1)
            if p != recused
        ]
    return rules, sheets, values, nominees


def by_nominee(ranking):
    return {row.nominee: row for row in ranking.rows}


@settings(deadline=None, max_examples=60)
@given(rounds(), st.randoms(use_true_random=False))
def test_order_of_entry_does_not_matter(drawn, random):
    rules, sheets, values, nominees = drawn
    before = by_nominee(rank(rules, sheets, values, nominees, 3))
    random.shuffle(sheets)
    random.shuffle(nominees)
    assert by_nominee(rank(rules, sheets, dict(reversed(values.items())), nominees, 3)) == before


@settings(deadline=None, max_examples=60)
@given(rounds())
def test_explanation_rows_add_up_to_the_total(drawn):
    for row in rank(*drawn).rows:
        assert sum(component.points for component in row.components) == row.total
        assert sum(component.points_4 for component in row.components) == row.units * 10 ** (4 - drawn[0].decimals)
        for component in row.components:
            assert component.points == component.mean * component.weight / 10_000


@settings(deadline=None, max_examples=60)
@given(rounds(holes=False))
def test_complete_panel_is_the_plain_mean_under_both_policies(drawn):
    rules, sheets, values, nominees = drawn
    ranking = rank(*drawn)
    weights = [criterion.weight for criterion in rules.criteria]
    marks = []
    for nominee in nominees:
        found = [sheet.marks for sheet in sheets if sheet.nominee == nominee]
        cells = [[row[code] for row in found if code in row] for code in CODES]
        cells[1] = [values[nominee]["cakupan"]]
        marks.append(cells)
    numerators, common = integer_totals(weights, marks, PEOPLE)
    plain = {name: Fraction(n, common * 10**6) for name, n in zip(nominees, numerators, strict=True)}
    assert {row.nominee: row.total for row in ranking.rows} == plain
    assert {row.nominee: row.available_total for row in ranking.rows} == plain
    assert ranking.policy_difference == ()


@settings(deadline=None, max_examples=60)
@given(rounds(holes=False, coarse=True))
def test_rank_is_one_more_than_the_number_of_better_nominees(drawn):
    rules, *_ = drawn
    rows = rank(*drawn).rows

    def key(row):
        points = {component.code: component.points for component in row.components}
        return [row.units, *(points[code] for code in rules.tie_break)]

    for row in rows:
        assert row.rank == 1 + sum(key(other) > key(row) for other in rows)
        assert (row.deciding_step == "shared") == (sum(key(other) == key(row) for other in rows) > 1)
        assert (row.deciding_step is None) == (sum(other.units == row.units for other in rows) == 1)


@settings(deadline=None, max_examples=60)
@given(rounds())
def test_harshness_of_one_panelist_does_not_change_the_order(drawn):
    rules, sheets, values, nominees = drawn
    rules = replace(rules, missing_policy="ls_fill", max_mark=10_000)
    halved = [replace(s, marks={code: mark // 2 for code, mark in s.marks.items()}) for s in sheets]
    kinder = [
        replace(s, marks={code: mark + 4000 for code, mark in s.marks.items()}) if s.person == "P1" else s
        for s in halved
    ]
    before, after = rank(rules, halved, values, nominees), rank(rules, kinder, values, nominees)
    scorers = {sheet.person for sheet in sheets if sheet.round == "interview"}
    if "P1" in scorers and not any(row.clamped for row in (*before.rows, *after.rows)):
        weight = sum(leaf.weight for leaf in rules.leaves("panel"))
        shift = Fraction(40 * weight, 10_000 * len(scorers))
        assert {row.nominee: row.total for row in after.rows} == {row.nominee: row.total + shift for row in before.rows}


@settings(deadline=None, max_examples=60)
@given(rounds())
def test_blank_is_not_zero(drawn):
    """Whom everybody gave the same marks keeps exactly these when one of the sheets is missing."""
    rules, _, _, _ = drawn
    sheets = [Sheet("A", "D1", "desk", {"regulasi": 8000})]
    sheets += [Sheet("A", f"P{p}", "interview", {"pemaparan": 8000, "jawaban": 8000}) for p in range(1, PEOPLE)]
    [row] = rank(rules, sheets, {"A": {"cakupan": 8000}}, ["A"]).rows
    assert (row.total, row.available_total) == (80, 80)
