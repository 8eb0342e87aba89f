import datetime
import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from nominations.services import answers as answering
from nominations.services import selection
from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from reports import queries, services
from reports.documents import seal
from reports.models import Batch, Document
from reports.services import building, certificates
from tests import factories
from tests.reports import rows


def documents(kind="certificate"):
    return list(Document.objects.filter(kind=kind).order_by("pk"))


def files():
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_pressing_twice_makes_one_certificate_per_recipient(category, decided, signer, secretariat, finalists):
    rows.award(category, finalists[0].nominee, secretariat)
    first = services.request_certificates(category, by=secretariat)
    second = services.request_certificates(category, by=secretariat)
    assert first == second
    assert Batch.objects.count() == 1
    assert [document.data["rank"] for document in documents()] == [
        "Juara III",
        "Juara II",
        "Komitmen terbesar bagi pekerja rentan",
        "Juara I",
    ]
    assert documents()[2].title.endswith(", Komitmen terbesar bagi pekerja rentan")
    assert {document.status for document in documents()} == {"queued"}
    assert Entry.objects.filter(verb="request_certificates").count() == 1


def test_certificate_is_drawn_from_the_frozen_row(category, decided, signer, secretariat, finalists):
    finalists[0].printed_name = "Pemerintah Kabupaten Paser (dikonfirmasi)"
    finalists[0].save(update_fields=["printed_name"])
    services.request_certificates(category, by=secretariat)
    document = documents()[-1]
    assert document.data == {
        "paper": "A4",
        "style": {"margins": [16, 20, 20, 20], "typeface": "sans"},
        "crest": "",
        "draft": False,
        "letterhead": {
            "name": ["Pemerintah Provinsi Kalimantan Timur", "Panitia Paritrana Award"],
            "address": [],
        },
        "heading": "Piagam Penghargaan",
        "number": "",
        "giver": "Gubernur Kalimantan Timur",
        "basis": "",
        "look": "winner",
        "recipient": "Pemerintah Kabupaten Paser (dikonfirmasi)",
        "rank": "Juara I",
        "category": "Kategori Kabupaten/Kota",
        "category_name": "Kabupaten/Kota",
        "title": "Paritrana Award Kalimantan Timur 2024",
        "period": "Tahun penilaian 2024, pelaksanaan 2025",
        "place": "",
        "date": "29 Juli 2025",
        "signer": {
            "lines": ["a.n. Gubernur Kalimantan Timur", "Plt. Sekretaris Daerah"],
            "name": "Nama Contoh, S.H.",
            "grade": "",
            "nip": "19700101 199503 1 001",
        },
        "texts": {
            "slots": {
                "giving": [[{"text": "memberikan penghargaan kepada", "missing": False}]],
                "rank": [[{"text": "sebagai", "missing": False}]],
            },
            "wording": 0,
        },
        "check": {
            "url": f"{settings.PORTAL_URL}/cek/{document.code}/",
            "address": f"{settings.PORTAL_URL.split('//')[1]}/cek",
            "qr": f"{settings.PORTAL_URL}/cek/{document.code}/#{seal.fragment(document)}",
            "code": "-".join(document.code[start : start + 4] for start in range(0, 20, 4)),
        },
    }


def test_ceremony_dates_the_certificate_in_the_zone_of_the_province(category, decided, signer, secretariat):
    category.edition.ceremony_at = datetime.datetime(2025, 8, 4, 17, 0, tzinfo=datetime.UTC)  # 01.00 WITA of the 5th
    category.edition.save(update_fields=["ceremony_at"])
    services.request_certificates(category, by=secretariat)
    assert documents()[0].data["date"] == "5 Agustus 2025"


def test_numbers_follow_the_pattern_without_gaps_and_stay(category, decided, signer, secretariat):
    services.request_certificates(category, by=secretariat, number="400/{urut}/2025")
    signer.name = "Penanda Tangan Baru"
    signer.save(update_fields=["name"])
    services.request_certificates(category, by=secretariat, number="400/{urut}/2025")
    made = [(document.version, document.number, document.superseded_at is None) for document in documents()]
    assert made == [
        (1, "400/001/2025", False),
        (1, "400/002/2025", False),
        (1, "400/003/2025", False),
        (2, "400/001/2025", True),
        (2, "400/002/2025", True),
        (2, "400/003/2025", True),
    ]


def test_numbers_follow_the_names_and_tell_no_place(category, decided, signer, secretariat, finalists):
    services.request_certificates(category, by=secretariat, number="400/{urut}/2025")
    assert [(document.number, document.data["recipient"], document.data["rank"]) for document in documents()] == [
        ("400/001/2025", "Pemerintah Kabupaten Berau", "Juara III"),
        ("400/002/2025", "Pemerintah Kabupaten Kutai Kartanegara", "Juara II"),
        ("400/003/2025", "Pemerintah Kabupaten Paser", "Juara I"),
    ]


def test_each_certificate_more_costs_two_queries(category, decided, signer, secretariat, nominees):
    counts = []
    for given in (nominees[:1], nominees[1:3], nominees[3:7]):
        for nominee in given:
            rows.award(category, nominee, secretariat)
        with CaptureQueriesContext(connection) as queries:
            services.request_certificates(category, by=secretariat, number="400/{urut}/2025")
        counts.append(len(queries))
    # Two new ones beside four, then four beside six; of a paper that is there it is asked whether it failed.
    assert counts[2] - counts[1] == 2 * (4 - 2) + (6 - 4)


def test_another_decision_replaces_and_withdraws(category, decided, signer, secretariat, finalists, ranked, chair):
    services.request_certificates(category, by=secretariat)
    decided.revoked_at = timezone.now()
    decided.save(update_fields=["revoked_at"])
    rows.decision(ranked, [finalists[0], finalists[3]], chair)
    services.request_certificates(category, by=secretariat)
    valid = [document for document in documents() if document.superseded_at is None]
    assert [(document.nomination, document.data["rank"], document.version) for document in valid] == [
        (finalists[0], "Juara I", 1),
        (finalists[3], "Juara II", 1),
    ]


def test_release_withdraws_what_an_earlier_decision_gave(
    category, decided, signer, secretariat, finalists, ranked, chair
):
    services.request_certificates(category, by=secretariat)
    Document.objects.update(status="ready", file="x.pdf", sha256="0" * 64)
    decided.revoked_at = timezone.now()
    decided.save(update_fields=["revoked_at"])
    rows.decision(ranked, [finalists[0], finalists[2]], chair)
    assert [row.is_outdated for row in queries.recipients(category)] == [False, True]
    assert queries.without_certificate(category) == 1
    assert [certificates.withdraw_outdated(category) for _turn in range(2)] == [2, 0]
    valid = Document.objects.filter(kind="certificate", superseded_at=None)
    assert list(valid.values_list("nomination", "data__rank")) == [(finalists[0].pk, "Juara I")]


def test_withdrawn_certificate_comes_back_as_a_new_version(
    category, decided, signer, secretariat, finalists, ranked, chair
):
    services.request_certificates(category, by=secretariat)
    decided.revoked_at = timezone.now()
    decided.save(update_fields=["revoked_at"])
    other = rows.decision(ranked, [finalists[3]], chair)
    services.request_certificates(category, by=secretariat)
    other.revoked_at = timezone.now()
    other.save(update_fields=["revoked_at"])
    rows.decision(ranked, [finalists[0]], chair)
    services.request_certificates(category, by=secretariat)
    [valid] = [document for document in documents() if document.superseded_at is None]
    assert (valid.nomination, valid.version) == (finalists[0], 2)


def test_certificates_need_a_decision_and_a_signer(category, ranked, secretariat, finalists, chair):
    with pytest.raises(ValidationError, match="Tetapkan hasil rapat pleno dahulu"):
        services.request_certificates(category, by=secretariat)
    rows.decision(ranked, finalists[:1], chair)
    with pytest.raises(ValidationError, match="Isi penanda tangan dahulu"):
        services.request_certificates(category, by=secretariat)
    assert documents() == []


@pytest.mark.parametrize("person", ["chair", "panelist", "observer", "official", "stranger", "administrator"])
def test_only_the_secretariat_of_the_province_asks(request, category, decided, signer, person):
    with pytest.raises(PermissionDenied):
        services.request_certificates(category, by=request.getfixturevalue(person))
    assert documents() == []


def test_document_is_built_once_with_its_hash(category, decided, signer, secretariat):
    services.request_certificates(category, by=secretariat)
    document = documents()[0]
    assert services.build_document(document.pk) is True
    assert services.build_document(document.pk) is False
    document.refresh_from_db()
    with document.file.open() as file:
        content = file.read()
    assert document.status == "ready"
    assert content.startswith(b"%PDF-1.7")
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert document.size == len(content)
    assert document.file.name == f"documents/{document.key}/v1.pdf"
    assert (document.claim, document.error, document.attempts) == (None, "", 1)


def test_second_run_leaves_the_same_single_file(category, decided, signer, secretariat):
    services.request_certificates(category, by=secretariat)
    document = documents()[0]
    services.build_document(document.pk)
    document.refresh_from_db()
    before = document.sha256
    Document.objects.filter(pk=document.pk).update(status="queued", file="", sha256="")
    services.build_document(document.pk)
    document.refresh_from_db()
    assert document.sha256 == before
    assert files() == ["v1.pdf"]


def test_claimed_document_is_left_alone_until_its_lease_ends(category, decided, signer, secretariat):
    services.request_certificates(category, by=secretariat)
    first, second, third = documents()
    now = timezone.now()
    Document.objects.filter(pk=first.pk).update(status="building", claimed_at=now - building.LEASE, attempts=1)
    Document.objects.filter(pk=second.pk).update(status="building", claimed_at=now, attempts=1)
    Document.objects.filter(pk=third.pk).update(status="building", claimed_at=now - building.LEASE, attempts=3)
    assert services.build_document(first.pk) is False
    assert services.sweep() == 1
    assert [document.status for document in documents()] == ["queued", "building", "failed"]
    assert documents()[2].error == "Pembuatan terhenti 3 kali."
    assert services.build_document(first.pk) is True


def test_sweep_queues_lost_messages_only_while_the_queue_stands(category, decided, signer, secretariat):
    services.request_certificates(category, by=secretariat)
    assert services.sweep() == 0
    Document.objects.update(queued_at=timezone.now() - building.LEASE * 2)
    assert services.sweep() == 3
    services.build_document(documents()[0].pk)
    assert services.sweep() == 0
    # Served although it came later: the messages of the others are lost.
    Document.objects.filter(status="queued").update(queued_at=timezone.now() - building.LEASE * 2)
    assert services.sweep() == 2


def test_document_that_cannot_be_made_says_why_and_can_be_tried_again(ranked, rule_book, secretariat, category, signer):
    document = services.request_ranking_report(ranked, by=secretariat)
    good = document.data
    Document.objects.filter(pk=document.pk).update(data={**good, "criteria": [{"weight": "berat"}]})
    services.build_document(document.pk)
    document.refresh_from_db()
    assert (document.status, document.file.name) == ("failed", "")
    assert document.error.startswith("InvalidOperation")
    Document.objects.filter(pk=document.pk).update(data=good)
    services.retry(document, by=secretariat)
    assert services.build_document(document.pk) is True
    document.refresh_from_db()
    assert (document.status, document.error) == ("ready", "")


def test_report_is_the_same_document_until_something_changes(ranked, rule_book, secretariat, finalists, chair):
    first = services.request_ranking_report(ranked, by=secretariat)
    assert services.request_ranking_report(ranked, by=secretariat) == first
    rows.decision(ranked, finalists[:1], chair)
    second = services.request_ranking_report(ranked, by=secretariat)
    assert (first.data["status"], second.data["status"]) == ("provisional", "decided")
    assert (first.version, second.version) == (1, 2)


def test_receipt_is_made_once_in_the_name_of_the_sender(finalists, official):
    submission = rows.submission(finalists[0], official)
    first = services.make_receipt(submission)
    assert services.make_receipt(submission) == first
    assert (first.number, first.made_by, first.nominee) == (submission.receipt, official, finalists[0].nominee)
    assert first.data["answers"][0]["files"] == [{"name": "perda.pdf", "size": 2048, "sha256": rows.SEAL}]
    assert services.build_document(first.pk) is True
    first.refresh_from_db()
    assert first.status == "ready"


def test_watchers_see_that_something_is_new(category, decided, signer, secretariat):
    services.request_certificates(category, by=secretariat)
    edition = category.edition
    before = services.state(edition.province.slug, edition.slug)
    services.build_document(documents()[0].pk)
    assert services.state(edition.province.slug, edition.slug) != before


# --- the statement of truth and the minutes of the selection --------------------------------------------


def test_statement_form_holds_what_is_filled_in(category, nominees, secretariat, official, stranger):
    nomination = factories.nomination(category, nominees[0], secretariat)
    indicator = factories.instrument(category, 2).indicators.first()
    answering.save_answer(nomination, indicator, value="yes", version=0, by=official)
    typed = {"signer": "Nama Contoh", "office": "Sekretaris Daerah"}
    with pytest.raises(ValidationError, match="tidak diminta"):
        services.request_statement(nomination, by=official, **typed)
    category.letters = ["statement"]
    category.save()
    nomination.refresh_from_db()
    for person in (secretariat, stranger):
        with pytest.raises(PermissionDenied):
            services.request_statement(nomination, by=person, **typed)
    made = services.request_statement(nomination, by=official, **typed)
    assert made.data["answers"][0] == {"code": "I1", "question": "Pertanyaan 1", "answer": "Ya", "files": 0}
    assert services.request_statement(nomination, by=official, **typed) == made
    assert list(Document.objects.visible_to(official, "documents.view")) == [made]
    assert list(Document.objects.visible_to(stranger, "documents.view")) == []


def test_minutes_of_the_selection_keep_their_number(category, nominees, secretariat, chair, official):
    through = factories.nomination(category, nominees[0], secretariat, Status.SHORTLISTED, status_reason="Lengkap.")
    factories.nomination(category, nominees[1], secretariat, Status.NOT_SHORTLISTED, status_reason="Kurang.")
    category.stage = Stage.SELECTION
    category.save()
    seats = list(chair.seats.all())
    meeting = {"held_on": datetime.date(2025, 7, 28), "place": "Samarinda", "present": seats, "invited": seats}
    first = selection.minute(category, by=secretariat, **meeting)
    made = services.request_selection_minutes(first, by=secretariat, number="BA-{urut}/2025")
    assert (made.number, made.version, made.nominee) == ("BA-001/2025", 1, None)
    assert made.data["opening"] == (
        "Pada hari ini, Senin tanggal dua puluh delapan bulan Juli tahun dua ribu dua puluh lima (28-07-2025),"
        " bertempat di Samarinda,"
    )
    assert [row["nominee"] for row in made.data["through"]] == [through.nominee.name]
    assert [row["reason"] for row in made.data["left"]] == ["Kurang."]
    assert made.data["basis"] == ["Kandidat dipilih satu per satu, masing-masing dengan alasan tertulis."]
    again = selection.minute(category, by=secretariat, **meeting | {"place": "Balikpapan"})
    later = services.request_selection_minutes(again, by=secretariat, number="BA-{urut}/2025")
    assert (later.number, later.version) == ("BA-001/2025", 2)
    assert list(Document.objects.visible_to(official, "documents.view")) == []
