"""Keputusan perubahan: its ground, what the plenary decides instead, and its issue by a second officer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations.models import Nomination
from paritrana.access import may
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.models import Decision, DecisionChange, RankingRun
from scoring.objection_forms import ChangeForm, IssueForm
from scoring.objection_queries import forwarded_and_lost
from scoring.ranking_forms import PlenaryForm
from scoring.ranking_queries import latest_run, open_change
from scoring.services import changes as verbs
from scoring.views.frame import address, category_of, frame
from scoring.views.plenary import plenary_form


@edition_page("changes.view")
def changes(request: HttpRequest, edition: Edition, category: str) -> HttpResponse:
    """The changes of a category's decision, and the form that opens one."""
    found = category_of(request, edition, category, "changes.view")
    rows = DecisionChange.objects.visible_to(request.user, "changes.view").filter(category=found)
    decision = Decision.objects.visible_to(request.user, "decision.view").filter(category=found, revoked_at=None)
    ready = bool(found.released_at) and decision.exists() and open_change(found) is None
    form = None
    if ready and may(request.user, "changes.open", found):
        form = ChangeForm(request.POST or None, user=request.user, category=found)
    page = _crumbs(found) | {"changes": rows.select_related("objection__category").defer("package"), "form": form}
    if request.method == "POST":
        made = (
            form
            and form.is_valid()
            and form.attempt(verbs.open_for_change, found, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(request, _("Perubahan dibuka. Hasil yang diumumkan tetap berlaku sampai diterbitkan."))
            return redirect(address("change", found, made.pk))
        return refused(request, "scoring/changes.html", page)
    return render(request, "scoring/changes.html", page)


@edition_page("changes.view")
def change(request: HttpRequest, edition: Edition, category: str, change: int) -> HttpResponse:
    """One change: where it stands and who does what next."""
    found, row = _change(request, edition, category, change)
    return render(request, "scoring/change.html", _page(request, found, row))


@edition_page("decision.close")
def change_decide(request: HttpRequest, edition: Edition, category: str, change: int) -> HttpResponse:
    """What the plenary decides instead, prefilled with the newly computed order."""
    found, row = _change(request, edition, category, change)
    run = latest_run(found)
    if run is None or not row.is_open or not may(request.user, "ranking.view", run):
        raise Http404
    form = plenary_form(PlenaryForm, request, found, run)
    form.submit_label, form.cancel_url = _("Tetapkan hasil yang diubah"), address("change", found, change)
    title = _("Penetapan yang diubah")
    page = _crumbs(found, (str(row), form.cancel_url), (title, None)) | {"form": form, "title": title}
    page["intro"] = _("Hasil yang diumumkan tetap berlaku dan terbuka sampai petugas kedua menerbitkan perubahan ini.")
    if request.method == "POST":
        if form.is_valid() and form.attempt(
            verbs.decide,
            row,
            run,
            form.placements(),
            **form.resolution(),
            by=request.user,
        ):
            messages.success(request, _("Hasil yang diubah ditetapkan dan menunggu diterbitkan."))
            return redirect(form.cancel_url)
        return refused(request, "scoring/objection_form.html", page)
    return render(request, "scoring/objection_form.html", page)


@edition_page("changes.issue")
def change_issue(request: HttpRequest, edition: Edition, category: str, change: int) -> HttpResponse:
    """Number and date of the Keputusan perubahan; from then on the new result is the public one."""
    found, row = _change(request, edition, category, change)
    form = IssueForm(request.POST or None, user=request.user)
    form.cancel_url = address("change", found, change)
    page = _page(request, found, row) | {"form": form}
    if request.method == "POST":
        if form.is_valid() and form.attempt(verbs.issue, row, by=request.user, **form.cleaned_data):
            messages.success(request, _("Keputusan perubahan diterbitkan; hasil yang baru terbuka untuk umum."))
            return redirect(form.cancel_url)
        return refused(request, "scoring/change_issue.html", page)
    return render(request, "scoring/change_issue.html", page)


@require_POST
@edition_page("changes.open")
def change_discard(request: HttpRequest, edition: Edition, category: str, change: int) -> HttpResponse:
    found, row = _change(request, edition, category, change)
    note = request.POST.get("note", "")
    try:
        verbs.discard(row, note=note, by=request.user)
    except ValidationError as error:
        page = _page(request, found, row) | {"note": note, "note_error": " ".join(error.messages)}
        return refused(request, "scoring/change.html", page)
    messages.success(request, _("Perubahan dibatalkan; hasil yang diumumkan tetap berlaku."))
    return redirect(address("changes", found))


# --- inside ---------------------------------------------------------------------------------------------


def _crumbs(category: Category, *crumbs: tuple[Any, str | None]) -> dict[str, Any]:
    above = address("changes", category) if crumbs else None
    return frame(category, (category.name, address("ranking", category)), (_("Perubahan"), above), *crumbs)


def _change(request: HttpRequest, edition: Edition, category: str, change: int) -> tuple[Category, DecisionChange]:
    found = category_of(request, edition, category, "changes.view")
    rows = DecisionChange.objects.visible_to(request.user, "changes.view").filter(category=found)
    row = get_object_or_404(
        rows.select_related(
            "supersedes__run", "decision__run", "objection__category", "opened_by", "decided_by", "issued_by"
        ).defer(
            "package",
            "supersedes__run__input",
            "supersedes__run__result",
            "decision__run__input",
            "decision__run__result",
        ),
        pk=change,
    )
    row.category = found
    return found, row


def _page(request: HttpRequest, category: Category, row: DecisionChange) -> dict[str, Any]:
    user = request.user
    runs = RankingRun.objects.visible_to(user, "ranking.view").filter(category=category)
    given = row.result or {}
    names = (
        Nomination.objects.visible_to(user, "nominations.view")
        .filter(pk__in=[int(key) for key in given.get("placements", {})])
        .select_related("nominee")
        .in_bulk()
    )
    places = sorted((place, str(names[int(key)].nominee)) for key, place in given.get("placements", {}).items())
    return _crumbs(category, (str(row), None)) | {
        "change": row,
        "old": row.supersedes.placements.select_related("nomination__nominee"),
        "new": [(category.rank_word(place), name) for place, name in places],
        "latest": runs.defer("input", "result").order_by("-number").first(),
        "chosen": runs.defer("input", "result").filter(pk=given.get("run")).first(),
        "lost": forwarded_and_lost(row) if row.result else [],
        "refusal": verbs.refusal(row, user) if row.is_open else "",
        "can_decide": row.is_open and may(user, "decision.close", category),
        "can_issue": row.is_open and row.result is not None and may(user, "changes.issue", row),
        "can_discard": row.is_open and may(user, "changes.open", row),
    }
