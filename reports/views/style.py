"""Tata naskah: how the papers of a province look, are numbered and copied."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.seen import CONFLICT
from reports.forms.style import NumberSourceForm, StyleForm
from reports.models import Document, NumberSource, Signer, Style
from reports.services import style as style_services


@edition_page("documents.make")
def style(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Letterhead, crest, paper, margins, typeface; the kinds with their numbers; who signs."""
    province = edition.province
    row = Style.objects.visible_to(request.user, "documents.make").filter(province=province).first()
    form = StyleForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        province=province,
        style=row or Style(province=province),
    )
    sources = NumberSource.objects.visible_to(request.user, "documents.make").filter(province=province)
    found = {source.kind: source for source in sources}
    signers = Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    context = {
        "form": form,
        "style": row,
        "kinds": [(kind, kind.label, found.get(kind)) for kind in Document.NUMBERED],
        "signers": [(signer, [Document.Kind(kind).label for kind in signer.kinds]) for signer in signers],
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (_("Tata naskah"), None)],
    }
    if request.method == "POST":
        if not (
            form.is_valid() and form.attempt(style_services.set_style, province, by=request.user, **form.cleaned_data)
        ):
            if row and form.has_error(NON_FIELD_ERRORS, CONFLICT):
                # Who has been told may save over it.
                form.data = form.data.copy()
                form.data["seen"] = str(row.stamp)
            return refused(request, "reports/style.html", context)
        messages.success(request, _("Tata naskah tersimpan. Dokumen yang sudah dibuat tidak berubah."))
        return redirect(_url("style", edition))
    return render(request, "reports/style.html", context, partial="sample")


@edition_page("documents.make")
def style_sample(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The sample sheet of the style as it stands."""
    rows = Style.objects.visible_to(request.user, "documents.make").filter(province=edition.province)
    row = get_object_or_404(rows)
    if not row.preview:
        raise Http404
    response = FileResponse(row.preview.open("rb"), as_attachment=True, filename="contoh-tata-naskah.pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response


@edition_page("documents.make")
def number_source(request: HttpRequest, edition: Edition, kind: str) -> HttpResponse:
    """How papers of one kind are numbered, and who gets a copy."""
    if kind not in Document.NUMBERED:
        raise Http404
    rows = NumberSource.objects.visible_to(request.user, "documents.make").filter(province=edition.province, kind=kind)
    row = rows.first() or NumberSource(province=edition.province, kind=kind)
    now = style_services.source_stamp(row)
    form = NumberSourceForm(request.POST or None, user=request.user, instance=row, now=now)
    form.cancel_url = _url("style", edition)
    context = {
        "form": form,
        "label": Document.Kind(kind).label,
        "breadcrumbs": [
            (_("Dokumen"), _url("documents", edition)),
            (_("Tata naskah"), form.cancel_url),
            (Document.Kind(kind).label, None),
        ],
    }
    if request.method == "POST":
        if not (
            form.is_valid()
            and form.attempt(
                style_services.set_number_source, edition.province, kind, by=request.user, **form.cleaned_data
            )
        ):
            form.may_save_over(now)
            return refused(request, "reports/number_source.html", context)
        messages.success(request, _("Sumber nomor dan tembusan tersimpan. Nomor yang sudah diberikan tetap."))
        return redirect(form.cancel_url)
    return render(request, "reports/number_source.html", context)


def _url(name: str, edition: Edition) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug])
