import datetime
import hashlib
import logging
import unicodedata
import uuid
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from paritrana.celery import later
from paritrana.filekinds import CONTENT_TYPES, SHOWN, WAYS_OUT
from paritrana.files import clamd, inspection
from paritrana.files.models import File, rendition_name
from paritrana.numbers import size
from paritrana.regions.models import Nominee, Province

log = logging.getLogger(__name__)

NAME_LENGTH = 200
# A file takes a second or two; the task is killed after 90 s, so later than this nobody is looking into it.
TASK_LIMIT = 90
LEASE = datetime.timedelta(seconds=TASK_LIMIT + 10)
ATTEMPTS = 3
# How long a file waits for a scanner that did not answer, and how many are queued again at a time.
RESCAN = datetime.timedelta(minutes=5)
AT_ONCE = 500
DAY = 24 * 3600
State = File.State


@dataclass(frozen=True)
class Inspected:
    """An upload that may be stored."""

    name: str
    type: str
    size: int
    sha256: str


def clean_name(name: str) -> str:
    """The name as it is shown: NFC, without folders, control or direction characters, at most 200 long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Cc control, Cf format (bidi marks, zero width), Cs surrogates, Co private use, Zl/Zp line separators
    name = "".join(letter for letter in name if unicodedata.category(letter) not in _UNSEEN)
    name = " ".join(name.split()).strip(". ")
    stem, ending = PurePath(name).stem, PurePath(name).suffix
    return f"{stem[: NAME_LENGTH - len(ending)]}{ending}" if len(ending) <= 10 else name[:NAME_LENGTH]


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def inspect(upload: UploadedFile, *, types: list[str] | None = None) -> Inspected:
    """Check size, ending and content of an upload, and hash it piece by piece."""
    allowed = types or settings.FILE_TYPES
    name = clean_name(upload.name or "")
    ending = PurePath(name).suffix.lower().lstrip(".")
    if not upload.size:
        raise ValidationError(
            _("Pilih berkas yang berisi: “%(name)s” kosong (0 B)."), code="empty", params={"name": name}
        )
    if ending not in allowed:
        words = get_text_list([kind.upper() for kind in allowed if kind != "jpeg"], _("atau"))
        raise ValidationError(
            _("“%(name)s” belum dapat diterima. %(way_out)s"),
            code="type",
            params={
                "name": name,
                "way_out": WAYS_OUT.get(ending) or _("Pilih berkas %(types)s.") % {"types": words},
            },
        )
    if upload.size > settings.FILE_MAX_BYTES:
        raise ValidationError(
            _("Perkecil “%(name)s” menjadi paling besar %(limit)s; sekarang %(size)s."),
            code="size",
            params={"name": name, "limit": size(settings.FILE_MAX_BYTES), "size": size(upload.size)},
        )
    verdict = inspection.glance(upload, name, allowed)  # type: ignore[arg-type]
    if verdict.reason:
        raise ValidationError(
            _("“%(name)s” belum dapat dibuka sebagai %(type)s. %(way_out)s"),
            code="content",
            params={"name": name, "type": verdict.kind.upper(), "way_out": verdict.words},
        )
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return Inspected(name, verdict.kind, upload.size, digest.hexdigest())


def store(
    upload: UploadedFile,
    *,
    province: Province,
    by: Any,
    types: list[str] | None = None,
    nominee: Nominee | None = None,
) -> File:
    """Keep an upload under a name of our own; ValidationError says what to do with one that is not taken.

    It is looked into after the commit; until then only its own side opens it (`File.opened_to`).
    """
    found = inspect(upload, types=types)
    file = File.objects.create(
        province=province,
        name=found.name,
        content=upload,
        size=found.size,
        type=found.type,
        sha256=found.sha256,
        uploaded_by=by,
        nominee=nominee,
    )
    changed(file, file.state)
    later("files.inspect", file.pk)
    return file


def send(file: File, *, to: Any, inline: bool = False) -> HttpResponseBase:
    """The bytes to whoever may open them (else 404). Nothing in them can run as a page of ours."""
    if not file.is_open_to(to):
        raise Http404
    if file.rendition and inline:
        shown, kind, content, name = True, "jpg", file.rendition, f"{file.name}.jpg"
    else:
        shown, kind, content, name = inline and file.type in SHOWN, file.type, file.content, file.name
    response = _response(content)
    response["Content-Type"] = CONTENT_TYPES[kind]
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    # A browser does not open its PDF viewer inside a sandbox; the viewer is a sandbox of its own.
    response["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        if shown and kind == "pdf"
        else "default-src 'none'; sandbox; frame-ancestors 'none'"
    )
    return response


def _response(content: Any) -> HttpResponseBase:
    """The bytes from here, or from the proxy that serves the folder itself (docs/operations.md)."""
    if not settings.ACCEL_PREFIX:
        return FileResponse(content.open("rb"))
    response = HttpResponse()
    response["X-Accel-Redirect"] = f"{settings.ACCEL_PREFIX}{quote(content.name)}"
    return response


# --- checking -------------------------------------------------------------------------------------------


def check(pk: int) -> bool:
    """Claim a received file, look into it, say what was found. False: somebody else has it, or it is done."""
    claim, now = uuid.uuid4(), timezone.now()
    received = File.objects.filter(pk=pk, state=State.RECEIVED)
    if not received.update(state=State.CHECKING, claim=claim, claimed_at=now, attempts=F("attempts") + 1):
        return False
    file = File.objects.get(pk=pk)
    changed(file, State.CHECKING)
    try:
        found = _look_into(file)
    except Exception:  # whatever it is, also the time limit: nobody opens what could not be looked into
        log.exception("file %s cannot be checked", pk)
        found = {"state": State.QUARANTINED, "reason": "unfinished"}
    mine = File.objects.filter(pk=pk, state=State.CHECKING, claim=claim)
    if mine.update(**found, claim=None, checked_at=timezone.now()):
        changed(file, found["state"])
    return True


def _look_into(file: File) -> dict[str, Any]:
    with file.content.open("rb") as opened:
        content = cast(BinaryIO, opened)
        limits = inspection.Limits(pixels=settings.FILE_MAX_PIXELS)
        verdict = inspection.inspect(content, f"x.{file.type}", CONTENT_TYPES, limits)
        if verdict.reason:
            return {"state": State.REJECTED, "reason": verdict.reason}
        if settings.CLAMD_ADDRESS:
            try:
                virus = clamd.found_in(content, settings.CLAMD_ADDRESS)
            except clamd.NoAnswer as error:
                log.warning("the virus scanner at %s does not answer: %s", settings.CLAMD_ADDRESS, error)
                return {"state": State.QUARANTINED, "reason": "scanner"}
            if virus:
                log.warning("file %s holds %s", file.pk, virus)
                return {"state": State.REJECTED, "reason": "virus"}
        if file.type == "heic":
            from paritrana.files import pictures

            name = default_storage.save(rendition_name(file, ""), ContentFile(pictures.as_jpeg(content)))
            return {"state": State.ACCEPTED, "reason": "", "rendition": name}
    return {"state": State.ACCEPTED, "reason": ""}


def sweep() -> int:
    """Queue again what a killed worker, a lost message or a silent scanner has left. Returns how many.

    A file that ends three workers is held back for good.
    """
    now = timezone.now()
    left = File.objects.filter(state=State.CHECKING, claimed_at__lt=now - LEASE)
    left.filter(attempts__gte=ATTEMPTS).update(state=State.QUARANTINED, reason="unfinished", claim=None, checked_at=now)
    unscanned = File.objects.filter(state=State.QUARANTINED, reason="scanner", checked_at__lt=now - RESCAN)
    again = [(left, pk) for pk in left.values_list("pk", flat=True)]
    again += [(unscanned, pk) for pk in unscanned.values_list("pk", flat=True)[:AT_ONCE]]
    pks = [pk for rows, pk in again if rows.filter(pk=pk).update(state=State.RECEIVED, reason="", claim=None)]
    File.objects.filter(pk__in=pks, checked_at__isnull=False).update(attempts=0)
    if not File.objects.filter(checked_at__gt=now - LEASE).exists():
        # Nothing has come out of the queue for a while: what waits may have been lost with the broker.
        waiting = File.objects.filter(state=State.RECEIVED, uploaded_at__lt=now - LEASE).exclude(pk__in=pks)
        pks += waiting.values_list("pk", flat=True)[:AT_ONCE]
    for pk in pks:
        later("files.inspect", pk)
    return len(pks)


def changed(file: File, state: str) -> None:
    """Tell the pages that wait for this file."""
    cache.set(f"file-{file.key}", str(state), timeout=DAY)


def is_seen(seen: str) -> bool:
    """Whether a page that shows `File.seen` is up to date: a poll costs one look into the cache."""
    key, _dot, state = seen.partition(".")
    return bool(state) and len(key) == 36 and cache.get(f"file-{key}") == state
