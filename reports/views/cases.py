"""`/riwayat/berkas-perkara/<number>/`: one button makes the case file of a candidate; each making is listed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from nominations.views.rows import nomination_or_404
from paritrana.access import holds
from paritrana.audit.models import Entry
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.htmx import render
from reports import queries, services
from reports.models import Document
from reports.services import cases as case_services
from reports.views.documents import poll_address, watched


@watched
@edition_page("cases.make")
def case_file(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """What it holds, what was made so far and by whom."""
    nomination = nomination_or_404(request, edition, number, "cases.make")
    if request.method == "POST":
        case_services.make_case_file(nomination, by=request.user)
        messages.success(request, _("Berkas perkara sedang dibuat. Halaman ini boleh ditinggalkan."))
        return redirect(request.path)
    seen = services.state(edition.province.slug, edition.slug)
    visible = Document.objects.visible_to(request.user, "documents.view").filter(nomination=nomination)
    documents = list(queries.newest(visible.filter(kind__in=Document.CASES))[:20])
    made = Entry.objects.visible_to(request.user, "audit.view").filter(
        table=nomination._meta.label, row_id=str(nomination.pk), verb="cases.make"
    )
    context = {
        "nomination": nomination,
        "documents": documents,
        "working": any(document.is_working for document in documents),
        "poll": poll_address(request, seen),
        "may_make": holds(request.user, "documents.make"),
        "made": made[:20],
        "breadcrumbs": [(nomination.nominee.name, nomination.get_absolute_url()), (_("Berkas perkara"), None)],
    }
    return render(request, "reports/case_file.html", context, partial="rows")
