"""PDF files: what is wrong with one. Pure; no content is drawn and no picture decoded."""

import logging
import re
import struct
import time
import zlib
from typing import Any, BinaryIO

import pypdf
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

OBJECTS = 300_000
# Objects inside compressed streams, all together.
UNPACKED = 96 * 1024 * 1024
TAIL = 64 * 1024
# Keys and names that make a PDF more than paper, wherever they stand.
ACTIONS = {
    "/JavaScript": "script",
    "/JS": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/EmbeddedFile": "attachment",
    "/EmbeddedFiles": "attachment",
    "/FileAttachment": "attachment",
    "/EF": "attachment",
    "/RichMedia": "attachment",
    "/XFA": "form",
}
# Names as values are data almost everywhere; these keys say what a dictionary is.
TELLING = {"/S", "/Subtype", "/Type"}
# A second look at the raw bytes: a reader that repairs a broken table may find objects that the table hides.
HIDDEN = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?)(?=[\s/<>\[\]()%])")
NAMES = {b"JavaScript": "script", b"Launch": "launch", b"EmbeddedFile": "attachment", b"EmbeddedFiles": "attachment"}
# What damaged files raise in pypdf: the rest is its readers stumbling.
DAMAGED = (
    *(PyPdfError, DependencyError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError),
    *(AssertionError, OverflowError, RecursionError, NotImplementedError, zlib.error, struct.error),
)

# What a damaged file makes pypdf say is told by the verdict.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class Refused(Exception):
    """The file is not taken; its only argument is the reason."""


def fault(file: BinaryIO, *, seconds: float) -> str:
    """Why the PDF is not taken, or an empty string."""
    until = time.monotonic() + seconds
    try:
        if not _has_end(file):
            return "damaged"
        reader = pypdf.PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return "password"
        _check_objects(reader, until)
        if not len(reader.pages):
            return "damaged"
        return _hidden(file)
    except Refused as refusal:
        return str(refusal)
    except DAMAGED:
        return "damaged"


def _has_end(file: BinaryIO) -> bool:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    return b"%%EOF" in file.read().rstrip(b"\0\r\n \t")[-1024:]


def _check_objects(reader: pypdf.PdfReader, until: float) -> None:
    """Look at every object that the tables name, in compressed streams too."""
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > OBJECTS:
        raise Refused("complex")
    _check(reader.trailer, until)
    for generation, table in reader.xref.items():
        for number, offset in table.items():
            if not reader.xref_free_entry.get(generation, {}).get(number) and offset >= _size(reader):
                raise Refused("damaged")
    _check_unpacked(reader, until)
    for number, generation in sorted(numbers):
        _check(reader.get_object(IndirectObject(number, generation, reader)), until)


def _check_unpacked(reader: pypdf.PdfReader, until: float) -> None:
    left = UNPACKED
    for number in sorted({stream for stream, _place in reader.xref_objStm.values()}):
        _in_time(until)
        packed: Any = reader.get_object(IndirectObject(number, 0, reader))
        left -= len(packed.get_data())
        if left < 0:
            raise Refused("complex")


def _size(reader: pypdf.PdfReader) -> int:
    return reader.stream.seek(0, 2)


def _in_time(until: float) -> None:
    if time.monotonic() > until:
        raise Refused("complex")


def _check(thing: Any, until: float) -> None:
    """One object and what it holds directly."""
    _in_time(until)
    waiting = [thing]
    while waiting:
        held = waiting.pop()
        if isinstance(held, DictionaryObject):
            for key, value in dict.items(held):  # as it stands, without following references
                if key in ACTIONS:
                    raise Refused(ACTIONS[key])
                if key in TELLING and isinstance(value, NameObject) and value in ACTIONS:
                    raise Refused(ACTIONS[value])
                waiting.append(value)
        elif isinstance(held, ArrayObject):
            waiting.extend(list.__iter__(held))


def _hidden(file: BinaryIO) -> str:
    file.seek(0)
    before = b""
    while piece := file.read(1024 * 1024):
        if found := HIDDEN.search(before + piece):
            return NAMES[found[1]]
        before = piece[-32:]
    return ""
