"""Sosialisasi: who was invited, who came."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from nominations.models import OutreachAgency, OutreachEvent
from nominations.outreach_forms import EventForm, PresenceForm, RemoveForm
from nominations.services import outreach as services
from nominations.views.rows import address
from paritrana.access import may
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render

PAGE = 50


@edition_page("outreach.view")
def event_list(request: HttpRequest, edition: Edition) -> HttpResponse:
    rows = (
        _rows(request, edition, "outreach.view")
        .select_related("branch")
        .annotate(
            invited=Count("agencies", filter=Q(agencies__invited=True)),
            present=Count("agencies", filter=Q(agencies__present=True)),
            recorded=Count("agencies", filter=Q(agencies__present__isnull=False)),
        )
    )
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Sosialisasi"), None)],
        "page": Paginator(rows.order_by("-starts_on", "-pk"), PAGE).get_page(request.GET.get("page")),
        "may_edit": may(request.user, "outreach.edit", edition),
    }
    return render(request, "nominations/outreach.html", context)


@edition_page("outreach.view")
def event(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    row = get_object_or_404(_rows(request, edition, "outreach.view").select_related("branch"), pk=pk)
    agencies = _agencies(request, row)
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Sosialisasi"), address("outreach", edition)), (row.subject, None)],
        "event": row,
        "agencies": agencies,
        "invited": sum(one.invited for one in agencies),
        "came": sum(bool(one.present) for one in agencies if one.invited),
        "besides": sum(not one.invited for one in agencies),
        "recorded": any(one.present is not None for one in agencies),
        "may_edit": may(request.user, "outreach.edit", row),
    }
    return render(request, "nominations/outreach_event.html", context)


@edition_page("outreach.edit")
def edit(request: HttpRequest, edition: Edition, pk: int | None = None) -> HttpResponse:
    """Add an event, or edit one and its invitations."""
    row = None if pk is None else get_object_or_404(_rows(request, edition, "outreach.edit"), pk=pk)
    title = row.subject if row else _("Sosialisasi baru")
    names = [one.name for one in _agencies(request, row) if one.invited] if row else []
    form = EventForm(
        request.POST or None, user=request.user, instance=row, initial={"invited": "\n".join(names)}
    )  # fmt: skip
    form.cancel_url = address("outreach_event", edition, pk) if row else address("outreach", edition)
    context = {
        "edition": edition,
        "breadcrumbs": [
            (_("Sosialisasi"), address("outreach", edition)),
            *([(title, form.cancel_url), (_("Ubah"), None)] if row else [(title, None)]),
        ],
        "title": title,
        "form": form,
    }
    if request.method != "POST":
        return render(request, "nominations/outreach_form.html", context)
    made = None
    if form.is_valid():
        values = form.cleaned_data
        made = (
            form.attempt(services.edit_event, row, by=request.user, **values)
            if row
            else form.attempt(services.add_event, edition, by=request.user, **values)
        )
    if made is None:
        return refused(request, "nominations/outreach_form.html", context)
    messages.success(request, _("Sosialisasi tersimpan."))
    return redirect(address("outreach_event", edition, made.pk))


@edition_page("outreach.edit")
def presence(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """Who came."""
    row = get_object_or_404(_rows(request, edition, "outreach.edit"), pk=pk)
    form = PresenceForm(request.POST or None, user=request.user, agencies=_agencies(request, row))
    context = _frame(edition, row, form, _("Kehadiran"))
    if request.method != "POST":
        return render(request, "nominations/outreach_form.html", context)
    if form.is_valid():
        present = {int(key) for key in form.cleaned_data.get("present", ())}
        form.attempt(services.record_presence, row, present, form.cleaned_data["uninvited"], by=request.user)
    if form.errors:
        return refused(request, "nominations/outreach_form.html", context)
    messages.success(request, _("Kehadiran tersimpan."))
    return redirect(form.cancel_url)


@edition_page("outreach.edit")
def remove(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    """Take out an event entered by mistake, with the reason."""
    row = get_object_or_404(_rows(request, edition, "outreach.edit"), pk=pk)
    form = RemoveForm(request.POST or None, user=request.user)
    context = _frame(edition, row, form, _("Hapus sosialisasi"))
    if request.method != "POST":
        return render(request, "nominations/outreach_form.html", context)
    if form.is_valid():
        form.attempt(services.remove_event, row, note=form.cleaned_data["note"], by=request.user)
    if form.errors:
        return refused(request, "nominations/outreach_form.html", context)
    messages.success(request, _("Sosialisasi dihapus; riwayat perubahan menyimpannya."))
    return redirect(address("outreach", edition))


def _frame(edition: Edition, row: OutreachEvent, form: Any, title: str) -> dict[str, Any]:
    """A form about one event, which leads back to it."""
    form.cancel_url = address("outreach_event", edition, row.pk)
    trail = [(_("Sosialisasi"), address("outreach", edition)), (row.subject, form.cancel_url), (title, None)]
    return {"edition": edition, "breadcrumbs": trail, "title": title, "event": row, "form": form}


def _rows(request: HttpRequest, edition: Edition, code: str) -> Any:
    return OutreachEvent.objects.visible_to(request.user, code).filter(edition=edition)


def _agencies(request: HttpRequest, event: OutreachEvent) -> list[OutreachAgency]:
    return list(OutreachAgency.objects.visible_to(request.user, "outreach.view").filter(event=event))
