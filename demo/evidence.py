"""Evidence of the example round: real PDFs and pictures, made here, so that nothing binary is committed."""

import io

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from weasyprint import HTML

PAGE = """<!doctype html><html lang="id"><meta charset="utf-8"><title>{title}</title>
<style>@page{{size:A4;margin:25mm}}body{{font-family:sans-serif;font-size:11pt;line-height:1.5}}</style>
<p>CONTOH, BUKAN DOKUMEN RESMI</p><h1>{title}</h1><p>{owner}</p><p>{text}</p></html>"""


def pdf(title: str, owner: str, text: str) -> SimpleUploadedFile:
    """A one-page PDF about something."""
    content = HTML(string=PAGE.format(title=title, owner=owner, text=text)).write_pdf()
    return SimpleUploadedFile(f"{title} - {owner}.pdf", content, "application/pdf")


def picture(title: str, owner: str) -> SimpleUploadedFile:
    """A PNG in place of a photograph."""
    out = io.BytesIO()
    segno.make(f"CONTOH {title} {owner}", error="m").save(out, kind="png", scale=12, dark="#0b6b4f")
    return SimpleUploadedFile(f"Foto {title}.png", out.getvalue(), "image/png")
