import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import holds
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from reports import queries, services
from reports.forms import CertificatesForm, SignerForm
from reports.models import Batch, Document, Signer
from scoring.models import Decision, RankingRun

PAGE = 50


def watched(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that asks again while documents are made: nothing new costs no query beyond the session."""

    @functools.wraps(view)
    def page(request: HttpRequest, province: str, edition: str, **rest: Any) -> HttpResponse:
        if services.is_seen(request.GET.get("seen", ""), province, edition):
            return HttpResponse(status=204)
        return view(request, province=province, edition=edition, **rest)

    return page


@watched
@edition_page("documents.view")
def document_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The papers of the edition, and for the secretariat what can be made."""
    seen = services.state(edition.province.slug, edition.slug)
    visible = Document.objects.visible_to(request.user, "documents.view").filter(edition=edition)
    kind, status = request.GET.get("kind", ""), request.GET.get("status", "")
    found = queries.newest(visible)
    if kind in Document.Kind.values:
        found = found.filter(kind=kind)
    if status in Document.Status.values:
        found = found.filter(status=status)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "kinds": Document.Kind.choices,
        "kind_counts": queries.by_kind(visible),
        "working": any(document.is_working for document in page),
        "poll": _poll(request, seen),
        "may_make": holds(request.user, "documents.make"),
        "breadcrumbs": [(_("Dokumen"), None)],
    }
    if context["may_make"]:
        context["offers"] = _offers(request, edition)
        context["signer"] = Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition).first()
    return render(request, "reports/documents.html", context, partial="rows")


def _offers(request: HttpRequest, edition: Edition) -> list[dict]:
    """Per category what can be made now: certificates after a decision, a report after a run."""
    categories = Category.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    decided = set(
        Decision.objects.visible_to(request.user, "decision.view")
        .filter(category__edition=edition, revoked_at=None)
        .values_list("category", flat=True)
    )
    ranked = set(
        RankingRun.objects.visible_to(request.user, "ranking.view")
        .filter(category__edition=edition)
        .values_list("category", flat=True)
    )
    return [
        {"category": category, "certificates": category.pk in decided, "report": category.pk in ranked}
        for category in categories
        if category.pk in decided | ranked
    ]


@edition_page("documents.make")
def certificates(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Who gets a certificate in a category, and the one button that makes them all."""
    visible = Category.objects.visible_to(request.user, "documents.make")
    row = get_object_or_404(visible.select_related("edition__province"), edition=edition, slug=category)
    form = CertificatesForm(request.POST or None, user=request.user)
    context = {
        "form": form,
        "category": row,
        "recipients": queries.recipients(row),
        "signer": Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition).first(),
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (row.name, None)],
    }
    if request.method == "POST":
        batch = None
        if form.is_valid():
            batch = form.attempt(
                services.request_certificates, row, by=request.user, pattern=form.cleaned_data["pattern"]
            )
        if batch is None:
            return refused(request, "reports/certificates.html", context)
        return redirect("batch", edition.province.slug, edition.slug, batch.pk)
    return render(request, "reports/certificates.html", context)


@watched
@edition_page("documents.make")
def batch(request: HttpRequest, edition: Edition, batch: int) -> HttpResponse:
    """The progress of a batch; it may be left and come back to."""
    row = get_object_or_404(
        Batch.objects.visible_to(request.user, "documents.make").select_related("category"), edition=edition, pk=batch
    )
    seen = services.state(edition.province.slug, edition.slug)
    documents = list(
        queries.newest(Document.objects.visible_to(request.user, "documents.view").filter(batch=row)).order_by("pk")
    )
    ready = sum(document.status == Document.Status.READY for document in documents)
    context = {
        "batch": row,
        "documents": documents,
        "ready": ready,
        "failed": sum(document.status == Document.Status.FAILED for document in documents),
        "working": any(document.is_working for document in documents),
        "poll": _poll(request, seen),
        "may_make": True,
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (Document.Kind(row.kind).label, None)],
    }
    return render(request, "reports/batch.html", context, partial="rows")


@require_POST
@edition_page("documents.make")
def report(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The ranking report of the last run of a category."""
    runs = RankingRun.objects.visible_to(request.user, "ranking.view").filter(category__edition=edition)
    run = runs.filter(category=_number(request.POST.get("category"))).order_by("-number").first()
    if run is None:
        raise Http404
    document = services.request_ranking_report(run, by=request.user)
    messages.success(request, _("%(title)s: sedang dibuat.") % {"title": document.title})
    return redirect(_url("documents", edition))


@edition_page("documents.make")
def signer(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Who signs the papers of the edition."""
    row = Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition).first()
    form = SignerForm(request.POST or None, user=request.user, instance=row or Signer(edition=edition))
    context = {"form": form, "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (_("Penanda tangan"), None)]}
    if request.method == "POST":
        saved = form.is_valid() and form.attempt(services.set_signer, edition, by=request.user, **form.cleaned_data)
        if not saved:
            return refused(request, "reports/signer.html", context)
        messages.success(request, _("Penanda tangan tersimpan. Piagam yang sudah dibuat tidak berubah."))
        return redirect(_url("documents", edition))
    return render(request, "reports/signer.html", context)


@edition_page("documents.view")
def document_file(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """The PDF itself. Its name says nothing about the result."""
    visible = Document.objects.visible_to(request.user, "documents.view").filter(edition=edition)
    row = get_object_or_404(visible, pk=document, status=Document.Status.READY)
    name = f"{row.get_kind_display()} {row.code[:8]} v{row.version}.pdf".replace(" ", "-").lower()
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


@require_POST
@edition_page("documents.make")
def document_retry(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    visible = Document.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    row = get_object_or_404(visible, pk=document)
    services.retry(row, by=request.user)
    messages.success(request, _("Dokumen dibuat ulang."))
    if row.batch_id:
        return redirect("batch", edition.province.slug, edition.slug, row.batch_id)
    return redirect(_url("documents", edition))


def _poll(request: HttpRequest, seen: str) -> str:
    """The address at which this page asks whether there is something new."""
    query = request.GET.copy()
    query["seen"] = seen
    return f"{request.path}?{query.urlencode()}"


def _url(name: str, edition: Edition) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
