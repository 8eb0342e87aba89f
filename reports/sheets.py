"""Rows as an XLSX or CSV file."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

WIDTH = 24
# How a spreadsheet would begin a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A sheet with a head that stays in view, filters, and prints on the side with its head on every page.

    Integers and decimals stay numbers, with the decimals they have; nothing is an empty cell, and everything else
    is text, so that nothing runs as a formula.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for number in range(1, len(head) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.append([_cell(sheet, text, bold=True) for text in head])
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{count}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The same for programs that know no XLSX: semicolons and decimal commas, as spreadsheets here read them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([[_plain(cell) for cell in row] for row in (head, *rows)])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: object) -> str:
    """A spreadsheet reads a leading sign as a formula; somebody's words are none."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return str(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _cell(sheet: object, value: object, *, bold: bool = False) -> WriteOnlyCell:
    number = value is None or isinstance(value, int | Decimal)
    cell = WriteOnlyCell(sheet, value if number else ILLEGAL_CHARACTERS_RE.sub("", str(value)))
    if not number:
        cell.data_type = "s"
    if isinstance(value, Decimal):
        places = -int(value.as_tuple().exponent)
        cell.number_format = f"#,##0.{'0' * places}" if places > 0 else "#,##0"
    if bold:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
