"""Building documents. The row is the truth: it is claimed, built once, and swept if stuck."""

import datetime
import hashlib
import logging
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import IO

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.celery import later
from reports.archive_contents import write_archive, write_print
from reports.models import Batch, Document
from reports.services.batches import cancel_documents, settle
from reports.services.leftovers import drop_file
from reports.services.requests import queue
from reports.services.watching import changed

log = logging.getLogger(__name__)

# A document takes a second or two; its task is killed at the limit, so later than this nobody is working on it.
TASK_LIMIT = settings.DOCUMENT_SECONDS
LEASE = datetime.timedelta(seconds=TASK_LIMIT * 4 / 3)
# An archive copies up to some gigabytes; a pack of 19 delegations and nine panelists takes 25 s of a core.
ARCHIVE_LIMIT = 1800
ARCHIVE_LEASE = datetime.timedelta(seconds=ARCHIVE_LIMIT + 10)
IN_MEMORY = 8 << 20  # what is larger while it is made lies on the disk
ATTEMPTS = 3
AT_ONCE = 500  # of lost messages in one sweep
# What the making of a paper reads of its row.
READ = (
    *("kind", "data", "title", "key", "version", "made_at", "batch", "file"),
    *("edition__slug", "edition__province__slug"),
)

Status = Document.Status


def build_documents(pks: Sequence[int]) -> None:
    """Build what one message asks for. What would take too long for its task goes back into the queue."""
    end = time.monotonic() + TASK_LIMIT / 4
    batches = set()
    rest = list(pks)
    while rest and (time.monotonic() < end or len(rest) == len(pks)):
        document = _build(rest.pop(0))
        if document is not None and document.batch_id:
            batches.add(document.batch_id)
    queue(Document.objects.filter(pk__in=rest).values_list("pk", "kind"))
    settle(batches)


def build_document(pk: int) -> bool:
    """Claim a queued document, print it, keep the file. False: somebody else has it, or there is nothing to do."""
    document = _build(pk)
    if document is not None and document.batch_id:
        settle({document.batch_id})
    return document is not None


def _build(pk: int) -> Document | None:
    claim = uuid.uuid4()
    # Of a batch that is paused it stays in the queue; going on queues it again.
    # No join: with one, PostgreSQL would not look again at a row that another worker has just claimed.
    running = Q(batch=None) | Q(batch__in=Batch.objects.filter(status=Batch.Status.RUNNING))
    queued = Document.objects.filter(running, pk=pk, status=Status.QUEUED)
    if not queued.update(
        status=Status.BUILDING, claim=claim, claimed_at=timezone.now(), attempts=F("attempts") + 1, error=""
    ):
        _cancelled([pk])
        return None
    document = Document.objects.select_related("edition__province").only(*READ).get(pk=pk)
    mine = Document.objects.filter(pk=pk, status=Status.BUILDING, claim=claim)
    name = document.place
    try:
        # The task is killed before its lease ends, so nobody else is writing beside us.
        size, sha256 = _stored(document, name, _progress(document, mine))
    except Exception as error:  # whatever it is: a paper that cannot be made says so, and does not stay "building"
        log.exception("document %s cannot be built", pk)
        mine.update(status=Status.FAILED, claim=None, error=f"{type(error).__name__}: {error}"[:1000])
    else:
        mine.update(
            status=Status.READY,
            claim=None,
            file=name,
            size=size,
            sha256=sha256,
            ready_at=timezone.now(),
        )
        if document.kind in Document.MAILED:
            later("reports.post", document.pk)
    changed(document)
    return document


def _stored(document: Document, name: str, report: Callable[[int, int], None]) -> tuple[int, str]:
    """Make the bytes and keep them under `name`: their size and SHA-256. What is made of many files is streamed."""
    # Loads Pango, about 70 MB: only where documents are really built, never in the web processes.
    from reports.pdf import render_pdf

    def paper(row: Document) -> bytes:
        return render_pdf(row.kind, row.data, created=row.made_at, title=row.title)

    if document.kind not in (*Document.ARCHIVES, Document.Kind.BATCH_PRINT):
        content = paper(document)
        default_storage.save(name, ContentFile(content))
        return len(content), hashlib.sha256(content).hexdigest()
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as out:
        if document.kind == Document.Kind.BATCH_PRINT:
            write_print(document, out, report=report)
        else:
            write_archive(document, out, paper=paper, report=report)
        out.seek(0, os.SEEK_END)
        size, sha256 = out.tell(), _digest(out)
        default_storage.save(name, File(out, name))
        return size, sha256


def _progress(document: Document, mine: QuerySet[Document]) -> Callable[[int, int], None]:
    def report(done: int, steps: int) -> None:
        mine.update(done=done, steps=steps)
        changed(document)

    return report


def _digest(out: IO[bytes]) -> str:
    out.seek(0)
    digest = hashlib.sha256()
    while piece := out.read(1 << 20):
        digest.update(piece)
    out.seek(0)
    return digest.hexdigest()


def sweep() -> int:
    """Queue again what a killed worker or a lost message has left; give up after three attempts. Returns how many."""
    now = timezone.now()
    slow = Q(kind__in=Document.SLOW)
    lost = slow & Q(claimed_at__lt=now - ARCHIVE_LEASE) | ~slow & Q(claimed_at__lt=now - LEASE)
    left = Document.objects.filter(lost, status=Status.BUILDING)
    for document in left.filter(attempts__gte=ATTEMPTS).only("key", "version", "kind"):
        reason = _("Pembuatan terhenti %(count)s kali.") % {"count": ATTEMPTS}
        if left.filter(pk=document.pk).update(status=Status.FAILED, claim=None, error=reason):
            drop_file(document)
    found = [
        (pk, kind)
        for pk, kind in left.values_list("pk", "kind")
        if left.filter(pk=pk).update(status=Status.QUEUED, claim=None, queued_at=now)
    ]
    waiting = Document.objects.filter(status=Status.QUEUED).exclude(pk__in=[pk for pk, _kind in found])
    _cancelled(waiting.filter(batch__status=Batch.Status.CANCELLED).values_list("pk", flat=True))
    lost_messages = waiting.filter(_passed_over(now)).exclude(batch__status=Batch.Status.PAUSED)
    again = list(lost_messages.order_by("queued_at", "pk").values_list("pk", "kind")[:AT_ONCE])
    Document.objects.filter(pk__in=[pk for pk, _kind in again], status=Status.QUEUED).update(queued_at=now)
    queue([*found, *again])
    settle(set(Batch.objects.filter(status=Batch.Status.RUNNING).values_list("pk", flat=True)))
    return len(found) + len(again)


def _passed_over(now: datetime.datetime) -> Q:
    """What waits although nothing is made, or although what came later into the queue was served before it."""
    before = now - LEASE
    if not Document.objects.filter(Q(claimed_at__gt=before) | Q(ready_at__gt=before)).exists():
        return Q(queued_at__lt=before)
    served = Document.objects.filter(claimed_at__gt=before).aggregate(last=Max("queued_at"))["last"]
    return Q(queued_at__lt=served - LEASE) if served else Q(pk__in=[])


def _cancelled(pks: Iterable[int]) -> None:
    """What waits in a batch that was cancelled is not made."""
    cancelled = Document.objects.filter(pk__in=list(pks), status=Status.QUEUED, batch__status=Batch.Status.CANCELLED)
    keys = list(cancelled.values_list("pk", flat=True))
    if keys:
        with transaction.atomic():
            cancel_documents(keys)
