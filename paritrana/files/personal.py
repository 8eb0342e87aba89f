"""Numbers in a file that look like a NIK, so that lists of names go to verifiers alone. Pure; text only, no scans."""

import contextlib
import re
import time
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2

from paritrana import nik

KINDS = {"pdf", "xlsx", "docx", "pptx", "ods", "csv"}
PAGES = 300
# What is read of one file, in bytes of text or XML.
READ = 64 * 1024 * 1024
PIECE = 1024 * 1024
OVERLAP = 256
PARTS = re.compile(r"xl/(sharedStrings\.xml|worksheets/.*\.xml)|word/document\.xml|ppt/slides/.*\.xml|content\.xml")
ENDS = re.compile(r"</(?:w:p|a:p|text:p|table:table-cell|c|si|v)>")
TAGS = re.compile(r"<[^>]*>")
# A spreadsheet keeps a number of 16 digits as 6.474011234567891E15; its last digit may be lost.
SCIENTIFIC = re.compile(r"(?<![\d.,])(\d)\.(\d{12,15})E\+?15(?!\d)")


class Unreadable(Exception):
    """What browsers show PDFs with cannot open this one."""


def count(file: BinaryIO, kind: str, *, seconds: float = 20) -> int:
    """How many different ones there are. Unreadable when it cannot be told."""
    file.seek(0)
    readers = {"pdf": _of_pdf, "csv": _of_text}
    until, found = time.monotonic() + seconds, set()
    for text in readers.get(kind, _of_archive)(file):
        found.update(nik.found_in(SCIENTIFIC.sub(lambda match: f"{match[1]}{match[2]:0<15}", text)))
        if time.monotonic() > until:
            break
    return len(found)


def _of_pdf(file: BinaryIO) -> Iterator[str]:
    try:
        opened = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise Unreadable from error
    with opened as document:
        for number in range(min(len(document), PAGES)):
            page = document[number]
            text = page.get_textpage()
            yield text.get_text_bounded()
            text.close()
            page.close()


def _of_text(file: BinaryIO) -> Iterator[str]:
    before = ""
    for _turn in range(READ // PIECE):
        piece = file.read(PIECE).decode("utf-8", "replace")
        if not piece:
            return
        yield before + piece
        before = piece[-OVERLAP:]


def _of_archive(file: BinaryIO) -> Iterator[str]:
    with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(file) as archive:
        for name in filter(PARTS.fullmatch, archive.namelist()):
            with archive.open(name) as part:
                for text in _of_text(part):  # type: ignore[arg-type]
                    yield TAGS.sub("", ENDS.sub("\n", text))
