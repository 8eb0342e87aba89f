"""The questions of a category as a file that can be given back filled in (XLSX)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from nominations import values
from nominations.models import Indicator
from nominations.questions import ANSWER, HEADINGS, NOTE

WIDTHS = (9, 18, 58, 30, 40, 32, 40)
AT = {heading: at for at, heading in enumerate(HEADINGS, 1)}
DIGITS = 15
FREE = (Indicator.Kind.TEXT, Indicator.Kind.REGULATION, Indicator.Kind.TABLE)
ASKED, GREY, LINE = PatternFill("solid", "E3F2EC"), PatternFill("solid", "EEEEEE"), Side(style="thin", color="BBBBBB")


@dataclass(frozen=True)
class Asked:
    """A question as it is handed out, with the answer so far; `not_for` are kinds it does not apply to, in words."""

    indicator: Indicator
    value: str = ""
    note: str = ""
    not_for: str = ""
    applies: bool = True


def how(row: Asked) -> str:
    """How the question is answered, in words."""
    indicator, kind = row.indicator, Indicator.Kind
    if not row.applies:
        return _("Tidak berlaku: tidak perlu diisi.")
    words = {
        kind.YES_NO: _("Pilih Ya atau Tidak."),
        kind.NUMBER: _("Tulis angka (%s).") % indicator.unit if indicator.unit else _("Tulis angka."),
        kind.CHOICE: _("Pilih salah satu: %s.") % "; ".join(indicator.choices),
        kind.TEXT: _("Tulis uraian."),
        kind.REGULATION: _("Satu peraturan per baris: jenis, nomor, tahun, dan isi pokoknya, dipisah tanda |."),
        kind.TABLE: _("Satu baris per isian, kolomnya dipisah tanda |: %s.") % values.BAR.join(indicator.choices),
    }[kind(indicator.kind)]
    return f"{words} {_('Tidak berlaku untuk %s.') % row.not_for}" if row.not_for else words


def evidence_wanted(indicator: Indicator) -> str:
    """What evidence is asked for, in words."""
    if not indicator.needs_evidence:
        return _("Tidak diminta.")
    files = ngettext(
        "Perlu data dukung, paling banyak %(count)s berkas.",
        "Perlu data dukung, paling banyak %(count)s berkas.",
        indicator.max_files,
    ) % {"count": indicator.max_files}
    return f"{files} {indicator.get_evidence_time_display()}."


def workbook(title: str, rows: Sequence[Asked], notes: Sequence[str]) -> bytes:
    """XLSX with one row for each question; `notes` stand on a sheet of their own."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Isian")
    lists = book.create_sheet(_("Pilihan"))
    lists.sheet_state = "hidden"
    _heading(sheet)
    for line, row in enumerate(rows, 2):
        _question(sheet, lists, line, row)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    guide = book.create_sheet(_("Petunjuk"))
    guide.column_dimensions["A"].width = 100
    for at, text in enumerate((title, *notes), 1):
        _put(guide.cell(at, 1), text)
        guide.cell(at, 1).alignment = Alignment(wrap_text=True, vertical="top")
    guide.cell(1, 1).font = Font(bold=True, size=14)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(sheet: Worksheet) -> None:
    for at, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), 1):
        cell = sheet.cell(1, at, str(heading))
        cell.font, cell.border = Font(bold=True), Border(bottom=LINE)
        sheet.column_dimensions[get_column_letter(at)].width = width


def _question(sheet: Worksheet, lists: Worksheet, line: int, row: Asked) -> None:
    indicator = row.indicator
    text = f"{indicator.text}\n{indicator.help}" if indicator.help else indicator.text
    shown = (indicator.code, indicator.section, text, how(row), "", row.note, evidence_wanted(indicator))
    for at, value in enumerate(shown, 1):
        cell = sheet.cell(line, at)
        _put(cell, value)
        cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), Border(bottom=LINE)
    answer, note = sheet.cell(line, AT[ANSWER]), sheet.cell(line, AT[NOTE])
    answer.fill = note.fill = ASKED if row.applies else GREY
    if not row.applies:
        return
    _answer(answer, indicator, row.value)
    check = _validation(lists, indicator)
    if check:
        check.add(answer)
        sheet.add_data_validation(check)


def _answer(cell: Cell, indicator: Indicator, value: str) -> None:
    if indicator.kind == Indicator.Kind.NUMBER:
        cell.number_format = "#,##0.######" if "." in value else "#,##0"
        # What a spreadsheet could not keep exactly stays text.
        if value and len(value.replace(".", "")) <= DIGITS:
            cell.value = Decimal(value)
            return
    elif indicator.kind in FREE:
        cell.number_format = "@"
    _put(cell, values.shown("yes_no", value) if indicator.kind == "yes_no" else values.typed(indicator.kind, value))


def _put(cell: Cell, text: str) -> None:
    """Text that is never taken for a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(text)) or None
    if cell.value is not None:
        cell.data_type = "s"


def _validation(lists: Worksheet, indicator: Indicator) -> DataValidation | None:
    """What the cell accepts. Choices stand on a hidden sheet: in the rule itself a comma would split them."""
    if indicator.kind in FREE:
        return None
    if indicator.kind == Indicator.Kind.NUMBER:
        check = DataValidation("decimal", "0", operator="greaterThanOrEqual", allow_blank=True)
        check.error = _("Tulis angka saja.")
    else:
        said = [_("Ya"), _("Tidak")] if indicator.kind == Indicator.Kind.YES_NO else indicator.choices
        column = lists.max_column + 1 if lists["A1"].value is not None else 1
        for at, choice in enumerate(said, 1):
            _put(lists.cell(at, column), choice)
        letter = get_column_letter(column)
        check = DataValidation("list", f"'{lists.title}'!${letter}$1:${letter}${len(said)}", allow_blank=True)
        check.error = _("Pilih salah satu jawaban yang tersedia.")
    check.showErrorMessage = True
    return check
