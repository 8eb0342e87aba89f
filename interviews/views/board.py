"""The secretariat's board on the day, and the room's clock on a second screen."""

import zlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.clock import Clock
from interviews.forms import SwapForm
from interviews.models import Delegation, PanelSeat, Session, Slot, SlotEvent, TurnRecord
from interviews.queries import scoring_seats
from interviews.services import board as verbs
from interviews.services import live
from interviews.views.sessions import crumbs, session_row
from interviews.workflow import IN_ROOM, Act, Phase, acts_for
from paritrana.committees.models import Edition, Round
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import followed, render
from paritrana.numbers import pukul
from scoring.models import Recusal, ScoreSheet

EVENTS = 30
IN = (ScoreSheet.Status.SENT, ScoreSheet.Status.CLOSED)
BUTTONS = {
    Act.CALL: gettext_lazy("Panggil"),
    Act.UNCALL: gettext_lazy("Batalkan panggilan"),
    Act.START: gettext_lazy("Mulai"),
    Act.PAUSE: gettext_lazy("Jeda"),
    Act.RESUME: gettext_lazy("Lanjutkan"),
    Act.FINISH: gettext_lazy("Selesai"),
}
# What one would do next; the other acts stand beside the turn.
MAIN = {
    Phase.WAITING: (Act.CALL,),
    Phase.CALLED: (Act.START,),
    Phase.RUNNING: (Act.PAUSE, Act.FINISH),
    Phase.PAUSED: (Act.RESUME, Act.FINISH),
}
TONES = {Phase.CALLED: "amber", Phase.RUNNING: "green", Phase.PAUSED: "amber"}


@edition_page("interviews.attend")
def board(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.attend")
    if request.method == "POST":
        return _act(request, edition, session)
    sheets = _sheets(request, session)
    seen = _seen(session, sheets)
    if request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    context = _page(request, edition, session, sheets, seen)
    return render(request, "interviews/board.html", context, partial="board")


@followed(live.is_newest)
@edition_page("interviews.order")
def room_timer(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """Nobody's name but that of the delegation in the room or at the door: the hall reads this screen."""
    session = session_row(request, edition, pk, "interviews.order")
    seen = live.stamps([session.pk])
    slots = Slot.objects.visible_to(request.user, "interviews.order").filter(session=session, status__in=Slot.EXPECTED)
    slots = list(slots.select_related("nominee"))
    slot = next((row for row in slots if row.phase in IN_ROOM), None)
    called = next((row for row in slots if row.phase == Phase.CALLED), None)
    context = {
        "edition": edition,
        "session": session,
        "seen": seen,
        "slot": slot or called,
        "clock": _clock(session, slot) if slot else None,
    }
    return render(request, "interviews/timer.html", context, partial="timer")


# --- acts -----------------------------------------------------------------------------------------------


def _act(request: HttpRequest, edition: Edition, session: Session) -> HttpResponse:
    """One act on one turn, or the swap of a panelist. A refused one shows the board as it is now (422)."""
    action = request.POST.get("action", "")
    if action == "swap":
        return _swap(request, edition, session)
    slots = Slot.objects.visible_to(request.user, "interviews.attend").filter(session=session)
    key = request.POST.get("slot", "")
    slot = get_object_or_404(slots.select_related("nominee"), pk=int(key) if key.isdecimal() else 0)
    seen = request.POST.get("seen", "")
    try:
        _verb(action, request)(slot, by=request.user, seen=seen)
    except ValidationError as error:
        return _refused(request, edition, session, errors=error.messages)
    done = Slot.Status(request.POST["status"]).label if action == Act.ATTENDANCE else Act(action).label
    messages.success(
        request,
        _("%(name)s: %(act)s %(time)s.")
        % {"name": slot.nominee, "act": done.lower(), "time": pukul(timezone.localtime())},
    )
    return redirect(request.path)


def _verb(action: str, request: HttpRequest) -> Callable[..., Slot]:
    if action == Act.TO_END:
        return verbs.to_end
    if action == Act.ATTENDANCE:
        status, note = request.POST.get("status", ""), request.POST.get("note", "")[:1000]
        return lambda slot, **rest: verbs.absent(slot, status, note, **rest)
    if action in BUTTONS:
        return lambda slot, **rest: verbs.advance(slot, action, **rest)
    raise ValidationError(_("Pilih tindakan dengan tombol pada papan ini."))


def _swap(request: HttpRequest, edition: Edition, session: Session) -> HttpResponse:
    form = _swap_form(request, session, request.POST)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            verbs.swap_panelist(wanted["panelist"], wanted["seat"], wanted["note"], by=request.user)
        except ValidationError as error:
            form.refuse(error)
    if not form.is_valid():
        return _refused(request, edition, session, swap=form)
    messages.success(request, _("Pergantian panelis tercatat."))
    return redirect(request.path)


def _refused(request: HttpRequest, edition: Edition, session: Session, **wrong: Any) -> HttpResponse:
    session.refresh_from_db(fields=["period", "status"])
    sheets = _sheets(request, session)
    context = _page(request, edition, session, sheets, _seen(session, sheets), **wrong)
    return refused(request, "interviews/board.html", context)


# --- the page -------------------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    edition: Edition,
    session: Session,
    sheets: list[ScoreSheet],
    seen: str,
    errors: list[str] | None = None,
    swap: SwapForm | None = None,
) -> dict[str, Any]:
    turns = _turns(request, session, sheets)
    expected = [turn for turn in turns if turn["slot"].status in Slot.EXPECTED]
    waiting = [turn for turn in expected if turn["slot"].phase == Phase.WAITING]
    now = [turn for turn in expected if turn["slot"].phase in IN_ROOM]
    called = [turn for turn in expected if turn["slot"].phase == Phase.CALLED]
    first = next(iter([*now, *called, *waiting]), None)
    return {
        "edition": edition,
        "category": session.category,
        "session": session,
        "open": session.status == Session.Status.PLANNED,
        "seen": seen,
        "now": now,
        "called": called,
        "next": waiting[:1],
        "waiting": waiting[1:],
        "over": [turn for turn in turns if turn not in expected or turn["slot"].phase == Phase.DONE],
        "first": first,
        "main_turns": [first] if first and first["main"] else [],
        "clock": _clock(session, now[0]["slot"]) if now else None,
        "events": SlotEvent.objects.visible_to(request.user, "interviews.attend")
        .filter(slot__session=session)
        .select_related("slot__nominee", "by")
        .order_by("-pk")[:EVENTS],
        "panel": PanelSeat.objects.visible_to(request.user, "interviews.attend")
        .filter(session=session)
        .select_related("person", "seat__province", "seat__branch", "seat__nominee"),
        "swap": swap or _swap_form(request, session),
        "errors": errors or [],
        "breadcrumbs": crumbs(edition, session, (_("Papan kendali"), None)),
    }


def _turns(request: HttpRequest, session: Session, sheets: list[ScoreSheet]) -> list[dict[str, Any]]:
    """Every turn with the acts that make sense now, conflicts of interest, and which sheets are in: never a mark."""
    user = request.user
    slots = list(
        Slot.objects.visible_to(user, "interviews.attend")
        .filter(session=session)
        .select_related("nominee", "nomination")
        .prefetch_related(
            Prefetch("delegation", Delegation.objects.visible_to(user, "interviews.attend")),
            Prefetch("records", TurnRecord.objects.visible_to(user, "notulen.view").only("slot", "version")),
        )
    )
    nominations = [slot.nomination_id for slot in slots]
    recused: dict[int, list[Recusal]] = {}
    recusals = Recusal.objects.visible_to(user, "recusals.follow").filter(nomination__in=nominations, lifted_at=None)
    for row in recusals.select_related("person"):
        recused.setdefault(row.nomination_id, []).append(row)
    by_nomination: dict[int, list[ScoreSheet]] = {}
    for sheet in sheets:
        by_nomination.setdefault(sheet.nomination_id, []).append(sheet)
    running = next((slot.pk for slot in slots if slot.phase in IN_ROOM), None)
    waiting = [
        slot.pk for slot in slots if slot.status in Slot.EXPECTED and slot.phase in (Phase.WAITING, Phase.CALLED)
    ]
    turns = []
    for slot in slots:
        acts = []
        if slot.status in Slot.EXPECTED and session.status == Session.Status.PLANNED:
            acts = acts_for(slot.phase, room_taken=running not in (None, slot.pk), last=waiting[-1:] == [slot.pk])
        own = by_nomination.get(slot.nomination_id, [])
        sent = [sheet for sheet in own if sheet.status in IN]
        owed = [sheet for sheet in own if sheet.status in ScoreSheet.UNSENT]
        turns.append(
            {
                "slot": slot,
                "seen": verbs.mark(slot),
                "buttons": [(act, BUTTONS[act]) for act in acts if act in BUTTONS],
                "main": [(act, BUTTONS[act]) for act in MAIN.get(Phase(slot.phase), ()) if act in acts],
                "to_end": Act.TO_END in acts,
                "absent": Act.ATTENDANCE in acts and slot.status == Slot.Status.PLANNED,
                "tone": TONES.get(Phase(slot.phase), "neutral"),
                "sent": sent,
                "owed": owed,
                "expected": len(sent) + len(owed),
                "shows_sheets": bool(sent) or slot.phase in (*IN_ROOM, Phase.DONE) and bool(owed),
                "recused": recused.get(slot.nomination_id, []),
            }
        )
    return turns


def _sheets(request: HttpRequest, session: Session) -> list[ScoreSheet]:
    rows = ScoreSheet.objects.visible_to(request.user, "sheets.follow").filter(
        round=Round.INTERVIEW, nomination__slots__session=session, voided_by=None
    )
    return list(rows.select_related("person").order_by("seat__order", "pk").distinct())


def _seen(session: Session, sheets: list[ScoreSheet]) -> str:
    """What this page shows: the acts of the session, and which sheets are in."""
    shown = " ".join(f"{sheet.pk}{sheet.status}" for sheet in sheets)
    return f"{live.stamps([session.pk])}_{zlib.crc32(shown.encode()):x}"


def _clock(session: Session, slot: Slot) -> Clock:
    total = slot.period.upper - slot.period.lower
    now = timezone.now()
    return Clock(now, slot.elapsed(now), min(session.talk, total), total, slot.phase == Phase.RUNNING)


def _swap_form(request: HttpRequest, session: Session, data: Any = None) -> SwapForm:
    panel = PanelSeat.objects.visible_to(request.user, "interviews.attend").filter(session=session, cancelled=False)
    seated = panel.values("seat")
    return SwapForm(
        data,
        user=request.user,
        panel=panel.select_related("person"),
        seats=scoring_seats(session.category).exclude(pk__in=seated),
        prefix="swap",
    )
