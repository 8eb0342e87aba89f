from datetime import date

from paritrana.working_days import is_working, national, nth_after

WEEK = date(2026, 8, 14)  # a Friday


def test_weekend_and_days_off_do_not_count():
    off = {date(2026, 8, 17): "Proklamasi"}
    days = [date(2026, 8, day) for day in range(14, 20)]
    assert [is_working(day, off) for day in days] == [True, False, False, False, True, True]
    assert nth_after(WEEK, 0, off) == WEEK
    assert nth_after(WEEK, 3, off) == date(2026, 8, 20)


def test_national_list_names_its_decree_and_nothing_is_invented():
    found = national(2026)
    assert (found.days[date(2026, 8, 17)], found.decree[:14]) == ("Proklamasi Kemerdekaan", "SKB Nomor 1497")
    assert national(2025) is None
