"""Working days: Monday to Friday without the days that are off. No clock, no database: the days off come in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from lokal.holidays import HOLIDAY_YEARS, get_holidays

SATURDAY = 5


@dataclass(frozen=True)
class National:
    """The days off of one year for the whole nation, with the joint decree they come from."""

    decree: str
    days: dict[date, str]


def national(year: int) -> National | None:
    """Libur nasional and cuti bersama of a year; None where no published list is at hand."""
    if year not in HOLIDAY_YEARS:
        return None
    found = get_holidays(year)
    return National(found.decree, {date.fromisoformat(row.date): row.name for row in found.holidays})


def is_working(day: date, off: Collection[date]) -> bool:
    """
    >>> is_working(date(2026, 8, 18), {date(2026, 8, 17)}), is_working(date(2026, 8, 17), {date(2026, 8, 17)})
    (True, False)
    """
    return day.weekday() < SATURDAY and day not in off


def nth_after(day: date, count: int, off: Collection[date]) -> date:
    """The `count`-th working day after `day`, which itself does not count.

    >>> nth_after(date(2026, 8, 14), 3, {date(2026, 8, 17)})
    datetime.date(2026, 8, 20)
    """
    while count:
        day += timedelta(days=1)
        count -= is_working(day, off)
    return day
