"""The record of a turn: who writes and reads it, versions, and a candidate that withdraws on the day."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.urls import reverse

from interviews.models import SlotEvent, TurnRecord
from interviews.queries import to_be_heard
from interviews.services import board, notulen
from interviews.tasks import free_turns
from nominations.services.nominations import advance
from paritrana.audit.models import Entry
from scoring.queries import competing


@pytest.fixture
def slot(session):
    return session.slots.first()


def url(slot):
    edition = slot.session.edition
    return reverse("notulen", args=[edition.province.slug, edition.slug, slot.session_id, slot.pk])


def test_versions_are_added_and_a_second_tab_overwrites_nothing(slot, secretariat, second_secretariat, client_of):
    first, second = client_of(secretariat), client_of(second_secretariat)
    assert first.post(url(slot), {"text": "Tanya: cakupan. Jawab: naik.", "version": 0}).status_code == 302
    assert first.post(url(slot), {"text": "Tanya: cakupan. Jawab: naik. ", "version": 1}).status_code == 302
    page = second.post(url(slot), {"text": "Tanya: anggaran.", "version": 0})
    text = page.content.decode()
    assert (page.status_code, "Jawab: naik" in text, "Tanya: anggaran." in text) == (422, True, True)
    assert page.context["form"]["version"].value() == 1
    assert second.post(url(slot), {"text": "Keduanya.", "version": 1}).status_code == 302
    assert [(row.version, row.text, row.by) for row in TurnRecord.objects.filter(slot=slot)] == [
        (1, "Tanya: cakupan. Jawab: naik.", secretariat),
        (2, "Keduanya.", second_secretariat),
    ]
    entries = Entry.objects.filter(verb="interviews.write_record")
    assert [entry.after for entry in entries.order_by("pk")] == [{"version": 1}, {"version": 2}]
    with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE interviews_turnrecord SET text = 'x'")


def test_chair_and_observer_read_panelists_and_candidates_do_not(
    slot, secretariat, chair, observer, panelist, official, client_of
):
    notulen.write(slot, "Tanya jawab.", 0, by=secretariat)
    for person in (chair, observer):
        page = client_of(person).get(url(slot))
        assert ("Tanya jawab." in page.content.decode(), b"<textarea" in page.content) == (True, False)
        assert client_of(person).post(url(slot), {"text": "x", "version": 1}).status_code == 403
        with pytest.raises(PermissionDenied):
            notulen.write(slot, "x", 1, by=person)
    assert [client_of(person).get(url(slot)).status_code for person in (panelist, official)] == [403, 403]


def test_page_of_the_session_leads_readers_to_notulen_and_paper(
    slot, secretariat, chair, observer, panelist, client_of
):
    edition = slot.session.edition
    page = reverse("interview", args=[edition.province.slug, edition.slug, slot.session_id])
    papers = reverse("paper_sheets", args=[edition.province.slug, edition.slug])

    def offered(user):
        text = client_of(user).get(page).content.decode()
        return url(slot) in text, papers in text

    assert offered(observer) == (False, True)
    notulen.write(slot, "Tanya: cakupan.", 0, by=secretariat)
    assert [offered(user) for user in (chair, observer, panelist)] == [(True, True), (True, True), (False, False)]


def test_whoever_withdraws_on_the_day_frees_the_turn_and_keeps_the_sheets(
    slot, session, secretariat, django_capture_on_commit_callbacks
):
    board.advance(slot, "start", by=secretariat)
    nomination = advance(slot.nomination, "withdraw", by=secretariat, note="Surat Bupati.")
    free_turns(nomination.pk)
    free_turns(nomination.pk)
    slot.refresh_from_db()
    assert (slot.status, slot.phase, slot.status_note) == ("cancelled", "done", "Menarik diri. Surat Bupati.")
    assert list(SlotEvent.objects.filter(slot=slot).values_list("act", "by")) == [
        ("start", secretariat.pk),
        ("cancel", None),
    ]
    assert (nomination.sheets.count(), nomination in competing(session.category)) == (9, False)
    assert list(to_be_heard(session.category)) == []
    board.advance(session.slots.last(), "start", by=secretariat)
