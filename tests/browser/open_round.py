"""A round of three candidates whose interview sheets are open, for panelists of the example round; a day is drafted."""

from dataclasses import replace
from datetime import date

from interviews import services
from interviews.plan_queries import place_of
from interviews.planner import Room
from interviews.planner.demands import DAY
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Edition, Seat, Stage
from paritrana.regions.models import Nominee, Province
from paritrana.roles import Role
from scoring.models import ScoreSheet
from scoring.services import rubric, sheets
from tests import factories

YEAR = 2022
EDITION = f"/kaltim/penilaian-{YEAR}/"
PANEL = ["panelis4.kaltim", "panelis5.kaltim", "panelis6.kaltim"]
CRITERIA = {"pemahaman": "Pemahaman", "komitmen": "Komitmen"}
ROOMS = ["Mahakam", "Mandau"]
NOMINEES = {
    "64.74": "Pemerintah Kota Bontang",
    "64.08": "Pemerintah Kabupaten Kutai Timur",
    "64.03": "Pemerintah Kabupaten Berau",
}


def build() -> list[ScoreSheet]:
    """Everything up to the sheets, of which none is begun."""
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
    for code, name in CRITERIA.items():
        rubric.add_criterion(
            book, name=name, source="panel", weight=5_000, code=code, by=staff,
            levels=[{"from": "80", "to": "100", "text": "Baik."}, {"from": "0", "to": "79", "text": "Cukup."}],
        )  # fmt: skip
    rubric.freeze(book, by=staff)
    made = []
    for code in NOMINEES:
        nominee = Nominee.objects.get(kind=Nominee.Kind.GOVERNMENT, regency__code=code)
        nomination = factories.nomination(category, nominee, staff, status=Status.SHORTLISTED)
        made += sheets.assign(nomination, "interview", seats, by=staff)
    draft(category.edition, seats, staff)
    return made


def draft(edition: Edition, seats: list[Seat], staff: User) -> None:
    """Two rooms at the same hours with the same panel: only one of them can be used at a time."""
    nine = date(YEAR, 7, 4).toordinal() * DAY + 9 * 60
    people = tuple(seat.person_id for seat in seats if seat.person_id)
    venues = [services.add_venue(edition.province, name=f"Ruang {name} lantai 2 (contoh)", by=staff) for name in ROOMS]
    rooms = tuple(Room(venue.name, place_of(venue.pk), "on_site", nine, nine + 180, people) for venue in venues)
    plan = services.start(edition, by=staff)
    plan = services.set_demands(plan, replace(plan.asked, rooms=rooms), "usual", seen=plan.revision, by=staff)
    services.propose(plan, seen=plan.revision, by=staff)
