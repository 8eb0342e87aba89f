from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.coverage_forms import CoverageImportForm
from nominations.coverage_queries import a_year_before, own_branches, year_ends
from nominations.coverage_template import template
from nominations.cutoff_queries import cutoff_of
from nominations.import_queries import dry_run_of, figures_of, regencies_of
from nominations.imports import DryRun, Outcome
from nominations.models import CoverageImport
from nominations.services import coverage_imports as services
from nominations.views.downloads import download
from nominations.views.rows import address
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files import services as files
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pukul
from paritrana.regions.models import Branch

PAGE, SHOWN = 50, 10


@edition_page("coverage.enter")
def upload(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The file, its date and sources; what was imported before."""
    branch, branches = _branch(request, edition)
    imports = CoverageImport.objects.visible_to(request.user, "coverage.enter").filter(province=edition.province)
    before = list(imports.filter(branch=branch).select_related("file", "by", "written_by")[:SHOWN])
    form = CoverageImportForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        initial={
            "as_of": year_ends(edition.assessment_year)[0],
            **(
                {name: getattr(before[0], name) for name in ("as_of", "source", "located", "base_source")}
                if before and before[0].status == CoverageImport.Status.PENDING
                else {}
            ),
        },
    )
    form.cancel_url = address("coverage", edition)
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Cakupan"), form.cancel_url), (_("Impor"), None)],
        "branch": branch,
        "branches": branches,
        "form": form,
        "imports": before,
        "cutoff": cutoff_of(request.user, edition),
    }
    if request.method != "POST":
        return render(request, "nominations/coverage_import.html", context)
    row = None
    if form.is_valid():
        values = dict(form.cleaned_data)
        given = values.pop("file")
        row = form.attempt(services.receive, given, branch=branch, province=edition.province, by=request.user, **values)
    if row is None:
        return refused(request, "nominations/coverage_import.html", context)
    return redirect(address("coverage_import_check", edition, row.pk))


@edition_page("coverage.enter")
def check(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """The dry run, errors first; confirming writes all of it."""
    row = _import(request, edition, pk)
    error: list[str] = []
    if request.method == "POST":
        try:
            count = services.write(row, seen=request.POST.get("seen", ""), by=request.user)
        except ValidationError as refusal:
            error = refusal.messages
        else:
            return _written(request, edition, row, count)
    found = dry_run_of(row) if row.is_open else None
    context = {
        "edition": edition,
        "breadcrumbs": [
            (_("Cakupan"), address("coverage", edition)),
            (_("Impor"), address("coverage_import", edition)),
            (row.file.name, None),
        ],
        "import": row,
        "found": found,
        "error": error,
        "counts": found.counts if found else row.counts,
        **(_listed(request, found) if found else {}),
    }
    if error:
        return refused(request, "nominations/coverage_import_check.html", context)
    return render(request, "nominations/coverage_import_check.html", context)


@edition_page("coverage.enter")
def original(request: HttpRequest, edition: Edition, pk: int) -> HttpResponseBase:
    return files.send(_import(request, edition, pk).file, to=request.user)


@edition_page("coverage.enter")
def blank(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The template of this branch."""
    branch, _branches = _branch(request, edition)
    as_of = year_ends(edition.assessment_year)[0]
    before = a_year_before(as_of, [])
    regencies = regencies_of(branch, edition.province, as_of)
    figures = figures_of(branch, [row.pk for row in regencies], before)
    content = template(
        [(row.code, str(row)) for row in regencies],
        before,
        {row.code: figures[row.pk] for row in regencies if row.pk in figures},
    )
    return download(content, f"cakupan-{edition.province.slug}-{as_of.year}", "xlsx")


def _branch(request: HttpRequest, edition: Edition) -> tuple[Branch, list[Branch]]:
    """The branch to import for, and all the person may choose: those that serve this province."""
    own = own_branches(request.user, "coverage.enter")
    served = Branch.objects.visible_to(request.user, "coverage.enter").filter(
        pk__in=[branch.pk for branch in own], areas__regency__province=edition.province
    )
    branches = list(served.distinct())
    if not branches:
        raise Http404
    return next((one for one in branches if str(one.pk) == request.GET.get("cabang")), branches[0]), branches


def _import(request: HttpRequest, edition: Edition, pk: int) -> CoverageImport:
    rows = CoverageImport.objects.visible_to(request.user, "coverage.enter").filter(province=edition.province)
    return get_object_or_404(rows.select_related("file", "branch", "province", "by", "written_by"), pk=pk)


def _listed(request: HttpRequest, found: DryRun) -> dict[str, object]:
    """The rows of one outcome, or all; chips with counts."""
    chosen = request.GET.get("hasil", "")
    rows = [row for row in found.rows if chosen not in Outcome or row.outcome == chosen]
    chips = [(_("Semua"), "?", len(found.rows), chosen not in Outcome)]
    chips += [
        (outcome.label, f"?hasil={outcome.value}", found.counts[outcome.value], chosen == outcome)
        for outcome in Outcome
        if found.counts[outcome.value]
    ]
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {"chips": chips, "page": page}


def _written(request: HttpRequest, edition: Edition, row: CoverageImport, count: int | None) -> HttpResponse:
    if count is None:
        messages.info(request, _("Berkas ini sudah disimpan sebelumnya. Tidak ada yang ditulis dua kali."))
    else:
        text = ngettext(
            "%(count)s angka disimpan %(time)s, menunggu konfirmasi kepala kantor cabang.",
            "%(count)s angka disimpan %(time)s, menunggu konfirmasi kepala kantor cabang.",
            count,
        )
        messages.success(request, text % {"count": count, "time": pukul(timezone.localtime())})
    return redirect(f"{address('coverage', edition)}?per={row.as_of:%Y-%m-%d}")
