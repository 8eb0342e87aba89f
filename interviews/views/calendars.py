"""The secret address of a person's calendar: the page where it is made, and the address itself."""

from io import BytesIO

from allauth.core.internal import ratelimit  # its public door counts no GET
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from interviews import ical
from interviews.appointments import of_person
from interviews.models import CalendarFeed
from interviews.services import calendars
from paritrana.access import reach
from paritrana.htmx import render


def feed_page(request: HttpRequest) -> HttpResponse:
    """Whether there is an address, and since when; a new one is shown once."""
    return _page(request)


@require_POST
def feed_make(request: HttpRequest) -> HttpResponse:
    return _page(request, token=calendars.make_feed(by=request.user))


@require_POST
def feed_revoke(request: HttpRequest) -> HttpResponse:
    if calendars.revoke_feed(by=request.user):
        messages.success(request, _("Alamat kalender dicabut; alamat itu tidak dapat dibuka lagi."))
    return redirect("calendar_feed")


@login_not_required
@never_cache
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar behind a secret address. What it does not know and what was revoked look the same: 404."""
    key = calendars.hashed(token)
    if not ratelimit.consume(request, app="allauth.account", action="calendar_feed", key=key, limit_get=True):
        return HttpResponse(status=429)
    found = CalendarFeed.objects.visible_to(request.user, "calendar.read").filter(token_hash=key)
    row = found.select_related("person").first()
    if row is None:
        raise Http404
    reach(row.person)
    appointments = of_person(row.person, timezone.now())
    return as_calendar(ical.calendar(appointments, name=_("Wawancara Paritrana Award")), "paritrana.ics")


def as_calendar(raw: bytes, name: str) -> FileResponse:
    return FileResponse(BytesIO(raw), as_attachment=True, filename=name, content_type="text/calendar; charset=utf-8")


def _page(request: HttpRequest, token: str = "") -> HttpResponse:
    feeds = CalendarFeed.objects.visible_to(request.user, "calendar.own").filter(revoked_at=None)
    address = f"{settings.PORTAL_URL}{reverse('calendar_ics', args=[token])}" if token else ""
    context = {
        "feed": feeds.first(),
        "address": address,
        "subscribe": f"webcal://{address.partition('://')[2]}" if address else "",
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Akun"), reverse("profile")), (_("Kalender"), None)],
    }
    return render(request, "interviews/calendar_feed.html", context)
