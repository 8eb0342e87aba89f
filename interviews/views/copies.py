"""Marks that a phone could not send: read by the secretariat, taken by the panelist."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interviews.device_forms import CopyForm
from interviews.models import SheetCopy
from interviews.services import copies
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.models import Draft, ScoreSheet
from scoring.queries import criteria_of

LATEST = 50


@edition_page("copies.hand_in")
def sheet_copies(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Paste or scan a copy, see whose it is and what it says, then keep it for its owner."""
    form = CopyForm(request.POST or None, user=request.user)
    context = _page(request, edition, form)
    if request.method != "POST":
        return render(request, "interviews/copies.html", context)
    text = request.POST.get("code", "")
    if form.is_valid() and (looked := form.attempt(copies.look_at, text, by=request.user)):
        copy, sheet = looked
        if "keep" not in request.POST:
            context |= {"copy": copy, "sheet": sheet, "marks": _beside(sheet, copy.values)}
            return render(request, "interviews/copies.html", context)
        if form.attempt(copies.hand_in, text, by=request.user):
            messages.success(request, _("Salinan disimpan dan %s diberi tahu. Nilainya belum dihitung.") % sheet.person)
            return redirect(request.path)
    return refused(request, "interviews/copies.html", context)


@require_POST
@edition_page("copies.hand_in")
def sheet_copy_key(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """The owner cannot come back: on to the second officer, as with a sheet on paper."""
    rows = SheetCopy.objects.visible_to(request.user, "copies.hand_in").filter(sheet__nomination__edition=edition)
    row = get_object_or_404(rows, pk=pk)
    try:
        copies.key(row, by=request.user)
    except ValidationError as error:
        context = _page(request, edition, CopyForm(user=request.user)) | {"errors": error.messages}
        return refused(request, "interviews/copies.html", context)
    messages.success(request, _("Tercatat. Nilainya dihitung setelah petugas kedua mencocokkannya."))
    return redirect("sheet_copies", edition.province.slug, edition.slug)


@edition_page("copies.decide")
def sheet_copy(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """The own copy beside what the sheet holds now: to be taken into the draft, or not."""
    rows = SheetCopy.objects.visible_to(request.user, "copies.decide").filter(sheet__nomination__edition=edition)
    row = get_object_or_404(rows.select_related("sheet__nomination__nominee", "sheet__nomination__category"), pk=pk)
    errors: list[str] = []
    if request.method == "POST":
        verb = copies.take if request.POST.get("action") == "take" else copies.discard
        try:
            verb(row, by=request.user)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, _("Tersimpan."))
            place = [edition.province.slug, edition.slug]
            taken = verb is copies.take
            return redirect(reverse("sheet", args=[*place, row.sheet_id]) + "?ubah=1" if taken else request.path)
    draft = Draft.objects.visible_to(request.user, "sheets.fill").filter(sheet=row.sheet).first()
    context = {
        "edition": edition,
        "copy": row,
        "errors": errors,
        "marks": _beside(row.sheet, row.values, draft.values if draft else {}),
        "breadcrumbs": [(_("Penilaian"), reverse("sheets", args=[edition.province.slug, edition.slug])),
                        (_("Salinan nilai"), None)],
    }  # fmt: skip
    return (refused if errors else render)(request, "interviews/copy.html", context)


def _page(request: HttpRequest, edition: Edition, form: CopyForm) -> dict[str, Any]:
    rows = SheetCopy.objects.visible_to(request.user, "copies.hand_in").filter(sheet__nomination__edition=edition)
    return {
        "edition": edition,
        "form": form,
        "copies": rows.select_related("sheet__person", "sheet__nomination__nominee", "handed_in_by")[:LATEST],
        "breadcrumbs": [(_("Salinan nilai"), None)],
    }


def _beside(
    sheet: ScoreSheet, copied: dict[str, str], here: dict[str, str] | None = None
) -> list[tuple[Any, str, str]]:
    """Per criterion what the copy says and what stands in the draft."""
    criteria = criteria_of(sheet.nomination.category, sheet.round)
    return [(row.name, copied.get(row.code, ""), (here or {}).get(row.code, "")) for row in criteria]
