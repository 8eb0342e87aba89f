"""The day that a PDF says it was made."""

import datetime
import io

import pypdf
import pytest

from paritrana.files.dates import made_on


def pdf(stamp: str | None) -> io.BytesIO:
    writer, content = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    if stamp is not None:
        writer.add_metadata({"/CreationDate": stamp})
    writer.write(content)
    return content


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("D:20230417093000+08'00'", datetime.date(2023, 4, 17)),
        ("20240101", datetime.date(2024, 1, 1)),
        ("D:20231345", None),
        ("kemarin", None),
        (None, None),
    ],
)
def test_day_of_a_pdf(stamp, day):
    assert made_on(pdf(stamp), "pdf") == day


def test_what_is_no_pdf_says_nothing():
    assert made_on(io.BytesIO(b"PK"), "xlsx") is None
    assert made_on(io.BytesIO(b"%PDF-1.7 rusak"), "pdf") is None
