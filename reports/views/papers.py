"""Papers that are asked for on a page of their own: the statement form, the minutes of the selection."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.services import selection
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.committees.queries import deciding
from paritrana.forms import refused
from paritrana.htmx import render
from reports import queries, services
from reports.forms.papers import SelectionMinutesForm, StatementForm
from reports.models import Document


@edition_page("nominations.fill")
def statement_form(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Who will sign; the answer is the form among the documents of the candidate."""
    rows = Nomination.objects.visible_to(request.user, "nominations.fill").filter(edition=edition)
    nomination = get_object_or_404(rows.select_related("category", "nominee", "edition__province"), number=number)
    if Category.Letter.STATEMENT not in nomination.category.letters:
        raise Http404
    form = StatementForm(request.POST or None, user=request.user)
    context = {
        "nomination": nomination,
        "form": form,
        "breadcrumbs": [(nomination.nominee.name, nomination.get_absolute_url()), (_("Surat pernyataan"), None)],
    }
    if request.method == "POST":
        made = form.is_valid() and form.attempt(
            services.request_statement, nomination, by=request.user, **form.cleaned_data
        )
        if not made:
            return refused(request, "reports/statement.html", context)
        messages.success(request, _("Formulir sedang dibuat. Cetak, tanda tangani, lalu unggah pindaiannya."))
        return redirect(f"{reverse('documents', args=[edition.province.slug, edition.slug])}?kind=statement")
    return render(request, "reports/statement.html", context)


@edition_page("documents.make")
def selection_minutes(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Who was there, when and where; what was decided is frozen with it and printed."""
    visible = Category.objects.visible_to(request.user, "documents.make")
    row = get_object_or_404(visible.select_related("edition__province"), edition=edition, slug=category)
    form = SelectionMinutesForm(request.POST or None, user=request.user, edition=edition)
    papers = Document.objects.visible_to(request.user, "documents.view").filter(
        category=row, kind=Document.Kind.SELECTION
    )
    context = {
        "category": row,
        "form": form,
        "why_split": selection.why_split(row),
        "papers": queries.newest(papers),
        "breadcrumbs": [
            (_("Dokumen"), reverse("documents", args=[edition.province.slug, edition.slug])),
            (_("Berita acara seleksi administrasi"), None),
        ],
    }
    if request.method == "POST":
        if not (form.is_valid() and form.attempt(_written, request, edition, row, **form.cleaned_data)):
            return refused(request, "reports/selection_minutes.html", context)
        messages.success(request, _("Berita acara sedang dibuat dari keputusan yang dibekukan."))
        return redirect(request.path)
    return render(request, "reports/selection_minutes.html", context)


@transaction.atomic
def _written(request: HttpRequest, edition: Edition, category: Category, *, number: str, **meeting: Any) -> Document:
    """Row and paper, both or neither."""
    minutes = selection.minute(category, invited=deciding(edition), by=request.user, **meeting)
    return services.request_selection_minutes(minutes, by=request.user, number=number)
