from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from nominations.coverage import Comparison, Coverage, Figure, compare
from nominations.models import CoverageBase, CoverageFigure
from paritrana.access import GRANTS, seats_of
from paritrana.regions.models import Branch, BranchArea, Province, Regency

SEGMENTS = tuple(CoverageFigure.Segment.choices)
# Denominators that stand for all segments, in the order in which one is chosen when several are known.
WHOLE_BASES = (CoverageBase.Kind.LABOUR_FORCE, CoverageBase.Kind.WORKING)


def coverage_of(
    regency_ids: Collection[int],
    as_of: date,
    *,
    figures: QuerySet[CoverageFigure] | None = None,
    kind: str = "",
) -> dict[int, Coverage]:
    """The coverage of each regency at one date, the sum of its branches. Three queries.

    `figures` is what the reader may see; without it every figure is read and `Coverage.confirmed` tells.
    `kind` asks for one denominator; without it the labour force comes before the working population.
    """
    found = _coverage_at(regency_ids, (as_of,), figures, kind)
    return {regency: found[regency, as_of] for regency in regency_ids}


def comparisons_of(
    regencies: Iterable[Regency],
    as_of: date,
    before: date,
    *,
    figures: QuerySet[CoverageFigure] | None = None,
    kind: str = "",
) -> dict[int, Comparison]:
    """Each regency at `as_of` beside itself at `before`. Three queries."""
    rows = list(regencies)
    found = _coverage_at([row.pk for row in rows], (as_of, before), figures, kind)
    return {
        row.pk: compare(found[row.pk, as_of], found[row.pk, before], order=SEGMENTS, existed_from=row.valid_from)
        for row in rows
    }


def seen_by(user: Any) -> QuerySet[CoverageFigure]:
    """Confirmed figures, and for those who follow the work also the ones that wait for their head."""
    figures = CoverageFigure.objects
    return figures.visible_to(user, "coverage.view") | figures.visible_to(user, "coverage.follow")


def own_branches(user: Any, code: str, regency: Regency | None = None) -> list[Branch]:
    """Branches that the person may act for: a regency may be served by several, each stands for its own."""
    found = {
        seat.branch_id: seat.branch
        for seat in seats_of(user)
        if seat.role in GRANTS[code] and seat.branch_id and (regency is None or regency.pk in seat.place()[1])
    }
    return list(found.values())


def supplied_by(user: Any, regency_id: int, as_of: date) -> list[Branch]:
    """The person's own branches that entered figures of the regency at this date. One query, none without a branch."""
    branches = own_branches(user, "coverage.enter")
    if not branches:
        return []
    rows = CoverageFigure.objects.filter(branch__in=branches, regency=regency_id, as_of=as_of).order_by()
    found = set(rows.values_list("branch", flat=True))
    return [branch for branch in branches if branch.pk in found]


def dates_of(province: Province, figures: QuerySet[CoverageFigure]) -> list[date]:
    """The dates for which the province has figures, newest first."""
    dates = figures.filter(regency__province=province).order_by("-as_of").values_list("as_of", flat=True)
    return list(dates.distinct())


def a_year_before(as_of: date, dates: Iterable[date]) -> date:
    """What `as_of` is compared with: the same day, else the last date with figures in the year before."""
    same_day = date(as_of.year - 1, as_of.month, 28 if (as_of.month, as_of.day) == (2, 29) else as_of.day)
    known = [day for day in dates if day.year == as_of.year - 1]
    return same_day if same_day in known or not known else max(known)


def year_ends(assessment_year: int) -> tuple[date, date]:
    """The dates an edition compares: the end of its assessment year and of the year before."""
    return date(assessment_year, 12, 31), date(assessment_year - 1, 12, 31)


def _coverage_at(
    regency_ids: Collection[int],
    dates: tuple[date, ...],
    figures: QuerySet[CoverageFigure] | None,
    kind: str,
) -> dict[tuple[int, date], Coverage]:
    rows = CoverageFigure.objects.filter(regency__in=regency_ids, as_of__in=dates)
    if figures is not None:
        rows = rows.annotate(shown=Exists(figures.filter(pk=OuterRef("pk"))))
    counted: dict[tuple[int, date], list[Figure]] = {}
    withheld: set[tuple[int, date]] = set()
    for row in rows.order_by("branch", "segment"):
        counted.setdefault((row.regency_id, row.as_of), []).append(
            Figure(row.branch_id, row.segment, row.participants, row.confirmed_at is not None)
        )
        if not getattr(row, "shown", True):
            withheld.add((row.regency_id, row.as_of))
    whole: dict[tuple[int, date], dict[str, int]] = {}
    parts: dict[tuple[int, date], dict[str, int]] = {}
    for base in CoverageBase.objects.filter(regency__in=regency_ids, as_of__in=dates):
        if base.segment:
            parts.setdefault((base.regency_id, base.as_of), {})[base.segment] = base.people
        else:
            whole.setdefault((base.regency_id, base.as_of), {})[base.kind] = base.people
    areas = list(
        BranchArea.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=min(dates)),
            regency__in=regency_ids,
            valid_from__lte=max(dates),
        )
    )
    found = {}
    for regency in regency_ids:
        known = [set(whole[regency, day]) for day in dates if (regency, day) in whole]
        common = set.intersection(*known) if known else set()
        for day in dates:
            bases = whole.get((regency, day), {})
            choice = [kind] if kind else [one for one in WHOLE_BASES if one in (common or bases)]
            used = next((one for one in choice if one in bases), "")
            found[regency, day] = Coverage(
                as_of=day,
                figures=() if (regency, day) in withheld else tuple(counted.get((regency, day), ())),
                branches=frozenset(
                    area.branch_id
                    for area in areas
                    if area.regency_id == regency
                    and area.valid_from <= day
                    and (area.valid_to is None or area.valid_to > day)
                ),
                base=bases.get(used),
                base_kind=used,
                segment_bases=parts.get((regency, day), {}),
                withheld=(regency, day) in withheld,
            )
    return found
