"""Reads of documents. Who may see the rows is asked with `visible_to`, not here."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from nominations.likeness import Index, Known
from paritrana.committees.models import Category
from reports.awards import Award, awards_of
from reports.models import Batch, Document, SignedFile
from scoring.models import Placement, SpecialAward

TITLES = {"pemerintah", "kabupaten", "kota", "provinsi", "desa", "kelurahan"}
# The time left is told from so many files.
PACE = 20


@dataclass(frozen=True)
class Recipient:
    """Who is to get a certificate, for what, and the paper as far as it is made."""

    award: Award
    document: Document | None

    @property
    def is_outdated(self) -> bool:
        """Whether the certificate gives what another decision gave."""
        return self.document is not None and self.document.given != self.award.word  # type: ignore[attr-defined]


def newest(found: QuerySet[Document]) -> QuerySet[Document]:
    """What stands in a list of documents, the newest first."""
    return found.select_related("category", "recall").defer("data").order_by("-pk")


def signed_file(document: Document) -> SignedFile | None:
    """The signed file that is in force."""
    return document.signed_files.filter(state="accepted", replaced_at=None).select_related("file").first()


def is_final(document: Document) -> bool:
    """Whether its paper is signed or with its recipient: then it is made again only if it says something wrong."""
    return document.handed_on is not None or signed_file(document) is not None


def final_among(documents: Iterable[Document]) -> set[int]:
    """Those of them of which `is_final` holds, in one query."""
    rows = Document.objects.filter(pk__in=[document.pk for document in documents])
    signed = SignedFile.objects.filter(state="accepted", replaced_at=None, document=OuterRef("pk"))
    return set(rows.filter(Q(handed_on__isnull=False) | Exists(signed)).values_list("pk", flat=True))


def changed_signers(category: Category, signature: dict[str, Any]) -> tuple[int, int]:
    """How many certificates, neither signed nor handed over, name another signer than this one; of how many."""
    papers = Document.objects.filter(kind=Document.Kind.CERTIFICATE, category=category, superseded_at=None)
    signed = SignedFile.objects.filter(state="accepted", replaced_at=None)
    held = Exists(signed.filter(document=OuterRef("pk")))
    changed = ~Q(data__signer=signature) & Q(handed_on=None) & ~held
    found = papers.aggregate(changed=Count("pk", filter=changed), total=Count("pk"))
    return found["changed"], found["total"]


def progress_of(batch: Batch) -> dict[str, int]:
    """How many documents of a batch are in each state."""
    return by_status(batch.documents.all())


def by_status(found: QuerySet[Any]) -> dict[str, int]:
    """How many rows are in each state."""
    return dict(found.order_by().values_list("status").annotate(Count("pk")))


def finished_last(batch: Batch) -> list[datetime]:
    """When its last files came, the newest first."""
    ready = batch.documents.filter(ready_at__isnull=False).order_by("-ready_at")
    return list(ready.values_list("ready_at", flat=True)[:PACE])  # type: ignore[arg-type]


def by_kind(found: QuerySet[Document]) -> dict[str, int]:
    """How many documents of each kind."""
    return dict(found.order_by().values_list("kind").annotate(Count("pk")))


def by_code(visible: QuerySet[Document], code: str) -> Document | None:
    """The finished paper with this code, if any.

    The index is asked for half of the code and the rest is compared here, so that the time of an answer tells a
    guesser nothing about more than that half.
    """
    half = len(code) // 2
    found = visible.filter(status=Document.Status.READY, code__startswith=code[:half])
    rows = found.select_related("edition__province", "province", "category", "nominee", "log_day")
    return next((row for row in rows if secrets.compare_digest(row.code, code)), None)


def newer_version(document: Document) -> int | None:
    """The version that has taken the place of this one; None while nothing has."""
    same = Document.objects.filter(kind=document.kind, subject=document.subject)
    later = same.filter(version__gt=document.version).exclude(status=Document.Status.CANCELLED)
    newest_one: int | None = later.aggregate(Max("version"))["version__max"]
    return newest_one


def certificates_in_force(category: Category) -> QuerySet[Document]:
    """Each with the rank or award that it gives (`given`)."""
    made = Document.objects.filter(kind=Document.Kind.CERTIFICATE, category=category, superseded_at=None)
    return made.annotate(given=KT("data__rank")).defer("data")


def recipients(category: Category) -> list[Recipient]:
    """The recipients of the decision in force, each with its certificate."""
    papers = {document.subject: document for document in certificates_in_force(category)}
    return [Recipient(award, papers.get(award.subject)) for award in awards_of(category)]


@dataclass(frozen=True)
class Named:
    """A name as it is to be printed, and where it belongs."""

    name: str
    place: str


def alike(category: Category) -> list[tuple[Named, Named]]:
    """Recipients of the category whose names are nearly those of others in the edition: a hint before printing."""
    places = Placement.objects.filter(decision__revoked_at=None, decision__category__edition=category.edition_id)
    awards = SpecialAward.objects.filter(edition=category.edition_id)
    given = [
        (row.nomination.nominee, row.nomination.printed_name, row.decision.category)
        for row in places.select_related("nomination__nominee__regency", "decision__category")
    ]
    given += [(row.nominee, "", row.category) for row in awards.select_related("nominee__regency", "category")]
    found: dict[int, Named] = {}
    own = set()
    for nominee, printed, of in given:
        own |= {nominee.pk} if of == category else set()
        place = ", ".join(str(part) for part in (nominee.regency, of) if part)
        found.setdefault(nominee.pk, Named(printed or nominee.name, place))
    index = Index(Known(key, _bare(row.name)) for key, row in found.items())
    pairs = ((one.key, other.known.key) for one, other in index.pairs())
    return [(found[one], found[other]) for one, other in pairs if own & {one, other}]


def _bare(name: str) -> str:
    """Without what so many names begin with that it says nothing: Pemerintah Kabupaten Paser -> Paser."""
    return " ".join(word for word in name.split() if word.casefold() not in TITLES) or name


def without_certificate(category: Category) -> int:
    """How many recipients have no finished certificate, or one that gives what another decision gave."""
    return sum(
        1
        for recipient in recipients(category)
        if recipient.document is None or recipient.document.status != Document.Status.READY or recipient.is_outdated
    )
