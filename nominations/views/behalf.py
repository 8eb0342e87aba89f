"""Atas nama: the secretariat types what a candidate brought; the candidate sees it and may object."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from nominations.behalf_queries import entries_of, places
from nominations.models import Nomination
from nominations.question_forms import BehalfForm, ObjectionForm, ObjectionReplyForm
from nominations.services import behalf as services
from nominations.services.nominations import only_changes, why_closed
from nominations.views.rows import address, frame, nomination_or_404
from nominations.workflow import FILLING
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render


@edition_page("nominations.enter")
def on_behalf(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Which questions are free, which the secretariat typed, which the candidate answered itself."""
    nomination = nomination_or_404(request, edition, number, "nominations.enter")
    context = {
        **frame(edition, nomination, (_("Isi atas nama kandidat"), None)),
        "places": places(nomination),
        "why_closed": _why_closed(nomination),
    }
    return render(request, "nominations/on_behalf.html", context)


def _why_closed(nomination: Nomination) -> str:
    if only_changes(nomination):
        return ""
    if nomination.status not in FILLING:
        return _("Penilaian mandiri ini sudah dikirim; isian atas nama kandidat tidak dapat ditambah.")
    return why_closed(nomination)


@edition_page("nominations.enter")
def enter(request: HttpRequest, edition: Edition, number: int, indicator: int) -> HttpResponse:
    """One answer with its files, and who brought it, how and when."""
    nomination = nomination_or_404(request, edition, number, "nominations.enter")
    place = next((one for one in places(nomination) if one.indicator.pk == indicator), None)
    if place is None:
        raise Http404
    back = address("on_behalf", edition, number)
    form = BehalfForm(
        request.POST or None, request.FILES or None, user=request.user, place=place, province=edition.province
    )
    form.cancel_url = back
    context: dict[str, Any] = {
        **frame(edition, nomination, (_("Isi atas nama kandidat"), back), (place.indicator.code, None)),
        "place": place,
        "why_closed": _why_closed(nomination),
        "form": form,
    }
    if request.method != "POST":
        return render(request, "nominations/on_behalf_enter.html", context)
    if form.is_valid():
        data = dict(form.cleaned_data)
        uploads = data.pop("files", [])
        if form.attempt(services.enter, nomination, place.indicator, uploads=uploads, by=request.user, **data):
            messages.success(
                request, _("Butir %s disimpan atas nama kandidat, dan kandidat diberi tahu.") % place.indicator.code
            )
            return redirect(back)
    return refused(request, "nominations/on_behalf_enter.html", context)


@edition_page("nominations.fill")
def objection(request: HttpRequest, edition: Edition, number: int, entry: int) -> HttpResponse:
    """The candidate says what is not as it was brought."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    row = get_object_or_404(entries_of(nomination, request.user), pk=entry)
    form = ObjectionForm(request.POST or None, user=request.user)
    form.cancel_url = nomination.get_absolute_url()
    context = {
        **frame(edition, nomination, (_("Bantah isian"), None)),
        "entry": row,
        "why_closed": why_closed(nomination),
        "form": form,
    }
    if request.method != "POST":
        return render(request, "nominations/on_behalf_objection.html", context)
    if form.is_valid() and form.attempt(services.object_to, row, by=request.user, **form.cleaned_data):
        messages.success(request, _("Bantahan disimpan dan sekretariat diberi tahu."))
        return redirect(nomination)
    return refused(request, "nominations/on_behalf_objection.html", context)


@edition_page("nominations.enter")
def objection_reply(request: HttpRequest, edition: Edition, number: int, entry: int) -> HttpResponse:
    """What became of an objection, in words that the candidate reads."""
    nomination = nomination_or_404(request, edition, number, "nominations.enter")
    row = get_object_or_404(entries_of(nomination, request.user).filter(objected_at__isnull=False), pk=entry)
    form = ObjectionReplyForm(request.POST or None, user=request.user)
    form.cancel_url = nomination.get_absolute_url()
    context = {
        **frame(edition, nomination, (_("Jawab bantahan"), None)),
        "entry": row,
        "can_enter": nomination.status in FILLING and not why_closed(nomination),
        "form": form,
    }
    if request.method != "POST":
        return render(request, "nominations/on_behalf_reply.html", context)
    if form.is_valid() and form.attempt(services.answer_objection, row, by=request.user, **form.cleaned_data):
        messages.success(request, _("Jawaban disimpan dan kandidat diberi tahu."))
        return redirect(nomination)
    return refused(request, "nominations/on_behalf_reply.html", context)
