"""Who gets a certificate of a category, and for what."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from nominations.models import Nomination
from paritrana.committees.models import Category
from paritrana.regions.models import Nominee
from scoring.models import Decision, Placement, SpecialAward
from scoring.queries import competing

# Which frame and seal a certificate is printed with.
WINNER, NOMINEE, SPECIAL = "winner", "nominee", "special"
PODIUM = 3


@dataclass(frozen=True)
class Award:
    """A place of the decision in force, a special award, or a nomine without a place."""

    category: Category
    nominee: Nominee
    nomination: Nomination | None
    name: str  # as it is printed
    confirmed: bool
    word: str
    look: str
    place: int | None = None
    # What the certificate is about. A new decision on the same recipient is a new version of the same paper.
    subject: str = ""


def awards_of(category: Category) -> list[Award]:
    """The places of the decision in force, the special awards, then the nomine without a place; [] before a decision.

    A nomine without a place gets a certificate where the category has a word for it.
    """
    decision = Decision.objects.filter(category=category, revoked_at=None).first()
    if decision is None:
        return []
    placed = list(decision.placements.select_related("nomination__nominee__regency"))
    confirmed = Nomination.objects.filter(category=category, nominee=OuterRef("nominee")).exclude(printed_name="")
    special = SpecialAward.objects.filter(category=category).select_related("nominee__regency")
    special = special.annotate(printed=Subquery(confirmed.values("printed_name")[:1]))
    return [
        *(_of_a_place(category, row) for row in placed),
        *(_special(category, row) for row in special),
        *(_of_a_nomine(category, row) for row in _without_place(category, placed)),
    ]


def _without_place(category: Category, placed: list[Placement]) -> list[Nomination]:
    if not category.nominee_word:
        return []
    rows = competing(category).exclude(pk__in=[row.nomination_id for row in placed])
    return list(rows.select_related("nominee__regency"))


def _of_a_place(category: Category, row: Placement) -> Award:
    look = WINNER if row.place <= PODIUM else NOMINEE
    return _nominated(category, row.nomination, row.word, look, row.place)


def _of_a_nomine(category: Category, row: Nomination) -> Award:
    return _nominated(category, row, category.nominee_word, NOMINEE, None)


def _nominated(category: Category, row: Nomination, word: str, look: str, place: int | None) -> Award:
    confirmed, subject = bool(row.printed_name), f"nomination:{row.pk}"
    return Award(category, row.nominee, row, row.name_on_paper, confirmed, word, look, place, subject)


def _special(category: Category, row: Any) -> Award:
    name, subject = row.printed or row.nominee.name, f"award:{row.pk}"
    return Award(category, row.nominee, None, name, True, row.name, SPECIAL, subject=subject)
