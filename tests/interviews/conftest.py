"""A category ready for interviews: rubric frozen, three nomine, the chair and eight panelists score."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from interviews import services
from interviews.models import Session, Venue
from interviews.schedule import Shape, slot_times
from nominations.models import Nomination
from nominations.workflow import Status
from paritrana.committees.models import Category, Edition, Round, Seat, Stage
from scoring.models import Criterion, RuleBook
from scoring.services import rubric
from tests import factories

WITA = ZoneInfo("Asia/Makassar")
HEAD = {"name": "Contoh Bupati", "office": "Bupati", "capacity": "head", "acting": ""}
MONDAY = datetime(2025, 7, 28, 9, tzinfo=WITA)  # the day of S1


@pytest.fixture
def committee_seats(chair, panelists) -> list[Seat]:
    return [user.seats.select_related("person", "province").get() for user in [chair, *panelists]]


@pytest.fixture
def ready(category: Category, committee_seats, secretariat) -> Category:
    """The category at its interviews, with the example rubric frozen."""
    category.stage = Stage.INTERVIEWS
    category.save(update_fields=["stage"])
    factories.scorers(category, committee_seats, (Round.DESK, Round.INTERVIEW))
    rubric.freeze(rubric.rule_book(category, by=secretariat), by=secretariat)
    return category


@pytest.fixture
def attendance_criterion(ready: Category) -> Criterion:
    """The rubric counts whether the head came (S3); added past the freeze, which guards weights only."""
    book = RuleBook.objects.get(category=ready)
    found = book.criteria.filter(source=Criterion.Source.ATTENDANCE).first()
    return found or Criterion.objects.create(
        province=ready.province,
        rule_book=book,
        code="kehadiran",
        name="Kehadiran kepala daerah",
        source=Criterion.Source.ATTENDANCE,
        weight=500,
    )


@pytest.fixture
def shortlist(ready: Category, nominees, secretariat) -> list[Nomination]:
    return [factories.nomination(ready, nominee, secretariat, status=Status.SHORTLISTED) for nominee in nominees[:3]]


@pytest.fixture
def room(edition: Edition) -> Venue:
    return Venue.objects.create(province=edition.province, name="Hotel Samarinda, Ruang Mahakam")


@pytest.fixture
def other_room(edition: Edition) -> Venue:
    return Venue.objects.create(province=edition.province, name="Hotel Samarinda, Ruang Karang Mumus")


@pytest.fixture
def order():
    """`order(nominations, start)`: their turns one after the other in the default shape."""

    def turns(nominations, start=MONDAY):
        times = slot_times(start, len(nominations), Shape())
        return [(row, *period) for row, period in zip(nominations, times, strict=True)]

    return turns


@pytest.fixture
def session(ready, shortlist, room, committee_seats, secretariat, order) -> Session:
    """Three turns from 09.00 WITA with the whole committee."""
    return services.plan(
        ready,
        name="Hari pertama",
        venue=room,
        slots=order(shortlist),
        panel=committee_seats,
        by=secretariat,
    )


@pytest.fixture
def hundred() -> Decimal:
    return Decimal("100.00")


@pytest.fixture
def later():
    return lambda minutes: MONDAY + timedelta(minutes=minutes)
