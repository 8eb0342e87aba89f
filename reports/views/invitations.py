"""Letters of invitation: to interviews, made for one turn or for all, and to meetings of the committee."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from interviews import ical
from interviews.models import Session, Slot
from interviews.views.calendars import as_calendar
from paritrana.access import holds
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.notices.services import whatsapp_text
from reports import services
from reports.forms.invitations import InvitationsForm, MeetingForm
from reports.models import Dispatch, Document, Signer
from reports.services import dispatch as dispatch_services
from reports.services import invitations as invitation_services
from reports.services.signers import among
from reports.views.documents import paper_response, poll_address, watched


@watched
@edition_page("documents.make")
def invitations(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The turns of a session or of all sessions, each with its letter and whom it has reached."""
    user = request.user
    seen = services.state(edition.province.slug, edition.slug)
    turns = (
        Slot.objects.visible_to(user, "interviews.plan")
        .filter(session__edition=edition, status=Slot.Status.PLANNED)
        .select_related("nominee", "session")
        .order_by("period", "pk")
    )
    sessions = Session.objects.visible_to(user, "interviews.plan").filter(edition=edition, slots__in=turns).distinct()
    chosen = request.GET.get("sesi", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        turns = turns.filter(session=int(chosen))
    papers = (
        Document.objects.visible_to(user, "documents.view")
        .filter(edition=edition, kind=Document.Kind.INVITATION)
        .order_by("-pk")
    )
    form = InvitationsForm(request.POST or None, user=user, edition=edition, turns=turns, last=papers.first())
    rows = _rows(request, turns, papers)
    context = {
        "form": form,
        "sessions": [(row.pk, str(row)) for row in sessions],
        "rows": rows,
        "ready": sum(row["sendable"] for row in rows),
        "working": any(row["paper"] and row["paper"].is_working for row in rows),
        "poll": poll_address(request, seen),
        "signer": among(
            Signer.objects.visible_to(user, "documents.make").filter(edition=edition), Document.Kind.INVITATION
        ),
        "breadcrumbs": [(_("Dokumen"), _url("documents", edition)), (_("Undangan wawancara"), None)],
    }
    if request.method != "POST":
        return render(request, "reports/invitations.html", context, partial="rows")
    made = form.is_valid() and form.attempt(
        invitation_services.request_invitations,
        edition,
        form.cleaned_data["turns"],
        form.letter,
        number=form.cleaned_data["number"],
        by=user,
    )
    if not made:
        return refused(request, "reports/invitations.html", context)
    text = ngettext(
        "%(count)s undangan dibuat atau masih berlaku.", "%(count)s undangan dibuat atau masih berlaku.", len(made)
    )
    messages.success(request, text % {"count": len(made)})
    return redirect(request.get_full_path())


@require_POST
@edition_page("documents.make")
def invitations_send(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Every finished letter to whom it has not reached; `paper` names one of them, without it all."""
    papers = Document.objects.visible_to(request.user, "documents.make").filter(
        edition=edition, kind__in=Document.POSTED, superseded_at=None, status=Document.Status.READY
    )
    one = request.POST.get("paper", "")
    if one:
        papers = papers.filter(pk=int(one) if one.isascii() and one.isdigit() and len(one) < 19 else None)
    else:
        papers = papers.filter(kind=Document.Kind.INVITATION)
    sent = sum(len(dispatch_services.send_invitation(paper, by=request.user)) for paper in papers)
    if sent:
        text = ngettext(
            "Undangan disampaikan kepada %(count)s orang.", "Undangan disampaikan kepada %(count)s orang.", sent
        )
        messages.success(request, text % {"count": sent})
    else:
        messages.info(request, _("Tidak ada orang baru yang diberi tahu."))
    meeting = papers.filter(kind=Document.Kind.MEETING).first() if one else None
    return redirect(_url("meeting", edition, meeting.pk) if meeting else _url("invitations", edition))


@edition_page("meetings.view")
def meetings(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Meetings of the committee, and the form of a new one."""
    papers = _meetings(request, edition).filter(superseded_at=None)
    form = MeetingForm(request.POST or None, user=request.user, edition=edition) if _makes(request) else None
    context = {
        "papers": papers,
        "form": form,
        "signer": among(
            Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition), Document.Kind.MEETING
        ),
        "breadcrumbs": [(_("Rapat persiapan"), None)],
    }
    if request.method == "POST":
        return _make(request, edition, form, context, "reports/meetings.html")
    return render(request, "reports/meetings.html", context)


@watched
@edition_page("meetings.view")
def meeting(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """One meeting: the letter, the agenda, who was told."""
    paper = get_object_or_404(_meetings(request, edition), pk=document)
    return render(request, "reports/meeting.html", _meeting(request, edition, paper), partial="rows")


@edition_page("documents.make")
def meeting_change(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """The next version of a letter to a meeting; whoever had the former gets it."""
    paper = get_object_or_404(_meetings(request, edition), pk=document)
    if late := _late(request, edition, paper):
        return late
    form = MeetingForm(request.POST or None, user=request.user, edition=edition, former=paper)
    context = {
        "form": form,
        "paper": paper,
        "signer": among(
            Signer.objects.visible_to(request.user, "documents.make").filter(edition=edition), Document.Kind.MEETING
        ),
        "breadcrumbs": [(_("Rapat persiapan"), _url("meetings", edition)), (_("Ubah undangan"), None)],
    }
    if request.method == "POST":
        return _make(request, edition, form, context, "reports/meeting_change.html", former=paper)
    return render(request, "reports/meeting_change.html", context)


@require_POST
@edition_page("documents.make")
def meeting_cancel(request: HttpRequest, edition: Edition, document: int) -> HttpResponse:
    """The meeting is not held; without a reason the page says so (422)."""
    paper = get_object_or_404(_meetings(request, edition), pk=document)
    if late := _late(request, edition, paper):
        return late
    reason = request.POST.get("note", "")
    try:
        made = invitation_services.call_off_meeting(paper, reason, by=request.user)
    except ValidationError as error:
        context = _meeting(request, edition, paper) | {"error": error.messages[0], "note": reason}
        return refused(request, "reports/meeting.html", context)
    messages.success(request, _("Rapat dibatalkan; yang sudah diundang diberi tahu."))
    return redirect(_url("meeting", edition, made.pk))


@edition_page("meetings.view")
def meeting_file(request: HttpRequest, edition: Edition, document: int) -> FileResponse:
    """The letter, for everybody whom it may concern: members have no list of documents."""
    return paper_response(get_object_or_404(_meetings(request, edition), pk=document, status=Document.Status.READY))


@edition_page("meetings.view")
def meeting_calendar(request: HttpRequest, edition: Edition, document: int) -> FileResponse:
    paper = get_object_or_404(_meetings(request, edition), pk=document)
    paper.edition = edition
    return as_calendar(ical.calendar([dispatch_services.appointment(paper)]), "rapat.ics")


def _meeting(request: HttpRequest, edition: Edition, paper: Document) -> dict[str, Any]:
    seen = services.state(edition.province.slug, edition.slug)
    return {
        "paper": paper,
        "newer": _meetings(request, edition).filter(subject=paper.subject, version__gt=paper.version).first(),
        "stands": invitation_services.why_not_called_off(paper) == "",
        "may_make": _makes(request),
        "dispatches": dispatches_of(request, [paper]).get(paper.pk, []),
        "working": paper.is_working,
        "poll": poll_address(request, seen),
        "breadcrumbs": [(_("Rapat persiapan"), _url("meetings", edition)), (paper.data["letter"]["event"], None)],
    }


def _late(request: HttpRequest, edition: Edition, paper: Document) -> HttpResponse | None:
    """A colleague has changed the meeting or called it off since this page was opened: to the letter in force."""
    why = invitation_services.why_not_called_off(paper)
    if not why:
        return None
    messages.error(request, why)
    newest = _meetings(request, edition).filter(subject=paper.subject).first()
    return redirect(_url("meeting", edition, newest.pk))


def _make(
    request: HttpRequest,
    edition: Edition,
    form: MeetingForm | None,
    context: dict[str, Any],
    template: str,
    former: Document | None = None,
) -> HttpResponse:
    made = (
        form is not None
        and form.is_valid()
        and form.attempt(
            invitation_services.request_meeting,
            edition,
            form.meeting,
            list(form.cleaned_data["seats"]),
            form.letter,
            number=form.cleaned_data["number"],
            former=former,
            by=request.user,
        )
    )
    if not made:
        return refused(request, template, context)
    messages.success(request, _("Undangan rapat sedang dibuat. Periksa, lalu sampaikan."))
    return redirect(_url("meeting", edition, made.pk))


def _meetings(request: HttpRequest, edition: Edition) -> Any:
    rows = Document.objects.visible_to(request.user, "meetings.view").filter(edition=edition)
    return rows.order_by("-pk")


def _makes(request: HttpRequest) -> bool:
    return holds(request.user, "documents.make")


def _rows(request: HttpRequest, turns: Any, papers: Any) -> list[dict[str, Any]]:
    """Each turn with its letter in force and whom that has reached."""
    found = {paper.subject: paper for paper in papers.filter(superseded_at=None).defer("data")}
    letters = {turn.pk: found.get(invitation_services.subject_of(turn)) for turn in turns}
    out = dispatches_of(request, [paper for paper in letters.values() if paper])
    rows = []
    for turn in turns:
        paper = letters[turn.pk]
        dispatches = out.get(paper.pk, []) if paper else []
        ready = paper is not None and paper.status == Document.Status.READY
        sendable = ready and (not dispatches or any(one.error for one in dispatches))
        rows.append({"turn": turn, "paper": paper, "dispatches": dispatches, "sendable": sendable})
    return rows


def dispatches_of(request: HttpRequest, papers: list[Document]) -> dict[int, list[Dispatch]]:
    """What went out of each letter, with the text for WhatsApp."""
    rows = Dispatch.objects.visible_to(request.user, "documents.make").filter(document__in=papers)
    found: dict[int, list[Dispatch]] = {}
    for row in rows.select_related("person", "notice__to", "notice__province"):
        row.message = whatsapp_text(row.notice) if row.notice else ""
        found.setdefault(row.document_id, []).append(row)
    return found


def _url(name: str, edition: Edition, *rest: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *rest])
