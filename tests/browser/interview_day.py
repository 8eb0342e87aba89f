"""Konawe Selatan (S3) and one more before a panel of two, today: for walks that need an interview and no more."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from demo.figures import PASSWORD
from interviews import services
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Stage
from paritrana.roles import Role
from scoring.services import rubric
from tests import factories

EDITION = "/sultra/penilaian-2025/"
STAFF = "sekretariat.s3"
PANEL = ["panelis1", "panelis2"]
REGENT = "pejabat.konsel"


def build() -> None:
    """Whether the head came counts 10 of 100; two criteria are marked."""
    province = factories.province("74")
    staff = factories.person(STAFF, "Staf Sekretariat (contoh)", Role.SECRETARIAT, province=province)
    category = factories.category(factories.edition(province, 2025), stage=Stage.INTERVIEWS)
    seats = [person.seats.select_related("person").get() for person in factories.panelists(category.edition, 2)]
    factories.scorers(category, seats)
    book = rubric.rule_book(category, by=staff, example=False)
    for name, source, weight in (
        ("Pemahaman", "panel", 5_000), ("Inovasi", "panel", 4_000), ("Kehadiran kepala daerah", "attendance", 1_000),
    ):  # fmt: skip
        rubric.add_criterion(book, name=name, source=source, weight=weight, code=name.split()[0].lower(), by=staff)
    rubric.freeze(book, by=staff)
    begins = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=3)
    slots = []
    for number, (code, name) in enumerate({"74.05": "Konawe Selatan", "74.02": "Konawe"}.items()):
        nominee = factories.government(factories.regency(province, code, name))
        if not number:
            factories.person(REGENT, "Pejabat (contoh)", Role.NOMINEE, nominee=nominee, province=province)
        nomination = factories.nomination(category, nominee, staff, status=Status.SHORTLISTED)
        starts = begins + number * timedelta(minutes=25)
        slots.append((nomination, starts, starts + timedelta(minutes=20)))
    venue = services.add_venue(province, name="Hotel Kendari (contoh)", by=staff)
    services.plan(category, name="Sesi Kendari", slots=slots, panel=seats, venue=venue, by=staff)
    User.objects.update(password=make_password(PASSWORD))
