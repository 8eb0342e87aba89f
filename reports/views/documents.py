import functools
import io
from collections.abc import Callable
from typing import IO, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations.views.downloads import download
from paritrana.access import holds
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.htmx import render
from reports import queries, services
from reports.documents.batch import title_of
from reports.documents.tables import table_of
from reports.docx import render_docx
from reports.docx_papers import PAPERS
from reports.models import Batch, Document
from reports.sheets import csv_file, workbook

PAGE = 50
BATCHES = 5
SHAPES = {"xlsx": workbook, "csv": csv_file}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    """The papers of the edition."""
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
        "poll": poll_address(request, seen),
        "may_make": holds(request.user, "documents.make"),
        "breadcrumbs": [(_("Dokumen"), None)],
    }
    if context["may_make"]:
        batches = Batch.objects.visible_to(request.user, "documents.make").filter(edition=edition)
        last = batches.select_related("category", "edition", "made_by")[:BATCHES]
        context["batches"] = [(title_of(batch), batch) for batch in last]
    return render(request, "reports/documents.html", context, partial="rows")


@edition_page("documents.view")
def document_file(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """The PDF itself, signed where it is (`?asli=1`: as the portal made it; `?bentuk=xlsx` or `csv`: its table).

    Its name says nothing about the result.
    """
    visible = Document.objects.visible_to(request.user, "documents.view").filter(edition=edition)
    row = get_object_or_404(visible, pk=document, status=Document.Status.READY)
    if shape := request.GET.get("bentuk"):
        return _table_response(row, shape)
    signed = queries.signed_file(row) if "asli" not in request.GET else None
    if signed and signed.file.is_open_to(request.user):
        return redirect("signature_file", edition.province.slug, edition.slug, signed.pk)
    return paper_response(row)


@edition_page("documents.view")
def document_docx(request: HttpRequest, edition: Edition, document: int) -> FileResponse:
    """The same paper for a word processor, from the same frozen row; letters, minutes and decrees have one."""
    visible = Document.objects.visible_to(request.user, "documents.view").filter(edition=edition)
    row = get_object_or_404(visible, pk=document, status=Document.Status.READY, kind__in=PAPERS)
    content = render_docx(row.kind, row.data, created=row.made_at, title=row.title)
    return _sent(io.BytesIO(content), row, "docx", DOCX)


def _table_response(row: Document, shape: str) -> FileResponse:
    if not row.has_table or shape not in SHAPES:
        raise Http404
    return download(SHAPES[shape](*table_of(row)), _name(row), shape)


def paper_response(row: Document) -> FileResponse:
    """The bytes of a finished document."""
    return _sent(row.file.open("rb"), row, row.ending, f"application/{row.ending}")


def _sent(content: IO[bytes], row: Document, ending: str, content_type: str) -> FileResponse:
    """A file to be stored; its name says nothing about the result."""
    name = f"{row.get_kind_display()} {row.code[:8]} v{row.version}.{ending}".replace(" ", "-").lower()
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


def _name(row: Document) -> str:
    return f"{row.get_kind_display()} {row.code[:8]} v{row.version}".replace(" ", "-").lower()


@require_POST
@edition_page("documents.make")
def document_retry(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    visible = Document.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    row = get_object_or_404(visible, pk=document)
    services.retry(row, by=request.user)
    messages.success(request, _("Dokumen dibuat ulang."))
    if request.POST.get("back") == "document":
        return redirect("document", edition.province.slug, edition.slug, row.pk)
    if row.batch_id:
        return redirect("batch", edition.province.slug, edition.slug, row.batch_id)
    return redirect(_url("documents", edition))


def poll_address(request: HttpRequest, seen: str) -> str:
    """The address at which this page asks whether there is something new."""
    query = request.GET.copy()
    query["seen"] = seen
    return f"{request.path}?{query.urlencode()}"


def _url(name: str, edition: Edition) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug])
