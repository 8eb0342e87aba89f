from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from interviews.closing_queries import root_now
from interviews.forms import LeaveForm, PanelForm
from interviews.models import Closing, Delegation, PanelSeat, Session, Slot
from interviews.queries import scoring_seats, with_counts
from interviews.views.beforehand import with_replies
from nominations.coverage_queries import comparisons_of, seen_by, year_ends
from paritrana.access import holds, may, represented
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.regions.models import Nominee
from scoring.models import Recusal

PAGE = 50
# A turn of which is known who came, or that nobody did.
HELD = (Slot.Status.PRESENT, Slot.Status.EXCUSED, Slot.Status.MISSING)


@edition_page("interviews.view")
def session_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    sessions = with_counts(Session.objects.visible_to(request.user, "interviews.view").filter(edition=edition))
    page = Paginator(sessions.select_related("category", "venue"), PAGE).get_page(request.GET.get("page"))
    slots = Slot.objects.visible_to(request.user, "interviews.view").filter(session__in=list(page))
    own: dict[int, list[Slot]] = {}
    sees_all = holds(request.user, "interviews.order")
    if not sees_all:
        for slot in slots.select_related("nominee"):
            own.setdefault(slot.session_id, []).append(slot)
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Wawancara"), None)],
        "page": page,
        "rows": [{"session": row, "own": own.get(row.pk, [])} for row in page],
        "sees_all": sees_all,
        "can_plan": may(request.user, "interviews.plan", edition),
    }
    return render(request, "interviews/list.html", context)


@edition_page("interviews.view")
def session(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    return session_page(request, edition, session_row(request, edition, pk))


def session_row(request: HttpRequest, edition: Edition, pk: int, code: str = "interviews.view") -> Session:
    """The session if the person reaches it with `code`; else 404."""
    rows = Session.objects.visible_to(request.user, code).select_related("category", "venue")
    found = get_object_or_404(rows, edition=edition, pk=pk)
    found.edition = edition
    return found


def session_page(
    request: HttpRequest,
    edition: Edition,
    session: Session,
    *,
    errors: list[str] | None = None,
    join: PanelForm | None = None,
    leave: LeaveForm | None = None,
) -> HttpResponse:
    """The page of one session; with errors it answers a refused act on it (422)."""
    user = request.user
    slots = list(
        with_replies(Slot.objects.visible_to(user, "interviews.view").filter(session=session), user)
        .select_related("nomination", "nominee__regency")
        .prefetch_related(Prefetch("delegation", Delegation.objects.visible_to(user, "interviews.view")))
    )
    rows = _rows(user, edition, slots)
    plans = may(user, "interviews.plan", session)
    open_now = session.status == Session.Status.PLANNED
    closing = None
    if not open_now:
        closing = Closing.objects.visible_to(user, "sheets.follow").filter(session=session).first()
    wrong = bool(errors or join or leave)
    context: dict[str, Any] = {
        "edition": edition,
        "category": session.category,
        "session": session,
        "rows": rows,
        "fallen": [row for row in rows if row["seen"] and (row["seen"].fell or row["seen"].fallen)],
        "panel": PanelSeat.objects.visible_to(user, "interviews.view")
        .filter(session=session)
        .select_related("person", "seat__province", "seat__branch", "seat__nominee"),
        "recusals": Recusal.objects.visible_to(user, "recusals.follow")
        .filter(nomination__in=[slot.nomination_id for slot in slots], lifted_at=None)
        .select_related("person", "nomination__nominee"),
        "sees_all": holds(user, "interviews.order"),
        "own": represented(user),
        "plans": plans and open_now,
        "follows_paper": holds(user, "paper_sheets.follow"),
        "reads_copies": holds(user, "copies.hand_in"),
        "attends": plans and open_now and holds(user, "interviews.attend"),
        "scores": bool(open_now and slots) and may(user, "sheets.fill", slots[0].nomination),
        "begun": any(slot.status in HELD for slot in slots),
        "waiting": any(slot.status == Slot.Status.PLANNED for slot in slots),
        "closing": closing,
        "root_now": root_now(closing) if closing else "",
        "join": (join or join_form(user, session)) if plans and open_now else None,
        "leave": (leave or leave_form(user, session)) if plans and open_now else None,
        "errors": errors or [],
        "breadcrumbs": crumbs(edition, session),
    }
    return (refused if wrong else render)(request, "interviews/session.html", context)


def join_form(user: Any, session: Session, data: Any = None) -> PanelForm:
    form = PanelForm(data, user=user, seats=scoring_seats(session.category), prefix="join")
    form.form_action = _below(session, "interview_panel")
    return form


def leave_form(user: Any, session: Session, data: Any = None) -> LeaveForm:
    panel = PanelSeat.objects.visible_to(user, "interviews.plan").filter(session=session, cancelled=False)
    form = LeaveForm(data, user=user, panel=panel.select_related("person"), prefix="leave")
    form.form_action = _below(session, "interview_leave")
    return form


def _below(session: Session, name: str) -> str:
    return reverse(name, args=[session.edition.province.slug, session.edition.slug, session.pk])


def crumbs(edition: Edition, session: Session, *below: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    place = [edition.province.slug, edition.slug]
    here = reverse("interview", args=[*place, session.pk]) if below else None
    return [(_("Wawancara"), reverse("interviews", args=place)), (session.name, here), *below]


def _rows(user: Any, edition: Edition, slots: list[Slot]) -> list[dict[str, Any]]:
    """The running order; a government stands beside the coverage of its regency."""
    regencies = {
        slot.nominee.regency_id: slot.nominee.regency for slot in slots if slot.nominee.kind == Nominee.Kind.GOVERNMENT
    }
    compared = {}
    if regencies:
        compared = comparisons_of(regencies.values(), *year_ends(edition.assessment_year), figures=seen_by(user))
    number = 0
    rows = []
    for slot in slots:
        standing = slot.status != Slot.Status.CANCELLED
        number += standing
        rows.append(
            {
                "slot": slot,
                "number": number if standing else None,
                "seen": compared.get(slot.nominee.regency_id) if slot.nominee.kind == Nominee.Kind.GOVERNMENT else None,
            }
        )
    return rows
