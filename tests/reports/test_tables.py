"""Laporan cakupan and the tables for spreadsheets: figures are numbers, and nothing runs as a formula."""

import io
from base64 import b64decode
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from nominations.models import CoverageTarget
from paritrana.regions.models import Regency
from reports.documents import coverage_report
from reports.documents.tables import table_of
from reports.models import Document
from reports.services.reports import request_coverage_report
from reports.sheets import csv_file, workbook
from tests.nominations.test_coverage_pages import NOW, fill

from . import list_papers, papers


def test_workbook_keeps_numbers_and_prints_with_its_head():
    made = workbook(["Nama", "Nilai"], [["=1+1", Decimal("86.4100")], ["@x", None]])
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells == [[("=1+1", "s"), (86.41, "n")], [("@x", "s"), (None, "n")]]
    assert sheet["B2"].number_format == "#,##0.0000"
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:B3", "$1:$1")
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)


def test_workbook_has_room_for_what_it_says():
    name = "Perusahaan Umum Daerah Air Minum & Jasa Tirta Ma'mur Kabupaten Penajam Paser Utara"
    rows = [[name, 9, "satu\ndua\ntiga"], ["Berau", Decimal("86.41"), None]]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(["Nomine", "Nilai akhir", "Ket"], rows))).active
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [40, 8, 7]
    assert [sheet.row_dimensions[number].height for number in (1, 2, 3)] == [30, 45, 15]
    assert [cell.alignment.horizontal for cell in sheet[1]] == ["left", "right", "left"]
    assert {(cell.font.name, cell.font.bold) for cell in sheet[1]} == {("Calibri", True)}
    assert [(cell.alignment.wrap_text, cell.alignment.indent) for cell in sheet[2]] == [(True, 1), (None, 0), (True, 1)]


def test_csv_has_no_formula():
    rows = [[sign + "x", Decimal("-4.14")] for sign in "=+-@\t\r"]
    lines = csv_file(["Nama", "Nilai"], rows).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Nama;Nilai"
    assert [line.strip('"')[:2] for line in lines[1:5]] == ["'=", "'+", "'-", "'@"]
    assert lines[1] == "'=x;-4,14"


def test_table_of_a_ranking_has_the_printed_figures():
    head, rows = table_of(Document(kind="ranking_report", data=papers.RANKING_REPORT))
    assert head[:6] == ["Peringkat", "Nomine", "Ditetapkan", "Nilai akhir", "A Regulasi (bobot 40,00)",
                        "B Wawancara (bobot 60,00)"]  # fmt: skip
    assert rows[0] == [1, "Kabupaten Kutai Kartanegara", "Juara I", Decimal("86.41"), Decimal("34.5640"),
                       Decimal("51.8460"), 9, 9, ""]  # fmt: skip
    assert [len(row) for row in rows] == [len(head)] * 3
    assert rows[2][-1] == "Tidak hadir (tanpa pemberitahuan)"


@pytest.mark.parametrize(("regencies", "lengths"), [(5, [5]), (8, [8]), (10, [5, 5]), (38, [8, 8, 8, 8, 6])])
def test_plots_of_many_regencies_fit_a_page_each(regencies, lengths):
    rows = [Regency(pk=place, name=f"Contoh {place}") for place in range(regencies)]
    seen = SimpleNamespace(now=SimpleNamespace(percentage=Fraction(50)), before=SimpleNamespace(percentage=None))
    plots = coverage_report._plots(rows, dict.fromkeys(range(regencies), seen), NOW, NOW, None)
    drawn = [b64decode(plot.partition(",")[2]).decode() for plot in plots]
    assert [svg.count("Contoh ") for svg in drawn] == lengths


def test_coverage_report_has_what_is_confirmed(
    regencies, edition, branch, branch_staff, branch_head, secretariat, stranger
):
    fill(regencies[0], branch, branch_staff, branch_head)
    CoverageTarget.objects.create(province=edition.province, edition=edition, percent="62.50")
    made = request_coverage_report(edition, as_of=NOW, by=secretariat)
    first, second = made.data["regencies"][:2]
    total, workers = first["lines"]
    assert total == {
        "segment": "Semua segmen", "participants": 500, "base": 1000, "base_kind": "Penduduk bekerja",
        "percent": "50.00", "before": "52.00", "change": "-2.00", "gap": "-12.50",
    }  # fmt: skip
    assert (workers["segment"], workers["percent"], workers["gap"]) == ("PU", "50.00", None)
    assert (first["source"], first["notes"], made.data["whole"]) == ("BPS; Data BPJS", [], None)
    assert second["lines"][0]["percent"] is None
    assert [plot[:26] for plot in made.data["plots"]] == ["data:image/svg+xml;base64,"] * 2
    assert request_coverage_report(edition, as_of=NOW, by=secretariat) == made
    with pytest.raises(PermissionDenied):
        request_coverage_report(edition, as_of=NOW, by=stranger)


def test_table_is_downloaded_beside_its_paper(client_of, secretariat, stranger, edition):
    made = Document.objects.create(
        province=edition.province, edition=edition, kind="coverage_report", subject="coverage:1", title="Laporan",
        made_by=secretariat, data=list_papers.COVERAGE_REPORT, status="ready", file="x.pdf", sha256="0" * 64,
    )  # fmt: skip
    url = reverse("document_file", args=[edition.province.slug, edition.slug, made.pk])
    found = client_of(secretariat).get(f"{url}?bentuk=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(found.streaming_content))).active
    assert [sheet.cell(2, column).value for column in (3, 6, 8)] == [962711, 70.86, -3.2]
    page = client_of(secretariat).get(reverse("document", args=[edition.province.slug, edition.slug, made.pk]))
    assert f"{url}?bentuk=csv" in page.content.decode()
    assert client_of(secretariat).get(f"{url}?bentuk=ods").status_code == 404
    assert client_of(stranger).get(f"{url}?bentuk=xlsx").status_code in (403, 404)
