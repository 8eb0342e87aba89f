"""Every page of an edition starts here: the edition from the address, its zone, and the right to be there."""

import functools
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paritrana.access import GRANTS, require, seats_of
from paritrana.committees.models import STAGES, Category, Edition, Stage
from paritrana.roles import Role

# What stands in the navigation of an edition, for those whose seats carry the code. Upper floors by name.
NAVIGATION = [
    (_("Ringkasan"), "edition", "editions.view"),
    (_("Panitia"), "seats", "seats.view"),
    (_("Kategori"), "categories", "categories.edit"),
    (_("Tahapan"), "stages", "stages.view"),
    (_("Kriteria"), "rule_books", "rubric.view"),
    (_("Usulan"), "nominations", "nominations.view"),
    (_("Verifikasi"), "verification", "nominations.verify"),
    (_("Seleksi"), "selection", "nominations.select"),
    (_("Cakupan"), "coverage", "coverage.view"),
    (_("Regulasi"), "regulations", "regulations.view"),
    (_("Sosialisasi"), "outreach", "outreach.view"),
    (_("Rapat persiapan"), "meetings", "meetings.view"),
    (_("Wawancara"), "interviews", "interviews.view"),
    (_("Penilaian"), "sheets", "sheets.fill"),
    (_("Kemajuan penilaian"), "progress_list", "sheets.follow"),
    (_("Konflik kepentingan"), "conflicts", "recusals.view"),
    (_("Peringkat"), "rankings", "ranking.view"),
    (_("Sanggahan"), "objections", "objections.view"),
    (_("Dokumen"), "documents", "documents.view"),
    (_("Pemberitahuan"), "notices_sent", "notices.follow"),
    (_("Hal yang perlu diperhatikan"), "exceptions", "exceptions.view"),
    (_("Riwayat perubahan"), "audit", "audit.view"),
]


def edition_page(code: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view of an edition: `view(request, edition, **rest)`.

    404 when the edition is out of reach, 403 when the person holds no seat with `code` in it.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def page(request: HttpRequest, province: str, edition: str, **rest: Any) -> HttpResponse:
            editions = Edition.objects.visible_to(request.user, "editions.view")
            found = get_object_or_404(
                editions.select_related("province").prefetch_related("categories"),
                province__slug=province,
                slug=edition,
            )
            if code != "editions.view":
                require(request.user, code, found)
            request.edition = found  # type: ignore[attr-defined]
            timezone.activate(zoneinfo.ZoneInfo(found.province.zone))
            return view(request, found, **rest)

        return page

    return decorate


def stage_line(of: Edition | Category) -> list[tuple[str, str, Any]]:
    """The eight stages as (label, state, date); state is done, current, next or skipped."""
    current = STAGES.index(Stage(of.stage))
    skips = of.skips if isinstance(of, Category) else []
    dates = {Stage.NOMINATION: of.nomination_closes} if isinstance(of, Category) else {}
    edition = of.edition if isinstance(of, Category) else of
    dates[Stage.ANNOUNCED] = edition.ceremony_at
    line = []
    for index, stage in enumerate(STAGES):
        state = "done" if index < current else "current" if index == current else "next"
        line.append((stage.label, "skipped" if stage in skips else state, dates.get(stage)))
    return line


def roles_in(edition: Edition, user: Any) -> set[Role]:
    """The roles of the person's seats in an edition: which pages to offer, without asking the database again."""
    return {
        seat.role
        for seat in seats_of(user)
        if seat.edition_id in (None, edition.pk)
        and (seat.place()[0] == "nation" or edition.province_id in seat.home_provinces())
    }


def navigation(request: HttpRequest, edition: Edition) -> list[tuple[Any, str, bool]]:
    """The pages that the person's seats in this edition open, as (label, address, is the current one)."""
    home = edition.get_absolute_url()
    roles = roles_in(edition, request.user)
    pages = [
        (label, reverse(name, args=[edition.province.slug, edition.slug]))
        for label, name, code in NAVIGATION
        if roles & GRANTS[code]
    ]
    # The longest address above this page: /penilaian/kemajuan/ also lies under /penilaian/.
    above = [url for _label, url in pages if request.path == url or (url != home and request.path.startswith(url))]
    here = max(above, key=len, default="")
    return [(label, url, url == here) for label, url in pages]
