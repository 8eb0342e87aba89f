"""Correcting a mark or value after the closing: proposed by one officer, signed by another with the effect in sight."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations.models import Nomination
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.files import services as files
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.correction_forms import MarkCorrectionForm
from scoring.mark_correction_queries import MarkEffect, subjects
from scoring.models import BranchResponse, MarkCorrection
from scoring.ranking_queries import is_settled
from scoring.services import mark_corrections as verbs
from scoring.views.frame import address, category_of, frame

PAGE = "scoring/mark_correction.html"


@edition_page("marks.correct")
def mark_correction_new(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponse:
    """Propose a correction for one nominee; `?tanggapan=` names the accepted remark that it answers."""
    found = category_of(request, edition, category, "marks.correct")
    nominations = Nomination.objects.visible_to(request.user, "marks.correct").select_related("nominee", "category")
    nomination = get_object_or_404(nominations, category=found, number=number)
    nomination.category, nomination.edition = found, edition
    response = _response(request, nomination)
    form = MarkCorrectionForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        subjects=subjects(nomination),
        initial={"reason": response.reason if response else ""},
    )
    form.cancel_url = address("explanation", found, number)
    title = (_("Koreksi nilai"), None)
    page = _frame(found, (str(nomination.nominee), form.cancel_url), title)
    page |= {"form": form, "nomination": nomination, "response": response}
    if request.method == "POST":
        if form.is_valid():
            try:
                row = verbs.propose(nomination, **form.cleaned_data, response=response, by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Koreksi diajukan. Nilai baru berubah setelah disahkan petugas kedua."))
                return redirect(address("mark_correction", found, row.pk))
        return refused(request, "scoring/mark_correction_new.html", page)
    return render(request, "scoring/mark_correction_new.html", page)


@edition_page("marks.sign")
def mark_correction(request: HttpRequest, edition: Edition, category: str, pk: int) -> HttpResponse:
    """What would change; signing it is done here and nowhere else."""
    found, row = _row(request, edition, category, pk)
    if request.method != "POST":
        return render(request, PAGE, _page(request, found, row))
    try:
        verbs.sign(row, seen=request.POST.get("seen", ""), by=request.user)
    except ValidationError as error:
        found, row = _row(request, edition, category, pk)
        return refused(request, PAGE, _page(request, found, row) | {"errors": error.messages})
    messages.success(request, _("Koreksi disahkan. Peringkat dihitung ulang."))
    return redirect(address("mark_correction", found, row.pk))


@require_POST
@edition_page("marks.sign")
def mark_correction_discard(request: HttpRequest, edition: Edition, category: str, pk: int) -> HttpResponse:
    found, row = _row(request, edition, category, pk)
    note = request.POST.get("note", "")
    try:
        verbs.discard(row, note=note, by=request.user)
    except ValidationError as error:
        page = _page(request, found, row) | {"note": note, "note_error": " ".join(error.messages)}
        return refused(request, PAGE, page)
    messages.success(request, _("Koreksi dibatalkan. Nilai tetap seperti semula."))
    return redirect(address("mark_correction", found, row.pk))


@edition_page("marks.sign")
def mark_correction_scan(request: HttpRequest, edition: Edition, category: str, pk: int) -> HttpResponse:
    _found, row = _row(request, edition, category, pk)
    if row.scan is None:
        raise Http404
    return files.send(row.scan, to=request.user, inline=True)


# --- inside ---------------------------------------------------------------------------------------------


def _frame(category: Category, *crumbs: tuple[Any, str | None]) -> dict[str, Any]:
    return frame(category, (category.name, address("ranking", category)), *crumbs)


def _response(request: HttpRequest, nomination: Nomination) -> BranchResponse | None:
    """The accepted remark of the address."""
    key = request.GET.get("tanggapan", "")
    rows = BranchResponse.objects.visible_to(request.user, "review.reply").filter(nomination=nomination)
    return get_object_or_404(rows, pk=key) if key.isdecimal() else None


def _row(request: HttpRequest, edition: Edition, category: str, pk: int) -> tuple[Category, MarkCorrection]:
    found = category_of(request, edition, category, "marks.sign")
    rows = MarkCorrection.objects.visible_to(request.user, "marks.sign").filter(nomination__category=found)
    named = rows.select_related(
        "nomination__nominee", "criterion", "sheet__person", "scan", "response__branch", "response__run",
        "proposed_by", "closed_by", "run",
    ).defer("run__input", "run__result", "response__run__input", "response__run__result")  # fmt: skip
    row = get_object_or_404(named, pk=pk)
    row.nomination.category, row.nomination.edition = found, found.edition
    return found, row


def _page(request: HttpRequest, category: Category, row: MarkCorrection) -> dict[str, Any]:
    nominee = (str(row.nomination.nominee), address("explanation", category, row.nomination.number))
    page = _frame(category, nominee, (_("Koreksi nilai"), None)) | {"correction": row, "shift": row.effect}
    if row.status == MarkCorrection.Status.WAITING:
        effect = MarkEffect(row)
        page |= {
            "shift": effect.shift.as_dict(),
            "seen": effect.fingerprint,
            "refusal": verbs.refusal(row, request.user),
            "settled": is_settled(category),
        }
    return page
