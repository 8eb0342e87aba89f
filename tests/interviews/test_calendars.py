"""The secret address of a calendar: what stands behind it, for whom, and how long."""

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from interviews import services
from interviews.models import CalendarFeed, Slot
from interviews.services import calendars
from tests.interviews.test_pages import url
from tests.interviews.test_replies import session as session
from tests.interviews.test_replies import slot as slot
from tests.interviews.test_replies import tomorrow as tomorrow


def read(token):
    """What a calendar without cookies gets."""
    answer = Client().get(reverse("calendar_ics", args=[token]))
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(b"".join(answer.streaming_content)).walk("VEVENT")


def summaries(token):
    return [str(event["SUMMARY"]) for event in read(token)]


def test_calendar_of_a_candidate_holds_its_own_turn_and_follows_it(official, session, slot, secretariat, tomorrow):
    token = calendars.make_feed(by=official)
    (event,) = read(token)
    assert (str(event["UID"]), event["SEQUENCE"]) == (f"{slot.uid}@127.0.0.1", 0)
    assert str(event["SUMMARY"]) == "Wawancara Paritrana Award: Pemerintah Kabupaten Paser"
    starts = tomorrow.replace(hour=13)
    services.move_slot(slot, starts, starts.replace(minute=20), by=secretariat)
    (moved,) = read(token)
    assert (str(moved["UID"]), moved["SEQUENCE"], moved["DTSTART"].dt) == (str(event["UID"]), 1, starts)
    services.cancel(session, "Banjir", by=secretariat)
    (called_off,) = read(token)
    assert (str(called_off["STATUS"]), called_off["SEQUENCE"]) == ("CANCELLED", 2)


@pytest.mark.parametrize("who", ["panelist", "chair", "secretariat"])
def test_calendar_of_the_office_holds_sessions_without_candidates(request, who, session):
    token = calendars.make_feed(by=request.getfixturevalue(who))
    assert summaries(token) == ["Sesi wawancara: Hari pertama"]
    (event,) = read(token)
    assert "Paser" not in event.to_ical().decode()


def test_calendar_of_a_panelist_forgets_a_panel_that_was_left(panelist, session, secretariat):
    token = calendars.make_feed(by=panelist)
    services.excuse_panelist(session.panel.get(person=panelist), "Sakit", by=secretariat)
    assert summaries(token) == []


def test_calendar_of_a_stranger_is_empty(stranger, session):
    assert summaries(calendars.make_feed(by=stranger)) == []


def test_address_is_kept_as_a_hash_and_ends_when_renewed_or_revoked(official, client_of, session):
    browser = client_of(official)
    first = browser.post(reverse("calendar_feed_make")).context["address"].rpartition("/")[2].removesuffix(".ics")
    assert len(first) >= 22  # 128 bits and more in letters of six bits
    assert first not in str(list(CalendarFeed.objects.values()))
    second = calendars.make_feed(by=official)
    assert Client().get(reverse("calendar_ics", args=[first])).status_code == 404
    assert len(read(second)) == 1
    assert browser.post(reverse("calendar_feed_revoke")).status_code == 302
    assert Client().get(reverse("calendar_ics", args=[second])).status_code == 404


def test_address_of_a_blocked_account_is_unknown(official, session):
    token = calendars.make_feed(by=official)
    type(official).objects.filter(pk=official.pk).update(is_active=False)
    assert Client().get(reverse("calendar_ics", args=[token])).status_code == 404


def test_address_is_asked_thirty_times_in_ten_minutes(db):
    address = reverse("calendar_ics", args=["x" * 32])
    assert [Client().get(address).status_code for _ in range(31)] == [404] * 30 + [429]


def test_a_turn_is_a_file_for_the_calendar_of_its_own_people(client_of, official, session, slot, edition):
    answer = client_of(official).get(url("slot_calendar", edition, session.pk, slot.pk))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = icalendar.Calendar.from_ical(b"".join(answer.streaming_content)).walk("VEVENT")
    assert str(event["UID"]) == f"{slot.uid}@127.0.0.1"
    other = Slot.objects.exclude(pk=slot.pk).first()
    assert client_of(official).get(url("slot_calendar", edition, session.pk, other.pk)).status_code == 404
