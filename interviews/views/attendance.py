from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews import services
from interviews.forms import AttendanceForm, DelegationForms
from interviews.models import Delegation, ExpectedMember, Reply, Slot
from interviews.services import attendance
from interviews.views.sessions import crumbs, session_row
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pukul

# The leader and two officials are asked for; more rows come by a button.
ROWS = 3
MOST = 20
MEMBER = ("name", "office", "capacity", "acting")


@edition_page("interviews.attend")
def record(request: HttpRequest, edition: Edition, pk: int, slot: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.attend")
    row = get_object_or_404(
        Slot.objects.visible_to(request.user, "interviews.attend").select_related("nominee"),
        session=session,
        pk=slot,
    )
    more = "more" in request.POST
    typed = request.POST if request.method == "POST" and not more else None
    form = AttendanceForm(typed, user=request.user, initial=request.POST.dict() if more else _known(request, row))
    delegation = DelegationForms(
        typed,
        prefix="delegasi",
        initial=_typed_members(request) if more else [] if typed else _members(request, row),
        # A stored row may be emptied: then that person was not there.
        form_kwargs={"user": request.user, "empty_permitted": True, "use_required_attribute": False},
    )
    delegation.extra = max(ROWS - len(delegation.initial), int(more))
    back = "board" if request.GET.get("dari") == "papan" else "interview"
    form.cancel_url = reverse(back, args=[edition.province.slug, edition.slug, session.pk])
    context = {
        "edition": edition,
        "category": session.category,
        "session": session,
        "slot": row,
        "form": form,
        "delegation": delegation,
        "breadcrumbs": crumbs(edition, session, (_("Kehadiran"), None)),
    }
    if typed is None:
        return render(request, "interviews/attendance.html", context)
    if form.is_valid() and delegation.is_valid():
        members = [one.cleaned_data for one in delegation if one.has_changed() and one.cleaned_data]
        present = form.cleaned_data["status"] == Slot.Status.PRESENT
        try:
            services.record_attendance(
                row,
                form.cleaned_data["status"],
                form.cleaned_data["note"],
                members if present else [],
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except ValidationError as error:
            form.refuse(error)
            form.may_save_over(attendance.version(row))
    if not (form.is_valid() and delegation.is_valid()):
        return refused(request, "interviews/attendance.html", context)
    messages.success(
        request,
        _("Kehadiran %(name)s tersimpan %(time)s.") % {"name": row.nominee, "time": pukul(timezone.localtime())},
    )
    return redirect(form.cancel_url)


def _known(request: HttpRequest, row: Slot) -> dict[str, Any]:
    seen = attendance.version(row)
    if row.status != Slot.Status.PLANNED:
        return {"status": row.status, "note": row.status_note, "seen": seen}
    replies = Reply.objects.visible_to(request.user, "interviews.reply").filter(slot=row)
    excused = replies.filter(status=Reply.Status.EXCUSED).first()
    return {"seen": seen} | ({"status": Slot.Status.EXCUSED, "note": excused.reason} if excused else {})


def _members(request: HttpRequest, row: Slot) -> list[dict[str, str]]:
    """Who is known to have come; before anything is recorded, who has announced to come."""
    rows = Delegation.objects.visible_to(request.user, "interviews.attend").filter(slot=row)
    if row.status == Slot.Status.PLANNED:
        rows = ExpectedMember.objects.visible_to(request.user, "interviews.reply").filter(reply__slot=row)
    return list(rows.values(*MEMBER))


def _typed_members(request: HttpRequest) -> list[dict[str, str]]:
    """The rows as typed so far, not judged yet."""
    count = request.POST.get("delegasi-TOTAL_FORMS", "")
    rows = range(min(int(count), MOST - 1)) if count.isdecimal() and len(count) < 5 else range(ROWS)
    return [{field: request.POST.get(f"delegasi-{row}-{field}", "") for field in MEMBER} for row in rows]
