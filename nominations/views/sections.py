"""Bagian untuk rekan: who is responsible hands sections out and takes them back; a colleague finds the own ones."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nominations.completeness import meter, state
from nominations.models import HandedSection, Nomination
from nominations.queries import Line, lines
from nominations.section_forms import HandForm
from nominations.services import sections as services
from nominations.services.nominations import FILLING, why_closed
from nominations.views.rows import SECTION, address, by_section, frame, nomination_or_404
from paritrana.accounts.models import Slip, User
from paritrana.accounts.services import make_slip
from paritrana.committees.models import Edition, Seat
from paritrana.committees.pages import edition_page
from paritrana.committees.slips import slip_page
from paritrana.forms import refused
from paritrana.htmx import render


@edition_page("seats.colleague")
def sections(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Who holds which section and how full it is; one section more goes out here."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    found = by_section(lines(nomination, request.user))
    titles = {slug: rows[0].indicator.section for slug, rows in found.items()}
    form = HandForm(request.POST or None, user=request.user, nomination=nomination, sections=titles)
    if request.method == "POST" and form.is_valid():
        made = form.attempt(services.hand, nomination, by=request.user, **form.cleaned_data)
        if made:
            handed, slip, code = made
            words = {"section": handed.section, "person": handed.seat.person}
            messages.success(request, _("Bagian %(section)s diserahkan kepada %(person)s.") % words)
            if slip:
                return _slip(request, edition, nomination, handed.seat, slip, code)
            return redirect(address("sections", edition, number))
    return _page(request, edition, nomination, form, found)


def _page(
    request: HttpRequest, edition: Edition, nomination: Nomination, form: HandForm, found: dict[str, list[Line]]
) -> HttpResponse:
    held = {row.section_slug: row for row in held_sections(request, nomination)}
    waiting = set(User.objects.visible_to(request.user, "seats.colleague").values_list("pk", flat=True))
    rows = []
    for slug, group in found.items():
        items = [line.item for line in group]
        row = held.get(slug)
        full = "{} / {}".format(*meter(items))
        rows.append((group[0].indicator.section, row, full, state(items), bool(row and row.seat.person_id in waiting)))
    context = {
        **frame(edition, nomination, (_("Bagian untuk rekan"), None)),
        "rows": rows,
        "form": form,
        "closed": nomination.status not in FILLING,
    }
    return (refused if request.method == "POST" else render)(request, "nominations/sections.html", context)


def held_sections(request: HttpRequest, nomination: Nomination) -> Any:
    """The sections that are in other hands now."""
    rows = HandedSection.objects.visible_to(request.user, SECTION).filter(nomination=nomination, ended_at=None)
    return rows.select_related("seat__person")


@edition_page("seats.colleague")
@require_POST
def section_take_back(request: HttpRequest, edition: Edition, number: int, handed: int) -> HttpResponse:
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    row = get_object_or_404(HandedSection.objects.visible_to(request.user, SECTION), pk=handed, nomination=nomination)
    try:
        services.take_back(row, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Bagian %s ditarik kembali; jawaban dan berkasnya tetap.") % row.section)
    return redirect(address("sections", edition, number))


@edition_page("seats.colleague")
@require_POST
def section_slip(request: HttpRequest, edition: Edition, number: int, handed: int) -> HttpResponse:
    """The slip again, for a colleague who has never come."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    row = get_object_or_404(held_sections(request, nomination).select_related("seat__nominee"), pk=handed)
    try:
        slip, code = make_slip(row.seat.person, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect(address("sections", edition, number))
    return _slip(request, edition, nomination, row.seat, slip, code)


def _slip(
    request: HttpRequest, edition: Edition, nomination: Nomination, seat: Seat, slip: Slip, code: str
) -> HttpResponse:
    home = address("sections", edition, nomination.number)
    context = frame(edition, nomination, (_("Bagian untuk rekan"), home), (_("Slip masuk"), None))
    return slip_page(request, seat, slip, code, done=home, context=context | {"base": "base_edition.html"})


@edition_page(SECTION)
def own_sections(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """What a colleague was handed: how far it is, and what stands in it."""
    nomination = nomination_or_404(request, edition, number, SECTION)
    found = lines(nomination, request.user, SECTION)
    closed = why_closed(nomination) if nomination.status in FILLING else _("Penilaian mandiri ini sudah dikirim.")
    tasks = []
    for slug, group in by_section(found).items():
        items = [line.item for line in group]
        done, asked = meter(items)
        tasks.append({
            "title": group[0].indicator.section,
            "url": None if closed else address("nomination_section", edition, number, slug),
            "status": state(items).label,
            "hint": _("%(done)s dari %(asked)s butir lengkap") % {"done": done, "asked": asked},
        })  # fmt: skip
    context = {
        "nomination": nomination,
        "breadcrumbs": [(_("Bagian Anda"), None)],
        "tasks": tasks,
        "found": found,
        "closed": closed,
    }
    return render(request, "nominations/own_sections.html", context)
