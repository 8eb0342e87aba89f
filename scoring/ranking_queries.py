"""Reads of runs, reviews and decisions. Who may see the rows is asked with `visible_to`, not here."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from nominations.models import Nomination
from nominations.workflow import ENDED
from paritrana.committees.models import Category, Seat
from paritrana.regions.models import Branch, BranchArea
from paritrana.roles import Role
from scoring.engine.rules import Rules
from scoring.models import BranchResponse, Decision, PaperAct, RankingRow, RankingRun, RuleBook
from scoring.placing import Standing
from scoring.queries import competing, sheets_for_run, values_for_run


def decimal(hundredths: int) -> str:
    """8350 -> "83.50": a figure as it stands in files."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


# --- runs -----------------------------------------------------------------------------------------------


def frozen_book(category: Category) -> RuleBook | None:
    return RuleBook.objects.filter(category=category, frozen_at__isnull=False).first()


def run_input(category: Category, book: RuleBook) -> dict[str, Any]:
    """Everything that goes into a run, in the shapes of docs/scoring.md; nominees under their numbers."""
    numbers = {str(pk): str(number) for pk, number in competing(category).values_list("pk", "number")}
    needed = [leaf.code for leaf in Rules.from_dict(book.content).leaves("computed", "attendance")]
    values = values_for_run(category)
    ended = Nomination.objects.filter(category=category, status__in=ENDED, sheets__isnull=False)
    return {
        "rules": book.content,
        "places": str(category.places),
        "nominees": list(numbers.values()),
        "sheets": [
            {
                "nominee": numbers[sheet.nominee],
                "person": sheet.person,
                "round": sheet.round,
                "marks": {code: decimal(mark) for code, mark in sheet.marks.items()},
            }
            for sheet in sheets_for_run(category)
        ],
        "values": {
            number: {code: decimal(found[code]) if code in found else None for code in needed}
            for pk, number in numbers.items()
            for found in [values.get(pk, {})]
        },
        "left_out": [
            {"nominee": str(number), "status": status}
            for number, status in ended.order_by("number").values_list("number", "status").distinct()
        ],
    }


def latest_run(category: Category) -> RankingRun | None:
    return RankingRun.objects.filter(category=category).order_by("-number").first()


def decision_in_force(category: Category) -> Decision | None:
    return Decision.objects.filter(category=category, revoked_at=None).first()


def standings(run: RankingRun) -> list[Standing]:
    """The nominations of a run with the rank that counts for a place."""
    below = set(run.result["below_minimum"])
    rows = RankingRow.objects.filter(run=run).values_list("nomination", "nomination__number", "rank")
    return [Standing(pk, None if str(number) in below else rank) for pk, number, rank in rows]


# --- branches -------------------------------------------------------------------------------------------


def serving(regencies: Any) -> QuerySet[BranchArea]:
    """Which branches serve these regencies today."""
    today = timezone.localdate()
    return BranchArea.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today, regency__in=regencies
    )


@dataclass(frozen=True)
class Asked:
    """One branch asked about one nominee, and what it said so far."""

    row: RankingRow
    branch: Branch
    response: BranchResponse | None


def asked(run: RankingRun, rows: QuerySet[RankingRow] | None = None) -> list[Asked]:
    """Every pair of a row and a branch that serves its regency; where several serve it each is asked."""
    if rows is None:
        rows = RankingRow.objects.filter(run=run)
    found = list(rows.select_related("nomination__nominee"))
    areas = serving({row.nomination.nominee.regency_id for row in found}).select_related("branch")
    branches: dict[int, list[Branch]] = {}
    for area in areas.order_by("branch__name"):
        branches.setdefault(area.regency_id, []).append(area.branch)
    said = {
        (response.nomination_id, response.branch_id): response
        for response in BranchResponse.objects.filter(run=run).select_related("by", "replied_by")
    }
    return [
        Asked(row, branch, said.get((row.nomination_id, branch.pk)))
        for row in found
        for branch in branches.get(row.nomination.nominee.regency_id, [])
    ]


def is_review_open(run: RankingRun, at: Any = None) -> bool:
    at = at or timezone.now()
    return bool(run.review_opened_at and run.review_closes_at and run.review_opened_at <= at < run.review_closes_at)


def heads_of(branches: Any) -> QuerySet[Seat]:
    """The seats of the heads of these branches that are held now."""
    return current(Seat.objects.filter(role=Role.BRANCH_HEAD, branch__in=branches)).select_related("person", "branch")


def chair_seats(category: Category) -> QuerySet[Seat]:
    """Who leads the plenary now; a Plh. beside an absent chair is one more."""
    return current(Seat.objects.filter(role=Role.CHAIR, edition=category.edition_id))


def current(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    now = timezone.now()
    begun = Q(starts_at=None) | Q(starts_at__lte=now)
    return seats.filter(begun, Q(ends_at=None) | Q(ends_at__gt=now))


# --- paper ----------------------------------------------------------------------------------------------


def waiting_papers(category: Category) -> QuerySet[PaperAct]:
    return PaperAct.objects.filter(category=category, confirmed_at=None)
