"""QR codes as one-path SVG pictures that fit into `<img src>`, on paper and on pages."""

import segno


def qr_picture(text: str) -> str:
    """A `data:` address of the QR code of `text`; a damaged quarter of it can still be read."""
    code = segno.make_qr(text, error="q", boost_error=False)
    return code.svg_data_uri(border=2, dark="#10231d", omitsize=True, svgclass=None, lineclass=None)
