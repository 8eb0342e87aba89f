from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from nominations.coverage_queries import own_branches, year_ends
from nominations.cutoff_queries import frozen_since
from nominations.models import CoverageFigure
from paritrana.access import holds
from paritrana.committees.agenda import Item
from paritrana.committees.models import Edition
from paritrana.regions.models import Regency


def agenda(user: Any) -> list[Item]:
    """For a branch, in the newest edition of each of its provinces: figures to enter, figures to confirm."""
    if not holds(user, "coverage.enter"):
        return []
    branches = own_branches(user, "coverage.enter")
    figures = CoverageFigure.objects.visible_to(user, "coverage.enter").filter(branch__in=branches)
    waiting = dict(
        figures.filter(confirmed_at=None)
        .order_by()
        .values("regency__province")
        .annotate(count=Count("pk"))
        .values_list("regency__province", "count")
    )
    items = []
    for edition in _newest(user):
        place = [edition.province.slug, edition.slug]
        if holds(user, "coverage.confirm") and edition.province_id in waiting:
            title, count = _("Konfirmasi angka cakupan"), waiting[edition.province_id]
            items.append(Item(title, reverse("coverage_confirmation", args=place), count, None, edition.title))
        if frozen_since([edition.province_id], year_ends(edition.assessment_year)[0]):
            continue
        entered = figures.filter(as_of=year_ends(edition.assessment_year)[0]).values("regency")
        regencies = Regency.objects.visible_to(user, "coverage.enter").filter(province=edition.province_id)
        if missing := regencies.exclude(pk__in=entered).count():
            title = _("Isi angka cakupan daerah yang belum ada")
            items.append(Item(title, reverse("coverage", args=place), missing, None, edition.title))
    return items


def _newest(user: Any) -> list[Edition]:
    newest: dict[str, Edition] = {}
    editions = Edition.objects.visible_to(user, "coverage.enter").select_related("province")
    for edition in editions.order_by("assessment_year", "pk"):
        newest[edition.province_id] = edition
    return list(newest.values())
