"""Appointments as iCalendar (RFC 5545, RFC 5546): plain data in, bytes out; no clock, no database.

Times are written in the zone of the province, with its VTIMEZONE, so that every calendar shows 15.00 WITA where
the clock says so. Indonesia has no summer time: a zone is one offset.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

OFFSETS = {"Asia/Jakarta": ("+0700", "WIB"), "Asia/Makassar": ("+0800", "WITA"), "Asia/Jayapura": ("+0900", "WIT")}
# Octets of a line, without its line break.
LINE = 75
PRODUCT = "-//Paritrana//Wawancara//ID"
# How often a subscribed calendar is asked to look again.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Appointment:
    """One entry of a calendar. The same `uid` with a higher `sequence` replaces what the calendar had."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    changed_at: datetime
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


@dataclass(frozen=True)
class Address:
    """Somebody with a mailbox: who invites, or the one person who is asked."""

    name: str
    email: str


def calendar(
    appointments: Sequence[Appointment],
    *,
    name: str = "",
    organizer: Address | None = None,
    attendee: Address | None = None,
) -> bytes:
    """A VCALENDAR. With an attendee it asks (REQUEST) or calls off (CANCEL) that one person; else it publishes."""
    method = "PUBLISH"
    if attendee:
        method = "CANCEL" if all(one.cancelled for one in appointments) else "REQUEST"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if name:
        hours = int(REFRESH.total_seconds()) // 3600
        lines += [f"X-WR-CALNAME:{escaped(name)}", f"REFRESH-INTERVAL;VALUE=DURATION:PT{hours}H"]
    for zone in sorted({one.zone for one in appointments}):
        lines += _zone(zone)
    for one in appointments:
        lines += _event(one, organizer, attendee)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode()


def escaped(text: str) -> str:
    """TEXT of a value: backslash, semicolon, comma and line break."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A content line in pieces of at most 75 octets; no letter is cut in two, and a piece goes on after a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > LINE:
            yield piece
            piece = " "
        piece += letter
    yield piece


def _event(one: Appointment, organizer: Address | None, attendee: Address | None) -> Iterable[str]:
    stamp = _utc(one.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{one.uid}"
    yield f"SEQUENCE:{one.sequence}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"DTSTART;TZID={one.zone}:{_local(one.starts, one.zone)}"
    yield f"DTEND;TZID={one.zone}:{_local(one.ends, one.zone)}"
    yield f"SUMMARY:{escaped(one.summary)}"
    for key, text in (("LOCATION", one.location), ("DESCRIPTION", one.description)):
        if text:
            yield f"{key}:{escaped(text)}"
    if one.url:
        yield f"URL:{one.url}"
    yield f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}"
    if organizer:
        yield f"ORGANIZER;CN={_quoted(organizer.name)}:mailto:{organizer.email}"
    if attendee:
        who = f"CN={_quoted(attendee.name)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"
        yield f"ATTENDEE;{who}:mailto:{attendee.email}"
    yield "END:VEVENT"


def _zone(zone: str) -> list[str]:
    offset, name = OFFSETS[zone]
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{zone}",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        f"TZOFFSETFROM:{offset}",
        f"TZOFFSETTO:{offset}",
        f"TZNAME:{name}",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def _quoted(text: str) -> str:
    """A parameter that may hold commas; it cannot hold quotes or control characters (RFC 5545, 3.2)."""
    return '"' + "".join(letter for letter in text.replace('"', "'") if letter.isprintable()) + '"'


def _local(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
