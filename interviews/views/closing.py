"""The end of a session: what is missing first, then the button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from interviews import services
from interviews.closing_forms import CloseForm
from interviews.closing_queries import leaders, missing, reminder_title, seats_at
from interviews.models import Session
from interviews.views.sessions import crumbs, session_row
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.notices.models import Notice
from paritrana.notices.services import whatsapp_text


@edition_page("interviews.attend")
def close(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.attend")
    if session.status != Session.Status.PLANNED:
        return redirect(services.address(session))
    left, seats = missing(session), seats_at(session)
    form = CloseForm(
        request.POST or None,
        user=request.user,
        waiting=left.sheets,
        seats=[seat for seat in seats if seat.person_id],
        leader=next(reversed(leaders(seats)), None),
    )
    form.cancel_url = services.address(session)
    told = _told(request, session)
    context: dict[str, Any] = {
        "edition": edition,
        "category": session.category,
        "session": session,
        "left": left,
        "waiting": [(row, told.get(row.person.pk)) for row in left.sheets],
        "remind_url": reverse("interview_remind", args=[edition.province.slug, edition.slug, session.pk]),
        "form": form,
        "breadcrumbs": crumbs(edition, session, (_("Tutup sesi"), None)),
    }
    if request.method != "POST":
        return render(request, "interviews/close.html", context)
    if form.is_valid():
        try:
            services.close(session, by=request.user, **form.facts())
        except ValidationError as error:
            form.add_error(None, error)
    if not form.is_valid():
        return refused(request, "interviews/close.html", context)
    messages.success(request, _("Sesi ditutup."))
    return redirect(services.address(session))


@require_POST
@edition_page("interviews.attend")
def remind(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.attend")
    try:
        told = services.remind(session, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(services.address(session))
    words = ngettext("%(count)s panelis diingatkan.", "%(count)s panelis diingatkan.", len(told))
    if not told:
        words = _("Tidak ada yang perlu diingatkan sekarang; jarak antarpengingat sepuluh menit.")
    messages.success(request, words % {"count": len(told)})
    return redirect("interview_close", edition.province.slug, edition.slug, pk)


def _told(request: HttpRequest, session: Session) -> dict[int, Notice]:
    """The last reminder of each person, with its text for WhatsApp."""
    rows = Notice.objects.visible_to(request.user, "notices.follow").filter(
        edition=session.edition, title=reminder_title(session)
    )
    found = {notice.to_id: notice for notice in rows.select_related("to", "province").order_by("pk")}
    for notice in found.values():
        notice.message = whatsapp_text(notice)
    return found
