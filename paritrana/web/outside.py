"""The portal asked from outside, as a browser behind the firewall asks it, one request at a time."""

import contextlib
import http.client
import json
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.datastructures import CaseInsensitiveMapping
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from paritrana.web import probe

# Some firewalls turn away whoever does not call himself a browser.
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
PATIENCE = 30  # seconds beyond those that a check waits by itself


class Unsound(Exception):
    """What was seen, and what to ask of the network team where it is not the usual sentence of the check."""

    def __init__(self, seen: str, ask: str = "") -> None:
        super().__init__(seen)
        self.seen, self.ask = seen, ask


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    cookies: list[str]
    body: bytes
    own: str  # the address that this computer asked from
    began: float
    ended: float

    @property
    def told(self) -> dict[str, Any]:
        """What the portal says of the request; Unsound when somebody else has answered."""
        if self.status != 200:
            raise Unsound(_("dijawab %(status)s") % {"status": self.status})
        try:
            told: dict[str, Any] = json.loads(self.body)
        except ValueError as error:
            raise Unsound(_("dijawab 200, tetapi bukan oleh portal")) from error
        return told


@dataclass
class Outside:
    """Where the portal is, and how patiently it is asked."""

    url: str
    key: str
    idle: float = 60
    wait: float = 60
    megabytes: int = 10
    address: str = ""  # of this computer, as the world sees it; empty: not known
    plain_port: int = 80
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self.secure, self.host = parts.scheme == "https", parts.hostname or ""
        self.port = parts.port or (443 if self.secure else 80)

    def line(self, timeout: float = PATIENCE) -> http.client.HTTPConnection:
        if self.secure:
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=self.context)
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | Iterable[bytes] | None = None,
        headers: dict[str, str] | None = None,
        patience: float = 0,
        line: http.client.HTTPConnection | None = None,
    ) -> Answer:
        line = line or self.line(PATIENCE + patience)
        with contextlib.closing(line):
            began = time.time()
            line.connect()
            own = line.sock.getsockname()[0]
            # Refused before all of it was sent: the answer may be there already.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                line.request(method, path, body, {"User-Agent": BROWSER, "Accept-Language": "id"} | (headers or {}))
            response = line.getresponse()
            content, cookies = response.read(), response.headers.get_all("Set-Cookie", [])
            kept = CaseInsensitiveMapping(dict(response.headers.items()))
            return Answer(response.status, kept, cookies, content, own, began, time.time())

    def probe(self, method: str = "GET", *, wait: float = 0, **how: Any) -> Answer:
        """Ask the portal what has arrived there of this request."""
        return self.ask(reverse("probe", args=[probe.token(self.key, wait)]), method, patience=wait, **how)


class Check(NamedTuple):
    title: str | Promise
    ask: str | Promise
    look: Callable[[Outside], str]
    alone: bool = False  # when it fails, the others have nothing to say


class Finding(NamedTuple):
    title: str
    good: bool
    seen: str
    ask: str


def findings(outside: Outside, checks: Iterable[Check]) -> Iterator[Finding]:
    words = {"host": outside.host, "idle": f"{outside.idle:g}", "wait": f"{outside.wait:g}", "mb": outside.megabytes}
    for check in checks:
        try:
            seen, good, ask = check.look(outside), True, ""
        except Unsound as unsound:
            seen, good, ask = unsound.seen, False, unsound.ask or str(check.ask)
        except (OSError, http.client.HTTPException) as error:
            seen, good, ask = _("sambungan terputus (%(why)s)") % {"why": error or repr(error)}, False, str(check.ask)
        yield Finding(str(check.title), good, seen, ask % words)
        if check.alone and not good:
            return
