"""Certificates for the chosen recipients, and any batch of documents while it is made."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from reports import queries, services
from reports.documents import signature
from reports.documents.batch import title_of
from reports.documents.decree_days import open_warnings
from reports.forms.papers import CertificatesForm
from reports.models import Batch, Document, Preview, Recall, Signer
from reports.pace import time_left
from reports.services import batches as batch_services
from reports.services.decrees import decree_of
from reports.services.signers import among
from reports.views.documents import PAGE, poll_address, watched
from scoring.models import Decision

Kind = Document.Kind
# The last part of the address: what is done, and what is said of it.
MOVES: dict[str, tuple[Any, Any]] = {
    "jeda": (
        batch_services.pause_batch,
        gettext_lazy("Pembuatan dijeda; yang sedang dibuat diselesaikan."),
    ),
    "lanjutkan": (batch_services.resume_batch, gettext_lazy("Pembuatan dilanjutkan.")),
    "batalkan": (batch_services.cancel_batch, gettext_lazy("Sisanya dibatalkan. Berkas yang sudah jadi tetap ada.")),
    "ulangi": (batch_services.retry_failed, gettext_lazy("Berkas yang gagal dibuat ulang.")),
}
BUNDLES = {"zip": Kind.BATCH_ARCHIVE, "cetak": Kind.BATCH_PRINT}


@edition_page("documents.make")
def certificates(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Who gets a certificate in a category; all of them are made, or the chosen ones."""
    visible = Category.objects.visible_to(request.user, "documents.make")
    row = get_object_or_404(visible.select_related("edition__province"), edition=edition, slug=category)
    recipients = queries.recipients(row)
    form = CertificatesForm(request.POST or None, user=request.user, recipients=recipients)
    context = {
        "form": form,
        "category": row,
        "recipients": recipients,
        "unconfirmed": [one.award for one in recipients if not one.award.confirmed],
        "alike": queries.alike(row),
        "signer": among(
            Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition), Document.Kind.CERTIFICATE
        ),
        "recalls": Recall.objects.visible_to(request.user, "documents.make")
        .filter(document__category=row)
        .select_related("document__nominee", "change")
        .defer("document__data", "change__package"),
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (row.name, None)],
    }
    context |= _before_printing(request, row, context["signer"])
    if request.method == "POST":
        made = None
        if form.is_valid():
            made = form.attempt(
                services.request_certificates,
                row,
                by=request.user,
                number=form.cleaned_data["number"],
                subjects=form.cleaned_data["recipients"],
            )
        if made is None:
            return refused(request, "reports/certificates.html", context)
        return redirect("batch", edition.province.slug, edition.slug, made.pk)
    return render(request, "reports/certificates.html", context)


def _before_printing(request: HttpRequest, category: Category, signer: Signer | None) -> dict[str, Any]:
    """What is looked at once more: names nobody has confirmed, days that do not agree, another signer."""
    decisions = Decision.objects.visible_to(request.user, "decision.view").filter(category=category, revoked_at=None)
    decision = decisions.first()
    if decision is None:
        return {}
    decision.category = category
    changed, total = queries.changed_signers(category, signature(signer)) if signer else (0, 0)
    return {
        "warnings": open_warnings(decree_of(decision)).values(),
        "changed": changed,
        "total": total,
    }


@watched
@edition_page("documents.make")
def certificate_preview(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """One certificate before the batch: asked for with POST, then followed with its row (`lihat`)."""
    visible = Category.objects.visible_to(request.user, "documents.make")
    row = get_object_or_404(visible.select_related("edition__province"), edition=edition, slug=category)
    place = reverse("certificate_preview", args=[edition.province.slug, edition.slug, row.slug])
    if request.method == "POST":
        subject = request.POST.get("recipients", "")
        try:
            made = services.preview_certificate(row, by=request.user, subject=subject)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("certificates", edition.province.slug, edition.slug, row.slug)
        return redirect(f"{place}?lihat={made.pk}")
    asked = request.GET.get("lihat", "")
    rows = Preview.objects.visible_to(request.user, "documents.make").filter(edition=edition, kind=Kind.CERTIFICATE)
    found = get_object_or_404(rows.defer("data"), pk=int(asked) if asked.isdecimal() and len(asked) < 19 else None)
    back = reverse("certificates", args=[edition.province.slug, edition.slug, row.slug])
    context = {
        "preview": found,
        "back": back,
        "back_label": _("Kembali ke penerima"),
        "poll": poll_address(request, services.state(edition.province.slug, edition.slug)),
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (row.name, back), (_("Pratinjau"), None)],
    }
    return render(request, "reports/wording_preview.html", context, partial="state")


@watched
@edition_page("documents.make")
def batch(request: HttpRequest, edition: Edition, batch: int) -> HttpResponse:
    """The progress of a batch; it may be left and come back to."""
    return render(request, "reports/batch.html", _page(request, _batch(request, edition, batch)), partial="rows")


@require_POST
@edition_page("documents.make")
def batch_move(request: HttpRequest, edition: Edition, batch: int, move: str) -> HttpResponse:
    """Pause, continue, cancel, try again, or one file of all."""
    row = _batch(request, edition, batch)
    try:
        if move in BUNDLES:
            made = batch_services.request_bundle(row, BUNDLES[move], by=request.user)
            text = _("%(title)s: sedang dibuat.") % {"title": made.title}
        elif move in MOVES:
            verb, text = MOVES[move]
            verb(row, by=request.user)
        else:
            raise Http404
    except ValidationError as error:
        # Nothing was typed, and this address cannot be opened again: the page as it stands now tells the rest.
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, text)
    return redirect(_url("batch", edition, row.pk))


def _page(request: HttpRequest, row: Batch) -> dict[str, Any]:
    edition = row.edition
    seen = services.state(edition.province.slug, edition.slug)
    visible = Document.objects.visible_to(request.user, "documents.view")
    papers = queries.newest(visible.filter(batch=row)).order_by("pk")
    status = request.GET.get("status", "")
    counts = queries.progress_of(row)
    if status in counts:
        papers = papers.filter(status=status)
    bundles = queries.newest(visible.filter(subject=f"batch:{row.pk}", kind__in=BUNDLES.values(), superseded_at=None))
    waiting = counts.get("queued", 0) + counts.get("building", 0)
    return {
        "batch": row,
        "title": title_of(row),
        "page": Paginator(papers, PAGE).get_page(request.GET.get("page")),
        "states": [(value, label) for value, label in Document.Status.choices if counts.get(value)],
        "counts": counts,
        "total": sum(counts.values()) - counts.get("cancelled", 0),
        "left": time_left(queries.finished_last(row), waiting) if row.status == Batch.Status.RUNNING else "",
        "bundles": bundles,
        "working": waiting and row.status == Batch.Status.RUNNING or any(paper.is_working for paper in bundles),
        "poll": f"{_url('batch', edition, row.pk)}?{urlencode({**request.GET.dict(), 'seen': seen})}",
        "may_make": True,
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (Kind(row.kind).label, None)],
    }


def _batch(request: HttpRequest, edition: Edition, pk: int) -> Batch:
    visible = Batch.objects.visible_to(request.user, "documents.make")
    rows = visible.select_related("category", "edition__province", "made_by", "changed_by")
    return get_object_or_404(rows, edition=edition, pk=pk)


def _url(name: str, edition: Edition, *rest: int) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *rest])
