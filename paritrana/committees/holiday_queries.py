"""The days off of a province: the national lists of the years concerned, and what the province says besides."""

from datetime import date

from paritrana.committees.models import Holiday
from paritrana.regions.models import Province
from paritrana.working_days import national, nth_after


def days_off(province: Province, years: range) -> dict[date, str]:
    """Every day off of these years with its name; a day the province works is not among them."""
    found = {day: name for year in years if (list_ := national(year)) for day, name in list_.days.items()}
    for row in Holiday.objects.filter(province=province, day__year__in=years):
        if row.is_off:
            found[row.day] = row.name
        else:
            found.pop(row.day, None)
    return found


def working_day_after(province: Province, day: date, count: int) -> date:
    """The `count`-th working day after `day` by the table of the province."""
    return nth_after(day, count, days_off(province, range(day.year, day.year + 2)))


def years_without_list(first: date, last: date) -> list[int]:
    """The years between two days of which no national list is at hand: only what is added by hand counts there."""
    return [year for year in range(first.year, last.year + 1) if national(year) is None]
