"""Publishing a plan: sessions, turns and panels become what it says, and only whoever moved is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import PanelSeat, Plan, Session, Slot
from interviews.plan_changes import Change, changes
from interviews.plan_queries import fresh, link_of, open_sessions, period_of, standing, venue_of
from interviews.planner import Demands, Row
from interviews.planner.check import problems, with_panels
from interviews.planner.demands import Span
from interviews.queries import scoring_seats, without_marks
from interviews.services import live, turns
from interviews.services.clashes import lost_race, refuse_apart
from interviews.services.planning import address, people_of, tell_moved, tell_nominees, tell_panel
from interviews.services.plans import open_draft
from nominations.models import Nomination
from paritrana.audit.services import record
from paritrana.committees.models import Category, Edition, Round, Seat
from paritrana.notices.services import notify
from scoring.models import ScoreSheet
from scoring.services import sheets


@dataclass
class Stretch:
    """Turns of one category that follow one another in one room before the same panel: a session."""

    category: str
    room: int
    panel: tuple[int, ...]
    rows: list[Row] = field(default_factory=list)

    @property
    def span(self) -> Span:
        return self.rows[0].start, self.rows[-1].end


@transaction.atomic
def publish(plan: Plan, reason: str, *, seen: int, by: Any) -> Plan:
    """Put the draft in force as the next version. Refused while anything clashes; a change needs its reason."""
    plan = open_draft(plan, seen, "interviews.plan", by)
    edition = plan.edition
    demands = fresh(edition, plan.asked, plan.breaks)
    rows = with_panels(demands, plan.turns)
    keys = [group.key for group in demands.groups]
    list(open_sessions(edition, keys).select_for_update())
    if len(rows) < len(plan.turns):
        raise ValidationError(_("Daftar nomine sudah berubah. Susun jadwal sekali lagi, lalu terbitkan."))
    if found := problems(demands, rows):
        raise ValidationError([problem.text for problem in found])
    _check_linked(edition, demands, rows)
    replaced = Plan.objects.filter(edition=edition, status=Plan.Status.PUBLISHED)
    if replaced and not reason.strip():
        raise ValidationError({"reason": _("Isi alasan perubahan; alasan ini dibaca oleh yang gilirannya dipindah.")})
    different = changes(plan)
    with lost_race():
        sessions = _carry_out(plan, demands, rows, reason, by)
    replaced.update(status=Plan.Status.REPLACED)
    plan.status, plan.reason, plan.published_at = Plan.Status.PUBLISHED, reason.strip(), timezone.now()
    plan.save(update_fields=["status", "reason", "published_at"])
    record(
        by,
        "interviews.publish_plan",
        plan,
        after={"version": plan.version, "seed": plan.seed, "changes": [change.text for change in different]},
        reason=reason,
    )
    _tell(plan, different)
    for session in sessions:
        live.bump(session.pk)
    return plan


def _check_linked(edition: Edition, demands: Demands, rows: Sequence[Row]) -> None:
    """The planner links the panels of a plan; what was heard before it, or stands beside it, counts too."""
    moving = open_sessions(edition, [group.key for group in demands.groups])
    heard = {turn.key: turn.category for turn in demands.turns}
    for category in Category.objects.filter(edition=edition, slug__in=heard.values()):
        panels = [frozenset(row.panel) for row in rows if heard[row.turn] == category.slug]
        refuse_apart(category, panels, demands.shared, without=moving)


def stretches(demands: Demands, rows: Iterable[Row]) -> list[Stretch]:
    """The sessions of a plan. A person between two rooms ends a session, since a panel sits from first to last turn."""
    found: list[Stretch] = []
    categories = {turn.key: turn.category for turn in demands.turns}
    ordered = sorted(rows, key=lambda row: (row.start, row.room))
    for row in ordered:
        place = demands.rooms[row.room].place
        last = next((one for one in reversed(found) if demands.rooms[one.room].place == place), None)
        asked = (categories[row.turn], row.room, row.panel)
        if last and (last.category, last.room, last.panel) == asked:
            between = [
                one for one in ordered if last.span[0] < one.end and one.start < row.end and one.room != row.room
            ]
            if not any(set(one.panel) & set(row.panel) for one in between):
                last.rows.append(row)
                continue
        found.append(Stretch(*asked, [row]))
    return found


def _carry_out(plan: Plan, demands: Demands, rows: Sequence[Row], reason: str, by: Any) -> list[Session]:
    """Everything that may move is laid aside first, so that turns can change places; then the plan is written."""
    edition, keys = plan.edition, [group.key for group in demands.groups]
    before = list(open_sessions(edition, keys))
    slots = standing(edition, keys)
    Slot.objects.filter(pk__in=[slot.pk for slot in slots.values()]).update(status=Slot.Status.CANCELLED)
    PanelSeat.objects.filter(session__in=before).update(cancelled=True)
    Session.objects.filter(pk__in=[session.pk for session in before]).update(status=Session.Status.CANCELLED)
    categories = {one.slug: one for one in Category.objects.filter(edition=edition, slug__in=keys)}
    seats = {key: {seat.person_id: seat for seat in scoring_seats(one)} for key, one in categories.items()}
    nominations = {row.number: row for row in Nomination.objects.filter(edition=edition).select_related("nominee")}
    sessions = []
    for stretch in stretches(demands, rows):
        session = _session(plan, demands, stretch, categories[stretch.category], before, slots)
        panel = [seats[stretch.category][person] for person in stretch.panel]
        _seat(session, panel)
        for row in stretch.rows:
            _turn(session, nominations[row.turn], slots.get(row.turn), row)
            _sheets(nominations[row.turn], panel, reason or str(plan), by)
        sessions.append(session)
    gone = [slot for number, slot in slots.items() if number not in {row.turn for row in rows}]
    Slot.objects.filter(pk__in=[slot.pk for slot in gone]).update(status_note=reason or str(plan))
    turns.renew(gone)
    return sessions


def _session(
    plan: Plan, demands: Demands, stretch: Stretch, category: Category, before: list[Session], slots: dict[int, Slot]
) -> Session:
    """The session that held most of these turns goes on, else a new one begins."""
    room, zone = demands.rooms[stretch.room], plan.edition.province.zone
    held = [slots[row.turn].session_id for row in stretch.rows if row.turn in slots]
    own = [one for one in before if one.category_id == category.pk and one.pk in held]
    session = max(own, key=lambda one: (held.count(one.pk), -one.pk)) if own else Session(category=category)
    if own:
        before.remove(session)
    session.province, session.edition = plan.province, plan.edition
    session.name = f"{room.name}: {category.name}"[:120]
    session.period = period_of(*stretch.span, zone)
    session.mode, session.venue_id, session.link = room.mode, venue_of(room), link_of(room)
    session.presentation = next(group.presentation for group in demands.groups if group.key == stretch.category)
    session.status = Session.Status.PLANNED
    session.save()
    return session


def _seat(session: Session, panel: Sequence[Seat]) -> None:
    for seat in panel:
        PanelSeat.objects.update_or_create(
            session=session,
            person=seat.person,
            defaults={"province": session.province, "seat": seat, "period": session.period, "cancelled": False},
        )


def _turn(session: Session, nomination: Nomination, slot: Slot | None, row: Row) -> None:
    period = period_of(row.start, row.end, session.province.zone)
    if slot is None:
        slot = Slot(province=session.province, nomination=nomination, nominee=nomination.nominee)
    slot.session, slot.venue_id, slot.period = session, session.venue_id, period
    slot.status, slot.status_note = Slot.Status.PLANNED, ""
    slot.save()


def _sheets(nomination: Nomination, panel: Sequence[Seat], reason: str, by: Any) -> None:
    """A sheet for each who sits now; what others have not sent will not come."""
    persons = [seat.person_id for seat in panel]
    own = nomination.sheets.filter(round=Round.INTERVIEW)
    for sheet in without_marks(own).exclude(person__in=persons):
        sheets.mark_absent(sheet, reason, by=by)
    has = set(own.filter(status__in=ScoreSheet.UNSENT).values_list("person_id", flat=True))
    missing = [seat for seat in panel if seat.person_id not in has]
    if missing:
        sheets.assign(nomination, Round.INTERVIEW, missing, by=by)


def _tell(plan: Plan, different: Sequence[Change]) -> None:
    slots = standing(plan.edition, [group.key for group in plan.asked.groups])
    panels: dict[int, Session] = {}
    number = _("Nomor undian jadwal ini: %(seed)s.") % {"seed": plan.seed}
    why = _("Alasan: %(reason)s") % {"reason": plan.reason} if plan.reason else ""
    for change in different:
        if change.kind == "cancelled":
            notify(
                people_of([change.nominee]),
                title=_("Giliran wawancara dibatalkan"),
                text=_("Wawancara %(name)s dibatalkan. Alasan: %(reason)s. Jadwal pengganti akan disampaikan.")
                % {"name": change.name, "reason": plan.reason or _("jadwal berubah")},
                url=address(change.session) if change.session else "",
                edition=plan.edition,
            )
            continue
        slot = slots[change.number]
        panels[slot.session_id] = slot.session
        if change.kind == "added":
            tell_nominees(slot.session, [slot], _("Jadwal wawancara"), _("dijadwalkan"), number)
        else:
            tell_moved(slot.session, [slot], f"{number} {why}".strip())
    for session in panels.values():
        tell_panel(session, [row.person for row in session.panel.filter(cancelled=False).select_related("person")])
