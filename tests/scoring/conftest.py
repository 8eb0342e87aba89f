"""A category that is ready to be scored: frozen example rubric, three nomine, chair and panelists score."""

from collections.abc import Callable

import pytest

from nominations.models import Nomination
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Round, Seat, Stage
from paritrana.regions.models import Nominee
from scoring.models import RuleBook, ScoreSheet
from scoring.queries import criteria_of
from scoring.services import rubric, sheets
from tests import factories

PANEL = ["pemahaman", "inovasi_wawancara", "komitmen", "dana_lain"]


@pytest.fixture
def committee_seats(chair: User, panelists: list[User]) -> list[Seat]:
    """Nine seats that score documents and interviews."""
    return [user.seats.get() for user in [chair, *panelists]]


@pytest.fixture
def scored_category(category: Category, committee_seats: list[Seat]) -> Category:
    category.stage = Stage.INTERVIEWS
    category.save(update_fields=["stage"])
    factories.scorers(category, committee_seats, (Round.DESK, Round.INTERVIEW))
    return category


@pytest.fixture
def book(scored_category: Category, secretariat: User) -> RuleBook:
    """The example rubric, not yet frozen."""
    return rubric.rule_book(scored_category, by=secretariat)


@pytest.fixture
def frozen(book: RuleBook, secretariat: User) -> RuleBook:
    return rubric.freeze(book, by=secretariat)


@pytest.fixture
def nominations(scored_category: Category, nominees: list[Nominee], secretariat: User) -> list[Nomination]:
    """Three nomine of the ten."""
    return [
        factories.nomination(scored_category, nominee, secretariat, status=Status.SHORTLISTED)
        for nominee in nominees[:3]
    ]


@pytest.fixture
def interview_sheets(
    frozen: RuleBook, nominations: list[Nomination], committee_seats: list[Seat], secretariat: User
) -> list[ScoreSheet]:
    """Interview sheets of all nine for all three, nomination by nomination."""
    return [
        sheet
        for nomination in nominations
        for sheet in sheets.assign(nomination, Round.INTERVIEW, committee_seats, by=secretariat)
    ]


@pytest.fixture
def fill() -> Callable[..., ScoreSheet]:
    """`fill(sheet, "85")`: its owner sends the same mark for every criterion."""

    def send(sheet: ScoreSheet, mark: str = "80") -> ScoreSheet:
        codes = [row.code for row in criteria_of(sheet.nomination.category, sheet.round)]
        return sheets.submit(sheet, dict.fromkeys(codes, mark), sheet.version, by=sheet.person)

    return send
