"""Candidates from a spreadsheet, by the secretariat."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.candidate_forms import CandidateImportForm
from nominations.candidate_queries import dry_run_of
from nominations.candidate_template import template
from nominations.candidates import DryRun, Outcome
from nominations.models import CandidateImport
from nominations.services import candidate_imports as services
from nominations.services import proposals
from nominations.views.downloads import download
from nominations.views.nominations import open_categories
from nominations.views.rows import address
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.files import services as files
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.regions.models import Regency

PAGE, SHOWN = 50, 10


@edition_page("nominations.manage")
def upload(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The category, then the file; what was imported before."""
    categories = list(open_categories(request, edition).select_related("edition", "province"))
    category = next((row for row in categories if row.slug == request.GET.get("kategori")), None)
    trail = [(_("Usulan"), address("nominations", edition)), (_("Impor kandidat"), None)]
    if category is None:
        return render(
            request, "nominations/candidate_categories.html", {"categories": categories, "breadcrumbs": trail}
        )
    imports = CandidateImport.objects.visible_to(request.user, "nominations.manage").filter(category=category)
    late = proposals.is_late(category)
    form = CandidateImportForm(request.POST or None, request.FILES or None, user=request.user, late=late)
    form.cancel_url = address("candidate_import", edition)
    context = {
        "form": form,
        "category": category,
        "breadcrumbs": trail,
        "imports": imports.select_related("file", "by", "written_by")[:SHOWN],
    }
    if request.method != "POST":
        return render(request, "nominations/candidate_import.html", context)
    row = None
    if form.is_valid():
        values = dict(form.cleaned_data)
        row = form.attempt(services.receive, values.pop("file"), category=category, by=request.user, **values)
    if row is None:
        return refused(request, "nominations/candidate_import.html", context)
    return redirect(address("candidate_import_check", edition, row.pk))


@edition_page("nominations.manage")
def check(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """The dry run, what must be mended or chosen first; confirming proposes all of them.

    Looking through the other rows (`look`) is posted too, so that what is chosen already stays."""
    row = _import(request, edition, pk)
    error: list[str] = []
    if request.method == "POST" and "look" not in request.POST:
        choices = {name: value for name, value in request.POST.items() if name.startswith("baris-")}
        try:
            done = services.write(row, seen=request.POST.get("seen", ""), choices=choices, by=request.user)
        except ValidationError as refusal:
            error = refusal.messages
        else:
            return _written(request, edition, row, done)
    found = dry_run_of(row) if row.is_open else None
    context = {
        "breadcrumbs": [
            (_("Usulan"), address("nominations", edition)),
            (_("Impor kandidat"), f"{address('candidate_import', edition)}?kategori={row.category.slug}"),
            (row.file.name, None),
        ],
        "import": row,
        "found": found,
        "savable": found is not None and found.is_clean and found.writes,
        "error": error,
        "counts": found.counts if found else row.counts,
        **(_listed(request, found) if found else {}),
    }
    if error:
        return refused(request, "nominations/candidate_import_check.html", context)
    return render(request, "nominations/candidate_import_check.html", context)


@edition_page("nominations.manage")
def original(request: HttpRequest, edition: Edition, pk: int) -> HttpResponseBase:
    return files.send(_import(request, edition, pk).file, to=request.user)


@edition_page("nominations.manage")
def blank(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The template for a category."""
    categories = Category.objects.visible_to(request.user, "nominations.manage").filter(edition=edition)
    of = get_object_or_404(categories, slug=category)
    regencies = Regency.objects.visible_to(request.user, "nominations.manage").filter(province=edition.province)
    content = template(of.nominee_kind, [(row.code, str(row)) for row in regencies])
    return download(content, f"kandidat-{edition.province.slug}-{of.slug}", "xlsx")


def _import(request: HttpRequest, edition: Edition, pk: int) -> CandidateImport:
    rows = CandidateImport.objects.visible_to(request.user, "nominations.manage").filter(category__edition=edition)
    return get_object_or_404(
        rows.select_related("file", "category__edition", "category__province", "by", "written_by"), pk=pk
    )


def _listed(request: HttpRequest, found: DryRun) -> dict[str, Any]:
    """Rows in doubt, all of them, with what was chosen; the others of one outcome, page by page."""
    shown = request.GET.get("hasil", "")
    rest = [row for row in found.rows if row.outcome != Outcome.DOUBTFUL]
    rows = [row for row in rest if shown not in Outcome or row.outcome == shown]
    chips = [(_("Semua"), "?", len(rest), shown not in Outcome)]
    chips += [
        (outcome.label, f"?hasil={outcome.value}", found.counts[outcome.value], shown == outcome)
        for outcome in Outcome
        if found.counts[outcome.value] and outcome != Outcome.DOUBTFUL
    ]
    doubtful = [(row, request.POST.get(row.field, "")) for row in found.doubtful]
    return {"chips": chips, "page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "doubtful": doubtful}


def _written(
    request: HttpRequest, edition: Edition, row: CandidateImport, done: services.Written | None
) -> HttpResponse:
    if done is None:
        messages.info(request, _("Berkas ini sudah disimpan sebelumnya. Tidak ada yang ditulis dua kali."))
    else:
        text = ngettext(
            "%(proposed)s kandidat diusulkan, %(added)s di antaranya baru tercatat; %(amended)s diperbarui,"
            " %(skipped)s dilewati.",
            "%(proposed)s kandidat diusulkan, %(added)s di antaranya baru tercatat; %(amended)s diperbarui,"
            " %(skipped)s dilewati.",
            done.proposed,
        )
        messages.success(request, text % vars(done))
    return redirect(f"{address('nominations', edition)}?category={row.category.slug}")
