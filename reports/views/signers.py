"""Who signs the papers of an edition."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from reports.forms.signers import SignerForm
from reports.models import Signer
from reports.services import signers as signer_services


@edition_page("documents.make")
def signer(request: HttpRequest, edition: Edition) -> HttpResponse:
    """One more who signs."""
    return _form(request, edition, None)


@edition_page("documents.make")
def signer_edit(request: HttpRequest, edition: Edition, signer: int) -> HttpResponse:
    row = _signers(request, edition).filter(pk=signer).first()
    if row is None and request.method != "POST":
        raise Http404
    # What was typed for a signer that somebody has removed meanwhile is not lost.
    return _form(request, edition, row, signer)


@require_POST
@edition_page("documents.make")
def signer_remove(request: HttpRequest, edition: Edition, signer: int) -> HttpResponse:
    row = get_object_or_404(_signers(request, edition), pk=signer)
    signer_services.remove_signer(row, by=request.user)
    messages.success(request, _("Penanda tangan dihapus. Dokumen yang sudah dibuat tidak berubah."))
    return redirect(_url("style", edition))


def _signers(request: HttpRequest, edition: Edition) -> QuerySet[Signer]:
    return Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition)


def _form(request: HttpRequest, edition: Edition, row: Signer | None, signer: int | None = None) -> HttpResponse:
    now = signer_services.stamp(row) if row else ""
    form = SignerForm(request.POST or None, user=request.user, instance=row or Signer(edition=edition), now=now)
    form.cancel_url = _url("style", edition)
    context = {
        "form": form,
        "signer": row,
        "breadcrumbs": [
            (_("Dokumen"), _url("documents", edition)),
            (_("Tata naskah"), form.cancel_url),
            (_("Penanda tangan"), None),
        ],
    }
    if request.method == "POST":
        saved = form.is_valid() and form.attempt(
            signer_services.set_signer, edition, signer, by=request.user, **form.cleaned_data
        )
        if not saved:
            if form.has_error(NON_FIELD_ERRORS, signer_services.GONE):
                form.form_action, context["signer"] = _url("signer", edition), None
            form.may_save_over(now)
            return refused(request, "reports/signer.html", context)
        messages.success(request, _("Penanda tangan tersimpan. Dokumen yang sudah dibuat tidak berubah."))
        notes = [signer_services.mandate_note(saved, kind) for kind in signer_services.DECREES if kind in saved.kinds]
        for note in filter(None, notes[:1]):
            messages.warning(request, note)
        return redirect(_url("style", edition))
    return render(request, "reports/signer.html", context)


def _url(name: str, edition: Edition) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug])
