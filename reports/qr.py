"""QR codes as one-path SVG pictures that fit into `<img src>`, on paper and on pages."""

import segno

MASK = 2


def qr_picture(text: str, error: str = "q") -> str:
    """A `data:` address of the QR code of `text`; a damaged quarter of it can still be read, with "m" 15 %."""
    # Trying all eight masks takes longer than everything else; any of them can be read.
    code = segno.make_qr(text, error=error, boost_error=False, mask=MASK)
    return code.svg_data_uri(border=2, dark="#10231d", omitsize=True, svgclass=None, lineclass=None)
