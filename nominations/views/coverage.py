from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nominations.coverage import Comparison, Flag, change_pp, fell_again, gap, percentage, together
from nominations.coverage_forms import CoverageForm
from nominations.coverage_queries import (
    a_year_before,
    comparisons_of,
    dates_of,
    explaining,
    own_branches,
    runs_of,
    seen_by,
    target_of,
)
from nominations.cutoff_queries import corrections_seen_by, cutoff_of
from nominations.models import CoverageBase, CoverageCorrection, CoverageCutoff, CoverageFigure
from nominations.services import coverage as services
from nominations.views.coverage_notes import coverage_chart, day_of, notes_of, regency_of, typed_day, url_of
from nominations.yardstick_queries import places_of_counting, yardstick
from paritrana.access import GRANTS, holds, may
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page, roles_in
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import num, pukul, tanggal_pendek
from paritrana.regions.models import Regency

# Falls are said by number in their own place; what waits for somebody is amber.
CALM = {Flag.NO_PREVIOUS, Flag.NEW_REGION, Flag.OTHER_SEGMENTS, Flag.OTHER_BASE}


@edition_page("coverage.view")
def province_table(request: HttpRequest, edition: Edition) -> HttpResponse:
    figures = seen_by(request.user)
    dates = dates_of(edition.province, figures)
    as_of = day_of(request, edition)
    before = a_year_before(as_of, dates)
    regencies = _regencies(request, edition, "coverage.view", as_of)
    runs = runs_of(regencies, (as_of, before, a_year_before(before, dates)), figures=figures)
    found = {regency: run[0] for regency, run in runs.items()}
    entered = _entered(figures, regencies, as_of)
    target = target_of(request.user, edition)
    notes = notes_of(request.user, regencies, as_of)
    cutoff = cutoff_of(request.user, edition)
    rows = [
        {
            "regency": regency,
            "seen": found[regency.pk],
            "again": fell_again(*runs[regency.pk]),
            "gap": gap(found[regency.pk].now, target),
            "flags": _flags(found[regency.pk]),
            "entered": entered.get(regency.pk, []),
            "notes": notes.get(regency.pk, []),
        }
        for regency in regencies
    ]
    now = together(row["seen"].now for row in rows)  # type: ignore[attr-defined]
    past = together(row["seen"].before for row in rows)  # type: ignore[attr-defined]
    roles = roles_in(edition, request.user)
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Cakupan"), None)],
        "may_import": bool(roles & GRANTS["coverage.enter"]),
        "may_target": bool(roles & GRANTS["coverage.target"]),
        "rows": rows,
        "as_of": as_of,
        "before": before,
        "dates": _chips(dates, edition, as_of),
        "chart": coverage_chart(rows, as_of, before, target) if any(one.now.figures for one in found.values()) else "",
        "target": target,
        "whole": now and percentage(*now),
        "whole_hint": ""
        if all(one.now.confirmed for one in found.values())
        else _("Termasuk angka yang belum dikonfirmasi."),
        "whole_change": change_pp(*past, *now) if now and past else None,
        "fallen": sum(row["seen"].fell for row in rows),  # type: ignore[attr-defined]
        "waiting": sum(not row["seen"].now.complete for row in rows),  # type: ignore[attr-defined]
        "to_confirm": _to_confirm(request, edition).count(),
        "cutoff": cutoff,
        "corrections": _corrections(request, edition, as_of, cutoff),
        "mix": yardstick([regency.pk for regency in regencies], as_of).sentence,
        "places": places_of_counting([row for rows in entered.values() for row in rows]),
    }
    return render(request, "nominations/coverage.html", context)


@edition_page("coverage.view")
def regency_detail(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    regency = regency_of(request, edition, "coverage.view", code)
    figures = seen_by(request.user)
    dates = dates_of(edition.province, figures.filter(regency=regency))
    as_of = day_of(request, edition)
    before = a_year_before(as_of, dates)
    seen, earlier = runs_of([regency], (as_of, before, a_year_before(before, dates)), figures=figures)[regency.pk]
    parts = figures.filter(regency=regency, as_of__in=[as_of, before])
    bases = CoverageBase.objects.visible_to(request.user, "coverage.view")
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Cakupan"), url_of("coverage", edition, as_of)), (str(regency), None)],
        "regency": regency,
        "seen": seen,
        "again": fell_again(seen, earlier),
        "notes": notes_of(request.user, [regency], as_of).get(regency.pk, []),
        "may_explain": (seen.fell or seen.fallen)
        and holds(request.user, "coverage.explain")
        and explaining(request.user, regency) is not None,
        "flags": _flags(seen),
        "as_of": as_of,
        "before": before,
        "dates": _chips(dates, edition, as_of),
        "target": (target := target_of(request.user, edition)),
        "gap": gap(seen.now, target),
        "parts": sorted(
            parts.select_related("branch", "entered_by", "confirmed_by"),
            key=lambda row: (-row.as_of.toordinal(), row.branch.name, CoverageFigure.Segment.values.index(row.segment)),
        ),
        "bases": bases.filter(regency=regency, as_of__in=[as_of, before])
        .select_related("entered_by")
        .order_by("-as_of", "kind", "segment"),
        "missing": regency.areas.filter(branch__in=seen.now.missing).select_related("branch"),
        "cutoff": (cutoff := cutoff_of(request.user, edition)),
        "frozen": (frozen := _is_frozen(cutoff, as_of)),
        "corrections": [row for row in _corrections(request, edition, as_of, cutoff) if row.regency_id == regency.pk],
        "may_correct": frozen and may(request.user, "coverage.correct", regency),
        "may_enter": not frozen and may(request.user, "coverage.enter", regency),
        "to_confirm": _to_confirm(request, edition).filter(regency=regency).count(),
    }
    return render(request, "nominations/coverage_regency.html", context)


@edition_page("coverage.enter")
def entry(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    regency = regency_of(request, edition, "coverage.enter", code)
    as_of = day_of(request, edition)
    branches = own_branches(request.user, "coverage.enter", regency)
    branch = next((one for one in branches if str(one.pk) == request.GET.get("cabang")), branches[0])
    figures = CoverageFigure.objects.visible_to(request.user, "coverage.enter")
    own = list(figures.filter(regency=regency, branch=branch, as_of=as_of))
    bases = CoverageBase.objects.visible_to(request.user, "coverage.enter")
    form = CoverageForm(
        request.POST or None,
        user=request.user,
        stored={row.segment: row.participants for row in own},
        initial=_initial(own, bases.filter(regency=regency, as_of=as_of)),
    )
    form.cancel_url = url_of("coverage_regency", edition, as_of, regency.code)
    context = {
        "edition": edition,
        "breadcrumbs": [
            (_("Cakupan"), url_of("coverage", edition, as_of)),
            (str(regency), form.cancel_url),
            (_("Isi angka"), None),
        ],
        "regency": regency,
        "branch": branch,
        "branches": branches,
        "as_of": as_of,
        "form": form,
        "confirmed": any(row.confirmed_at for row in own),
        "frozen": _is_frozen(cutoff_of(request.user, edition), as_of),
        "may_correct": may(request.user, "coverage.correct", regency),
    }
    if request.method != "POST":
        return render(request, "nominations/coverage_entry.html", context)
    if form.is_valid():
        try:
            for segment, count in form.participants.items():
                services.enter(
                    regency,
                    branch,
                    as_of,
                    segment,
                    count,
                    form.cleaned_data["source"],
                    by=request.user,
                    located=form.cleaned_data["located"],
                )
            for kind, segment, people, source in form.bases:
                services.set_base(regency, as_of, kind, people, source, by=request.user, segment=segment)
        except ValidationError as error:
            form.add_error(None, error.messages)
    if not form.is_valid():
        return refused(request, "nominations/coverage_entry.html", context)
    messages.success(
        request,
        _("Angka cakupan tersimpan %(time)s, menunggu konfirmasi kepala kantor cabang.")
        % {"time": pukul(timezone.localtime())},
    )
    seen = comparisons_of([regency], as_of, a_year_before(as_of, []))[regency.pk]
    if Flag.ABOVE_100 in seen.flags:
        messages.warning(
            request, _("Cakupan di atas 100%. Angka tetap diterima; periksa sekali lagi pembilang dan penyebutnya.")
        )
    return redirect(form.cancel_url)


@edition_page("coverage.confirm")
def confirmation(request: HttpRequest, edition: Edition) -> HttpResponse:
    waiting = _to_confirm(request, edition)
    error: list[str] = []
    if request.method == "POST":
        branches = own_branches(request.user, "coverage.confirm")
        chosen = [branch for branch in branches if str(branch.pk) == request.POST.get("branch")]
        day = typed_day(request.POST.get("as_of"))
        first = waiting.filter(branch__in=chosen, as_of=day).select_related("branch").first()
        if first is None:
            messages.info(request, _("Semua angka tanggal itu sudah dikonfirmasi."))
            return redirect(request.path)
        try:
            count = services.confirm(
                first.branch,
                first.as_of,
                by=request.user,
                province=edition.province,
                seen=request.POST.get("seen", ""),
            )
        except ValidationError as refusal:
            error = refusal.messages
        else:
            messages.success(
                request,
                ngettext("%(count)s angka dikonfirmasi %(time)s.", "%(count)s angka dikonfirmasi %(time)s.", count)
                % {"count": count, "time": pukul(timezone.localtime())},
            )
            return redirect(request.path)
    rows = waiting.select_related("branch", "regency", "entered_by").order_by(
        "branch__name", "-as_of", "regency__code", "segment"
    )
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Cakupan"), url_of("coverage", edition)), (_("Konfirmasi"), None)],
        "groups": _groups(request, rows),
        "error": error,
    }
    if error:
        return refused(request, "nominations/coverage_confirmation.html", context)
    return render(request, "nominations/coverage_confirmation.html", context)


def _regencies(request: HttpRequest, edition: Edition, code: str, as_of: date) -> list[Regency]:
    """Regencies of the province within reach that existed at the date."""
    rows = Regency.objects.visible_to(request.user, code).filter(province=edition.province)
    return list(
        rows.filter(Q(valid_from=None) | Q(valid_from__lte=as_of)).filter(Q(valid_to=None) | Q(valid_to__gt=as_of))
    )


def _chips(dates: list[date], edition: Edition, as_of: date) -> list[tuple[str, str, bool]]:
    """(label, query, is the current one), newest first; nothing to choose gives nothing."""
    known = sorted({*dates, as_of}, reverse=True)[:8]
    if len(known) < 2:
        return []
    return [(tanggal_pendek(day), f"?per={day:%Y-%m-%d}", day == as_of) for day in known]


def _flags(seen: Comparison) -> list[tuple[Any, str]]:
    return [
        (flag.label, "neutral" if flag in CALM else "amber")
        for flag in seen.flags
        if flag not in (Flag.FELL, Flag.SEGMENT_FELL)
    ]


def _entered(figures: Any, regencies: Iterable[Regency], as_of: date) -> dict[int, list[CoverageFigure]]:
    """The latest entry of each branch, by regency: who and when."""
    latest: dict[int, dict[int, CoverageFigure]] = {}
    rows = figures.filter(regency__in=regencies, as_of=as_of).select_related("branch", "entered_by", "regency")
    for row in rows.order_by("entered_at"):
        latest.setdefault(row.regency_id, {})[row.branch_id] = row
    return {regency: list(branches.values()) for regency, branches in latest.items()}


def _is_frozen(cutoff: CoverageCutoff | None, as_of: date) -> bool:
    return cutoff is not None and cutoff.has_passed and as_of.year <= cutoff.edition.assessment_year


def _corrections(
    request: HttpRequest, edition: Edition, as_of: date, cutoff: CoverageCutoff | None
) -> list[CoverageCorrection]:
    """Corrections of this date, those that wait first; before the cut-off there is none to ask for."""
    if not _is_frozen(cutoff, as_of):
        return []
    rows = list(corrections_seen_by(request.user, edition).filter(as_of=as_of))
    signs = holds(request.user, "coverage.sign")
    for row in rows:
        row.is_waiting = row.status == CoverageCorrection.Status.WAITING
        row.opens = signs
        row.may_discard = row.is_waiting and row.proposed_by_id == request.user.pk
    return sorted(rows, key=lambda row: not row.is_waiting)


def _to_confirm(request: HttpRequest, edition: Edition) -> Any:
    """Figures of the own branches in this province that wait for the head."""
    figures = CoverageFigure.objects.visible_to(request.user, "coverage.confirm")
    return figures.filter(
        regency__province=edition.province,
        branch__in=own_branches(request.user, "coverage.confirm"),
        confirmed_at=None,
    )


def _initial(figures: Iterable[CoverageFigure], bases: Iterable[CoverageBase]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for figure in figures:
        initial |= {figure.segment: num(figure.participants), "source": figure.source, "located": figure.located}
    for base in bases:
        if base.segment:
            initial |= {f"estimate_{base.segment}": num(base.people), "estimate_source": base.source}
        else:
            initial |= {"base_kind": base.kind, "base_people": num(base.people), "base_source": base.source}
    return initial


def _groups(request: HttpRequest, rows: Iterable[CoverageFigure]) -> list[dict[str, Any]]:
    """Figures to confirm by branch and date, each beside the number of the year before."""
    groups: dict[tuple[int, date], dict[str, Any]] = {}
    for row in rows:
        group = groups.setdefault((row.branch_id, row.as_of), {"branch": row.branch, "as_of": row.as_of, "rows": []})
        group["rows"].append(row)
    figures = CoverageFigure.objects.visible_to(request.user, "coverage.follow")
    for (branch, as_of), group in groups.items():
        group["seen"] = services.fingerprint(group["rows"])
        past = {
            (row.regency_id, row.segment): row.participants
            for row in figures.filter(branch=branch, as_of=a_year_before(as_of, []))
        }
        group["rows"] = [
            {
                "figure": row,
                "before": (count := past.get((row.regency_id, row.segment))),
                "change": None if count is None else row.participants - count,
            }
            for row in group["rows"]
        ]
    return list(groups.values())
