from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.coverage_queries import coverage_of, seen_by, year_ends
from nominations.forms import ChoiceRowForm, Together
from nominations.models import Nomination, Verification
from nominations.queries import with_progress
from nominations.services import selection as services
from nominations.views.rows import address, stages_of
from nominations.workflow import Status
from paritrana.committees.models import Category, Edition, Stage
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render

CHOSEN = {Status.SHORTLISTED: "shortlist", Status.NOT_SHORTLISTED: "leave_out"}
LISTED = [Status.VERIFIED, *CHOSEN]


@edition_page("nominations.select")
def selection(request: HttpRequest, edition: Edition) -> HttpResponse:
    """One category at a time: verified summary and coverage beside the decision and its reason."""
    categories = Category.objects.visible_to(request.user, "nominations.select").filter(edition=edition)
    offered = [category for category in categories if Stage.SELECTION not in category.skips]
    slug = request.GET.get("kategori") or next((category.slug for category in offered), "")
    category = get_object_or_404(categories, slug=slug) if slug else None
    rows = _rows(request, category) if category else []
    is_open = bool(category and category.stage == Stage.SELECTION)
    forms = [
        ChoiceRowForm(
            request.POST if request.method == "POST" else None,
            nomination=row,
            user=request.user,
            initial={"choice": CHOSEN.get(Status(row.status), ""), "reason": row.status_reason if _told(row) else ""},
        )
        for row in rows
    ]
    together = Together(forms)
    valid = request.method == "POST" and not any(form.errors for form in forms)
    if valid and category:
        try:
            changed = services.decide(
                category,
                [
                    (form.nomination, form.cleaned_data["choice"], form.cleaned_data["reason"])
                    for form in forms
                    if form.changes
                ],
                by=request.user,
            )
        except ValidationError as error:
            forms[0].add_error(None, error)
        else:
            words = ngettext("%s keputusan disimpan.", "%s keputusan disimpan.", changed) % changed
            messages.success(request, _("%s Kandidat diberi tahu setelah tahap seleksi selesai.") % words)
            return redirect(f"{address('selection', edition)}?kategori={category.slug}")
    summaries = _summaries(request, edition, rows)
    context = {
        "category": category,
        **({"stages": stages_of(edition, category)} if category else {}),
        "choices": [(row.slug, row.name) for row in offered],
        "rows": [(form, *summaries[form.nomination.pk]) for form in forms],
        "counts": Counter(row.status for row in rows),
        "together": together,
        "is_open": is_open,
        "waiting": _waiting(request, category),
        "breadcrumbs": [(_("Verifikasi"), address("verification", edition)), (_("Seleksi administrasi"), None)],
    }
    return (refused if request.method == "POST" else render)(request, "nominations/selection.html", context)


def _told(row: Nomination) -> bool:
    return row.status in CHOSEN


def _rows(request: HttpRequest, category: Category) -> list[Nomination]:
    rows = Nomination.objects.visible_to(request.user, "nominations.select").filter(
        category=category, status__in=LISTED
    )
    return list(with_progress(rows).select_related("nominee__regency", "edition__province").order_by("number"))


def _waiting(request: HttpRequest, category: Category | None) -> int:
    """How many files of the category are not verified yet."""
    rows = Nomination.objects.visible_to(request.user, "nominations.select")
    return rows.filter(category=category, status__in=[Status.SENT, Status.RETURNED]).count()


def _summaries(request: HttpRequest, edition: Edition, rows: list[Nomination]) -> dict[int, tuple[Any, Any]]:
    """For each row what verification found, as (label, count), and the coverage of its regency in percent."""
    found: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    verdicts = Verification.objects.visible_to(request.user, "nominations.select").filter(answer__nomination__in=found)
    for nomination, verdict in verdicts.values_list("answer__nomination", "verdict"):
        found[nomination][verdict] += 1
    as_of, _before = year_ends(edition.assessment_year)
    regencies = {row.nominee.regency_id for row in rows if row.nominee.kind == "government"}
    coverage = coverage_of(regencies, as_of, figures=seen_by(request.user)) if regencies else {}
    return {
        row.pk: (
            [(label, found[row.pk][value]) for value, label in Verification.Verdict.choices if found[row.pk][value]],
            coverage[row.nominee.regency_id].percentage if row.nominee.regency_id in coverage else None,
        )
        for row in rows
    }
