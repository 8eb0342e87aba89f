import functools
import hashlib
import unicodedata
import uuid
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from paritrana.filekinds import CONTENT_TYPES, SHOWN, WAYS_OUT, kind_of
from paritrana.files.models import File
from paritrana.numbers import size
from paritrana.regions.models import Province

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
    kind = "jpg" if ending == "jpeg" else ending
    if kind_of(upload) != kind:  # type: ignore[arg-type]
        raise ValidationError(
            _("“%(name)s” belum dapat dibuka sebagai %(type)s. Simpan ulang sebagai %(type)s, lalu unggah lagi."),
            code="content",
            params={"name": name, "type": kind.upper()},
        )
    digest = hashlib.sha256()
    for piece in upload.chunks():
        digest.update(piece)
    upload.seek(0)
    return Inspected(name, kind, upload.size, digest.hexdigest())


def store(
    upload: UploadedFile, *, province: Province, by: Any, types: list[str] | None = None, key: uuid.UUID | None = None
) -> File:
    """Keep an upload under a name of our own; ValidationError says what to do with one that is not taken.

    With the same `key` a second attempt writes over what the first has left.
    """
    found = inspect(upload, types=types)
    return File.objects.create(
        province=province,
        key=key or uuid.uuid4(),
        name=found.name,
        content=upload,
        size=found.size,
        type=found.type,
        sha256=found.sha256,
        uploaded_by=by,
    )


def send(file: File, *, inline: bool = False) -> FileResponse:
    """The bytes to whoever was allowed to see the owning row. Nothing in them can run as a page of ours."""
    shown = inline and file.type in SHOWN
    response = FileResponse(
        file.content.open("rb"),
        as_attachment=not shown,
        filename=file.name,
        content_type=CONTENT_TYPES[file.type],
    )
    response["X-Content-Type-Options"] = "nosniff"
    # A browser does not open its PDF viewer inside a sandbox; the viewer is a sandbox of its own.
    response["Content-Security-Policy"] = (
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        if shown and file.type == "pdf"
        else "default-src 'none'; sandbox; frame-ancestors 'none'"
    )
    return response


def discard(file: File) -> None:
    """Remove a file that no row has taken."""
    transaction.on_commit(functools.partial(file.content.storage.delete, str(file.content.name)))
    file.delete()
