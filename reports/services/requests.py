"""Asking for a document: the row says everything, a worker prints it after the commit."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from reports.documents.seal import check_of
from reports.models import Batch, Document
from reports.services.watching import changed
from reports.services.wording import worded

# What differs at every printing and is no reason for a new version.
OF_THE_PRINTING = ("check", "printed", "replaces")
# So many papers share one message at most; the last of a batch come singly, so that no worker waits for another.
TOGETHER = 8
Status = Document.Status


@transaction.atomic
def retry(document: Document, *, by: User) -> Document:
    """Build once more what has failed."""
    require(by, "documents.make", document)
    if _again(document, None):
        _reopen(document)
        record(by, "retry", document)
    return document


def request_document(
    kind: str, subject: str, data: dict[str, Any], *, by: User, batch: Batch | None = None, **fields: Any
) -> Document:
    """The document that says `data`: the one there is, or a new version that takes its place.

    A batch is saved with the first document that it makes or takes over.
    """
    data = worded(fields["edition"], kind, data)
    return request_version(kind, subject, data, last_version(kind, subject), by=by, batch=batch, **fields)


def request_version(
    kind: str,
    subject: str,
    data: dict[str, Any],
    previous: Document | None,
    *,
    by: User,
    batch: Batch | None = None,
    **fields: Any,
) -> Document:
    """The same with finished sentences, for who has read the last versions of many papers at once (`previous`)."""
    current = previous
    if previous and previous.superseded_at:
        # The paper before a cancelled version is in force again.
        current = Document.objects.filter(kind=kind, subject=subject, superseded_at=None).first()
    if current and _lasting(current.data) == _lasting(data):
        _again(current, batch)
        return current
    if current:
        current.superseded_at = timezone.now()
        current.save(update_fields=["superseded_at"])
    version = previous.version + 1 if previous else 1
    _take_up(batch)
    document = Document(
        kind=kind,
        subject=subject,
        version=version,
        made_by=by,
        batch=batch,
        province=fields["edition"].province,
        **fields,
    )
    document.title = document.title[:200]
    if previous:
        document.key = previous.key
    document.data = data  # what the code of the paper says is read from it
    document.data = {**data, "check": check_of(document)}
    document.save()
    if current:  # the moment tells which version took its place, should that one be cancelled
        Document.objects.filter(pk=current.pk).update(superseded_at=document.made_at)
    record(by, "request", document, after={"kind": kind, "version": version, "number": document.number})
    if batch is None:
        queue([(document.pk, kind)])
    return document


def queue(papers: Iterable[tuple[int, str]]) -> None:
    """Messages for papers (row, kind) that wait; what takes long has one of its own."""
    quick = []
    for pk, kind in papers:
        if kind in Document.SLOW:
            later("reports.build_archive", pk)
        else:
            quick.append(pk)
    while quick:
        size = max(1, min(TOGETHER, len(quick) // TOGETHER))
        later("reports.build", *quick[:size])
        del quick[:size]


def join_batch(document: Document) -> None:
    """Make a new version that joined the batch of the one before, which may have ended long ago."""
    _reopen(document)
    queue([(document.pk, document.kind)])


def start_batch(pk: int) -> None:
    """Messages for everything that waits in a batch."""
    waiting = Document.objects.filter(batch=pk, status=Status.QUEUED).order_by("pk")
    with transaction.atomic():
        queue(waiting.values_list("pk", "kind"))


def _reopen(document: Document) -> None:
    """A batch that has ended goes on with a document of it: what waits in an ended batch is made by nobody."""
    ended = Batch.objects.filter(documents=document, status__in=(Batch.Status.DONE, Batch.Status.CANCELLED))
    ended.update(status=Batch.Status.RUNNING)


def _take_up(batch: Batch | None) -> None:
    """One message starts a batch, however many documents it has."""
    if batch is not None and batch.pk is None:
        batch.save()
        later("reports.start_batch", batch.pk)


def _lasting(data: dict[str, Any]) -> dict[str, Any]:
    """What a paper says, without what differs at every printing."""
    return {key: value for key, value in data.items() if key not in OF_THE_PRINTING}


def last_version(kind: str, subject: str) -> Document | None:
    """The last version, also of a paper that was withdrawn: its number and its versions go on."""
    return last_versions(kind, [subject]).get(subject)


def last_versions(kind: str, subjects: Iterable[str]) -> dict[str, Document]:
    """The last version of each of these papers, in one query."""
    rows = Document.objects.filter(kind=kind, subject__in=list(subjects)).select_related("recall")
    return {row.subject: row for row in rows.order_by("subject", "-version").distinct("subject")}


def _again(document: Document, batch: Batch | None) -> bool:
    """Queue once more what has failed, and in a new batch also what was cancelled before it was made."""
    ended = Document.objects.filter(pk=document.pk, status__in=(Status.FAILED, Status.CANCELLED))
    if not ended.update(status=Status.QUEUED, attempts=0, error="", queued_at=timezone.now()):
        return False
    if batch is None:
        queue([(document.pk, document.kind)])
    else:
        _take_up(batch)
        Document.objects.filter(pk=document.pk).update(batch=batch)
    changed(document)
    return True
