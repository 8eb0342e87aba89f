"""Tata naskah: crest, letterhead, margins, typeface, numbers and signers of a province."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from reports.crest import LIMIT, PIXELS, crest_png
from reports.documents import sheet, signature
from reports.models import Document, NumberSource, Signer, Style
from reports.services import signers as signer_services
from reports.services import style as style_services
from tests.reports.test_views import address

LOOK = {"letterhead": ["Gubernur Contoh", "Jalan A 1"], "paper": "F4", "top": 25, "right": 15, "bottom": 20, "left": 30}


def picture(width, height, kind="PNG", mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, (width, height), (10, 90, 60, 0) if mode == "RGBA" else (10, 90, 60)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "RGB"), ("JPEG", "RGB")])
def test_crest_is_drawn_anew_small_and_bare(kind, mode):
    png = crest_png(picture(1200, 1500, kind, mode) + b"<script>")
    with Image.open(io.BytesIO(png)) as small:
        assert (small.format, small.height) == ("PNG", 288)
    assert len(png) <= LIMIT
    assert b"script" not in png


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        picture(300, 300)[:200],
        b"",
    ],
    ids=["svg", "cut", "empty"],
)
def test_crest_that_is_no_picture_is_refused_with_a_way_out(content):
    with pytest.raises(ValidationError, match="Simpan ulang sebagai PNG atau JPEG"):
        crest_png(content)


def test_crest_of_ten_thousand_by_ten_thousand_is_refused_before_it_is_decoded():
    big = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(big, "PNG")
    assert PIXELS < 10_000 * 10_000
    with pytest.raises(ValidationError, match="Perkecil gambar ini"):
        crest_png(big.getvalue())


def test_crest_that_claims_billions_of_pixels_is_not_decoded():
    head = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    bomb = picture(1, 1)[:12] + head + struct.pack(">I", zlib.crc32(head)) + picture(1, 1)[33:]
    with pytest.raises(ValidationError, match="Perkecil gambar ini"):
        crest_png(bomb)


def test_style_is_printed_from_now_on(edition, secretariat, stranger):
    assert sheet(edition.province, edition)["style"] == {"margins": [16, 20, 20, 20], "typeface": "sans"}
    with pytest.raises(PermissionDenied):
        style_services.set_style(edition.province, **LOOK, typeface="times", by=stranger)
    crest = picture(90, 90)
    style_services.set_style(edition.province, **LOOK, typeface="times", crest=crest, by=secretariat)
    edition.province.refresh_from_db()
    page = sheet(edition.province, edition)
    assert page["style"] == {"margins": [25, 15, 20, 30], "typeface": "times"}
    assert (page["paper"], page["letterhead"]["address"]) == ("F4", [])
    assert page["crest"].startswith("data:image/png;base64,")
    style_services.set_style(edition.province, **LOOK, typeface="sans", without_crest=True, by=secretariat)
    assert sheet(edition.province, edition)["crest"] == ""


@pytest.mark.parametrize("change", [{"top": 9}, {"left": 41}, {"typeface": "comic"}, {"letterhead": ["x" * 121]}])
def test_style_out_of_bounds_is_refused(edition, secretariat, change):
    with pytest.raises(ValidationError):
        style_services.set_style(edition.province, **{**LOOK, "typeface": "sans", **change}, by=secretariat)
    assert Style.objects.count() == 0


def test_sample_belongs_to_the_style_it_was_drawn_for(edition, secretariat, client_of):
    style = style_services.set_style(edition.province, **LOOK, typeface="garamond", by=secretariat)
    client = client_of(secretariat)
    assert client.get(address("style_sample", edition)).status_code == 404
    style_services.draw_style(style.pk, str(style.stamp))
    style.refresh_from_db()
    assert style.preview.name == f"tata-naskah/{style.stamp}.pdf"
    answer = client.get(address("style_sample", edition))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_sample_of_a_style_that_was_changed_meanwhile_is_not_drawn(edition, secretariat):
    former = style_services.set_style(edition.province, **LOOK, typeface="garamond", by=secretariat)
    style_services.set_style(edition.province, **LOOK, typeface="sans", by=secretariat)
    style_services.draw_style(former.pk, str(former.stamp))
    assert Style.objects.get().preview.name == ""


def test_second_tab_does_not_overwrite_the_first_unasked(edition, secretariat, second_secretariat, client_of):
    url = address("style", edition)
    style_services.set_style(edition.province, **LOOK, typeface="sans", by=secretariat)
    client = client_of(secretariat)
    shown = client.get(url).context["form"]["seen"].value()
    style_services.set_style(edition.province, **LOOK | {"top": 30}, typeface="sans", by=second_secretariat)
    typed = {**LOOK, "letterhead": "Kop saya", "typeface": "times"}
    late = client.post(url, typed | {"seen": shown})
    assert (late.status_code, str(second_secretariat) in late.text, "Kop saya" in late.text) == (422, True, True)
    assert client.post(url, typed | {"seen": late.context["form"]["seen"].value()}).status_code == 302
    assert (Style.objects.get().top, Style.objects.get().typeface) == (25, "times")


def test_page_stores_and_refuses_with_what_was_typed(edition, secretariat, client_of, observer, stranger):
    url = address("style", edition)
    assert [client_of(user).get(url).status_code for user in (observer, stranger)] == [403, 404]
    client = client_of(secretariat)
    typed = {**LOOK, "letterhead": "Gubernur Contoh\nJalan A 1", "typeface": "times"}
    for name, content in (("lambang.svg", b"<svg/>"), ("lambang.png", b"<svg/>")):
        answer = client.post(url, typed | {"crest": SimpleUploadedFile(name, content), "top": "25"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["crest"])
    assert client.post(url, typed | {"top": "5"}).status_code == 422
    assert client.post(url, typed | {"crest": SimpleUploadedFile("a.png", picture(50, 60))}).status_code == 302
    assert Style.objects.get().typeface == "times"
    assert "data:image/png" in client.get(url).content.decode()


def test_numbers_and_copies_are_set_per_kind(edition, secretariat, client_of):
    url = address("number_source", edition, "certificate")
    client = client_of(secretariat)
    typed = {"source": "portal", "pattern": "{kode}/{nomor}", "code": "400.14", "unit": "", "width": "4"}
    assert list(client.post(url, typed).context["form"].errors) == ["pattern"]
    assert list(client.post(url, typed | {"pattern": "400/2025"}).context["form"].errors) == ["pattern"]
    assert client.post(url, typed | {"pattern": "{kode}/{urut}", "copies": "Gubernur\n\nInspektur"}).status_code == 302
    row = NumberSource.objects.get()
    assert (row.source, row.pattern, row.width, row.copies) == ("portal", "{kode}/{urut}", 4, ["Gubernur", "Inspektur"])
    assert client.get(address("number_source", edition, "receipt")).status_code == 404


def test_signature_names_office_and_capacity():
    signer = Signer(name="Nama", office="Kepala Biro Kesra", on_behalf="Gubernur Contoh", under="Sekretaris Daerah")
    assert signature(signer)["lines"] == ["a.n. Gubernur Contoh", "Sekretaris Daerah", "u.b.", "Kepala Biro Kesra"]
    signer = Signer(name="Nama", office="Sekretaris Daerah", on_behalf="Gubernur Contoh", acting="Plh.")
    assert signature(signer)["lines"] == ["a.n. Gubernur Contoh", "Plh. Sekretaris Daerah"]
    assert signature(Signer(name="Nama", office="Gubernur", acting="Pj."))["lines"] == ["Pj. Gubernur"]


def test_each_kind_has_one_signer(edition, secretariat):
    kind = Document.Kind
    add = signer_services.set_signer
    with pytest.raises(ValidationError):
        signer_services.signer_of(edition, kind.DECREE)
    first = add(edition, name="A", office="Gubernur", kinds=[], by=secretariat)
    second = add(edition, name="B", office="Sekda", acting="Plt.", kinds=[kind.DECREE, kind.MEETING], by=secretariat)
    third = add(edition, name="C", office="Kepala", kinds=[kind.MEETING], by=secretariat)
    with pytest.raises(ValidationError, match="sudah ada"):
        add(edition, name="C", office="Kepala", kinds=[kind.MEETING], by=secretariat)
    add(edition, third.pk, name="C", office="Kepala", kinds=[kind.MEETING], by=secretariat)
    found = [signer_services.signer_of(edition, of) for of in (kind.CERTIFICATE, kind.DECREE, kind.MEETING)]
    assert found == [first, second, third]
    notes = [signer_services.mandate_note(row, of) for row, of in ((second, kind.DECREE), (second, kind.MEETING))]
    assert ["UU 30/2014 Pasal 14 ayat (7)" in note for note in notes] == [True, False]
    assert signer_services.mandate_note(first, kind.DECREE) == ""
