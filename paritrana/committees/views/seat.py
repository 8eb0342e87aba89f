"""One seat and its person. The secretariat and the administrator come here, each for the seats they manage."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from paritrana.accounts import services as accounts
from paritrana.committees import queries
from paritrana.committees.forms import ReasonForm
from paritrana.committees.forms_people import FillForm, HandOverForm, SeatEditForm
from paritrana.committees.models import Edition, Seat
from paritrana.committees.services import people
from paritrana.committees.services import seats as verbs
from paritrana.committees.slips import slip_page
from paritrana.committees.texts import invitation_text
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.roles import COMMITTEE

FORM = "committees/seat_form.html"


def _find(request: HttpRequest, pk: int) -> Seat:
    """The seat, for those who may manage it; the edition it is seen from stands in the head of the page."""
    seats = Seat.objects.visible_to(request.user, "seats.manage") | Seat.objects.visible_to(
        request.user, "seats.manage_secretariat"
    )
    seat = queries.manageable(seats).filter(pk=pk).first()
    if seat is None:
        raise Http404
    edition = (
        seat.edition or Edition.objects.visible_to(request.user, "seats.manage").filter(province=seat.province).first()
    )
    request.edition = edition  # type: ignore[attr-defined]
    return seat


def _context(request: HttpRequest, seat: Seat, title: str = "") -> dict[str, Any]:
    edition = request.edition  # type: ignore[attr-defined]
    home = f"{edition.get_absolute_url()}panitia/" if edition else reverse("nation")
    crumbs = [] if edition else [(_("Beranda"), reverse("home"))]
    crumbs.append((_("Panitia") if edition else _("Nasional"), home))
    crumbs.append((str(seat), reverse("seat", args=[seat.pk]) if title else None))
    if title:
        crumbs.append((title, None))
    return {
        "seat": seat, "title": title, "breadcrumbs": crumbs, "home": home,
        "base": "base_edition.html" if edition else "base.html",
    }  # fmt: skip


def _page(request: HttpRequest, seat: Seat, problems: list[str] | None = None) -> HttpResponse:
    person = seat.person
    context = _context(request, seat) | {
        "problems": problems,
        "in_committee": seat.role in COMMITTEE,
        "can_manage_account": bool(person) and accounts.may_manage(request.user, person),
        "text": invitation_text(seat) if person else "",
        "others": Seat.objects.visible_to(request.user, "seats.view")
        .filter(person=person, person__isnull=False)
        .exclude(pk=seat.pk)
        .select_related("province", "branch", "nominee", "edition"),
    }
    return (refused if problems else render)(request, "committees/seat.html", context)


def seat(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _find(request, pk))


def _form_page(
    request: HttpRequest, seat: Seat, form: Form, title: str, write: Callable[[dict[str, Any]], Any], done: str
) -> HttpResponse:
    """One form about a seat: show, check, call the verb, go back to the seat."""
    context = _context(request, seat, title) | {"form": form}
    if request.method == "POST":
        if form.is_valid():
            row = form.attempt(write, form.cleaned_data)  # type: ignore[attr-defined]
            if row:
                messages.success(request, done)
                return redirect("seat", row.pk if isinstance(row, Seat) else seat.pk)
        return refused(request, FORM, context)
    return render(request, FORM, context)


def seat_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    form = SeatEditForm(request.POST or None, user=request.user, seat=row, cancel_url=reverse("seat", args=[pk]))
    title = _("Ubah peran")
    return _form_page(
        request, row, form, title, lambda data: verbs.edit(row, by=request.user, **data), _("Peran tersimpan.")
    )


def seat_fill(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    form = FillForm(request.POST or None, user=request.user, cancel_url=reverse("seat", args=[pk]))
    return _form_page(
        request, row, form, _("Isi peran"),
        lambda data: people.fill(row, by=request.user, person=data["person"], newcomer=form.newcomer()),
        _("Peran terisi."),
    )  # fmt: skip


def seat_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    form = HandOverForm(request.POST or None, user=request.user, cancel_url=reverse("seat", args=[pk]))
    return _form_page(
        request, row, form, _("Alihkan tugas"),
        lambda data: people.succeed(
            row, by=request.user, person=data["person"], newcomer=form.newcomer(), **form.place()
        ),
        _("Tugas dialihkan. Akses orang sebelumnya berakhir pada waktu mulai pengganti."),
    )  # fmt: skip


def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    form = ReasonForm(
        request.POST or None, user=request.user, submit_label=_("Akhiri peran"), cancel_url=reverse("seat", args=[pk])
    )
    return _form_page(
        request, row, form, _("Akhiri peran"),
        lambda data: verbs.end(row, by=request.user, reason=data["reason"]), _("Peran diakhiri."),
    )  # fmt: skip


@require_POST
def seat_invite(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    try:
        verbs.invite(row, by=request.user)
    except ValidationError as error:
        return _page(request, row, error.messages)
    messages.success(request, _("Undangan dicatat. Salin teksnya, lalu kirim lewat WhatsApp."))
    return redirect("seat", pk)


@require_POST
def seat_told(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    invitation = getattr(row, "invitation", None)
    if invitation is None:
        return _page(request, row, [_("Undang orang ini dahulu.")])
    verbs.mark_told(invitation, by=request.user)
    messages.success(request, _("Tercatat: sudah disampaikan lewat WhatsApp."))
    return redirect("seat", pk)


@require_POST
def seat_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """A new slip, to be printed now."""
    row = _find(request, pk)
    if row.person is None:
        return _page(request, row, [_("Isi peran ini dahulu, lalu buat slipnya.")])
    try:
        slip, code = accounts.make_slip(row.person, by=request.user)
    except ValidationError as error:
        return _page(request, row, error.messages)
    context = _context(request, row, _("Slip masuk"))
    return slip_page(request, row, slip, code, done=reverse("seat", args=[pk]), context=context)


def seat_block(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    person = row.person
    if person is None:
        raise Http404
    form = ReasonForm(
        request.POST or None, user=request.user, submit_label=_("Blokir akun"), cancel_url=reverse("seat", args=[pk])
    )
    return _form_page(
        request, row, form, _("Blokir akun"),
        lambda data: accounts.block(person, by=request.user, reason=data["reason"]),
        _("Akun diblokir. Orang ini tidak dapat masuk lagi."),
    )  # fmt: skip


@require_POST
def seat_unblock(request: HttpRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    if row.person is None:
        raise Http404
    try:
        accounts.unblock(row.person, by=request.user)
    except ValidationError as error:
        return _page(request, row, error.messages)
    messages.success(request, _("Blokir dibuka. Orang ini dapat masuk kembali."))
    return redirect("seat", pk)
