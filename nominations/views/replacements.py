"""Penggantian berkas: asked for after the deadline, decided by the secretariat, done in one act."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from nominations.models import Nomination, Replacement
from nominations.question_forms import DecisionForm, ItemExtensionForm, ReplaceForm, ReplacementForm
from nominations.services import replacements as services
from nominations.views.rows import address, frame, nomination_or_404
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render


def _replacement(request: HttpRequest, nomination: Nomination, pk: int, code: str) -> Replacement:
    rows = Replacement.objects.visible_to(request.user, code).filter(nomination=nomination)
    return get_object_or_404(rows.select_related("answer__indicator", "asked_by", "decided_by"), pk=pk)


def _page(
    request: HttpRequest, edition: Edition, nomination: Nomination, title: str, form: Any, **more: Any
) -> HttpResponse:
    form.cancel_url = nomination.get_absolute_url()
    context = {
        **frame(edition, nomination, (title, None)),
        "title": title,
        "form": form,
        "why_not": services.why_not(nomination),
        **more,
    }
    return (refused if request.method == "POST" else render)(request, "nominations/replacement.html", context)


@edition_page("nominations.fill")
def ask(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """Which answer, and why."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    form = ReplacementForm(request.POST or None, user=request.user, nomination=nomination)
    if form.is_valid() and form.attempt(services.ask, nomination, by=request.user, **form.cleaned_data):
        messages.success(request, _("Pengajuan disimpan dan sekretariat diberi tahu."))
        return redirect(nomination)
    return _page(request, edition, nomination, _("Ajukan penggantian berkas"), form, fills=True)


@edition_page("nominations.manage")
def extend(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:
    """One answer whose files may still come, until when, and why."""
    nomination = nomination_or_404(request, edition, number, "nominations.manage")
    form = ItemExtensionForm(request.POST or None, user=request.user, nomination=nomination)
    if form.is_valid() and form.attempt(services.extend, nomination, by=request.user, **form.cleaned_data):
        messages.success(request, _("Batas butir diperpanjang dan kandidat diberi tahu."))
        return redirect(nomination)
    return _page(request, edition, nomination, _("Perpanjang batas satu butir"), form)


@edition_page("nominations.manage")
def decide(request: HttpRequest, edition: Edition, number: int, pk: int) -> HttpResponse:
    """Grant with a deadline, or refuse with a reason."""
    nomination = nomination_or_404(request, edition, number, "nominations.manage")
    row = _replacement(request, nomination, pk, "nominations.manage")
    form = DecisionForm(request.POST or None, user=request.user)
    if form.is_valid():
        data = dict(form.cleaned_data)
        grant = data.pop("grant") == "yes"
        if form.attempt(services.decide, row, grant=grant, by=request.user, **data):
            messages.success(request, _("Keputusan disimpan dan kandidat diberi tahu."))
            return redirect(nomination)
    closed = "" if row.state == Replacement.State.ASKED else _("Pengajuan ini sudah diputuskan.")
    more = {"entry": row} | ({"why_not": closed} if closed else {})
    return _page(request, edition, nomination, _("Putuskan penggantian berkas"), form, **more)


@edition_page("nominations.fill")
def replace(request: HttpRequest, edition: Edition, number: int, pk: int) -> HttpResponse:
    """The new files in place of the old ones: one act with a receipt of its own."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    row = _replacement(request, nomination, pk, "nominations.fill")
    form = ReplaceForm(
        request.POST or None, request.FILES or None, user=request.user, entry=row, province=edition.province
    )
    if form.is_valid():
        uploads, removals = form.cleaned_data["files"], list(form.cleaned_data["removals"])
        made = form.attempt(services.replace, row, uploads, removals, by=request.user)
        if made:
            messages.success(request, _("Berkas diganti. Nomor tanda terima %s.") % made.receipt)
            return redirect(address("nomination_sent", edition, number))
    closed = "" if row.is_open else _("Penggantian ini tidak dibuka.")
    more = {"entry": row} | ({"why_not": closed} if closed else {})
    return _page(request, edition, nomination, _("Ganti berkas"), form, **more)
