"""Numbers of papers: typed, given out by the portal, or still missing."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Edition
from reports.models import Counter, Document, NumberSource
from reports.queries import is_final
from reports.services import dispatch
from reports.services.requests import join_batch, last_version, request_document

ORDINAL = "{urut}"
FIELDS = ("{kode}", ORDINAL, "{unit}", "{bulan}", "{tahun}")
GONE = Q(recall__change__isnull=False) | Q(revoked_at__isnull=False)
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@transaction.atomic
def number_of(kind: str, subject: str, edition: Edition, *, typed: str = "") -> str:
    """The number of this paper: the one it has, else the typed one, else the portal's next; "" as long as it has none.

    To be asked in the transaction that makes the paper: numbers are given out under a lock, and a paper that is not
    made gives its number back. `typed` may hold the fields of a pattern ("005/{urut}/2025").
    """
    return numbers_of(kind, {subject: last_version(kind, subject)}, edition, typed=typed)[subject]


def numbers_of(
    kind: str, previous: Mapping[str, Document | None], edition: Edition, *, typed: str = ""
) -> dict[str, str]:
    """`number_of` for many papers, from their last versions; new numbers are given out in the order of `previous`."""
    given = {subject: _kept(row) if row else "" for subject, row in previous.items()}
    waiting = [subject for subject, number in given.items() if not number]
    if waiting:
        source = source_of(edition, kind)
        pattern = typed.strip() or (source.pattern if source.source == NumberSource.Source.PORTAL else "")
        if pattern:
            given |= zip(waiting, _given(source, waiting, edition, pattern), strict=True)
    return given


def _kept(previous: Document) -> str:
    """The number that goes on. What was recalled or revoked keeps its own for ever: the paper after it gets another."""
    recall = getattr(previous, "recall", None)
    return "" if previous.revoked_at or (recall and recall.change_id) else previous.number


@transaction.atomic
def give_number(document: Document, number: str, *, by: User) -> Document:
    """The number that a paper had to wait for: its next version bears it and goes to whom the former went.

    A paper that is signed or handed over bears its number in ink: that is noted, nothing is printed.
    """
    require(by, "documents.make", document)
    rows = Document.objects.select_for_update(of=("self",)).select_related("edition__province", "category", "nominee")
    document = rows.get(pk=document.pk)
    if not document.lacks_number:
        raise ValidationError({"number": _("Dokumen ini sudah bernomor atau sudah diganti; muat ulang halaman ini.")})
    edition, kind = document.edition, document.kind
    [number] = _given(source_of(edition, kind), [document.subject], edition, number.strip())
    after = {"number": number, "version": document.version}
    if is_final(document):
        document.number = number
        document.save(update_fields=["number"])
        record(by, "numbers.give", document, after=after)
        return document
    made = request_document(
        kind, document.subject, {**document.data, "number": number}, by=by, title=document.title, number=number,
        edition=edition, category=document.category, nomination=document.nomination, nominee=document.nominee,
        batch=document.batch,
    )  # fmt: skip
    if made.batch_id:
        join_batch(made)
    record(by, "numbers.give", made, after={**after, "version": made.version})
    if kind in Document.POSTED and dispatch.went_out(document):
        dispatch.send_again(made, by=by)
    return made


def _given(source: NumberSource, subjects: Sequence[str], edition: Edition, pattern: str) -> list[str]:
    """The next numbers of the pattern, or the one it is; under the lock of the kind's counter in either case."""
    kind = source.kind
    today = timezone.localdate(timezone=ZoneInfo(edition.province.zone))
    counter, _made = Counter.objects.select_for_update().get_or_create(
        province=edition.province, kind=kind, year=today.year
    )
    if ORDINAL not in pattern:
        number = written(pattern, source, 0, today)
        if len(subjects) > 1 or is_taken(edition, kind, subjects[0], number):
            raise ValidationError({"number": _("Nomor %(number)s sudah dipakai dokumen lain.") % {"number": number}})
        return [number]
    given: list[str] = []
    while missing := len(subjects) - len(given):
        ordinals = range(counter.last + 1, counter.last + 1 + missing)
        next_ones = [written(pattern, source, ordinal, today) for ordinal in ordinals]
        # Somebody may have typed what comes next; that number is in use and no gap.
        taken = set(_bearing(edition, kind, next_ones).values_list("number", flat=True))
        given += [number for number in next_ones if number not in taken]
        counter.last += missing
    counter.save(update_fields=["last"])
    return given


def recorded_number(kind: str, subject: str, edition: Edition, *, recorded: str, typed: str) -> str:
    """The number under which a paper is already known elsewhere; as long as there is none, `number_of`."""
    if not recorded:
        return number_of(kind, subject, edition, typed=typed)
    if is_taken(edition, kind, subject, recorded):
        raise ValidationError({"number": _("Nomor %(number)s sudah dipakai dokumen lain.") % {"number": recorded}})
    return recorded


def source_of(edition: Edition, kind: str) -> NumberSource:
    """How papers of this kind are numbered, as the province has said or as everybody starts."""
    row = NumberSource.objects.filter(province=edition.province_id, kind=kind).first()
    return row or NumberSource(province_id=edition.province_id, kind=kind)


def copies_of(edition: Edition, kind: str) -> list[str]:
    """Who gets a copy of papers of this kind, unless a letter says otherwise."""
    return list(source_of(edition, kind).copies)


def written(pattern: str, source: NumberSource, ordinal: int, day: date) -> str:
    """A pattern with its fields filled, once: what a field brings is not looked at again."""
    values = {
        "{kode}": source.code,
        ORDINAL: f"{ordinal:0{source.width}}",
        "{unit}": source.unit,
        "{bulan}": MONTHS[day.month - 1],
        "{tahun}": str(day.year),
    }
    return re.sub("|".join(map(re.escape, FIELDS)), lambda field: values[field[0]], pattern)


def is_taken(edition: Edition, kind: str, subject: str, number: str) -> bool:
    """Whether another paper in force, or any that was recalled or revoked, bears this number."""
    return _bearing(edition, kind, [number]).filter(GONE | ~Q(subject=subject)).exists()


def _bearing(edition: Edition, kind: str, numbers: Sequence[str]) -> QuerySet[Document]:
    """Papers in force, recalled or revoked with one of these numbers."""
    same = Document.objects.filter(province=edition.province_id, kind=kind, number__in=numbers)
    return same.filter(GONE | Q(superseded_at=None))
