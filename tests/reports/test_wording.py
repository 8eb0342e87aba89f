"""The sentences of papers: how fields are filled, and who may write them."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from paritrana.seen import CONFLICT
from paritrana.typeface import PRINTED
from reports import docx_papers, wording
from reports.documents.samples import sample
from reports.docx import render_docx
from reports.models import Document, Preview, Wording
from reports.pdf import render_pdf
from reports.services import previews
from reports.services import wording as services
from tests.reports import papers

WHEN = datetime(2025, 8, 5, 1, 2, 3, tzinfo=UTC)


def run(text, missing=False):
    return {"text": text, "missing": missing}


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Kepada {kategori}.", [run("Kepada Desa & Kota.")]),
        ("{kategori}{kategori}", [run("Desa & KotaDesa & Kota")]),
        ("a {nama_penerima} b", [run("a "), run("{nama_penerima}", True), run(" b")]),
        ("{tidak_ada}", [run("{tidak_ada}", True)]),
        ("{0}", [run("{0}", True)]),
        ("{kategori.__class__}", [run("{kategori.__class__}", True)]),
        ("{kategori!r:>1000000}", [run("{kategori!r:>1000000}", True)]),
        ("{kat{kategori}egori}", [run("{", True), run("katDesa & Kotaegori"), run("}", True)]),
        ("{panitia}", [run("{kategori}")]),  # what is filled in is not read again
        ("{{kategori}}", [run("{", True), run("Desa & Kota"), run("}", True)]),
        ("buka { saja", [run("buka "), run("{", True), run(" saja")]),
        ("{% if x %}{{ x }}", [run("{% if x %}", True), run("{", True), run("{ x }", True), run("}", True)]),
        ("<b>tebal</b>", [run("<b>tebal</b>")]),
        ("a\x00b\x1b[31m\u202ec\u200b", [run("ab[31mc")]),
        ("\u202e", []),
        ("{waktu}", [run("{waktu}", True)]),
    ],
)
def test_field_is_filled_once_and_what_is_no_field_stays_visible(text, runs):
    values = {"kategori": "Desa & Kota", "nama_penerima": "", "panitia": "{kategori}", "waktu": " \u200b"}
    assert wording.fill(text, values) == ([runs] if runs else [])


def test_every_line_is_a_paragraph_and_a_text_has_an_end():
    assert wording.fill("satu\n\n  dua \r\n", {}) == [[run("satu")], [run("dua")]]
    assert wording.fill("x" * 100_000, {}) == [[run("x" * wording.LONGEST)]]


@pytest.mark.parametrize("kind", wording.SLOTS)
def test_our_own_sentences_have_no_problem(kind):
    for slot in wording.SLOTS[kind].values():
        assert wording.problems(slot.default, wording.FIELDS) == []
        assert len(slot.default) <= slot.longest
    assert kind in Document.Kind


def test_problems_are_named_once_each():
    assert wording.problems("{nama} {nama} {waktu} {", {"kategori": "x"}) == [
        "{nama} bukan isian dan tercetak merah; pilih dari daftar isian.",
        "{waktu} tidak ada pada dokumen jenis ini dan tercetak merah.",
        "Kurung kurawal { tidak berpasangan; tercetak merah.",
    ]


def test_paper_from_before_has_the_usual_sentences():
    texts = wording.with_texts("certificate", papers.CERTIFICATE)["texts"]
    assert texts == {
        "slots": {"giving": [[run("memberikan penghargaan kepada")]], "rank": [[run("sebagai")]]},
        "wording": 0,
    }
    own = {"texts": {"slots": {}, "wording": 7}}
    assert wording.with_texts("certificate", own) is own


def test_sentences_are_written_in_versions(edition, secretariat):
    first = services.write(edition, "meeting", {"closing": "Terima kasih {provinsi}."}, seen=0, by=secretariat)
    assert services.write(edition, "meeting", first.texts, seen=0, by=secretariat) == first  # says nothing new
    with pytest.raises(ValidationError) as stop:
        services.write(edition, "meeting", {"closing": "Salam."}, seen=0, by=secretariat)
    assert stop.value.code == CONFLICT
    texts = services.texts(edition, "meeting", {})
    assert texts["wording"] == first.pk
    assert texts["slots"]["closing"] == [[run("Terima kasih Kalimantan Timur.")]]

    services.write(edition, "meeting", {}, seen=1, by=secretariat)  # back to ours
    assert list(Wording.objects.values_list("version", "texts")) == [(2, {}), (1, first.texts)]
    assert services.texts(edition, "meeting", {})["slots"]["closing"] == [[run(wording.THANKS)]]


def test_only_the_secretariat_writes(edition, chair):
    with pytest.raises(PermissionDenied):
        services.write(edition, "meeting", {"closing": "x"}, seen=0, by=chair)


def address(name, edition, *rest):
    return reverse(name, args=[edition.province.slug, edition.slug, *rest])


def test_page_shows_problems_in_words_saves_and_puts_back(client_of, secretariat, edition):
    client = client_of(secretariat)
    url = address("wording", edition, "meeting")
    typed = {"seen": "0", "opening": "Yth. {namaa}", "closing": "Salam <b>."}
    assert client.post(url, typed).status_code == 302
    page = client.get(url).content.decode()
    assert "{namaa} bukan isian dan tercetak merah; pilih dari daftar isian." in page
    assert "Salam &lt;b&gt;." in page
    back = client.post(url, typed | {"seen": "1", "closing": "belum disimpan", "default": "opening"})
    assert back.status_code == 200
    assert "belum disimpan" in back.content.decode()
    assert "Yth. {namaa}" not in back.content.decode()
    assert Wording.objects.count() == 1
    assert wording.THANKS in client.get(f"{url}?versi=0").content.decode()
    assert client.get(address("wording", edition, "receipt")).status_code == 404


def test_sentences_on_a_certificate_are_short_enough_for_its_page(client_of, secretariat, edition):
    url = address("wording", edition, "certificate")
    answer = client_of(secretariat).post(url, {"seen": "0", "giving": "x" * 161, "rank": "sebagai"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["giving"])


def test_second_tab_sees_what_was_saved_and_keeps_what_was_typed(client_of, secretariat, edition):
    services.write(edition, "meeting", {"closing": "Dari tab pertama."}, seen=0, by=secretariat)
    client = client_of(secretariat)
    url = address("wording", edition, "meeting")
    answer = client.post(url, {"seen": "0", "opening": "x", "closing": "Dari tab kedua."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dari tab pertama." in page
    assert "Dari tab kedua." in page
    assert 'name="seen" value="1"' in page
    assert client.post(url, {"seen": "1", "opening": "x", "closing": "Dari tab kedua."}).status_code == 302


def test_text_that_is_too_long_is_refused_and_kept(client_of, secretariat, edition):
    long = "panjang " * 12_500
    answer = client_of(secretariat).post(address("wording", edition, "meeting"), {"seen": "0", "closing": long})
    assert answer.status_code == 422
    assert answer.content.decode().count("panjang ") >= 12_499
    assert not Wording.objects.exists()


@pytest.mark.parametrize("kind", wording.SLOTS)
def test_every_kind_has_an_invented_paper_that_fills_its_sentences(edition, kind):
    data = sample(kind, edition)
    offered = {**services.edition_values(edition), **wording.values_of(data)}
    for slot in wording.SLOTS[kind].values():
        assert wording.problems(slot.default, offered) == []
    data["texts"] = services.texts(edition, kind, offered)
    assert render_pdf(kind, data, created=WHEN, title="x").startswith(b"%PDF-")
    if kind in docx_papers.PAPERS:
        assert render_docx(kind, data, created=WHEN, title="x").startswith(b"PK")


def test_preview_is_printed_with_what_is_wrong_and_leaves_no_document(client_of, secretariat, edition):
    client = client_of(secretariat)
    hostile = "Halo {salah}\n<script>x</script> {judul.__class__}{"
    answer = client.post(address("wording", edition, "meeting"), {"opening": hostile, "closing": "", "preview": "1"})
    row = Preview.objects.get()
    assert answer["Location"] == address("wording_preview", edition, row.pk)
    assert 'hx-trigger="every 2s"' in client.get(answer["Location"]).content.decode()
    assert previews.build_preview(row.pk)
    assert not previews.build_preview(row.pk)  # it is made once
    assert "Buka pratinjau" in client.get(answer["Location"]).content.decode()
    assert "{salah}" in client.get(f"{address('wording', edition, 'meeting')}?pratinjau={row.pk}").content.decode()
    paper = client.get(address("wording_preview_file", edition, row.pk)).getvalue()
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    for part in ("{salah}", "<script>x</script>", "{judul.__class__}{", "PRATINJAU"):
        assert part in text.replace("P R A T I N J A U", "PRATINJAU")
    assert not Document.objects.exists()

    Preview.objects.update(made_at=row.made_at - previews.KEPT)
    assert previews.sweep_previews() == 1
    assert not default_storage.exists(f"previews/{row.key}.pdf")


def test_preview_that_cannot_be_printed_says_so(edition, secretariat):
    row = previews.request_preview(edition, "meeting", {}, by=secretariat)
    Preview.objects.update(data={})
    Preview.objects.update(kind="no_such_paper")
    assert previews.build_preview(row.pk)
    row.refresh_from_db()
    assert (row.status, row.file.name) == ("failed", "")
    assert "no_such_paper" in row.error


def test_letters_without_a_shape_on_paper_are_told():
    assert wording.problems("Yth. \U0001f600", {}) == [
        "Huruf \U0001f600 tidak ada pada huruf cetak dan tercetak sebagai kotak."
    ]


TYPEFACES = sorted(Path(settings.BASE_DIR, "var/vendor").glob("*-latin-[456]*.woff2"))


@pytest.mark.parametrize("file", TYPEFACES, ids=lambda file: file.stem)
def test_every_letter_we_promise_is_in_every_typeface(file):
    assert {letter for letter in PRINTED - {"\t"} if ord(letter) not in TTFont(file).getBestCmap()} == set()
