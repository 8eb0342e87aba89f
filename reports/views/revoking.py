"""Taking a document out of force."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import PortalForm, refused
from paritrana.htmx import render
from reports import services
from reports.models import Document


class RevokeForm(PortalForm):
    submit_label = _("Cabut dokumen")
    reason = forms.CharField(
        label=_("Alasan pencabutan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dibaca siapa pun yang memeriksa kode dokumen ini."),
    )


@edition_page("documents.make")
def document_revoke(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """What revoking does, and the reason for it."""
    rows = Document.objects.visible_to(request.user, "documents.make").filter(edition=edition)
    row = get_object_or_404(rows.select_related("edition__province"), pk=document, status=Document.Status.READY)
    form = RevokeForm(request.POST or None, user=request.user)
    place = [edition.province.slug, edition.slug]
    form.cancel_url = reverse("document", args=[*place, row.pk])
    context = {"form": form, "document": row, "edition": edition}
    above = [(_t("Dokumen"), reverse("documents", args=place)), (row.get_kind_display(), form.cancel_url)]
    context["breadcrumbs"] = [*above, (_t("Cabut dokumen"), None)]
    if request.method == "POST":
        if form.is_valid() and form.attempt(services.revoke, row, by=request.user, **form.cleaned_data):
            messages.success(request, _t("%(title)s: dicabut.") % {"title": row.title})
            return redirect(form.cancel_url)
        return refused(request, "reports/revoke.html", context)
    return render(request, "reports/revoke.html", context)
