"""The cells of an XLSX, ODS or CSV file. Formulas give the value that was saved with them.

A spreadsheet is a stranger's ZIP: what it unpacks to and how far its cells reach is measured before the reader
sees it, because the reader makes a dense table of everything between the first and the last cell.
"""

import csv
import io
import re
import zipfile
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from paritrana.numbers import num

ROWS, COLUMNS = 5_000, 200
EXPANDED = 40 * 1024 * 1024
PARTS = 500

Table = list[list[Any]]


def read(content: BinaryIO | UploadedFile, kind: str) -> list[Table]:
    """The sheets of a file as rows of cells, each from its first row; ValidationError says what to do instead."""
    content.seek(0)
    tables = [_csv(content.read())] if kind == "csv" else _workbook(content, kind)
    if any(len(table) > ROWS for table in tables):
        raise _too_long()
    return tables


def _csv(content: bytes) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    head = text[:4_000]
    mark = max(";\t,", key=head.count)
    rows: Table = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            rows.append(list(cells[:COLUMNS]))
            if len(rows) > ROWS:
                break
    except csv.Error:
        raise _unreadable() from None
    return rows


def _workbook(content: BinaryIO | UploadedFile, kind: str) -> list[Table]:
    plain = _unpacked(content, kind)
    try:
        workbook = CalamineWorkbook.from_filelike(plain)
        return [
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=ROWS + 1)
            for name in workbook.sheet_names
        ]
    except (CalamineError, OSError, ValueError):
        raise _unreadable() from None


def _unpacked(content: BinaryIO | UploadedFile, kind: str) -> io.BytesIO:
    """The same archive without compression and without pictures: what is counted here is what is read later."""
    out, left = io.BytesIO(), EXPANDED
    try:
        with zipfile.ZipFile(content) as packed, zipfile.ZipFile(out, "w") as plain:
            parts = {part.filename: part for part in packed.infolist() if _is_text(part.filename)}
            if len(parts) > PARTS:
                raise _too_large()
            for name, part in parts.items():
                with packed.open(part) as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise _too_large()
                _check_form(data, name)
                _check_reach(data, kind)
                plain.writestr(name, ERROR[kind].sub(SAID[kind], data))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _unreadable() from None
    out.seek(0)
    return out


def _check_form(data: bytes, name: str) -> None:
    """The reader waits for ever for an end that a broken part never reaches, so only whole XML comes to it."""
    if name == "mimetype":
        return
    if b"\0" in data or b"<!DOCTYPE" in data:
        raise _unreadable()
    try:
        ParserCreate().Parse(data, True)
    except (ExpatError, LookupError):  # not well-formed, or an encoding nobody knows
        raise _unreadable() from None


def _is_text(name: str) -> bool:
    return name == "mimetype" or name.lower().endswith((".xml", ".rels"))


EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s+\w+\s*=\s*\"[^\"<>]*\")*\s*/>")
EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?:\s+[\w:]+\s*=\s*\"[^\"<>]*\")*\s*(?:/>|>\s*</(?:\w+:)?row>)")
PLACE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]{0,4})(\d+)")
ODS_PARTS = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)\b([^<]*)")
REPEATED = rb"\bnumber-%s-repeated\s*=\s*[\"'](\d+)"


# The reader makes nothing of a formula's error (#N/A), as if the cell were blank. Told that it is text, it gives it.
ERROR = {
    "xlsx": re.compile(rb"(<(?:\w+:)?c\b[^<>]*?)\bt=\"e\"([^<>]*>)"),
    "ods": re.compile(rb"(<table:table-cell\b[^<>]*?)\boffice:string-value=\"\"([^<>]*\"error\"[^<>]*>)"),
}
SAID = {"xlsx": rb'\1t="str"\2', "ods": rb"\1\2"}


def _check_reach(data: bytes, kind: str) -> None:
    """Refuse cells far outside: one in the last row and column of a sheet would be a table of 17 billion."""
    if kind == "ods":
        _check_reach_of_repeats(data)
        return
    if b"sheetData" not in data:
        return
    for column, row in PLACE.findall(EMPTY_ROW.sub(b"", EMPTY_CELL.sub(b"", data))):
        if int(row[:9]) > ROWS or _number_of(column) > COLUMNS:
            raise _too_long()


def _number_of(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number


def _check_reach_of_repeats(data: bytes) -> None:
    """An ODS says "this cell, 16,384 times": count the rows and columns up to the last one that holds something."""
    rows = row_times = columns = 0
    for tag, rest in ODS_PARTS.findall(data):
        if tag == b"table":
            rows = row_times = 0
        elif tag == b"table-row":
            rows, row_times, columns = rows + row_times, _times(rest, b"rows"), 0
        else:
            columns += _times(rest, b"columns")
            empty = rest.rstrip().endswith(b"/>") and b"value" not in rest
            if not empty and (rows + row_times > ROWS or columns > COLUMNS):
                raise _too_long()


def _times(rest: bytes, what: bytes) -> int:
    found = re.search(REPEATED % what, rest)
    return int(found[1][:9]) if found else 1


def _too_long() -> ValidationError:
    return ValidationError(
        _("Perkecil tabelnya: paling banyak %(rows)s baris dan %(columns)s kolom. Hapus isi yang jauh di bawah."),
        params={"rows": num(ROWS), "columns": num(COLUMNS)},
    )


def _too_large() -> ValidationError:
    return ValidationError(_("Salin tabelnya saja ke berkas baru: isi berkas ini terlalu besar untuk dibaca."))


def _unreadable() -> ValidationError:
    return ValidationError(_("Simpan ulang berkas ini sebagai .xlsx tanpa kata sandi, lalu unggah lagi."))
