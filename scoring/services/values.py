"""Values that are not marks: attendance from the interview, coverage through the published anchors."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.coverage import Coverage, piecewise
from nominations.coverage_queries import coverage_of
from nominations.models import CoverageBase, Nomination
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category, Stage
from paritrana.numbers import num, pct, tanggal_pendek
from scoring.engine.totals import round_half_up
from scoring.models import Criterion, Value
from scoring.queries import competing
from scoring.sealing import coverage_day


@transaction.atomic
def record_value(nomination: Nomination, criterion: Criterion, value: Decimal, source: str, *, by: Any) -> Value:
    """One value of 0 to 100 with where it comes from; a later one replaces it until the category is decided."""
    require(by, "sheets.manage", nomination)
    _check_undecided(nomination.category)
    if criterion.source not in (Criterion.Source.COMPUTED, Criterion.Source.ATTENDANCE):
        raise ValueError(f"{criterion.code} is marked by people")
    before = Value.objects.select_for_update().filter(nomination=nomination, criterion=criterion).first()
    if before and (before.value, before.source) == (value, source):
        return before
    row, _made = Value.objects.update_or_create(
        nomination=nomination,
        criterion=criterion,
        defaults={"province_id": nomination.province_id, "value": value, "source": source[:300], "by": by},
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

    Missing coverage gives no row, never a 0; a row that no longer has its figures is removed.
    """
    require(by, "sheets.manage", category)
    _check_undecided(category)
    criteria = list(Criterion.objects.filter(rule_book__category=category, source=Criterion.Source.COMPUTED))
    if not criteria:
        return []
    nominations = list(competing(category).select_related("nominee", "category"))
    figures = coverage_of([row.nominee.regency_id for row in nominations], coverage_day(category))
    lacking = []
    for nomination in nominations:
        coverage = figures[nomination.nominee.regency_id]
        percentage, reason = coverage.percentage, _lacks(coverage)
        if reason:
            lacking.append((nomination, reason))
        for criterion in criteria:
            if reason or percentage is None:
                forget_value(nomination, criterion, by=by)
            else:
                mark = Decimal(round_half_up(piecewise(criterion.anchors, percentage), 2)).scaleb(-2)
                record_value(nomination, criterion, mark, _source(coverage), by=by)
    return lacking


def _check_undecided(category: Category) -> None:
    if category.is_at_least(Stage.DECIDED):
        raise ValidationError(_("Kategori %s sudah ditetapkan.") % category)


def _lacks(coverage: Coverage) -> str:
    """Why there is no official percentage; empty when there is one."""
    if coverage.total is None:
        return _("angka peserta belum diisi")
    if not coverage.complete:
        return _("angka peserta belum lengkap dari semua kantor cabang")
    if not coverage.confirmed:
        return _("angka peserta belum dikonfirmasi kepala kantor cabang")
    return "" if coverage.percentage is not None else _("penyebut belum diisi")


def _source(coverage: Coverage) -> str:
    """The two integers and what they give, as it is printed beside the value."""
    return _("%(participants)s peserta dari %(base)s (%(kind)s) per %(day)s = %(percentage)s") % {
        "participants": num(coverage.total),
        "base": num(coverage.base),
        "kind": CoverageBase.Kind(coverage.base_kind).label.lower(),
        "day": tanggal_pendek(coverage.as_of),
        "percentage": pct(coverage.percentage),
    }


@transaction.atomic
def forget_value(nomination: Nomination, criterion: Criterion, *, by: Any) -> None:
    """Take a value back whose ground is gone: it is missing, not 0."""
    require(by, "sheets.manage", nomination)
    _check_undecided(nomination.category)
    for row in Value.objects.filter(nomination=nomination, criterion=criterion):
        record(by, "values.forget", row, before={"value": row.value, "source": row.source})
        row.delete()
