"""Who is taken when, said in words: looked up before the write, and by the database for whoever comes second."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import PanelSeat, Session, Venue
from interviews.queries import bookings
from interviews.schedule import Booking, Period, clashes
from nominations.models import Nomination
from paritrana.committees.models import Category, Seat
from paritrana.numbers import pukul
from paritrana.regions.models import Province


def local(moment: datetime, province: Province) -> datetime:
    """In the province's zone: what is stored in a notice must not depend on who was signed in."""
    return timezone.localtime(moment, ZoneInfo(province.zone))


def span(period: Period, province: Province) -> str:
    starts, ends = (local(moment, province) for moment in period)
    return _("%(starts)s sampai %(ends)s") % {"starts": f"{starts:%H.%M}", "ends": pukul(ends)}


def venue_booking(venue: Venue | None, period: Period, where: str) -> Iterator[Booking]:
    if venue:
        yield Booking("venue", venue.pk, str(venue), period, where)


def nominee_booking(nomination: Nomination, period: Period, where: str) -> Booking:
    return Booking("nominee", nomination.nominee_id, str(nomination.nominee), period, where)


def panelist_booking(seat: Seat | PanelSeat, period: Period, where: str) -> Booking:
    return Booking("panelist", seat.person_id or 0, str(seat.person), period, where)


def refuse_clashes(
    wanted: Sequence[Booking],
    period: Period,
    province: Province,
    venue: Venue | None,
    without: Session | None = None,
) -> None:
    taken = bookings(
        period,
        province=province,
        venue=venue.pk if venue else None,
        nominees=[booking.key for booking in wanted if booking.kind == "nominee"],
        persons=[booking.key for booking in wanted if booking.kind == "panelist"],
        without=without,
    )
    found = clashes(wanted, taken)
    if found:
        together: dict[tuple[str, str, Period], list[str]] = {}
        for _wanted, other in found:
            together.setdefault((other.kind, other.where, other.period), []).append(other.name)
        raise ValidationError([_sentence(*key, sorted(set(names)), province) for key, names in together.items()])


def _sentence(kind: str, where: str, period: Period, names: list[str], province: Province) -> str:
    sentences = {
        "venue": _("Pilih waktu atau tempat lain: %(name)s dipakai untuk %(where)s, %(time)s."),
        "nominee": _("Pilih waktu lain: %(name)s mendapat giliran dalam %(where)s, %(time)s."),
        "panelist": _("Pilih waktu atau panelis lain: %(name)s duduk dalam panel %(where)s, %(time)s."),
    }
    return sentences[kind] % {
        "name": ", ".join(names),
        "where": where or _("sesi provinsi lain"),
        "time": span(period, province),
    }


def refuse_apart(category: Category, panels: Iterable[frozenset[int]], shared: int, *, without: Any = ()) -> None:
    """One category is heard by panels that share people, else its marks have no common scale (users.md 3.5).

    `panels` are linked with one another; some of them must be with the sessions that stand, those in `without` aside.
    """
    seats = PanelSeat.objects.filter(session__category=category, cancelled=False).exclude(session__in=without)
    standing: dict[tuple[int, str], set[int]] = {}
    for session, name, person in seats.values_list("session", "session__name", "person").order_by("session"):
        standing.setdefault((session, name), set()).add(person)
    linked = any(panel == own or len(panel & own) >= shared for panel in panels for own in standing.values())
    if standing and not linked:
        text = _(
            "Pilih sedikitnya %(shared)s panelis yang juga duduk dalam %(names)s, supaya nilai kategori ini satu "
            "ukuran. Ruang sejajar disusun lewat Jadwal."
        )
        raise ValidationError(
            {"panel": text % {"shared": shared, "names": _(" atau ").join(name for _pk, name in standing)}}
        )


@contextmanager
def lost_race() -> Iterator[None]:
    """Somebody took the place between our look and our write: the database refuses, in words."""
    sentences = {
        "session_venue_free": _("Pilih waktu atau tempat lain: tempat ini baru saja dipakai untuk sesi lain."),
        "slot_venue_free": _("Pilih waktu atau tempat lain: tempat ini baru saja dipakai untuk sesi lain."),
        "slot_nominee_free": _("Pilih waktu lain: salah satu nomine baru saja mendapat giliran lain."),
        "slot_nomination_once": _("Muat ulang halaman ini: salah satu nomine baru saja mendapat giliran."),
        "panelist_free": _("Pilih waktu atau panelis lain: salah satu panelis baru saja bertugas di sesi lain."),
    }
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if constraint not in sentences:
            raise
        raise ValidationError(sentences[constraint]) from error
