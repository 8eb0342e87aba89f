"""What a case file says of the marks: sheets under codes, values, every run, the plenary, and the ledger's extract."""

from typing import Any

from nominations.models import Nomination
from paritrana.accounts.models import User
from paritrana.committees.models import Round
from reports.documents import Data, moment_words
from reports.documents.ranking_report import decimal_text
from scoring.explanation import REASONS
from scoring.ledger import content_of
from scoring.models import (
    BranchResponse,
    Event,
    FeedbackComment,
    HandOver,
    Mark,
    MarkCorrection,
    MarkQuestion,
    NoConflict,
    Objection,
    Placement,
    QuorumChoice,
    RankingRow,
    Recusal,
    RecusalLift,
    ScoreSheet,
    SpecialAward,
    Value,
)

# Rows of scoring that are a candidate's, each with the path to the nomination.
SCORED: list[tuple[Any, str]] = [
    (ScoreSheet, "nomination"),
    (Recusal, "nomination"),
    (RecusalLift, "recusal__nomination"),
    (NoConflict, "nomination"),
    (Value, "nomination"),
    (BranchResponse, "nomination"),
    (FeedbackComment, "nomination"),
    (MarkCorrection, "nomination"),
    (MarkQuestion, "sheet__nomination"),
    (QuorumChoice, "nomination"),
    (HandOver, "nomination"),
    (Objection, "nomination"),
]


def scoring_of(nomination: Nomination, *, by: User) -> Data:
    """Asked for only once scoring of the category is closed; every row is also asked for as the reader."""
    values = Value.objects.visible_to(by, "marks.view").filter(nomination=nomination)
    return {
        "rounds": _rounds(nomination, by),
        "values": [
            {"criterion": row.criterion.name, "value": str(row.value), "source": row.source}
            for row in values.select_related("criterion")
        ],
        "corrections": _corrections(nomination, by),
        "runs": [_run(row) for row in _rows(nomination, by)],
        "responses": _responses(nomination, by),
        "placements": _placements(nomination, by),
    }


def ledger_of(nomination: Nomination) -> list[Data]:
    """The events of the ledger that speak of this candidate's rows, exactly as they were chained."""
    labels = [
        f"{model._meta.model_name}:{pk}"
        for model, path in [*SCORED, (SpecialAward, "nominee__nominations")]
        for pk in model._default_manager.filter(**{path: nomination}).values_list("pk", flat=True)
    ]
    events = Event.objects.filter(category=nomination.category, rows__has_any_keys=labels).order_by("number")
    return [{"content": content_of(event), "hash": event.hash} for event in events]


def _rounds(nomination: Nomination, by: User) -> list[Data]:
    sheets = list(
        ScoreSheet.objects.visible_to(by, "marks.view").filter(nomination=nomination).order_by("round", "person")
    )
    marks: dict[int, dict[int, str]] = {}
    names: dict[str, dict[int, str]] = {}
    rows = Mark.objects.visible_to(by, "marks.view").filter(sheet__nomination=nomination)
    for mark in rows.select_related("criterion", "sheet").order_by("criterion__order"):
        if mark.sheet.status == ScoreSheet.Status.CLOSED:
            names.setdefault(mark.sheet.round, {})[mark.criterion_id] = mark.criterion.name
            marks.setdefault(mark.sheet_id, {})[mark.criterion_id] = str(mark.value)
    return [
        {
            "name": str(round.label),
            "criteria": list(names.get(round.value, {}).values()),
            "sheets": [
                {
                    "code": str(sheet.person_id),
                    "state": str(sheet.get_status_display()),
                    "reason": sheet.reason,
                    "marks": [marks[sheet.pk].get(key, "") for key in names[sheet.round]] if sheet.pk in marks else [],
                }
                for sheet in sheets
                if sheet.round == round
            ],
        }
        for round in Round
        if any(sheet.round == round for sheet in sheets)
    ]


def _corrections(nomination: Nomination, by: User) -> list[Data]:
    """Marks and values corrected after the closing, the person under the code."""
    rows = MarkCorrection.objects.visible_to(by, "marks.view").filter(nomination=nomination).order_by("pk")
    return [
        {
            "criterion": row.criterion.name,
            "code": str(row.sheet.person_id) if row.sheet else "",
            "before": "" if row.before is None else str(row.before),
            "after": str(row.after),
            "state": str(row.get_status_display()),
            "letter": row.letter,
            "reason": row.reason,
        }
        for row in rows.select_related("criterion", "sheet")
    ]


def _rows(nomination: Nomination, by: User) -> list[RankingRow]:
    rows = RankingRow.objects.visible_to(by, "ranking.view").filter(nomination=nomination)
    return list(rows.select_related("run").order_by("run__number"))


def _run(row: RankingRow) -> Data:
    return {
        "number": row.run.number,
        "time": moment_words(row.run.made_at, row.nomination.edition.province),
        "sha256": row.run.sha256,
        "rules": row.run.rules_sha256,
        "rank": row.rank,
        "total": decimal_text(row.units, row.decimals) if row.units is not None else "",
        "reason": str(REASONS.get(row.reason, row.reason)),
        "components": [
            {key: component[key] for key in ("code", "weight", "mean", "points_4")} for component in row.components
        ],
    }


def _responses(nomination: Nomination, by: User) -> list[Data]:
    rows = BranchResponse.objects.visible_to(by, "ranking.view").filter(nomination=nomination)
    return [
        {
            "branch": row.branch.name,
            "run": row.run.number,
            "answer": str(row.get_answer_display()),
            "reason": row.reason,
            "reply": row.reply,
        }
        for row in rows.select_related("branch", "run").defer("run__input", "run__result").order_by("pk")
    ]


def _placements(nomination: Nomination, by: User) -> list[Data]:
    rows = Placement.objects.visible_to(by, "decision.view").filter(nomination=nomination)
    province = nomination.edition.province
    found = [
        {
            "word": row.word,
            "time": moment_words(row.decision.decided_at, province),
            "reason": row.decision.deviation_reason,
            "revoked": moment_words(row.decision.revoked_at, province) if row.decision.revoked_at else "",
        }
        for row in rows.select_related("decision").order_by("decision")
    ]
    awards = SpecialAward.objects.visible_to(by, "decision.view").filter(
        category=nomination.category, nominee=nomination.nominee
    )
    return found + [{"word": row.name, "time": "", "reason": row.reason, "revoked": ""} for row in awards]
