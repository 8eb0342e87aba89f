"""The questions of a category as a file to print or send round (DOCX). Loaded only when one is asked for."""

import io
from collections.abc import Sequence
from itertools import groupby

import docx
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from nominations import values
from nominations.question_files import Asked, evidence_wanted, how


def document(title: str, rows: Sequence[Asked], notes: Sequence[str]) -> bytes:
    """DOCX to print or send round: a table for each section, with room for the answers."""
    page = docx.Document()
    page.core_properties.title, page.core_properties.author, page.core_properties.language = _xml(title), "", "id-ID"
    page.styles["Normal"].font.size = Pt(10)
    section = page.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)
    page.add_heading(_xml(title), 1)
    for text in notes:
        page.add_paragraph(_xml(text))
    for name, group in groupby(rows, key=lambda row: row.indicator.section):
        page.add_heading(_xml(name), 2)
        _table(page, list(group))
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _table(page: docx.document.Document, rows: list[Asked]) -> None:
    headings = (_("Kode"), _("Pertanyaan"), _("Jawaban dan keterangan"), _("Data dukung yang diminta"))
    widths = (Cm(1.8), Cm(9.6), Cm(9), Cm(5.6))
    table = page.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].add_run(heading).bold = True
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in rows:
        indicator, cells = row.indicator, table.add_row().cells
        cells[0].text = _xml(indicator.code)
        cells[1].paragraphs[0].add_run(_xml(indicator.text)).bold = True
        for text in (indicator.help, how(row)):
            if text:
                cells[1].add_paragraph(_xml(text))
        cells[2].text = _xml(values.shown(indicator.kind, row.value, indicator.unit, indicator.choices))
        if row.note:
            cells[2].add_paragraph(_xml(row.note))
        cells[3].text = evidence_wanted(indicator)
    for line in table.rows:
        for cell, width in zip(line.cells, widths, strict=True):
            cell.width = width


def _xml(text: object) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", str(text))
