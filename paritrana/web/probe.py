"""`/uji-sambungan/<token>/`: what arrives here of a request, told to `manage.py doctor` and to nobody else.

A token is signed with a key of the day, lives ten minutes and opens the address once: who finds it in the log of a
firewall can do nothing with it. How long the portal waits with its answer is said by the token, not by the request.
"""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.views.decorators.csrf import csrf_exempt

from paritrana.files import tus

SALT = "paritrana.web.probe"
SECONDS = 600  # that a token lives, and that the clocks of both ends may differ
LONGEST = 120  # seconds that an answer may be asked to wait
MOST = 32 * 1024 * 1024  # bytes of a body that are read
PADDING = "X-Uji"
# What tus says in headers, and a plain one of any length.
TOLD = ("Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Checksum", PADDING)
# As of a file whose name has a space and a letter outside of ASCII.
DISPOSITION = "attachment; filename*=utf-8''uji%20unduhan%20%C3%A9.pdf"


def key(day: date | None = None) -> str:
    """What signs the tokens of a day (UTC). It opens nothing but the probe, so it may leave the portal's machine."""
    day = day or datetime.now(UTC).date()
    return salted_hmac(SALT, day.isoformat(), algorithm="sha256").hexdigest()


def token(key: str, wait: float = 0) -> str:
    said = {"at": int(time.time()), "wait": wait, "once": get_random_string(16)}
    return Signer(key=key, salt=SALT).sign_object(said)


def _admitted(token: str) -> dict[str, Any]:
    """What the token says; 404 unless it is ours, of now, and not used before."""
    today = datetime.now(UTC).date()
    signer = Signer(key=key(today), fallback_keys=[key(today - timedelta(days=1))], salt=SALT)
    try:
        said: dict[str, Any] = signer.unsign_object(token)
    except (BadSignature, ValueError):
        raise Http404 from None
    fresh = abs(time.time() - said["at"]) <= SECONDS
    if not (fresh and cache.add(f"probe:{said['once']}", True, timeout=2 * SECONDS)):
        raise Http404
    return said


@csrf_exempt
@login_not_required
@transaction.non_atomic_requests
def probe(request: HttpRequest, token: str) -> JsonResponse:
    said = _admitted(token)
    count, silence = _arrived(request)
    time.sleep(min(said["wait"], LONGEST))
    response = JsonResponse(
        {
            "method": tus.method(request),
            "bytes": count,
            "silence": silence,
            "address": _address(request),
            "secure": request.is_secure(),
            "headers": {name: request.headers.get(name, "") for name in TOLD},
            "time": timezone.now().isoformat(),
        }
    )
    response["Content-Disposition"] = DISPOSITION
    response["Cache-Control"] = "no-store"
    response["Tus-Resumable"] = tus.VERSION
    response["Upload-Offset"] = str(count)
    return response


def _arrived(request: HttpRequest) -> tuple[int, float]:
    """How many bytes of the body have come, and the longest time without any, in seconds."""
    count, longest, last = 0, 0.0, time.monotonic()
    if line := request.META.get("gunicorn.socket"):
        line.settimeout(LONGEST)
    try:
        while count < MOST and (part := request.read(tus.READ)):
            now = time.monotonic()
            count, longest, last = count + len(part), max(longest, now - last), now
    except (UnreadablePostError, OSError):
        pass
    return count, round(longest, 3)


def _address(request: HttpRequest) -> str:
    """The visitor's address as limits count it; empty where proxies say fewer than TRUSTED_PROXY_COUNT."""
    try:
        return str(get_adapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):
        return ""
