"""Berita Acara Wawancara: the frozen closing of a session and who signs -> the context that is printed."""

from collections.abc import Iterable
from datetime import date

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.closing_queries import root_now
from interviews.models import Closing
from reports.documents import Data, edition_facts, plain_date, sheet
from reports.documents.selection_minutes import opening

# How a seat stands under the minutes.
PRESENT, ONLINE, AWAY, REFUSES = "present", "online", "away", "refuses"
STATES = {
    PRESENT: gettext_lazy("hadir"),
    ONLINE: gettext_lazy("daring"),
    AWAY: gettext_lazy("berhalangan"),
    REFUSES: gettext_lazy("menolak menandatangani"),
}


def interview_minutes(
    closing: Closing, *, number: str, place: str, signatures: Iterable[Data], nip: str, notes: str
) -> Data:
    """Who came and who led, in which order and when, who did not mark and why, the seal; no mark, no order of merit."""
    session, facts = closing.session, closing.facts
    edition = session.edition
    signers = [
        {**row, "state": str(STATES[row["state"]]), "signs": row["state"] in (PRESENT, ONLINE)} for row in signatures
    ]
    held_on = date.fromisoformat(facts["held_on"])
    return {
        **sheet(edition.province, edition),
        "number": number,
        "edition": edition_facts(edition),
        "category": facts["category"],
        "committee": edition.committee_name,
        "opening": opening(held_on, place),
        "session": {key: facts[key] for key in ("name", "time", "mode", "venue")},
        "turns": facts["turns"],
        "heard": sum(turn["came"] for turn in facts["turns"]),
        "panel": facts["panel"],
        "leaders": facts["leaders"],
        "leader_note": facts["leader_note"],
        "recusals": _by_person(facts["recusals"]),
        "absent": [{**row, "nominees": _nominees(row)} for row in facts["absent"]],
        "underway": [{**row, "nominees": _nominees(row)} for row in facts["underway"]],
        "records": [turn for turn in facts["turns"] if turn["record"]],
        "closed": facts["closed"],
        "closed_by": facts["closed_by"],
        "root": closing.root,
        "root_later": later if (later := root_now(closing)) != closing.root else "",
        "signers": signers,
        "there": sum(row["state"] != str(STATES[AWAY]) for row in signers),
        "notes": notes,
        "leader": facts["leaders"][-1] if facts["leaders"] else None,
        "nip": nip,
        "place": edition.province.capital,
        "date": plain_date(held_on),
    }


def _nominees(row: Data) -> str:
    return _("semua nomine yang hadir") if row["all"] else get_text_list(row["nominees"], _("dan"))


def _by_person(recusals: Iterable[Data]) -> list[Data]:
    found: dict[str, list[str]] = {}
    for row in recusals:
        found.setdefault(row["name"], []).append(row["nominee"])
    return [{"name": name, "nominees": get_text_list(nominees, _("dan"))} for name, nominees in found.items()]
