"""Photographs and scans: what is wrong with one. Pure."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image, ImageFile
from pillow_heif import HeifImagePlugin  # noqa: F401  (teaches Pillow to open HEIC)

FORMATS = {"jpg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",), "heic": ("HEIF",)}
# What damaged pictures raise in Pillow: struct.error and the like are its readers stumbling.
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, ArithmeticError, RuntimeError)


def fault(file: BinaryIO, kind: str, *, pixels: int) -> str:
    """Why the picture is not taken ("pixels", "damaged"), or an empty string. Decoded only within the limit."""
    file.seek(0)
    try:
        with warnings.catch_warnings(), _strictly():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=FORMATS[kind][:1]) as picture:
                if picture.format not in FORMATS[kind]:
                    return "damaged"
                if picture.width * picture.height > pixels:
                    return "pixels"
                # A JPEG is read to its end all the same, but at an eighth of its size.
                picture.draft("RGB", (picture.width // 8 + 1, picture.height // 8 + 1))
                picture.load()
    except Image.DecompressionBombError:
        return "pixels"
    except DAMAGED:
        return "damaged"
    return ""


@contextmanager
def _strictly() -> Iterator[None]:
    """WeasyPrint tells Pillow, for the whole process, to fill up what is missing; a worker prints and looks."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def as_jpeg(file: BinaryIO) -> bytes:
    """The picture as every browser shows it, upright; for those that only a phone opens."""
    file.seek(0)
    with Image.open(file) as picture:
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
