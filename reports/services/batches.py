"""A batch while it runs: halt it, go on, cut it short, try again what failed, and one file of all."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from reports.documents.batch import bundle
from reports.models import Batch, Document, Recall
from reports.services.leftovers import drop_file
from reports.services.requests import request_document
from reports.services.watching import changed_in

Status = Batch.Status
WAITING = (Document.Status.QUEUED, Document.Status.BUILDING)


@transaction.atomic
def pause_batch(batch: Batch, *, by: User) -> None:
    """What is being made is finished; the rest waits."""
    _move(batch, [Status.RUNNING], Status.PAUSED, "batch.pause", by)


@transaction.atomic
def resume_batch(batch: Batch, *, by: User) -> None:
    _move(batch, [Status.PAUSED], Status.RUNNING, "batch.resume", by)
    batch.documents.filter(status=Document.Status.QUEUED).update(queued_at=timezone.now())
    later("reports.start_batch", batch.pk)


@transaction.atomic
def cancel_batch(batch: Batch, *, by: User) -> int:
    """What is made stays, what waits is not made. Answers how many are not."""
    _move(batch, [Status.RUNNING, Status.PAUSED], Status.CANCELLED, "batch.cancel", by)
    waiting = batch.documents.filter(status=Document.Status.QUEUED).select_for_update(of=("self",)).order_by("pk")
    return cancel_documents(list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def retry_failed(batch: Batch, *, by: User) -> int:
    """Everything that failed in a batch, once more."""
    require(by, "documents.make", batch)
    failed = batch.documents.filter(status=Document.Status.FAILED)
    count = failed.update(status=Document.Status.QUEUED, attempts=0, error="", queued_at=timezone.now())
    if not count:
        raise ValidationError(_("Tidak ada berkas yang gagal."))
    Batch.objects.filter(pk=batch.pk).exclude(status=Status.PAUSED).update(status=Status.RUNNING)
    Batch.objects.filter(pk=batch.pk).update(changed_by=by, changed_at=timezone.now())
    record(by, "batch.retry", batch, after={"count": count})
    later("reports.start_batch", batch.pk)
    changed_in(batch.edition)
    return count


def cancel_documents(keys: list[int]) -> int:
    """Mark waiting documents as cancelled; the version before is in force again where this one took its place."""
    cancelled = 0
    for document in Document.objects.filter(pk__in=keys, status=Document.Status.QUEUED).defer("data"):
        queued = Document.objects.filter(pk=document.pk, status=Document.Status.QUEUED)
        former = Document.objects.filter(
            kind=document.kind,
            subject=document.subject,
            version=document.version - 1,
            superseded_at=document.made_at,
        )
        superseded = document.superseded_at or (timezone.now() if former.exists() else None)
        if queued.update(status=Document.Status.CANCELLED, superseded_at=superseded):
            cancelled += 1
            Recall.objects.filter(document__in=former, change=None).delete()
            former.update(superseded_at=None)
            if document.attempts:
                drop_file(document)
    return cancelled


def settle(keys: set[int]) -> None:
    """Batches in which nothing waits any more are done."""
    waiting = Document.objects.filter(batch=OuterRef("pk"), status__in=WAITING)
    ended = Batch.objects.filter(~Exists(waiting), pk__in=keys, status=Status.RUNNING)
    if keys and ended.update(status=Status.DONE):
        for batch in Batch.objects.filter(pk__in=keys).select_related("edition__province"):
            changed_in(batch.edition)


@transaction.atomic
def request_bundle(batch: Batch, kind: str, *, by: User) -> Document:
    """All finished files of a batch as one: a ZIP, or one PDF for the printer."""
    require(by, "documents.make", batch)
    batch = (
        Batch.objects.select_for_update(of=("self",)).select_related("edition__province", "category").get(pk=batch.pk)
    )
    ready = batch.documents.filter(status=Document.Status.READY, superseded_at=None).order_by("pk")
    data = bundle(batch, list(ready.select_related("nominee")))
    if not data["papers"]:
        raise ValidationError(_("Belum ada berkas yang siap."))
    return request_document(
        kind,
        f"batch:{batch.pk}",
        data,
        by=by,
        title=f"{Document.Kind(kind).label}: {data['title']}",
        edition=batch.edition,
        category=batch.category,
    )


def _move(batch: Batch, before: list[str], after: str, verb: str, by: User) -> None:
    require(by, "documents.make", batch)
    found = Batch.objects.filter(pk=batch.pk, status__in=before)
    if not found.update(status=after, changed_by=by, changed_at=timezone.now()):
        raise ValidationError(_("Keadaan pembuatan sudah berubah; periksa keadaannya sekarang."))
    batch.refresh_from_db()
    record(by, verb, batch, after={"status": after})
    changed_in(batch.edition)
