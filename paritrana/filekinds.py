"""What a file is by its first bytes, and what to do with one that is not taken. Pure: no model, no storage."""

import zipfile
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Shown in the page itself when asked for; everything else is only downloaded.
SHOWN = {"pdf", "jpg", "png", "webp"}
MAIN_PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx", "ppt/presentation.xml": "pptx"}
# One sentence that helps, instead of a bare refusal (users.md 2.6).
WAYS_OUT = {
    "xls": _("Buka di Excel, pilih Simpan Sebagai .xlsx, lalu unggah lagi."),
    "doc": _("Buka di Word, pilih Simpan Sebagai .docx atau PDF, lalu unggah lagi."),
    "ppt": _("Buka di PowerPoint, pilih Simpan Sebagai .pptx atau PDF, lalu unggah lagi."),
    "zip": _("Keluarkan isinya, lalu unggah berkasnya satu per satu."),
    "rar": _("Keluarkan isinya, lalu unggah berkasnya satu per satu."),
    "7z": _("Keluarkan isinya, lalu unggah berkasnya satu per satu."),
    "heic": _("Simpan foto sebagai JPG, lalu unggah lagi."),
    "mp4": _("Video tidak diterima sebagai data dukung. Unggah foto atau dokumen kegiatannya."),
}


def kind_of(content: BinaryIO) -> str:
    """The kind of file by its content (a key of CONTENT_TYPES), or an empty string."""
    content.seek(0)
    head = content.read(1024)
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"PK\x03\x04"):
        # An OpenDocument file says what it is in its first, uncompressed part.
        return "ods" if CONTENT_TYPES["ods"].encode() in head[:100] else _office_kind(content)
    # Text has no mark of its own; without a zero byte it can be read as a table, and only its ending says more.
    return "csv" if head.strip() and b"\0" not in head else ""


def _office_kind(content: BinaryIO) -> str:
    """Office files are ZIP archives with a list of their parts. Nothing is unpacked, only the list is read."""
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((kind for part, kind in MAIN_PARTS.items() if part in names), "")
