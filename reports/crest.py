"""The crest of a province: an uploaded picture -> a small PNG that can stand on every paper. Pure."""

import base64
import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from paritrana.files.pictures import fault
from paritrana.numbers import num

# What is decoded stands whole in the memory of a web process: 4 bytes a pixel.
PIXELS = 12_000_000
# Printed 24 mm high: 300 dots an inch, then fewer until it is light enough to be frozen into every paper.
HEIGHTS = (288, 216, 160)
LIMIT = 24 * 1024
COLOURS = 128


def crest_png(content: bytes) -> bytes:
    """The picture with nothing but its pixels left, at most `LIMIT` bytes; ValidationError says what to do instead."""
    kind = "png" if content.startswith(b"\x89PNG") else "jpg"
    wrong = fault(io.BytesIO(content), kind, pixels=PIXELS)
    if wrong == "pixels":
        text = _("Perkecil gambar ini: paling banyak %(pixels)s piksel, misalnya 2.000 x 2.000.")
        raise ValidationError(text % {"pixels": num(PIXELS)})
    if wrong:
        raise ValidationError(_("Gambar ini tidak dapat dibaca. Simpan ulang sebagai PNG atau JPEG, lalu unggah lagi."))
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
        # A palette with alpha: flat colours of a coat of arms lose nothing by it.
        whole = picture.convert("RGBA")
    for height in HEIGHTS:
        small = whole.copy()
        small.thumbnail((height * 2, height), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        small.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
        if out.tell() <= LIMIT:
            break
    return out.getvalue()


def as_address(png: bytes) -> str:
    """The picture as a `data:` address, for `<img src>` on paper."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
