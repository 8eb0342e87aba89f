"""Hostile files and good ones, each with its verdict. Every file is made in `makers`."""

import io
import time
import tracemalloc

import pytest
from PIL import ImageFile

from paritrana.filekinds import CONTENT_TYPES
from paritrana.files import inspection
from paritrana.files.inspection import WORDS, inspect, words_for
from tests.factories import pdf_bytes
from tests.paritrana.files import makers

ALLOWED = [*CONTENT_TYPES, "jpeg"]
LINK = "http://example.com/x"
SCRIPT = "/OpenAction<</S/JavaScript/JS(x)>>"

GOOD = {
    "plain pdf": ("a.pdf", lambda: pdf_bytes()),
    "pdf written by a library": ("a.pdf", lambda: makers.pdf()),
    "pdf with packed objects": ("a.pdf", lambda: makers.packed_pdf(hidden=False)),
    "pdf with an owner password, AES": ("a.pdf", lambda: makers.pdf(password="")),
    "pdf with an owner password, RC4": ("a.pdf", lambda: makers.pdf(password="", algorithm="RC4-128")),
    "pdf with zeros after its end": ("a.pdf", lambda: pdf_bytes() + bytes(3000)),
    "pdf that speaks of scripts": ("a.pdf", lambda: pdf_bytes("JavaScript dan Launch")),
    "pdf with a link": ("a.pdf", lambda: pdf_bytes(extra=f"<</S/URI/URI({LINK})>>")),
    "jpeg": ("a.jpg", lambda: makers.picture("JPEG")),
    "jpeg with its other ending": ("A.JPEG", lambda: makers.picture("JPEG")),
    "png": ("a.png", lambda: makers.picture("PNG")),
    "webp": ("a.webp", lambda: makers.picture("WEBP")),
    "heic": ("a.heic", lambda: makers.picture("HEIF")),
    "xlsx": ("a.xlsx", lambda: makers.office("xlsx")),
    "docx": ("a.docx", lambda: makers.office("docx")),
    "pptx": ("a.pptx", lambda: makers.office("pptx")),
    "ods": ("a.ods", makers.ods),
    "csv": ("a.csv", lambda: b"Kode;PU\n64.01;12\n"),
    "docx with links to click": ("a.docx", lambda: makers.related("docx", "hyperlink", LINK)),
    "xlsx with many equal cells": ("a.xlsx", lambda: makers.more("xlsx", {"xl/s.xml": b"<c>1</c>" * 900_000})),
}

BAD = {
    # the wrong kind
    "nothing": ("a.pdf", lambda: b"", "empty"),
    "program": ("a.exe", lambda: b"MZ" + bytes(100), "type"),
    "program named pdf": ("a.pdf", lambda: b"MZ" + bytes(100), "content"),
    "no ending": ("berkas", pdf_bytes, "type"),
    "two endings": ("a.pdf.exe", pdf_bytes, "type"),
    "old excel": ("a.xls", lambda: makers.OLE + bytes(3000), "type"),
    "old excel named xlsx": ("a.xlsx", lambda: makers.OLE + bytes(3000), "old"),
    "old word named docx": ("a.docx", lambda: makers.OLE + bytes(3000), "old"),
    "zip": ("a.zip", lambda: makers.archive({"a": b"a"}), "type"),
    "zip named xlsx": ("a.xlsx", lambda: makers.archive({"a": b"a"}), "content"),
    "rar named docx": ("a.docx", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(100), "content"),
    "7z named docx": ("a.docx", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100), "content"),
    "docx named xlsx": ("a.xlsx", lambda: makers.office("docx"), "content"),
    "jpeg named png": ("a.png", lambda: makers.picture("JPEG"), "content"),
    "video named heic": ("a.heic", lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(100), "content"),
    "svg": ("a.svg", lambda: b"<svg onload='alert(1)'/>", "type"),
    "svg named png": ("a.png", lambda: b"<?xml version='1.0'?><svg onload='alert(1)'/>", "page"),
    "html named pdf": ("a.pdf", lambda: b"\n<!DOCTYPE html><script>alert(1)</script>", "page"),
    # two kinds at once
    "html before pdf": ("a.pdf", lambda: b"<html><script>alert(1)</script>" + pdf_bytes(), "mixed"),
    "html in pdf": ("a.pdf", lambda: pdf_bytes().replace(b"\n", b"\n%<script>x</script>\n", 1), "mixed"),
    "gif and pdf": ("a.pdf", lambda: b"GIF89a" + bytes(7) + pdf_bytes(), "mixed"),
    "pdf and zip": ("a.pdf", lambda: pdf_bytes() + makers.archive({"a": b"a"}), "mixed"),
    "jpeg and zip": ("a.jpg", lambda: makers.picture("JPEG") + makers.archive({"a": b"a"}), "mixed"),
    "jpeg with a script": ("a.jpg", lambda: makers.jpeg_with_comment(b"<script>x</script>"), "mixed"),
    "jpeg and pdf": ("a.pdf", lambda: makers.jpeg_with_comment(pdf_bytes()), "mixed"),
    # PDF
    "pdf with a password": ("a.pdf", lambda: makers.pdf(password="rahasia"), "password"),
    "pdf with a password, RC4": ("a.pdf", lambda: makers.pdf(password="rahasia", algorithm="RC4-40"), "password"),
    "pdf cut in the middle": ("a.pdf", lambda: makers.pdf()[: len(makers.pdf()) // 2], "damaged"),
    "pdf without its objects": ("a.pdf", lambda: b"%PDF-1.7\n%%EOF\n", "damaged"),
    "pdf without a page": ("a.pdf", lambda: pdf_bytes().replace(b"[3 0 R]/Count 1", b"[     ]/Count 0"), "damaged"),
    "pdf of deep nesting": ("a.pdf", lambda: pdf_bytes(extra="[" * 100_000), "damaged"),
    "pdf with a script": ("a.pdf", lambda: makers.pdf(script="app.alert(1)"), "script"),
    "pdf with a script at opening": ("a.pdf", lambda: pdf_bytes(catalog=SCRIPT), "script"),
    "pdf with a packed and disguised script": ("a.pdf", lambda: makers.packed_pdf(), "script"),
    "pdf with a script outside of its table": (
        "a.pdf",
        lambda: pdf_bytes().replace(b"startxref", b"9 0 obj\n<</S/JavaScript/JS(x)>>\nendobj\nstartxref"),
        "script",
    ),
    "pdf with a script behind an owner password": ("a.pdf", lambda: makers.pdf(password="", script="x"), "script"),
    "pdf that starts a program": ("a.pdf", lambda: pdf_bytes(extra="<</S/Launch/F(cmd.exe)>>"), "launch"),
    "pdf with an attachment": ("a.pdf", lambda: makers.pdf(attachment="MZ"), "attachment"),
    "pdf with an attached note": ("a.pdf", lambda: pdf_bytes(extra="<</Subtype/FileAttachment/FS<<>>>>"), "attachment"),
    "pdf with EICAR attached": ("a.pdf", lambda: makers.pdf(attachment=makers.EICAR.decode()), "attachment"),
    "pdf with an XFA form": ("a.pdf", makers.xfa, "form"),
    "pdf whose packed objects are a bomb": ("a.pdf", makers.packed_bomb, "complex"),
    # pictures
    "png bomb": ("a.png", makers.huge_png, "pixels"),
    "png of too many pixels": ("a.png", lambda: makers.huge_png(8000, 7000), "pixels"),
    "png cut": ("a.png", lambda: makers.picture("PNG")[:-200], "damaged"),
    "jpeg cut": ("a.jpg", lambda: makers.picture("JPEG", (640, 480))[:-20_000], "damaged"),
    "webp cut": ("a.webp", lambda: makers.picture("WEBP")[:-200], "damaged"),
    "heic cut": ("a.heic", lambda: makers.picture("HEIF")[:-200], "damaged"),
    "head of a png": ("a.png", lambda: b"\x89PNG\r\n\x1a\n", "damaged"),
    # office files
    "zip bomb": ("a.xlsx", lambda: makers.more("xlsx", {"xl/s.xml": bytes(40_000_000)}), "expands"),
    "many parts": ("a.xlsx", lambda: makers.more("xlsx", {f"xl/{n}": b"" for n in range(10_001)}), "content"),
    "part larger than it says": ("a.xlsx", lambda: makers.lying("xlsx"), "damaged"),
    "office file cut": ("a.docx", lambda: makers.office("docx")[:-40], "content"),
    "office file with a password": ("a.xlsx", lambda: makers.locked("xlsx"), "password"),
    "part with a password": ("a.xlsx", makers.encrypted_entry, "password"),
    "macros": ("a.xlsx", lambda: makers.more("xlsx", {"xl/vbaProject.bin": b"x"}), "macros"),
    "macros of Excel 4": ("a.xlsx", lambda: makers.more("xlsx", {"xl/macrosheets/s1.xml": b"x"}), "macros"),
    "controls": ("a.docx", lambda: makers.more("docx", {"word/activeX/a1.bin": b"x"}), "macros"),
    "macros by type": (
        "a.docx",
        lambda: makers.office("docx", b'<Override ContentType="application/vnd.ms-word.macroEnabled+xml"/>'),
        "macros",
    ),
    "template from elsewhere": ("a.docx", lambda: makers.related("docx", "attachedTemplate", LINK), "external"),
    "picture from elsewhere": ("a.docx", lambda: makers.related("docx", "image", LINK), "external"),
    "object from elsewhere": ("a.docx", lambda: makers.related("docx", "oleObject", "mhtml:" + LINK), "external"),
    "link that runs": ("a.docx", lambda: makers.related("docx", "hyperlink", "javascript:alert(1)"), "external"),
    "values from another workbook": (
        "a.xlsx", lambda: makers.more("xlsx", {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "external"
    ),
    "macros of LibreOffice": ("a.ods", lambda: makers.ods(Basic__Standard__Module1=b"x"), "macros"),
    "ods named xlsx": ("a.xlsx", makers.ods, "content"),
    "html named csv": ("a.csv", lambda: b"<html><script>alert(1)</script>", "mixed"),
    "csv with zero bytes further down": ("a.csv", lambda: b"a;b\n" * 1000 + b"\0", "damaged"),
    "path that climbs out": ("a.docx", lambda: makers.more("docx", {"../../etc/cron.d/x": b"x"}), "paths"),
    "path that climbs out of Windows": ("a.docx", lambda: makers.more("docx", {"word\\..\\..\\x": b"x"}), "paths"),
    "absolute path": ("a.docx", lambda: makers.more("docx", {"/etc/cron.d/x": b"x"}), "paths"),
    "drive": ("a.docx", lambda: makers.more("docx", {"C:/x": b"x"}), "paths"),
    "entities": (
        "a.docx", lambda: makers.more("docx", {"_rels/.rels": b'<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'}), "damaged"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "made"), GOOD.values(), ids=GOOD)
def test_good_file_is_accepted(name, made):
    verdict = inspect(io.BytesIO(made()), name, ALLOWED)
    assert (verdict.state, verdict.reason) == ("accepted", "")


@pytest.mark.parametrize(("name", "made", "reason"), BAD.values(), ids=BAD)
def test_hostile_file_is_rejected_with_its_reason(name, made, reason):
    verdict = inspect(io.BytesIO(made()), name, ALLOWED)
    assert (verdict.state, verdict.reason) == ("rejected", reason)


@pytest.mark.parametrize("made", [makers.packed_bomb, makers.huge_png, BAD["zip bomb"][1]], ids=["pdf", "png", "xlsx"])
def test_bombs_cost_little(made):
    content = io.BytesIO(made())
    name = {b"%P": "a.pdf", b"\x89P": "a.png", b"PK": "a.xlsx"}[content.getvalue()[:2]]
    began = time.monotonic()
    tracemalloc.start()
    try:
        inspect(content, name, ALLOWED)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 400 * 1024 * 1024
    assert time.monotonic() - began < 20


def test_cut_picture_is_rejected_in_a_worker_that_also_prints(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as importing WeasyPrint does
    name, made, reason = BAD["jpeg cut"]
    assert inspect(io.BytesIO(made()), name, ALLOWED).reason == reason
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def test_time_limit_ends_the_search():
    limits = inspection.Limits(seconds=-1)
    assert inspect(io.BytesIO(pdf_bytes()), "a.pdf", ALLOWED, limits).reason == "complex"


def test_type_that_the_portal_does_not_take_is_rejected():
    assert inspect(io.BytesIO(makers.picture("PNG")), "a.png", ["pdf"]).reason == "type"


@pytest.mark.parametrize("reason", WORDS)
def test_every_reason_says_what_to_do(reason):
    words = words_for(reason, "xlsx")
    assert (words.endswith("."), "%" in words, "!" in words) == (True, False, False)
