"""The spreadsheet a branch fills in: its regencies with their codes, and last year's figures beside them."""

import io
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from nominations.imports import HEADINGS, MEASURES
from paritrana.numbers import tanggal_pendek

FIRST, OTHERS = 28, 17


def template(regencies: Iterable[tuple[str, str]], before: date, figures: Mapping[str, Mapping[str, int]]) -> bytes:
    """XLSX with `regencies` as (code, name) and the figures of `before` by code and measure."""
    rows = list(regencies)
    book = Workbook()
    sheet = book.active
    sheet.title = _("Cakupan")
    _table(sheet, [[code, name] for code, name in rows])
    last = book.create_sheet(_("Angka per %(day)s") % {"day": tanggal_pendek(before)})
    _table(last, [[code, name, *(figures.get(code, {}).get(key) for key in MEASURES)] for code, name in rows])
    notes = book.create_sheet(_("Petunjuk"))
    notes.column_dimensions["A"].width = 100
    for text in (
        _("Isi lembar Cakupan; lembar lain hanya untuk dibaca dan tidak diimpor."),
        _("Kosongkan yang belum ada: yang kosong tidak mengubah apa pun. Tulis 0 bila memang tidak ada peserta."),
        _("Tulis jumlah orang sebagai bilangan bulat. Persentase dihitung oleh portal."),
        _("Kode adalah kode Kemendagri, bukan kode BPS. Jangan mengubah kode dan nama daerah."),
        _("Jangan menaruh data perorangan di berkas ini."),
    ):
        notes.append([text])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, also after it was saved as CSV."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _table(sheet: Worksheet, rows: list[list[str | int | None]]) -> None:
    sheet.append([harmless(str(heading)) for heading in HEADINGS])
    for row in rows:
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for at in range(1, len(HEADINGS) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = FIRST if at == 2 else OTHERS
    for line in range(2, len(rows) + 2):
        sheet.cell(line, 1).number_format = "@"
        for at in range(3, len(HEADINGS) + 1):
            sheet.cell(line, at).number_format = "#,##0"
    sheet.freeze_panes = "C2"
