"""Signatures under a document: sealing, uploading what was signed elsewhere, comparing what came back changed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files.models import Upload
from paritrana.files.services import send
from paritrana.forms import refused
from paritrana.htmx import render
from reports import offices, services
from reports.forms.signatures import CompareForm, SignedForm
from reports.models import Document, SignedFile
from reports.services import signatures
from reports.views.documents import poll_address, watched


@watched
@edition_page("documents.make")
def document_signature(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """How a document is signed, and what can be done next."""
    row = _document(request, edition, document)
    form = SignedForm(request.POST or None, request.FILES or None, user=request.user, province=edition.province)
    if request.method == "POST":
        if not (form.is_valid() and form.attempt(_taken, form.cleaned_data["file"], document=row, by=request.user)):
            return refused(request, "reports/signature.html", _context(request, edition, row, form))
        messages.success(request, _("Berkas diterima dan sedang diperiksa."))
        return redirect(request.path)
    return render(request, "reports/signature.html", _context(request, edition, row, form), partial="rows")


@require_POST
@edition_page("documents.make")
def document_seal(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """Ask for the seal of the office."""
    row = _document(request, edition, document)
    try:
        signatures.request_seal(row, by=request.user)
        messages.success(request, _("Segel elektronik sedang dibuat."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(_address(edition, row))


@edition_page("documents.make")
def signature_compare(request: HttpRequest, edition: Edition, signed: int) -> HttpResponse:
    """Both files side by side; the second officer says whether they say the same."""
    row = get_object_or_404(_signed(request, edition).select_related("document", "file", "by"), pk=signed)
    if row.state != SignedFile.State.COMPARE:
        messages.warning(request, _("Berkas ini tidak menunggu dibandingkan lagi; hasilnya di bawah."))
        return redirect(_address(edition, row.document))
    form = CompareForm(request.POST or None, user=request.user)
    form.cancel_url = _address(edition, row.document)
    context = {
        "row": row,
        "document": row.document,
        "form": form,
        "own": row.by_id == request.user.pk,
        "breadcrumbs": [
            *_crumbs(edition, row.document),
            (_("Tanda tangan"), form.cancel_url),
            (_("Bandingkan"), None),
        ],
    }
    if request.method == "POST":
        made = form.is_valid() and form.attempt(
            signatures.compare,
            row,
            agree=form.cleaned_data["agree"] == "yes",
            note=form.cleaned_data["note"],
            by=request.user,
        )
        if not made:
            return refused(request, "reports/signature_compare.html", context)
        messages.success(request, _("Hasil pembandingan tercatat."))
        return redirect(form.cancel_url)
    return render(request, "reports/signature_compare.html", context)


@edition_page("documents.view")
def signature_file(request: HttpRequest, edition: Edition, signed: int) -> HttpResponseBase:
    """The signed file, to whoever may open the document itself."""
    code = "documents.view"
    seen = Document.objects.visible_to(request.user, code).filter(edition=edition)
    rows = SignedFile.objects.visible_to(request.user, code).filter(document__in=seen, file__isnull=False)
    row = rows.filter(pk=signed).first() or get_object_or_404(
        _signed(request, edition).filter(file__isnull=False), pk=signed
    )
    return send(row.file, to=request.user)


@edition_page("documents.make")
def signatures_bulk(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Many signed files at once: each finds its document by its bytes, its printed code or its name."""
    form = SignedForm(
        request.POST or None, request.FILES or None, user=request.user, province=edition.province, many=True
    )
    rows = _signed(request, edition).filter(replaced_at=None).select_related("document", "file")
    context: dict[str, Any] = {
        "form": form,
        "rows": rows[:50],
        "breadcrumbs": [(_("Dokumen"), reverse("documents", args=[edition.province.slug, edition.slug])),
                        (_("Tanda tangan"), None)],
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "reports/signatures.html", context)
    if not form.is_valid():
        return refused(request, "reports/signatures.html", context)
    taken, lost = 0, []
    for given in form.cleaned_data["file"]:
        found = signatures.find_document(edition, given, by=request.user)
        if found and form.attempt(signatures.take_signed, found, given, by=request.user):
            taken += 1
        elif not found:
            lost.append(given.name)
    if taken:
        words = ngettext("%(count)s berkas diterima.", "%(count)s berkas diterima.", taken)
        messages.success(request, words % {"count": taken})
    if lost:
        words = _("Berkas berikut tidak cocok dengan dokumen mana pun; unggah dari halaman dokumennya: %(names)s.")
        form.add_error("file", words % {"names": ", ".join(lost)})
    if form.errors:
        return refused(request, "reports/signatures.html", context)
    return redirect(request.path)


def _taken(given: UploadedFile | Upload, *, document: Document, by: Any) -> SignedFile:
    return signatures.take_signed(document, given, by=by)


def _document(request: HttpRequest, edition: Edition, pk: int) -> Document:
    rows = Document.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    return get_object_or_404(rows.select_related("category").defer("data"), pk=pk, status=Document.Status.READY)


def _signed(request: HttpRequest, edition: Edition) -> Any:
    return SignedFile.objects.visible_to(request.user, "documents.make").filter(document__edition=edition)


def _context(request: HttpRequest, edition: Edition, document: Document, form: SignedForm) -> dict[str, Any]:
    rows = list(_signed(request, edition).filter(document=document).select_related("file", "by", "second"))
    return {
        "document": document,
        "form": form,
        "rows": rows,
        "working": any(row.is_working for row in rows),
        "may_seal": offices.office(edition.province.slug) is not None,
        "poll": poll_address(request, services.state(edition.province.slug, edition.slug)),
        "breadcrumbs": [*_crumbs(edition, document), (_("Tanda tangan"), None)],
    }


def _crumbs(edition: Edition, document: Document) -> list[tuple[str, str | None]]:
    return [
        (_("Dokumen"), reverse("documents", args=[edition.province.slug, edition.slug])),
        (document.get_kind_display(), reverse("document", args=[edition.province.slug, edition.slug, document.pk])),
    ]


def _address(edition: Edition, document: Document) -> str:
    return reverse("document_signature", args=[edition.province.slug, edition.slug, document.pk])
