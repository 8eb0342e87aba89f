"""`/riwayat/`: the trail of an edition, readable."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from paritrana.audit.models import Entry
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.htmx import render
from paritrana.web.filters import EntryFilter
from paritrana.web.words import changes, part_words, table_word, verb_word


@edition_page("audit.view")
def audit(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every act in the edition, and those in its province that belong to no edition (accounts, branches)."""
    here = Q(edition_id=edition.pk) | Q(edition_id=None, province=edition.province_id)
    entries = Entry.objects.visible_to(request.user, "audit.view").filter(here)
    counts: dict[str, int] = {}
    for table, count in entries.order_by().values_list("table").annotate(Count("pk")):
        part = table.split(".")[0]
        counts[part] = counts.get(part, 0) + count
    verbs = list(entries.order_by().values_list("verb", flat=True).distinct())
    filters = EntryFilter(request.GET, queryset=entries, parts=part_words(counts), verbs=verbs)
    page = Paginator(filters.qs, 50).get_page(request.GET.get("page"))
    rows = [(entry, verb_word(entry.verb), table_word(entry.table), changes(entry)) for entry in page]
    context = {
        "rows": rows,
        "page": page,
        "filters": filters,
        "counts": {"part": counts},
        "breadcrumbs": [(_("Riwayat perubahan"), None)],
    }
    return render(request, "audit/trail.html", context)
