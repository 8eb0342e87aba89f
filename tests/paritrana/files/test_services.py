import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from paritrana.files.services import clean_name, inspect, send, store
from tests import factories

PDF = factories.pdf_bytes()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def finish(response) -> None:
    """Close the file, but not the connection of the test, as `response.close()` would."""
    for closer in response._resource_closers:
        closer()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, kind)
    return out.getvalue()


def office(part: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("perda.pdf", PDF, "pdf"),
        ("foto.jpg", picture("JPEG"), "jpg"),
        ("foto.JPEG", picture("JPEG"), "jpg"),
        ("foto.png", picture("PNG"), "png"),
        ("foto.webp", picture("WEBP"), "webp"),
        ("rekap.xlsx", office("xl/workbook.xml"), "xlsx"),
        ("laporan.docx", office("word/document.xml"), "docx"),
        ("paparan.pptx", office("ppt/presentation.xml"), "pptx"),
    ],
)
def test_inspect_accepts_the_shipped_types(name, content, kind):
    found = inspect(upload(name, content))
    assert (found.type, found.size) == (kind, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("perda.pdf", b"", "“perda.pdf” kosong (0 B)"),
        ("rekap.xls", b"\xd0\xcf\x11\xe0", "pilih Simpan Sebagai .xlsx"),
        ("surat.doc", b"\xd0\xcf\x11\xe0", "Simpan Sebagai .docx atau PDF"),
        ("semua.zip", office("xl/workbook.xml"), "Keluarkan isinya"),
        ("program.exe", b"MZ", "Pilih berkas PDF, JPG, PNG, WEBP, HEIC, XLSX, DOCX atau PPTX."),
        ("tanpa-akhiran", PDF, "Pilih berkas PDF"),
        ("palsu.pdf", b"<html><script>alert(1)</script>", "belum dapat dibuka sebagai PDF"),
        ("foto.png", picture("JPEG"), "belum dapat dibuka sebagai PNG"),
        ("rekap.xlsx", office("word/document.xml"), "belum dapat dibuka sebagai XLSX"),
        ("rekap.xlsx", b"PK\x03\x04 rusak", "belum dapat dibuka sebagai XLSX"),
        ("perda.pdf.exe", PDF, "Pilih berkas PDF"),
    ],
)
def test_inspect_refuses_with_a_way_out(name, content, words):
    with pytest.raises(ValidationError) as refusal:
        inspect(upload(name, content))
    assert words in refusal.value.messages[0]


def test_inspect_refuses_a_file_that_is_too_large(settings):
    settings.FILE_MAX_BYTES = 20
    with pytest.raises(ValidationError) as refusal:
        inspect(upload("perda.pdf", PDF))
    assert refusal.value.messages == ["Perkecil “perda.pdf” menjadi paling besar 20 B; sekarang 545 B."]


@pytest.mark.parametrize(
    ("hostile", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\perda.pdf", "perda.pdf"),
        ("perda\u202efdp.exe.pdf", "perdafdp.exe.pdf"),
        ("per\x00da\r\n.pdf", "perda.pdf"),
        ("Surat\u200b  Keputusan .pdf", "Surat Keputusan .pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("<script>.pdf", "<script>.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("...", ""),
    ],
)
def test_clean_name_leaves_nothing_hostile(hostile, clean):
    assert clean_name(hostile) == clean


def test_store_keeps_the_bytes_under_a_name_of_our_own(kaltim, secretariat):
    file = store(upload("../perda\u202e.pdf", PDF), province=kaltim, by=secretariat)
    assert (file.name, file.type, file.size, file.uploaded_by) == ("perda.pdf", "pdf", len(PDF), secretariat)
    assert file.content.name == f"berkas/{file.key}"
    with file.content.open() as content:
        assert content.read() == PDF


def test_send_is_a_download_that_cannot_run(kaltim, secretariat):
    file = store(upload("perda \u201cbaru\u201d.pdf", PDF), province=kaltim, by=secretariat)
    response = send(file, to=secretariat)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    finish(response)


def test_send_shows_pictures_and_pdf_in_the_browser_but_never_office_files(kaltim, secretariat):
    shown = {}
    for name, content in (("a.pdf", PDF), ("b.png", picture("PNG")), ("c.docx", office("word/document.xml"))):
        response = send(store(upload(name, content), province=kaltim, by=secretariat), to=secretariat, inline=True)
        shown[name] = response["Content-Disposition"].split(";")[0]
        finish(response)
    assert shown == {"a.pdf": "inline", "b.png": "inline", "c.docx": "attachment"}
