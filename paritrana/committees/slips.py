"""The page with a slip to print."""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from paritrana.accounts.models import Slip
from paritrana.committees.models import Seat
from paritrana.htmx import render


def slip_page(
    request: HttpRequest, seat: Seat, slip: Slip, code: str, *, done: str, context: dict[str, Any]
) -> HttpResponse:
    """A slip for the person of `seat`: the code is shown in this answer and never again. `done` leads back."""
    assert seat.person is not None  # a slip was just made for somebody
    address = f"{settings.PORTAL_URL}{reverse('slip')}"
    scanned = f"{address}?{urlencode({'nama': seat.person.username})}"
    response = render(
        request,
        "committees/slip.html",
        {
            **context,
            "seat": seat,
            "slip": slip,
            "code": code,
            "address": address,
            "qr": segno.make(scanned, error="m").svg_data_uri(scale=5, border=2),
            "done": done,
        },
    )
    response["Cache-Control"] = "no-store"
    return response
