"""Jadwal wawancara and Daftar hadir: the plan as it stands, for the wall and for the door."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from interviews.models import Session
from paritrana.committees.models import Edition
from paritrana.committees.queries import committee
from reports.documents import Data, edition_facts, moment_words, sheet
from reports.documents.sessions import delegations, panel_of, session_facts, slots_of, turns
from reports.models import Document

GUESTS = 6  # blank lines for whoever comes unasked


def schedule(edition: Edition, sessions: Iterable[Session], *, now: datetime) -> Data:
    """By day the sessions with room, turns and panel. Links of online meetings are for those invited, not for it."""
    zone = ZoneInfo(edition.province.zone)
    found = []
    for session in sessions:
        session.edition = edition
        panel = [{"name": row.person.name, "seat": str(row.seat)} for row in panel_of(session)]
        found.append({**session_facts(session), "link": "", "turns": turns(slots_of(session), zone), "panel": panel})
    days = [{"day": day, "sessions": list(rows)} for day, rows in groupby(found, lambda row: row["day"])]
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "days": days,
        "counts": {"sessions": len(found), "turns": sum(len(row["turns"]) for row in found)},
        "printed": moment_words(now, edition.province),
    }


def session_attendance(session: Session) -> Data:
    """The lists of a session: each delegation, the panel, and the others of the committee."""
    edition = session.edition
    panel = panel_of(session)
    order = turns(slots_of(session), ZoneInfo(edition.province.zone))
    sitting = {row.person_id for row in panel}
    others = [seat for seat in committee(edition) if seat.person and seat.person_id not in sitting]
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "subject": session.name,
        "event": session_facts(session),
        "delegations": delegations(session, order),
        "lists": [
            {"name": _("Panelis"), "people": [{"name": row.person.name, "seat": str(row.seat)} for row in panel]},
            {
                "name": _("Panitia lain"),
                "people": [{"name": seat.person.name, "seat": str(seat)} for seat in others] + _blank(GUESTS),
            },
        ],
    }


def meeting_attendance(edition: Edition, invitation: Document) -> Data:
    """The list of a meeting: who was asked by its letter, and lines for others."""
    asked = invitation.data
    people = [{"name": row["name"], "seat": row["office"] or row["role"]} for row in asked["invited"]]
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "subject": asked["letter"]["event"] or asked["letter"]["about"],
        "event": {
            "category": "",
            "day": asked["day"],
            "time": asked["time"],
            "place": asked["venue"] or _("Daring"),
        },
        "delegations": [],
        "lists": [{"name": _("Yang diundang"), "people": people + _blank(GUESTS)}],
    }


def _blank(count: int) -> list[Data]:
    return [{"name": "", "seat": ""}] * count
