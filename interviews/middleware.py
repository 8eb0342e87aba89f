"""What a spare device reaches: decided here, and nowhere else."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

from interviews.models import SpareDevice
from interviews.queries import sheets_on

SESSION_KEY = "spare_device"
ALWAYS = {"spare_open", "spare_sheets", "account_logout", "account_login", "service_worker", "shell", "manifest"}
SHEETS = {"sheet", "sheet_sync"}
LISTS = {"home", "sheets"}


class SpareDevices:
    """A device that was opened with a code reaches the own sheets of its session, until its time is over."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        key = request.session.get(SESSION_KEY)
        if key is None:
            return None
        device = SpareDevice.objects.select_related("panel_seat__session__edition__province").filter(pk=key).first()
        if device is None or not device.is_live:
            logout(request)  # what it has not sent stays on it
            if request.method != "GET":
                return None  # answered as to anybody who is signed out
            messages.info(request, _("Perangkat cadangan ini sudah ditutup. Nilai yang terkirim tetap tersimpan."))
            return redirect("spare_open")
        match = request.resolver_match
        if match and match.url_name in LISTS:
            return redirect("spare_sheets")
        if match is None or not _reaches(device, match):
            raise PermissionDenied(
                _("Perangkat cadangan ini hanya membuka lembar penilaian Anda untuk sesi %s.")
                % device.panel_seat.session
            )
        request.spare_device = device  # type: ignore[attr-defined]
        request.user.device = _("perangkat cadangan")  # type: ignore[union-attr]
        return None


def _reaches(device: SpareDevice, match: ResolverMatch) -> bool:
    name = match.url_name
    if name in SHEETS:
        return sheets_on(device).filter(pk=match.kwargs["pk"]).exists()
    if name == "interview_now":
        edition = device.panel_seat.session.edition
        return (match.kwargs["province"], match.kwargs["edition"]) == (edition.province.slug, edition.slug)
    return name in ALWAYS
