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

# Of the letters that a spreadsheet begins with: the widest column, and the height of a line in points.
WIDEST = 40
LINE = 15
FONT = "Calibri"
# How a spreadsheet would begin a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A sheet with a head that stays in view, filters, and prints on the side with its head on every page.

    Integers and decimals stay numbers, with the decimals they have; nothing is an empty cell, and everything else
    is text, so that nothing runs as a formula.
    """
    lines = [list(row) for row in rows]
    columns = list(zip(head, *lines, strict=True))
    widths = [_width(*column) for column in columns]
    figures = [any(isinstance(value, int | Decimal) for value in column) for column in columns]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&P / &N"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate([head, *lines], 1):
        # Not every program makes room by itself for a text that goes on below.
        sheet.row_dimensions[number].height = LINE * max(map(_height, row, widths))
        sheet.append([_cell(sheet, *cell, bold=number == 1) for cell in zip(row, figures, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(lines) + 1}"
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


def _width(head: str, *values: object) -> int:
    """As its longest line asks for; a head is broken between words only. Room for the button of the filter."""
    found = [len(line) for value in values if value is not None for line in str(value).split("\n")]
    return min(max([*found, *map(len, head.split())]) + 3, WIDEST)


def _height(value: object, width: int) -> int:
    """In lines."""
    return 1 if value is None else sum(-(-len(line) // (width - 2)) or 1 for line in str(value).split("\n"))


def _cell(sheet: object, value: object, figure: bool, *, bold: bool) -> WriteOnlyCell:
    number = value is None or isinstance(value, int | Decimal)
    cell = WriteOnlyCell(sheet, value if number else ILLEGAL_CHARACTERS_RE.sub("", str(value)))
    cell.font = Font(name=FONT, bold=bold)
    # In a column of figures the head stands on the right too; other texts keep off the figures beside them.
    side = "right" if figure else "left"
    cell.alignment = Alignment(side, "top", wrap_text=not number, indent=0 if figure else 1)
    if not number:
        cell.data_type = "s"
    if isinstance(value, Decimal):
        places = -int(value.as_tuple().exponent)
        cell.number_format = f"#,##0.{'0' * places}" if places > 0 else "#,##0"
    return cell
