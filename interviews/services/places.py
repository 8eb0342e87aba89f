"""An interview is held elsewhere, or from afar: only those who still have their turn there are told."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from interviews.models import Session, Slot, Venue
from interviews.services import live, turns
from interviews.services.clashes import local, lost_race, refuse_clashes, venue_booking
from interviews.services.planning import address, open_session, people_of
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.notices.services import notify
from paritrana.numbers import waktu
from paritrana.seen import CONFLICT


@transaction.atomic
def relocate(
    session: Session, *, mode: str, venue: Venue | None, link: str = "", seen: str | None = None, by: Any
) -> Session:
    """Another room, another way or another link for a session. Nothing is told when nothing changes.

    `seen` is the version that the page has shown; another one means that somebody was faster.
    """
    require(by, "interviews.plan", session)
    session = open_session(session)
    if mode not in Session.Mode.values:
        raise ValidationError({"mode": _("Pilih salah satu.")})
    if venue is None and mode != Session.Mode.ONLINE:
        raise ValidationError({"venue": _("Pilih tempat, atau ubah cara menjadi daring.")})
    if mode == Session.Mode.ONLINE:
        venue = None
    new = {"mode": mode, "venue": venue, "link": link}
    before = {field: getattr(session, field) for field in new}
    if before == new:
        return session
    if seen not in (None, version(session)):
        text = _("Sesi ini baru saja dipindah, sekarang %(place)s. Simpan lagi bila yang Anda isi yang benar.")
        raise ValidationError(text % {"place": _whereabouts(session)}, code=CONFLICT)
    period = (session.period.lower, session.period.upper)
    refuse_clashes([*venue_booking(venue, period, session.name)], period, session.province, venue, without=session)
    waiting = list(session.slots.filter(status=Slot.Status.PLANNED).select_related("nominee").order_by("period", "pk"))
    with lost_race():
        session.mode, session.venue, session.link = mode, venue, link
        session.save(update_fields=list(new))
        # Who was heard already was heard where it was.
        session.slots.filter(pk__in=[slot.pk for slot in waiting]).update(venue=venue)
    record(by, "interviews.relocate", session, before=_plain(before), after=_plain(new))
    turns.renew(waiting)
    live.bump(session.pk)
    was = before["venue"] or Session.Mode(before["mode"]).label.lower()
    for slot in waiting:
        words = {
            "name": slot.nominee,
            "time": waktu(local(slot.period.lower, session.province)),
            "was": was,
            "now": _whereabouts(session),
        }
        notify(
            people_of([slot.nominee_id]),
            title=_("Tempat wawancara berubah"),
            text=_("Wawancara %(name)s, %(time)s, semula %(was)s, sekarang %(now)s. Waktunya tetap.") % words,
            url=address(session),
            edition=session.edition,
        )
    panel = [row.person for row in session.panel.filter(cancelled=False).select_related("person")]
    notify(
        panel,
        title=_("Tempat wawancara berubah"),
        text=_("Sesi %(name)s, %(time)s, semula %(was)s, sekarang %(now)s. Waktunya tetap.")
        % {
            "name": session.name,
            "time": waktu(local(session.period.lower, session.province)),
            "was": was,
            "now": _whereabouts(session),
        },
        url=address(session),
        edition=session.edition,
    )
    return session


def version(session: Session) -> str:
    """What a page has seen of where and how a session is held."""
    return f"{session.mode}|{session.venue_id or ''}|{session.link}"


def _whereabouts(session: Session) -> str:
    """Room and address, or the way; the link stands on the page, not in a message that is passed on."""
    if not session.venue:
        return session.get_mode_display().lower()
    place = f"{session.venue}, {session.venue.address}" if session.venue.address else str(session.venue)
    if session.mode == Session.Mode.HYBRID:
        return _("%(place)s atau daring") % {"place": place}
    return place


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"venue": str(values["venue"] or "")}
