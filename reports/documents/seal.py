"""What the QR code of a paper says by itself: a few printed facts, signed, for a phone without a network.

They stand behind the `#` of the address, which a browser never sends: `#v1.<facts>.<signature>`, both base64url.
Facts are a JSON array: kind, number, version, province, date, recipient, and the fingerprint of the recipient where
the name itself must not be read from a code (embargo). Signed is `v1.<code>.<facts>`, Ed25519, with the key that signs
published packages. docs/decisions/0006 says why just these.
"""

import base64
import hashlib
import json
import unicodedata
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from reports.documents import Data, grouped
from reports.documents.checking import TELLING, WORKING, date_of, is_embargoed, recipient_of
from reports.models import Document
from scoring import signing

FORM = "v1"
# A QR code of 30 mm stays readable with names of this length; the paper has the whole name.
LONGEST = 80


def check_of(document: Document) -> Data:
    """Where the document can be checked by anybody, from its row with `data`; what the QR code holds proves itself."""
    url = settings.PORTAL_URL + reverse("check_code", args=[document.code])
    return {
        "url": url,
        "qr": f"{url}#{fragment(document)}",
        "address": _typed(settings.PORTAL_URL + reverse("check")),
        "code": grouped(document.code),
    }


def fragment(document: Document) -> str:
    """What follows the `#` of the address in the QR code. The document has its code, number, version and data."""
    facts = encoded(json.dumps(_facts(document), ensure_ascii=False, separators=(",", ":")).encode())
    signature = bytes.fromhex(signing.sign(f"{FORM}.{document.code}.{facts}".encode()))
    return f"{FORM}.{facts}.{encoded(signature)}"


def _facts(document: Document) -> list[str | int]:
    recipient = "" if document.kind in WORKING else recipient_of(document)
    hidden = bool(recipient) and document.kind in TELLING and is_embargoed(document)
    shown = "" if hidden else shortened(recipient)
    facts: list[str | int] = [
        document.get_kind_display(),
        document.number,
        document.version,
        document.province.name,
        date_of(document),
        shown,
    ]
    return [*facts, fingerprint(document.code, recipient)] if hidden else facts


def fingerprint(code: str, recipient: str) -> str:
    """Confirms a name that somebody reads on the paper: its letters and figures, with the code of this paper alone."""
    plain = unicodedata.normalize("NFKC", recipient).lower()
    letters = "".join(letter for letter in plain if letter.isalnum())
    return encoded(hashlib.sha256(f"{code}\n{letters}".encode()).digest()[:12])


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _typed(url: str) -> str:
    """An address as it is typed: without the scheme and the last slash."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/")
