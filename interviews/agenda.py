from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interviews.models import PanelSeat, Reply, Session, Slot
from interviews.queries import STANDING, with_counts, without_turn
from interviews.services import address
from paritrana.access import holds, represented
from paritrana.committees.agenda import Blocker, Item
from paritrana.committees.models import Category, Stage
from paritrana.numbers import waktu

AHEAD = timedelta(days=7)


def agenda(user: Any) -> list[Item]:
    items = []
    if holds(user, "interviews.attend"):
        items += _of_secretariat(user)
    if holds(user, "sheets.fill"):
        items += _of_panel(user)
    nominees = represented(user)
    if nominees:
        items += _of_nominee(user, nominees)
    return items


def ties(nomination: Any, into: Any = None) -> list[str]:
    """Whoever has a turn stays until it is cancelled."""
    if into is None and Slot.objects.filter(STANDING, nomination=nomination).exists():
        return [_("Usulan nomor %s sudah dijadwalkan untuk wawancara; batalkan gilirannya dulu.") % nomination.number]
    return []


def blockers(category: Category, target: Stage) -> list[Blocker]:
    """Interviews that are not over are a soft condition of the plenary: the chair may go on with a reason."""
    if target != Stage.DELIBERATION or Stage.INTERVIEWS in category.skips:
        return []
    found = []
    url = reverse("interviews", args=[category.edition.province.slug, category.edition.slug])
    if count := category.sessions.filter(status=Session.Status.PLANNED).count():
        text = ngettext("%(count)s sesi wawancara belum ditutup", "%(count)s sesi wawancara belum ditutup", count)
        found.append(Blocker(text % {"count": count}, hard=False, url=url))
    if count := without_turn(category).count():
        text = ngettext(
            "%(count)s nomine belum mendapat giliran wawancara",
            "%(count)s nomine belum mendapat giliran wawancara",
            count,
        )
        found.append(Blocker(text % {"count": count}, hard=False, url=url))
    return found


def _of_secretariat(user: Any) -> list[Item]:
    """Sessions that have begun: attendance to record, then the session to close."""
    sessions = Session.objects.visible_to(user, "interviews.attend").filter(
        status=Session.Status.PLANNED, period__startswith__lte=timezone.now() + timedelta(hours=1)
    )
    items = []
    for session in with_counts(sessions.select_related("edition__province")):
        record, close = _("Catat kehadiran wawancara: %(name)s"), _("Tutup sesi wawancara: %(name)s")
        title = record if session.waiting else close
        items.append(
            Item(
                title % {"name": session.name},
                address(session),
                count=session.waiting,
                deadline=session.period.upper,
                hint=session.edition.title,
            )
        )
    return items


def _of_panel(user: Any) -> list[Item]:
    """The sessions of the coming week in which this person sits."""
    now = timezone.now()
    seats = PanelSeat.objects.visible_to(user, "interviews.view").filter(
        person=user,
        cancelled=False,
        session__status=Session.Status.PLANNED,
        period__endswith__gte=now,
        period__startswith__lte=now + AHEAD,
    )
    return [
        Item(
            _("Wawancara: %(name)s") % {"name": row.session.name},
            address(row.session),
            deadline=row.period.lower,
            hint=str(row.session.venue or row.session.get_mode_display()),
        )
        for row in seats.select_related("session__edition__province", "session__venue")
    ]


def _of_nominee(user: Any, nominees: list[int]) -> list[Item]:
    """The own turn, until it is over: first to be confirmed, then to be kept; who cannot come has said so."""
    come, confirm = _("Hadiri wawancara %(name)s"), _("Konfirmasi kehadiran wawancara %(name)s")
    slots = Slot.objects.visible_to(user, "interviews.view").filter(
        nominee__in=nominees, status=Slot.Status.PLANNED, period__endswith__gte=timezone.now()
    )
    slots = slots.exclude(reply__status=Reply.Status.EXCUSED)
    return [
        Item(
            (come if hasattr(slot, "reply") else confirm) % {"name": slot.nominee},
            address(slot.session),
            deadline=slot.period.lower,
            hint=_("%(time)s, %(place)s")
            % {
                "time": waktu(slot.period.lower.astimezone(ZoneInfo(slot.session.edition.province.zone))),
                "place": slot.session.venue or slot.session.get_mode_display(),
            },
        )
        for slot in slots.select_related("nominee", "reply", "session__edition__province", "session__venue")
    ]
