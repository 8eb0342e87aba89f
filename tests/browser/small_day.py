"""An interview day of four candidates and three panelists that begins in a few hours, so that it is today's."""

import datetime

from django.test import Client
from django.utils import timezone

from interviews.models import Session, Venue
from interviews.schedule import Shape, slot_times
from interviews.services import board, plan
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Seat, Stage
from paritrana.regions.models import Nominee, Province
from paritrana.roles import Role
from scoring.services import rubric
from tests import factories

YEAR = 2021
ORDER = ["64.03", "64.01", "64.08", "64.74"]
PANEL = ["panelis7.kaltim", "panelis8.kaltim", "panelis9.kaltim"]


def build() -> None:
    """In Kaltim, for the people of the example round."""
    province, staff = Province.objects.get(pk="64"), User.objects.get(username="sekretariat1.kaltim")
    category = factories.category(factories.edition(province, YEAR), stage=Stage.INTERVIEWS)
    seats = [
        Seat.objects.create(
            province=province, edition=category.edition, person=User.objects.get(username=username),
            role=Role.PANELIST, function="anggota", element=f"unsur {order}", order=order,
        )
        for order, username in enumerate(PANEL, 1)
    ]  # fmt: skip
    factories.scorers(category, seats)
    book = rubric.rule_book(category, by=staff, example=False)
    rubric.add_criterion(book, name="Wawancara", source="panel", weight=10_000, code="wawancara", by=staff)
    rubric.freeze(book, by=staff)
    nominations = [
        factories.nomination(
            category, Nominee.objects.get(kind=Nominee.Kind.GOVERNMENT, regency__code=code), staff,
            status=Status.SHORTLISTED,
        )
        for code in ORDER
    ]  # fmt: skip
    start = timezone.now() + datetime.timedelta(hours=5)
    times = slot_times(start, len(nominations), Shape())
    plan(
        category, name="Hari wawancara", venue=Venue.objects.create(province=province, name="Ruang Mahakam (contoh)"),
        slots=[(row, *period) for row, period in zip(nominations, times, strict=True)], panel=seats, by=staff,
    )  # fmt: skip


def session() -> Session:
    return Session.objects.get(edition__assessment_year=YEAR, province="64")


def begin() -> None:
    """The first turn starts."""
    board.advance(session().slots.first(), "start", by=User.objects.get(username="sekretariat1.kaltim"))


def signed_in() -> str:
    """The key of a panelist's session in the browser."""
    client = Client()
    client.force_login(User.objects.get(username=PANEL[0]), backend="paritrana.accounts.backends.NameOrAddress")
    return client.session.session_key or ""
