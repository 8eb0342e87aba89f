"""The plenary: places, special awards, the decision in force, its revocation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.access import may
from paritrana.committees.models import Category, Edition, Stage
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring import placing
from scoring.models import Decision, PaperAct, Placement, RankingRow, RankingRun, SpecialAward
from scoring.plenary_reading import advice
from scoring.ranking_forms import AwardForm, PlenaryForm
from scoring.ranking_queries import asked, is_review_open, latest_run, standings, tie_rule
from scoring.services import plenary as verbs
from scoring.tie_queries import unexplained
from scoring.views.frame import address, category_of, frame


@edition_page("decision.view")
def plenary(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Before the decision the form, prefilled with the computed order; after it the decision in force."""
    found = category_of(request, edition, category, "decision.view")
    page = _page(request, found)
    if request.method == "POST" and page["form"]:
        form: PlenaryForm = page["form"]
        if form.is_valid():
            try:
                verbs.decide(found, page["run"], form.placements(), **form.resolution(), by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Penetapan tercatat. Hasil tetap tertutup sampai embargo dibuka."))
                return redirect(address("plenary", found))
        return refused(request, "scoring/plenary.html", page)
    if request.method == "POST":
        messages.error(request, _("Belum dapat ditetapkan: keadaan kategori ini sudah berubah."))
        return redirect(address("plenary", found))
    return render(request, "scoring/plenary.html", page)


@require_POST
@edition_page("decision.close")
def plenary_revoke(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """Take the decision out of force, with a reason."""
    found = category_of(request, edition, category, "decision.close")
    decisions = Decision.objects.visible_to(request.user, "decision.view")
    decision = get_object_or_404(decisions, category=found, revoked_at=None)
    note = request.POST.get("note", "")
    try:
        verbs.revoke(decision, by=request.user, note=note)
    except ValidationError as error:
        page = _page(request, found) | {"note": note, "note_error": " ".join(error.messages)}
        return refused(request, "scoring/plenary.html", page)
    messages.success(request, _("Penetapan dicabut. Rapat pleno dapat menetapkan lagi."))
    return redirect(address("plenary", found))


@edition_page("awards.edit")
def award_add(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """A special award: who, its measure, why."""
    found = category_of(request, edition, category, "awards.edit")
    form = AwardForm(request.POST or None, user=request.user, category=found)
    form.cancel_url = address("plenary", found)
    page = frame(
        found,
        (found.name, address("ranking", found)),
        (_("Rapat pleno"), address("plenary", found)),
        (_("Penghargaan khusus"), None),
    ) | {"form": form}
    if request.method == "POST":
        if form.is_valid():
            fields = dict(form.cleaned_data)
            try:
                verbs.special_award(found, fields.pop("nominee"), **fields, by=request.user)
            except ValidationError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Penghargaan khusus ditambahkan."))
                return redirect(address("plenary", found))
        return refused(request, "scoring/award_add.html", page)
    return render(request, "scoring/award_add.html", page)


@require_POST
@edition_page("awards.edit")
def award_remove(request: HttpRequest, edition: Edition, category: str, award: int) -> HttpResponse:
    found = category_of(request, edition, category, "awards.edit")
    row = get_object_or_404(SpecialAward.objects.visible_to(request.user, "awards.edit"), category=found, pk=award)
    try:
        verbs.remove_award(row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Penghargaan khusus dihapus."))
    return redirect(address("plenary", found))


# --- inside ---------------------------------------------------------------------------------------------


def _page(request: HttpRequest, category: Category) -> dict[str, Any]:
    user = request.user
    page = frame(category, (category.name, address("ranking", category)), (_("Rapat pleno"), None))
    decisions = Decision.objects.visible_to(user, "decision.view").filter(category=category)
    decision = decisions.filter(revoked_at=None).select_related("run", "decided_by").first()
    run = latest_run(category)
    awards = SpecialAward.objects.visible_to(user, "decision.view").filter(category=category)
    closes = may(user, "decision.close", category)
    page |= {
        "decision": decision,
        "run": run,
        "form": None,
        "awards": awards.select_related("nominee"),
        "can_award": category.released_at is None and may(user, "awards.edit", category),
        "can_revoke": category.released_at is None and closes,
        "can_enter": category.released_at is None and may(user, "paper.enter", category),
        "revoked": decisions.exclude(revoked_at=None).exclude(changes__issued_at__isnull=False),
        "can_change": category.released_at is not None and may(user, "changes.view", category),
        "papers": PaperAct.objects.visible_to(user, "paper.confirm").filter(category=category, confirmed_at=None),
        "right_stage": category.stage in (Stage.DELIBERATION, Stage.DECIDED),
    }
    if decision:
        page["placements"] = _placements(request, decision)
    elif run:
        pairs = asked(run) if run.review_opened_at else []
        page |= {
            "silent": sum(pair.response is None for pair in pairs),
            "remarks": sum(pair.response is not None and pair.response.answer == "remark" for pair in pairs),
            "review_open": is_review_open(run),
            "advice": advice(run, category),
        }
        if page["right_stage"] and closes:
            page["form"] = plenary_form(PlenaryForm, request, category, run)
    return page


def plenary_form(
    kind: type[PlenaryForm], request: HttpRequest, category: Category, run: RankingRun, **more: Any
) -> Any:
    """The form of places for a run; also the one that a signed paper is entered with."""
    rows = RankingRow.objects.visible_to(request.user, "ranking.view").filter(run=run)
    return kind(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        rows=rows.select_related("run", "nomination__nominee").defer("run__input", "run__result"),
        computed=placing.computed_places(standings(run), category.places, tie_rule(run)),
        category=category,
        close=unexplained(run),
        **more,
    )


def _placements(request: HttpRequest, decision: Decision) -> list[Placement]:
    """The places with the computed rank beside them."""
    placements = list(
        Placement.objects.visible_to(request.user, "decision.view")
        .filter(decision=decision)
        .select_related("nomination__nominee")
    )
    computed = standings(decision.run)
    ranks = {row.nominee: row.rank for row in computed}
    proposed = placing.computed_places(computed, decision.category.places, tie_rule(decision.run))
    for placement in placements:
        placement.rank = ranks.get(placement.nomination_id)
        placement.deviates = (
            bool(decision.deviation_reason) and proposed.get(placement.nomination_id) != placement.place
        )
    return placements
