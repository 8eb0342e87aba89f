"""Blocks -> a Word file that an office can go on editing: letters, minutes, decrees.

Drawn from the frozen row alone, like the PDF; the same row gives the same bytes. It carries no code to check it
by: what is edited afterwards would bear it too.
"""

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from django.utils import translation
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.docx_papers import PAPERS, Block
from reports.wording import with_texts

SIZES = {"A4": (210, 297), "F4": (215, 330)}
MARGINS = (16, 20, 20, 20)  # top, right, bottom, left
# What every office has, in place of the letters that we ship with the PDF.
TYPEFACES = {"sans": "Arial", "times": "Times New Roman", "garamond": "Garamond"}
RED = RGBColor(0xB3, 0x26, 0x1E)
PNG = "data:image/png;base64,"
# What XML 1.0 cannot hold.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SAME_TIME = (1980, 1, 1, 0, 0, 0)


def render_docx(kind: str, data: dict[str, Any], *, created: datetime, title: str, lang: str = "id") -> bytes:
    """The paper of a `kind` in PAPERS as DOCX, from its row's data and dated `created` (aware)."""
    with translation.override(lang):
        data = with_texts(kind, data)
        sheet = Sheet(data, title)
        for block in PAPERS[kind](data):
            sheet.draw(block)
        return sheet.saved(title, created)


class Sheet:
    """A Word file that is written block by block; `into` is where the next paragraph goes (the page or a cell)."""

    def __init__(self, data: dict[str, Any], title: str) -> None:
        self.data = data
        self.file = docx.Document()
        self.into: Any = self.file
        self.width = self._page()
        self._letters()
        self._foot(title)

    def _page(self) -> int:
        section = self.file.sections[0]
        width, height = SIZES[self.data.get("paper") or "A4"]
        top, right, bottom, left = self.data.get("style", {}).get("margins") or MARGINS
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.right_margin = Mm(top), Mm(right)
        section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
        return width - left - right

    def _letters(self) -> None:
        typeface = TYPEFACES.get(self.data.get("style", {}).get("typeface", ""), "Arial")
        for name, size in (("Normal", 11), ("Heading 1", 14), ("Heading 2", 11.5)):
            style = self.file.styles[name]
            style.element.get_or_add_rPr().get_or_add_rFonts().attrib.clear()  # the theme's letters would win
            style.font.name, style.font.size = typeface, Pt(size)
            style.font.color.rgb = RGBColor(0, 0, 0)
        self.file.styles["Normal"].paragraph_format.space_after = Pt(4)
        for lang in self.file.styles.element.iter(qn("w:lang")):
            lang.set(qn("w:val"), "id-ID")

    def _foot(self, title: str) -> None:
        section = self.file.sections[0]
        foot = section.footer.paragraphs[0]
        foot.alignment = ALIGN.CENTER
        self.runs(foot, f"{title} · ", size=8)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        self.runs(foot, "1", size=8)  # until the program counts
        field.append(foot.runs[-1]._r)
        foot._p.append(field)
        if self.data.get("draft"):
            head = section.header.paragraphs[0]
            head.alignment = ALIGN.RIGHT
            self.runs(head, "DRAF", bold=True)

    def draw(self, block: Block) -> None:
        drawing: Callable[[Block], None] = getattr(self, f"draw_{block['block']}")
        drawing(block)

    # paragraphs

    def paragraph(self, text: str = "", *, align: Any = None, style: str | None = None, **look: Any) -> Any:
        made = self.into.add_paragraph(style=style)
        made.alignment = align
        self.runs(made, text, **look)
        return made

    def runs(
        self, paragraph: Any, text: str, *, bold: bool = False, size: float | None = None, red: bool = False
    ) -> None:
        """`text` with its line breaks."""
        for place, line in enumerate(UNPRINTABLE.sub("", text).split("\n")):
            run = paragraph.add_run()
            if place:
                run.add_break()
            run.add_text(line.rstrip("\r"))
            run.bold = True if bold or red else None
            if size:
                run.font.size = Pt(size)
            if red:
                run.font.color.rgb = RED

    def gap(self) -> Any:
        """A low empty paragraph: tables that touch become one."""
        made = self.paragraph()
        made.paragraph_format.line_spacing, made.paragraph_format.space_after = Pt(6), Pt(0)
        return made

    def sentences(self, slot: str) -> list[list[dict[str, Any]]]:
        found: list[list[dict[str, Any]]] = self.data["texts"]["slots"].get(slot, [])
        return found

    def filled(self, paragraph: Any, runs: Iterable[dict[str, Any]]) -> None:
        """A field that could not be filled is red here too."""
        for run in runs:
            self.runs(paragraph, run["text"], red=run["missing"])

    def draw_words(self, block: Block) -> None:
        for runs in self.sentences(block["slot"]):
            self.filled(self.paragraph(align=ALIGN.JUSTIFY), runs)

    def draw_runs(self, block: Block) -> None:
        self.filled(self.paragraph(align=ALIGN.JUSTIFY), block["runs"])

    def draw_points(self, block: Block) -> None:
        for place, runs in enumerate(self.sentences(block["slot"])):
            mark = f"{chr(97 + place % 26)}." if block.get("letters") else f"{place + 1}."
            self.filled(self.point(mark), runs)

    def point(self, mark: str) -> Any:
        """The start of a numbered paragraph. Numbers are text: Word would go on counting from the list before."""
        made = self.paragraph(f"{mark}\t")
        made.paragraph_format.left_indent, made.paragraph_format.first_line_indent = Mm(7), Mm(-7)
        made.paragraph_format.tab_stops.add_tab_stop(Mm(7))
        made.paragraph_format.space_after = Pt(2)
        return made

    def draw_list(self, block: Block) -> None:
        for place, line in enumerate(block["items"], 1):
            self.runs(self.point(f"{place}." if block["ordered"] else "–"), line)

    def draw_heading(self, block: Block) -> None:
        self.paragraph(block["text"], style="Heading 2")

    def draw_title(self, block: Block) -> None:
        """Lines in the middle; the first is the paper's name."""
        first, *others = block["lines"]
        self.paragraph(first, align=ALIGN.CENTER, style="Heading 1")
        for line in others:
            self.paragraph(line, align=ALIGN.CENTER)

    def draw_text(self, block: Block) -> None:
        # Lines that somebody has broken are not stretched.
        align = ALIGN.LEFT if "\n" in block["text"] else ALIGN.JUSTIFY
        self.paragraph(block["text"], align=align, size=9 if block.get("small") else None)

    def draw_middle(self, block: Block) -> None:
        self.paragraph(block["text"], align=ALIGN.CENTER, bold=True).paragraph_format.space_before = Pt(6)

    def draw_right(self, block: Block) -> None:
        self.paragraph(block["text"], align=ALIGN.RIGHT)

    def draw_seal(self, block: Block) -> None:
        self.paragraph("\n".join(filter(None, [block["label"], block["digest"]])), size=9)

    def draw_page(self, block: Block) -> None:
        self.gap().paragraph_format.page_break_before = True

    # tables

    def table(self, rows: int, widths: Sequence[float], *, lines: bool) -> Any:
        """A table over the width of the text, `widths` in millimetres; without lines it begins where the text does."""
        made = self.file.add_table(rows, len(widths), style="Table Grid" if lines else None)
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        if not lines:
            margins = OxmlElement("w:tblCellMar")
            for side in ("left", "right"):
                edge = OxmlElement(f"w:{side}")
                edge.set(qn("w:w"), "0")
                edge.set(qn("w:type"), "dxa")
                margins.append(edge)
            made._tbl.tblPr.insert_element_before(margins, "w:tblLook")
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
        for row in made.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
                look = cell.paragraphs[0].paragraph_format
                look.space_before, look.space_after = (Pt(2), Pt(2)) if lines else (Pt(0), Pt(1))
        return made

    def draw_facts(self, block: Block) -> None:
        widths = (block.get("term", 42), 4, self.width - 4 - block.get("term", 42))
        made = self.table(len(block["rows"]), widths, lines=False)
        for row, (term, value) in zip(made.rows, block["rows"], strict=True):
            for cell, text in zip(row.cells, (term, ":", value), strict=True):
                self.runs(cell.paragraphs[0], text)
        self.gap()

    def draw_table(self, block: Block) -> None:
        columns = block["columns"]
        made = self.table(1 + len(block["rows"]), shares(block, self.width), lines=True)
        made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # on every page
        for cell, column in zip(made.rows[0].cells, columns, strict=True):
            cell.paragraphs[0].alignment = ALIGN.RIGHT if column["figure"] else None
            self.runs(cell.paragraphs[0], column["title"], bold=True, size=9.5)
        for row, texts in zip(list(made.rows)[1:], block["rows"], strict=True):
            if block.get("ruled"):  # room for a hand
                row.height, row.height_rule = Mm(9), WD_ROW_HEIGHT_RULE.AT_LEAST
            for cell, text, column in zip(row.cells, texts, columns, strict=True):
                cell.paragraphs[0].alignment = ALIGN.RIGHT if column["figure"] else None
                self.runs(cell.paragraphs[0], text, size=9.5)
        self.gap()

    def draw_clauses(self, block: Block) -> None:
        """Menimbang, Mengingat, KESATU: a term, a colon, and blocks beside them."""
        made = self.table(len(block["rows"]), (32, 4, self.width - 36), lines=False)
        for row, (term, beside) in zip(made.rows, block["rows"], strict=True):
            self.runs(row.cells[0].paragraphs[0], term)
            self.runs(row.cells[1].paragraphs[0], ":")
            self.into = row.cells[2]
            for part in beside:
                self.draw(part)
            self.into = self.file
            first = row.cells[2].paragraphs[0]
            if len(row.cells[2].paragraphs) > 1:
                first._p.getparent().remove(first._p)  # the empty one with which every cell begins

    # head and foot of a paper

    def draw_letterhead(self, block: Block) -> None:
        head = self.data.get("letterhead") or {"name": [], "address": []}
        if crest := picture(self.data.get("crest", "")):
            self.paragraph(align=ALIGN.CENTER).add_run().add_picture(crest, height=Mm(20))
        made = None
        for line in head["name"]:
            made = self.paragraph(line.upper(), align=ALIGN.CENTER, bold=True, size=13)
        for line in head["address"]:
            made = self.paragraph(line, align=ALIGN.CENTER, size=9)
        if made is not None:
            self._underline(made)

    def _underline(self, paragraph: Any) -> None:
        edges, edge = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for name, value in (("val", "double"), ("sz", "6"), ("space", "4"), ("color", "auto")):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
        paragraph._p.get_or_add_pPr().insert_element_before(edges, "w:spacing", "w:ind", "w:jc", "w:rPr")
        paragraph.paragraph_format.space_after = Pt(10)

    def draw_signature(self, block: Block) -> None:
        """On the right: place and date, the office, room for the hand, the name. It is not torn apart, nor alone."""
        signer = block["signer"]
        lines = [*block.get("above", []), *signer["lines"]]
        if lines and signer["lines"]:
            lines[-1] += ","
        self._stay_with_next()
        # A row that cannot be split: not every program heeds that paragraphs stay together.
        half = self.width / 2
        cell = self.table(1, (half, half), lines=False).rows[0].cells[1]
        rows = [*lines, signer["name"], *filter(None, [signer.get("grade"), nip(signer)])]
        for place, line in enumerate(rows):
            made = cell.add_paragraph() if place else cell.paragraphs[0]
            made.alignment = ALIGN.CENTER
            made.paragraph_format.space_before = Pt(44 if place == len(lines) else 0)
            made.paragraph_format.space_after = Pt(0)
            self.runs(made, line, bold=place == len(lines))
        self.paragraph()

    def _stay_with_next(self) -> None:
        """The last paragraph or row that says something goes over to the next page with what follows."""
        before = list(self.file.iter_inner_content())
        if hasattr(before[-1], "rows"):
            before.append(self.gap())
        for part in reversed(before):
            last = (
                [line for cell in part.rows[-1].cells for line in cell.paragraphs] if hasattr(part, "rows") else [part]
            )
            for line in last:
                line.paragraph_format.keep_with_next = True
            if any(line.text for line in last):
                return

    # the file

    def saved(self, title: str, created: datetime) -> bytes:
        about = self.file.core_properties
        when = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        about.title, about.language, about.comments, about.revision = title[:255], "id-ID", "", 1
        about.author = about.last_modified_by = str(self.data.get("committee", ""))[:255]
        about.created = about.modified = when
        raw, out = io.BytesIO(), io.BytesIO()
        self.file.save(raw)
        # The same parts under one date: python-docx writes the hour at which it was made.
        with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name in made.namelist():
                packed.writestr(zipfile.ZipInfo(name, SAME_TIME), made.read(name), zipfile.ZIP_DEFLATED)
        return out.getvalue()


def shares(block: Block, width: float) -> list[float]:
    """How wide the columns are: by their longest words, none below 12 mm, all within the text."""
    texts = list(zip([column["title"] for column in block["columns"]], *block["rows"], strict=True))
    wanted = [min(max(len(line) for text in column for line in text.split("\n")), 60) + 3 for column in texts]
    least = min(12.0, width / len(wanted))
    room = width - least * len(wanted)
    return [least + room * want / sum(wanted) for want in wanted]


def nip(signer: dict[str, Any]) -> str:
    return f"NIP {signer['nip']}" if signer.get("nip") else ""


def picture(address: str) -> io.BytesIO | None:
    """The crest, where it is a PNG that the portal has prepared."""
    if not address.startswith(PNG):
        return None
    try:
        content = base64.b64decode(address.removeprefix(PNG), validate=True)
        docx.image.image.Image.from_blob(content)
    except (binascii.Error, UnrecognizedImageError):
        return None
    return io.BytesIO(content)
