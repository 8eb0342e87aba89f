"""The certificate inside its frames."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from reports import pdf
from reports.awards import NOMINEE, SPECIAL, WINNER

from . import papers

MM = 72 / 25.4
# The inner line of the frame, from the edge of the sheet.
FRAME = 19.5 * MM


@pytest.mark.parametrize("look", [WINNER, NOMINEE, SPECIAL])
@pytest.mark.parametrize("paper", ["A4", "F4"])
def test_nothing_stands_on_the_frame(look, paper):
    data = {**papers.CERTIFICATE, "look": look, "paper": paper}
    printed = pdf.render_pdf("certificate", data, created=datetime(2025, 8, 5, tzinfo=UTC), title="Contoh")
    with pypdfium2.PdfDocument(printed) as opened:
        [page] = opened
        text, width, height = page.get_textpage(), page.get_width(), page.get_height()
        edges = {
            "foot": text.get_text_bounded(top=FRAME),
            "head": text.get_text_bounded(bottom=height - FRAME),
            "left": text.get_text_bounded(right=FRAME),
            "right": text.get_text_bounded(left=width - FRAME),
        }
    assert edges == dict.fromkeys(edges, "")
