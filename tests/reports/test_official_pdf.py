"""Letters, minutes and decrees on paper: every kind whole and readable on F4 with the longest names."""

import io
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from reports import pdf
from reports.models.style import MOST_MARGIN
from tests.reports.papers import CHECK, NAME_120
from tests.reports.papers_official import PAPERS
from tests.reports.test_pdf import size_mm, words

MM = 72 / 25.4
SAID = {
    "seat_request": ["Pimpinan Serikat Pekerja & Buruh Ma'mur", "paling lambat Jumat, 8 Agustus 2025.", "Tembusan:"],
    "selection_notice": [f"Kandidat {NAME_120}", "Hasil TIDAK LOLOS seleksi administrasi", "upayanya melindungi"],
    "objection_reply": ["Menjawab sanggahan nomor 1 yang diterima", "Putusan Ditolak", "Rabu, 3 September 2025."],
    "cover_letter": [f"{NAME_120} Juara I bersama Kabupaten Paser", "Versi 2", "untuk mengikuti penilaian tingkat"],
    "integrity": ["Pakta Integritas", "menilai secara jujur", "Hubungan keluarga: saudara", "Yang menyatakan,"],
    "plenary_minutes": [
        "Berita Acara Rapat Pleno ke-2", "3f2a 91bc 77d0", "bertempat di Samarinda, Panitia mengadakan rapat pleno",
        "putusan pleno atas nilai sama", "7 dari 9 peran hadir.", "menolak menandatangani: tidak setuju dasar putusan",
        "Pimpinan rapat (Ketua), Nama Ketua, S.H. NIP 19700101 199503 1 001",
    ],
    "decree": [
        "KEPUTUSAN GUBERNUR KALIMANTAN TIMUR NOMOR ....", "TENTANG", "Menimbang : bahwa", "Mengingat : Undang",
        "MEMUTUSKAN:", "KESATU : Menetapkan", "KETIGA : Keputusan ini mulai berlaku", "Ditetapkan di Samarinda",
        "LAMPIRAN KEPUTUSAN GUBERNUR", "Juara II bersama", "Tidak ada pemenang.", "D R A F",
    ],
    "change_decree": ["Keputusan Gubernur Nomor 100.3.3.1/K.55/2025", "Kabupaten Paser Juara III dicabut", "KEEMPAT :"],
    "committee_decree": ["Susunan Panitia", "menunggu penunjukan dari Apindo", "KEDUA : Panitia sebagaimana"],
}  # fmt: skip


@pytest.mark.parametrize("kind", PAPERS)
def test_paper_is_whole_on_f4(kind):
    printed = pdf.render_pdf(
        kind, {**PAPERS[kind], "paper": "F4"}, created=datetime(2025, 8, 5, tzinfo=UTC), title="Contoh"
    )
    with pikepdf.open(io.BytesIO(printed)) as paper:
        assert paper.check_pdf_syntax() == []
    read = PdfReader(io.BytesIO(printed))
    assert size_mm(read) == (215, 330)
    text = words(read)
    assert [part for part in SAID[kind] if part not in text] == []
    assert "{" not in text
    # Whoever signs is not left alone on a page.
    assert min(len(page.extract_text()) for page in read.pages) > 250


@pytest.mark.parametrize("kind", ["seat_request", "decree"])
def test_code_stays_beside_the_signature_where_margins_are_wide(kind):
    style = {"margins": [MOST_MARGIN] * 4, "typeface": "garamond"}
    data = {**PAPERS[kind], "paper": "A4", "style": style, "check": CHECK}
    printed = pdf.render_pdf(kind, data, created=datetime(2025, 8, 5, tzinfo=UTC), title="Contoh")
    beside = 0
    with pypdfium2.PdfDocument(printed) as paper:
        for page in paper:
            # As far as the block of the signature, 84 mm wide, begins.
            text = page.get_textpage().get_text_bounded(right=page.get_width() - (MOST_MARGIN + 84) * MM)
            beside += text.count(CHECK["code"])
    assert beside == 1
