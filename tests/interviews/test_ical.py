"""What a calendar is told, read back by a parser that is not ours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from interviews.ical import Address, Appointment, calendar, escaped, folded

START = datetime(2025, 7, 28, 1, 0, tzinfo=UTC)
TURN = Appointment(
    uid="0b6f@paritrana.example.id",
    sequence=0,
    starts=START,
    ends=START + timedelta(minutes=20),
    zone="Asia/Makassar",
    summary="Wawancara Pemerintah Kabupaten Berau",
    changed_at=datetime(2025, 7, 20, 3, 4, 5, tzinfo=UTC),
    location="Hotel Samarinda, Ruang Mahakam; lantai 2",
    description="Bawa paparan.\nHadir 15 menit lebih awal.",
    url="https://paritrana.example.id/kaltim/penilaian-2024/wawancara/1/",
)
SENDER = Address('Sekretariat "Paritrana", Kaltim', "no-reply@example.id")
OFFICIAL = Address("Pejabat, S.E.", "pejabat@example.id")


def read(raw):
    """The only event, by the second parser, and the calendar around it."""
    found = icalendar.Calendar.from_ical(raw)
    (event,) = found.walk("VEVENT")
    return found, event


@pytest.mark.parametrize(
    ("zone", "clock", "hours", "name"),
    [("Asia/Jakarta", "08:00", 7, "WIB"), ("Asia/Makassar", "09:00", 8, "WITA"), ("Asia/Jayapura", "10:00", 9, "WIT")],
)
def test_calendar_opens_in_the_zone_of_the_province(zone, clock, hours, name):
    found, event = read(calendar([replace(TURN, zone=zone)]))
    starts, ends = event["DTSTART"].dt, event["DTEND"].dt
    assert (event["DTSTART"].params["TZID"], f"{starts:%H:%M}") == (zone, clock)
    assert (starts.utcoffset(), starts, ends - starts) == (timedelta(hours=hours), START, timedelta(minutes=20))
    (standard,) = found.walk("STANDARD")
    assert (standard["TZOFFSETTO"].td, str(standard["TZNAME"])) == (timedelta(hours=hours), name)
    assert [str(one["TZID"]) for one in found.walk("VTIMEZONE")] == [zone]


def test_calendar_gives_back_what_was_written():
    found, event = read(calendar([TURN], name="Wawancara Kaltim"))
    assert {key: str(event[key]) for key in ("SUMMARY", "LOCATION", "DESCRIPTION", "URL", "STATUS")} == {
        "SUMMARY": TURN.summary,
        "LOCATION": TURN.location,
        "DESCRIPTION": TURN.description,
        "URL": TURN.url,
        "STATUS": "CONFIRMED",
    }
    assert (event["LAST-MODIFIED"].dt, event["DTSTAMP"].dt) == (TURN.changed_at, TURN.changed_at)
    assert (str(found["METHOD"]), str(found["X-WR-CALNAME"])) == ("PUBLISH", "Wawancara Kaltim")
    assert "ATTENDEE" not in event


def test_an_update_keeps_the_uid_and_raises_the_sequence():
    moved = replace(TURN, sequence=1, starts=START + timedelta(hours=3), ends=START + timedelta(hours=4))
    events = [read(calendar([one], organizer=SENDER, attendee=OFFICIAL))[1] for one in (TURN, moved)]
    assert [(str(event["UID"]), event["SEQUENCE"]) for event in events] == [(TURN.uid, 0), (TURN.uid, 1)]
    assert events[1]["DTSTART"].dt == moved.starts


@pytest.mark.parametrize(
    ("cancelled", "method", "status"), [(False, "REQUEST", "CONFIRMED"), (True, "CANCEL", "CANCELLED")]
)
def test_an_attendee_is_asked_or_called_off(cancelled, method, status):
    found, event = read(calendar([replace(TURN, cancelled=cancelled)], organizer=SENDER, attendee=OFFICIAL))
    assert (str(found["METHOD"]), str(event["STATUS"])) == (method, status)
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == (
        "mailto:no-reply@example.id",
        "Sekretariat 'Paritrana', Kaltim",
    )
    assert (str(event["ATTENDEE"]), event["ATTENDEE"].params["CN"]) == ("mailto:pejabat@example.id", "Pejabat, S.E.")


def test_lines_are_folded_at_75_octets_between_letters():
    long = replace(TURN, summary="Wawancara é " * 30)
    raw = calendar([long])
    lines = raw.split(b"\r\n")
    assert (max(map(len, lines)) <= 75, raw.count(b"\n") == raw.count(b"\r\n"), lines[-1]) == (True, True, b"")
    assert [line.decode() for line in lines if line.startswith(b"SUMMARY")]
    assert str(read(raw)[1]["SUMMARY"]) == long.summary


def test_a_line_of_75_octets_stays_whole():
    assert [len(piece) for piece in folded("x" * 75)] == [75]
    assert [len(piece) for piece in folded("x" * 76)] == [75, 2]


def test_text_cannot_add_a_line_of_its_own():
    assert escaped("a\r\nATTENDEE:mailto:x@example.id\rb\\;,") == "a\\nATTENDEE:mailto:x@example.id\\nb\\\\\\;\\,"
