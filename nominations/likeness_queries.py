"""Hints that a candidate may be there already, among what somebody may see."""

from collections.abc import Collection
from typing import Any

from nominations.candidate_queries import known_of
from nominations.likeness import Index, Known, Likeness
from nominations.models import Nomination
from nominations.workflow import OPEN
from paritrana.committees.models import Edition
from paritrana.regions.models import Nominee, Province


def standing(edition: Edition, user: Any) -> Index:
    """The companies that stand in an edition, as far as `user` may see; the key is the nomination's. One query."""
    rows = Nomination.objects.visible_to(user, "nominations.view").filter(
        edition=edition, status__in=OPEN, nominee__kind=Nominee.Kind.COMPANY
    )
    return Index(known_of(row.nominee, row.pk, row.number) for row in rows.select_related("nominee__regency"))


def numbers_alike(edition: Edition, user: Any, of: Collection[int]) -> dict[int, list[int]]:
    """Number of a nomination (those `of` a page) -> the numbers of those that may be the same candidate."""
    index = standing(edition, user)
    return {
        one.number: sorted(other.known.number for other in index.like(one.name, one.npp, one.nib, but=one.key))
        for one in index.known
        if one.number in of
    }


def pairs_alike(edition: Edition, user: Any) -> list[tuple[Known, Likeness]]:
    """Every two nominations that may be the same candidate, by number."""
    return sorted(standing(edition, user).pairs(), key=lambda pair: (pair[0].number, pair[1].known.number))


def alike_to(nominee: Nominee, edition: Edition, user: Any, but: int | None = None) -> list[Likeness]:
    """The nominations of the edition that may be this candidate; `but` is its own."""
    if nominee.kind != Nominee.Kind.COMPANY:
        return []
    return standing(edition, user).like(nominee.name, nominee.npp, nominee.nib, but=but)


def recorded_alike(province: Province, name: str, npp: str, nib: str, user: Any) -> list[Likeness]:
    """The companies of the province that may be the one that is typed."""
    rows = Nominee.objects.visible_to(user, "nominees.view").filter(
        province=province, kind=Nominee.Kind.COMPANY, merged_into=None
    )
    return Index(known_of(row) for row in rows.select_related("regency")).like(name, npp, nib)
