from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from interviews.models import PanelSeat, Session, Slot
from interviews.schedule import Booking, Period
from nominations.models import Nomination
from paritrana.committees.models import Category, Round, Seat
from paritrana.committees.queries import scorers_now
from paritrana.regions.models import Province
from scoring.queries import competing

STANDING = ~Q(status=Slot.Status.CANCELLED)
HEARD_OR_TO_COME = Q(status__in=[Slot.Status.PLANNED, Slot.Status.PRESENT])


def with_counts(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Each session with how many turns it has and how many still wait for their attendance."""
    return sessions.annotate(
        turns=Count("slots", filter=~Q(slots__status=Slot.Status.CANCELLED)),
        waiting=Count("slots", filter=Q(slots__status=Slot.Status.PLANNED)),
    ).order_by("period", "pk")


def to_be_heard(category: Category) -> QuerySet[Nomination]:
    """Nominations in the race of the category that have no turn yet, or lost it."""
    heard = Slot.objects.filter(HEARD_OR_TO_COME).values("nomination")
    return competing(category).exclude(pk__in=heard).select_related("nominee")


def without_turn(category: Category) -> QuerySet[Nomination]:
    """Nominations in the race that were never given a turn; who was away had one, and that is recorded."""
    return competing(category).exclude(pk__in=Slot.objects.filter(STANDING).values("nomination"))


def scoring_seats(category: Category) -> QuerySet[Seat]:
    """Committee seats that now score the interviews of the category and have a person."""
    able = scorers_now(category).filter(round=Round.INTERVIEW)
    return (
        Seat.objects.filter(pk__in=able.values("seat"), person__isnull=False)
        .select_related("person", "province")
        .order_by("order", "pk")
    )


def bookings(
    period: Period,
    *,
    province: Province,
    venue: int | None,
    nominees: Iterable[int],
    persons: Iterable[int],
    without: Session | None = None,
) -> list[Booking]:
    """What is already taken around `period`, of this venue, these nominees and these persons."""
    taken: list[Booking] = []
    own = without.pk if without else 0
    if venue:
        for session in (
            Session.objects.filter(venue=venue, period__overlap=period)
            .exclude(status=Session.Status.CANCELLED)
            .exclude(pk=own)
            .select_related("venue")
        ):
            taken.append(Booking("venue", venue, str(session.venue), _bounds(session.period), session.name))
    slots = Slot.objects.filter(STANDING, nominee__in=list(nominees), period__overlap=period)
    for slot in slots.exclude(session=own).select_related("nominee", "session"):
        taken.append(Booking("nominee", slot.nominee_id, str(slot.nominee), _bounds(slot.period), slot.session.name))
    panel = PanelSeat.objects.filter(person__in=list(persons), period__overlap=period, cancelled=False)
    for seat in panel.exclude(session=own).select_related("person", "session"):
        # The session of another province is none of this secretariat's business; that the person is taken is.
        where = seat.session.name if seat.province_id == province.pk else ""
        taken.append(Booking("panelist", seat.person_id, str(seat.person), _bounds(seat.period), where))
    return taken


def _bounds(period: Any) -> Period:
    return period.lower, period.upper


def current_panel(session: Session) -> list[Seat]:
    """The seats that sit in the session now, without those who have left."""
    return [row.seat for row in session.panel.filter(cancelled=False).select_related("seat")]
