"""Reads of runs, reviews and decisions. Who may see the rows is asked with `visible_to`, not here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from nominations.models import Nomination
from nominations.workflow import ENDED
from paritrana.committees.models import Category, Seat, Stage
from paritrana.regions.models import Branch, BranchArea
from paritrana.roles import Role
from scoring.engine.ranking import Sheet
from scoring.engine.rules import Rules, parse_mark
from scoring.models import (
    BranchResponse,
    Decision,
    DecisionChange,
    MarkCorrection,
    PaperAct,
    RankingRow,
    RankingRun,
    RuleBook,
)
from scoring.placing import SKIP, Standing, TieRule
from scoring.queries import competing, counts_for_run, sheets_for_run, values_for_run

PATIENCE = 120  # seconds that the worker may need for the advice beside a run, with room


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
    values, counts = values_for_run(category), counts_for_run(category)
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
        **({"indicators": {number: counts[pk] for pk, number in numbers.items() if pk in counts}} if counts else {}),
        "left_out": [
            {"nominee": str(number), "status": status}
            for number, status in ended.order_by("number").values_list("number", "status").distinct()
        ],
    }


def engine_input(given: Mapping[str, Any]) -> tuple[Rules, list[Sheet], dict[str, Any], list[str], int]:
    """What `engine.ranking.rank` takes, from an input as `run_input` words it."""
    sheets = [
        Sheet(
            nominee=row["nominee"],
            person=row["person"],
            round=row["round"],
            marks={code: parse_mark(mark) for code, mark in row["marks"].items()},
        )
        for row in given["sheets"]
    ]
    values = {
        nominee: {code: None if value is None else parse_mark(value) for code, value in row.items()}
        for nominee, row in given["values"].items()
    }
    return Rules.from_dict(given["rules"]), sheets, values, given["nominees"], int(given["places"])


def latest_run(category: Category) -> RankingRun | None:
    return RankingRun.objects.filter(category=category).order_by("-number").first()


def decision_in_force(category: Category) -> Decision | None:
    return Decision.objects.filter(category=category, revoked_at=None).first()


def open_change(category: Category | int) -> DecisionChange | None:
    """The change of the category's decision that is being prepared: only then is anything corrected or recomputed."""
    rows = DecisionChange.objects.filter(category=category, issued_at=None, discarded_at=None)
    return rows.defer("package").first()


def is_settled(category: Category) -> bool:
    """Whether marks, values and ranks of the category stand: it is decided, and no change is being prepared."""
    decided = category.is_at_least(Stage.DECIDED) or decision_in_force(category) is not None
    return decided and open_change(category) is None


def tie_rule(run: RankingRun) -> TieRule:
    """What a tie at a prize place means; rules frozen before they said it let it be shared."""
    rule: TieRule = run.input["rules"].get("ties", {}).get("places", SKIP)
    return rule


def standings(run: RankingRun, rows: Iterable[RankingRow] | None = None) -> list[Standing]:
    """The nominations of a run with the rank that counts for a place, and what a second look would see."""
    if rows is None:
        rows = RankingRow.objects.filter(run=run).select_related("nomination")
    below = set(run.result["below_minimum"])
    looked = run.input["rules"].get("ties", {}).get("criterion")
    codes = Rules.from_dict(run.input["rules"]).leaves_under(looked) if looked else ()
    return [
        Standing(
            row.nomination_id,
            None if str(row.nomination.number) in below else row.rank,
            sum(Fraction(part["points"]) for part in row.components if part["code"] in codes) if codes else None,
        )
        for row in rows
    ]


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


def corrections_of(category: Category) -> dict[int, list[MarkCorrection]]:
    """What became of the accepted remarks of a category, by the key of the remark."""
    found: dict[int, list[MarkCorrection]] = {}
    rows = MarkCorrection.objects.filter(response__run__category=category).order_by("pk")
    for row in rows.select_related("run").defer("run__input", "run__result"):
        found.setdefault(row.response_id or 0, []).append(row)
    return found


def order_of(run: RankingRun) -> QuerySet[RankingRow]:
    """Places and totals of the whole category, for whom its setting lets see them."""
    return RankingRow.objects.filter(run=run, ranked=True).select_related("nomination__nominee").defer("components")


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
