from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from nominations.coverage_queries import coverage_of, seen_by, year_ends
from nominations.forms import ChoiceRowForm, Together
from nominations.models import Nomination, SelectionBasis, Verification
from nominations.selection_forms import BasisForm
from nominations.selection_queries import Standing, basis_of, departures, line_of, split_equals, standings
from nominations.services import selection as services
from nominations.shortlist import Line
from nominations.views.rows import address, stages_of
from nominations.workflow import Status
from paritrana.committees.models import Category, Edition, Stage
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pct

CHOSEN = {Status.SHORTLISTED: "shortlist", Status.NOT_SHORTLISTED: "leave_out"}
LISTED = [Status.VERIFIED, *CHOSEN]


# ?urut=: how the list is sorted. Equal values stand by number; nothing is decided by it.
SORTS = {
    "": gettext_lazy("Nomor"),
    "self": gettext_lazy("Nilai mandiri"),
    "verified": gettext_lazy("Nilai terverifikasi"),
    "complete": gettext_lazy("Kelengkapan"),
}


@edition_page("nominations.select")
def selection(request: HttpRequest, edition: Edition) -> HttpResponse:
    """One category at a time: verified summary and coverage beside the decision and its reason."""
    return _page(request, edition, request.GET.get("kategori", ""))


@edition_page("nominations.select")
@require_POST
def selection_basis(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """By what the line is drawn; the list then suggests who stands above it, and decides nothing."""
    categories = Category.objects.visible_to(request.user, "nominations.select").filter(edition=edition)
    row = get_object_or_404(categories, slug=category)
    form = BasisForm(request.POST, user=request.user, basis=basis_of(row))
    if form.is_valid() and form.attempt(services.set_basis, row, by=request.user, **form.cleaned_data):
        messages.success(request, _("Dasar seleksi disimpan. Usulan keputusan di bawah belum tersimpan."))
        return redirect(f"{address('selection', edition)}?kategori={row.slug}")
    return _page(request, edition, row.slug, form)


def _page(request: HttpRequest, edition: Edition, slug: str, basis_form: BasisForm | None = None) -> HttpResponse:
    categories = Category.objects.visible_to(request.user, "nominations.select").filter(edition=edition)
    offered = [category for category in categories if Stage.SELECTION not in category.skips]
    slug = slug or next((category.slug for category in offered), "")
    category = next((row for row in categories if row.slug == slug), None)
    if slug and category is None:
        raise Http404
    rows = _rows(request, category) if category else []
    figures = standings(category, rows) if category else {}
    sort = request.GET.get("urut", "")
    if sort in SORTS and sort:
        # Who has no value stands last.
        rows.sort(key=lambda row: -1 if (value := figures[row.pk].by(sort)) is None else value, reverse=True)
    basis = basis_of(category) if category else None
    line = line_of(basis, figures) if basis else None
    decides = request.method == "POST" and basis_form is None
    is_open = bool(category and category.stage == Stage.SELECTION)
    forms = [
        ChoiceRowForm(
            request.POST if decides else None,
            nomination=row,
            stored=CHOSEN.get(Status(row.status), ""),
            user=request.user,
            initial=_stored(row) if _told(row) or not basis else _suggested(row.pk, basis, line, figures[row.pk]),
        )
        for row in rows
    ]
    together = Together(forms)
    valid = decides and not any(form.errors for form in forms)
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
        "rows": [(form, figures[form.nomination.pk], *summaries[form.nomination.pk]) for form in forms],
        "sort": sort if sort in SORTS else "",
        "sorts": SORTS.items(),
        "basis": basis,
        "basis_form": basis_form or (BasisForm(user=request.user, basis=basis) if basis and is_open else None),
        "departed": departures(basis, rows, figures) if basis and is_open else [],
        "tied": [form.nomination for form in forms if line and form.nomination.pk in line.tied],
        "split": services.split_words(split_equals(basis, rows, figures)) if basis and is_open else "",
        "counts": Counter(row.status for row in rows),
        "together": together,
        "is_open": is_open,
        "waiting": _waiting(request, category),
        "breadcrumbs": [(_("Verifikasi"), address("verification", edition)), (_("Seleksi administrasi"), None)],
    }
    return (refused if request.method == "POST" else render)(request, "nominations/selection.html", context)


def _stored(row: Nomination) -> dict[str, str]:
    return {"choice": CHOSEN.get(Status(row.status), ""), "reason": row.status_reason if _told(row) else ""}


def _suggested(key: int, basis: SelectionBasis, line: Line | None, figures: Standing) -> dict[str, str]:
    """What the basis says of a candidate nobody has decided on; equals that a plenary must choose from: nothing."""
    if line is None or key in line.tied:
        return {}
    words = {"measure": basis.get_measure_display(), "value": pct(figures.by(basis.measure))}
    words["least"], words["quota"] = pct(basis.least), str(basis.quota)
    through = key in line.through
    if basis.method == SelectionBasis.Method.LEAST:
        text = _("%(measure)s %(value)s, ambang %(least)s.")
    elif through:
        text = _("%(measure)s %(value)s, termasuk %(quota)s nilai tertinggi.")
    else:
        text = _("%(measure)s %(value)s, di bawah %(quota)s nilai tertinggi.")
    return {"choice": "shortlist" if through else "leave_out", "reason": text % words}


def _told(row: Nomination) -> bool:
    return row.status in CHOSEN


def _rows(request: HttpRequest, category: Category) -> list[Nomination]:
    rows = Nomination.objects.visible_to(request.user, "nominations.select").filter(
        category=category, status__in=LISTED
    )
    return list(rows.select_related("nominee__regency", "nominee__village", "edition__province").order_by("number"))


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
