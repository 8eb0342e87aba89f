"""Turns and sessions as appointments of a calendar. A calendar is often shared: no name of a person enters it."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.ical import Appointment
from interviews.models import PanelSeat, Session, Slot
from paritrana.access import represented
from paritrana.committees.models import Edition

# How long what is over stays in a subscribed calendar.
PAST = timedelta(days=120)


def host() -> str:
    """The right part of every uid; it stays while the portal keeps its address."""
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"


def of_slot(slot: Slot) -> Appointment:
    """The turn of one candidate, as its own people see it."""
    session = slot.session
    called_off = _("Giliran ini dibatalkan. Jadwal pengganti disampaikan sekretariat.")
    cancelled = slot.status == Slot.Status.CANCELLED
    return Appointment(
        uid=f"{slot.uid}@{host()}",
        sequence=slot.sequence,
        starts=slot.period.lower,
        ends=slot.period.upper,
        zone=session.edition.province.zone,
        summary=_("Wawancara %(award)s: %(name)s") % {"award": "Paritrana Award", "name": slot.nominee},
        changed_at=slot.changed_at,
        location=where(session),
        description=called_off if cancelled else _about(session),
        url=_page(session),
        cancelled=cancelled,
    )


def of_session(session: Session, slots: list[Slot]) -> Appointment:
    """A session, for who holds or follows it: without the candidates, whose order is not told outside."""
    changes = [slot.changed_at for slot in slots]
    return Appointment(
        uid=f"sesi-{session.pk}@{host()}",
        sequence=sum(slot.sequence for slot in slots),
        starts=session.period.lower,
        ends=session.period.upper,
        zone=session.edition.province.zone,
        summary=_("Sesi wawancara: %(name)s") % {"name": session.name},
        changed_at=max(changes, default=session.period.lower),
        location=where(session),
        description=_about(session),
        url=_page(session),
        cancelled=session.status == Session.Status.CANCELLED,
    )


def of_person(person: Any, now: datetime) -> list[Appointment]:
    """What stands in the calendar of a person: sessions that are held or followed, and the own turns."""
    recent = {"period__endswith__gte": now - PAST}
    followed = Session.objects.visible_to(person, "interviews.calendar").filter(**recent)
    panels = PanelSeat.objects.visible_to(person, "interviews.order").filter(person=person)
    # Who has left a panel need not come; a session that was called off says so.
    sitting = panels.filter(cancelled=False) | panels.filter(session__status=Session.Status.CANCELLED)
    held = Session.objects.visible_to(person, "interviews.order").filter(pk__in=sitting.values("session"), **recent)
    sessions = (followed | held).distinct().select_related("edition__province", "category", "venue")
    turns = Slot.objects.visible_to(person, "interviews.reply").filter(**recent)
    own = turns.filter(nominee__in=represented(person))
    return [
        *(of_session(session, list(session.slots.all())) for session in sessions.prefetch_related("slots")),
        *(of_slot(slot) for slot in own.select_related("nominee", "session__edition__province", "session__venue")),
    ]


def where(session: Session) -> str:
    """Room and address, and the link where people come from afar."""
    parts = []
    if session.venue:
        parts += [session.venue.name, session.venue.address]
    if session.mode != Session.Mode.ON_SITE:
        parts.append(session.link or session.get_mode_display())
    return ", ".join(part for part in parts if part)


def _about(session: Session) -> str:
    edition: Edition = session.edition
    lines = [edition.title, session.name, session.get_mode_display()]
    return "\n".join([*lines, _("Rincian dan perubahan: %(url)s") % {"url": _page(session)}])


def _page(session: Session) -> str:
    edition = session.edition
    return settings.PORTAL_URL + reverse("interview", args=[edition.province.slug, edition.slug, session.pk])
