"""A correction of coverage with its effect on values and ranks, before the second officer signs it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from nominations.models import CoverageCorrection
from nominations.services import corrections as figures
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.correction_queries import Effect
from scoring.services import corrections as verbs

PAGE = "scoring/correction.html"


@edition_page("coverage.sign")
def correction(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """What would change; signing it is done here and nowhere else."""
    rows = CoverageCorrection.objects.visible_to(request.user, "coverage.sign").filter(edition=edition)
    row = get_object_or_404(
        rows.select_related("edition__province", "regency__province", "branch", "proposed_by", "closed_by"), pk=pk
    )
    if request.method != "POST":
        return render(request, PAGE, _page(request, edition, row))
    try:
        verbs.sign(row, seen=request.POST.get("seen", ""), by=request.user)
    except ValidationError as error:
        row.refresh_from_db()
        return refused(request, PAGE, _page(request, edition, row) | {"errors": error.messages})
    messages.success(request, _("Koreksi disahkan. Nilai dan peringkat yang terpengaruh dihitung ulang."))
    return redirect(request.path)


def _page(request: HttpRequest, edition: Edition, row: CoverageCorrection) -> dict[str, Any]:
    home = reverse("coverage", args=[edition.province.slug, edition.slug])
    regency = reverse("coverage_regency", args=[edition.province.slug, edition.slug, row.regency.code])
    page: dict[str, Any] = {
        "edition": edition,
        "correction": row,
        "regency_url": f"{regency}?per={row.as_of:%Y-%m-%d}",
        "breadcrumbs": [(_("Cakupan"), home), (str(row.regency), regency), (_("Koreksi"), None)],
    }
    if row.status == CoverageCorrection.Status.WAITING:
        effect = Effect(row)
        page |= {
            "effect": effect.as_dict(),
            "seen": effect.fingerprint,
            "problems": effect.problems,
            "refusal": figures.refusal(row, request.user),
        }
    elif row.effect:
        page["effect"] = row.effect
    if "effect" in page:
        page["shifts"] = _reached(request, edition, page["effect"]["categories"])
        page["embargo"] = any(shift["ranks"] and shift["embargo"] for shift in page["shifts"])
    return page


def _reached(request: HttpRequest, edition: Edition, shifts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The categories that the person reaches. Whoever may sign also reads a ranking once scoring is closed."""
    categories = Category.objects.visible_to(request.user, "coverage.sign").filter(edition=edition)
    released = dict(categories.values_list("pk", "released_at"))
    return [shift | {"embargo": not released[shift["key"]]} for shift in shifts if shift["key"] in released]
