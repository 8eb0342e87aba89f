"""The public log of issued documents: closed day by day, so that nothing can be slipped in between afterwards."""

import datetime
import hashlib
import json
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from paritrana.audit.services import record
from reports.documents.checking import told
from reports.models import Document, LogDay
from scoring.engine.merkle import leaf_hash, merkle_root

NO_DAY = "0" * 64  # before the first day


def entry(document: Document) -> str:
    """The line of a document in the log. Its code is secret, so the hash of the line tells nothing by itself."""
    assert document.ready_at is not None
    moment = document.ready_at.astimezone(datetime.UTC).isoformat()
    facts = [document.code, document.kind, document.number, document.version, document.province_id, moment]
    return json.dumps([*facts, document.sha256], ensure_ascii=False, separators=(",", ":"))


def leaf(document: Document) -> str:
    """What the public list of a day shows of a document."""
    return leaf_hash(entry(document).encode()).hex()


def chain(previous: str, day: datetime.date, size: int, root: str) -> str:
    """SHA-256 over the chain so far and the new day."""
    return hashlib.sha256(f"{previous}\n{day.isoformat()}\n{size}\n{root}\n".encode()).hexdigest()


@transaction.atomic
def close_day(today: datetime.date) -> LogDay | None:
    """Enter under yesterday what anybody may know since then; harmless when repeated. None: nothing is new.

    A document that was under embargo is entered when the embargo has ended, and counts from that day.
    """
    day = today - datetime.timedelta(days=1)
    last = LogDay.objects.select_for_update().order_by("-day").first()
    if last and last.day >= day:
        return None
    midnight = datetime.datetime.combine(today, datetime.time(), ZoneInfo(settings.TIME_ZONE))
    rows = Document.objects.filter(told(midnight), log_day=None).defer("data").order_by("ready_at", "pk")
    documents = list(rows)
    if not documents:
        return None
    root = merkle_root([entry(document).encode() for document in documents]).hex()
    closed = LogDay.objects.create(
        day=day,
        size=len(documents),
        root=root,
        chain=chain(last.chain if last else NO_DAY, day, len(documents), root),
    )
    for position, document in enumerate(documents, 1):
        document.log_day, document.log_position = closed, position
    Document.objects.bulk_update(documents, ["log_day", "log_position"], batch_size=500)
    record(None, "log.close", closed, after={"count": closed.size, "root": root})
    return closed
