"""A round of three candidates and four panelists whose provisional ranking the branches are asked about."""

import datetime

from django.utils import timezone

from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Seat, Stage
from paritrana.regions.models import Nominee, Province
from paritrana.roles import Role
from scoring.services import closing, ranking, review, rubric, sheets
from tests import factories

YEAR = 2023
MARKS = {
    "64.74": ["86", "84", "85.25", "86"],
    "64.08": ["84", "85", "83", "84.5"],
    "64.03": ["82", "83", "82", "81"],
}


def build() -> None:
    """In Kaltim, for the people of the example round; everything is published."""
    province, staff = Province.objects.get(pk="64"), User.objects.get(username="sekretariat1.kaltim")
    category = factories.category(factories.edition(province, YEAR), stage=Stage.INTERVIEWS)
    place = {"province": province, "edition": category.edition}
    people = ["ketua.kaltim", *[f"panelis{number}.kaltim" for number in range(4, 8)]]
    _chair, *seats = [
        Seat.objects.create(
            **place, person=User.objects.get(username=username), role=Role.PANELIST if order else Role.CHAIR,
            function="anggota" if order else "ketua", element=f"unsur {order}", order=order + 1,
        )
        for order, username in enumerate(people)
    ]  # fmt: skip
    factories.scorers(category, seats)
    book = rubric.rule_book(category, by=staff, example=False)
    book.publication = "full"
    book.save(update_fields=["publication"])
    rubric.add_criterion(book, name="Wawancara", source="panel", weight=10_000, code="wawancara", by=staff)
    rubric.freeze(book, by=staff)
    for code, marks in MARKS.items():
        nominee = Nominee.objects.get(kind=Nominee.Kind.GOVERNMENT, regency__code=code)
        nomination = factories.nomination(category, nominee, staff, status=Status.SHORTLISTED)
        for sheet, mark in zip(sheets.assign(nomination, "interview", seats, by=staff), marks, strict=True):
            sheets.submit(sheet, {"wawancara": mark}, sheet.version, by=sheet.person)
    closing.close_scoring(category, by=staff)
    category.stage = Stage.DELIBERATION
    category.save(update_fields=["stage"])
    review.open_review(ranking.run(category, by=staff), timezone.now() + datetime.timedelta(hours=3), by=staff)
