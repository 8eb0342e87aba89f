"""A panelist explains own marks that lie far from the pattern."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page, stage_line
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.forms import ExplainForm
from scoring.models import MarkQuestion, ScoreSheet
from scoring.services import questions as verbs


@edition_page("sheets.fill")
def sheet_question(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """The question about one own sheet, with its answer until scoring is closed."""
    rows = MarkQuestion.objects.visible_to(request.user, "sheets.fill").filter(sheet__nomination__edition=edition)
    named = rows.select_related("sheet__nomination__nominee", "sheet__nomination__category", "sheet__person")
    question = get_object_or_404(named, sheet=pk)
    sheet, place = question.sheet, [edition.province.slug, edition.slug]
    form = ExplainForm(request.POST or None, user=request.user, initial={"answer": question.answer})
    form.cancel_url = reverse("sheet", args=[*place, pk])
    nominee = str(sheet.nomination.nominee)
    page = {
        "edition": edition,
        "category": sheet.nomination.category,
        "stages": stage_line(sheet.nomination.category),
        "question": question,
        "nominee": nominee,
        "form": form if sheet.status == ScoreSheet.Status.SENT else None,
        "breadcrumbs": [
            (_("Penilaian"), reverse("sheets", args=place)),
            (nominee, form.cancel_url),
            (_("Penjelasan"), None),
        ],
    }
    if request.method == "POST":
        if form.is_valid():
            try:
                verbs.answer(question, form.cleaned_data["answer"], by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Penjelasan tersimpan. Terima kasih."))
                return redirect(form.cancel_url)
        return refused(request, "scoring/sheet_question.html", page)
    return render(request, "scoring/sheet_question.html", page)
