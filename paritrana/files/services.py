import functools
import hashlib
import unicodedata
import uuid
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.filekinds import CONTENT_TYPES, SHOWN, WAYS_OUT
from paritrana.files import check_services, inspection
from paritrana.files.models import File
from paritrana.numbers import size as in_words
from paritrana.regions.models import Nominee, Province

NAME_LENGTH = 200


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


def acceptable(name: str, size: int, *, types: list[str] | None = None) -> str:
    """The name under which a file is kept; ValidationError when ending or size already say that it is not taken."""
    allowed, name = types or settings.FILE_TYPES, clean_name(name)
    ending = PurePath(name).suffix.lower().lstrip(".")
    if not size:
        raise ValidationError(
            _("Pilih berkas yang berisi: “%(name)s” kosong (0 B)."), code="empty", params={"name": name}
        )
    if ending not in allowed:
        words = get_text_list([kind.upper() for kind in allowed if kind != "jpeg"], _("atau"))
        way_out = WAYS_OUT.get(ending) or _("Pilih berkas %(types)s.") % {"types": words}
        raise ValidationError(
            _("“%(name)s” belum dapat diterima. %(way_out)s"), code="type", params={"name": name, "way_out": way_out}
        )
    if size > settings.FILE_MAX_BYTES:
        raise ValidationError(
            _("Perkecil “%(name)s” menjadi paling besar %(limit)s; sekarang %(size)s."),
            code="size",
            params={"name": name, "limit": in_words(settings.FILE_MAX_BYTES), "size": in_words(size)},
        )
    return name


def inspect(upload: UploadedFile, *, types: list[str] | None = None) -> Inspected:
    """Check size, ending and head of an upload, and hash it piece by piece."""
    name, size = acceptable(upload.name or "", upload.size or 0, types=types), upload.size or 0
    verdict = inspection.glance(upload, name, types or settings.FILE_TYPES)  # type: ignore[arg-type]
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
    return Inspected(name, verdict.kind, size, digest.hexdigest())


def store(
    upload: UploadedFile,
    *,
    province: Province,
    by: Any,
    types: list[str] | None = None,
    nominee: Nominee | None = None,
    key: uuid.UUID | None = None,
) -> File:
    """Keep an upload under a name of our own; ValidationError says what to do with one that is not taken.

    It is looked into after the commit; until then only its own side opens it (`File.opened_to`). With the same
    `key` a second attempt writes over what the first has left.
    """
    found = inspect(upload, types=types)
    file = File.objects.create(
        province=province,
        key=key or uuid.uuid4(),
        name=found.name,
        content=upload,
        size=found.size,
        type=found.type,
        sha256=found.sha256,
        uploaded_by=by,
        nominee=nominee,
    )
    check_services.changed(file, file.state)
    later("files.inspect", file.pk)
    return file


def send(file: File, *, to: Any, inline: bool = False) -> HttpResponseBase:
    """The bytes to whoever may open them (else 404). Nothing in them can run as a page of ours."""
    if not file.is_open_to(to):
        raise Http404
    if file.restricted and not file.is_own_of(to):
        record(to, "files.open", file, after={"name": file.name})
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


def send_preview(file: File, *, to: Any) -> HttpResponseBase:
    """The small picture, to whoever may open the file itself."""
    if not file.preview or file.restricted or not file.is_open_to(to):
        raise Http404
    response = _response(file.preview)
    response["Content-Type"] = "image/jpeg"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _response(content: Any) -> HttpResponseBase:
    """The bytes from here, or from the proxy that serves the folder itself (docs/operations.md)."""
    if not settings.ACCEL_PREFIX:
        return FileResponse(content.open("rb"))
    response = HttpResponse()
    response["X-Accel-Redirect"] = f"{settings.ACCEL_PREFIX}{quote(content.name)}"
    return response


def restrict(file: File) -> bool:
    """From now on it opens for its own side and verifiers only; False when it already does. Its small picture goes."""
    if not File.objects.filter(pk=file.pk, restricted=False).update(restricted=True, preview=""):
        return False
    if file.preview:
        transaction.on_commit(functools.partial(file.preview.storage.delete, str(file.preview.name)))
    return True


def discard(file: File) -> None:
    """Remove a file that no row has taken."""
    transaction.on_commit(functools.partial(file.content.storage.delete, str(file.content.name)))
    file.delete()
