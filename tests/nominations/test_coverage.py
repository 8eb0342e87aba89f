from datetime import date
from fractions import Fraction

import pytest

from nominations.coverage import (
    Coverage,
    Figure,
    Flag,
    change_pp,
    compare,
    fell,
    percentage,
    together,
)
from paritrana.numbers import delta, pct

SEGMENTS = (("pu", "PU"), ("bpu", "BPU"), ("jakon", "Jakon"), ("pmi", "PMI"))
NOW, BEFORE = date(2024, 12, 31), date(2023, 12, 31)


def coverage(day=NOW, base=None, kind="", branches=(1,), bases=None, confirmed=True, **people):
    return Coverage(
        as_of=day,
        figures=tuple(Figure(1, segment, count, confirmed) for segment, count in people.items()),
        branches=frozenset(branches),
        base=base,
        base_kind=kind,
        segment_bases=bases or {},
    )


# The published figures of docs/domain.md 7, by name.


def test_percentage_kaltim_march_2023():
    assert pct(percentage(962_711, 1_358_649)) == "70,86%"


def test_percentage_bali_march_2025_is_recomputed_not_believed():
    printed, computed = "50,88%", pct(percentage(935_079, 1_873_899))
    assert (computed, computed == printed) == ("49,90%", False)


def test_percentage_jatim_2023():
    assert pct(percentage(4_336_959, 14_531_668)) == "29,84%"


def test_percentage_kutai_timur_2024_informal_is_not_capped():
    assert pct(percentage(77_074, 51_086)) == "150,87%"


def test_percentage_kutai_timur_2024_formal():
    assert pct(percentage(69_528, 79_691)) == "87,25%"


def test_compare_kutai_timur_2024_flags_above_100_and_keeps_both_estimates():
    now = coverage(pu=69_528, bpu=77_074, bases={"pu": 79_691, "bpu": 51_086})
    seen = compare(now, coverage(BEFORE), order=SEGMENTS)
    assert [(part.segment, pct(part.share), part.own_base) for part in seen.segments] == [
        ("pu", "87,25%", True),
        ("bpu", "150,87%", True),
    ]
    assert seen.flags == (Flag.NO_PREVIOUS, Flag.ABOVE_100)


@pytest.mark.parametrize(("people", "base"), [(None, 100), (100, None), (100, 0)])
def test_percentage_missing_is_not_zero(people, base):
    assert percentage(people, base) is None


def test_percentage_of_nobody_is_zero_when_zero_was_entered():
    assert percentage(0, 100) == Fraction(0)


def test_fell_is_decided_by_integers_where_floats_see_no_difference():
    # 10^17 of 3 x 10^17 against one participant less: equal as float, a fall in truth.
    a, b = 10**17, 3 * 10**17
    assert (a / b == (a - 1) / b, fell(a, b, a - 1, b), fell(a, b, a, b)) == (True, True, False)


def test_fell_although_participants_rose():
    assert fell(600, 1000, 650, 1200) is True


def test_change_pp_in_percentage_points():
    assert delta(change_pp(6_520, 10_000, 6_200, 10_000)) == "-3,20"


def test_change_pp_without_a_base_is_missing():
    assert change_pp(1, 0, 1, 2) is None


def test_compare_flags_a_fall_and_the_segment_that_fell():
    before = coverage(BEFORE, 1000, "working", pu=400, bpu=250)
    now = coverage(NOW, 1000, "working", pu=410, bpu=200)
    seen = compare(now, before, order=SEGMENTS)
    assert (delta(seen.change), seen.fell, seen.flags) == ("-4,00", True, (Flag.FELL, Flag.SEGMENT_FELL))
    assert [(part.segment, part.people, delta(part.change)) for part in seen.fallen] == [("bpu", -50, "-5,00")]


def test_compare_a_segment_falls_while_the_whole_rises():
    before = coverage(BEFORE, 1000, "working", pu=400, jakon=50)
    seen = compare(coverage(NOW, 1000, "working", pu=450, jakon=40), before, order=SEGMENTS)
    assert (delta(seen.change), seen.fell, seen.flags) == ("+4,00", False, (Flag.SEGMENT_FELL,))


def test_compare_segment_changes_add_up_to_the_whole():
    before = coverage(BEFORE, 977, "working", pu=401, bpu=97, jakon=13)
    seen = compare(coverage(NOW, 1013, "working", pu=399, bpu=131, jakon=12), before, order=SEGMENTS)
    assert sum(part.change for part in seen.segments) == seen.change


def test_compare_a_new_region_is_not_a_fall():
    before, now = coverage(BEFORE, 900, "working", pu=800), coverage(NOW, 1000, "working", pu=300)
    seen = compare(now, before, order=SEGMENTS, existed_from=date(2024, 6, 1))
    assert (seen.change, seen.fell, seen.flags[0]) == (None, False, Flag.NEW_REGION)
    assert str(Flag.NEW_REGION.label) == "Daerah baru/gabungan: tidak ada data pembanding"


def test_compare_another_kind_of_base_is_not_compared():
    before, now = coverage(BEFORE, 1000, "working", pu=500), coverage(NOW, 2000, "labour_force", pu=500)
    seen = compare(now, before, order=SEGMENTS)
    assert (seen.change, seen.fell, seen.flags) == (None, False, (Flag.OTHER_BASE,))


def test_compare_a_segment_nobody_entered_is_not_a_fall():
    before = coverage(BEFORE, 1000, "working", pu=500, jakon=100)
    seen = compare(coverage(NOW, 1000, "working", pu=510), before, order=SEGMENTS)
    assert (seen.change, seen.fell, seen.flags) == (None, False, (Flag.OTHER_SEGMENTS,))
    assert [(part.segment, part.now, part.fell) for part in seen.segments] == [
        ("pu", 510, False),
        ("jakon", None, False),
    ]


def test_compare_flags_base_zero_small_and_moved():
    zero = compare(coverage(NOW, 0, "working", pu=5), coverage(BEFORE), order=SEGMENTS)
    small = compare(coverage(NOW, 99, "working", pu=5), coverage(BEFORE), order=SEGMENTS)
    moved = compare(coverage(NOW, 1201, "working", pu=700), coverage(BEFORE, 1000, "working", pu=500), order=SEGMENTS)
    kept = compare(coverage(NOW, 1200, "working", pu=700), coverage(BEFORE, 1000, "working", pu=500), order=SEGMENTS)
    assert [zero.flags[-1], small.flags[-1], moved.flags, kept.flags] == [
        Flag.BASE_ZERO,
        Flag.BASE_SMALL,
        (Flag.BASE_MOVED,),
        (),
    ]


def test_coverage_is_incomplete_while_a_branch_is_missing():
    half = coverage(NOW, 1000, "working", branches=(1, 2), pu=500)
    assert (half.complete, half.missing) == (False, frozenset({2}))
    assert Flag.INCOMPLETE in compare(half, coverage(BEFORE), order=SEGMENTS).flags


def test_coverage_nothing_entered_is_missing_not_zero():
    none = coverage(NOW, 1000, "working")
    assert (none.total, none.percentage, none.complete, none.confirmed) == (None, None, False, False)


def test_together_needs_every_regency_and_one_kind_of_base():
    one, other = coverage(NOW, 1000, "working", pu=500), coverage(NOW, 3000, "working", pu=700)
    unlike, missing = coverage(NOW, 3000, "labour_force", pu=700), coverage(NOW, 1000, "working")
    assert [together([one, other]), together([one, unlike]), together([one, missing]), together([])] == [
        (1200, 4000),
        None,
        None,
        None,
    ]
