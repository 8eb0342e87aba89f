"""Jadwal and Daftar hadir: that they come right from the plan, and who may ask for them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reports.models import Document
from reports.services.day_lists import request_attendance, request_schedule
from tests.interviews.conftest import committee_seats as committee_seats
from tests.interviews.conftest import later as later
from tests.interviews.conftest import order as order
from tests.interviews.conftest import ready as ready
from tests.interviews.conftest import room as room
from tests.interviews.conftest import session as session
from tests.interviews.conftest import shortlist as shortlist


def test_schedule_follows_the_plan(session, shortlist, secretariat, stranger):
    edition = session.edition
    made = request_schedule(edition, by=secretariat)
    [day] = made.data["days"]
    [row] = day["sessions"]
    assert (row["name"], row["link"], made.data["counts"]) == ("Hari pertama", "", {"sessions": 1, "turns": 3})
    assert [turn["nominee"] for turn in row["turns"]] == [nomination.nominee.name for nomination in shortlist]
    assert len(row["panel"]) == 9
    assert request_schedule(edition, by=secretariat) == made
    of_one = request_schedule(edition, session=session, by=secretariat)
    assert (of_one.subject, of_one.title) == (f"session:{session.pk}", "Jadwal wawancara: Hari pertama")
    with pytest.raises(PermissionDenied):
        request_schedule(edition, by=stranger)


def test_attendance_has_the_delegations_the_panel_and_the_others(session, shortlist, secretariat):
    data = request_attendance(session.edition, session=session, by=secretariat).data
    assert [row["nominee"] for row in data["delegations"]] == [nomination.nominee.name for nomination in shortlist]
    assert [len(row["members"]) for row in data["delegations"]] == [4, 4, 4]
    panel, others = data["lists"]
    assert (len(panel["people"]), others["people"][-1]) == (9, {"name": "", "seat": ""})
    with pytest.raises(ValidationError, match="Pilih sesi atau rapat"):
        request_attendance(session.edition, by=secretariat)


def test_attendance_of_a_meeting_has_a_line_for_everybody_asked(session, secretariat):
    edition = session.edition
    letter = Document.objects.create(
        province=edition.province, edition=edition, kind="meeting", subject="meeting:1", title="Undangan",
        made_by=secretariat,
        data={
            "letter": {"event": "Rapat persiapan", "about": "Undangan"}, "day": "Senin, 7 Juli 2025",
            "time": "09.00–10.00 WITA", "venue": "", "invited": [{"name": "", "office": "", "role": "Ketua"}],
        },
    )  # fmt: skip
    made = request_attendance(edition, meeting=letter, by=secretariat)
    assert (made.title, made.subject, made.data["event"]["place"]) == (
        "Daftar hadir: Rapat persiapan", "meeting:1", "Daring",
    )  # fmt: skip
    assert [row["seat"] for row in made.data["lists"][0]["people"]] == ["Ketua"] + [""] * 6
