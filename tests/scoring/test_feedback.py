"""What a candidate may be told of its marks, worked by hand."""

from fractions import Fraction

import pytest

from scoring.engine.rules import Rules
from scoring.feedback import Line, feedback, people_of

RULES = Rules.from_dict(
    {
        "criteria": [
            {"code": "a", "name": "Regulasi", "source": "desk", "weight": "20.00", "parent": None},
            {"code": "b", "name": "Inovasi", "source": "desk", "weight": "10.00", "parent": None},
            {"code": "c", "name": "Cakupan", "source": "computed", "weight": "30.00", "parent": None},
            {"code": "d", "name": "Wawancara", "source": "panel", "weight": "40.00", "parent": None},
        ],
        "decimals": "2",
        "missing_policy": "ls_fill",
        "tie_break": [],
        "minimum_total": None,
        "scoring_people": "3",
        "desk_people": "1",
        "max_mark": "100.00",
    }
)


def row(a, b, c, d):
    weights = {"a": 20, "b": 10, "c": 30, "d": 40}
    means = {"a": a, "b": b, "c": c, "d": d}
    return [
        {
            "code": code,
            "weight": str(weights[code]),
            "mean": str(mean),
            "points_4": str(Fraction(mean * weights[code], 100)),
        }
        for code, mean in means.items()
    ]


ROWS = {"1": row(80, 70, 60, 90), "2": row(60, 50, 40, 60), "3": row(70, 60, 50, 75)}
FULL = {(round, nominee): 3 for round in ("desk", "interview") for nominee in ROWS}


def test_own_marks_stand_beside_the_mean_of_the_category():
    lines = feedback(RULES, "1", ROWS, FULL)
    assert lines[0] == Line(("Regulasi",), Fraction(20), Fraction(80), Fraction(70), Fraction(16))
    assert [line.names[0] for line in lines] == ["Regulasi", "Inovasi", "Cakupan", "Wawancara"]
    assert sum(line.points for line in lines) == 16 + 7 + 18 + 36


def test_a_single_assessor_is_told_as_one_line_without_a_mark():
    people = FULL | {("desk", nominee): 1 for nominee in ROWS}
    *told, desk = feedback(RULES, "1", ROWS, people)
    assert desk == Line(("Regulasi", "Inovasi"), Fraction(30), None, None, Fraction(23))
    assert [line.names for line in told] == [("Cakupan",), ("Wawancara",)]


@pytest.mark.parametrize("people", [0, 1, 2])
def test_the_only_criterion_of_a_small_panel_is_not_told_at_all(people):
    *_told, interview = feedback(RULES, "1", ROWS, FULL | {("interview", "1"): people})
    assert interview == Line(("Wawancara",), Fraction(40), None, None, None)


def test_of_two_candidates_no_mean_is_told():
    lines = feedback(RULES, "1", {key: ROWS[key] for key in ("1", "2")}, FULL)
    assert [line.mean for line in lines] == [None] * 4
    assert [line.own for line in lines] == [80, 70, 60, 90]


def test_people_are_counted_once_per_round_and_nominee():
    sheets = [
        {"nominee": "1", "person": "7", "round": "desk"},
        {"nominee": "1", "person": "8", "round": "desk"},
        {"nominee": "1", "person": "7", "round": "interview"},
    ]
    assert people_of(sheets) == {("desk", "1"): 2, ("interview", "1"): 1}
