"""What is frozen, since when, and what was corrected."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from nominations.models import CoverageBase, CoverageCorrection, CoverageCutoff, CoverageFigure
from paritrana.committees.models import Edition


def cutoff_of(user: Any, edition: Edition) -> CoverageCutoff | None:
    row = CoverageCutoff.objects.visible_to(user, "coverage.view").filter(edition=edition).first()
    if row:
        row.edition = edition
    return row


def frozen_since(provinces: Iterable[str], as_of: date) -> datetime | None:
    """Since when figures of this date are frozen in one of the provinces; None while they may change."""
    passed = CoverageCutoff.objects.filter(
        edition__province__in=set(provinces), edition__assessment_year__gte=as_of.year, at__lte=timezone.now()
    )
    return passed.order_by("at").values_list("at", flat=True).first()


def corrections_seen_by(user: Any, edition: Edition) -> QuerySet[CoverageCorrection]:
    """Signed ones, and for those who follow the work also what waits; what was discarded stays in the trail."""
    rows = CoverageCorrection.objects
    seen = rows.visible_to(user, "coverage.view") | rows.visible_to(user, "coverage.follow")
    return (
        seen.filter(regency__province=edition.province)
        .exclude(status=CoverageCorrection.Status.DISCARDED)
        .select_related("regency", "branch", "proposed_by", "closed_by")
    )


def stored_of(row: CoverageCorrection, *, lock: bool = False) -> CoverageFigure | CoverageBase | None:
    """The figure or denominator that a correction is about, as it stands now."""
    rows: QuerySet[Any] = (
        CoverageFigure.objects.filter(branch=row.branch)
        if row.branch_id
        else CoverageBase.objects.filter(kind=row.kind)
    )
    rows = rows.filter(regency=row.regency, as_of=row.as_of, segment=row.segment)
    return (rows.select_for_update(of=("self",)) if lock else rows).first()
