"""Paket hari-H: everything on paper that one interview session needs when power and network fail."""

import hashlib
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.brief import brief
from interviews.models import PanelSeat, Session, Slot
from interviews.queries import STANDING
from paritrana.accounts.models import User
from paritrana.committees.models import Edition, Round, Seat
from paritrana.committees.queries import not_ended, secretariat
from paritrana.numbers import points
from paritrana.roles import Role
from reports.documents import Data, edition_facts, sheet
from reports.documents.sessions import delegations, panel_of, session_facts, slots_of, turns
from scoring.engine.canonical import canonical
from scoring.models import Criterion, ScoreSheet
from scoring.paper_sheet_queries import payload, rules_version
from scoring.queries import criteria_of

LEVEL = 90  # letters of one level's description


class Part(models.TextChoices):
    ORDER = "order", gettext_lazy("Urutan")
    ATTENDANCE = "attendance", gettext_lazy("Daftar hadir delegasi dan panelis")
    TENTS = "tents", gettext_lazy("Papan nama")
    SHEETS = "sheets", gettext_lazy("Lembar penilaian kosong")
    BRIEFS = "briefs", gettext_lazy("Ringkasan nomine")
    CONTACTS = "contacts", gettext_lazy("Kontak")


def day_pack(
    session: Session,
    *,
    parts: Collection[str] = tuple(Part),
    panelist: User | None = None,
    nominee: Slot | None = None,
    by: User,
) -> Data:
    """The chosen parts of the pack; sheets of one panelist or of one nominee alone where they are named."""
    edition = session.edition
    plan = _plan(session)
    slots, people = plan["order"], plan["panel"]
    stacks = [
        {**person, "items": [item for item in person["items"] if nominee is None or item["slot"] == nominee.pk]}
        for person in plan["sheets"]
        if panelist is None or person["pk"] == panelist.pk
    ]
    return {
        **sheet(edition.province, edition),
        "heading": _("Paket hari-H") if set(parts) == set(Part) else _("Cetakan hari-H"),
        "plan": fingerprint(plan),
        "edition": edition_facts(edition),
        "session": plan["session"],
        "contents": [str(part.label) for part in Part if part in parts],
        "order": slots if Part.ORDER in parts else [],
        "delegations": delegations(session, slots) if Part.ATTENDANCE in parts else [],
        "attendance": people if Part.ATTENDANCE in parts else [],
        "tents": _tents(plan) if Part.TENTS in parts else [],
        "criteria": plan["criteria"],
        "sheets": [stack for stack in stacks if stack["items"]] if Part.SHEETS in parts else [],
        "briefs": _briefs(session, by) if Part.BRIEFS in parts else [],
        "contacts": _contacts(session) if Part.CONTACTS in parts else [],
    }


def plan_now(session: Session) -> str:
    """The fingerprint of the plan as it stands: a pack that bears another is older than the plan."""
    return fingerprint(_plan(session))


def fingerprint(plan: Data) -> str:
    return hashlib.sha256(canonical(plan)).hexdigest()


# --- inside ---------------------------------------------------------------------------------------------


def _plan(session: Session) -> Data:
    """Who is heard when by whom, and on which sheets. Six queries."""
    zone = ZoneInfo(session.edition.province.zone)
    slots = slots_of(session)
    order = turns(slots, zone)
    panel = panel_of(session)
    return {
        "session": session_facts(session),
        "order": order,
        "panel": [{"pk": row.person_id, "name": row.person.name, "seat": str(row.seat)} for row in panel],
        "criteria": [_criterion(row) for row in criteria_of(session.category, Round.INTERVIEW)],
        "sheets": _stacks(session, slots, panel, {row["slot"]: row["time"] for row in order}),
    }


def _criterion(row: Criterion) -> Data:
    levels = [f"{level['from']}–{level['to']} {level['text'][:LEVEL]}".replace(".", ",", 2) for level in row.levels]
    return {"name": row.name, "weight": points(row.weight), "levels": " · ".join(levels)}


def _stacks(session: Session, slots: list[Slot], panel: list[PanelSeat], times: dict[int, str]) -> list[Data]:
    """Per panelist the sheets in running order; of whom a conflict of interest keeps from it, a page that says so."""
    version = rules_version(session.category)
    rows = ScoreSheet.objects.filter(
        nomination__in=[slot.nomination_id for slot in slots], round=Round.INTERVIEW, voided_by=None
    ).exclude(status__in=[ScoreSheet.Status.ABSENT, ScoreSheet.Status.WITHDRAWN])
    found = {(row.person_id, row.nomination_id): row for row in rows}

    def item(slot: Slot, row: ScoreSheet) -> Data:
        recused = row.status == ScoreSheet.Status.RECUSED
        return {
            "slot": slot.pk,
            "nominee": slot.nominee.name,
            "time": times[slot.pk],
            "recused": recused,
            "code": "" if recused else f"{row.pk}-{version}",
            "qr": "" if recused else payload(row.pk, version),
        }

    return [
        {
            "pk": seat.person_id,
            "name": seat.person.name,
            "seat": str(seat.seat),
            "items": [
                item(slot, found[seat.person_id, slot.nomination_id])
                for slot in slots
                if (seat.person_id, slot.nomination_id) in found
            ],
        }
        for seat in panel
    ]


def _tents(plan: Data) -> list[Data]:
    nominees = [{"name": row["nominee"], "seat": plan["session"]["category"]} for row in plan["order"]]
    return [{"name": row["name"], "seat": row["seat"]} for row in plan["panel"]] + nominees


def _briefs(session: Session, by: User) -> list[Data]:
    for slot in (slots := slots_of(session)):
        slot.nomination.edition = session.edition
    return [brief(by, slot.nomination, slot) for slot in slots]


def _contacts(session: Session) -> list[Data]:
    """Who is rung up on the day: the delegations in running order, the panel, the secretariat."""
    edition: Edition = session.edition
    nominees = [slot.nominee_id for slot in slots_of(session)]
    officials = not_ended(Seat.objects.filter(role=Role.NOMINEE, nominee__in=nominees, person__is_active=True))
    rows = officials.filter(models.Q(edition=edition) | models.Q(edition=None)).select_related("person", "nominee")
    in_order = sorted(rows, key=lambda seat: (nominees.index(seat.nominee_id), seat.person.name))
    panel = panel_of(session)
    staff = secretariat(edition).select_related("person", "province")

    def lines(found: Iterable[tuple[User, str]]) -> list[Data]:
        return [{"name": person.name, "of": of, "phone": person.phone} for person, of in found]

    replies = session.slots.filter(STANDING, reply__isnull=False).exclude(reply__phone="")
    escorts = replies.select_related("reply", "nominee").order_by("period", "pk")
    return [
        {
            "name": _("Pendamping delegasi"),
            "rows": [{"name": _("Pendamping"), "of": row.nominee.name, "phone": row.reply.phone} for row in escorts],
        },
        {"name": _("Delegasi"), "rows": lines((seat.person, seat.nominee.name) for seat in in_order)},
        {"name": _("Panelis"), "rows": lines((row.person, str(row.seat)) for row in panel)},
        {"name": _("Sekretariat"), "rows": lines((seat.person, str(seat)) for seat in staff)},
    ]
