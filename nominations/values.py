"""How an answer is typed, stored and shown. Stored text has one form per kind, so that equal means equal.

Answers in rows (regulations, tables) are stored as text too: a line for each row, its cells parted by `BAR`.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from paritrana.numbers import num

YES, NO = "yes", "no"
TEXT_LENGTH = 5000
# 1250, 1.250, 1.250.000,5: points group thousands, a comma starts the fraction.
NUMBER = re.compile(r"(\d{1,3}(\.\d{3})+|\d{1,18})(,\d{1,6})?", re.ASCII)
IN_ROWS = ("regulation", "table")
BAR = " | "
ROWS = 30
REGULATIONS = ("Perda", "Pergub", "Perbup", "Perwali", "Perdes", "Instruksi", "SE", "SK", "MoU", "Lainnya")
REGULATION_COLUMNS = (
    gettext_lazy("Jenis"),
    gettext_lazy("Nomor"),
    gettext_lazy("Tahun"),
    gettext_lazy("Tentang"),
)
# "Perda Nomor 4 Tahun 2023 tentang Ketenagakerjaan", "SK No. 12/2024": as people write it in one line.
REGULATION = re.compile(
    r"(?P<kind>\S+)\s+(?:(?:nomor|no\.?)\s*)?(?P<number>\S.*?)\s*(?:/|\s+tahun\s+)(?P<year>\d{4})"
    r"(?:\s+tentang\s+(?P<about>.+))?",
    re.IGNORECASE | re.ASCII,
)
YEAR = re.compile(r"(19|20)\d\d", re.ASCII)


def canonical(kind: str, choices: Sequence[str], typed: str) -> str:
    """The stored form of what was typed; empty stays empty. ValidationError says how to write it."""
    typed = typed.strip()
    if not typed:
        return ""
    if kind == "yes_no":
        if typed not in (YES, NO):
            raise ValidationError(_("Pilih Ya atau Tidak."), code="choice")
        return typed
    if kind == "choice":
        if typed not in choices:
            raise ValidationError(_("Pilih salah satu jawaban yang tersedia."), code="choice")
        return typed
    if kind == "number":
        return _number(typed)
    if kind in IN_ROWS:
        typed = _in_rows(kind, columns_of(kind, choices), typed)
    if len(typed) > TEXT_LENGTH:
        raise ValidationError(
            _("Ringkas uraian menjadi paling banyak %(limit)s huruf; sekarang %(now)s."),
            code="long",
            params={"limit": num(TEXT_LENGTH), "now": num(len(typed))},
        )
    return typed.replace("\r\n", "\n")


def _number(typed: str) -> str:
    plain = re.sub(r"[\s\u00a0]", "", typed.removeprefix("Rp"))
    if not NUMBER.fullmatch(plain):
        raise ValidationError(
            _("Tulis angka saja, misalnya 1.250 atau 1.250,5 (titik untuk ribuan, koma untuk pecahan)."),
            code="number",
        )
    value = Decimal(plain.replace(".", "").replace(",", "."))
    return f"{value.normalize():f}"


def columns_of(kind: str, choices: Sequence[str]) -> list[str]:
    """The heads of an answer in rows; a table names its own."""
    return [str(name) for name in (REGULATION_COLUMNS if kind == "regulation" else choices)]


def cells_of(value: str) -> list[list[str]]:
    """The rows of such an answer; blank ones are left out."""
    rows = [[" ".join(cell.split()) for cell in line.split("|")] for line in value.splitlines()]
    return [row for row in rows if any(row)]


def _in_rows(kind: str, columns: Sequence[str], typed: str) -> str:
    rows = cells_of(typed)
    if len(rows) > ROWS:
        raise ValidationError(
            _("Tulis paling banyak %s baris; unggah sisanya sebagai data dukung.") % ROWS, code="long"
        )
    lines = []
    for place, cells in enumerate(rows, 1):
        if kind == "regulation":
            cells = _regulation(place, cells)
        if len(cells) > len(columns):
            raise ValidationError(
                _("Baris %(place)s berisi lebih dari %(count)s kolom (%(names)s); jangan memakai tanda | dalam isian."),
                code="columns",
                params={"place": place, "count": len(columns), "names": ", ".join(columns)},
            )
        lines.append(BAR.join([*cells, *[""] * (len(columns) - len(cells))]).rstrip())
    return "\n".join(lines)


def _regulation(place: int, cells: list[str]) -> list[str]:
    """Kind, number, year and, where it is told, what it is about."""
    if len(cells) == 1 and (found := REGULATION.fullmatch(cells[0])):
        cells = [found["kind"], found["number"], found["year"], found["about"] or ""]
    kind, number, year, *about = [*cells, "", "", ""][: max(4, len(cells))]
    known = {one.casefold(): one for one in REGULATIONS}
    if not (kind.casefold() in known and number and YEAR.fullmatch(year)):
        raise ValidationError(
            _("Lengkapi jenis (%(kinds)s), nomor, dan tahun peraturan pada baris %(place)s."),
            code="regulation",
            params={"kinds": ", ".join(REGULATIONS), "place": place},
        )
    return [known[kind.casefold()], number, year, *about]


def typed(kind: str, value: str) -> str:
    """A stored answer as it stands in the field when it is edited."""
    return num(Decimal(value)) if kind == "number" and value else value


def shown(kind: str, value: str, unit: str = "", columns: Sequence[str] = ()) -> str:
    """A stored answer in words, a table by its `columns`; an answer that is missing is an empty string."""
    if not value:
        return ""
    if kind == "yes_no":
        return str(_("Ya")) if value == YES else str(_("Tidak"))
    if kind == "number":
        figure = num(Decimal(value))
        return f"Rp{figure}" if unit == "Rp" else f"{figure} {unit}".strip()
    if kind == "regulation":
        return "\n".join(_named(cells) for cells in cells_of(value))
    if kind == "table" and columns:
        rows = [zip(columns, cells, strict=False) for cells in cells_of(value)]
        return "\n".join("; ".join(f"{name}: {cell or '–'}" for name, cell in row) for row in rows)
    return value


def _named(cells: list[str]) -> str:
    """Perda Nomor 4 Tahun 2023 tentang Ketenagakerjaan; what is only half typed stands as it is."""
    if len(cells) < 3:
        return BAR.join(cells)
    words = {"kind": cells[0], "number": cells[1], "year": cells[2]}
    named = _("%(kind)s Nomor %(number)s Tahun %(year)s") % words
    return _("%(named)s tentang %(about)s") % {"named": named, "about": cells[3]} if cells[3:4] and cells[3] else named
