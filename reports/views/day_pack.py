"""The papers of an interview day: the whole pack by one button, its parts by choice."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interviews.models import Session
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from reports import queries, services
from reports.documents.day_pack import plan_now
from reports.forms.day_pack import PartsForm
from reports.models import Document
from reports.services import day_pack as day_pack_services
from reports.views.documents import poll_address, watched

PAGE = "reports/day_pack.html"


@watched
@edition_page("day_pack.make")
def day_pack(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """The papers that are made, whether they are older than the plan, and the choice of parts."""
    session = _session(request, edition, pk)
    form = PartsForm(request.POST or None, user=request.user, session=session)
    if request.method == "POST":
        chosen = form.cleaned_data if form.is_valid() else {}
        seat = chosen.get("panelist")
        if chosen and form.attempt(
            day_pack_services.request_day_pack,
            session,
            parts=chosen["parts"],
            panelist=seat and seat.person,
            nominee=chosen["nominee"],
            by=request.user,
        ):
            messages.success(request, _("Cetakan sedang dibuat."))
            return redirect(request.path)
        return refused(request, PAGE, _page(request, edition, session, form))
    return render(request, PAGE, _page(request, edition, session, form), partial="rows")


@require_POST
@edition_page("day_pack.make")
def day_pack_make(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """The one button: the whole pack."""
    session = _session(request, edition, pk)
    try:
        document = day_pack_services.request_day_pack(session, by=request.user)
    except ValidationError as error:
        form = PartsForm(user=request.user, session=session)
        return refused(request, PAGE, _page(request, edition, session, form) | {"errors": error.messages})
    if document.is_working:
        messages.success(request, _("Paket hari-H sedang dibuat. Halaman ini boleh ditinggalkan."))
    else:
        messages.success(request, _("Paket hari-H versi %s sudah sesuai jadwal.") % document.version)
    return redirect("day_pack", edition.province.slug, edition.slug, session.pk)


def _session(request: HttpRequest, edition: Edition, pk: int) -> Session:
    rows = Session.objects.visible_to(request.user, "day_pack.make").select_related("category", "venue")
    session = get_object_or_404(rows, edition=edition, pk=pk)
    session.edition = session.category.edition = edition
    return session


def _page(request: HttpRequest, edition: Edition, session: Session, form: PartsForm) -> dict[str, Any]:
    seen = services.state(edition.province.slug, edition.slug)
    whole = day_pack_services.subject(session)
    papers = Document.objects.visible_to(request.user, "documents.view").filter(
        edition=edition, kind=Document.Kind.DAY_PACK
    )
    made = papers.filter(subject=whole) | papers.filter(subject__startswith=f"{whole}:")
    plan = plan_now(session)
    documents = list(queries.newest(made)[:50])
    bears = dict(made.filter(superseded_at=None).values_list("pk", "data__plan"))
    place = [edition.province.slug, edition.slug]
    return {
        "edition": edition,
        "category": session.category,
        "session": session,
        "form": form,
        "documents": documents,
        "has_pack": any(row.subject == whole for row in documents),
        "stale": [row for row in documents if bears.get(row.pk, plan) != plan],
        "working": any(row.is_working for row in documents),
        "poll": poll_address(request, seen),
        "may_make": True,
        "breadcrumbs": [
            (_("Wawancara"), reverse("interviews", args=place)),
            (session.name, reverse("interview", args=[*place, session.pk])),
            (_("Paket hari-H"), None),
        ],
    }
