"""Berita Acara Seleksi Administrasi: the frozen row of the selection -> the context that is printed."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from nominations.models import SelectionBasis, SelectionMinutes
from nominations.workflow import Status
from paritrana.numbers import pct, tanggal_terbilang
from reports.documents import Data, edition_facts, plain_date, sheet


def selection_minutes(minutes: SelectionMinutes, *, number: str) -> Data:
    """Who decided, by what, who goes on and who is left out with the reason."""
    category, content = minutes.category, minutes.content
    edition = category.edition
    rows = content["rows"]
    return {
        **sheet(edition.province, edition),
        "number": number,
        "edition": edition_facts(edition),
        "category": category.name,
        "committee": edition.committee_name,
        "opening": opening(minutes.held_on, minutes.place),
        "present": content["present"],
        "absent": content["absent"],
        "basis": basis_words(content["basis"]),
        "departures": content["departures"],
        "late": late_words(rows),
        "through": [row for row in rows if row["outcome"] == Status.SHORTLISTED],
        "left": [row for row in rows if row["outcome"] == Status.NOT_SHORTLISTED],
        "ended": [
            {**row, "state": str(Status(row["outcome"]).label)}
            for row in rows
            if row["outcome"] not in (Status.SHORTLISTED, Status.NOT_SHORTLISTED)
        ],
        "place": edition.province.capital,
        "date": plain_date(minutes.held_on),
    }


def late_words(rows: list[Data]) -> list[str]:
    """Who was proposed after the deadline, by which letter."""
    words = _("%(number)s. %(nominee)s: surat nomor %(late_letter)s")
    return [words % row for row in rows if row.get("late_letter")]


def opening(day: date, place: str) -> str:
    """Pada hari ini, Senin tanggal dua puluh delapan bulan Juli tahun dua ribu dua puluh lima (28-07-2025), ..."""
    facts = {"day": tanggal_terbilang(day), "place": place}
    return _("Pada hari ini, %(day)s, bertempat di %(place)s,") % facts


def basis_words(basis: dict[str, Any]) -> list[str]:
    """By what the line was drawn, and the rule for equals on it, in sentences."""
    measure = str(SelectionBasis.Measure(basis["measure"]).label)
    if basis["method"] == SelectionBasis.Method.LEAST:
        first = _("Nomine adalah kandidat dengan %(measure)s paling sedikit %(least)s.") % {
            "measure": measure.lower(),
            "least": pct(Decimal(basis["least"])),
        }
    elif basis["method"] == SelectionBasis.Method.QUOTA:
        first = _("Nomine adalah %(quota)s kandidat dengan %(measure)s tertinggi.") % {
            "measure": measure.lower(),
            "quota": basis["quota"],
        }
    else:
        return [_("Kandidat dipilih satu per satu, masing-masing dengan alasan tertulis.")]
    if basis["tie"] == SelectionBasis.Tie.PLENARY:
        second = _("Di antara kandidat bernilai sama pada garis seleksi, rapat memilih dengan kriteria: %s.")
        return [first, second % basis["criterion"]]
    return [first, _("Semua kandidat bernilai sama pada garis seleksi diloloskan.")]
