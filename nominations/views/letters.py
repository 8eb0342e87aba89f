"""Surat bertanda tangan: what is asked before sending, typed and uploaded by who represents the candidate."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from nominations.letter_forms import LetterForm
from nominations.letter_queries import letters_of
from nominations.models import Letter
from nominations.services import letters as services
from nominations.services.nominations import why_closed
from nominations.views.rows import address, frame, nomination_or_404
from nominations.workflow import FILLING
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import edition_page
from paritrana.files.services import send
from paritrana.forms import refused
from paritrana.htmx import render


@edition_page("nominations.fill")
def letter(request: HttpRequest, edition: Edition, number: int, kind: str) -> HttpResponse:
    """Number, date and signer of one letter, and its scan."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    if kind not in nomination.category.letters:
        raise Http404
    there = next((row for row in letters_of(nomination, request.user) if row.kind == kind), None)
    closed = why_closed(nomination) if nomination.status in FILLING else _("Penilaian mandiri ini sudah dikirim.")
    form = LetterForm(
        request.POST or None, request.FILES or None, user=request.user, letter=there, province=edition.province
    )
    form.cancel_url = address("nomination_check", edition, number)
    if request.method == "POST" and form.is_valid():
        made = form.attempt(services.put, nomination, kind, by=request.user, **form.cleaned_data)
        if made:
            messages.success(request, _("%s disimpan.") % made.get_kind_display())
            return redirect(address("nomination_check", edition, number))
    title = Category.Letter(kind).label
    context = {
        **frame(edition, nomination, (_("Periksa dan kirim"), form.cancel_url), (title, None)),
        "title": title,
        "kind": kind,
        "letters": [there] if there else [],
        "closed": closed,
        "form": form,
    }
    return (refused if request.method == "POST" else render)(request, "nominations/letter.html", context)


@edition_page("letters.view")
def letter_file(request: HttpRequest, edition: Edition, number: int, letter: int) -> HttpResponseBase:
    """The scan, also of a letter that was replaced since."""
    rows = Letter.objects.visible_to(request.user, "letters.view").select_related("file")
    row = get_object_or_404(rows, pk=letter, nomination__edition=edition, nomination__number=number)
    return send(row.file, to=request.user, inline="unduh" not in request.GET)
