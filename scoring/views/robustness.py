"""Advice for the plenary beside the order: how firmly it stands, how far the panel agrees, one sheet to print."""

import functools
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import holds, may
from paritrana.committees.models import Category, Edition, Round, Seat
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.roles import Role
from scoring import explanation, plots
from scoring import robustness_reading as reading
from scoring.models import MarkQuestion, RankingRow, RankingRun, Robustness, ScoreSheet, TieReason
from scoring.ranking_queries import PATIENCE, current
from scoring.services import robustness as verbs
from scoring.views.frame import address, category_of, frame

PAGE = 50


def watched(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that asks again while the worker computes: as long as it does, the answer costs no query."""

    @functools.wraps(view)
    def page(request: HttpRequest, province: str, edition: str, category: str) -> HttpResponse:
        if verbs.is_waiting(request.GET.get("seen", ""), province, edition, category):
            return HttpResponse(status=204)
        return view(request, province=province, edition=edition, category=category)

    return page


@watched
@edition_page("robustness.view")
def robustness(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The official order with what is known of its firmness."""
    found = category_of(request, edition, category, "robustness.view")
    page = _page(request, found)
    if request.htmx:
        return HttpResponse(status=204) if page.get("waiting") else HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "scoring/robustness.html", page)


@require_POST
@edition_page("ranking.run")
def robustness_again(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Ask the worker once more where nothing came."""
    found = category_of(request, edition, category, "ranking.run")
    run = _run(request, found)
    if run is None:
        raise Http404
    if verbs.ask_again(run, by=request.user):
        messages.success(request, _("Ketahanan urutan dihitung lagi."))
    else:
        messages.success(request, _("Ketahanan urutan sudah dihitung."))
    return redirect(address("robustness", found))


@require_POST
@edition_page("robustness.explain")
def tie_reason(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The written reason for one pair of close places."""
    found = category_of(request, edition, category, "robustness.explain")
    key, note = request.POST.get("action", ""), request.POST.get("note", "")
    above, _dash, below = key.partition("-")
    try:
        verbs.explain(found, above, below, note, by=request.user)
    except ValidationError as error:
        typed = {"key": key, "note": note, "error": " ".join(error.messages)}
        return refused(request, "scoring/robustness.html", _page(request, found) | {"typed": typed})
    messages.success(request, _("Alasan tersimpan."))
    return redirect(address("robustness", found))


@edition_page("robustness.view")
def panel_report(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """How far the panel agrees: coefficients, strict and kind persons, marks that stand out."""
    found = category_of(request, edition, category, "robustness.view")
    run, advice = _ready(request, found)
    page = frame(found, *_crumbs(found), (_("Laporan panel"), None))
    report = advice.result["panel"]
    if report is None:
        return render(request, "scoring/panel_report.html", page | {"run": run, "report": None})
    rows = _rows(request, run)
    people = _people(request, found, advice.result)
    return render(
        request,
        "scoring/panel_report.html",
        page
        | {
            "run": run,
            "report": report,
            "lsd": _figure(report["lsd"]),
            "lsd_total": _figure(report["lsd_total"]),
            "round": Round(report["round"]).label,
            "coefficients": _coefficients(report),
            "severities": reading.severities(advice.result, people),
            "flags": reading.flagged(advice.result, rows, people, _questions(request, found, report["round"])),
            "people": [people[person] for person in advice.result["people"]],
            "codes": list(reading.codes(advice.result).values()),
            "cells": _cells(advice.result, rows),
            "missing": any(mark is None for marks in report["cells"] for mark in marks),
            "plot_height": plots.panel_height(len(report["cells"])),
        },
    )


@edition_page("robustness.view")
def decision_sheet(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Lembar putusan: one page to print and sign."""
    found = category_of(request, edition, category, "robustness.view")
    run, advice = _ready(request, found)
    result, rules, rows = advice.result, explanation.rules_of(run), _rows(request, run)
    shown = [row for row in rows if row.rank <= found.places + 2]
    flags = explanation.flags(run, rules)
    seats = Seat.objects.visible_to(request.user, "seats.view").filter(edition=edition)
    committee = current(seats.filter(role__in=[Role.CHAIR, Role.PANELIST]))
    page = frame(found, *_crumbs(found), (_("Lembar putusan"), None))
    return render(
        request,
        "scoring/decision_sheet.html",
        page
        | {
            "run": run,
            "rows": shown,
            "others": len(rows) - len(shown),
            "distances": reading.distances(result, rules, rows),
            "ties": _ties(request, found, result, rows),
            "flagged": [(row, text) for row in shown for text in flags.get(str(row.nomination.number), [])],
            "unmarked": _unmarked(request, found),
            "unranked": sum("reason" in row for row in run.result["rows"]),
            "left_out": len(run.input["left_out"]),
            "odd": len(result["panel"]["flags"]) if result["panel"] else 0,
            "seats": committee.select_related("person", "branch", "nominee", "province").order_by("order", "pk"),
        },
    )


@edition_page("robustness.view")
def rank_plot(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The interval of ranks of every nominee as one picture."""
    found = category_of(request, edition, category, "robustness.view")
    run, advice = _ready(request, found)
    firm = reading.firm_rows(advice.result, _rows(request, run))
    drawn = [(str(row.row.nomination.nominee), row.row.rank or 0, row.ranks) for row in firm if row.ranks]
    return _picture(plots.rank_plot(drawn))


@edition_page("robustness.view")
def panel_plot(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Every mark of the panel as one picture, persons under codes."""
    found = category_of(request, edition, category, "robustness.view")
    run, advice = _ready(request, found)
    report = advice.result["panel"]
    if report is None:
        raise Http404
    people = reading.codes(advice.result)
    places = {number: place for place, number in enumerate(advice.result["order"])}
    columns = {person: place for place, person in enumerate(people)}
    flags = {(places[flag["nominee"]], columns[flag["person"]]) for flag in report["flags"]}
    drawn = [(name, marks) for name, marks in _cells(advice.result, _rows(request, run))]
    return _picture(plots.panel_plot(list(people.values()), drawn, flags))


# --- inside ---------------------------------------------------------------------------------------------


def _run(request: HttpRequest, category: Category) -> RankingRun | None:
    runs = RankingRun.objects.visible_to(request.user, "robustness.view").filter(category=category)
    return runs.order_by("-number").first()


def _ready(request: HttpRequest, category: Category) -> tuple[RankingRun, Robustness]:
    """The last run with its finished advice; 404 while there is none."""
    advice = _advice(request, category)
    if advice is None or advice.computed_at is None:
        raise Http404
    return advice.run, advice


def _advice(request: HttpRequest, category: Category) -> Robustness | None:
    """Of the last run, for every run is made with its row."""
    rows = Robustness.objects.visible_to(request.user, "robustness.view").filter(run__category=category)
    return rows.select_related("run").order_by("-run__number").first()


def _rows(request: HttpRequest, run: RankingRun) -> list[RankingRow]:
    """The official order, without those not ranked."""
    rows = RankingRow.objects.visible_to(request.user, "robustness.view").filter(run=run, ranked=True)
    return list(rows.select_related("nomination__nominee").defer("components"))


def _page(request: HttpRequest, category: Category) -> dict[str, Any]:
    page = frame(category, (category.name, address("ranking", category)), (_("Ketahanan urutan"), None))
    advice = _advice(request, category)
    run = advice.run if advice else _run(request, category)
    page |= {"run": run, "ready": bool(advice and advice.computed_at)}
    if run is None:
        return page
    if advice is None or advice.computed_at is None:
        asked = advice.asked_at if advice else run.made_at
        page["seen"] = verbs.mark(asked)
        page["waiting"] = asked > timezone.now() - timedelta(seconds=PATIENCE)
        page["can_ask"] = may(request.user, "ranking.run", category)
        return page
    result, rows = advice.result, _rows(request, run)
    people = _people(request, category, result)
    firm = reading.firm_rows(result, rows)
    return page | {
        "sentences": reading.sentences(result, explanation.rules_of(run), rows, people),
        "firm": Paginator(firm, PAGE).get_page(request.GET.get("page")),
        "noise": reading.noise(result),
        "sampled": result.get("bootstrap"),
        "weights": result.get("weights"),
        "shadows": reading.shadow_names(result),
        "ties": _ties(request, category, result, rows),
        "has_panel": result["panel"] is not None,
        "can_explain": category.released_at is None and holds(request.user, "robustness.explain"),
        "plot_height": plots.rank_height(sum(row.ranks is not None for row in firm)),
    }


def _ties(
    request: HttpRequest, category: Category, result: dict[str, Any], rows: list[RankingRow]
) -> list[reading.Tie]:
    if not result["ties"]:
        return []
    written = TieReason.objects.visible_to(request.user, "robustness.view").filter(category=category)
    reasons = {(found.above_id, found.below_id): found for found in written.select_related("by", "run")}
    return reading.ties(result, rows, reasons)


def _people(request: HttpRequest, category: Category, result: dict[str, Any]) -> dict[str, str]:
    """A code for each person, with the seat for whoever may read marks with names."""
    found = reading.codes(result)
    sheets = (
        ScoreSheet.objects.visible_to(request.user, "marks.view")
        .filter(nomination__category=category, person__in=[int(person) for person in found])
        .select_related("seat__branch", "seat__nominee", "seat__province")
        .order_by("person_id", "pk")
        .distinct("person_id")
    )
    seats = {str(sheet.person_id): sheet.seat for sheet in sheets}
    return {person: f"{code} ({seats[person]})" if person in seats else code for person, code in found.items()}


def _questions(request: HttpRequest, category: Category, round: str) -> dict[tuple[str, str], MarkQuestion]:
    """Who was asked for a reason before the closing, by number of the nominee and person."""
    rows = MarkQuestion.objects.visible_to(request.user, "marks.view").filter(sheet__nomination__category=category)
    asked = rows.filter(sheet__round=round).select_related("sheet__nomination")
    return {(str(row.sheet.nomination.number), str(row.sheet.person_id)): row for row in asked}


def _cells(result: dict[str, Any], rows: list[RankingRow]) -> list[tuple[str, list[Fraction | None]]]:
    """Per nominee in the order of the run the mark of every person, None where there is no sheet."""
    names = {str(row.nomination.number): str(row.nomination.nominee) for row in rows}
    return [
        (names[number], [None if mark is None else Fraction(mark) for mark in marks])
        for number, marks in zip(result["order"], result["panel"]["cells"], strict=True)
    ]


def _coefficients(report: dict[str, Any]) -> list[tuple[Any, Fraction | None, list[Fraction], Any]]:
    """Name, value, confidence interval and meaning of each coefficient."""
    icc = report["icc"]
    words = [
        ("ICC3k", _("ICC(3,k)"), _("keandalan rata-rata panel ini; angka utama")),
        ("ICC21", _("ICC(2,1)"), _("keandalan satu penilai bila penilai lain yang duduk")),
        ("ICC2k", _("ICC(2,k)"), _("keandalan rata-rata bila panel lain yang duduk")),
    ]
    found = [
        (name, _figure(icc[code]["value"]), [Fraction(bound) for bound in icc[code]["ci95"]], meaning)
        for code, name, meaning in words
    ]
    agreement = report["kendall"]
    found.append((_("Kendall W"), _figure(agreement and agreement["w"]), [], _("kesamaan urutan antarpenilai")))
    if report["alpha"] is not None:
        meaning = _("kesepakatan nilai dari semua lembar, termasuk yang tidak lengkap")
        found.append((_("Alfa Krippendorff"), Fraction(report["alpha"]), [], meaning))
    return found


def _figure(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _unmarked(request: HttpRequest, category: Category) -> list[tuple[str, int]]:
    """How many sheets there are without marks, by why."""
    without = [ScoreSheet.Status.RECUSED, ScoreSheet.Status.ABSENT, ScoreSheet.Status.WITHDRAWN]
    sheets = ScoreSheet.objects.visible_to(request.user, "marks.view").filter(
        nomination__category=category, voided_by=None
    )
    counts = sheets.filter(status__in=without).order_by().values_list("status").annotate(count=Count("pk"))
    return [(ScoreSheet.Status(status).label, count) for status, count in sorted(counts)]


def _crumbs(category: Category) -> list[tuple[Any, str | None]]:
    return [(category.name, address("ranking", category)), (_("Ketahanan urutan"), address("robustness", category))]


def _picture(svg: str) -> HttpResponse:
    return HttpResponse(svg, content_type="image/svg+xml")
