"""The columns of a list of candidates, found by their headings, and what stands in their cells. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nominations.regency_names import tidy_code

GOVERNMENT, VILLAGE, COMPANY = "government", "village", "company"
# Columns by the kind of candidate, in the order of the template: name of the column -> heading.
HEADINGS: dict[str, dict[str, Any]] = {
    GOVERNMENT: {"code": gettext_lazy("Kode Kemendagri"), "regency": gettext_lazy("Kabupaten/kota")},
    VILLAGE: {
        "code": gettext_lazy("Kode Kemendagri desa/kelurahan"),
        "name": gettext_lazy("Nama desa/kelurahan"),
        "address": gettext_lazy("Alamat"),
    },
    COMPANY: {
        "code": gettext_lazy("Kode Kemendagri"),
        "regency": gettext_lazy("Kabupaten/kota"),
        "name": gettext_lazy("Nama badan usaha"),
        "npp": "NPP",
        "nib": "NIB",
        "address": gettext_lazy("Alamat"),
    },
}
NEEDED = {GOVERNMENT: ("code", "regency"), VILLAGE: ("code", "name"), COMPANY: ("code", "regency", "name")}
HEADING_ROWS = 20

Cell = Any
Table = Sequence[Sequence[Cell]]


def headed(tables: Sequence[Table], kind: str) -> tuple[Table, int, dict[str, int]]:
    """The table to read, where its headings stand and which column holds what."""
    for table in tables:
        for at, cells in enumerate(table[:HEADING_ROWS]):
            named = [(_column(cell, kind), index) for index, cell in enumerate(cells)]
            names = [name for name, _index in named if name]
            if not set(NEEDED[kind]) <= set(names):
                continue
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValidationError(
                    _("Sisakan satu kolom saja untuk %(names)s."),
                    params={"names": ", ".join(str(HEADINGS[kind][name]) for name in twice)},
                )
            return table, at, {name: index for name, index in named if name}
    raise ValidationError(
        _("Beri judul kolom seperti di templat: %(names)s."),
        params={"names": ", ".join(str(heading) for heading in HEADINGS[kind].values())},
    )


# Columns of a list of companies that speak of something else than its name.
OTHERS = {"skala", "bidang", "jenis", "sektor", "jumlah", "tahun", "nomor", "no", "email", "telepon", "kbli", "status"}


def _column(heading: Cell, kind: str) -> str:
    """What a column holds by its heading; empty if not ours."""
    if not isinstance(heading, str) or len(heading) > 80:
        return ""
    known = set(re.findall(r"[a-z]+", heading.lower()))
    if kind == COMPANY and ("npp" in known or {"pendaftaran", "perusahaan"} <= known):
        return "npp"
    if kind == COMPANY and ("nib" in known or {"induk", "berusaha"} <= known):
        return "nib"
    if "alamat" in known:
        return "address" if kind != GOVERNMENT else ""
    if "kode" in known:
        of_another = {"bps", "pos", "provinsi", "cabang", "kantor"} | (
            {"kab", "kabupaten"} if kind == VILLAGE else set()
        )
        return "" if known & of_another else "code"
    if kind == VILLAGE:
        return "name" if known & {"desa", "kelurahan"} and not known & OTHERS else ""
    if known & {"kabupaten", "kab", "kota", "daerah"}:
        return "regency"
    if kind == COMPANY and (known & {"nama", "perusahaan"} or {"badan", "usaha"} <= known):
        return "" if known & OTHERS else "name"
    return ""


def text(cell: Cell) -> str:
    """A cell as it was meant: 11007777.0 is the number 11007777 that a spreadsheet made of a text."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()).lstrip("'")


def read_cell(name: str, kind: str, cell: Cell) -> str:
    return tidy_code(cell) if name == "code" and kind != VILLAGE else text(cell)


def village_code(cell: Cell) -> str:
    """64.02.07.2004 of "64.02.07.2004", "6402072004" and of the number; empty if it is none."""
    found = re.fullmatch(r"(\d{2})\.?(\d{2})\.?(\d{2})\.?(\d{4})", text(cell))
    return ".".join(found.groups()) if found else ""


def village_name(name: str) -> str:
    return re.sub(r"^(desa|kelurahan|kel|ds)\b\W*", "", name.casefold()).replace(" ", "").replace("-", "")
