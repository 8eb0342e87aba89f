"""The proof that this server, and nothing on the way to it, has exactly what a device sent.

A signed-in page hands the device a key of its own for each sheet. Whatever answers in our place (the sign-in page
of a hotel's Wi-Fi, a proxy) does not have it, so its "200 OK" is no receipt.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac

from paritrana.numbers import pukul
from scoring.engine.canonical import canonical, sha256
from scoring.models import Receipt


def device_key(person: int, sheet: int | str) -> str:
    """The key of one person's devices for one sheet, in hex; it follows from SECRET_KEY and is stored nowhere."""
    return salted_hmac("scoring.receipts", f"{person}.{sheet}", algorithm="sha256").hexdigest()


def content_sha256(action: str, values: Mapping[str, str], notes: str, reasons: Sequence[str] = ()) -> str:
    """What a receipt confirms, as one figure that the device makes as well."""
    more = {"reasons": list(reasons)} if reasons else {}
    return sha256({"action": action, "values": dict(values), "notes": notes, **more})


def signed(receipt: Receipt, person: int, sheet: int | str, **more: str) -> dict[str, Any]:
    """The receipt as the device reads it, with the signature over its canonical bytes."""
    content = {
        "sheet": str(sheet),
        "key": str(UUID(str(receipt.key))),
        "action": receipt.action,
        "version": receipt.version,
        "content_sha256": receipt.content_sha256,
        "entered_at": receipt.entered_at.isoformat(),
        "received_at": receipt.received_at.isoformat(),
        "received": pukul(timezone.localtime(receipt.received_at)),
        **more,
    }
    key = bytes.fromhex(device_key(person, sheet))
    return {"receipt": content, "signature": hmac.new(key, canonical(content), hashlib.sha256).hexdigest()}
