"""Rekan pengisi: several people fill in one self-assessment, each under an own name."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations.forms import ColleagueForm
from nominations.models import Nomination
from nominations.views.rows import address, frame, nomination_or_404
from paritrana.accounts.models import Slip, User
from paritrana.accounts.services import make_slip
from paritrana.committees.models import Edition, Seat
from paritrana.committees.pages import edition_page
from paritrana.committees.queries import representatives
from paritrana.committees.services import people
from paritrana.committees.slips import slip_page
from paritrana.forms import refused
from paritrana.htmx import render


@edition_page("seats.colleague")
def colleagues(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Who represents the candidate, and one colleague more; the answer to that is the slip to print."""
    nomination = nomination_or_404(request, edition, number, "seats.colleague")
    form = ColleagueForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = form.attempt(
            people.add_colleague, nomination.nominee, edition=edition, by=request.user, **form.cleaned_data
        )
        if made:
            messages.success(request, _("%s ditambahkan sebagai rekan pengisi.") % made[0].person)
            return _slip(request, edition, nomination, *made)
    return _page(request, edition, nomination, form)


@edition_page("seats.colleague")
@require_POST
def colleague_slip(request: HttpRequest, edition: Edition, number: int, seat: int) -> HttpResponse:
    """The slip again, for a colleague who has never come."""
    nomination = nomination_or_404(request, edition, number, "seats.colleague")
    row = get_object_or_404(representatives(nomination.nominee, edition), pk=seat)
    try:
        slip, code = make_slip(row.person, by=request.user)
    except ValidationError as error:
        return _page(request, edition, nomination, ColleagueForm(user=request.user), error.messages)
    return _slip(request, edition, nomination, row, slip, code)


def _page(
    request: HttpRequest, edition: Edition, nomination: Nomination, form: ColleagueForm, problems: Any = ()
) -> HttpResponse:
    waiting = set(User.objects.visible_to(request.user, "seats.colleague").values_list("pk", flat=True))
    rows = [(row, row.person_id in waiting) for row in representatives(nomination.nominee, edition)]
    context = {
        **frame(edition, nomination, (_("Rekan pengisi"), None)),
        "rows": rows,
        "form": form,
        "problems": problems,
    }
    return (refused if request.method == "POST" else render)(request, "nominations/colleagues.html", context)


def _slip(
    request: HttpRequest, edition: Edition, nomination: Nomination, seat: Seat, slip: Slip, code: str
) -> HttpResponse:
    home = address("colleagues", edition, nomination.number)
    context = frame(edition, nomination, (_("Rekan pengisi"), home), (_("Slip masuk"), None))
    return slip_page(request, seat, slip, code, done=home, context=context | {"base": "base_edition.html"})
