import datetime
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nominations.models import Answer, Indicator, Instrument, Nomination, Submission, Verification
from nominations.services import answers as answering
from nominations.services import verification
from nominations.views.rows import address
from tests import factories

# What a candidate types for the four kinds of factories.instrument, and what is stored.
TYPED = {"yes_no": "yes", "number": "1.250,5", "choice": "Perda", "text": "Uraian contoh."}
STORED = {"yes_no": "yes", "number": "1250.5", "choice": "Perda", "text": "Uraian contoh."}


def pdf(name: str = "perda.pdf", content: str = "contoh") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.pdf_bytes(content), "application/pdf")


@pytest.fixture
def instrument(category) -> Instrument:
    return factories.instrument(category)


@pytest.fixture
def indicators(instrument) -> list[Indicator]:
    return list(instrument.indicators.all())


@pytest.fixture
def nomination(category, nominees, secretariat) -> Nomination:
    """Kabupaten Paser, proposed, not sent. Its representative is `official`."""
    return factories.nomination(category, nominees[0], secretariat)


@pytest.fixture
def answer_all(indicators, official) -> Callable[[Nomination], list[Answer]]:
    def answer(nomination: Nomination) -> list[Answer]:
        return [
            answering.save_answer(nomination, row, value=TYPED[row.kind], note="", version=0, by=official)
            for row in indicators
        ]

    return answer


@pytest.fixture
def sent(nomination, answer_all, official) -> Submission:
    """The nomination answered and sent."""
    answer_all(nomination)
    return answering.send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)


@pytest.fixture
def judge_all(secretariat) -> Callable[..., None]:
    """A verdict on every answer, accepted by default."""

    def judge(nomination: Nomination, **verdicts: str) -> None:
        for answer in Answer.objects.filter(nomination=nomination).select_related("indicator"):
            verdict = verdicts.get(answer.indicator.code, Verification.Verdict.ACCEPTED)
            reason = "" if verdict == Verification.Verdict.ACCEPTED else "Contoh alasan."
            verification.verify(answer, verdict=verdict, reason=reason, by=secretariat)

    return judge


@pytest.fixture
def page() -> Callable[..., str]:
    """`page("nomination", edition, 1)`: the address of a page of the edition."""
    return address


def in_days(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


@pytest.fixture
def official_client(client_of, official):
    return client_of(official)


@pytest.fixture
def secretariat_client(client_of, secretariat):
    return client_of(secretariat)
