"""Cells of real files, made here; what would not fit into memory is refused before it is read."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from nominations.spreadsheets import ROWS, read

ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="Lembar 1">%s</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)
TEXT = '<table:table-cell office:value-type="string"%s><text:p>%s</text:p></table:table-cell>'
NUMBER = '<table:table-cell office:value-type="float" office:value="%s"%s/>'
ROW = "<table:table-row%s>%s</table:table-row>"


def xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def ods(rows):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", ODS % rows)
    return out


def with_sheet(xml):
    """A workbook whose first sheet is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(xlsx(["a"])) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return out


def sheet(cells):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'


def test_an_xlsx_gives_its_cells_from_the_first_row():
    assert read(xlsx([], ["Kode", "PU"], ["64.74", 1250], [None, 0]), "xlsx") == [
        [["", ""], ["Kode", "PU"], ["64.74", 1250.0], ["", 0.0]]
    ]


def test_a_formula_gives_the_value_saved_with_it():
    cells = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'
    assert read(with_sheet(sheet(cells)), "xlsx") == [[[2.0]]]


def test_an_error_of_a_formula_is_not_blank():
    assert read(xlsx(["#N/A", "#REF!"]), "xlsx") == [[["#N/A", "#REF!"]]]
    error = ' table:formula="of:=1/0" office:string-value="" calcext:value-type="error"'
    assert read(ods(ROW % ("", TEXT % (error, "#DIV/0!"))), "ods") == [[["#DIV/0!"]]]


def test_an_ods_gives_its_cells():
    rows = ROW % ("", TEXT % ("", "Kode") + TEXT % ("", "PU")) + ROW % (
        "",
        TEXT % ("", "64.74") + NUMBER % ("1250", ""),
    )
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    foot = ROW % (' table:number-rows-repeated="1048570"', empty)
    assert read(ods(rows + foot), "ods") == [[["Kode", "PU"], ["64.74", 1250.0]]]


@pytest.mark.parametrize(
    "content",
    [
        "Kode;PU\n64.74;1.250\n".encode("utf-8-sig"),
        b"Kode,PU\r\n64.74,1.250\r\n",
        b"Kode\tPU\n64.74\t1.250\n",
        b'"Kode";"PU"\n"64.74";"1.250"\n',
    ],
)
def test_a_csv_is_read_with_any_of_three_separators(content):
    assert read(io.BytesIO(content), "csv") == [[["Kode", "PU"], ["64.74", "1.250"]]]


def test_a_csv_of_windows_keeps_its_letters():
    assert read(io.BytesIO("Kode;“PU”–é\n".encode("cp1252")), "csv") == [[["Kode", "“PU”–é"]]]


FAR = {
    "last cell of a sheet": with_sheet(sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "far column": with_sheet(sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
    "far row without places of cells": with_sheet(sheet('<row r="1048576"><c><v>1</v></c></row>')),
    "attribute that hides the place": with_sheet(sheet('<row r="1"><c s=">" r=\'XFD9\'><v>1</v></c></row>')),
    "repeated cell": ods(ROW % ("", NUMBER % ("1", ' table:number-columns-repeated="16384"'))),
    "repeated row": ods(ROW % (' table:number-rows-repeated="1048576"', NUMBER % ("1", ""))),
    "gap": ods(ROW % (' table:number-rows-repeated="1000000"', "") + ROW % ("", TEXT % ("", "x"))),
    "many rows": io.BytesIO(b"x;1\n" * (ROWS + 1)),
}


@pytest.mark.parametrize("name", FAR)
def test_cells_far_outside_are_refused(name):
    kind = "csv" if name == "many rows" else "ods" if name in ("repeated cell", "repeated row", "gap") else "xlsx"
    with pytest.raises(ValidationError, match="Perkecil tabelnya"):
        read(FAR[name], kind)


def test_formats_without_content_far_outside_are_taken():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000" s="1"><c r="B900000" s="2"/></row>'
    assert read(with_sheet(sheet(cells)), "xlsx") == [[[1.0]]]


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(ValidationError, match="terlalu besar"):
        read(with_sheet(b"<a>" + b" " * (50 * 1024 * 1024)), "xlsx")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04 kaputt", "xlsx"),
        (b"", "ods"),
        (xlsx(["a"]).getvalue()[:-60], "xlsx"),
        (b'"' + b"x" * 200_000, "csv"),
    ],
)
def test_a_broken_file_is_refused_with_what_to_do(content, kind):
    with pytest.raises(ValidationError, match="Simpan ulang"):
        read(io.BytesIO(content), kind)


def test_broken_xml_is_refused_with_what_to_do():
    with pytest.raises(ValidationError, match="Simpan ulang"):
        read(with_sheet("<worksheet><sheetData><row r='x'><c r='A1' t='s'><v>99</v></c></worksheet>"), "xlsx")


@pytest.mark.parametrize("inside", ["<table:table-row><table:table-cell>", "<!-- ", "\0"])
def test_a_part_that_never_ends_is_refused_before_the_reader_waits_for_it(inside):
    with pytest.raises(ValidationError, match="Simpan ulang"):
        read(ods(inside), "ods")
