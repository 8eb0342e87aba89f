"""Evidence that comes in pieces: where an upload begins, and the list that it ends in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination, RegisteredFile
from nominations.queries import Line, lines
from nominations.services import evidence as services
from nominations.services import registered as registering
from nominations.views.rows import SECTION, nomination_or_404
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files import tus
from paritrana.htmx import render
from paritrana.numbers import pukul


@edition_page(SECTION)
def evidence_upload(request: HttpRequest, edition: Edition, number: int, indicator: int) -> HttpResponse:
    """GET: the stored evidence of one item, for the page that has just sent a file. POST: begin an upload (tus), which
    registers the file when its SHA-256 is given. DELETE: forget the registration of `?sha256=`."""
    nomination = nomination_or_404(request, edition, number, SECTION)
    line = next((line for line in lines(nomination, request.user, SECTION) if line.indicator.pk == indicator), None)
    if line is None:
        raise Http404
    if request.method == "OPTIONS":
        return tus.offer(settings.FILE_MAX_BYTES)
    if request.method == "DELETE":
        return _withdrawn(request, nomination, line)
    if request.method != "POST":
        context = {"edition": edition, "nomination": nomination, "line": line, "prefix": f"b{indicator}"}
        return render(request, "nominations/evidence.html", context)
    return _begun(request, nomination, line)


def _begun(request: HttpRequest, nomination: Nomination, line: Line) -> HttpResponse:
    if not tus.speaks(request):
        return tus.version_refused()
    try:
        name, size, sha256 = tus.announced(request)
    except tus.Malformed as error:
        return tus.answer(400, str(error))
    try:
        registered, upload = services.begin(
            nomination, line.indicator, name=name, size=size, sha256=sha256, by=request.user
        )
    except ValidationError as error:
        return tus.answer(413 if error.code in tus.TOO_MUCH else 422, " ".join(error.messages))
    words = ""
    if registered:
        words = _("Berkas terdaftar pukul %s; isinya masih diunggah.") % pukul(timezone.localtime(registered.at))
    answer = tus.answer(201, words, expires=upload.expires_at)
    answer["Location"] = reverse("upload", args=[upload.key])
    return answer


def _withdrawn(request: HttpRequest, nomination: Nomination, line: Line) -> HttpResponse:
    rows = RegisteredFile.objects.visible_to(request.user, "nominations.fill").filter(
        nomination=nomination, indicator=line.indicator, state=RegisteredFile.State.AWAITED
    )
    row = get_object_or_404(rows, sha256=request.GET.get("sha256", ""))
    try:
        registering.withdraw(row, by=request.user)
    except ValidationError as error:
        return tus.answer(422, " ".join(error.messages))
    return tus.answer(204)
