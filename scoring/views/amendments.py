"""The amendment of frozen rules: proposed on the page of the criteria, confirmed on a page of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import may
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page, stage_line
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.amendment_queries import fingerprint, rows_of, settings_of, standing_sheets, typed_word
from scoring.models import Amendment, RankingRun, RuleBook
from scoring.services import amendments as verbs
from scoring.views import rubric
from scoring.views.frame import address, category_of


@require_POST
@edition_page("rubric.amend")
def amendment_propose(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Ask for frozen rules to be opened, with the reason."""
    found = category_of(request, edition, category, "rubric.amend")
    book = get_object_or_404(RuleBook.objects.visible_to(request.user, "rubric.amend"), category=found)
    note = request.POST.get("note", "")
    try:
        row = verbs.propose(book, reason=note, by=request.user)
    except ValidationError as error:
        page = rubric.page_of(request, edition, category) | {"amend_error": error.messages[0], "amend_note": note}
        return refused(request, "scoring/rubric.html", page)
    messages.success(request, _("Usulan tersimpan. Kriteria tetap berlaku sampai petugas kedua mengonfirmasi."))
    return redirect(address("amendment", found, row.pk))


@edition_page("rubric.view")
def amendment(request: HttpRequest, edition: Edition, category: str, amendment: int) -> HttpResponse:
    """What is asked, what it would void, and the rules as they stood before."""
    row = _row(request, edition, category, amendment, "rubric.view")
    return render(request, "scoring/amendment.html", _page(request, row))


@require_POST
@edition_page("rubric.second")
def amendment_confirm(request: HttpRequest, edition: Edition, category: str, amendment: int) -> HttpResponse:
    row = _row(request, edition, category, amendment, "rubric.second")
    try:
        verbs.confirm(row, seen=request.POST.get("seen", ""), typed=request.POST.get("typed", ""), by=request.user)
    except ValidationError as error:
        page = _page(request, row) | {"errors": error.messages, "typed": request.POST.get("typed", "")}
        return refused(request, "scoring/amendment.html", page)
    messages.success(request, _("Kriteria dibuka. Ubah, lalu tetapkan kembali oleh petugas selain pengusul."))
    return redirect(address("rule_book", row.category))


@require_POST
@edition_page("rubric.second")
def amendment_discard(request: HttpRequest, edition: Edition, category: str, amendment: int) -> HttpResponse:
    row = _row(request, edition, category, amendment, "rubric.second")
    note = request.POST.get("note", "")
    try:
        verbs.discard(row, note=note, by=request.user)
    except ValidationError as error:
        page = _page(request, row) | {"note": note, "note_error": " ".join(error.messages)}
        return refused(request, "scoring/amendment.html", page)
    messages.success(request, _("Usulan perubahan dibatalkan. Kriteria tetap seperti semula."))
    return redirect(address("rule_book", row.category))


# --- inside ---------------------------------------------------------------------------------------------


def _row(request: HttpRequest, edition: Edition, category: str, pk: int, code: str) -> Amendment:
    found = category_of(request, edition, category, code)
    rows = Amendment.objects.visible_to(request.user, code).select_related("proposed_by", "confirmed_by")
    row: Amendment = get_object_or_404(rows, category=found, pk=pk)
    row.category = found
    return row


def _page(request: HttpRequest, row: Amendment) -> dict[str, Any]:
    category, user = row.category, request.user
    place = [category.edition.province.slug, category.edition.slug]
    page: dict[str, Any] = {
        "category": category,
        "stages": stage_line(category),
        "row": row,
        "criteria": rows_of(row.content),
        "settings": settings_of(row.content),
        "waiting": row.status == Amendment.Status.WAITING,
        "breadcrumbs": [
            (_("Kriteria dan bobot"), reverse("rule_books", args=place)),
            (category.name, address("rule_book", category)),
            (_("Perubahan kriteria"), None),
        ],
    }
    if page["waiting"] and may(user, "rubric.second", row):
        sheets = standing_sheets(category)
        seen = fingerprint(sheets)
        count, sent = map(int, seen.split("."))
        page |= {
            "seen": seen,
            "count": count,
            "sent": sent,
            "word": typed_word(count),
            "refusal": verbs.refusal(row, user),
            "second": True,
            "has_run": RankingRun.objects.visible_to(user, "ranking.view").filter(category=category).exists(),
        }
    return page
