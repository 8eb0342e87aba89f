"""The address of one upload, for a tus client. Where an upload may begin is said by the page that wants the file."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.files import kept_services, tus, upload_services
from paritrana.files.models import Upload
from paritrana.regions.models import Province

METHODS = ["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"]


@transaction.non_atomic_requests
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """One upload of the person who asks: how far it is, a piece more, or its end.

    Not inside the transaction of a request: a piece may take a minute on a slow line.
    """
    with upload_services.as_person(request.user):
        uploads = Upload.objects.visible_to(request.user, "files.upload").select_related("province", "owner")
        row = get_object_or_404(uploads, key=key)
        offset = row.offset
    wanted = tus.method(request)
    if wanted == "GET":
        return _state(row, offset)
    if wanted == "OPTIONS":
        return tus.offer(settings.FILE_MAX_BYTES)
    if wanted not in METHODS:
        refusal = tus.answer(405)
        refusal["Allow"] = ", ".join(METHODS)
        return refusal
    if not tus.speaks(request):
        return tus.version_refused()
    if row.expires_at < timezone.now() and row.state == Upload.State.RECEIVING:
        return tus.answer(410, _("Unggah dari awal: unggahan ini sudah terlalu lama berhenti."))
    if wanted == "HEAD":
        return tus.answer(200, offset=offset, length=row.size, expires=row.expires_at)
    if wanted == "DELETE":
        return tus.answer(204 if upload_services.end(row) else 409)
    return _piece(request, row, offset)


def begin(request: HttpRequest, province: str) -> HttpResponse:
    """Begin an upload for a form (`?untuk=` its address), which claims the file when it is sent."""
    of = get_object_or_404(Province.objects.visible_to(request.user, "provinces.view"), slug=province)
    if request.method == "OPTIONS":
        return tus.offer(settings.FILE_MAX_BYTES)
    if request.method != "POST":
        refusal = tus.answer(405)
        refusal["Allow"] = "POST, OPTIONS"
        return refusal
    if not tus.speaks(request):
        return tus.version_refused()
    purpose = request.GET.get("untuk", "")
    try:
        name, size, sha256 = tus.announced(request)
        row = kept_services.begin(name=name, size=size, sha256=sha256, purpose=purpose, province=of, by=request.user)
    except tus.Malformed as error:
        return tus.answer(400, str(error))
    except ValidationError as error:
        return tus.answer(413 if error.code in tus.TOO_MUCH else 422, " ".join(error.messages))
    answer = tus.answer(201, expires=row.expires_at)
    answer["Location"] = reverse("upload", args=[row.key])
    return answer


def _state(row: Upload, offset: int) -> HttpResponse:
    """What has become of it, for the page that waits for the file."""
    response = JsonResponse({"state": row.state, "reason": row.reason, "offset": offset, "size": row.size})
    response["Cache-Control"] = "no-store"
    return response


def _piece(request: HttpRequest, row: Upload, stands: int) -> HttpResponse:
    if request.content_type != tus.CONTENT_TYPE:
        return tus.answer(415)
    if "Content-Length" not in request.headers:
        return tus.answer(411)
    try:
        offset, length = tus.number(request, "Upload-Offset"), tus.number(request, "Content-Length")
        body = tus.Arriving(request, str(row.key), tus.checksum(request))
    except tus.Malformed as error:
        return tus.answer(400, str(error))
    if offset != stands or row.state != Upload.State.RECEIVING:
        return tus.answer(409)
    if offset + length > row.size:
        return tus.answer(413, _("Unggah dari awal: berkas ini lebih besar daripada yang diberitahukan."))
    try:
        row = upload_services.receive(row, body, offset)
    except upload_services.OffsetTaken:
        return tus.answer(409)
    except upload_services.Damaged:
        return tus.answer(460)
    except Upload.DoesNotExist:
        return tus.answer(404)
    return tus.answer(204, offset=offset + body.count, expires=row.expires_at)
