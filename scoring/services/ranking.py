"""A run: everything that goes into the engine, everything that comes out, and one seal over both."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from paritrana.committees.models import Category
from scoring import ledger
from scoring.engine.canonical import sha256
from scoring.engine.ranking import Component, Ranking, Row, rank
from scoring.engine.totals import to_decimal_string
from scoring.ledger import record
from scoring.models import RankingRow, RankingRun, RuleBook
from scoring.queries import is_scoring_closed
from scoring.ranking_queries import (
    decimal,
    engine_input,
    frozen_book,
    is_settled,
    latest_run,
    run_input,
)
from scoring.services import robustness


@transaction.atomic
def run(category: Category, *, by: Any, code: str = "ranking.run") -> RankingRun:
    """Compute the order of a category and freeze it. Where nothing has changed the last run is given back.

    `code` is the right by which it is computed: a signed correction of coverage has its own.
    """
    require(by, code, category)
    ledger.lock(category)
    # Two who press at once get one run: the second waits here and finds it.
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    book = _ready(category)
    given = run_input(category, book)
    if not given["nominees"]:
        raise ValidationError(_("Belum ada nomine pada kategori ini."))
    ranking = compute(given)
    result = result_of(ranking, book.decimals)
    seal = sha256({"input": given, "result": result})
    latest = latest_run(category)
    if latest and latest.sha256 == seal:
        return latest
    made = RankingRun.objects.create(
        province_id=category.province_id,
        category=category,
        number=latest.number + 1 if latest else 1,
        made_by=by,
        rules_sha256=book.sha256,
        input=given,
        result=result,
        sha256=seal,
    )
    _write_rows(made, ranking, book.decimals)
    robustness.ask(made)
    record(
        by, "ranking.run", made, data={"replaces": latest.sha256} if latest else None,
        after={"sha256": seal, "nominees": len(given["nominees"])},
    )  # fmt: skip
    return made


def compute(given: Mapping[str, Any]) -> Ranking:
    """The engine on an input as it is stored: what is sealed is what was computed."""
    return rank(*engine_input(given))


def result_of(ranking: Ranking, decimals: int) -> dict[str, Any]:
    """What came out, with every figure as a string."""
    return {
        "rows": [_result_row(row, decimals) for row in ranking.rows],
        "policy_difference": [
            {
                "nominee": found.nominee,
                "rank": str(found.rank),
                "other_rank": str(found.other_rank),
                "prize": found.prize,
            }
            for found in ranking.policy_difference
        ],
        "below_minimum": list(ranking.below_minimum),
        "clamped": [row.nominee for row in ranking.rows if row.clamped],
    }


def is_up_to_date(run: RankingRun) -> bool:
    """Whether computing again would read the same input."""
    book = frozen_book(run.category)
    return book is not None and run_input(run.category, book) == run.input


def _ready(category: Category) -> RuleBook:
    book = frozen_book(category)
    if book is None:
        raise ValidationError(_("Tetapkan dahulu kriteria dan bobot kategori ini."))
    if not is_scoring_closed(category):
        raise ValidationError(_("Tutup dahulu penilaian kategori ini. Peringkat dihitung sesudahnya."))
    if is_settled(category):
        raise ValidationError(_("Kategori ini sudah ditetapkan. Cabut dahulu penetapannya sebelum menghitung lagi."))
    return book


def _result_row(row: Row, decimals: int) -> dict[str, Any]:
    if not row.ranked:
        return {"nominee": row.nominee, "reason": row.reason}
    return {
        "nominee": row.nominee,
        "rank": str(row.rank),
        "total": to_decimal_string(row.units or 0, decimals),
        "exact": str(row.total),
        "deciding_step": row.deciding_step,
        "explanation": {part.code: to_decimal_string(part.points_4, 4) for part in row.components},
    }


def _write_rows(made: RankingRun, ranking: Ranking, decimals: int) -> None:
    nominations = Nomination.objects.filter(category=made.category_id)
    keys = {str(number): pk for pk, number in nominations.values_list("pk", "number")}
    RankingRow.objects.bulk_create(
        RankingRow(
            province_id=made.province_id,
            run=made,
            nomination_id=keys[row.nominee],
            ranked=row.ranked,
            reason=row.reason or "",
            total_num=str(row.total.numerator) if row.total is not None else "",
            total_den=str(row.total.denominator) if row.total is not None else "",
            units=row.units,
            decimals=decimals,
            rank=row.rank,
            deciding_step=row.deciding_step or "",
            components=[_component(part) for part in row.components],
        )
        for row in ranking.rows
    )


def _component(part: Component) -> dict[str, Any]:
    return {
        "code": part.code,
        "name": part.name,
        "weight": decimal(part.weight),
        "mean": None if part.mean is None else str(part.mean),
        "points": str(part.points),
        "points_4": to_decimal_string(part.points_4, 4),
        "filled": part.filled,
    }
