"""A closed category: four nominees, five persons, the harsh first one recused for A (docs/scoring.md 3)."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nominations.models import Nomination
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Stage
from paritrana.regions.models import Nominee
from scoring.models import Decision, RankingRun, ScoreSheet
from scoring.services import closing, plenary, ranking, review, rubric, sheets
from scoring.tie_queries import tie_field, unexplained
from tests import factories

# Rows are A, B, C, D; columns are persons. Everybody who scored both prefers B, yet the mean of those present
# would make A win 84.0 : 82.6. The fair mean of A is 973/12.
HARSH = [
    ["", "84", "85", "83", "84"],
    ["70", "86", "86", "85", "86"],
    ["68", "82", "83", "82", "81"],
    ["66", "80", "80", "81", "79"],
]
# Three nominees by four persons, each mark given for both criteria.
# Three nominees by four persons, each mark given for both criteria.
MARKS = [["84", "85", "83", "84.5"], ["86", "84", "85.25", "86"], ["82", "83", "82", "81"]]
# 82,00 once, 80,00 twice, 78,00 once.
TIE = [["82"] * 5, ["80"] * 5, ["80"] * 5, ["78"] * 5]


@pytest.fixture
def closed(
    category: Category, panelists: list[User], nominees: list[Nominee], secretariat: User
) -> Callable[..., Category]:
    """`closed(table)`: one panel criterion of weight 100, a sheet per mark, all of it closed."""

    def build(table: list[list[str]], minimum: str | None = None, **settings) -> Category:
        category.stage = Stage.INTERVIEWS
        category.save(update_fields=["stage"])
        people = panelists[: len(table[0])]
        seats = [person.seats.get() for person in people]
        factories.scorers(category, seats)
        book = rubric.rule_book(category, by=secretariat, example=False)
        rubric.add_criterion(book, name="Wawancara", source="panel", weight=10_000, code="wawancara", by=secretariat)
        book = rubric.edit_rules(book, minimum_total=minimum and Decimal(minimum), **settings, by=secretariat)
        rubric.freeze(book, by=secretariat)
        for nominee, marks in zip(nominees, table, strict=False):
            nomination = factories.nomination(category, nominee, secretariat, status=Status.SHORTLISTED)
            factories.closed_sheets(nomination, seats, marks, secretariat)
        category.stage = Stage.DELIBERATION
        category.save(update_fields=["stage"])
        return category

    return build


@pytest.fixture
def run(closed: Callable[..., Category], secretariat: User) -> RankingRun:
    """A 81,08 after B 82,60."""
    return ranking.run(closed(HARSH), by=secretariat)


@pytest.fixture
def tied(closed: Callable[..., Category], secretariat: User) -> RankingRun:
    """Ranks 1, 2, 2, 4."""
    return ranking.run(closed(TIE), by=secretariat)


@pytest.fixture
def reviewed(run: RankingRun, secretariat: User) -> RankingRun:
    return review.open_review(run, timezone.now() + datetime.timedelta(hours=2), by=secretariat)


def nominations_of(run: RankingRun) -> list[Nomination]:
    """By rank, then number."""
    return [row.nomination for row in run.rows.select_related("nomination").order_by("rank", "nomination__number")]


PDF = factories.pdf_bytes()


@pytest.fixture
def scan() -> Callable[[], SimpleUploadedFile]:
    return lambda: SimpleUploadedFile("berita-acara.pdf", PDF, content_type="application/pdf")


# --- by the verbs, so that everything stands in the ledger ----------------------------------------------


@pytest.fixture
def closed_by_verbs(category, panelists, nominees, secretariat) -> Callable[..., Category]:
    """Three nominees and four persons, sent and closed as people do it; `recused` has no sheet for the first."""

    def build(publication: str, recused: bool = False, **settings) -> Category:
        category.stage = Stage.INTERVIEWS
        category.save(update_fields=["stage"])
        people = panelists[:4]
        seats = [person.seats.get() for person in people]
        factories.scorers(category, seats)
        book = rubric.rule_book(category, by=secretariat, example=False)
        rubric.add_criterion(book, name="Visi", source="panel", weight=4_000, code="visi", by=secretariat)
        rubric.add_criterion(book, name="Dana", source="panel", weight=6_000, code="dana", by=secretariat)
        rubric.edit_rules(
            book, decimals=2, missing_policy="ls_fill", minimum_total=None, tie_break=["dana"],
            publication=publication, by=secretariat, **settings,
        )  # fmt: skip
        rubric.freeze(book, by=secretariat)
        for nominee, row in zip(nominees, MARKS):
            nomination = factories.nomination(category, nominee, secretariat, status=Status.SHORTLISTED)
            if recused and row == MARKS[0]:
                sheets.recuse(nomination, person=people[0], kind="family", reason="Ipar.", by=people[0])
            for sheet, mark in zip(sheets.assign(nomination, "interview", seats, by=secretariat), row):
                if sheet.status == ScoreSheet.Status.ASSIGNED:
                    sheets.submit(sheet, {"visi": mark, "dana": mark}, sheet.version, by=sheet.person)
        closing.close_scoring(category, by=secretariat)
        category.stage = Stage.DELIBERATION
        category.save(update_fields=["stage"])
        return category

    return build


@pytest.fixture
def decided(closed_by_verbs, secretariat, chair) -> Callable[..., Decision]:
    def build(publication: str = "totals", recused: bool = False, **settings) -> Decision:
        made = ranking.run(closed_by_verbs(publication, recused, **settings), by=secretariat)
        rows = nominations_of(made)
        return plenary.decide(
            made.category, made, [(row, place) for place, row in enumerate(rows, 1)],
            held_on=datetime.date(2025, 7, 30), place="Aula", deviation_reason="", by=chair,
            tie_reasons={tie_field(*pair): "Paparan lebih lengkap." for pair in unexplained(made)},
        )  # fmt: skip

    return build
