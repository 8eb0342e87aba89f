"""The matrix of protected groups: one year beside the year before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from nominations.models import ProtectedGroup, Protection
from paritrana.regions.models import Province, Regency


@dataclass(frozen=True)
class Cell:
    """One group in one regency; None is not known."""

    group: ProtectedGroup
    now: Protection | None
    before: Protection | None

    @property
    def changed(self) -> bool:
        """Known in both years, and not the same."""
        return bool(self.now and self.before and self.now.protected != self.before.protected)


@dataclass(frozen=True)
class Count:
    """How many regencies protect a group; `unknown` are those of which nobody has said."""

    group: ProtectedGroup
    protected: int
    protected_before: int
    unknown: int
    known_before: int
    gained: tuple[Regency, ...]
    lost: tuple[Regency, ...]
    regencies: int


@dataclass(frozen=True)
class Matrix:
    groups: list[ProtectedGroup]
    rows: list[tuple[Regency, list[Cell]]]
    counts: list[Count]

    @property
    def has_before(self) -> bool:
        return any(cell.before for _regency, cells in self.rows for cell in cells)


def matrix(user: Any, province: Province, year: int) -> Matrix:
    """The regencies within reach that existed in the year. Three queries."""
    groups = list(ProtectedGroup.objects.visible_to(user, "protection.view").filter(province=province))
    day = date(year, 12, 31)
    regencies = Regency.objects.visible_to(user, "protection.view").filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day), province=province
    )
    found = {
        (row.regency_id, row.group_id, row.year): row
        for row in Protection.objects.visible_to(user, "protection.view")
        .filter(group__in=groups, year__in=[year, year - 1])
        .select_related("regulation")
        .order_by()
    }
    rows = [
        (
            regency,
            [
                Cell(group, found.get((regency.pk, group.pk, year)), found.get((regency.pk, group.pk, year - 1)))
                for group in groups
            ],
        )
        for regency in regencies
    ]
    return Matrix(
        groups, rows, [_count(group, [(one, cells[at]) for one, cells in rows]) for at, group in enumerate(groups)]
    )


def states_of(user: Any, regency: Regency, year: int) -> dict[int, Protection]:
    """What is known of one regency in one year, by group."""
    rows = Protection.objects.visible_to(user, "protection.view").filter(regency=regency, year=year)
    return {row.group_id: row for row in rows}


def _count(group: ProtectedGroup, column: Iterable[tuple[Regency, Cell]]) -> Count:
    cells = list(column)
    changed = [(regency, cell) for regency, cell in cells if cell.changed]
    return Count(
        group=group,
        protected=sum(bool(cell.now and cell.now.protected) for _one, cell in cells),
        protected_before=sum(bool(cell.before and cell.before.protected) for _one, cell in cells),
        unknown=sum(cell.now is None for _one, cell in cells),
        known_before=sum(cell.before is not None for _one, cell in cells),
        gained=tuple(one for one, cell in changed if cell.now and cell.now.protected),
        lost=tuple(one for one, cell in changed if cell.now and not cell.now.protected),
        regencies=len(cells),
    )
