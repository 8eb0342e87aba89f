"""What a delegation does before its turn: confirm who comes, hand in what it will show, put it into a calendar."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews import ical, services
from interviews.appointments import of_slot
from interviews.models import ExpectedMember, Presentation, Reply, Session, Slot
from interviews.reply_forms import ExpectedForms, PresentationForm, ReplyForm
from interviews.services import presentations, replies
from interviews.views.attendance import MEMBER, MOST, ROWS
from interviews.views.calendars import as_calendar
from interviews.views.sessions import crumbs, session_row
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files.services import send
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pukul

EXPECTED = (*MEMBER, "online")


@edition_page("interviews.reply")
def confirm(request: HttpRequest, edition: Edition, pk: int, slot: int) -> HttpResponse:
    """Who will come, or that nobody can. The secretariat may note it for the delegation."""
    row = slot_row(request, edition, pk, slot, "interviews.reply")
    found = Reply.objects.visible_to(request.user, "interviews.reply").filter(slot=row).select_related("by")
    there = found.first()
    more = "more" in request.POST
    typed = request.POST if request.method == "POST" and not more else None
    form = ReplyForm(typed, user=request.user, initial=request.POST.dict() if more else _said(there))
    known = [] if typed or more else _expected(request, there)
    members = ExpectedForms(
        typed,
        prefix="delegasi",
        initial=_typed(request) if more else known,
        form_kwargs={
            "user": request.user,
            "hybrid": row.session.mode == Session.Mode.HYBRID,
            "empty_permitted": True,
            "use_required_attribute": False,
        },
    )
    members.extra = max(ROWS - len(members.initial), int(more))
    context = {
        **_frame(edition, row, _("Konfirmasi kehadiran")),
        "reply": there,
        "form": form,
        "members": members,
        "closed": replies.why_closed(row),
    }
    if typed is None:
        return render(request, "interviews/reply.html", context)
    if form.is_valid() and members.is_valid():
        coming = form.cleaned_data["status"] == Reply.Status.COMING
        said = [one.cleaned_data for one in members if one.has_changed() and one.cleaned_data]
        form.attempt(replies.reply, row, members=said if coming else [], by=request.user, **form.cleaned_data)
    if not (form.is_valid() and members.is_valid()):
        form.may_save_over(replies.version(found.first()))
        return refused(request, "interviews/reply.html", context)
    messages.success(
        request,
        _("Konfirmasi %(name)s tersimpan %(time)s; dapat diubah sampai giliran dimulai.")
        % {"name": row.nominee, "time": pukul(timezone.localtime())},
    )
    return redirect(services.address(row.session))


@edition_page("presentations.view")
def presentation(request: HttpRequest, edition: Edition, pk: int, slot: int) -> HttpResponse:
    """What the delegation will show; who represents it may replace it until the turn starts."""
    row = slot_row(request, edition, pk, slot, "presentations.view")
    may_put = Slot.objects.visible_to(request.user, "presentations.put").filter(pk=row.pk).exists()
    found = Presentation.objects.visible_to(request.user, "presentations.view").filter(slot=row)
    rows = list(found.select_related("file", "by").order_by("-pk"))
    current = [one for one in rows if one.replaced_at is None]
    video = next((one.video for one in current if one.video), "")
    closed = replies.why_closed(row)
    form = None
    if may_put and not closed or request.method == "POST":
        form = PresentationForm(
            request.POST or None,
            request.FILES or None,
            user=request.user,
            province=edition.province,
            initial={"video": video},
        )
        form.cancel_url = services.address(row.session)
    if request.method == "POST" and form and form.is_valid():
        form.attempt(presentations.put, row, by=request.user, **form.cleaned_data)
        if form.is_valid():
            messages.success(request, _("Bahan paparan tersimpan %s.") % pukul(timezone.localtime()))
            return redirect(request.path)
    context = {
        **_frame(edition, row, _("Bahan paparan")),
        "current": current,
        "former": [one for one in rows if one.replaced_at] if may_put else [],
        "form": form,
        "closed": closed if may_put else "",
    }
    return (refused if request.method == "POST" else render)(request, "interviews/presentation.html", context)


@edition_page("presentations.view")
def presentation_file(request: HttpRequest, edition: Edition, pk: int, presentation: int) -> HttpResponseBase:
    """The file, also one that was replaced since."""
    rows = Presentation.objects.visible_to(request.user, "presentations.view").filter(file__isnull=False)
    row = get_object_or_404(
        rows.select_related("file"), pk=presentation, slot__session=pk, slot__session__edition=edition
    )
    return send(row.file, to=request.user, inline="unduh" not in request.GET)


@edition_page("interviews.reply")
def slot_calendar(request: HttpRequest, edition: Edition, pk: int, slot: int) -> FileResponse:
    """The turn as a file for the calendar of a phone."""
    row = slot_row(request, edition, pk, slot, "interviews.reply")
    return as_calendar(ical.calendar([of_slot(row)]), "wawancara.ics")


def slot_row(request: HttpRequest, edition: Edition, pk: int, slot: int, code: str) -> Slot:
    """A turn of the session that the person reaches with `code`; else 404."""
    session = session_row(request, edition, pk)
    rows = Slot.objects.visible_to(request.user, code).select_related("nominee")
    found = get_object_or_404(rows, session=session, pk=slot)
    found.session = session
    return found


def _frame(edition: Edition, slot: Slot, title: str) -> dict[str, Any]:
    return {
        "edition": edition,
        "category": slot.session.category,
        "session": slot.session,
        "slot": slot,
        "breadcrumbs": crumbs(edition, slot.session, (title, None)),
    }


def _said(there: Reply | None) -> dict[str, Any]:
    fields = ("status", "reason", "online_later", "phone")
    return {field: getattr(there, field) for field in fields} | {"seen": replies.version(there)} if there else {}


def _expected(request: HttpRequest, there: Reply | None) -> list[dict[str, Any]]:
    rows = ExpectedMember.objects.visible_to(request.user, "interviews.reply").filter(reply=there)
    return list(rows.values(*EXPECTED)) if there else []


def _typed(request: HttpRequest) -> list[dict[str, Any]]:
    """The rows as typed so far, not judged yet."""
    count = request.POST.get("delegasi-TOTAL_FORMS", "")
    rows = range(min(int(count), MOST - 1)) if count.isdecimal() and len(count) < 5 else range(ROWS)
    return [{field: request.POST.get(f"delegasi-{row}-{field}", "") for field in EXPECTED} for row in rows]
