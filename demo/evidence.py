"""Evidence of the example round: real PDFs and pictures, made here, so that nothing binary is committed."""

import io

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from reports.pdf import render_pdf


def pdf(title: str, owner: str, text: str) -> SimpleUploadedFile:
    """A one-page PDF about something."""
    content = render_pdf(
        "example_evidence", {"title": title, "owner": owner, "text": text}, created=timezone.now(), title=title
    )
    return SimpleUploadedFile(f"{title} - {owner}.pdf", content, "application/pdf")


def picture(title: str, owner: str) -> SimpleUploadedFile:
    """A PNG in place of a photograph."""
    out = io.BytesIO()
    segno.make(f"CONTOH {title} {owner}", error="m").save(out, kind="png", scale=12, dark="#0b6b4f")
    return SimpleUploadedFile(f"Foto {title}.png", out.getvalue(), "image/png")
