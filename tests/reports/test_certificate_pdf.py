"""The certificate: what stands on it, and inside its frames."""

import pypdfium2
import pytest

from reports import pdf
from reports.awards import NOMINEE, SPECIAL, WINNER

from . import papers
from .test_pdf import MM, WHEN, made, size_mm, words

# The inner line of the frame, from the edge of the sheet.
FRAME = 19.5 * MM


def test_certificate_reads_as_on_the_wall():
    paper = made("certificate", papers.CERTIFICATE)
    text = words(paper)
    assert len(paper.pages) == 1
    assert size_mm(paper) == (297, 210)
    order = [
        "PEMERINTAH PROVINSI KALIMANTAN TIMUR",
        "PIAGAM PENGHARGAAN",
        "Nomor: ........................................",
        "Gubernur Kalimantan Timur memberikan penghargaan kepada",
        "Pemerintah Kabupaten Kutai Kartanegara",
        "sebagai",
        "JUARA I",
        "Kategori Pemerintah Kabupaten/Kota",
        "Paritrana Award Provinsi Kalimantan Timur Tahun 2025",
        "Cek keaslian: paritrana.example/cek, kode K7QX-3M9D-PTWA-8RHC-2BNV",
        "Samarinda, 5 Agustus 2025",
        "a.n. Gubernur Kalimantan Timur Plt. Sekretaris Daerah Provinsi,",
        "Nama Pejabat Contoh, S.H. Pembina Utama Madya NIP 19700101 199503 1 001",
    ]
    places = [text.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_certificate_prints_its_number_and_no_hash():
    text = words(made("certificate", papers.CERTIFICATE, number="400.14/17/2025"))
    assert "Nomor: 400.14/17/2025" in text
    assert "SHA" not in text
    assert "D R A F" not in text


@pytest.mark.parametrize(("paper", "size"), [("A4", (297, 210)), ("F4", (330, 215))])
def test_certificate_with_names_of_120_characters_stays_on_one_page(paper, size):
    name = papers.NAME_120
    assert len(name) == 120
    signer = {**papers.SIGNER, "lines": ["a.n. Gubernur Kalimantan Timur", name], "name": name}
    long = {"giver": name, "recipient": name, "rank": name, "category": name, "title": name, "signer": signer}
    sheet = made("certificate", papers.CERTIFICATE, paper=paper, draft=True, **long)
    assert len(sheet.pages) == 1
    assert size_mm(sheet) == size
    text = words(sheet)
    assert "Air Minum & Jasa Tirta Ma'mur" in text
    assert "D R A F" in text
    assert lowest_of_face(sheet) > highest_of_base(sheet)


def lines_of(paper):
    found = []
    page = paper.pages[0]
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: found.append((text.strip(), cm, tm)))
    return [(text, tm[5] * cm[3] + cm[5]) for text, cm, tm in found if text]


def lowest_of_face(paper):
    return min(y for text, y in lines_of(paper) if text.startswith("Tahun penilaian"))


def highest_of_base(paper):
    return max(y for text, y in lines_of(paper) if text.startswith("Samarinda,"))


@pytest.mark.parametrize("look", [WINNER, NOMINEE, SPECIAL])
@pytest.mark.parametrize("paper", ["A4", "F4"])
def test_nothing_stands_on_the_frame(look, paper):
    data = {**papers.CERTIFICATE, "look": look, "paper": paper}
    printed = pdf.render_pdf("certificate", data, created=WHEN, title="Contoh")
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
