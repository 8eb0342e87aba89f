from collections.abc import Callable, Collection, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from nominations.coverage import Comparison, Coverage, Figure, compare
from nominations.models import CoverageBase, CoverageFigure, CoverageTarget
from paritrana.access import GRANTS, seats_of
from paritrana.committees.models import Edition
from paritrana.regions.models import Branch, BranchArea, Nominee, Province, Regency

SEGMENTS = tuple(CoverageFigure.Segment.choices)
# Denominators that stand for all segments, in the order in which one is chosen when several are known.
WHOLE_BASES = (CoverageBase.Kind.LABOUR_FORCE, CoverageBase.Kind.WORKING)


@dataclass(frozen=True)
class Change:
    """A number that is only supposed: of a branch and segment, or a denominator of a kind (and segment)."""

    regency: int
    as_of: date
    branch: int | None
    segment: str
    kind: str
    people: int


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
    found = _Rows(regency_ids, (as_of,), figures)
    return {regency: found.coverage(regency, (as_of,), kind)[0] for regency in regency_ids}


def supposed(change: Change) -> Callable[[str], tuple[Coverage, Coverage]]:
    """By kind of denominator, coverage as it is and as the change, confirmed, would make it. Three queries."""
    now = _Rows([change.regency], (change.as_of,), None)
    then = deepcopy(now)
    then.suppose(change)

    def pair(kind: str) -> tuple[Coverage, Coverage]:
        before, after = (rows.coverage(change.regency, (change.as_of,), kind)[0] for rows in (now, then))
        return before, after

    return pair


def comparisons_of(
    regencies: Iterable[Regency],
    as_of: date,
    before: date,
    *,
    figures: QuerySet[CoverageFigure] | None = None,
    kind: str = "",
) -> dict[int, Comparison]:
    """Each regency at `as_of` beside itself at `before`. Three queries."""
    found = runs_of(regencies, (as_of, before), figures=figures, kind=kind)
    return {regency: run[0] for regency, run in found.items()}


def runs_of(
    regencies: Iterable[Regency],
    dates: Sequence[date],
    *,
    figures: QuerySet[CoverageFigure] | None = None,
    kind: str = "",
) -> dict[int, list[Comparison]]:
    """Each regency at every date beside the date before it, newest first. Three queries."""
    rows = list(regencies)
    found = _Rows([row.pk for row in rows], dates, figures)
    return {
        row.pk: [
            compare(*found.coverage(row.pk, pair, kind), order=SEGMENTS, existed_from=row.valid_from)
            for pair in pairwise(dates)
        ]
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


def target_of(user: Any, edition: Edition) -> Decimal | None:
    """The coverage the edition aims at, in percent; None when the secretariat has set none."""
    return (
        CoverageTarget.objects.visible_to(user, "coverage.view")
        .filter(edition=edition)
        .values_list("percent", flat=True)
        .first()
    )


def explaining(user: Any, regency: Regency) -> Branch | Nominee | None:
    """For whom the person may explain a fall of the regency: a branch that serves it, or its government."""
    branches = own_branches(user, "coverage.explain", regency)
    if branches:
        return branches[0]
    own = Nominee.objects.visible_to(user, "coverage.explain")
    return own.filter(regency=regency, kind=Nominee.Kind.GOVERNMENT).first()


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


class _Rows:
    """What is stored of some regencies at some dates."""

    def __init__(
        self, regency_ids: Collection[int], dates: Sequence[date], figures: QuerySet[CoverageFigure] | None
    ) -> None:
        self.counted: dict[tuple[int, date], list[Figure]] = {}
        self.withheld: set[tuple[int, date]] = set()
        self.whole: dict[tuple[int, date], dict[str, int]] = {}
        self.parts: dict[tuple[int, date], dict[str, int]] = {}
        self.areas: dict[int, list[BranchArea]] = {}
        rows = CoverageFigure.objects.filter(regency__in=regency_ids, as_of__in=dates)
        if figures is not None:
            rows = rows.annotate(shown=Exists(figures.filter(pk=OuterRef("pk"))))
        for row in rows.order_by("branch", "segment"):
            self.counted.setdefault((row.regency_id, row.as_of), []).append(
                Figure(row.branch_id, row.segment, row.participants, row.confirmed_at is not None)
            )
            if not getattr(row, "shown", True):
                self.withheld.add((row.regency_id, row.as_of))
        for base in CoverageBase.objects.filter(regency__in=regency_ids, as_of__in=dates):
            kinds, key = (self.parts, base.segment) if base.segment else (self.whole, base.kind)
            kinds.setdefault((base.regency_id, base.as_of), {})[key] = base.people
        for area in BranchArea.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=min(dates)), regency__in=regency_ids, valid_from__lte=max(dates)
        ):
            self.areas.setdefault(area.regency_id, []).append(area)

    def suppose(self, change: Change) -> None:
        """Put a number in place of what is stored."""
        key = (change.regency, change.as_of)
        if change.branch is None:
            bases, name = (self.parts, change.segment) if change.segment else (self.whole, change.kind)
            bases.setdefault(key, {})[name] = change.people
            return
        others = [
            one for one in self.counted.get(key, ()) if (one.branch, one.segment) != (change.branch, change.segment)
        ]
        self.counted[key] = [*others, Figure(change.branch, change.segment, change.people, True)]

    def coverage(self, regency: int, dates: Sequence[date], kind: str) -> list[Coverage]:
        """The regency at each date; of several denominators the first that all dates know."""
        known = [set(self.whole[regency, day]) for day in dates if (regency, day) in self.whole]
        common = set.intersection(*known) if known else set()
        return [self._one(regency, day, kind, common) for day in dates]

    def _one(self, regency: int, day: date, kind: str, common: set[str]) -> Coverage:
        bases = self.whole.get((regency, day), {})
        choice = [kind] if kind else [one for one in WHOLE_BASES if one in (common or bases)]
        used = next((one for one in choice if one in bases), "")
        withheld = (regency, day) in self.withheld
        return Coverage(
            as_of=day,
            figures=() if withheld else tuple(self.counted.get((regency, day), ())),
            branches=frozenset(
                area.branch_id
                for area in self.areas.get(regency, ())
                if area.valid_from <= day and (area.valid_to is None or area.valid_to > day)
            ),
            base=bases.get(used),
            base_kind=used,
            segment_bases=self.parts.get((regency, day), {}),
            withheld=withheld,
        )
