from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from interviews.schedule import Booking, Shape, clashes, hull, overlaps, slot_times

WITA = ZoneInfo("Asia/Makassar")


def at(hour, minute=0, day=28):
    return datetime(2025, 7, day, hour, minute, tzinfo=WITA)


def times(periods):
    return [f"{start:%H.%M}-{end:%H.%M}" for start, end in periods]


def test_slot_times_default_shape_is_7_13_5():
    assert times(slot_times(at(9), 3, Shape())) == ["09.00-09.20", "09.25-09.45", "09.50-10.10"]


def test_slot_times_begin_after_a_break_they_would_run_into():
    lunch = [(at(12), at(13))]
    assert times(slot_times(at(11, 30), 3, Shape(), lunch)) == ["11.30-11.50", "13.00-13.20", "13.25-13.45"]


def test_slot_times_may_end_exactly_when_a_break_begins():
    assert times(slot_times(at(11, 40), 1, Shape(), [(at(12), at(13))])) == ["11.40-12.00"]


def test_slot_times_two_breaks_that_touch():
    breaks = [(at(12, 30), at(13)), (at(12), at(12, 30))]
    assert times(slot_times(at(11, 50), 1, Shape(), breaks)) == ["13.00-13.20"]


def test_slot_times_nineteen_turns_take_the_known_day():
    """users.md 1.18: 19 turns of 25 minutes are 7 h 55 (the last one needs no gap)."""
    order = slot_times(at(8), 19, Shape())
    assert order[-1][1] - order[0][0] + Shape().pause == timedelta(hours=7, minutes=55)


def test_slot_times_of_none():
    assert slot_times(at(9), 0, Shape()) == []


def test_overlaps_back_to_back_is_free():
    assert (overlaps((at(9), at(10)), (at(10), at(11))), overlaps((at(9), at(10)), (at(9, 59), at(11)))) == (
        False,
        True,
    )


def test_hull_spans_all():
    assert hull([(at(10), at(11)), (at(9), at(9, 20))]) == (at(9), at(11))


def test_clashes_names_the_pair():
    taken = Booking("panelist", 7, "Panelis 7", (at(9), at(12)), "Sesi A")
    wanted = Booking("panelist", 7, "Panelis 7", (at(11), at(13)), "Sesi B")
    free = Booking("panelist", 8, "Panelis 8", (at(11), at(13)), "Sesi B")
    assert clashes([wanted, free], [taken]) == [(wanted, taken)]


def test_clashes_within_the_wanted_order():
    first = Booking("nominee", 1, "Berau", (at(9), at(9, 20)), "Sesi A")
    again = Booking("nominee", 1, "Berau", (at(9, 10), at(9, 30)), "Sesi A")
    assert clashes([first, again], []) == [(again, first)]
