"""Provisional rankings: all of an edition, one category, one nominee explained."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import holds, may
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring import explanation as reading
from scoring import snapshot
from scoring.examples import shipped_weights
from scoring.models import Decision, MarkCorrection, QuorumChoice, RankingRow, RankingRun, ScoreSheet, Value
from scoring.queries import is_scoring_closed
from scoring.ranking_queries import is_review_open, is_settled, latest_run, open_change
from scoring.services import ranking as verbs
from scoring.views.feedback import own_feedback
from scoring.views.frame import address, category_of, frame
from scoring.views.results import package

PAGE = 50
# Why somebody is not ranked for want of sheets.
THIN = ("no_sheets", "few_sheets")


@edition_page("ranking.view")
def rankings(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The categories of the edition, each with its last run, review and decision."""
    user = request.user
    runs: dict[int, RankingRun] = {}
    visible = RankingRun.objects.visible_to(user, "ranking.view").filter(category__edition=edition)
    for run in visible.defer("input", "result").order_by("number"):
        runs[run.category_id] = run
    decisions = set(
        Decision.objects.visible_to(user, "decision.view")
        .filter(category__edition=edition, revoked_at=None)
        .values_list("category", flat=True)
    )
    inside = set(
        Category.objects.visible_to(user, "decision.view").filter(edition=edition).values_list("pk", flat=True)
    )
    rows = []
    for category in Category.objects.visible_to(user, "ranking.view").filter(edition=edition):
        category.edition = edition
        run = runs.get(category.pk)
        state, tone = _state(category, run, category.pk in decisions)
        rows.append(
            {
                "title": category.name,
                "url": address("ranking" if category.pk in inside else "review", category),
                "status": state,
                "tone": tone,
            }
        )
    return render(request, "scoring/rankings.html", {"rows": rows, "breadcrumbs": [(_("Peringkat"), None)]})


@edition_page("decision.view")
def ranking(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The last run of a category, or why there is none."""
    found = category_of(request, edition, category, "decision.view")
    return render(request, "scoring/ranking.html", _page(request, found))


@require_POST
@edition_page("ranking.run")
def ranking_run(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    found = category_of(request, edition, category, "ranking.run")
    before = _latest(request, found)
    try:
        run = verbs.run(found, by=request.user)
    except ValidationError as error:
        return refused(request, "scoring/ranking.html", _page(request, found) | {"errors": error.messages})
    if run == before:
        messages.success(request, _("Tidak ada data yang berubah; perhitungan ke-%s tetap berlaku.") % run.number)
    else:
        messages.success(request, _("Peringkat dihitung: perhitungan ke-%s.") % run.number)
    return redirect(address("ranking", found))


@edition_page("ranking.complete")
def ranking_package(request: HttpRequest, edition: Edition, category: str) -> FileResponse:
    """The complete package of the last run, for the observer: also before the release."""
    found = category_of(request, edition, category, "ranking.complete")
    runs = RankingRun.objects.visible_to(request.user, "ranking.complete").filter(category=found)
    run = runs.order_by("-number").first()
    if run is None:
        raise Http404
    run.category = found
    decisions = Decision.objects.visible_to(request.user, "ranking.complete")
    decision = decisions.filter(category=found, run=run, revoked_at=None).first()
    return package(snapshot.complete(run, decision), found)


@edition_page("editions.view")
def explanation(request: HttpRequest, edition: Edition, category: str, number: int) -> HttpResponse:
    """How one nominee's total came about. Committee: down to the marks. Branch head: place and total. Nominee: own."""
    user = request.user
    code = "ranking.view" if may(user, "ranking.view", edition) else "feedback.view"
    rows = RankingRow.objects.visible_to(user, code).filter(
        nomination__number=number, nomination__edition=edition, run__category__slug=category
    )
    row = rows.select_related("run__category", "nomination__nominee").order_by("-run__number").first()
    if row is None:
        raise Http404
    found = row.run.category
    found.edition = edition
    if code == "ranking.view" and row.run != latest_run(found):
        raise Http404
    if code == "feedback.view":
        return own_feedback(request, row)
    inside = may(user, "decision.view", found)
    nomination = reverse("nomination", args=[edition.province.slug, edition.slug, number])
    context: dict[str, Any] = {
        "nomination_url": nomination,
        "row": row,
        "run": row.run,
        "inside": inside,
        "can_correct": may(user, "marks.correct", found) and not is_settled(found),
    }
    if inside:
        context |= _explained(request, row)
    crumb = (found.name, address("ranking" if inside else "review", found))
    page = frame(found, crumb, (str(row.nomination.nominee), None))
    return render(request, "scoring/explanation.html", page | context)


def _explained(request: HttpRequest, row: RankingRow) -> dict[str, Any]:
    rules = reading.rules_of(row.run)
    sheets = (
        ScoreSheet.objects.visible_to(request.user, "marks.view")
        .filter(nomination=row.nomination, voided_by=None)
        .select_related("seat__branch", "seat__nominee", "seat__province")
        .order_by("round", "seat__order", "pk")
    )
    values = Value.objects.visible_to(request.user, "marks.view").filter(nomination=row.nomination)
    sources = {value.criterion.code: value.source for value in values.select_related("criterion")}
    groups = reading.groups(row, rules)
    return {
        "groups": groups,
        "total": sum(group.points for group in groups),
        "panels": reading.panels(row.run, row, rules, sheets) if row.ranked else [],
        "exact": reading.exact(row) if row.ranked else "",
        "counting": reading.counting(rules) if rules.trim or rules.rounding_stages else [],
        "sources": [(part, sources[part.code]) for group in groups for part in group.parts if part.code in sources],
        "step": reading.step(row, rules),
        "reason": reading.reason(row),
        "flags": reading.flags(row.run, rules).get(str(row.nomination.number), []),
    }


def _latest(request: HttpRequest, category: Category) -> RankingRun | None:
    runs = RankingRun.objects.visible_to(request.user, "ranking.view").filter(category=category)
    return runs.select_related("made_by").order_by("-number").first()


def _page(request: HttpRequest, category: Category) -> dict[str, Any]:
    page = frame(category, (category.name, None))
    run = _latest(request, category)
    decisions = Decision.objects.visible_to(request.user, "decision.view")
    decision = decisions.filter(category=category, revoked_at=None).first()
    # A run is seen only while its scoring is closed.
    closed = run is not None or is_scoring_closed(category)
    settled = decision is not None and open_change(category) is None
    can_run = closed and not settled and may(request.user, "ranking.run", category)
    page |= {"run": run, "closed": closed, "decision": decision, "can_run": can_run}
    page["may_advise"] = holds(request.user, "robustness.view")
    if run is None:
        return page
    rules = reading.rules_of(run)
    flags = reading.flags(run, rules)
    visible = RankingRow.objects.visible_to(request.user, "ranking.view").filter(run=run)
    rows = list(visible.select_related("nomination__nominee"))
    listed = Paginator([row for row in rows if row.ranked], PAGE).get_page(request.GET.get("page"))
    unranked = [row for row in rows if not row.ranked]
    thin = any(row.reason in THIN for row in unranked)
    chosen = QuorumChoice.objects.visible_to(request.user, "ranking.view").filter(run=run) if thin else []
    choices = {choice.nomination_id: choice for choice in chosen}
    for row in listed:
        row.flags = flags.get(str(row.nomination.number), [])
        row.step = reading.step(row, rules)
        row.groups = reading.groups(row, rules)
    for row in unranked:
        row.why = reading.reason(row)
    for row in [*listed, *unranked]:
        row.url = address("explanation", category, row.nomination.number)
        row.choice = choices.get(row.nomination_id)
        row.thin = row.reason in THIN
    return page | {
        "columns": reading.columns(rules),
        "example": {leaf.code: leaf.weight for leaf in rules.leaves()} == shipped_weights(category.nominee_kind),
        "ranked": listed,
        "unranked": unranked,
        "left_out": run.input["left_out"],
        "places": category.places,
        "review_open": is_review_open(run),
        "corrections": _corrections(request, category),
        "can_choose": thin and decision is None and may(request.user, "quorum.choose", category),
        "can_take": may(request.user, "ranking.complete", category),
    }


def _corrections(request: HttpRequest, category: Category) -> list[MarkCorrection]:
    rows = MarkCorrection.objects.visible_to(request.user, "marks.sign").filter(nomination__category=category)
    named = rows.select_related("nomination__nominee", "criterion", "sheet__person", "run")
    return list(named.defer("run__input", "run__result"))


def _state(category: Category, run: RankingRun | None, decided: bool) -> tuple[str, str]:
    """The state of a category's ranking in words and colour."""
    if decided:
        return _("Ditetapkan"), "green"
    if run is None:
        return _("Belum dihitung"), "neutral"
    if is_review_open(run):
        return _("Sedang ditinjau"), "blue"
    return _("Peringkat sementara"), "blue"
