"""The spare device: its code on the secretariat's screen, and the tablet that is opened with it."""

from typing import Any

import segno
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from interviews.device_forms import SpareCodeForm, SpareOfferForm
from interviews.middleware import SESSION_KEY
from interviews.models import PanelSeat, Session, Slot, SpareDevice
from interviews.queries import STANDING, sheets_on
from interviews.services import devices
from interviews.views.sessions import crumbs, session_row
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from scoring.models import ScoreSheet


@edition_page("interviews.attend")
def spare_devices(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """The spare devices of a session, and a code for one more; the code stands in this answer and never again."""
    session = session_row(request, edition, pk, "interviews.attend")
    form = SpareOfferForm(
        request.POST or None,
        user=request.user,
        panel=PanelSeat.objects.visible_to(request.user, "interviews.attend")
        .filter(session=session, cancelled=False)
        .select_related("person"),
        slots=Slot.objects.visible_to(request.user, "interviews.attend")
        .filter(STANDING, session=session)
        .select_related("nomination__nominee"),
    )
    context = _page(request, edition, session, form)
    if request.method != "POST":
        return render(request, "interviews/spare_devices.html", context)
    offered = form.is_valid() and form.attempt(
        devices.offer, form.cleaned_data["panelist"], form.cleaned_data["slot"], by=request.user
    )
    if not offered:
        return refused(request, "interviews/spare_devices.html", context)
    device, code = offered
    address = f"{settings.PORTAL_URL}{reverse('spare_open')}"
    # Behind the hash the code stays out of every log.
    qr = segno.make(f"{address}#{code}", error="m").svg_data_uri(scale=5, border=2)
    context |= {"device": device, "code": code, "address": address, "qr": qr}
    response = render(request, "interviews/spare_code.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@edition_page("interviews.attend")
def spare_end(request: HttpRequest, edition: Edition, pk: int, device: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.attend")
    rows = SpareDevice.objects.visible_to(request.user, "interviews.attend").filter(panel_seat__session=session)
    row = get_object_or_404(rows.select_related("panel_seat__session", "panel_seat__person"), pk=device)
    devices.end_device(row, by=request.user)
    messages.success(request, _("Perangkat cadangan %s ditutup.") % row.panel_seat)
    return redirect("spare_devices", edition.province.slug, edition.slug, session.pk)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def spare_open(request: HttpRequest) -> HttpResponse:
    """On the tablet: the code opens the panelist's own sheets of the session."""
    form = SpareCodeForm(request.POST or None, user=request.user)
    if request.method != "POST":
        return render(request, "interviews/spare_open.html", {"form": form})
    if not ratelimit.consume(request, action="open_device"):
        form.add_error(None, _("Tunggu sekitar sepuluh menit, lalu coba lagi: terlalu banyak percobaan."))
        return render(request, "interviews/spare_open.html", {"form": form}, status=429)
    device = form.attempt(devices.open_device, form.cleaned_data["code"]) if form.is_valid() else None
    if not device:
        return refused(request, "interviews/spare_open.html", {"form": form})
    login(request, device.panel_seat.person, backend="paritrana.accounts.backends.NameOrAddress")
    request.session[SESSION_KEY] = device.pk
    request.session.set_expiry(device.ends_at)
    return redirect("spare_sheets")


def spare_sheets(request: HttpRequest) -> HttpResponse:
    """Where a spare device begins: the own sheets of its session, in the order of the day."""
    device = getattr(request, "spare_device", None)
    if device is None:
        return redirect("home")
    session = device.panel_seat.session
    context: dict[str, Any] = {
        "device": device,
        "session": session,
        "edition": session.edition,
        "items": [_item(row, session.edition) for row in sheets_on(device).select_related("nomination__nominee")],
    }
    return render(request, "interviews/spare_sheets.html", context)


def _item(row: ScoreSheet, edition: Edition) -> dict[str, Any]:
    """One line of the task list; a sheet that is not to be filled has no link and says why."""
    status = ScoreSheet.Status(row.status)
    opens = status in (*ScoreSheet.OPEN, ScoreSheet.Status.CLOSED)
    return {
        "title": str(row.nomination.nominee),
        "url": reverse("sheet", args=[edition.province.slug, edition.slug, row.pk]) if opens else None,
        "status": status.label,
        "tone": "" if not opens else "green" if row.sent_at else "amber",
        "hint": row.reason,
    }


def _page(request: HttpRequest, edition: Edition, session: Session, form: SpareOfferForm) -> dict[str, Any]:
    rows = SpareDevice.objects.visible_to(request.user, "interviews.attend").filter(panel_seat__session=session)
    return {
        "edition": edition,
        "category": session.category,
        "session": session,
        "form": form,
        "devices": rows.select_related("panel_seat__person", "panel_seat__session", "made_by"),
        "breadcrumbs": crumbs(edition, session, (_("Perangkat cadangan"), None)),
    }
