from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.engine.canonical import sha256
from scoring.engine.rules import (
    Criterion,
    MarkError,
    Rules,
    global_weights,
    largest_remainder,
    parse_mark,
    parse_weight,
)

RULES = Rules(
    criteria=(
        Criterion("berkas", "Berkas", "group", 0),
        Criterion("regulasi", "Regulasi", "desk", 2000, "berkas"),
        Criterion("inovasi", "Inovasi", "desk", 1500, "berkas"),
        Criterion("cakupan", "Cakupan", "computed", 2500),
        Criterion("hadir", "Kehadiran kepala daerah", "attendance", 500),
        Criterion("wawancara", "Wawancara", "panel", 3500),
    ),
    tie_break=("wawancara", "berkas"),
    minimum_total="60.00",
    scoring_people=9,
    desk_people=3,
)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("83,5", 8350),
        ("83.5", 8350),
        (" 83,50 ", 8350),
        ("0", 0),
        ("100", 10_000),
        ("100,00", 10_000),
        ("085", 8500),
    ],
)
def test_mark_takes_comma_or_point(text, units):
    assert parse_mark(text) == units


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("1.234", "decimals"),
        ("83,505", "decimals"),
        ("100,01", "range"),
        ("1000", "range"),
        ("9" * 5000, "range"),
        ("-5", "format"),
        ("+5", "format"),
        ("8e1", "format"),
        ("8,", "format"),
        (",5", "format"),
        ("1.234,5", "format"),
        ("8 5", "format"),
        ("delapan", "format"),
        ("٨٥", "format"),
        ("NaN", "format"),
    ],
)
def test_mark_refuses_what_could_be_misread(text, code):
    with pytest.raises(MarkError) as refused:
        parse_mark(text)
    assert refused.value.code == code


def test_mark_keeps_to_a_smaller_scale():
    assert parse_mark("10", maximum=1000) == 1000
    with pytest.raises(MarkError):
        parse_mark("10,01", maximum=1000)


def test_equal_thirds_are_offered_as_33_34_33_33_33_33():
    assert largest_remainder([1, 1, 1], 10_000) == [3334, 3333, 3333]
    assert sum(map(parse_weight, ("33,34", "33,33", "33.33"))) == 10_000


def test_largest_remainder_keeps_proportion_and_sum():
    assert largest_remainder([Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], 100) == [50, 33, 17]
    assert largest_remainder([Fraction(0), Fraction(5)], 7) == [0, 7]
    assert largest_remainder([Fraction(0), Fraction(0)], 0) == [0, 0]
    with pytest.raises(ValueError):
        largest_remainder([0, 0], 1)


def test_local_weights_become_global_rationals():
    tree = (
        Criterion("berkas", "Berkas", "group", 4000),
        Criterion("regulasi", "Regulasi", "desk", 3334, "berkas"),
        Criterion("inovasi", "Inovasi", "desk", 6666, "berkas"),
        Criterion("wawancara", "Wawancara", "panel", 6000),
    )
    weights = global_weights(tree)
    assert weights == {
        "regulasi": Fraction(6668, 5),
        "inovasi": Fraction(13332, 5),
        "wawancara": Fraction(6000),
    }
    assert largest_remainder(list(weights.values()), 10_000) == [1334, 2666, 6000]
    with pytest.raises(ValueError, match="berkas"):
        global_weights((tree[0], replace(tree[1], weight=3333), *tree[2:]))


def test_good_rules_have_no_problems():
    assert RULES.check() == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"criteria": ()}, "no_criteria"),
        ({"criteria": RULES.criteria[:-1]}, "weights_sum 6500"),
        ({"decimals": 1}, "decimals 1"),
        ({"decimals": 5}, "decimals 5"),
        ({"missing_policy": "zero"}, "unknown_missing_policy zero"),
        ({"tie_break": ("abjad",)}, "unknown_tie_break abjad"),
        ({"tie_break": ("berkas", "berkas")}, "repeated_tie_break"),
        ({"minimum_total": "enam puluh"}, "minimum_total enam puluh"),
        ({"scoring_people": 0}, "scoring_people 0"),
        ({"desk_people": 0}, "desk_people 0"),
        ({"max_mark": 0}, "max_mark 0"),
        ({"criteria": (*RULES.criteria, Criterion("hadir", "Hadir", "panel", 1))}, "duplicate_code hadir"),
        ({"criteria": (*RULES.criteria, Criterion("x", "X", "panel", 0))}, "weight_range x"),
        ({"criteria": (*RULES.criteria, Criterion("x", "X", "guess", 1))}, "unknown_source x"),
        ({"criteria": (*RULES.criteria, Criterion("x", "X", "group", 0))}, "empty_group x"),
        ({"criteria": (*RULES.criteria, Criterion("x", "X", "panel", 1, "y"))}, "unknown_parent x"),
        ({"criteria": (*RULES.criteria, Criterion("x", "X", "group", 0, "x"))}, "parent_circle x"),
        ({"criteria": (*RULES.criteria, Criterion("x", "X", "panel", 1, "cakupan"))}, "group_weight cakupan"),
        ({"criteria": (*RULES.criteria, Criterion("", "X", "panel", 1))}, "empty_code"),
    ],
)
def test_rules_name_what_is_wrong(change, problem):
    assert problem in replace(RULES, **change).check()


def test_nothing_is_renormalised_silently():
    thirds = tuple(Criterion(code, code, "panel", 3333) for code in "abc")
    assert Rules(thirds, scoring_people=9).check() == ["weights_sum 9999"]


def test_leaves_follow_the_tree():
    assert [leaf.code for leaf in RULES.leaves("desk")] == ["regulasi", "inovasi"]
    assert RULES.leaves_under("berkas") == ("regulasi", "inovasi")
    assert RULES.leaves_under("cakupan") == ("cakupan",)


def test_rules_survive_the_way_through_json_strings():
    data = RULES.as_dict()
    assert data["criteria"][1] == {
        "code": "regulasi",
        "name": "Regulasi",
        "source": "desk",
        "weight": "20.00",
        "parent": "berkas",
    }
    assert Rules.from_dict(data) == RULES
    assert sha256(data) == sha256(Rules.from_dict(data).as_dict())
