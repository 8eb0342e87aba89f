"""The review of a provisional ranking by the branches."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from paritrana.access import holds, may, seats_of
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.roles import Role
from scoring.models import BranchResponse, RankingRow, RankingRun
from scoring.ranking_forms import ReplyForm, ResponseForm, ReviewForm
from scoring.ranking_queries import (
    Asked,
    asked,
    corrections_of,
    decision_in_force,
    is_review_open,
    latest_run,
    order_of,
)
from scoring.services import review as verbs
from scoring.views.frame import address, category_of, frame


@edition_page("ranking.view")
def review(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """A branch head: place and total of the own regencies, to be answered. The committee: all answers."""
    user = request.user
    found = category_of(request, edition, category, "ranking.view")
    run = _run(request, found)
    pairs: list[Asked] = []
    if run and run.review_opened_at:
        pairs = asked(run, RankingRow.objects.visible_to(user, "ranking.view").filter(run=run))
    inside = may(user, "decision.view", found)
    own = _own_branches(request)
    decided = decision_in_force(found) is not None
    is_open = bool(run and is_review_open(run) and not decided)
    lines = [
        {
            "pair": pair,
            "answer_url": _pair_address("review_response", found, pair) if pair.branch.pk in own and is_open else "",
            "reply_url": _pair_address("review_reply", found, pair) if _is_remark(pair) else "",
            "paper_url": _paper_address(found, pair) if is_open and pair.response is None else "",
        }
        for pair in pairs
        if inside or pair.branch.pk in own
    ]
    shows_order = bool(run and pairs and not inside and found.branch_sees_order)
    corrections = corrections_of(found)
    earlier = [row for row in _earlier(request, found, run) if inside or row.branch_id in own]
    for response in [*earlier, *(line["pair"].response for line in lines if line["pair"].response)]:
        response.made = corrections.get(response.pk, [])
    context = {
        "run": run,
        "earlier": earlier,
        "order": order_of(run) if run and shows_order else [],
        "can_correct": inside and not decided and holds(user, "marks.correct"),
        "can_sign": inside and holds(user, "marks.sign"),
        "lines": lines,
        "inside": inside,
        "is_open": is_open,
        "decided": decided,
        "answered": sum(line["pair"].response is not None for line in lines),
        "can_open": bool(run and not decided and may(user, "review.open", run)),
        "can_reply": inside and may(user, "review.reply", found),
        "can_enter": inside and holds(user, "paper.enter"),
    }
    crumbs = [(found.name, address("ranking", found))] if inside else []
    return render(request, "scoring/review.html", frame(found, *crumbs, (_("Tinjauan cabang"), None)) | context)


@edition_page("review.open")
def review_open(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Open the review with its closing time, or move that time."""
    found = category_of(request, edition, category, "review.open")
    run = _run(request, found)
    if run is None:
        raise Http404
    initial = {"closes_at": run.review_closes_at or found.review_closes}
    form = ReviewForm(request.POST or None, user=request.user, initial=initial)
    form.cancel_url = address("review", found)
    page = _under_review(found, _("Buka tinjauan")) | {"form": form, "run": run}
    if request.method == "POST":
        if form.is_valid():
            try:
                verbs.open_review(run, form.cleaned_data["closes_at"], by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Tinjauan dibuka; kepala kantor cabang diberi tahu."))
                return redirect(address("review", found))
        return refused(request, "scoring/review_open.html", page)
    return render(request, "scoring/review_open.html", page)


@edition_page("review.respond")
def review_response(request: HttpRequest, edition: Edition, category: str, number: int, branch: str) -> HttpResponse:
    """A branch head answers on one nominee: sesuai, or ada catatan with a reason."""
    found = category_of(request, edition, category, "ranking.view")
    pair = _pair(request, found, number, branch)
    if pair.branch.pk not in _own_branches(request):
        raise Http404
    said = pair.response
    initial = {"answer": said.answer, "kind": said.kind, "reason": said.reason} if said else {}
    form = ResponseForm(request.POST or None, user=request.user, initial=initial)
    form.cancel_url = address("review", found)
    page = _under_review(found, str(pair.row.nomination.nominee)) | {"form": form, "pair": pair, "run": pair.row.run}
    if request.method == "POST":
        if form.is_valid():
            answer = form.cleaned_data
            try:
                verbs.respond(
                    pair.row.run,
                    pair.row.nomination,
                    pair.branch,
                    answer["answer"],
                    answer["reason"],
                    kind=answer["kind"],
                    by=request.user,
                )
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Tanggapan tercatat. Anda dapat mengubahnya sampai batas waktu."))
                return redirect(address("review", found))
        return refused(request, "scoring/review_response.html", page)
    return render(request, "scoring/review_response.html", page)


@edition_page("review.reply")
def review_reply(request: HttpRequest, edition: Edition, category: str, number: int, branch: str) -> HttpResponse:
    """The secretariat answers a remark."""
    found = category_of(request, edition, category, "review.reply")
    pair = _pair(request, found, number, branch)
    if pair.response is None:
        raise Http404
    form = ReplyForm(
        request.POST or None,
        user=request.user,
        initial={"outcome": pair.response.outcome, "reply": pair.response.reply},
    )
    form.cancel_url = address("review", found)
    page = _under_review(found, _("Jawab catatan")) | {"form": form, "pair": pair, "run": pair.row.run}
    if request.method == "POST":
        if form.is_valid():
            try:
                verbs.reply(pair.response, form.cleaned_data["outcome"], form.cleaned_data["reply"], by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Jawaban tercatat."))
                return redirect(address("review", found))
        return refused(request, "scoring/review_reply.html", page)
    return render(request, "scoring/review_reply.html", page)


# --- inside ---------------------------------------------------------------------------------------------


def _run(request: HttpRequest, category: Category) -> RankingRun | None:
    """The last run of the category, if this person may see it: an older one is not under review any more."""
    run = latest_run(category)
    return run if run and may(request.user, "ranking.view", run) else None


def _earlier(request: HttpRequest, category: Category, run: RankingRun | None) -> QuerySet[BranchResponse]:
    """Remarks on runs that another has replaced since."""
    rows = BranchResponse.objects.visible_to(request.user, "ranking.view").filter(run__category=category)
    replaced = rows.filter(answer=BranchResponse.Answer.REMARK).exclude(
        run=latest_run(category) if run is None else run
    )
    named = replaced.select_related("run", "branch", "nomination__nominee").defer("run__input", "run__result")
    return named.order_by("run__number", "nomination__number")


def _own_branches(request: HttpRequest) -> set[int]:
    return {seat.branch_id for seat in seats_of(request.user) if seat.role == Role.BRANCH_HEAD}


def _is_remark(pair: Asked) -> bool:
    return pair.response is not None and pair.response.answer == "remark"


def _pair(request: HttpRequest, category: Category, number: int, branch: str) -> Asked:
    """One branch and one nominee of the run under review, within the person's reach."""
    run = _run(request, category)
    if run is None or not run.review_opened_at:
        raise Http404
    rows = RankingRow.objects.visible_to(request.user, "ranking.view").filter(run=run, nomination__number=number)
    for pair in asked(run, rows.select_related("run").defer("run__input", "run__result")):
        if pair.branch.code == branch:
            return pair
    raise Http404


def _pair_address(name: str, category: Category, pair: Asked) -> str:
    return address(name, category, pair.row.nomination.number, pair.branch.code)


def _paper_address(category: Category, pair: Asked) -> str:
    base = address("paper_new", category, "respond")
    return f"{base}?usulan={pair.row.nomination.number}&cabang={pair.branch.code}"


def _under_review(category: Category, title: str) -> dict[str, Any]:
    return frame(category, (_("Tinjauan cabang"), address("review", category)), (title, None))
