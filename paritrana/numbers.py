"""How figures and times are written in Bahasa Indonesia: 1.234,56, 70,86%, Rp5.000,00, pukul 15.00 WITA.

No float enters: an official number is an int, a Decimal or a Fraction. None is missing, printed as a dash,
never as zero. Rounding is half up, once. A moment is an aware datetime in the zone it is to be shown in.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lokal import terbilang

Number = int | Decimal | Fraction

MISSING = "–"
ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


def _write(units: int, decimals: int) -> str:
    """Units of 10^-decimals with thousands in points and decimals behind a comma."""
    whole, rest = divmod(abs(units), 10**decimals)
    text = f"{whole:,}".replace(",", ".")
    if decimals:
        text += f",{rest:0{decimals}d}"
    return f"-{text}" if units < 0 else text


def _units(value: Number, decimals: int) -> int:
    """`value` in units of 10^-decimals, half up (away from zero)."""
    if isinstance(value, float):
        raise TypeError("a figure that is shown is an int, a Decimal or a Fraction, never a float")
    exact = Fraction(value)
    units: int = (2 * abs(exact.numerator) * 10**decimals + exact.denominator) // (2 * exact.denominator)
    return -units if exact < 0 else units


def _own_decimals(value: Number) -> int:
    if isinstance(value, int):
        return 0
    if isinstance(value, Fraction):
        return 2
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def num(value: Number | None, decimals: int | None = None) -> str:
    """1.234,56; without `decimals` as many as the value carries (a Fraction: two)."""
    if value is None:
        return MISSING
    if decimals is None and not isinstance(value, float):
        decimals = _own_decimals(value)
    return _write(_units(value, decimals or 0), decimals or 0)


def pct(value: Number | None, decimals: int = 2) -> str:
    """70,86% of a value that is already in percent; no space before the sign."""
    return MISSING if value is None else f"{num(value, decimals)}%"


def points(units: int | None, decimals: int = 2) -> str:
    """A total kept as an integer of units 10^-decimals: 8203 -> 82,03."""
    return MISSING if units is None else _write(units, decimals)


def delta(value: Number | None, decimals: int = 2) -> str:
    """A change with its sign: +1,20, -3,20, 0,00."""
    if value is None:
        return MISSING
    units = _units(value, decimals)
    return ("+" if units > 0 else "") + _write(units, decimals)


def rupiah(value: Number | None) -> str:
    """Rp5.000,00."""
    if value is None:
        return MISSING
    text = num(value, 2)
    return f"-Rp{text[1:]}" if text.startswith("-") else f"Rp{text}"


def size(count: int | None) -> str:
    """A number of bytes for people: 820 B, 12 KB, 1,5 MB."""
    if count is None:
        return MISSING
    if count < 1024:
        return f"{count} B"
    if count < 1024**2:
        return f"{num(Fraction(count, 1024), 0)} KB"
    megabytes = Fraction(count, 1024**2)
    return f"{num(megabytes, 0 if megabytes.denominator == 1 else 1)} MB"


def seal(digest: str | None) -> str:
    """The first twelve characters of a seal in groups of four: 3f2a 91bc 77d0."""
    return " ".join(re.findall(".{1,4}", digest[:12])) if digest else MISSING


def zone_name(moment: datetime) -> str:
    """WIB, WITA or WIT, by the offset of the moment; elsewhere the zone's own name."""
    offset = moment.utcoffset()
    return ZONES.get(offset, moment.tzname() or "") if offset is not None else ""


def tanggal(day: date | None) -> str:
    """Senin, 28 Juli 2025. The weekday is computed, never typed."""
    return MISSING if day is None else format_date(day, "l, j F Y")


def tanggal_pendek(day: date | None) -> str:
    """28 Jul 2025."""
    return MISSING if day is None else format_date(day, "j M Y")


def tanggal_terbilang(day: date) -> str:
    """Senin tanggal dua puluh delapan bulan Juli tahun dua ribu dua puluh lima (28-07-2025), as minutes begin."""
    return _("%(weekday)s tanggal %(day)s bulan %(month)s tahun %(year)s (%(digits)s)") % {
        "weekday": format_date(day, "l"),
        "day": terbilang(day.day),
        "month": format_date(day, "F"),
        "year": terbilang(day.year),
        "digits": f"{day:%d-%m-%Y}",
    }


def pukul(moment: datetime | None) -> str:
    """15.00 WITA."""
    return MISSING if moment is None else f"{moment:%H.%M} {zone_name(moment)}".rstrip()


def waktu(moment: datetime | None) -> str:
    """Senin, 28 Juli 2025 pukul 15.00 WITA."""
    if moment is None:
        return MISSING
    return _("%(tanggal)s pukul %(pukul)s") % {"tanggal": tanggal(moment), "pukul": pukul(moment)}


def sisa(moment: datetime, now: datetime) -> str:
    """How long until a deadline: by days of the calendar, on the last day by hours and minutes."""
    if moment <= now:
        return _("sudah lewat")
    days = (moment.date() - now.astimezone(moment.tzinfo).date()).days
    if days > 1:
        return ngettext("%(days)s hari lagi", "%(days)s hari lagi", days) % {"days": days}
    if days == 1:
        return _("besok")
    minutes = max(1, int((moment - now).total_seconds()) // 60)
    if minutes < 60:
        return ngettext("%(count)s menit lagi", "%(count)s menit lagi", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)s jam lagi", "%(count)s jam lagi", hours) % {"count": hours}


def batas(moment: datetime | None, now: datetime) -> str:
    """Kamis, 31 Juli 2025 pukul 23.59 WITA (2 hari lagi)."""
    return MISSING if moment is None else f"{waktu(moment)} ({sisa(moment, now)})"
