"""Asking for documents and building them. The row is the truth: it is claimed, built once, and swept if stuck."""

import datetime
import hashlib
import logging
import uuid
from typing import Any

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Submission
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees.models import Category, Edition
from reports import documents
from reports.models import Batch, Counter, Document, Signer
from reports.queries import Award, awards_of, subject_of
from reports.ranking_report import ranking_report
from scoring.models import Placement, RankingRun

log = logging.getLogger(__name__)

# A document takes a second or two; the task is killed after 30 s, so later than this nobody is working on it.
TASK_LIMIT = 30
LEASE = datetime.timedelta(seconds=TASK_LIMIT + 10)
ATTEMPTS = 3
# What differs at every printing and is no reason for a new version.
OF_THE_PRINTING = ("check", "printed")
ORDINAL = "{urut}"

Kind, Status = Document.Kind, Document.Status


def set_signer(edition: Edition, *, by: User, **fields: str) -> Signer:
    """Who signs the papers of the edition from now on. Printed papers keep whom they name."""
    require(by, "documents.make", edition)
    with transaction.atomic():
        signer = Signer.objects.select_for_update().filter(edition=edition).first()
        before = {field: getattr(signer, field) for field in fields} if signer else None
        signer = signer or Signer(edition=edition, province=edition.province)
        for field, value in fields.items():
            setattr(signer, field, value)
        signer.full_clean(exclude=["province"])
        signer.save()
        record(by, "set_signer", signer, before=before, after=fields)
    return signer


@transaction.atomic
def request_certificates(category: Category, *, by: User, pattern: str = "") -> Batch:
    """A certificate for every recipient of the decision in force: one act, harmless when repeated.

    `pattern` numbers them ("400.14/{urut}/2025"); without it the number is left blank to be written by hand. A
    certificate that already says the same is kept; one that says something else gets a new version.
    """
    require(by, "documents.make", category)
    # Two presses at once: the second waits here and then finds everything made.
    category = Category.objects.select_for_update(of=("self",)).select_related("edition__province").get(pk=category.pk)
    awards = awards_of(category)
    if not awards:
        raise ValidationError(_("Tetapkan hasil rapat pleno dahulu; piagam dibuat dari keputusan itu."))
    signer = signer_of(category.edition)
    batch = Batch(province=category.province, edition=category.edition, category=category, kind=Kind.CERTIFICATE)
    batch.made_by = by
    made = [_request_certificate(award, signer, batch, pattern, by) for award in awards]
    _withdraw(category, keep=[document.pk for document in made])
    if batch.pk is None:
        last = Batch.objects.filter(documents__in=made).order_by("pk").last()
        assert last is not None, "a certificate is always made in a batch"
        return last
    record(by, "request_certificates", batch, after={"category": category.name, "pattern": pattern})
    return batch


def signer_of(edition: Edition) -> Signer:
    """Who signs; ValidationError as long as nobody is named."""
    signer = edition.signers.first()
    if signer is None:
        raise ValidationError(_("Isi penanda tangan dahulu."))
    return signer


@transaction.atomic
def request_ranking_report(run: RankingRun, *, by: User) -> Document:
    """The report of a run as things stand now. While nothing on it has changed it is the same document."""
    require(by, "documents.make", run.category)
    category = Category.objects.select_for_update(of=("self",)).select_related("edition").get(pk=run.category_id)
    data = ranking_report(run, now=timezone.now())
    title = _("Laporan Peringkat: %(category)s") % {"category": category.name}
    return _request(
        Kind.RANKING_REPORT, f"run:{run.pk}", data, by=by, title=title, edition=category.edition, category=category
    )


@transaction.atomic
def make_receipt(submission: Submission) -> Document:
    """The receipt of one sending, made by the portal in the name of the sender."""
    nomination = submission.nomination
    return _request(
        Kind.RECEIPT,
        f"submission:{submission.pk}",
        documents.receipt(submission),
        by=submission.sent_by,
        title=_("Tanda Terima %(number)s") % {"number": submission.receipt},
        number=submission.receipt,
        edition=nomination.edition,
        category=nomination.category,
        nomination=nomination,
        nominee=nomination.nominee,
    )


@transaction.atomic
def retry(document: Document, *, by: User) -> Document:
    """Build once more what has failed."""
    require(by, "documents.make", document)
    if _again(document):
        record(by, "retry", document)
    return document


def _request_certificate(award: Award, signer: Signer, batch: Batch, pattern: str, by: User) -> Document:
    if isinstance(award, Placement):
        category, nominee = award.nomination.category, award.nomination.nominee
    else:
        category, nominee = award.category, award.nominee
    subject = subject_of(award)
    previous = _last(Kind.CERTIFICATE, subject)
    number = previous.number if previous else ""
    if pattern and not number:
        number = _next_number(category.edition, pattern)
    data = documents.certificate(award, signer=signer, number=number)
    return _request(
        Kind.CERTIFICATE,
        subject,
        data,
        by=by,
        title=_("Piagam Penghargaan: %(recipient)s") % {"recipient": data["recipient"]},
        number=number,
        edition=category.edition,
        category=category,
        nomination=award.nomination if isinstance(award, Placement) else None,
        nominee=nominee,
        batch=batch,
    )


def _request(
    kind: str, subject: str, data: dict[str, Any], *, by: User, batch: Batch | None = None, **fields: Any
) -> Document:
    """The document that says `data`: the one there is, or a new version that takes its place."""
    previous = _last(kind, subject)
    if previous and previous.superseded_at is None:
        if _lasting(previous.data) == _lasting(data):
            _again(previous)
            return previous
        previous.superseded_at = timezone.now()
        previous.save(update_fields=["superseded_at"])
    version = previous.version + 1 if previous else 1
    if batch and batch.pk is None:
        batch.save()
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
    document.data = {**data, "check": documents.check_of(document)}
    document.save()
    record(by, "request", document, after={"kind": kind, "version": version, "number": document.number})
    later("reports.build", document.pk)
    return document


def _lasting(data: dict[str, Any]) -> dict[str, Any]:
    """What a paper says, without what differs at every printing."""
    return {key: value for key, value in data.items() if key not in OF_THE_PRINTING}


def _last(kind: str, subject: str) -> Document | None:
    """The last version, also of a paper that was withdrawn: its number and its versions go on."""
    return Document.objects.filter(kind=kind, subject=subject).order_by("-version").first()


def _again(document: Document) -> bool:
    """Queue a failed document once more."""
    failed = Document.objects.filter(pk=document.pk, status=Status.FAILED)
    if not failed.update(status=Status.QUEUED, attempts=0, error=""):
        return False
    later("reports.build", document.pk)
    changed(document)
    return True


def _withdraw(category: Category, keep: list[int]) -> None:
    """Certificates that the decision in force no longer gives are replaced by nothing, and say so when checked."""
    gone = Document.objects.filter(category=category, kind=Kind.CERTIFICATE, superseded_at=None).exclude(pk__in=keep)
    gone.update(superseded_at=timezone.now())


def _next_number(edition: Edition, pattern: str) -> str:
    """The next of the province's numbers of the calendar year; gap-free, because it is given out under a lock."""
    if ORDINAL not in pattern:
        return pattern
    counter, _made = Counter.objects.select_for_update().get_or_create(
        province=edition.province, kind=Kind.CERTIFICATE, year=timezone.localdate().year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return pattern.replace(ORDINAL, f"{counter.last:03}")


# --- building -------------------------------------------------------------------------------------------


def build_document(pk: int) -> bool:
    """Claim a queued document, print it, keep the file. False: somebody else has it, or there is nothing to do."""
    claim = uuid.uuid4()
    now = timezone.now()
    queued = Document.objects.filter(pk=pk, status=Status.QUEUED)
    if not queued.update(status=Status.BUILDING, claim=claim, claimed_at=now, attempts=F("attempts") + 1, error=""):
        return False
    document = Document.objects.select_related("edition__province").get(pk=pk)
    changed(document)
    # Loads Pango, about 70 MB: only where documents are really built, never in the web processes.
    from reports.pdf import render_pdf

    mine = Document.objects.filter(pk=pk, status=Status.BUILDING, claim=claim)
    try:
        content = render_pdf(document.kind, document.data, created=document.made_at, title=document.title)
        name = f"documents/{document.key}/v{document.version}.pdf"
        # The task is killed before its lease ends, so nobody else is writing beside us.
        default_storage.save(name, ContentFile(content))
    except Exception as error:  # whatever it is: a paper that cannot be made says so, and does not stay "building"
        log.exception("document %s cannot be built", pk)
        mine.update(status=Status.FAILED, claim=None, error=f"{type(error).__name__}: {error}"[:1000])
    else:
        mine.update(
            status=Status.READY,
            claim=None,
            file=name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            ready_at=timezone.now(),
        )
    changed(document)
    return True


def sweep() -> int:
    """Queue again what a killed worker or a lost message has left; give up after three attempts. Returns how many."""
    now = timezone.now()
    left = Document.objects.filter(status=Status.BUILDING, claimed_at__lt=now - LEASE)
    left.filter(attempts__gte=ATTEMPTS).update(
        status=Status.FAILED, claim=None, error=_("Pembuatan terhenti %(count)s kali.") % {"count": ATTEMPTS}
    )
    pks = [
        pk for pk in left.values_list("pk", flat=True) if left.filter(pk=pk).update(status=Status.QUEUED, claim=None)
    ]
    if not Document.objects.filter(ready_at__gt=now - LEASE).exists():
        # Nothing has come out of the queue for a while: what waits may have been lost with the broker.
        waiting = Document.objects.filter(status=Status.QUEUED, made_at__lt=now - LEASE).exclude(pk__in=pks)
        pks += waiting.values_list("pk", flat=True)[:500]
    for pk in pks:
        later("reports.build", pk)
    return len(pks)


# --- who is watching ------------------------------------------------------------------------------------


def changed(document: Document) -> None:
    """Tell the pages that show documents of this edition that something is new."""
    cache.set(_state_key(document.edition.province.slug, document.edition.slug), uuid.uuid4().hex, timeout=None)


def state(province: str, edition: str) -> str:
    """What a page of the edition (by its address) has seen; another with every change of a document.

    It says nothing by itself: a count would tell candidates how many certificates are being made.
    """
    return str(cache.get_or_set(_state_key(province, edition), lambda: uuid.uuid4().hex, timeout=None))


def is_seen(seen: str, province: str, edition: str) -> bool:
    """Whether nothing has changed since. Only a page that exists makes a state: addresses are typed by anybody."""
    return bool(seen) and cache.get(_state_key(province, edition)) == seen


def _state_key(province: str, edition: str) -> str:
    return f"documents-{province}-{edition}"
