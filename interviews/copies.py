"""A copy of marks that a phone could not send, as text or QR: what it says, and whether it is what the phone signed.

    PARITRANA-SALINAN.1.<body>.<sum>.<signature>

The body is the sheet, its version, when it was typed and the marks as typed, as base64url of JSON; private notes are
not in it. The sum tells a damaged copy from an altered one. The signature is made with the key that the phone got for
this sheet (`scoring.receipts.device_key`).
"""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime

PREFIX = "PARITRANA-SALINAN.1."
SHAPE = re.compile(r"PARITRANA-SALINAN\.1\.([\w-]+)\.([0-9a-f]{8})\.([0-9a-f]{64})", re.ASCII)
MOST_MARKS, LONGEST_MARK = 100, 20


class Unreadable(ValueError):
    """No copy, or a damaged one."""


@dataclass(frozen=True)
class Copy:
    """What a copy says."""

    sheet: int
    version: int
    entered_at: datetime
    values: dict[str, str]
    body: str
    signature: str

    def is_signed_with(self, key: str) -> bool:
        """Whether the device that holds `key` (hex) made it, and nobody changed it since."""
        made = hmac.new(bytes.fromhex(key), (PREFIX + self.body).encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(made, self.signature)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()


def read(text: str) -> Copy:
    """The copy in a pasted text, also inside an address or broken into lines."""
    found = SHAPE.search(re.sub(r"\s+", "", text))
    if found is None:
        raise Unreadable
    body, checksum, signature = found.groups()
    if hashlib.sha256(body.encode()).hexdigest()[:8] != checksum:
        raise Unreadable
    try:
        content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        sheet, version, entered, values = (content[name] for name in ("sheet", "version", "entered_at", "values"))
        entered_at = datetime.fromisoformat(entered)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable from error
    whole = all(isinstance(number, int) and 0 <= number < 2**31 for number in (sheet, version))
    if not whole or entered_at.tzinfo is None or not 1970 <= entered_at.year < 9999 or not _are_marks(values):
        raise Unreadable
    return Copy(sheet, version, entered_at, values, body, signature)


def _are_marks(values: object) -> bool:
    return (
        isinstance(values, dict)
        and len(values) <= MOST_MARKS
        and all(isinstance(text, str) and len(text) <= LONGEST_MARK for text in values.values())
        and "\0" not in "".join([*values, *values.values()])
    )
