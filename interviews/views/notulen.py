"""Notulen of one turn: read by secretariat, chair and observer, written by the secretariat."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.forms import NotulenForm
from interviews.models import Slot, TurnRecord
from interviews.services import notulen as verbs
from interviews.views.sessions import crumbs, session_row
from paritrana.access import may, require
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.forms import refused
from paritrana.htmx import render
from paritrana.numbers import pukul


@edition_page("notulen.view")
def notulen(request: HttpRequest, edition: Edition, pk: int, slot: int) -> HttpResponse:
    session = session_row(request, edition, pk, "notulen.view")
    rows = Slot.objects.visible_to(request.user, "notulen.view").select_related("nominee", "nomination")
    turn = get_object_or_404(rows, session=session, pk=slot)
    versions = list(
        TurnRecord.objects.visible_to(request.user, "notulen.view").filter(slot=turn).select_related("by").reverse()
    )
    last = versions[0] if versions else None
    writes = may(request.user, "notulen.write", turn)
    form = NotulenForm(
        request.POST or None,
        user=request.user,
        initial={"text": last.text if last else "", "version": last.version if last else 0},
    )
    form.cancel_url = reverse("board", args=[edition.province.slug, edition.slug, session.pk])
    context = {
        "edition": edition,
        "category": session.category,
        "session": session,
        "slot": turn,
        "versions": versions,
        "last": last,
        "form": form if writes else None,
        "breadcrumbs": crumbs(edition, session, (_("Notulen"), None)),
    }
    if request.method != "POST":
        return render(request, "interviews/notulen.html", context)
    require(request.user, "notulen.write", turn)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            kept = verbs.write(turn, wanted["text"], wanted["version"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
            context["other"] = last
            # What stands in the box was written beside the other text: it may now follow it.
            form.data = form.data.dict() | {"version": last.version if last else 0}
    if not form.is_valid():
        return refused(request, "interviews/notulen.html", context)
    if kept:
        messages.success(request, _("Notulen tersimpan %s.") % pukul(timezone.localtime()))
    else:
        messages.info(request, _("Belum ada teks untuk disimpan."))
    return redirect(request.path)
