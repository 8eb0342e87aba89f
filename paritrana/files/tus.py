"""tus 1.0 as it is written in headers: what a request says, what an answer says. No row, no storage.

Core, creation, checksum, expiration and termination: https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
import hashlib
import re
from datetime import datetime
from typing import Any

from django.core.files import File as ContentFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.http import http_date

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256")
CONTENT_TYPE = "application/offset+octet-stream"
READ = 64 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
# Codes of refusals that say: too large.
TOO_MUCH = {"size", "quota"}
# Seconds without a byte after which a line counts as cut; else a phone that left the network holds a thread for good.
SILENCE = 60


class Malformed(ValueError):
    """A header that the protocol asks for is missing or unreadable: the program that sends it is at fault."""


def answer(status: int, words: str = "", **headers: Any) -> HttpResponse:
    """`offset=3` becomes `Upload-Offset: 3`; words are for people."""
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    if not words:
        del response["Content-Type"]
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[f"Upload-{name.title()}"] = http_date(value.timestamp()) if isinstance(value, datetime) else str(value)
    return response


def offer(max_size: int) -> HttpResponse:
    """What OPTIONS tells."""
    response = answer(204)
    response["Tus-Version"] = VERSION
    response["Tus-Extension"] = EXTENSIONS
    response["Tus-Max-Size"] = str(max_size)
    response["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return response


def method(request: HttpRequest) -> str:
    """What the request wants. Many firewalls know no PATCH, so a POST may say that it is one."""
    if request.method == "POST":
        return request.headers.get("X-HTTP-Method-Override", "POST").upper()
    return str(request.method)


def speaks(request: HttpRequest) -> bool:
    return request.headers.get("Tus-Resumable") == VERSION


def number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Malformed(header)
    return int(text)


def metadata(request: HttpRequest) -> dict[str, str]:
    """`filename d29ybGQ=,filetype ...`: values in base64 of UTF-8."""
    found = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except ValueError as error:
            raise Malformed("Upload-Metadata") from error
    return found


def announced(request: HttpRequest) -> tuple[str, int, str]:
    """Name, size and SHA-256 (empty: not said) of the file that an upload is begun for."""
    size, about = number(request, "Upload-Length"), metadata(request)
    sha256 = about.get("sha256", "")
    if sha256 and not SHA256.fullmatch(sha256):
        raise Malformed("Upload-Metadata")
    return about.get("filename", ""), size, sha256


def version_refused() -> HttpResponse:
    refusal = answer(412)
    refusal["Tus-Version"] = VERSION
    return refusal


def checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    """Algorithm and digest that the piece must have, if the request gives them."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, digest = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Malformed("Upload-Checksum")
    try:
        return algorithm, base64.b64decode(digest, validate=True)
    except binascii.Error as error:
        raise Malformed("Upload-Checksum") from error


class Arriving(ContentFile):
    """The body of a request as a file for the storage: read bit by bit, counted and hashed on the way.

    A line that is cut or falls silent ends it early; what has come until then is its content.
    """

    closed = False

    def __init__(self, request: HttpRequest, name: str, wanted: tuple[str, bytes] | None = None) -> None:
        super().__init__(request, name)  # type: ignore[arg-type]
        self.request, self.wanted = request, wanted
        self.count = 0
        self.sha256 = hashlib.sha256()
        self.other = hashlib.new(wanted[0]) if wanted else None
        if line := request.META.get("gunicorn.socket"):
            line.settimeout(SILENCE)

    def read(self, size: int = READ) -> bytes:
        """`size` bytes; fewer only at the end, by which storages know it."""
        parts, missing = [], size
        while missing and (part := self._some(missing)):
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _some(self, most: int) -> bytes:
        try:
            data = self.request.read(min(most, READ))
        except (UnreadablePostError, OSError):
            return b""
        self.count += len(data)
        self.sha256.update(data)
        if self.other:
            self.other.update(data)
        return data

    def chunks(self, chunk_size: int | None = None) -> Any:
        while data := self.read():
            yield data

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0) -> int:
        """Storages go to the beginning before they read; there is no other way back."""
        if offset or whence or self.count:
            raise OSError("a request is read once")
        return 0

    def is_as_announced(self) -> bool:
        return self.wanted is None or self.other is None or self.other.digest() == self.wanted[1]
