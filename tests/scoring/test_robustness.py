"""The advice of a run from its input alone. The panel of docs/scoring.md 3, and tables whose answer is plain."""

from fractions import Fraction

from nominations.models import Nomination
from scoring.models import RankingRow
from scoring.robustness import robustness
from scoring.robustness_reading import firm_rows

HARSH = {"1": ["", "84", "85", "83", "84"], "2": ["70", "86", "86", "85", "86"], "3": ["68", "82", "83", "82", "81"]}
STEADY = {"1": ["80", "82", "81"], "2": ["90", "92", "91"], "3": ["70", "72", "71"]}


def given(table, weights=("100.00",), places=1):
    """Every person gives the same mark on each criterion."""
    criteria = [
        {"code": f"k{n}", "name": f"K{n}", "source": "panel", "weight": weight, "parent": None}
        for n, weight in enumerate(weights)
    ]
    people = len(next(iter(table.values())))
    return {
        "rules": {
            "criteria": criteria, "decimals": "2", "missing_policy": "ls_fill", "tie_break": [],
            "minimum_total": None, "scoring_people": str(people), "desk_people": "0", "max_mark": "100.00",
            "trim": "0",
        },
        "places": str(places),
        "nominees": list(table),
        "sheets": [
            {"nominee": nominee, "person": f"p{p}", "round": "interview",
             "marks": {row["code"]: f"{mark}.00" for row in criteria}}
            for nominee, marks in table.items() for p, mark in enumerate(marks) if mark
        ],
        "values": {},
        "left_out": [],
    }  # fmt: skip


def test_steady_panel_leaves_no_doubt():
    found = robustness(given(STEADY))
    assert found["order"] == ["2", "1", "3"]
    assert found["bootstrap"]["first"] == {"2": "1", "1": "0", "3": "0"}
    assert found["bootstrap"]["panels"] == "27"
    assert found["bootstrap"]["ranks"] == {"2": ["1", "1", "1"], "1": ["2", "2", "2"], "3": ["3", "3", "3"]}
    assert [row["first"] for row in found["without"]] == [["2"], ["2"], ["2"]]
    assert found["shadow"]["median"] == {"2": "1", "1": "2", "3": "3"}
    assert found["panel"]["icc"]["ICC3k"]["value"] == "1.000000"
    assert found["panel"]["alpha"] is None
    assert found["ties"] == []
    assert found["weights"] is None


def test_smallest_swap_is_in_points_of_one_mark():
    """82 against 80 over three persons: 6 points more from one make them equal, 6,01 swap them."""
    found = robustness(given({"1": ["80", "80", "80"], "2": ["82", "82", "82"]}))
    [margin] = found["margins"]
    assert (margin["above"], margin["below"], margin["gap"]) == ("2", "1", "2")
    assert (margin["one_mark"]["nominee"], margin["one_mark"]["change"]) == ("1", "601/100")


def test_missing_sheet_brings_alpha_and_whole_rows():
    found = robustness(given(HARSH))
    assert found["order"] == ["2", "1", "3"]
    assert found["panel"]["whole"] == "2"
    assert found["panel"]["cells"][1][0] is None
    assert Fraction(found["panel"]["alpha"]) < 1


def test_noise_makes_a_tie_at_the_prize_place_only():
    table = {"1": ["80", "90", "70"], "2": ["81", "70", "91"], "3": ["60", "95", "84"], "4": ["75", "80", "79"]}
    found = robustness(given(table))
    assert [(tie["above"], tie["below"]) for tie in found["ties"]] == [("2", "1")]


def test_weights_are_drawn_from_the_seal_of_the_rules():
    first = robustness(given(STEADY, ("60.00", "40.00")))["weights"]
    assert first["simplex"]["first"] == {"2": "1", "1": "0", "3": "0"}
    assert robustness(given(STEADY, ("60.00", "40.00")))["weights"] == first


def test_nothing_to_compare_is_none():
    assert robustness(given({"1": ["80", "81", "82"]}))["panel"] is None
    assert robustness(given({"1": ["80", "81", "82"]}))["weights"] is None


def test_everything_is_text():
    def kinds(value):
        if isinstance(value, dict):
            return set().union(*map(kinds, value.values()), *map(kinds, value)) if value else set()
        if isinstance(value, list):
            return set().union(*map(kinds, value))
        return {type(value)}

    assert kinds(robustness(given(HARSH))) <= {str, bool, type(None)}


def test_distance_to_the_next_is_that_of_the_printed_totals():
    """Exactly 1.2068 apart, printed 81,19 and 79,99: on the sheet it is 1,20."""
    rows = [
        RankingRow(nomination=Nomination(number=number), rank=number, units=units, decimals=2)
        for number, units in ((1, 8119), (2, 7999))
    ]
    assert [row.gap for row in firm_rows({}, rows)] == [Fraction(120, 100), None]
