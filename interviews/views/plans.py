from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interviews import services
from interviews.models import Plan
from interviews.plan_changes import changes
from interviews.plan_forms import DemandsForms
from interviews.plan_grid import grid
from interviews.planner import Undecided, find
from interviews.planner.check import problems
from interviews.planner.demands import minutes, moment
from paritrana.access import may
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import tanggal


@edition_page("interviews.order")
def plan_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All versions; whoever plans opens the draft here."""
    if request.method == "POST":
        try:
            draft = services.start(edition, by=request.user)
        except ValidationError as error:
            return _list(request, edition, error.messages)
        return redirect(_address("plan", draft))
    return _list(request, edition)


def _list(request: HttpRequest, edition: Edition, errors: list[str] | None = None) -> HttpResponse:
    plans = Plan.objects.visible_to(request.user, "interviews.order").filter(edition=edition).select_related("by")
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Wawancara"), _sessions(edition)), (_("Jadwal"), None)],
        "plans": list(plans.defer("demands")),
        "can_plan": may(request.user, "interviews.plan", edition),
        "errors": errors,
    }
    return (refused if errors else render)(request, "interviews/plans.html", context)


@edition_page("interviews.order")
def plan(request: HttpRequest, edition: Edition, version: int) -> HttpResponse:
    return _page(request, edition, _plan(request, edition, version))


@edition_page("interviews.plan")
def demands(request: HttpRequest, edition: Edition, version: int) -> HttpResponse:
    row = _plan(request, edition, version)
    forms = DemandsForms(row, request.POST or None, request.user)
    context = {
        "edition": edition,
        "breadcrumbs": _crumbs(edition, row, _("Ketentuan")),
        "plan": row,
        "forms": forms,
        "errors": [],
    }
    if request.method != "POST":
        return render(request, "interviews/plan_demands.html", context)
    if not forms.is_valid():
        return refused(request, "interviews/plan_demands.html", context)
    try:
        services.set_demands(
            row, forms.demands(), forms.head.cleaned_data["breaks"], seen=_seen(request), by=request.user
        )
    except ValidationError as error:
        return refused(request, "interviews/plan_demands.html", context | {"errors": error.messages})
    messages.success(request, _("Ketentuan jadwal tersimpan."))
    return redirect(_address("plan_demands" if "more" in request.POST else "plan", row))


@require_POST
@edition_page("interviews.draw")
def draw(request: HttpRequest, edition: Edition, version: int) -> HttpResponse:
    row = _plan(request, edition, version)
    seed = request.POST.get("seed", "")[:40]
    done = _("Nomor undian ditetapkan. Susun jadwal sekali lagi.")
    return _act(request, edition, row, services.draw, seed, done=done)


@require_POST
@edition_page("interviews.plan")
def propose(request: HttpRequest, edition: Edition, version: int) -> HttpResponse:
    return _act(request, edition, _plan(request, edition, version), services.propose, done="")


@require_POST
@edition_page("interviews.plan")
def move(request: HttpRequest, edition: Edition, version: int) -> HttpResponse:
    """A move by hand; htmx gets the grid with its clashes, everybody else the page."""
    row = _plan(request, edition, version)
    number, room = _whole(request, "number"), _whole(request, "room")
    try:
        start = minutes(datetime.combine(moment(row.asked.rooms[room].opens), _clock(request)))
    except (IndexError, ValueError):
        start = 0
    try:
        row = services.move_turn(
            row, number, request.POST.get("to", ""), seen=_seen(request), by=request.user, room=room, start=start
        )
    except ValidationError as error:
        return _page(request, edition, _plan(request, edition, version), moved=number, errors=error.messages)
    if request.htmx:  # type: ignore[attr-defined]
        return _page(request, edition, row, moved=number)
    return redirect(f"{_address('plan', row)}#giliran-{number}")


@edition_page("interviews.plan")
def publish(request: HttpRequest, edition: Edition, version: int) -> HttpResponse:
    """The differences and the reason, then the new version."""
    row = _plan(request, edition, version)
    draft = row.status == Plan.Status.DRAFT
    context: dict[str, Any] = {
        "edition": edition,
        "breadcrumbs": _crumbs(edition, row, _("Terbitkan")),
        "plan": row,
        "changes": changes(row) if draft else [],
        "problems": problems(row.asked, row.turns) if draft else [],
        "reason": request.POST.get("reason", ""),
    }
    if request.method != "POST":
        return render(request, "interviews/plan_publish.html", context)
    try:
        services.publish(row, context["reason"], seen=_seen(request), by=request.user)
    except ValidationError as error:
        return refused(request, "interviews/plan_publish.html", context | {"errors": error.messages})
    done = _("Jadwal versi %(version)s berlaku. Hanya yang gilirannya berubah diberi tahu.")
    messages.success(request, done % {"version": row.version})
    return redirect(_address("plan", row))


def _page(
    request: HttpRequest, edition: Edition, row: Plan, *, moved: int = 0, errors: list[str] | None = None
) -> HttpResponse:
    asked, turns = row.asked, row.turns
    draft = row.status == Plan.Status.DRAFT
    found = problems(asked, turns) if draft and turns else []
    context: dict[str, Any] = {
        "edition": edition,
        "breadcrumbs": _crumbs(edition, row, None),
        "plan": row,
        "asked": asked,
        "days": grid(asked, turns, found, moved),
        "rooms": [(number, f"{room.name}, {tanggal(moment(room.opens))}") for number, room in enumerate(asked.rooms)],
        "problems": found,
        "errors": errors,
        "can_plan": draft and may(request.user, "interviews.plan", edition),
        "can_draw": draft and may(request.user, "interviews.draw", edition),
    }
    if "hitung" in request.GET:
        context |= _recomputed(row)
    return (refused if errors else render)(request, "interviews/plan_page.html", context, partial="grid")


def _recomputed(row: Plan) -> dict[str, Any]:
    """Which turns stand elsewhere than the number puts them; of a plan too wide to search, that it is so."""
    asked = row.asked
    try:
        drawn = {one.turn: one for one in find(asked, row.seed) or []}
    except Undecided:
        return {"undecided": True}
    names = {turn.key: turn.name for turn in asked.turns}
    return {"recomputed": True, "differing": [names[one.turn] for one in row.turns if drawn.get(one.turn) != one]}


def _act(request: HttpRequest, edition: Edition, row: Plan, verb: Any, *args: Any, done: str) -> HttpResponse:
    try:
        verb(row, *args, seen=_seen(request), by=request.user)
    except ValidationError as error:
        return _page(request, edition, row, errors=error.messages)
    if done:
        messages.success(request, done)
    return redirect(_address("plan", row))


def _plan(request: HttpRequest, edition: Edition, version: int) -> Plan:
    plans = Plan.objects.visible_to(request.user, "interviews.order").filter(edition=edition)
    return get_object_or_404(plans.select_related("edition__province", "by"), version=version)


def _seen(request: HttpRequest) -> int:
    return _whole(request, "seen", -1)


def _whole(request: HttpRequest, name: str, missing: int = 0) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 7 else missing


def _clock(request: HttpRequest) -> Any:
    return time.fromisoformat(request.POST.get("start", ""))


def _address(name: str, row: Plan) -> str:
    return reverse(name, args=[row.edition.province.slug, row.edition.slug, row.version])


def _sessions(edition: Edition) -> str:
    return reverse("interviews", args=[edition.province.slug, edition.slug])


def _crumbs(edition: Edition, row: Plan, below: str | None) -> list[tuple[str, str | None]]:
    crumbs: list[tuple[str, str | None]] = [
        (_("Wawancara"), _sessions(edition)),
        (_("Jadwal"), reverse("plans", args=[edition.province.slug, edition.slug])),
        (str(row), _address("plan", row) if below else None),
    ]
    return [*crumbs, (below, None)] if below else crumbs
