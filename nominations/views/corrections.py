"""The cut-off, and corrections after it as far as figures go; their effect is shown on the floor of the marks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.coverage_forms import CorrectionForm, CutoffForm, DiscardForm
from nominations.coverage_queries import own_branches
from nominations.cutoff_queries import cutoff_of
from nominations.models import CoverageBase, CoverageCorrection, CoverageFigure
from nominations.services import corrections as services
from nominations.views.coverage_notes import day_of, regency_of, url_of
from paritrana.access import may
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import num, tanggal_pendek, waktu
from paritrana.regions.models import Branch, Regency

FORM = "nominations/coverage_form.html"


@edition_page("coverage.cutoff")
def cutoff(request: HttpRequest, edition: Edition) -> HttpResponse:
    """When the figures of the edition freeze."""
    row = cutoff_of(request.user, edition)
    form = CutoffForm(request.POST or None, user=request.user, cutoff=row)
    form.cancel_url = url_of("coverage", edition)
    passed = row is not None and row.has_passed
    context = {
        "edition": edition,
        "title": _("Tanggal pisah batas"),
        "lead": _("Sudah lewat dan tetap: %s.") % waktu(timezone.localtime(row.at))
        if row and passed
        else _("Sebelum waktu ini kantor cabang mengubah angka seperti biasa; sesudahnya lewat koreksi."),
        "form": None if passed else form,
        "breadcrumbs": [(_("Cakupan"), form.cancel_url), (_("Tanggal pisah batas"), None)],
    }
    if request.method != "POST":
        return render(request, FORM, context)
    if form.is_valid():
        form.attempt(services.set_cutoff, edition, form.cleaned_data["at"], by=request.user)
    if form.errors:
        return refused(request, FORM, context | {"form": form})
    messages.success(request, _("Tanggal pisah batas tersimpan."))
    return redirect(form.cancel_url)


@edition_page("coverage.correct")
def propose(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    """Put a new version of a frozen figure before a second officer."""
    regency = regency_of(request, edition, "coverage.correct", code)
    as_of = day_of(request, edition)
    found = _figures(request, edition, regency, as_of)
    form = CorrectionForm(
        request.POST or None, user=request.user, figures=[(key, label) for key, (label, _what) in found.items()]
    )
    form.cancel_url = url_of("coverage_regency", edition, as_of, regency.code)
    context = {
        "edition": edition,
        "title": _("Koreksi cakupan %s") % regency,
        "lead": _("Angka per %s. Berlaku setelah petugas kedua melihat pengaruhnya dan mengesahkan.")
        % tanggal_pendek(as_of),
        "form": form,
        "breadcrumbs": [
            (_("Cakupan"), url_of("coverage", edition, as_of)),
            (str(regency), form.cancel_url),
            (_("Koreksi"), None),
        ],
    }
    if request.method != "POST":
        return render(request, FORM, context)
    if form.is_valid():
        values = dict(form.cleaned_data)
        _label, what = found[values.pop("figure")]
        form.attempt(services.propose, edition, regency, as_of, by=request.user, **what, **values)
    if form.errors:
        return refused(request, FORM, context)
    messages.success(request, _("Koreksi diajukan dan menunggu petugas kedua. Angka belum berubah."))
    return redirect(form.cancel_url)


@edition_page("coverage.discard")
def discard(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """Take a waiting correction back, or refuse it."""
    rows = CoverageCorrection.objects.visible_to(request.user, "coverage.discard").filter(edition=edition)
    row = get_object_or_404(rows.select_related("regency", "branch"), pk=pk)
    form = DiscardForm(request.POST or None, user=request.user)
    form.cancel_url = url_of("coverage_regency", edition, row.as_of, row.regency.code)
    context = {
        "edition": edition,
        "title": _("Batalkan koreksi"),
        "lead": _("%(row)s: %(before)s menjadi %(after)s. Alasannya tersimpan dalam riwayat.")
        % {"row": row, "before": num(row.before), "after": num(row.after)},
        "form": form,
        "breadcrumbs": [
            (_("Cakupan"), url_of("coverage", edition, row.as_of)),
            (str(row.regency), form.cancel_url),
            (_("Batalkan koreksi"), None),
        ],
    }
    if request.method != "POST":
        return render(request, FORM, context)
    if form.is_valid():
        form.attempt(services.discard, row, note=form.cleaned_data["note"], by=request.user)
    if form.errors:
        return refused(request, FORM, context)
    messages.success(request, _("Koreksi dibatalkan. Angka tetap."))
    return redirect(form.cancel_url)


def _figures(
    request: HttpRequest, edition: Edition, regency: Regency, as_of: Any
) -> dict[str, tuple[str, dict[str, Any]]]:
    """What the person may correct here, by key: (words with the stored number, what it is)."""
    figures = CoverageFigure.objects.visible_to(request.user, "coverage.correct").filter(regency=regency, as_of=as_of)
    counted = {(row.branch_id, row.segment): row.participants for row in figures}
    bases = CoverageBase.objects.visible_to(request.user, "coverage.correct").filter(regency=regency, as_of=as_of)
    known = {(row.kind, row.segment): row.people for row in bases}
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for branch in _branches(request, edition, regency):
        for segment, name in CoverageFigure.Segment.choices:
            label = f"{name}, {branch}: {num(counted.get((branch.pk, segment)))}"
            found[f"{branch.pk}-{segment}"] = (label, {"branch": branch, "segment": segment})
    for kind, name in CoverageBase.Kind.choices:
        if kind != CoverageBase.Kind.SEGMENT:
            found[kind] = (f"{name}: {num(known.get((kind, '')))}", {"kind": kind})
    for segment, name in CoverageFigure.Segment.choices:
        key = (CoverageBase.Kind.SEGMENT.value, segment)
        label = f"{CoverageBase.Kind.SEGMENT.label}, {name}: {num(known.get(key))}"
        found[f"segment-{segment}"] = (label, {"kind": key[0], "segment": segment})
    return found


def _branches(request: HttpRequest, edition: Edition, regency: Regency) -> list[Branch]:
    """For a branch head the own branch, for the secretariat all that serve the regency."""
    if may(request.user, "coverage.cutoff", edition):
        rows = Branch.objects.visible_to(request.user, "coverage.correct").filter(areas__regency=regency)
        return list(rows.distinct())
    return own_branches(request.user, "coverage.correct", regency)
