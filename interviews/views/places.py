"""A session is held elsewhere, and the sign that hangs on its door."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from interviews import services
from interviews.reply_forms import PlaceChangeForm
from interviews.services import places
from interviews.views.sessions import crumbs, session_row
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render


@edition_page("interviews.plan")
def relocate(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.plan")
    form = PlaceChangeForm(request.POST or None, user=request.user, session=session)
    form.cancel_url = services.address(session)
    if request.method == "POST" and form.is_valid():
        before = (session.mode, session.venue, session.link)
        now = form.attempt(services.relocate, session, by=request.user, **form.cleaned_data)
        if now:
            text = _("Tempat sesi diubah. Delegasi yang masih menunggu giliran dan panel diberi tahu.")
            if (now.mode, now.venue, now.link) == before:
                text = _("Tempat sesi tetap; tidak ada yang diberi tahu.")
            messages.success(request, text)
            return redirect(form.cancel_url)
        form.may_save_over(places.version(session))
    context = {
        "edition": edition,
        "category": session.category,
        "session": session,
        "form": form,
        "breadcrumbs": crumbs(edition, session, (_("Pindah tempat"), None)),
    }
    return (refused if request.method == "POST" else render)(request, "interviews/relocate.html", context)


@edition_page("interviews.plan")
def door_sign(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """One sheet for the door: this room, or (`?pindah=1`) where the session has moved to. It names no candidate."""
    session = session_row(request, edition, pk, "interviews.plan")
    context = {
        "edition": edition,
        "category": session.category,
        "session": session,
        "moved": request.GET.get("pindah") == "1",
        "breadcrumbs": crumbs(edition, session, (_("Papan pintu"), None)),
    }
    return render(request, "interviews/door_sign.html", context)
