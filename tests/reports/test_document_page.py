"""The page of one paper: what it says of it at every turn, to whom, and what can be done from there."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from paritrana.files.services import store
from reports import services
from reports.models import Dispatch, Document, Forwarding, Recall, SignedFile
from reports.offers import OFFERS, source_of
from reports.services import numbers
from scoring.models import DecisionChange
from tests.reports.test_views import address
from tests.reports.test_views import made as made

Kind = Document.Kind


@pytest.fixture
def certificate(made):
    return Document.objects.order_by("pk").first()


@pytest.fixture
def release(category):
    def opened():
        category.released_at = timezone.now()
        category.save(update_fields=["released_at"])

    return opened


@pytest.fixture
def read(client_of, edition):
    def page(person, document, status=200):
        answer = client_of(person).get(address("document", edition, document.pk))
        assert answer.status_code == status
        return answer.content.decode()

    return page


def other(edition, by, kind, **fields):
    """A paper of another kind, ready."""
    given = {
        "subject": "contoh:1", "title": "Contoh", "data": {}, "status": "ready", "file": "x.pdf", "sha256": "0" * 64,
    } | fields  # fmt: skip
    return Document.objects.create(province=edition.province, edition=edition, kind=kind, made_by=by, **given)


def test_ready_paper_tells_what_it_is_and_what_can_be_done(read, secretariat, edition, category, certificate, made):
    page = read(secretariat, certificate)
    code = "-".join(re.findall("....", certificate.code))
    for text in (certificate.title, certificate.nominee.name, category.name, str(secretariat)):
        assert text in page
    assert ("Siap" in page, "Menyusul" in page, code in page) == (True, True, True)
    assert re.search(r'<a class="btn btn-primary" href="([^"]+)">Unduh PDF', page)[1] == address(
        "document_file", edition, certificate.pk
    )
    assert "Berkas ini belum ditandatangani secara elektronik." in page
    assert "Dokumen tercatat; rincian dibuka setelah pengumuman." in page
    for name in ("document_number", "document_signature", "document_revoke"):
        assert address(name, edition, certificate.pk) in page
    assert address("batch", edition, made.pk) in page
    assert address("handed", edition, category.slug) in page
    assert address("certificates", edition, category.slug) in page
    assert reverse("check_code", args=[certificate.code]) in page
    assert "hx-trigger" not in page


def test_row_of_a_list_leads_to_the_page_and_opens_the_file(client_of, secretariat, edition, made):
    page = client_of(secretariat).get(address("documents", edition)).content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", page.split("<tbody>")[1], re.DOTALL)
    papers = Document.objects.order_by("-pk")
    found = [re.findall(r'href="([^"]+)"', row) for row in rows]
    assert found == [
        [address("document", edition, paper.pk), address("document_file", edition, paper.pk)] for paper in papers
    ]


def test_who_may_only_view_reads_and_is_offered_nothing(read, observer, chair, edition, certificate, category):
    for person in (observer, chair):
        page = read(person, certificate)
        assert ("Unduh PDF" in page, str(certificate.made_by) in page) == (True, True)
        for name in ("document_number", "document_signature", "document_revoke"):
            assert address(name, edition, certificate.pk) not in page
        assert address("certificates", edition, category.slug) not in page


def test_candidate_reads_its_own_paper_after_the_release_but_not_who_made_it(
    read, official, stranger, secretariat, made, release
):
    own = Document.objects.get(nominee__seats__person=official)
    read(official, own, 404)
    release()
    page = read(official, own)
    assert ("Unduh PDF" in page, str(secretariat) in page, "“Berlaku”, dengan jenis dokumen" in page) == (
        True,
        False,
        True,
    )
    read(official, made.documents.exclude(pk=own.pk).first(), 404)
    read(stranger, own, 404)


def test_page_follows_the_making_and_then_stops(client_of, secretariat, edition, category, decided, signer):
    services.request_certificates(category, by=secretariat)
    document = Document.objects.order_by("pk").first()
    client, url = client_of(secretariat), address("document", edition, document.pk)
    page = client.get(url).content.decode()
    assert ('hx-trigger="every 3s"' in page, "Unduh" in page, "Menunggu" in page) == (True, False, True)
    seen = services.state(edition.province.slug, edition.slug)
    assert client.get(f"{url}?seen={seen}", headers={"HX-Request": "true"}).status_code == 204
    services.build_document(document.pk)
    news = client.get(f"{url}?seen={seen}", headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in news, "Unduh PDF" in news, "hx-trigger" in news) == (False, True, False)


def test_paper_of_a_halted_batch_says_why_it_waits(read, secretariat, category, decided, signer):
    batch = services.request_certificates(category, by=secretariat)
    batch.status = "paused"
    batch.save()
    assert "Pembuatan kumpulannya dijeda" in read(secretariat, batch.documents.first())


def test_archive_shows_how_far_it_is(read, secretariat, edition, category):
    document = other(edition, secretariat, Kind.DOSSIER, category=category, status="building", done=37, steps=112)
    page = read(secretariat, document)
    assert ("37 dari 112" in page, address("dossier", edition, category.slug) in page) == (True, True)
    assert "Kode ini dikenal setelah berkasnya siap." in page


def test_failed_paper_is_made_again_from_its_page(client_of, read, secretariat, observer, edition, certificate):
    Document.objects.filter(pk=certificate.pk).update(status="failed", error="OSError: penuh")
    page = read(secretariat, certificate)
    assert ("Rincian teknis: OSError: penuh" in page, "Buat ulang</button>" in page) == (True, True)
    page = read(observer, certificate)
    assert ("OSError" in page, "Buat ulang</button>" in page) == (False, False)
    retry = address("document_retry", edition, certificate.pk)
    answer = client_of(secretariat).post(retry, {"back": "document"})
    assert answer["Location"] == address("document", edition, certificate.pk)
    assert Document.objects.get(pk=certificate.pk).status == "queued"


def test_versions_lead_to_one_another(read, secretariat, edition, certificate):
    newer = numbers.give_number(certificate, "400/7", by=secretariat)
    before, after = read(secretariat, certificate), read(secretariat, newer)
    assert "Dokumen ini sudah diganti oleh versi 2 pada" in before
    assert f'<a class="btn btn-primary" href="{address("document", edition, newer.pk)}">Buka versi 2</a>' in before
    assert address("document_revoke", edition, certificate.pk) not in before
    assert f'<a href="{address("document", edition, certificate.pk)}">Versi 1</a>' in after
    assert ("400/7" in after, "sudah diganti" in after) == (True, False)


def test_version_that_was_never_made_takes_nobodys_place(read, secretariat, edition, certificate):
    second = numbers.give_number(certificate, "400/7", by=secretariat)
    other(
        edition, secretariat, Kind.CERTIFICATE, subject=certificate.subject, version=3, status="cancelled",
        category=certificate.category, superseded_at=timezone.now(),
    )  # fmt: skip
    page = read(secretariat, certificate)
    assert "Dokumen ini sudah diganti oleh versi 2 pada" in page
    assert f'href="{address("document", edition, second.pk)}">Buka versi 2</a>' in page


def test_revoked_paper_says_why_and_by_whom_inside(
    client_of, read, secretariat, official, edition, made, release, category
):
    release()
    own = Document.objects.get(nominee__seats__person=official)
    answer = client_of(secretariat).post(address("document_revoke", edition, own.pk), {"reason": "Nama & gelar"})
    assert answer["Location"] == address("document", edition, own.pk)
    inside, outside = read(secretariat, own), read(official, own)
    for page in (inside, outside):
        assert "dan tidak berlaku lagi. Alasan: Nama &amp; gelar" in page
    assert (f"Dicabut oleh {secretariat}." in inside, "Dicabut oleh" in outside) == (True, False)
    assert address("document_revoke", edition, own.pk) not in inside


def test_recalled_certificate_waits_for_its_sheet(read, secretariat, edition, certificate, decided, category):
    change = DecisionChange.objects.create(
        province=category.province, category=category, supersedes=decided, order="Surat 7", reason="Salah.",
        opened_by=secretariat, number="188/9", date=date(2025, 8, 12),
    )  # fmt: skip
    recall = Recall.objects.create(province=category.province, document=certificate, change=change, replaced=False)
    Document.objects.filter(pk=certificate.pk).update(superseded_at=timezone.now())
    page = read(secretariat, certificate)
    assert "Keputusan perubahan nomor 188/9" in page
    assert ("Dicabut</span>" in page, "Belum kembali" in page) == (True, True)
    assert address("certificate_returned", edition, recall.pk) in page
    Recall.objects.update(returned_on=date(2025, 8, 20), note="lewat kurir")
    page = read(secretariat, certificate)
    assert ("Kembali Rabu, 20 Agustus 2025. lewat kurir" in page, "Belum kembali" in page) == (True, False)


def test_handed_over_certificate_says_when(read, secretariat, edition, category, certificate):
    Document.objects.filter(pk=certificate.pk).update(handed_on=date(2025, 8, 5))
    page = read(secretariat, certificate)
    assert "Selasa, 5 Agustus 2025" in page
    assert address("handed", edition, category.slug) not in page


def test_signed_file_in_force_and_what_waits_for_a_second_officer(
    client_of, read, secretariat, observer, edition, certificate
):
    def signed(name, **fields):
        file = store(SimpleUploadedFile(name, b"%PDF-1.4 " + name.encode()), province=edition.province, by=secretariat)
        file.state = "accepted"
        file.save()
        return SignedFile.objects.create(
            province=edition.province, document=certificate, file=file, by=secretariat, **fields
        )

    force = signed("satu.pdf", state="accepted", form="intact", signatures=[{"name": "Sekda", "issuer": "BSrE"}])
    waits = signed("dua.pdf", state="compare", form="changed", reason="Isi berkas berbeda.")
    page = read(secretariat, certificate)
    assert "Ditandatangani secara elektronik oleh Sekda (BSrE); berkas utuh." in page
    assert ("Unduh berkas bertanda tangan" in page, "Belum dicatat" in page) == (True, False)
    for name, row in (("signature_file", force), ("signature_compare", waits)):
        assert address(name, edition, row.pk) in page
    page = read(observer, certificate)
    assert address("signature_file", edition, force.pk) in page
    assert ("Isi berkas berbeda." in page, address("signature_compare", edition, waits.pk) in page) == (False, False)
    SignedFile.objects.filter(pk=waits.pk).update(state="judging")
    assert 'hx-trigger="every 3s"' in read(secretariat, certificate)


def test_letter_says_whom_it_has_reached(read, secretariat, observer, edition):
    letter = other(edition, secretariat, Kind.MEETING, subject="meeting:1")
    assert "<dd>Belum</dd>" in read(secretariat, letter)
    for person, status in ((secretariat, "sent"), (observer, "failed")):
        Dispatch.objects.create(province=edition.province, document=letter, person=person, status=status)
    page = read(secretariat, letter)
    assert "2 orang: 1 email gagal, 1 email terkirim" in page
    assert address("meeting", edition, letter.pk) in page
    assert "Ini bahan kerja panitia" in page
    assert "Disampaikan" not in read(observer, letter)


def test_dossier_says_by_which_letter_it_went(read, secretariat, edition, category, finalists):
    dossier = other(edition, secretariat, Kind.DOSSIER, category=category)
    Forwarding.objects.create(
        province=edition.province, nomination=finalists[0], document=dossier, letter="400/9",
        letter_date=date(2025, 8, 20), receiver="Panitia nasional", by=secretariat,
    )  # fmt: skip
    page = read(secretariat, dossier)
    assert "Surat 400/9, Rabu, 20 Agustus 2025, diterima Panitia nasional" in page
    assert ("Unduh ZIP" in page, "Tanda tangan</h2>" in page) == (True, False)


def test_report_is_also_offered_as_a_table_and_a_letter_as_docx(read, secretariat, edition):
    report = other(edition, secretariat, Kind.COVERAGE_REPORT, subject="coverage:1")
    letter = other(edition, secretariat, Kind.SEAT_REQUEST, subject="seat:1")
    file = address("document_file", edition, report.pk)
    page = read(secretariat, report)
    assert (f"{file}?bentuk=xlsx" in page, f"{file}?bentuk=csv" in page) == (True, True)
    assert address("document_docx", edition, letter.pk) in read(secretariat, letter)


def test_receipt_is_not_revoked(read, secretariat, edition, category):
    receipt = other(edition, secretariat, Kind.RECEIPT, category=category, number="TT-1")
    page = read(secretariat, receipt)
    assert ("TT-1" in page, address("document_revoke", edition, receipt.pk) in page) == (True, False)


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.slug)
def test_every_kind_on_offer_knows_the_page_where_it_is_made(offer, secretariat, edition, category):
    paper = Document(edition=edition, category=category, kind=offer.kind, subject="session:7:x", pk=5)
    ends = {"edition": "", "category": category.slug, "session": "7"}
    found = source_of(paper)
    assert found == (
        address("meeting", edition, 5) if offer.kind == Kind.MEETING else offer.address(edition, ends[offer.per])
    )


def test_page_takes_the_same_queries_with_one_version_and_with_many(
    client_of, secretariat, edition, certificate, django_assert_num_queries
):
    client, url = client_of(secretariat), address("document", edition, certificate.pk)
    client.get(url)
    with django_assert_num_queries(13):
        client.get(url)
    for version in range(2, 32):
        other(
            edition, secretariat, Kind.CERTIFICATE, subject=certificate.subject, version=version,
            category=certificate.category, superseded_at=timezone.now(), title="Piagam",
        )  # fmt: skip
    with django_assert_num_queries(13):
        client.get(url)
