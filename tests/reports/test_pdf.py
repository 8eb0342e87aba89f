"""The papers: what stands on them, the two standards, equal bytes, and no file but ours."""

import base64
import contextlib
import hashlib
import io
import itertools
import os
import socket
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from reports import pdf, wording
from reports.qr import qr_picture
from reports.templatetags.paper import figure, fit, parts

from . import list_papers, papers, papers_official

WHEN = datetime(2025, 8, 5, 1, 2, 3, tzinfo=UTC)
MM = 72 / 25.4
PAPERS = {
    "certificate": papers.CERTIFICATE,
    "ranking_report": papers.RANKING_REPORT,
    "receipt": papers.RECEIPT,
    "statement": papers.STATEMENT,
    "selection": papers.SELECTION,
    "interview_minutes": papers.MINUTES,
    **{kind: papers_official.PAPERS[kind] for kind in ("seat_request", "plenary_minutes", "decree")},
}
LISTS = ("schedule", "attendance", "coverage_report", "panel_report", "score_sheets", "feedback", "handover",
         "prize_receipt", "round_report")  # fmt: skip
EVERY_KIND = PAPERS | papers_official.PAPERS | {kind: getattr(list_papers, kind.upper()) for kind in LISTS}


def made(template, data, **changes):
    return PdfReader(io.BytesIO(pdf.render_pdf(template, {**data, **changes}, created=WHEN, title="Contoh")))


def words(paper):
    """All text of the paper with single spaces, so that line breaks do not matter."""
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def size_mm(paper):
    return tuple(round(float(side) / MM) for side in paper.pages[0].mediabox[2:])


def test_ranking_report_says_provisional_and_who_was_silent():
    paper = made("ranking_report", papers.RANKING_REPORT)
    text = words(paper)
    assert size_mm(paper) == (210, 297)
    for part in [
        "peringkat sementara (belum ditetapkan)",
        "Tahun penilaian 2024, pelaksanaan 2025",
        "ke-2, Senin, 28 Juli 2025 pukul 17.12 WITA",
        "3f2a 91bc 77d0",
        "Bobot di atas adalah contoh, bukan ketentuan resmi.",
        "1 Kabupaten Kutai Kartanegara Juara I 9 dari 9 86,41",
        "Kabupaten Berau 31,7080 47,5620 79,27",
        "Kabupaten Paser Tidak hadir (tanpa pemberitahuan)",
        "satu panelis tidak ikut menilai",
        "tidak memberi tanggapan",
        "Jawaban sekretariat: Revisi sudah dipakai.",
        "Dicetak Selasa, 29 Juli 2025 pukul 09.10 WITA",
        papers.RULES,
        f"halaman 1 dari {len(paper.pages)}",
    ]:
        assert part in text, part
    assert "Keputusan rapat pleno" not in text


def test_ranking_report_prints_the_decision_with_its_deviations():
    changes = {
        "status": "decided",
        "decision": papers.DECISION,
        "signer": papers.SIGNER,
        "place": "Samarinda",
    }
    text = words(made("ranking_report", papers.RANKING_REPORT, **changes))
    assert "peringkat sementara" not in text
    for part in [
        "ditetapkan",
        "Rapat pleno pada Selasa, 29 Juli 2025 menetapkan:",
        "Juara I kepada Kabupaten Berau. Alasan: temuan lapangan.",
        "3 berkas belum diverifikasi. Alasan: kandidat mundur.",
        "Cakupan tertinggi Dasar: cakupan Kota Bontang",
        "Dicatat dari berita acara bertanda tangan Nomor 31/2025.",
        "Nama Pejabat Contoh, S.H.",
    ]:
        assert part in text, part


def test_ranking_report_of_twenty_criteria_and_twelve_nominees_prints_every_component():
    criteria = [{"code": f"K{i}", "name": f"Kriteria {i}", "source": "panel", "weight": "5.00"} for i in range(20)]
    row = papers.RANKING_REPORT["rows"][1]
    rows = [{**row, "nominee": f"Nomine {n}", "components": [f"{i}.{n:04}" for i in range(20)]} for n in range(12)]
    text = words(made("ranking_report", papers.RANKING_REPORT, paper="F4", criteria=criteria, rows=rows))
    missing = [f"{i},{n:04}" for i in range(20) for n in range(12) if f"{i},{n:04}" not in text]
    assert missing == []


def test_receipt_lists_answers_and_files():
    text = words(made("receipt", papers.RECEIPT))
    for part in [
        "Nomor: 64/2024/0017",
        "Diterima server Kamis, 31 Juli 2025 pukul 23.40 WITA",
        "Nama Pengirim Contoh",
        "perda-3-2020.pdf (1,5 MB, SHA-256 3f2a 91bc 77d0)",
        "1.2 Berapa anggaran iuran? Tidak diisi",
    ]:
        assert part in text, part


@pytest.mark.parametrize("template", EVERY_KIND)
def test_paper_is_archival_and_accessible_at_once(template, caplog):
    paper = made(template, EVERY_KIND[template])
    assert [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")] == []
    root = paper.trailer["/Root"]
    assert root["/Lang"] == "id"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a pypdf object, not the singleton)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert len(root["/OutputIntents"]) == 1
    # Names of places only: no attachment, no script.
    assert set(root.get("/Names", {})) <= {"/Dests"}
    xmp = ElementTree.fromstring(root["/Metadata"].get_data())
    about = {}
    for node in xmp.iter():
        about.update(node.attrib)
    assert len(list(xmp)) == 1, "one rdf:RDF"
    assert about["{http://www.aiim.org/pdfa/ns/id/}part"] == "2"
    assert about["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert about["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    prefixes = [node.text for node in xmp.iter("{http://www.aiim.org/pdfa/ns/schema#}prefix")]
    assert prefixes == ["pdfuaid"]
    assert paper.metadata.title == "Contoh"
    assert paper.metadata.creation_date == WHEN
    assert paper.metadata.modification_date == WHEN
    # The first heading is the title, and none is skipped on the way down (PDF/UA-1, 7.4.2).
    roles = [str(node.get("/S", "")) for node in tree(root["/StructTreeRoot"])]
    levels = [int(role[2:]) for role in roles if role[:2] == "/H" and role[2:].isdigit()]
    assert [(a, b) for a, b in itertools.pairwise([0, *levels]) if b > a + 1] == []


@pytest.mark.parametrize("template", ["certificate", "objection_reply", "receipt"])
def test_an_uploaded_crest_keeps_the_paper_archival(template):
    crest = f"data:image/png;base64,{base64.b64encode(png(80, 100)).decode()}"
    page = made(template, EVERY_KIND[template], crest=crest).pages[0]
    drawn = [picture.get_object() for picture in page["/Resources"]["/XObject"].values()]
    # A reader that smooths a picture changes it: PDF/A (6.2.8) says that none may be asked to.
    assert {picture["/Interpolate"].value for picture in drawn if picture["/Subtype"] == "/Image"} == {False}


@pytest.mark.parametrize("template", PAPERS)
def test_every_picture_has_words_and_every_letter_is_ours(template):
    paper = made(template, PAPERS[template])
    figures = [node for node in tree(paper.trailer["/Root"]["/StructTreeRoot"]) if node.get("/S") == "/Figure"]
    assert [node.get("/Alt", "") for node in figures].count("") == 0
    families = set()
    for page in paper.pages:
        for font in page["/Resources"]["/Font"].values():
            families.add(font.get_object()["/BaseFont"].split("+")[-1].split("-")[0])
    assert families == {"Paper"}


def tree(node):
    node = node.get_object()
    if not hasattr(node, "get"):
        return
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        yield from tree(kid.get_object()) if hasattr(kid, "get_object") else ()


def digest_of(template):
    return hashlib.sha256(pdf.render_pdf(template, PAPERS[template], created=WHEN, title="Sama")).hexdigest()


def test_same_row_gives_the_same_bytes_in_another_process():
    script = (
        "import django; django.setup()\n"
        "from tests.reports.test_pdf import PAPERS, digest_of\n"
        "print(*(digest_of(name) for name in ('receipt', 'certificate')))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "4711", "DJANGO_SETTINGS_MODULE": "paritrana.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.split() == [digest_of(name) for name in ("receipt", "certificate")]


def test_another_date_or_title_gives_other_bytes():
    first = pdf.render_pdf("receipt", papers.RECEIPT, created=WHEN, title="A")
    assert first != pdf.render_pdf("receipt", papers.RECEIPT, created=WHEN, title="B")
    assert first != pdf.render_pdf("receipt", papers.RECEIPT, created=WHEN.replace(second=4), title="A")


def png(width, height):
    """A PNG of this size that says no more than its size."""
    size = width.to_bytes(4) + height.to_bytes(4)
    chunks = [(b"IHDR", size + bytes([1, 0, 0, 0, 0])), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    parts = [len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4) for name, data in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def svg(inside, before=""):
    """A picture as it stands in an attribute."""
    text = f"{before}<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{inside.replace('&amp;', '&')}</svg>"
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


HOSTILE = [
    "file:///etc/hostname",
    "http://127.0.0.1:1/x.svg",
    "https://static.invalid.example.org/print/rule.svg",
    "//example.org/print/rule.svg",
    "../manage.py",
    "print/../../manage.py",
    "print/%2e%2e/%2e%2e/README.svg",
    "print/..%2f..%2f..%2fetc/hostname.svg",
    "print/%252e%252e/rule.svg",
    "css/paritrana.css",
    "print/fonts.conf",
    "print/missing.svg",
    "ftp://example.org/rule.svg",
    "data:text/html,<p>x</p>",
    "data:image/svg+xml," + "a" * 70_000,
    # 10,000 x 10,000 pixels in a few hundred bytes, also under the name of another kind
    f"data:image/png;base64,{base64.b64encode(png(10_000, 10_000)).decode()}",
    f"data:image/svg+xml;base64,{base64.b64encode(png(10_000, 10_000)).decode()}",
    f"data:image/png;base64,{base64.b64encode(b'GIF89a' + bytes(40)).decode()}",
    svg(f"<image href='data:image/png;base64,{base64.b64encode(png(10_000, 10_000)).decode()}'/>"),
    svg("<image href='http://127.0.0.1:1/x.png'/>"),
    svg("<image xmlns:x='http://www.w3.org/1999/xlink' x:href='file:///etc/hostname'/>"),
    svg("<style>@font-face { font-family: x; src: url(http://127.0.0.1:1/x.woff2) }</style>"),
    svg("<text>&amp;e;</text>", "<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"),
    svg("<text>x</text>", "<!DOCTYPE svg SYSTEM 'http://127.0.0.1:1/x.dtd'>"),
    svg("<text>&amp;b;</text>", "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"),
    svg("<text>x</text>", "<?xml version='1.0' encoding='utf-16'?>"),
]


@pytest.fixture
def print_page(settings, tmp_path):
    """Render a page of our own making, as if it were one of the templates."""
    folder = tmp_path / "reports" / "print"
    folder.mkdir(parents=True)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    def render(body):
        name = f"page{len(list(folder.iterdir()))}"  # Django keeps what it has read
        (folder / f"{name}.html").write_text(f'<html lang="id"><title>x</title><body>{body}</body></html>')
        return pdf.render_pdf(name, {}, created=WHEN, title="x")

    return render


@pytest.mark.parametrize("address", HOSTILE)
def test_foreign_file_stops_the_paper_but_not_the_worker(print_page, address):
    with pytest.raises(pdf.CannotPrint, match="^refused: "):
        print_page(f'<img alt="x" src="{address}">')


@pytest.mark.parametrize(
    "body",
    [
        '<link rel="attachment" href="file:///etc/hostname">',
        '<link rel="stylesheet" href="http://127.0.0.1:1/x.css">',
        '<div style="background: url(file:///etc/hostname)">x</div>',
        '<base href="file:///etc/"><img alt="x" src="hostname">',
        '<img alt="x" src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'>'
        "<image href='file:///etc/hostname'/></svg>\">",
        "<style>@font-face { font-family: x; src: url(file:///etc/hostname) }</style>x",
    ],
)
def test_every_way_to_a_foreign_file_is_closed(print_page, body):
    with pytest.raises(pdf.CannotPrint, match="^refused: "):
        print_page(body)


def test_nothing_is_asked_of_anybody(print_page):
    """A listener on this machine stands for every server that a template, a style or a picture could name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        there = f"http://127.0.0.1:{server.getsockname()[1]}"
        pictures = [
            f"<image href='{there}/a.png'/>",
            f"<use href='{there}/a.svg#a'/>",  # WeasyPrint looks for it in the same picture only
            f"<style>@import url({there}/a.css);</style>",  # and cannot import
            f"<style>rect {{ fill: url({there}/a.svg#a) }}</style><rect width='9' height='9'/>",
        ]
        bodies = [f'<img alt="x" src="{there}/a.png">', f'<link rel="stylesheet" href="{there}/a.css">']
        for body in [*bodies, *(f'<img alt="x" src="{svg(inside)}">' for inside in pictures)]:
            with contextlib.suppress(pdf.CannotPrint):
                print_page(body)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert print_page("sesudahnya").startswith(b"%PDF-")


def test_small_pictures_are_printed(print_page):
    good = base64.b64encode(png(80, 100)).decode()
    assert print_page(f'<img alt="x" src="data:image/png;base64,{good}">').startswith(b"%PDF-")


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 100_000,
        "{nama.__class__}{0}{nama!r:>1000000}{a{kategori}b}",
        "<img src='file:///etc/hostname'><style>@import url(http://127.0.0.1:1/x)</style>{{ 7 }}{% include 'x' %}",
        "\u202e\u0000\u200b\u2066\ufeff teks",
    ],
)
def test_hostile_sentences_are_printed_as_they_are(typed):
    filled = wording.filled("certificate", {"giving": typed}, {"kategori": typed})
    text = words(made("certificate", papers.CERTIFICATE, texts={"slots": filled, "wording": 1}))
    printed = "".join(run["text"] for line in filled["giving"] for run in line)
    assert "".join(printed[:1500].split()) in "".join(text.split())
    assert len(printed) <= 2 * wording.LONGEST


def test_our_own_files_are_served(print_page):
    page = print_page('<img alt="x" src="print/rule.svg"><img alt="y" src="vendor/../print/rule.svg">')
    assert page.startswith(b"%PDF-1.7")


def test_font_list_of_the_machine_is_put_back(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/somewhere/else")
    with pdf._only_our_fonts():
        assert os.environ["FONTCONFIG_FILE"].endswith("static/print/fonts.conf")
    assert os.environ["FONTCONFIG_FILE"] == "/somewhere/else"
    monkeypatch.delenv("FONTCONFIG_FILE")
    with pdf._only_our_fonts():
        pass
    assert "FONTCONFIG_FILE" not in os.environ


def test_naive_date_is_refused():
    with pytest.raises(ValueError, match="aware"):
        pdf.render_pdf("receipt", papers.RECEIPT, created=datetime(2025, 8, 5), title="x")  # noqa: DTZ001


def test_qr_picture_is_one_path_small_enough_for_paper():
    picture = qr_picture(papers.CHECK["url"])
    assert picture.startswith("data:image/svg+xml")
    assert picture.count("path") == 1
    assert len(picture) < pdf.DATA_LIMIT // 4


def test_filters_of_the_paper():
    assert [fit("a" * length, "38,54,80") for length in (38, 39, 55, 81)] == [0, 1, 2, 3]
    assert [figure(text) for text in ("82.03", "1234.5000", "100")] == ["82,03", "1.234,5000", "100"]
    assert parts([], 6) == []
    assert [(len(part["items"]), part["slice"]) for part in parts(list(range(8)), 6)] == [
        (4, "0:4"),
        (4, "4:8"),
    ]


def test_statement_is_a_form_for_a_signature_in_ink():
    text = words(made("statement", papers.STATEMENT))
    order = [
        "Surat Pernyataan Kebenaran Data",
        "Nomor: ........................................",
        "Nama Pejabat Contoh, S.H.",
        "Mewakili Kabupaten Berau",
        "(usulan nomor 7)",
        "Sekretaris Daerah Kabupaten Berau,",
        "Isi yang dinyatakan benar",
        "1.1 Apakah ada Peraturan Daerah? Ya 2 berkas data dukung",
    ]
    places = [text.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]


def test_minutes_of_the_selection_name_who_what_and_why():
    text = words(made("selection", papers.SELECTION))
    for part in (
        "Berita Acara Seleksi Administrasi",
        "bertempat di Samarinda, Panitia mengadakan seleksi administrasi",
        "Lolos sebagai nomine: 1",
        "88,24",
        "Tidak lolos: 1",
        "Data dukung belum lengkap.",
        "2. Kabupaten Paser: tidak diloloskan meskipun di atas garis. Dokumen dipalsukan.",
        "Kota Bontang: Menarik diri. Surat Nomor 5.",
        "Nama Lain, Anggota",
        "1. Nama Contoh",
    ):
        assert part in text, part
