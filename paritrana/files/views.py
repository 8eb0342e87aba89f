"""The address of one upload, for a tus client. Where an upload may begin is said by the page that wants the file."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.files import tus, upload_services
from paritrana.files.models import Upload

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
        refusal = tus.answer(412)
        refusal["Tus-Version"] = tus.VERSION
        return refusal
    if row.expires_at < timezone.now() and row.state == Upload.State.RECEIVING:
        return tus.answer(410, _("Unggah dari awal: unggahan ini sudah terlalu lama berhenti."))
    if wanted == "HEAD":
        return tus.answer(200, offset=offset, length=row.size, expires=row.expires_at)
    if wanted == "DELETE":
        return tus.answer(204 if upload_services.end(row) else 409)
    return _piece(request, row, offset)


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
