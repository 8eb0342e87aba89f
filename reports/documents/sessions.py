"""What papers say of an interview session: when and where, who is heard in which order by whom, who signs."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from interviews.models import PanelSeat, Session, Slot
from interviews.queries import STANDING
from paritrana.numbers import pukul, tanggal
from reports.documents import Data

BLANK_MEMBERS = 4  # lines in the attendance list of a delegation
BLANK = {"name": "", "office": ""}


def session_facts(session: Session) -> Data:
    zone = ZoneInfo(session.edition.province.zone)
    starts = session.period.lower.astimezone(zone)
    return {
        "name": session.name,
        "category": session.category.name,
        "day": tanggal(starts),
        "time": f"{starts:%H.%M}–{pukul(session.period.upper.astimezone(zone))}",
        "place": place_of(session),
        "link": session.link,
    }


def place_of(session: Session) -> str:
    where = session.venue
    if where is None:
        return str(session.get_mode_display())
    return f"{where.name}, {where.address}" if where.address else where.name


def slots_of(session: Session) -> list[Slot]:
    """The turns that stand, in running order."""
    rows = session.slots.filter(STANDING).select_related("nominee", "nomination__category")
    return list(rows.order_by("period", "pk"))


def turns(slots: Iterable[Slot], zone: ZoneInfo) -> list[Data]:
    return [
        {
            "slot": slot.pk,
            "number": number,
            "time": f"{slot.period.lower.astimezone(zone):%H.%M}",
            "nominee": slot.nominee.name,
        }
        for number, slot in enumerate(slots, 1)
    ]


def panel_of(session: Session) -> list[PanelSeat]:
    """Who sits in it now, without those who have left."""
    return list(session.panel.filter(cancelled=False).select_related("person", "seat__province"))


def delegations(session: Session, order: Iterable[Data]) -> list[Data]:
    """The lines to sign, with the names of who came or, before that, of who is expected."""
    known: dict[int, list[Data]] = {}
    rows = session.slots.filter(STANDING).select_related("reply").prefetch_related("delegation", "reply__members")
    for slot in rows:
        reply = getattr(slot, "reply", None)
        members = list(slot.delegation.all()) or list(reply.members.all() if reply else [])
        known[slot.pk] = [{"name": row.name, "office": f"{row.acting} {row.office}".strip()} for row in members]
    return [
        {**turn, "members": known[turn["slot"]] + [BLANK] * max(1, BLANK_MEMBERS - len(known[turn["slot"]]))}
        for turn in order
    ]
