"""Numbers that come later: filled in for one paper or for all that wait."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from reports.forms.numbers import NumbersForm
from reports.models import Document
from reports.services.numbers import give_number

MOST = 60


@edition_page("documents.make")
def waiting(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every paper in force that still lacks its number, kind by kind."""
    rows = _papers(request, edition).filter(superseded_at=None, number="").order_by("kind", "category", "pk")
    kind = request.GET.get("kind", "")
    chosen = rows.filter(kind=kind) if kind in Document.NUMBERED else rows
    there = set(rows.order_by().values_list("kind", flat=True).distinct())
    kinds = [(value, Document.Kind(value).label) for value in Document.NUMBERED if value in there]
    return _page(request, edition, chosen[:MOST], {"kinds": kinds, "more": chosen.count() > MOST})


@edition_page("documents.make")
def of_document(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """The number of one paper, to be filled in once."""
    paper = get_object_or_404(_papers(request, edition), pk=document)
    if not paper.lacks_number:
        return redirect("document", edition.province.slug, edition.slug, paper.pk)
    return _page(request, edition, [paper], {"paper": paper})


def _papers(request: HttpRequest, edition: Edition) -> QuerySet[Document]:
    rows = Document.objects.visible_to(request.user, "documents.make")
    return rows.filter(edition=edition, kind__in=Document.NUMBERED).select_related("category").defer("data")


def _told_what_is_late(request: HttpRequest, papers: list[Document]) -> None:
    """What was typed for papers that no longer wait is not stored, and that is said."""
    waiting = {f"number_{paper.pk}" for paper in papers}
    late = [text for name, text in request.POST.items() if name.startswith("number_") and name not in waiting]
    if typed := ", ".join(filter(None, map(str.strip, late))):
        text = _("Nomor %(typed)s tidak disimpan: dokumennya sudah bernomor atau sudah diganti.")
        messages.warning(request, text % {"typed": typed})


def _page(request: HttpRequest, edition: Edition, papers: Any, context: dict[str, Any]) -> HttpResponse:
    papers = list(papers)
    _told_what_is_late(request, papers)
    form = NumbersForm(request.POST or None, user=request.user, documents=papers) if papers else None
    place = [edition.province.slug, edition.slug]
    back, paper = reverse("documents", args=place), context.get("paper")
    above = [(paper.get_kind_display(), reverse("document", args=[*place, paper.pk]))] if paper else []
    context |= {"form": form, "breadcrumbs": [(_("Dokumen"), back), *above, (_("Nomor"), None)]}
    if request.method != "POST" or form is None:
        return render(request, "reports/numbers.html", context)
    made = form.give(give_number, by=request.user) if form.is_valid() else []
    if not made:
        return refused(request, "reports/numbers.html", context)
    text = ngettext("%(count)s nomor tersimpan.", "%(count)s nomor tersimpan.", len(made)) % {"count": len(made)}
    messages.success(request, _("%(saved)s Dokumen dibuat ulang dengan nomornya.") % {"saved": text})
    return redirect("document", *place, made[0].pk) if paper else redirect(back)
