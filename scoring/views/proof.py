"""*Bukti lembar saya*: every code a panelist was given for a sheet and, once scoring is closed, that it counted."""

import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from paritrana.committees.models import Edition, Round
from paritrana.committees.pages import edition_page
from paritrana.htmx import render
from scoring import commitments
from scoring.engine.canonical import canonical
from scoring.models import Mark, RankingRun, ScoreSheet
from scoring.queries import hundredths


@edition_page("sheets.fill")
def sheet_proof(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    sheet = _own(request, edition, pk)
    place = [edition.province.slug, edition.slug]
    proof = _proof(request, sheet)
    context = {
        "edition": edition,
        "category": sheet.nomination.category,
        "sheet": sheet,
        "nominee": sheet.nomination.nominee,
        "round": Round(sheet.round).label,
        "versions": commitments.versions(sheet),
        "proof": proof,
        "run": _counted_in(request, sheet, proof) if proof else None,
        "breadcrumbs": [
            (_("Penilaian"), reverse("sheets", args=place)),
            (str(sheet.nomination.nominee), reverse("sheet", args=[*place, sheet.pk])),
            (_("Bukti lembar saya"), None),
        ],
    }
    return render(request, "scoring/sheet_proof.html", context)


@edition_page("sheets.fill")
def sheet_proof_file(request: HttpRequest, edition: Edition, pk: int) -> FileResponse:
    """The proof as a file that `verify.py` reads."""
    sheet = _own(request, edition, pk)
    proof = _proof(request, sheet)
    if proof is None:
        raise Http404
    return FileResponse(
        io.BytesIO(canonical(proof)),
        as_attachment=True,
        filename=f"bukti-lembar-{sheet.pk}.json",
        content_type="application/json",
    )


def _own(request: HttpRequest, edition: Edition, pk: int) -> ScoreSheet:
    rows = ScoreSheet.objects.visible_to(request.user, "sheets.fill").filter(nomination__edition=edition)
    return get_object_or_404(rows.select_related("nomination__nominee", "nomination__category"), pk=pk)


def _proof(request: HttpRequest, sheet: ScoreSheet) -> dict[str, Any] | None:
    """Nothing before all scoring of the category is closed: then the whole sheet is opened, salt and all."""
    opened = ScoreSheet.objects.visible_to(request.user, "marks.view").filter(
        nomination__category=sheet.nomination.category_id
    )
    if sheet.status != ScoreSheet.Status.CLOSED or opened.filter(status__in=ScoreSheet.OPEN).exists():
        return None
    marks = Mark.objects.visible_to(request.user, "marks.view").filter(sheet=sheet, criterion__isnull=False)
    found = {code: hundredths(value) for code, value in marks.values_list("criterion__code", "value")}
    return commitments.proof(sheet, found)


def _counted_in(request: HttpRequest, sheet: ScoreSheet, proof: dict[str, Any]) -> dict[str, Any] | None:
    """The last run, and whether exactly this sheet went into it."""
    runs = RankingRun.objects.visible_to(request.user, "ranking.view").filter(category=sheet.nomination.category_id)
    run = runs.order_by("-number").first()
    return {"row": run, "counted": proof["sheet"] in run.input["sheets"]} if run else None
