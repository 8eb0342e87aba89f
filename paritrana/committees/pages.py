"""Every page of an edition starts here: the edition from the address, its zone, and the right to be there."""

import functools
import zoneinfo
from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paritrana.access import GRANTS, require, seats_of
from paritrana.committees.models import STAGES, Category, Edition, Stage
from paritrana.roles import Role

# What stands in the navigation of an edition, for those whose seats carry the code. Upper floors by name.
NAVIGATION: list[tuple[Any, list[tuple[Any, str, str]]]] = [
    (_("Ringkasan"), [(_("Ringkasan"), "edition", "editions.view")]),
    (
        _("Persiapan"),
        [
            (_("Panitia"), "seats", "seats.view"),
            (_("Kategori"), "categories", "categories.edit"),
            (_("Tahapan"), "stages", "stages.view"),
            (_("Kriteria"), "rule_books", "rubric.view"),
            (_("Rapat persiapan"), "meetings", "meetings.view"),
        ],
    ),
    (
        _("Usulan"),
        [
            (_("Usulan"), "nominations", "nominations.view"),
            (_("Verifikasi"), "verification", "nominations.verify"),
            (_("Seleksi"), "selection", "nominations.select"),
        ],
    ),
    (
        _("Cakupan"),
        [
            (_("Cakupan"), "coverage", "coverage.view"),
            (_("Regulasi"), "regulations", "regulations.view"),
            (_("Sosialisasi"), "outreach", "outreach.view"),
        ],
    ),
    (
        _("Wawancara"),
        [
            (_("Wawancara"), "interviews", "interviews.view"),
            (_("Penilaian"), "sheets", "sheets.fill"),
            (_("Kemajuan penilaian"), "progress_list", "sheets.follow"),
            (_("Konflik kepentingan"), "conflicts", "recusals.view"),
        ],
    ),
    (_("Hasil"), [(_("Peringkat"), "rankings", "ranking.view"), (_("Sanggahan"), "objections", "objections.view")]),
    (
        _("Dokumen"),
        [(_("Dokumen"), "documents", "documents.view"), (_("Pemberitahuan"), "notices_sent", "notices.follow")],
    ),
    (
        _("Catatan"),
        [
            (_("Hal yang perlu diperhatikan"), "exceptions", "exceptions.view"),
            (_("Riwayat perubahan"), "audit", "audit.view"),
        ],
    ),
]
# Pages that lie beside these and belong under one of them, by the first part of their address.
UNDER = dict.fromkeys(("tinjauan", "pleno", "surat", "perubahan"), "peringkat")
# So many pages stand in one line of a wide screen; more are grouped.
FLAT = 12


class Entry(NamedTuple):
    """A page in the navigation, or a group by its first page. `here` says that the person is in it."""

    label: Any
    url: str
    here: bool


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


def navigation(request: HttpRequest, edition: Edition) -> list[list[Entry]]:
    """The pages that the person's seats in this edition open: in one row, or as groups with the open one below."""
    roles = roles_in(edition, request.user)
    groups = []
    for title, pages in NAVIGATION:
        seen = [(label, name) for label, name, code in pages if roles & GRANTS[code]]
        groups.append(
            (title, [(label, reverse(name, args=[edition.province.slug, edition.slug])) for label, name in seen])
        )
    pages = [page for _title, inside in groups for page in inside]
    home = edition.get_absolute_url()
    part, slash, rest = request.path.removeprefix(home).partition("/")
    path = home + UNDER.get(part, part) + slash + rest
    # The longest address above this page: /penilaian/kemajuan/ also lies under /penilaian/.
    above = [url for _label, url in pages if path == url or (url != home and path.startswith(url))]
    here = max(above, key=len, default="")
    rows = [[Entry(label, url, url == here) for label, url in inside] for _title, inside in groups]
    if len(pages) <= FLAT:
        return [[entry for row in rows for entry in row]]
    # A group of one page is that page.
    first = [
        Entry(title, row[0].url, any(entry.here for entry in row)) if len(row) > 1 else row[0]
        for (title, _inside), row in zip(groups, rows, strict=True)
        if row
    ]
    return [first, *(row for row in rows if len(row) > 1 and any(entry.here for entry in row))]
