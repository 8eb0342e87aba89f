"""Reads of documents. Who may see the rows is asked with `visible_to`, not here."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from paritrana.committees.models import Category
from reports.models import Document
from scoring.models import Decision, Placement, SpecialAward

Award = Placement | SpecialAward


@dataclass(frozen=True)
class Recipient:
    """Who is to get a certificate, for what, and the paper as far as it is made."""

    name: str
    word: str
    confirmed: bool
    document: Document | None


def newest(found: QuerySet[Document]) -> QuerySet[Document]:
    """What stands in a list of documents, the newest first."""
    return found.select_related("category", "nominee", "batch").defer("data").order_by("-pk")


def by_kind(found: QuerySet[Document]) -> dict[str, int]:
    """How many documents of each kind."""
    return dict(found.order_by().values_list("kind").annotate(Count("pk")))


def awards_of(category: Category) -> list[Award]:
    """Who gets a certificate: the places of the decision in force, then the special awards; [] before a decision."""
    decision = Decision.objects.filter(category=category, revoked_at=None).first()
    if decision is None:
        return []
    placements = decision.placements.select_related(
        "nomination__nominee", "nomination__category__edition__province", "decision"
    )
    special = SpecialAward.objects.filter(category=category)
    return [*placements, *special.select_related("nominee", "category__edition__province")]


def subject_of(award: Award) -> str:
    """What a certificate is about. A new decision on the same recipient is a new version of the same paper."""
    return f"nomination:{award.nomination_id}" if isinstance(award, Placement) else f"award:{award.pk}"


def recipients(category: Category) -> list[Recipient]:
    """The recipients of the decision in force, each with its certificate."""
    awards = awards_of(category)
    made = Document.objects.filter(kind=Document.Kind.CERTIFICATE, category=category, superseded_at=None)
    papers = {document.subject: document for document in made.defer("data")}
    return [_recipient(award, papers.get(subject_of(award))) for award in awards]


def _recipient(award: Award, paper: Document | None) -> Recipient:
    if isinstance(award, Placement):
        printed = award.nomination.printed_name
        return Recipient(printed or award.nomination.nominee.name, award.word, bool(printed), paper)
    return Recipient(award.nominee.name, award.name, True, paper)


def without_certificate(category: Category) -> int:
    """How many recipients have no finished certificate."""
    return sum(
        1
        for recipient in recipients(category)
        if recipient.document is None or recipient.document.status != Document.Status.READY
    )
