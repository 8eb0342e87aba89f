"""Evidence that comes in pieces: where an upload begins, and the list that it ends in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from nominations.models import Nomination
from nominations.queries import Line, lines
from nominations.services import answers as services
from nominations.views.rows import nomination_or_404
from paritrana.committees.models import Edition
from paritrana.committees.pages import edition_page
from paritrana.files import tus
from paritrana.htmx import render

TOO_MUCH = {"size", "quota"}


@edition_page("nominations.fill")
def evidence_upload(request: HttpRequest, edition: Edition, number: int, indicator: int) -> HttpResponse:
    """GET: the stored evidence of one item, for the page that has just sent a file. POST: begin an upload (tus)."""
    nomination = nomination_or_404(request, edition, number, "nominations.fill")
    line = next((line for line in lines(nomination, request.user) if line.indicator.pk == indicator), None)
    if line is None:
        raise Http404
    if request.method == "OPTIONS":
        return tus.offer(settings.FILE_MAX_BYTES)
    if request.method != "POST":
        context = {"edition": edition, "nomination": nomination, "line": line, "prefix": f"b{indicator}"}
        return render(request, "nominations/evidence.html", context)
    return _begun(request, nomination, line)


def _begun(request: HttpRequest, nomination: Nomination, line: Line) -> HttpResponse:
    if not tus.speaks(request):
        refusal = tus.answer(412)
        refusal["Tus-Version"] = tus.VERSION
        return refusal
    try:
        size, about = tus.number(request, "Upload-Length"), tus.metadata(request)
    except tus.Malformed as error:
        return tus.answer(400, str(error))
    try:
        upload = services.begin_evidence(
            nomination, line.indicator, name=about.get("filename", ""), size=size, by=request.user
        )
    except ValidationError as error:
        return tus.answer(413 if error.code in TOO_MUCH else 422, " ".join(error.messages))
    answer = tus.answer(201, expires=upload.expires_at)
    answer["Location"] = reverse("upload", args=[upload.key])
    return answer
