"""Certificates of changed places: out of force, ticked off when they return, followed by new numbers."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from reports import services
from reports.agenda import agenda
from reports.models import Document, Recall
from reports.services import recalls as recall_services
from scoring.models import Decision, DecisionChange
from tests.reports import rows

PATTERN = "400/{urut}/2025"


@pytest.fixture
def printed(category, decided, signer, secretariat):
    """Three certificates, ready."""
    category.released_at = timezone.now()
    category.save(update_fields=["released_at"])
    services.request_certificates(category, by=secretariat, number=PATTERN)
    Document.objects.update(status="ready", file="x.pdf", sha256="0" * 64)
    return category


@pytest.fixture
def change(printed, decided, ranked, finalists, secretariat, second_secretariat):
    """The first place stays; the second goes to the fourth, the third to the second."""
    change = DecisionChange.objects.create(
        province=printed.province, category=printed, supersedes=decided, order="Surat 7", reason="Salah.",
        opened_by=secretariat, number="188/9", date=timezone.localdate(), issued_by=second_secretariat,
    )  # fmt: skip
    Decision.objects.filter(pk=decided.pk).update(revoked_at=timezone.now())
    change.decision = rows.decision(ranked, [finalists[0], finalists[3], finalists[1]], secretariat)
    change.issued_at = timezone.now()
    change.save()
    return change


def test_changed_places_lose_their_paper_once_and_get_new_numbers(change, printed, secretariat, finalists):
    assert [recall_services.recall(change), recall_services.recall(change)] == [2, 0]
    assert [(item.title, item.count) for item in agenda(secretariat) if item.count] == [
        ("Catat piagam yang kembali: Kabupaten/Kota", 2)
    ]
    found = Recall.objects.values_list("document__nomination", "replaced", "document__number")
    assert list(found) == [(finalists[2].pk, False, "400/001/2025"), (finalists[1].pk, True, "400/002/2025")]
    services.request_certificates(printed, by=secretariat, number=PATTERN)
    now = Document.objects.filter(superseded_at=None).order_by("number").values_list("nomination", "number")
    assert sorted(number for _nomination, number in now) == ["400/003/2025", "400/004/2025", "400/005/2025"]
    assert finalists[2].pk not in dict(now)


def test_a_nomine_who_rises_gives_the_old_paper_back(category, finalists, request):
    category.nominee_word = "Nominasi"
    category.save(update_fields=["nominee_word"])
    recall_services.recall(request.getfixturevalue("change"))
    rise = Recall.objects.get(document__nomination=finalists[3])
    assert (rise.document.data["rank"], rise.document.number, rise.replaced) == ("Nominasi", "400/002/2025", True)


def test_a_lost_message_is_made_up_for_when_new_certificates_are_made(change, printed, secretariat):
    services.request_certificates(printed, by=secretariat, number=PATTERN)
    assert Recall.objects.count() == 2


def test_return_is_ticked_off_once_by_who_makes_the_papers(change, secretariat, observer, stranger):
    recall_services.recall(change)
    row, today = Recall.objects.first(), timezone.localdate()
    for user in (observer, stranger):
        with pytest.raises(PermissionDenied):
            recall_services.note_returned(row, on=today, by=user)
    with pytest.raises(ValidationError):
        recall_services.note_returned(row, on=today + datetime.timedelta(days=1), by=secretariat)
    assert recall_services.note_returned(row, on=today, note="Lewat pos", by=secretariat).returned_on == today
    with pytest.raises(ValidationError):
        recall_services.note_returned(row, on=today, by=secretariat)


def test_pages_say_what_became_of_a_paper(change, printed, secretariat, client, client_of):
    recall_services.recall(change)
    gone, replaced = Recall.objects.select_related("document")
    texts = [client.get(reverse("check_code", args=[row.document.code])).content.decode() for row in (replaced, gone)]
    assert ["Piagam ini diganti" in texts[0], "Piagam ini dicabut" in texts[1]] == [True, True]
    assert "Keputusan perubahan nomor 188/9" in texts[0]
    place = [printed.edition.province.slug, printed.edition.slug]
    browser, url = client_of(secretariat), reverse("certificate_returned", args=[*place, gone.pk])
    page = reverse("certificates", args=[*place, printed.slug])
    assert url in browser.get(page).content.decode()
    assert browser.post(url, {"on": ""}).status_code == 422
    assert browser.post(url, {"on": timezone.localdate().isoformat()}).status_code == 302
    assert "sudah dicatat kembali pada" in browser.post(url, {"on": ""}, follow=True).content.decode()
    assert url not in browser.get(page).content.decode()
