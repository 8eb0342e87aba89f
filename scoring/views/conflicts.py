"""Conflicts of interest: who scores declares or answers; those who follow read all; two officers lift."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nominations.models import Nomination
from paritrana.access import holds, may, require
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.conflict_queries import Suggestion, suggestions
from scoring.forms import ConflictForm, NoConflictForm
from scoring.models import Recusal, RecusalLift
from scoring.queries import is_scoring_closed
from scoring.services import conflicts as verbs
from scoring.services import sheets

PAGE = "scoring/conflicts.html"


@edition_page("recusals.view")
def conflicts(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Declare, answer what the data suggest, and read what one may read."""
    if request.method != "POST":
        return render(request, PAGE, _page(request, edition))
    require(request.user, "recusals.declare", edition, _("Hanya penilai yang menyatakan konflik kepentingannya."))
    form = _declaring(request, edition, request.POST)
    try:
        if form.is_valid():
            sheets.recuse(person=request.user, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("Tercatat: Anda tidak ikut menilai %s.") % form.cleaned_data["nomination"].nominee
            )
            return redirect(_url("conflicts", edition))
    except ValidationError as error:
        form.add_error(None, error)
    return refused(request, PAGE, _page(request, edition) | {"form": form})


@require_POST
@edition_page("recusals.declare")
def conflict_answer(request: HttpRequest, edition: Edition) -> HttpResponse:
    """No conflict, and why: for oneself, and by the chair for others."""
    form = _answering(request, edition, _open(request, edition), request.POST)
    if form.is_valid():
        try:
            made = verbs.answer(form.cleaned_data["about"], reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            count = len({(row.person_id, row.nomination_id) for row in made})
            told = ngettext("%s jawaban tercatat.", "%s jawaban tercatat.", count)
            messages.success(request, told % count)
            return redirect(_url("conflicts", edition))
    return refused(request, PAGE, _page(request, edition) | {"answering": form})


@edition_page("recusals.follow")
def recusal(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """One declaration; here one officer proposes to lift it and another one signs."""
    row = _row(request, edition, pk)
    if request.method != "POST":
        return render(request, "scoring/recusal.html", _recusal_page(request, edition, row))
    note, action = request.POST.get("note", ""), request.POST.get("action", "")
    waiting = RecusalLift.objects.visible_to(request.user, "recusals.sign").filter(recusal=row, status="waiting")
    try:
        if action == "propose":
            verbs.propose_lift(row, reason=note, by=request.user)
            told = _("Diajukan. Konflik ini tetap berlaku sampai disahkan petugas kedua.")
        elif action == "sign":
            verbs.sign_lift(get_object_or_404(waiting), by=request.user)
            told = _("Dicabut. Lembar penilainya terbuka kembali.")
        else:
            verbs.keep(get_object_or_404(waiting), note=note, by=request.user)
            told = _("Konflik ini tetap berlaku.")
    except ValidationError as error:
        typed = {"action": action, "note": note, "error": " ".join(error.messages)}
        page = _recusal_page(request, edition, row) | {"typed": typed}
        return refused(request, "scoring/recusal.html", page)
    messages.success(request, told)
    return redirect(_url("recusal", edition, row.pk))


# --- inside ---------------------------------------------------------------------------------------------


def _url(name: str, edition: Edition, *more: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *more])


def _page(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    follows = may(request.user, "recusals.follow", edition)
    declares = may(request.user, "recusals.declare", edition)
    rows = (
        Recusal.objects.visible_to(request.user, "recusals.follow" if follows else "recusals.declare")
        .filter(nomination__edition=edition)
        .select_related("nomination__nominee", "nomination__category", "person", "by")
        .order_by("-pk")
    )
    found = _open(request, edition)
    answered = [one for one in found if _answers(request, one)]
    return {
        "edition": edition,
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "form": _declaring(request, edition) if declares else None,
        "answering": _answering(request, edition, found) if answered else None,
        "others": [one for one in found if one not in answered],
        "follows": follows,
        "breadcrumbs": [(_("Konflik kepentingan"), None)],
    }


def _declaring(request: HttpRequest, edition: Edition, data: Any = None) -> ConflictForm:
    initial = {"nomination": request.GET.get("usulan")}
    form = ConflictForm(data, user=request.user, edition=edition, initial=initial)
    form.form_action = _url("conflicts", edition)
    return form


def _open(request: HttpRequest, edition: Edition) -> list[Suggestion]:
    """What the person may answer or, of others, read."""
    if holds(request.user, "recusals.lift"):
        rows = Nomination.objects.visible_to(request.user, "recusals.follow")
        return suggestions(rows.filter(edition=edition))
    if not holds(request.user, "recusals.declare"):
        return []
    rows = Nomination.objects.visible_to(request.user, "recusals.declare")
    return suggestions(rows.filter(edition=edition), person=request.user)


def _answers(request: HttpRequest, one: Suggestion) -> bool:
    return one.person == request.user or holds(request.user, "recusals.answer")


def _answering(request: HttpRequest, edition: Edition, found: list[Suggestion], data: Any = None) -> NoConflictForm:
    answered = [one for one in found if _answers(request, one)]
    form = NoConflictForm(data, user=request.user, suggestions=answered, prefix="jawab")
    form.form_action = _url("conflict_answer", edition)
    return form


def _row(request: HttpRequest, edition: Edition, pk: int) -> Recusal:
    rows = Recusal.objects.visible_to(request.user, "recusals.follow").filter(nomination__edition=edition)
    named = rows.select_related("nomination__nominee", "nomination__category", "person", "by")
    return get_object_or_404(named, pk=pk)


def _recusal_page(request: HttpRequest, edition: Edition, row: Recusal) -> dict[str, Any]:
    lifts = list(
        RecusalLift.objects.visible_to(request.user, "recusals.follow")
        .filter(recusal=row)
        .select_related("recusal__nomination__edition", "proposed_by", "closed_by")
    )
    waiting = next((lift for lift in lifts if lift.status == RecusalLift.Status.WAITING), None)
    refusal = verbs.refusal(waiting, request.user) if waiting else ""
    own_proposal = waiting is not None and waiting.proposed_by_id == request.user.pk
    open_now = row.lifted_at is None and not is_scoring_closed(row.nomination.category)
    return {
        "edition": edition,
        "category": row.nomination.category,
        "recusal": row,
        "lifts": lifts,
        "waiting": waiting,
        "refusal": refusal,
        "can_sign": waiting is not None and open_now and not refusal,
        "can_keep": waiting is not None and (own_proposal or not refusal),
        "can_propose": open_now
        and waiting is None
        and row.person_id != request.user.pk
        and may(request.user, "recusals.lift", row),
        "own": row.person_id == request.user.pk,
        "url": _url("recusal", edition, row.pk),
        "breadcrumbs": [(_("Konflik kepentingan"), _url("conflicts", edition)), (str(row.nomination.nominee), None)],
    }
