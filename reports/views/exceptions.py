"""`/riwayat/perhatian/`: everything unusual of an edition on one page, and as a file."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.views.downloads import download
from paritrana.audit.models import Entry
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.htmx import render
from paritrana.numbers import waktu
from paritrana.web.words import table_word, verb_word
from reports.exceptions import ABOUT_MARKS, KINDS, addresses, exceptions, without_conflicts
from reports.sheets import csv_file, workbook
from scoring.models import ScoreSheet

PAGE = 50
AT_MOST = 20_000  # rows of a file


@edition_page("exceptions.view")
def exception_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All exceptions, by kind: who, when, why, and the page each is about."""
    found = _found(request, edition)
    counts = dict(found.order_by().values_list("kind").annotate(Count("pk")))
    page = Paginator(_chosen(request, found), PAGE).get_page(request.GET.get("page"))
    urls = addresses(page.object_list, edition)
    rows = [(*line, urls.get(line[0].pk, "")) for line in _lines(request, edition, page.object_list)]
    context = {
        "rows": rows,
        "page": page,
        "kinds": [(kind, label) for kind, (label, _acts) in KINDS.items()],
        "counts": counts,
        "query": f"?kind={request.GET['kind']}" if request.GET.get("kind") in KINDS else "",
        "breadcrumbs": [(_("Hal yang perlu diperhatikan"), None)],
    }
    return render(request, "reports/exceptions.html", context)


@edition_page("exceptions.view")
def exception_file(request: HttpRequest, edition: Edition, kind: str) -> HttpResponseBase:
    """Exactly what is filtered, as XLSX or CSV."""
    head = [_("Waktu"), _("Jenis"), _("Pelaku"), _("Peran pelaku"), _("Tindakan"), _("Tentang"), _("Alasan")]
    entries = _chosen(request, _found(request, edition))[:AT_MOST]
    table = [
        [waktu(timezone.localtime(entry.at)), str(label), entry.actor_name, entry.hats, act, about, reason]
        for entry, label, act, about, reason in _lines(request, edition, entries)
    ]
    name = f"hal-yang-perlu-diperhatikan-{edition.province.slug}-{edition.slug}"
    if kind == "xlsx":
        return download(workbook(head, table), name, kind)
    if kind == "csv":
        return download(csv_file(head, table), name, kind)
    raise Http404


def _found(request: HttpRequest, edition: Edition) -> QuerySet[Entry]:
    entries = Entry.objects.visible_to(request.user, "exceptions.view")
    return without_conflicts(exceptions(entries, edition), request.user)


def _chosen(request: HttpRequest, found: QuerySet[Entry]) -> QuerySet[Entry]:
    kind = request.GET.get("kind", "")
    return found.filter(kind=kind) if kind in KINDS else found


def _lines(request: HttpRequest, edition: Edition, entries: Any) -> Iterator[tuple[Any, ...]]:
    """(entry, kind, act, what it is about, reason) in words."""
    own = ScoreSheet.objects.visible_to(request.user, "sheets.fill").filter(nomination__edition=edition)
    still_scores = own.filter(status__in=ScoreSheet.OPEN).exists()
    for entry in entries:
        reason = entry.reason
        if still_scores and entry.kind in ABOUT_MARKS:
            reason = _("Alasan terbuka setelah Anda selesai menilai.")
        about = f"{table_word(entry.table)} {entry.row_text}"
        yield entry, KINDS[entry.kind][0], verb_word(entry.verb), about, _conditions(entry) or reason


def _conditions(entry: Entry) -> str:
    """What was set aside, with the reason given."""
    conditions = entry.after.get("set_aside")
    return f"{' '.join(conditions)} {_('Alasan:')} {entry.reason}" if conditions else ""
