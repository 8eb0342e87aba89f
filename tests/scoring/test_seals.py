"""Sealed sheets: receipt codes, the root of a turn, and a proof that the owner checks alone."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from paritrana.audit.models import Entry
from scoring import commitments
from scoring.engine.merkle import root_of
from scoring.ledger_check import faults
from scoring.models import Event, RuleBook, ScoreSheet
from scoring.services import rubric, seals, sheets
from tests.conftest import client_for
from tests.scoring.test_sheets import TYPED, own


def hashes(texts):
    return [bytes.fromhex(text) for text in texts]


def test_every_sending_has_its_own_code_and_the_trail_holds_no_mark(interview_sheets, panelist):
    sheet = sheets.submit(own(interview_sheets, panelist), TYPED, 0, by=panelist)
    sheets.submit(sheet, {**TYPED, "dana_lain": "60"}, sheet.version, by=panelist)
    first, second = commitments.versions(sheet)
    assert first.at < second.at
    assert (len(first.code), first.code) == (14, commitments.receipt_code(first.commitment))
    assert first.code.replace(" ", "") == first.commitment[:12] != second.commitment[:12]
    assert all("85.5" not in json.dumps([entry.before, entry.after]) for entry in Entry.objects.all())


def test_a_turn_has_the_root_of_its_sent_sheets_and_is_sealed_once(
    interview_sheets, nominations, fill, secretariat, scored_category
):
    sent = [fill(sheet) for sheet in interview_sheets[:2]]
    root = seals.seal_turn(nominations[0], "interview", by=secretariat)
    in_order = sorted(sent, key=lambda sheet: sheet.person_id)
    assert root == root_of(hashes(commitments.versions(row)[-1].commitment for row in in_order)).hex()
    assert seals.seal_turn(nominations[0], "interview", by=secretariat) == root
    sealed = Event.objects.filter(verb="sheets.seal")
    assert [event.data["turn"]["root"] for event in sealed] == [root]
    fill(interview_sheets[2])
    again = seals.seal_turn(nominations[0], "interview", by=secretariat)
    assert [event.data["turn"]["root"] for event in sealed.order_by("number")] == [root, again]
    assert list(faults(scored_category)) == []


def test_a_session_has_the_root_of_its_turns(interview_sheets, nominations, fill):
    for sheet in (interview_sheets[0], interview_sheets[9]):
        fill(sheet)
    turns = [commitments.turn_root(row, "interview") for row in nominations]
    assert turns[2] == ""
    assert commitments.session_root(turns) == root_of(hashes(turns[:2])).hex()
    assert commitments.session_root(turns[2:]) == ""


def test_only_the_secretariat_seals(interview_sheets, nominations, panelist, chair, stranger):
    for user in (panelist, chair, stranger):
        with pytest.raises(PermissionDenied):
            seals.seal_turn(nominations[0], "interview", by=user)


def test_sealed_sheets_are_changed_no_more_and_unsent_ones_still_arrive(
    interview_sheets, nominations, fill, panelists, secretariat
):
    sheet = fill(own(interview_sheets, panelists[0]))
    late = own(interview_sheets, panelists[1])
    seals.seal_turn(nominations[0], "interview", by=secretariat)
    for act in (
        lambda: sheets.submit(sheet, {**TYPED, "dana_lain": "60"}, sheet.version, by=panelists[0]),
        lambda: sheets.save_draft(sheet, {"dana_lain": "60"}, "", sheet.version, by=panelists[0]),
    ):
        with pytest.raises(ValidationError, match="dua petugas"):
            act()
    assert fill(late).status == ScoreSheet.Status.SENT
    page = client_for(panelists[0]).get(page_of(sheet) + "?ubah=1").content.decode()
    assert "Sesi ditutup" in page
    assert "Ubah nilai" not in page


def test_the_rule_book_may_leave_changes_open_until_the_category_closes(
    book, nominations, committee_seats, fill, panelist, secretariat
):
    rubric.edit_rules(book, changes_until=RuleBook.ChangesUntil.CATEGORY, by=secretariat)
    assert rubric.freeze(book, by=secretariat).content["changes_until"] == "category"
    [sheet] = sheets.assign(nominations[0], "interview", [panelist.seats.get()], by=secretariat)
    sheet = fill(sheet)
    seals.seal_turn(nominations[0], "interview", by=secretariat)
    assert fill(sheet, "70").version == 2


def page_of(sheet):
    edition = sheet.nomination.edition
    return f"/{edition.province.slug}/{edition.slug}/penilaian/{sheet.pk}/"


def test_before_the_closing_the_owner_alone_reads_codes_and_no_salt(interview_sheets, fill, panelists):
    sheet = fill(own(interview_sheets, panelists[0]))
    client = client_for(panelists[0])
    page = client.get(page_of(sheet) + "bukti/").content.decode()
    assert commitments.versions(sheet)[0].code in page
    assert "Garam" not in page
    assert client.get(page_of(sheet) + "bukti/berkas/").status_code == 404
    assert client_for(panelists[1]).get(page_of(sheet) + "bukti/").status_code == 404
