import pytest

from paritrana.committees.models import Stage
from scoring.services import rubric
from tests.reports import rows
from tests.scoring.conftest import book as book
from tests.scoring.conftest import committee_seats as committee_seats
from tests.scoring.conftest import frozen as frozen
from tests.scoring.conftest import interview_sheets as interview_sheets
from tests.scoring.conftest import nominations as nominations
from tests.scoring.conftest import scored_category as scored_category
from tests.scoring.ranking.conftest import closed as closed
from tests.scoring.ranking.conftest import run as run


@pytest.fixture
def finalists(category, nominees, secretariat):
    """Four nomine of the category."""
    return rows.nominations(category, nominees[:4], secretariat)


@pytest.fixture
def ranked(category, finalists, secretariat):
    """A run with three ranks; the fourth has no sheet."""
    return rows.run(category, finalists[:3], secretariat, unranked=(finalists[3],))


@pytest.fixture
def decided(category, ranked, finalists, chair):
    """Three places, decided and under embargo."""
    category.stage = Stage.DECIDED
    category.save(update_fields=["stage"])
    return rows.decision(ranked, finalists[:3], chair)


@pytest.fixture
def signer(category):
    return rows.signer(category)


@pytest.fixture
def rule_book(category, secretariat):
    """The rows behind the rules of `ranked`; what is printed stands in the run."""
    return rubric.rule_book(category, by=secretariat)
