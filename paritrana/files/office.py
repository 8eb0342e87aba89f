"""Office files, which are ZIP archives of XML: what is wrong with one. Pure; nothing is unpacked to disk."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO
from xml.etree import ElementTree

MAIN_PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
# An OpenDocument file says what it is in its first, uncompressed part.
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
KINDS = (*MAIN_PARTS.values(), "ods")
PIECE = 64 * 1024
PARTS = 10_000
# The list of parts is read whole: it may not be larger than this.
LISTED = 2 * 1024 * 1024
XML = 4 * 1024 * 1024
# A sheet of equal cells shrinks to a hundredth; a bomb to a thousandth. Small files may shrink as they like.
RATIO, SMALL = 250, 10 * 1024 * 1024
MACROS = re.compile(
    r"(^|/)(vbaProject[^/]*\.bin|vbaData\.xml|macrosheets/.*|activeX/.*|(Basic|Scripts)/.+)$", re.IGNORECASE
)
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|intlmacrosheet|ms-excel\.macrosheet|activeX", re.IGNORECASE)
PLAIN_LINKS = re.compile(r"(https?|mailto|tel|ftp|file):|[^:]*$", re.IGNORECASE)
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, NotImplementedError)


class Refused(Exception):
    """The archive is not taken; its only argument is the reason."""


def kind_of(file: BinaryIO) -> str:
    """Which office file it is by its list of parts, or an empty string."""
    try:
        with _opened(file) as archive:
            names = set(archive.namelist())
        file.seek(30)
        if file.read(len(OPEN_DOCUMENT)) == OPEN_DOCUMENT:
            return "ods"
    except (Refused, *DAMAGED):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for part, kind in MAIN_PARTS.items() if part in names), "")


def is_archive(file: BinaryIO) -> bool:
    """Whether something else also reads as a ZIP archive."""
    return bool(_end(file))


def is_encrypted(file: BinaryIO) -> bool:
    """Whether an OLE container holds an office file behind a password, and is not an office file of before 2007."""
    mark = "EncryptedPackage".encode("utf-16-le")
    file.seek(0)
    before = b""
    while piece := file.read(1024 * 1024):
        if mark in before + piece:
            return True
        before = piece[-len(mark) :]
    return False


def fault(file: BinaryIO, kind: str, *, expanded: int) -> str:
    """Why the office file is not taken, or an empty string. Reads every part once, in pieces."""
    try:
        with _opened(file) as archive:
            parts = archive.infolist()
            _check_names(parts)
            left = expanded
            for part in parts:
                left -= _read(archive, part, left)
    except Refused as refusal:
        return str(refusal)
    except (ElementTree.ParseError, *DAMAGED):
        return "damaged"
    return ""


def _end(file: BinaryIO) -> bytes:
    """The record at the end of a ZIP archive, or nothing."""
    size = file.seek(0, 2)
    file.seek(max(0, size - PIECE - 22))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return tail[at : at + 22] if at >= 0 and len(tail) >= at + 22 else b""


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    """The archive, once it is known that reading its list costs little."""
    end = _end(file)
    if not end:
        raise Refused("damaged")
    count, listed, _start = struct.unpack_from("<HII", end, 10)
    if count > PARTS or listed > LISTED:
        raise Refused("expands")
    file.seek(0)
    archive = zipfile.ZipFile(file)
    if len(archive.filelist) > PARTS:
        raise Refused("expands")
    return archive


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    seen = set()
    for part in parts:
        name = part.orig_filename.replace("\\", "/")
        if name.startswith("/") or ":" in name or "\0" in name or ".." in name.split("/") or name.lower() in seen:
            raise Refused("paths")
        seen.add(name.lower())
        if part.flag_bits & 1:
            raise Refused("password")
        if MACROS.search(name):
            raise Refused("macros")
        if name.startswith("xl/externalLinks/"):
            raise Refused("external")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")


def _read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Read one part to its end and judge it if it says what belongs to what. Returns its size."""
    declared = part.file_size
    # What the list says of the size is not believed: reading goes on until the data end, or the limit does.
    part.file_size = limit = left + 1
    judge = _judge(part.filename)
    kept, size = bytearray(), 0
    with archive.open(part) as content:
        while piece := content.read(PIECE):
            size += len(piece)
            if size >= limit or (size > SMALL and size > RATIO * max(part.compress_size, 1)):
                raise Refused("expands")
            if judge:
                kept += piece
                if len(kept) > XML:
                    raise Refused("expands")
    if size != declared:
        raise Refused("damaged")
    if judge:
        judge(bytes(kept))
    return size


def _judge(name: str) -> Callable[[bytes], None] | None:
    if name == "[Content_Types].xml":
        return _check_types
    return _check_relations if name.lower().endswith(".rels") else None


def _tree(content: bytes) -> ElementTree.Element:
    """Parsed XML without a document type, which office files never have and bombs need."""
    if b"<!" in content.replace(b"<!--", b"") or b"\0" in content:
        raise Refused("damaged")
    return ElementTree.fromstring(content)


def _check_types(content: bytes) -> None:
    _tree(content)
    if MACRO_TYPES.search(content):
        raise Refused("macros")


def _check_relations(content: bytes) -> None:
    """Nothing may be fetched from elsewhere; only a link that somebody clicks may lead out."""
    for relation in _tree(content).iter():
        if relation.get("TargetMode", "").lower() != "external":
            continue
        is_link = relation.get("Type", "").endswith("/hyperlink")
        if not (is_link and PLAIN_LINKS.match(relation.get("Target", "").strip())):
            raise Refused("external")
