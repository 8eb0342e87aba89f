"""Values that are not marks: attendance from the interview, coverage through the published anchors."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.coverage_queries import coverage_of
from nominations.models import Nomination
from nominations.yardstick_queries import yardstick
from paritrana.access import require
from paritrana.committees.models import Category
from scoring import ledger
from scoring.coverage_marks import counts, lacks, marks, words
from scoring.ledger import record
from scoring.models import Criterion, Value
from scoring.queries import competing
from scoring.ranking_queries import is_settled
from scoring.sealing import coverage_day


@transaction.atomic
def record_value(
    nomination: Nomination,
    criterion: Criterion,
    value: Decimal,
    source: str,
    *,
    by: Any,
    code: str = "sheets.manage",
    counts: tuple[int, int] | None = None,
) -> Value:
    """One value of 0 to 100 with where it comes from; a later one replaces it until the category is decided.

    `counts` are the participants and people that gave it through the anchors of the criterion.
    `code` is the right by which it is recorded: a signed correction has its own.
    """
    require(by, code, nomination)
    ledger.lock(nomination.category_id)
    _check_undecided(nomination.category)
    if criterion.source not in (Criterion.Source.COMPUTED, Criterion.Source.ATTENDANCE):
        raise ValueError(f"{criterion.code} is marked by people")
    before = Value.objects.select_for_update().filter(nomination=nomination, criterion=criterion).first()
    participants, people = counts or (None, None)
    found = (before.value, before.source, before.participants, before.people) if before else None
    if before and found == (value, source, participants, people):
        return before
    row, _made = Value.objects.update_or_create(
        nomination=nomination,
        criterion=criterion,
        defaults={
            "province_id": nomination.province_id,
            "value": value,
            "source": source[:300],
            "participants": participants,
            "people": people,
            "by": by,
        },
    )
    record(
        by,
        "values.record",
        row,
        before={"value": before.value, "source": before.source} if before else None,
        after={"value": value, "source": source},
    )
    return row


@transaction.atomic
def compute_coverage_values(category: Category, *, by: Any) -> list[tuple[Nomination, str]]:
    """Coverage of every nominee in the race through the anchors; returns who lacks it, with the reason.

    Missing coverage gives no row, never a 0; a row that no longer has its figures is removed. Refused while
    the nominees do not share one denominator.
    """
    require(by, "sheets.manage", category)
    ledger.lock(category)
    _check_undecided(category)
    criteria = list(Criterion.objects.filter(rule_book__category=category, source=Criterion.Source.COMPUTED))
    if not criteria:
        return []
    nominations = list(competing(category).select_related("nominee", "category"))
    regencies, day = {row.nominee.regency_id for row in nominations}, coverage_day(category)
    shared = yardstick(regencies, day)
    if shared.differing:
        raise ValidationError(shared.sentence)
    figures = coverage_of(regencies, day, kind=shared.kind)
    lacking = []
    for nomination in nominations:
        coverage = figures[nomination.nominee.regency_id]
        if reason := lacks(coverage):
            lacking.append((nomination, reason))
        for criterion, mark in marks(criteria, coverage).items():
            if mark is None:
                forget_value(nomination, criterion, by=by)
            else:
                record_value(nomination, criterion, mark, words(coverage), by=by, counts=counts(coverage))
    return lacking


def _check_undecided(category: Category) -> None:
    if is_settled(category):
        raise ValidationError(_("Kategori %s sudah ditetapkan.") % category)


@transaction.atomic
def forget_value(nomination: Nomination, criterion: Criterion, *, by: Any, code: str = "sheets.manage") -> None:
    """Take a value back whose ground is gone: it is missing, not 0."""
    require(by, code, nomination)
    ledger.lock(nomination.category_id)
    _check_undecided(nomination.category)
    for row in Value.objects.filter(nomination=nomination, criterion=criterion):
        record(by, "values.forget", row, gone=True, before={"value": row.value, "source": row.source})
        row.delete()
