"""Schedules, lists and reports on paper: what stands on each, at both sizes, with names that are too long."""

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from pypdf import PdfReader

from reports import pdf

from . import list_papers as papers
from .papers import RANKING_REPORT

WHEN = datetime(2025, 8, 5, 1, 2, 3, tzinfo=UTC)
MM = 72 / 25.4
SIZES = {"A4": (210, 297), "F4": (215, 330)}
LONG = " ".join(papers.NAME_120.split())
WORDS = {
    "schedule": [
        "Jadwal Wawancara",
        "Senin, 28 Juli 2025",
        "09.25 " + LONG,
        "3 sesi, 10 giliran",
        "Belum ada giliran.",
    ],
    "coverage_report": ["per 31 Desember 2024", "150,87", "Di atas 100%", "-4,14", "+12,30", "1.358.649", "75,00%"],
    "panel_report": ["Laporan Panelis", "Hanya untuk panitia", "70,00–91,50", "-2,15", "Jawaban sangat meyakinkan"],
    "score_sheets": ["Lembar Penilaian Terisi", "Hari pertama, sesi pagi", "Tidak ikut menilai: hubungan keluarga"],
    "feedback": ["Umpan Balik bagi Kandidat", LONG, "4,10 di atas rata-rata kategori", "Lengkapi data Jum'at."],
    "handover": ["Urutan Penyerahan dan Naskah MC", "Nama mirip: PT Ma'mur & Anak", "Rahasia sampai diumumkan"],
    "prize_receipt": ["Tanda Terima Piagam dan Hadiah", "Rp2.500.000,00", "Nomor: ....", "Yang menyerahkan,"],
    "round_report": ["Laporan Pelaksanaan", LONG, "belum bernomor", "1.204", "100.3.3.1/K.1/2025"],
    "attendance": ["Daftar Hadir", "Hotel Ma'mur, Ruang A & B", "Plt. Kepala Dinas", "Panitia lain", "Tanda tangan"],
}
WIDE = {"coverage_report", "panel_report", "score_sheets", "prize_receipt"}


@pytest.mark.parametrize("kind", WORDS)
def test_paper_says_what_its_row_holds(kind):
    made = pdf.render_pdf(kind, getattr(papers, kind.upper()), created=WHEN, title="Contoh & lain")
    with pikepdf.open(io.BytesIO(made)) as file:
        assert file.check_pdf_syntax() == []
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())
    assert [words for words in WORDS[kind] if words not in text] == []


@pytest.mark.parametrize("kind", WORDS)
def test_paper_fits_f4(kind):
    made = pdf.render_pdf(kind, {**getattr(papers, kind.upper()), "paper": "F4"}, created=WHEN, title="Contoh")
    sides = SIZES["F4"][::-1] if kind in WIDE else SIZES["F4"]
    found = {tuple(round(float(side) / MM) for side in page.mediabox[2:]) for page in PdfReader(io.BytesIO(made)).pages}
    assert found == {sides}


def test_ranking_report_carries_the_package_as_pdf_a_3a():
    text = '{"format":"paritrana/1"}'
    data = {**RANKING_REPORT, "embedded": {"name": "paket-hasil.json", "about": "Paket hasil", "text": text}}
    first, second = (pdf.render_pdf("ranking_report", data, created=WHEN, title="Contoh") for _time in range(2))
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as file:
        assert file.check_pdf_syntax() == []
        assert file.attachments["paket-hasil.json"].get_file().read_bytes().decode() == text
        assert [(str(row.UF), str(row.AFRelationship)) for row in file.Root.AF] == [("paket-hasil.json", "/Data")]
        with file.open_metadata() as meta:
            assert meta.pdfa_status == "3A"
