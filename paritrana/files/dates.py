"""When a file says that it was made. Pure; what a scanner or a converter wrote there is a hint at most."""

import datetime
import re
from typing import BinaryIO

import pypdfium2

_STAMP = re.compile(r"D?:?(\d{4})(\d\d)(\d\d)")


def made_on(file: BinaryIO, kind: str) -> datetime.date | None:
    """The day of a PDF's own creation date; None where there is none that can be read."""
    if kind != "pdf":
        return None
    file.seek(0)
    try:
        with pypdfium2.PdfDocument(file) as document:
            stamp = document.get_metadata_value("CreationDate")
    except pypdfium2.PdfiumError:
        return None
    found = _STAMP.match(stamp or "")
    if found is None:
        return None
    try:
        return datetime.date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
