"""Candidates from a file: looked at first, proposed together and once, by the secretariat."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from nominations.candidate_queries import dry_run_of
from nominations.models import CandidateImport, Nomination
from nominations.services import candidate_imports as services
from nominations.services.proposals import propose
from paritrana.audit.models import Entry
from paritrana.files.models import File
from paritrana.regions.models import Nominee, Village
from tests import factories
from tests.nominations.conftest import in_days

HEAD = "Kode Kemendagri;Kabupaten/kota;Nama badan usaha;NPP;NIB;Alamat"
GOOD = ["64.01;Paser;PT Satu Jaya;AA001;1234567890123;Jalan Satu", "64.72;Kota Samarinda;CV Dua Mandiri;;;"]


def table(*rows, head=HEAD, name="kandidat.csv"):
    return SimpleUploadedFile(name, "\n".join([head, *rows]).encode())


@pytest.fixture
def companies(edition, regencies):
    """The category of medium companies, open."""
    return factories.category(edition, "Usaha Menengah", "usaha-menengah", nominee_kind="company")


@pytest.fixture
def receive(companies, secretariat):
    def receive(*rows, by=secretariat, head=HEAD, **more):
        return services.receive(table(*rows, head=head), category=companies, by=by, **more)

    return receive


def write(row, by, **choices):
    choices = {name.replace("_", "-"): value for name, value in choices.items()}
    return services.write(row, seen=dry_run_of(row).fingerprint, choices=choices, by=by)


def proposed():
    return list(Nomination.objects.order_by("number").values_list("number", "nominee__name", "status"))


def test_receive_keeps_the_file_and_proposes_nobody(receive):
    row = receive(*GOOD)
    assert (row.status, row.counts["new"], row.file.name) == ("pending", 2, "kandidat.csv")
    assert (Nominee.objects.count(), Nomination.objects.count()) == (0, 0)


def test_write_records_and_proposes_every_candidate(receive, secretariat):
    row = receive(*GOOD)
    done = write(row, secretariat)
    assert vars(done) == {"proposed": 2, "added": 2, "amended": 0, "skipped": 0}
    assert proposed() == [(1, "PT Satu Jaya", "proposed"), (2, "CV Dua Mandiri", "proposed")]
    made = Nominee.objects.get(npp="AA001")
    assert (made.nib, made.address, made.regency.code) == ("1234567890123", "Jalan Satu", "64.01")
    row.refresh_from_db()
    assert (row.status, row.written_by) == ("written", secretariat)
    assert Entry.objects.get(verb="candidates.import").after["proposed"] == 2
    assert write(row, secretariat) is None


def test_an_error_in_one_row_proposes_nobody(receive, secretariat):
    row = receive(*GOOD, "64.01;Samarinda;PT Tiga;;;")
    with pytest.raises(ValidationError, match="Perbaiki baris"):
        write(row, secretariat)
    assert proposed() == []


def test_a_row_in_doubt_waits_for_a_choice_and_each_choice_is_done(receive, companies, regencies, secretariat):
    known = factories.company(regencies[0], "PT Sumber Makmur", "AA009")
    propose(companies, known, by=secretariat)
    rows = ["64.01;Paser;PT Sumbr Makmur;;;Jalan Baru", "64.02;Kukar;Sumber Makmur;;;", "64.03;Berau;PT X;AA009;;"]
    row = receive(*rows)
    assert row.counts["doubtful"] == 3
    for choices in ({}, {"baris_2": "new", "baris_3": "new", "baris_4": "new"}, {"baris_2": "same:0"}):
        with pytest.raises(ValidationError, match="Pilih dulu"):
            write(row, secretariat, **choices)
    done = write(row, secretariat, baris_2=f"same:{known.pk}", baris_3="new", baris_4="skip")
    assert vars(done) == {"proposed": 1, "added": 1, "amended": 1, "skipped": 1}
    assert proposed() == [(1, "PT Sumber Makmur", "proposed"), (2, "Sumber Makmur", "proposed")]
    known.refresh_from_db()
    assert (known.name, known.address) == ("PT Sumber Makmur", "Jalan Baru")
    row.refresh_from_db()
    assert row.choices == {"baris-2": f"same:{known.pk}", "baris-3": "new", "baris-4": "skip"}


def test_what_changed_since_the_look_proposes_nobody(receive, regencies, secretariat):
    row = receive(*GOOD)
    seen = dry_run_of(row).fingerprint
    factories.company(regencies[1], "PT Satu Jaya", "AA001")
    with pytest.raises(ValidationError, match="Periksa sekali lagi"):
        services.write(row, seen=seen, choices={}, by=secretariat)
    assert proposed() == []


def test_a_new_file_replaces_the_one_that_waited(receive, secretariat):
    first = receive(GOOD[0])
    receive(GOOD[1])
    first.refresh_from_db()
    assert first.status == CandidateImport.Status.REPLACED
    with pytest.raises(ValidationError, match="Unggah lagi"):
        write(first, secretariat)


def test_a_late_list_needs_its_letter_and_each_waits_for_a_second_officer(receive, companies, secretariat):
    companies.nomination_closes = in_days(-1)
    companies.save()
    with pytest.raises(ValidationError):
        receive(*GOOD)
    row = receive(*GOOD, late_letter="560/12", deadline=in_days(3))
    write(row, secretariat)
    assert [status for _number, _name, status in proposed()] == ["late", "late"]


@pytest.mark.parametrize("heading", ["NIK", "Nama pimpinan", "Nama peserta"])
def test_a_file_with_columns_of_persons_is_not_stored(receive, heading):
    with pytest.raises(ValidationError, match="Hapus data perorangan"):
        receive("64.01;Paser;PT Satu;;;;x", head=f"{HEAD};{heading}")
    assert (File.objects.count(), CandidateImport.objects.count()) == (0, 0)


def test_a_broken_file_is_refused_in_words(companies, secretariat):
    for upload in (SimpleUploadedFile("x.xlsx", b"PK\x03\x04 rusak"), table(name="x.pdf"), table("a;b", head="a;b")):
        with pytest.raises(ValidationError):
            services.receive(upload, category=companies, by=secretariat)
    assert File.objects.count() == 0


def test_others_may_not_import(receive, branch_head, chair, official, stranger, nobody, secretariat):
    row = receive(*GOOD)
    for person in (branch_head, chair, official, stranger, nobody):
        with pytest.raises(PermissionDenied):
            receive(*GOOD, by=person)
        with pytest.raises(PermissionDenied):
            write(row, person)


def test_villages_are_proposed_by_their_code(edition, kaltim, regencies, secretariat):
    category = factories.category(edition, "Desa", "desa", nominee_kind="village")
    Village.objects.create(
        code="64.01.01.2001", name="Suliliran", district="Contoh", regency=regencies[0], province=kaltim
    )
    upload = table("6401012001;Suliliran", head="Kode desa;Nama desa")
    row = services.receive(upload, category=category, by=secretariat)
    write(row, secretariat)
    assert proposed() == [(1, "Desa/Kelurahan Suliliran, Kecamatan Contoh", "proposed")]


def test_the_pages_show_the_rows_and_take_the_choices(receive, companies, edition, regencies, secretariat_client, page):
    factories.company(regencies[0], "PT Sumber Makmur")
    assert secretariat_client.get(page("candidate_import", edition)).status_code == 200
    address = page("candidate_import", edition) + "?kategori=usaha-menengah"
    response = secretariat_client.post(address, {"file": table(*GOOD, "64.02;Kukar;PT Sumbr Makmur;;;")})
    row = CandidateImport.objects.get()
    assert response["Location"] == page("candidate_import_check", edition, row.pk)
    shown = secretariat_client.get(response["Location"])
    assert "PT Satu Jaya" in shown.text
    assert "Sama dengan PT Sumber Makmur, Kabupaten Paser" in shown.text
    data = {"seen": dry_run_of(row).fingerprint}
    assert 'form="simpan" formaction="?hasil=new"' in shown.text
    look = secretariat_client.post(f"{response['Location']}?hasil=new", data | {"baris-4": "new", "look": "1"})
    assert (look.status_code, '<option value="new" selected>' in look.text, proposed()) == (200, True, [])
    refused = secretariat_client.post(response["Location"], data)
    assert (refused.status_code, "Pilih dulu untuk baris 4" in refused.text) == (422, True)
    done = secretariat_client.post(response["Location"], data | {"baris-4": "skip"})
    assert (done.status_code, len(proposed())) == (302, 2)
    assert "Disimpan oleh" in secretariat_client.get(response["Location"]).text
    assert secretariat_client.post(address, {}).status_code == 422


def test_the_template_reads_back_as_a_file_without_rows(companies, edition, secretariat, secretariat_client, page):
    content = secretariat_client.get(page("candidate_import_template", edition, companies.slug)).getvalue()
    assert [cell.value for cell in load_workbook(io.BytesIO(content)).worksheets[0][1]] == HEAD.split(";")
    with pytest.raises(ValidationError, match="Isi sedikitnya satu baris"):
        services.receive(SimpleUploadedFile("a.xlsx", content), category=companies, by=secretariat)
