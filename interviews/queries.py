from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from interviews.models import PanelSeat, Session, SheetCopy, Slot, SpareDevice
from interviews.schedule import Booking, Period
from interviews.workflow import Phase
from nominations.models import Nomination
from paritrana.committees.models import Category, Round, Seat, Stage
from paritrana.committees.queries import scorers_now
from paritrana.regions.models import Province
from scoring.models import PaperSheet, ScoreSheet
from scoring.queries import competing

PLANNING_STAGES = {Stage.SELECTION, Stage.INTERVIEWS}
HALF_A_DAY = timedelta(hours=12)
STANDING = ~Q(status=Slot.Status.CANCELLED)
HEARD_OR_TO_COME = Q(status__in=Slot.EXPECTED)

# Who sits down now scores these: not yet begun, also where the delegation already signed the list at the door.
TO_BE_SCORED = Q(status=Slot.Status.PLANNED) | Q(status=Slot.Status.PRESENT, phase=Phase.CALLED)


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


def to_come(session: Session) -> QuerySet[Slot]:
    """Turns that have not begun, in the order in which they will be heard."""
    return session.slots.filter(HEARD_OR_TO_COME, phase__in=[Phase.WAITING, Phase.CALLED]).order_by("period", "pk")


def next_in_line(sessions: Iterable[Session]) -> set[int]:
    """The turn of each session that will be called next."""
    waiting = Slot.objects.filter(HEARD_OR_TO_COME, session__in=list(sessions), phase=Phase.WAITING)
    return set(waiting.order_by("session_id", "period", "pk").distinct("session_id").values_list("pk", flat=True))


def of_the_day(sessions: QuerySet[Session], now: datetime) -> QuerySet[Session]:
    """Sessions that people may be sitting in around this moment."""
    around = DateTimeTZRange(now - HALF_A_DAY, now + HALF_A_DAY)
    return sessions.filter(status=Session.Status.PLANNED, period__overlap=around).order_by("period", "pk")


def current_panel(session: Session) -> list[Seat]:
    """The seats that sit in the session now, without those who have left."""
    return [row.seat for row in session.panel.filter(cancelled=False).select_related("seat")]


def with_marks_waiting(sheets: QuerySet[ScoreSheet]) -> QuerySet[Any]:
    """Each says whether its marks wait: on paper for a second officer, or as a copy of a phone for its owner."""
    papers = PaperSheet.objects.filter(sheet=OuterRef("pk"), status=PaperSheet.Status.WAITING)
    copies = SheetCopy.objects.filter(sheet=OuterRef("pk"), status=SheetCopy.Status.WAITING)
    return sheets.annotate(on_paper=Exists(papers), as_copy=Exists(copies))


def without_marks(sheets: QuerySet[ScoreSheet]) -> QuerySet[ScoreSheet]:
    """Sheets that nobody has sent and of which no marks wait: these alone may be set aside as absent."""
    return with_marks_waiting(sheets).filter(status__in=ScoreSheet.UNSENT, on_paper=False, as_copy=False)


def sheets_on(device: SpareDevice) -> QuerySet[ScoreSheet]:
    """What a spare device opens: its panelist's own interview sheets of the session, in the order of the turns."""
    slots = Slot.objects.filter(STANDING, session=device.panel_seat.session_id)
    own = ScoreSheet.objects.filter(person=device.panel_seat.person_id, round=Round.INTERVIEW, voided_by=None)
    return own.filter(nomination__in=slots.values("nomination")).order_by(
        Subquery(slots.filter(nomination=OuterRef("nomination")).values("period")[:1]), "pk"
    )
