from datetime import time
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from interviews import services
from interviews.forms import MoveForm, PlaceForm, PlanForm
from interviews.models import Session, Slot, Venue
from interviews.queries import PLANNING_STAGES, scoring_seats, to_be_heard
from interviews.schedule import Shape
from interviews.views.sessions import crumbs, join_form, leave_form, session_page, session_row
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pukul


@edition_page("interviews.plan")
def plan(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Choose a category, then a form whose running order can be looked at before it is saved."""
    categories = list(
        Category.objects.visible_to(request.user, "interviews.plan").filter(edition=edition, stage__in=PLANNING_STAGES)
    )
    chosen = request.GET.get("kategori")
    category = next((one for one in categories if one.slug == chosen), None)
    if category is None and len(categories) == 1 and not chosen:
        category = categories[0]
    context: dict[str, Any] = {
        "edition": edition,
        "category": category,
        "categories": categories,
        "breadcrumbs": [(_("Wawancara"), _list(edition)), (_("Rencanakan sesi"), None)],
    }
    if category is None:
        return render(request, "interviews/plan_category.html", context)
    nominations = list(to_be_heard(category))
    seats = scoring_seats(category)
    form = PlanForm(
        request.POST or None,
        user=request.user,
        category=category,
        nominations=nominations,
        seats=seats,
        initial=_usual(category, nominations, seats),
    )
    context |= {"form": form, "nominations": nominations}
    if request.method != "POST":
        return render(request, "interviews/plan.html", context)
    if not form.is_valid():
        return refused(request, "interviews/plan.html", context)
    context["slots"] = form.slots
    if "preview" in request.POST:
        return render(request, "interviews/plan.html", context)
    wanted = form.cleaned_data
    try:
        session = services.plan(
            category,
            name=wanted["name"],
            mode=wanted["mode"],
            venue=wanted["venue"],
            link=wanted["link"],
            presentation=wanted["presentation"],
            slots=form.slots,
            panel=list(wanted["panel"]),
            by=request.user,
        )
    except ValidationError as error:
        form.refuse(error)
        return refused(request, "interviews/plan.html", context)
    messages.success(request, _("Sesi direncanakan. Nomine dan panelis sudah diberi tahu di portal."))
    return redirect(services.address(session))


@edition_page("interviews.plan")
def venues(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = PlaceForm(request.POST or None, user=request.user)
    rows = Venue.objects.visible_to(request.user, "interviews.plan").filter(province=edition.province)
    context = {
        "edition": edition,
        "breadcrumbs": [(_("Wawancara"), _list(edition)), (_("Tempat"), None)],
        "venues": rows.annotate(uses=Count("sessions")),
        "form": form,
    }
    if request.method != "POST":
        return render(request, "interviews/venues.html", context)
    if form.is_valid():
        try:
            services.add_venue(edition.province, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
    if not form.is_valid():
        return refused(request, "interviews/venues.html", context)
    messages.success(request, _("Tempat ditambahkan."))
    return redirect(request.path)


@edition_page("interviews.plan")
def move(request: HttpRequest, edition: Edition, pk: int, slot: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.plan")
    row = get_object_or_404(
        Slot.objects.visible_to(request.user, "interviews.plan").select_related("nominee"),
        session=session,
        pk=slot,
    )
    form = MoveForm(
        request.POST or None,
        user=request.user,
        initial={"starts": row.period.lower, "ends": row.period.upper, "seen": row.sequence},
    )
    form.cancel_url = services.address(session)
    context = {
        "edition": edition,
        "category": session.category,
        "session": session,
        "slot": row,
        "form": form,
        "breadcrumbs": crumbs(edition, session, (_("Pindah waktu"), None)),
    }
    if request.method != "POST":
        return render(request, "interviews/move.html", context)
    if form.is_valid():
        try:
            services.move_slot(row, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.refuse(error)
            form.may_save_over(str(row.sequence))
    if not form.is_valid():
        return refused(request, "interviews/move.html", context)
    text = _("Giliran %(name)s dipindah ke pukul %(time)s; hanya nomine ini yang diberi tahu.")
    if (row.period.lower, row.period.upper) == (form.cleaned_data["starts"], form.cleaned_data["ends"]):
        text = _("Giliran %(name)s tetap pukul %(time)s; tidak ada yang diberi tahu.")
    messages.success(
        request, text % {"name": row.nominee, "time": pukul(timezone.localtime(form.cleaned_data["starts"]))}
    )
    return redirect(form.cancel_url)


@require_POST
@edition_page("interviews.plan")
def cancel(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.plan")
    try:
        services.cancel(session, request.POST.get("note", ""), by=request.user)
    except ValidationError as error:
        return session_page(request, edition, session, errors=error.messages)
    messages.success(request, _("Sesi dibatalkan; semua yang dijadwalkan sudah diberi tahu di portal."))
    return redirect(services.address(session))


@require_POST
@edition_page("interviews.plan")
def join_panel(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.plan")
    form = join_form(request.user, session, request.POST)
    if form.is_valid():
        try:
            services.seat_panelist(session, form.cleaned_data["seat"], by=request.user)
        except ValidationError as error:
            form.refuse(error)
    if not form.is_valid():
        return session_page(request, edition, session, join=form)
    messages.success(request, _("Panel bertambah: %(name)s.") % {"name": form.cleaned_data["seat"].person})
    return redirect(services.address(session))


@require_POST
@edition_page("interviews.plan")
def leave_panel(request: HttpRequest, edition: Edition, pk: int) -> HttpResponse:
    session = session_row(request, edition, pk, "interviews.plan")
    form = leave_form(request.user, session, request.POST)
    if form.is_valid():
        try:
            services.excuse_panelist(form.cleaned_data["panelist"], form.cleaned_data["note"], by=request.user)
        except ValidationError as error:
            form.refuse(error)
    if not form.is_valid():
        return session_page(request, edition, session, leave=form)
    messages.success(request, _("Tercatat: %(name)s tidak ikut panel ini.") % {"name": form.cleaned_data["panelist"]})
    return redirect(services.address(session))


def _list(edition: Edition) -> str:
    return reverse("interviews", args=[edition.province.slug, edition.slug])


def _usual(category: Category, nominations: list[Any], seats: Any) -> dict[str, Any]:
    shape = Shape()
    return {
        "mode": Session.Mode.ON_SITE,
        "start": time(9),
        "presentation": shape.presentation,
        "questions": shape.questions,
        "gap": shape.gap,
        "break_from": time(12),
        "break_to": time(13),
        "panel": [seat.pk for seat in seats],
        **{f"order_{row.pk}": number for number, row in enumerate(nominations, 1)},
    }
