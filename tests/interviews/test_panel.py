"""The panel of a session changes: who leaves, who joins, and what becomes of their sheets."""

import pytest
from django.core.exceptions import ValidationError

from interviews import services
from interviews.models import PanelSeat
from nominations.workflow import Status
from scoring.models import PaperSheet, ScoreSheet
from tests import factories
from tests.interviews.conftest import HEAD


def test_excuse_panelist_marks_unsent_sheets_absent_and_keeps_sent_ones(session, panelist, secretariat):
    sheets = ScoreSheet.objects.filter(person=panelist).order_by("nomination__number")
    ScoreSheet.objects.filter(pk=sheets[0].pk).update(status="sent")
    services.excuse_panelist(session.panel.get(person=panelist), "Mengajar", by=secretariat)
    assert [(sheet.status, sheet.reason) for sheet in sheets.all()] == [
        ("sent", ""),
        ("absent", "Mengajar"),
        ("absent", "Mengajar"),
    ]


def test_seat_panelist_scores_the_turns_that_are_still_to_come(session, panelist, secretariat, committee_seats):
    row = session.panel.get(person=panelist)
    services.record_attendance(session.slots.first(), "present", "", [HEAD], by=secretariat)
    services.excuse_panelist(row, "Mengajar", by=secretariat)
    services.seat_panelist(session, row.seat, by=secretariat)
    statuses = ScoreSheet.objects.filter(person=panelist).order_by("nomination__number").values_list("status")
    assert list(statuses) == [("absent",), ("assigned",), ("assigned",)]


def test_seat_panelist_who_sits_elsewhere_is_refused(
    session, nominees, other_room, committee_seats, secretariat, order, later
):
    services.excuse_panelist(session.panel.get(seat=committee_seats[1]), "Ruang lain", by=secretariat)
    fourth = factories.nomination(session.category, nominees[3], secretariat, status=Status.SHORTLISTED)
    second = {"name": "Ruang kedua", "venue": other_room, "slots": order([fourth]), "by": secretariat}
    with pytest.raises(ValidationError, match="sedikitnya 2 panelis yang juga duduk dalam Hari pertama"):
        services.plan(session.category, panel=[committee_seats[1]], **second)
    services.plan(session.category, panel=committee_seats[1:4], **second | {"slots": order([fourth], later(300))})
    PanelSeat.objects.filter(session__name="Ruang kedua", seat=committee_seats[1]).update(period=session.period)
    with pytest.raises(ValidationError) as error:
        services.seat_panelist(session, committee_seats[1], by=secretariat)
    assert "Panelis 1 duduk dalam panel Ruang kedua" in " ".join(error.value.messages)


@pytest.fixture
def keyed(session, panelist, secretariat):
    """The first sheet of the panelist was keyed from paper and waits for the second officer."""
    sheet = ScoreSheet.objects.filter(person=panelist).order_by("nomination__number").first()
    PaperSheet.objects.create(province=sheet.province, sheet=sheet, version=1, values={}, entered_by=secretariat)
    return sheet


def test_excuse_panelist_leaves_a_keyed_paper_to_its_second_officer(session, keyed, panelist, secretariat):
    services.excuse_panelist(session.panel.get(person=panelist), "Mengajar", by=secretariat)
    sheets = ScoreSheet.objects.filter(person=panelist).order_by("nomination__number")
    assert list(sheets.values_list("status", flat=True)) == ["assigned", "absent", "absent"]


def test_who_was_marked_on_paper_is_not_recorded_as_missing(session, keyed, secretariat):
    with pytest.raises(ValidationError, match="sudah mengirim nilai"):
        services.record_attendance(keyed.nomination.slots.get(), "missing", "", [], by=secretariat)
    keyed.refresh_from_db()
    assert (keyed.status, keyed.nomination.slots.get().status) == ("assigned", "planned")
