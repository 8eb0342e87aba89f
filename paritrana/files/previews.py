"""A small picture of a file: the first page of a PDF, a photograph made small. Pure; only for accepted files."""

import io
from typing import BinaryIO

import pypdfium2
from PIL import Image, ImageOps
from pillow_heif import HeifImagePlugin  # noqa: F401  (teaches Pillow to open HEIC)

KINDS = {"pdf", "jpg", "png", "webp", "heic"}
# Longest side in pixels: twice what the pages show, for sharp screens.
SIDE = 320


def preview(file: BinaryIO, kind: str) -> bytes:
    """The picture as JPEG, at most SIDE pixels a side."""
    file.seek(0)
    picture = _first_page(file) if kind == "pdf" else _photograph(file)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def _first_page(file: BinaryIO) -> Image.Image:
    with pypdfium2.PdfDocument(file) as document:
        page = document[0]
        bitmap = page.render(scale=SIDE / max(page.get_size()))
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    return picture


def _photograph(file: BinaryIO) -> Image.Image:
    with Image.open(file) as picture:
        picture.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((SIDE, SIDE))
        if upright.mode in ("RGBA", "LA", "P"):
            paper = Image.new("RGB", upright.size, "white")
            paper.paste(upright, mask=upright.convert("RGBA").getchannel("A"))
            return paper
        return upright.convert("RGB")
