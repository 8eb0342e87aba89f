"""Planning interviews. The database refuses overlaps; these verbs say with whom."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.models import PanelSeat, Plan, Session, Slot, Venue
from interviews.planner import Demands
from interviews.queries import PLANNING_STAGES, TO_BE_SCORED, scoring_seats, to_be_heard, without_marks
from interviews.schedule import Period, Shape, hull, overlaps
from interviews.services import live, turns
from interviews.services.clashes import (
    local,
    lost_race,
    nominee_booking,
    panelist_booking,
    refuse_apart,
    refuse_clashes,
    span,
    venue_booking,
)
from interviews.workflow import BEGUN
from nominations.models import Nomination
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Category, Round, Seat, Stage
from paritrana.notices.services import notify
from paritrana.numbers import waktu
from paritrana.regions.models import Province
from paritrana.roles import Role
from paritrana.seen import CONFLICT
from scoring.models import ScoreSheet
from scoring.services import sheets


@transaction.atomic
def add_venue(province: Province, *, name: str, address: str = "", by: Any) -> Venue:
    require(by, "interviews.plan", province)
    if Venue.objects.filter(province=province, name__iexact=name.strip()).exists():
        raise ValidationError({"name": _("Tempat ini sudah ada dalam daftar.")})
    venue = Venue.objects.create(province=province, name=name.strip(), address=address)
    record(by, "interviews.add_venue", venue, after={"name": venue.name, "address": address})
    return venue


@transaction.atomic
def plan(
    category: Category,
    *,
    name: str,
    slots: Sequence[tuple[Nomination, datetime, datetime]],
    panel: Sequence[Seat],
    by: Any,
    mode: str = Session.Mode.ON_SITE,
    venue: Venue | None = None,
    link: str = "",
    presentation: int = Shape.presentation,
) -> Session:
    """Make a session with its running order and panel, and a sheet per nomination and panelist.

    Refused with the names of those who are taken at that time.
    """
    require(by, "interviews.plan", category)
    _check_plan(category, slots, panel, mode, venue)
    times = [(starts, ends) for _nomination, starts, ends in slots]
    period = hull(times)
    wanted = [
        *venue_booking(venue, period, name),
        *(nominee_booking(nomination, (starts, ends), name) for nomination, starts, ends in slots),
        *(panelist_booking(seat, period, name) for seat in panel),
    ]
    refuse_clashes(wanted, period, category.province, venue)
    latest = Plan.objects.filter(edition=category.edition).first()
    people = frozenset(seat.person_id for seat in panel if seat.person_id)
    refuse_apart(category, [people], latest.asked.shared if latest else Demands.shared)
    with lost_race():
        session = Session.objects.create(
            province=category.province,
            edition=category.edition,
            category=category,
            name=name,
            period=DateTimeTZRange(*period),
            mode=mode,
            venue=venue,
            link=link,
            presentation=presentation,
        )
        made = Slot.objects.bulk_create(
            Slot(
                province=category.province,
                session=session,
                nomination=nomination,
                nominee=nomination.nominee,
                venue=venue,
                period=DateTimeTZRange(starts, ends),
            )
            for nomination, starts, ends in slots
        )
        PanelSeat.objects.bulk_create(
            PanelSeat(
                province=category.province,
                session=session,
                seat=seat,
                person=seat.person,
                period=DateTimeTZRange(*period),
            )
            for seat in panel
        )
    for slot in made:
        sheets.assign(slot.nomination, Round.INTERVIEW, panel, by=by)
    record(
        by,
        "interviews.plan",
        session,
        after={
            "name": name,
            "mode": mode,
            "venue": str(venue or ""),
            "slots": [f"{slot.nomination}: {slot.period.lower.isoformat()}" for slot in made],
            "panel": [str(seat.person) for seat in panel],
        },
    )
    tell_nominees(session, made, _("Jadwal wawancara"), _("dijadwalkan"))
    tell_panel(session, [seat.person for seat in panel])
    return session


@transaction.atomic
def move_slot(slot: Slot, starts: datetime, ends: datetime, *, seen: str | None = None, by: Any) -> Slot:
    """Give a turn another time. Venue and panel are then taken from the first turn to the last.

    Nothing is told when nothing changes. `seen` is the sequence that the page has shown.
    """
    slot = Slot.objects.select_for_update(of=("self",)).select_related("session", "nominee").get(pk=slot.pk)
    require(by, "interviews.plan", slot)
    session = open_session(slot.session)
    if slot.status != Slot.Status.PLANNED or slot.phase in BEGUN:
        raise ValidationError(_("Giliran ini sudah dimulai atau tercatat kehadirannya; waktunya tidak dapat dipindah."))
    if starts >= ends:
        raise ValidationError({"ends": _("Isi waktu selesai sesudah waktu mulai.")})
    before = _bounds(slot)
    if before == (starts, ends):
        return slot
    if seen not in (None, str(slot.sequence)):
        text = _("Giliran ini baru saja diubah, sekarang %(time)s. Simpan lagi bila yang Anda isi yang benar.")
        raise ValidationError(text % {"time": span(before, session.province)}, code=CONFLICT)
    others = [
        other
        for other in session.slots.select_related("nominee").exclude(status=Slot.Status.CANCELLED)
        if other.pk != slot.pk
    ]
    for other in others:
        if overlaps((starts, ends), _bounds(other)):
            raise ValidationError(
                _("Pilih waktu lain: giliran %(name)s berlangsung %(time)s.")
                % {"name": other.nominee, "time": span(_bounds(other), session.province)}
            )
    period = hull([(starts, ends), *(_bounds(other) for other in others)])
    panel = list(session.panel.filter(cancelled=False).select_related("person"))
    wanted = [
        *venue_booking(session.venue, period, session.name),
        nominee_booking(slot.nomination, (starts, ends), session.name),
        *(panelist_booking(row, period, session.name) for row in panel),
    ]
    refuse_clashes(wanted, period, slot.session.province, session.venue, without=session)
    with lost_race():
        slot.period = DateTimeTZRange(starts, ends)
        slot.save(update_fields=["period"])
        session.period = DateTimeTZRange(*period)
        session.save(update_fields=["period"])
        session.panel.update(period=session.period)
    record(
        by,
        "interviews.move_slot",
        slot,
        before={"starts": before[0], "ends": before[1]},
        after={"starts": starts, "ends": ends},
    )
    tell_moved(session, [slot])
    live.bump(session.pk)
    return slot


@transaction.atomic
def cancel(session: Session, reason: str, *, by: Any) -> Session:
    """Call a session off. Its sheets stay: whoever was to be heard still needs a turn."""
    require(by, "interviews.plan", session)
    session = open_session(session)
    if not reason.strip():
        raise ValidationError({"note": _("Isi alasan pembatalan; alasan ini dibaca oleh semua yang dijadwalkan.")})
    if session.slots.filter(Q(status=Slot.Status.PRESENT) | Q(status=Slot.Status.PLANNED, phase__in=BEGUN)).exists():
        raise ValidationError(_("Sesi ini sudah berjalan: ada kandidat yang hadir. Tutup sesi ini."))
    slots = list(session.slots.filter(status=Slot.Status.PLANNED).select_related("nominee"))
    session.status = Session.Status.CANCELLED
    session.save(update_fields=["status"])
    session.slots.filter(status=Slot.Status.PLANNED).update(status=Slot.Status.CANCELLED, status_note=reason)
    panel = [row.person for row in session.panel.filter(cancelled=False).select_related("person")]
    session.panel.update(cancelled=True)
    record(by, "interviews.cancel", session, before={"status": "planned"}, after={"status": "cancelled"}, reason=reason)
    turns.renew(slots)
    live.bump(session.pk)
    people = [*people_of([slot.nominee_id for slot in slots]), *panel]
    notify(
        people,
        title=_("Sesi wawancara dibatalkan"),
        text=_("Sesi %(name)s dibatalkan. Alasan: %(reason)s. Jadwal pengganti akan disampaikan.")
        % {"name": session.name, "reason": reason},
        url=address(session),
        edition=session.edition,
    )
    return session


@transaction.atomic
def seat_panelist(session: Session, seat: Seat, *, by: Any) -> PanelSeat:
    """A member or substitute joins the panel and scores the turns that are still to come."""
    require(by, "interviews.plan", session)
    session = open_session(session)
    if seat not in scoring_seats(session.category):
        raise ValidationError(_("Pilih peran yang ikut menilai wawancara kategori ini."))
    period = (session.period.lower, session.period.upper)
    wanted = panelist_booking(seat, period, session.name)
    refuse_clashes([wanted], period, session.province, None, without=session)
    with lost_race():
        row, made = PanelSeat.objects.get_or_create(
            session=session,
            person=seat.person,
            defaults={"province": session.province, "seat": seat, "period": session.period},
        )
        if not made:
            row.seat, row.period, row.cancelled = seat, session.period, False
            row.save(update_fields=["seat", "period", "cancelled"])
    for slot in session.slots.filter(TO_BE_SCORED).select_related("nomination"):
        sheets.assign(slot.nomination, Round.INTERVIEW, [seat], by=by)
    record(by, "interviews.seat_panelist", row, after={"person": str(seat.person), "session": session.name})
    tell_panel(session, [seat.person])
    live.bump(session.pk)
    return row


@transaction.atomic
def excuse_panelist(row: PanelSeat, reason: str, *, by: Any) -> PanelSeat:
    """A panelist leaves the session: marks that are there count, other sheets are absent with the reason."""
    session = open_session(row.session)
    require(by, "interviews.plan", session)
    if not reason.strip():
        raise ValidationError({"note": _("Isi alasan panelis ini tidak ikut; alasan ini tercetak pada berita acara.")})
    row.cancelled = True
    row.save(update_fields=["cancelled"])
    own = ScoreSheet.objects.filter(
        person=row.person_id, round=Round.INTERVIEW, nomination__in=session.slots.values("nomination")
    )
    for sheet in without_marks(own):
        sheets.mark_absent(sheet, reason, by=by)
    record(by, "interviews.excuse_panelist", row, after={"person": str(row.person)}, reason=reason)
    live.bump(session.pk)
    return row


def address(session: Session) -> str:
    return reverse("interview", args=[session.edition.province.slug, session.edition.slug, session.pk])


def _check_plan(
    category: Category,
    slots: Sequence[tuple[Nomination, datetime, datetime]],
    panel: Sequence[Seat],
    mode: str,
    venue: Venue | None,
) -> None:
    if Stage(category.stage) not in PLANNING_STAGES:
        raise ValidationError(
            _("Sesi wawancara dapat direncanakan saat kategori berada pada tahap seleksi atau wawancara.")
        )
    if venue is None and mode != Session.Mode.ONLINE:
        raise ValidationError({"venue": _("Pilih tempat, atau ubah cara menjadi daring.")})
    if not slots:
        raise ValidationError({"nominations": _("Pilih sedikitnya satu nomine.")})
    if not panel:
        raise ValidationError({"panel": _("Pilih sedikitnya satu panelis.")})
    waiting = set(to_be_heard(category))
    for nomination, _starts, _ends in slots:
        if nomination not in waiting:
            raise ValidationError(
                {"nominations": _("%(name)s sudah mendapat giliran atau bukan nomine.") % {"name": nomination}}
            )
    able = set(scoring_seats(category))
    for seat in panel:
        if seat not in able:
            raise ValidationError({"panel": _("%(seat)s tidak menilai wawancara kategori ini.") % {"seat": seat}})
    times = [(starts, ends) for _nomination, starts, ends in slots]
    if any(starts >= ends for starts, ends in times) or any(
        overlaps(one, other) for index, one in enumerate(times) for other in times[:index]
    ):
        raise ValidationError(_("Susun giliran tanpa tumpang tindih dalam satu sesi."))


def open_session(session: Session) -> Session:
    """The session locked; refused once it is closed or cancelled."""
    locked = (
        Session.objects.select_for_update(of=("self",))
        .select_related("edition__province", "category", "venue", "province")
        .get(pk=session.pk)
    )
    if locked.status != Session.Status.PLANNED:
        raise ValidationError(
            _("Sesi ini sudah %(status)s; isinya tidak dapat diubah lagi.")
            % {"status": locked.get_status_display().lower()}
        )
    return locked


def _bounds(row: Slot | Session) -> Period:
    return row.period.lower, row.period.upper


def people_of(nominees: Iterable[int]) -> list[User]:
    return [
        seat.person
        for seat in Seat.objects.filter(role=Role.NOMINEE, nominee__in=list(nominees)).select_related("person")
        if seat.is_current and seat.person
    ]


def tell_moved(session: Session, slots: Sequence[Slot], more: str = "") -> None:
    """Calendars, letters and people learn the new time of these turns, and of no other; `more` says why."""
    turns.renew(slots)
    tell_nominees(session, slots, _("Waktu wawancara berubah"), _("dipindah menjadi"), more)


def tell_nominees(session: Session, slots: Sequence[Slot], title: str, verb: str, more: str = "") -> None:
    """Each candidate is told the own turn only; `more` is a sentence after it."""
    for slot in slots:
        text = _("Wawancara %(name)s %(verb)s %(time)s, %(place)s.") % {
            "name": slot.nominee,
            "verb": verb,
            "time": waktu(local(slot.period.lower, session.edition.province)),
            "place": session.venue or session.get_mode_display().lower(),
        }
        notify(
            people_of([slot.nominee_id]),
            title=title,
            text=f"{text} {more}".strip(),
            url=address(session),
            edition=session.edition,
        )


def tell_panel(session: Session, people: Sequence[User | None]) -> None:
    notify(
        [person for person in people if person],
        title=_("Tugas panel wawancara"),
        text=_("Sesi %(name)s: %(time)s, %(place)s.")
        % {
            "name": session.name,
            "time": waktu(local(session.period.lower, session.edition.province)),
            "place": session.venue or session.get_mode_display().lower(),
        },
        url=address(session),
        edition=session.edition,
    )
