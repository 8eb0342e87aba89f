"""Ticking off certificates that were recalled."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import LocalDateField, PortalForm, refused
from paritrana.htmx import render
from paritrana.numbers import tanggal
from reports.models import Recall
from reports.services import recalls as recall_services


class ReturnForm(PortalForm):
    submit_label = _("Catat kembali")
    on = LocalDateField(label=_("Tanggal kembali"))
    note = forms.CharField(
        label=_("Keterangan"), max_length=160, required=False, help_text=_("Misalnya siapa yang menyerahkan.")
    )


@edition_page("documents.make")
def certificate_returned(request: HttpRequest, edition: Edition, recall: int) -> HttpResponse:
    """The paper of a recalled certificate is back."""
    rows = Recall.objects.visible_to(request.user, "documents.make").filter(document__edition=edition)
    row = get_object_or_404(rows.select_related("document__category", "noted_by"), pk=recall)
    form = ReturnForm(request.POST or None, user=request.user)
    form.cancel_url = reverse("certificates", args=[edition.province.slug, edition.slug, row.document.category.slug])
    if row.returned_on:
        facts = {"day": tanggal(row.returned_on), "by": row.noted_by}
        messages.warning(request, _t("Piagam ini sudah dicatat kembali pada %(day)s oleh %(by)s.") % facts)
        return redirect(form.cancel_url)
    title = _t("Piagam kembali")
    context = {"form": form, "title": title, "edition": edition}
    context["breadcrumbs"] = [(row.document.category.name, form.cancel_url), (title, None)]
    if request.method == "POST":
        if form.is_valid() and form.attempt(recall_services.note_returned, row, by=request.user, **form.cleaned_data):
            messages.success(request, _t("Piagam dicatat kembali."))
            return redirect(form.cancel_url)
        return refused(request, "committees/form.html", context)
    return render(request, "committees/form.html", context)
