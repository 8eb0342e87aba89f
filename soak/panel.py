"""Nine devices that save marks without pause: each entry is repeated with its key until a receipt confirms it."""

import hashlib
import hmac
import http.client
import itertools
import json
import random
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scoring.engine.canonical import canonical
from scoring.receipts import content_sha256

PAUSE = 0.1  # seconds before an entry without an answer goes again
THOUGHT = 0.3  # seconds until the next entry, on average


@dataclass
class Confirmed:
    """An entry whose receipt this device has verified."""

    sheet: int
    action: str
    values: dict[str, str]
    version: int
    content_sha256: str


@dataclass
class Device:
    """One panelist's device."""

    port: int
    account: int
    cookie: str
    sheets: list[dict[str, Any]]
    stop: threading.Event
    confirmed: dict[str, Confirmed] = field(default_factory=dict)
    repeated: int = 0
    # Stored before the portal died; only the answer was lost.
    unheard: int = 0
    trouble: str = ""

    def run(self) -> None:
        versions = {sheet["pk"]: 0 for sheet in self.sheets}
        for number, sheet in zip(itertools.count(), itertools.cycle(self.sheets)):
            if self.stop.is_set() or self.trouble:
                return
            action = "send" if number % 4 == 3 else "draft"
            values = dict(zip(sheet["codes"], _marks(number), strict=False))
            receipt = self._enter(sheet, action, values, versions[sheet["pk"]])
            if receipt:
                versions[sheet["pk"]] = receipt["version"]
            self.stop.wait(random.uniform(0, 2 * THOUGHT))

    def _enter(self, sheet: dict[str, Any], action: str, values: dict[str, str], version: int) -> dict[str, Any] | None:
        """Until the portal has confirmed exactly this."""
        entry = {
            "account": self.account, "key": str(uuid.uuid4()), "action": action, "values": values, "notes": "",
            "version": version, "entered_at": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        for attempt in itertools.count():
            asked = datetime.now(UTC)
            receipt = self._ask(sheet, entry)
            if receipt:
                digest = content_sha256(action, values, "")
                if (receipt["key"], receipt["content_sha256"]) != (entry["key"], digest):
                    self.trouble = f"a receipt for something else: {receipt}"
                self.unheard += attempt > 0 and datetime.fromisoformat(receipt["received_at"]) < asked
                self.confirmed[entry["key"]] = Confirmed(sheet["pk"], action, values, receipt["version"], digest)
                return receipt
            if self.trouble:
                return None
            self.repeated += 1
            time.sleep(PAUSE)
        return None

    def _ask(self, sheet: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any] | None:
        """The verified receipt, or None when none came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        token = self.cookie.rpartition("=")[2]
        headers = {"Cookie": self.cookie, "X-CSRFToken": token, "Content-Type": "application/json"}
        try:
            connection.request("POST", sheet["url"], json.dumps(entry), headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if response.status != 200:
            # A portal that is being killed may say 500; that it refuses an entry must not happen.
            self.trouble = f"{response.status}: {body[:300]!r}" if response.status < 500 else ""
            return None
        answer = json.loads(body)
        signature = hmac.new(bytes.fromhex(sheet["key"]), canonical(answer["receipt"]), hashlib.sha256).hexdigest()
        return answer["receipt"] if hmac.compare_digest(signature, answer["signature"]) else None


def _marks(number: int) -> Iterator[str]:
    """Marks that no entry before had on this sheet, so that each entry is a change."""
    return (f"{(number * 7 + place * 13) % 10_000 / 100:.2f}".replace(".", ",") for place in itertools.count())
