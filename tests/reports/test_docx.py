"""Papers for a word processor, read back with the library that Word files are checked with."""

import io
import re
from datetime import UTC, datetime

import docx as word
import pytest
from django.urls import reverse
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm

from paritrana.numbers import seal
from reports import docx_papers
from reports.documents.samples import sample
from reports.docx import picture, render_docx
from reports.models import Document
from tests.reports import papers, papers_official

SIGNED = "\n".join(
    [
        "a.n. Gubernur Kalimantan Timur",
        "Plt. Sekretaris Daerah Provinsi,",
        "Nama Pejabat Contoh, S.H.",
        "Pembina Utama Madya",
        "NIP 19700101 199503 1 001",
    ]
)
WHEN = datetime(2025, 8, 5, 3, 2, 1, tzinfo=UTC)
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJR"
PIXEL += "U5ErkJggg=="
LETTER = {
    **papers.COMMON,
    "edition": papers.EDITION,
    "committee": "Panitia",
    "number": "",
    "letter": {"nature": "Penting", "attachment": "", "about": "Hal & <b>", "copies": ["Gubernur"]},
    "place": "Samarinda",
    "date": "5 Agustus 2025",
    "to": f"Pimpinan {papers.NAME_120}",
    "signer": papers.SIGNER,
    "blocks": [
        {"block": "words", "slot": "opening"},
        {"block": "facts", "rows": [["Kandidat", "Kabupaten Berau"]]},
        {"block": "list", "items": ["satu", "dua"], "ordered": True},
        {"block": "text", "text": "baris\nbaris dengan \x0b huruf \x00 asing", "small": True},
        {"block": "seal", "label": "Kode", "digest": papers.RULES},
    ],
    "texts": {
        "slots": {"opening": [[{"text": "Dengan hormat, ", "missing": False}, {"text": "{salah}", "missing": True}]]},
        "wording": 0,
    },
}
DECREE = {
    **LETTER,
    "draft": True,
    "crest": PIXEL,
    "style": {"margins": [20, 25, 20, 25], "typeface": "times"},
    "decree": {"office": "GUBERNUR", "title": "KEPUTUSAN", "about": "PENERIMA", "establishing": "Isi.", "copies": []},
    "blocks": [
        {
            "block": "table",
            "columns": [{"title": "No.", "figure": True}, {"title": "Penerima", "figure": False}],
            "rows": [["1", papers.NAME_120], ["2", "Kota Bontang"]],
        }
    ],
    "texts": {
        "slots": {
            name: [[{"text": f"{name} pertama", "missing": False}], [{"text": f"{name} kedua", "missing": False}]]
            for name in ("considering", "recalling", "regarding", "articles")
        },
        "wording": 0,
    },
}


def made(kind, data, **changes):
    return word.Document(io.BytesIO(render_docx(kind, {**data, **changes}, created=WHEN, title="Contoh")))


def texts(file):
    """Everything in reading order, cells beside one another with a bar."""
    found = []
    for part in file.iter_inner_content():
        if hasattr(part, "rows"):
            found += [" | ".join(cell.text for cell in row.cells) for row in part.rows]
        elif part.text.strip():
            found.append(part.text)
    return found


def test_letter_has_its_head_its_words_and_its_foot_in_order():
    file = made("cover_letter", LETTER)
    lines = texts(file)
    order = [
        "PEMERINTAH PROVINSI KALIMANTAN TIMUR",
        "Samarinda, 5 Agustus 2025",
        f"Nomor | : | {docx_papers.DOTS}",
        "Sifat | : | Penting",
        "Lampiran | : | -",
        "Hal | : | Hal & <b>",
        f"Yth.\nPimpinan {papers.NAME_120}\ndi Tempat",
        "Dengan hormat, {salah}",
        "Kandidat | : | Kabupaten Berau",
        "1.\tsatu",
        "2.\tdua",
        "baris\nbaris dengan  huruf  asing",
        f"Kode\n{papers.RULES}",
        f" | {SIGNED}",
        "Tembusan:",
        "1.\tGubernur",
    ]
    assert [line for line in lines if line in order] == order
    red = [run.text for line in file.paragraphs for run in line.runs if run.font.color.rgb is not None]
    assert red == ["{salah}"]


def test_letter_stretches_no_broken_line_and_keeps_its_signature_together():
    file = made("cover_letter", LETTER)
    by_start = {line.text.split("\n")[0]: line for line in file.paragraphs}
    alone = made("cover_letter", LETTER, blocks=[{"block": "text", "text": "satu baris"}])
    assert by_start["Yth."].alignment == by_start["baris"].alignment == ALIGN.LEFT
    assert [line.alignment for line in alone.paragraphs if line.text == "satu baris"] == [ALIGN.JUSTIFY]
    signature = file.tables[-1]
    assert [child.tag.rsplit("}")[-1] for child in signature.rows[0]._tr.trPr] == ["cantSplit"]
    assert by_start["Kode"].paragraph_format.keep_with_next
    minutes = list(made("plenary_minutes", papers_official.PLENARY_MINUTES).iter_inner_content())
    tables = [place for place, part in enumerate(minutes) if hasattr(part, "rows")]
    signers, gap, signature = minutes[tables[-2] : tables[-1] + 1]
    assert " | ".join(cell.text for cell in signature.rows[0].cells).startswith(" | Samarinda, 30 Juli 2025\n")
    together = [line for cell in signers.rows[-1].cells for line in cell.paragraphs] + [gap]
    assert {line.paragraph_format.keep_with_next for line in together} == {True}


def test_page_number_is_as_small_as_the_title_beside_it():
    foot = made("cover_letter", LETTER).sections[0].footer.paragraphs[0]
    sizes = foot._p.xpath(".//w:sz/@w:val")
    assert (foot._p.xpath("./w:fldSimple/@w:instr"), sizes) == (["PAGE"], ["16", "16"])


def test_head_of_a_figure_stands_above_it_and_signatures_have_room():
    head, first = made("decree", DECREE).tables[-2].rows[:2]
    assert [cell.paragraphs[0].alignment for cell in head.cells] == [ALIGN.RIGHT, None]
    assert [cell.paragraphs[0].alignment for cell in first.cells] == [ALIGN.RIGHT, None]
    signed = made("interview_minutes", papers.MINUTES).tables[-2]
    assert [round((row.height or 0) / Mm(1)) for row in signed.rows] == [0, 9, 9, 9, 9]


@pytest.mark.parametrize(("paper", "size"), [("A4", (210, 297)), ("F4", (215, 330))])
def test_page_has_the_province_s_size_margins_and_letters(paper, size):
    file = made("decree", DECREE, paper=paper)
    section = file.sections[0]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == size
    assert round(section.left_margin / Mm(1)) == 25
    assert file.styles["Normal"].font.name == "Times New Roman"
    assert section.header.paragraphs[0].text == "DRAF"
    for table in file.tables:
        widths = [cell.width for cell in table.rows[0].cells]
        assert sum(widths) <= section.page_width - Mm(49)


def test_decree_counts_its_grounds_and_its_articles():
    file = made("decree", DECREE)
    assert len(file.inline_shapes) == 0  # a decree has no letterhead here; the crest stands on letters
    rows = [line for line in texts(file) if " | : | " in line]
    assert rows == [
        "Menimbang | : | a.\tconsidering pertama\nb.\tconsidering kedua",
        "Mengingat | : | 1.\trecalling pertama\n2.\trecalling kedua",
        "Memperhatikan | : | 1.\tregarding pertama\n2.\tregarding kedua",
        "Menetapkan | : | Isi.",
        "KESATU | : | articles pertama",
        "KEDUA | : | articles kedua",
    ]
    head = file.tables[-2].rows[0]._tr.trPr
    assert [child.tag.rsplit("}")[-1] for child in head] == ["cantSplit", "tblHeader"]


def test_crest_is_printed_and_nothing_else_is_fetched():
    assert len(made("cover_letter", LETTER, crest=PIXEL).inline_shapes) == 1
    for address in ("", "file:///etc/hostname", "http://127.0.0.1:1/x.png", "data:image/png;base64,xx", PIXEL[:60]):
        assert picture(address) is None
    assert len(made("cover_letter", LETTER, crest="file:///etc/hostname").inline_shapes) == 0


@pytest.mark.parametrize(
    ("kind", "data", "parts"),
    [
        (
            "selection",
            papers.SELECTION,
            [
                "Berita Acara Seleksi Administrasi",
                "1 | Kabupaten Berau\nNilai terverifikasi 88,24%, termasuk 7 nilai tertinggi. | 95,00 | 88,24 | 100,00",
                "–\t2. Kabupaten Paser: tidak diloloskan meskipun di atas garis. Dokumen dipalsukan.",
                "–\t3. Kota Bontang: Menarik diri. Surat Nomor 5.",
                "–\tNama Lain, Anggota",
                "1. Nama Contoh | Ketua\nSekretaris Daerah | 1. ........................",
            ],
        ),
        (
            "interview_minutes",
            papers.MINUTES,
            [
                "Nomor: BA-001/2025",
                "Sesi | : | Hari pertama\nPukul 09.00–10.10 WITA, Tatap muka",
                "2 | 09.25–09.45 | Kabupaten Paser\ndipindah ke urutan terakhir"
                " | Berhalangan (ada pemberitahuan)\nSurat Nomor 7",
                "4. Nama Ahli | Anggota | menolak menandatangani: tidak setuju urutan giliran",
                " | Samarinda, 28 Juli 2025\nPimpinan wawancara (Plh. Ketua),\nNama Asisten\nNIP 19700101 199503 1 001",
                "1. Kabupaten Berau\nTanya: nelayan? Jawab: 9.000.",
            ],
        ),
    ],
)
def test_minutes_say_what_the_printed_ones_say(kind, data, parts):
    lines = texts(made(kind, data))
    assert [part for part in parts if part not in lines] == []


def test_minutes_bear_the_codes_of_their_row_in_full():
    """Also the one of after, where sheets came in once the session was closed."""
    after = papers.RULES[::-1]
    lines = texts(made("interview_minutes", papers.MINUTES, root_later=after))
    [sealed] = [line for line in lines if line.startswith("Kode segel penilaian")]
    assert re.findall(r"\n?((?:[0-9a-f]{4} ){2}[0-9a-f]{4})\n", sealed) == [seal(papers.RULES), seal(after)]
    begin = lines.index("Lampiran: kode segel setelah lembar terakhir masuk")
    assert lines[begin + 1 :] == [
        after,
        "Lampiran: kode segel lengkap",
        f"Sesi (SHA-256 atas kode semua giliran menurut urutan di bawah):\n{papers.RULES}",
        f"1. Kabupaten Berau\n{papers.RULES}",
    ]
    lines = texts(made("interview_minutes", papers.MINUTES))
    assert after not in lines
    lines = texts(made("interview_minutes", papers.MINUTES, root=""))
    assert "Kode segel penilaian | : | Tidak ada lembar nilai yang terkirim." in lines
    assert "Lampiran: kode segel lengkap" not in lines
    lines = texts(made("plenary_minutes", papers_official.PLENARY_MINUTES))
    assert [line.split("\n")[-1] for line in lines[-2:]] == [papers.RULES, papers.RULES[::-1]]


def test_same_row_gives_the_same_file():
    first = render_docx("decree", DECREE, created=WHEN, title="A")
    assert first == render_docx("decree", DECREE, created=WHEN, title="A")
    about = word.Document(io.BytesIO(first)).core_properties
    assert (about.title, about.author, about.comments) == ("A", "Panitia", "")
    assert about.created == about.modified == WHEN


def test_every_kind_is_a_kind_of_document():
    assert [kind for kind in docx_papers.PAPERS if kind not in Document.Kind] == []


def test_invitations_read_well_and_their_name_tells_nothing(client_of, secretariat, edition):
    body = {kind: texts(made(kind, sample(kind, edition) | {"check": None})) for kind in ("invitation", "meeting")}
    assert "Sesi | : | Hari pertama (tatap muka)" in body["invitation"]
    assert "1.\tPersiapan wawancara" in body["meeting"]
    assert "1. Nama Pejabat Contoh, S.H. | Sekretaris Daerah Contoh | Ketua" in body["meeting"]

    row = Document.objects.create(
        edition=edition,
        province=edition.province,
        kind="meeting",
        subject="meeting:x",
        title="Undangan rapat: juara",
        data=sample("meeting", edition),
        made_by=secretariat,
        status="ready",
        file="x.pdf",
        sha256="0" * 64,
    )
    answer = client_of(secretariat).get(reverse("document_docx", args=[edition.province.slug, edition.slug, row.pk]))
    assert (
        answer.headers["Content-Disposition"] == f'attachment; filename="undangan-rapat-{row.code[:8].lower()}-v1.docx"'
    )
    assert word.Document(io.BytesIO(answer.getvalue())).core_properties.title == "Undangan rapat: juara"
