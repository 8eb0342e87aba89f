"""Sealing the sheets of a turn when its session closes, so that nobody changes unseen what was sent by then."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from nominations.models import Nomination
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Category, Round
from scoring import commitments, ledger
from scoring.models import RuleBook, ScoreSheet


@transaction.atomic
def seal_turn(nomination: Nomination, round: str, *, by: Any) -> str:
    """Write the root over the sheets of a nomination and round that were sent so far, and answer it.

    Called when the session closes: where the frozen rules say that changes end with the session, the sent sheets of
    interviews are then locked. Repeated, it writes nothing unless something was sent since. Empty: nothing is sent,
    which is written too, for what still comes from paper.
    """
    require(by, "sheets.manage", nomination)
    ledger.lock(nomination.category_id)
    return _seal(nomination, round, by)


def seal_again(sheet: ScoreSheet, *, by: Any) -> None:
    """Marks came in or from paper, or one of two was picked, after the turn was sealed: its seal covers them too."""
    if commitments.sealed_turns(sheet.nomination.category, sheet.round).get(str(sheet.nomination.number)) is not None:
        _seal(sheet.nomination, sheet.round, by)


def _seal(nomination: Nomination, round: str, by: Any) -> str:
    root = commitments.turn_root(nomination, round)
    locked = _lock(nomination) if round == Round.INTERVIEW and _ends_with_session(nomination.category) else []
    turn = {"nomination": str(nomination.number), "round": str(round), "root": root}
    if locked or commitments.sealed_turns(nomination.category, round).get(turn["nomination"]) != root:
        record(by, "sheets.seal", nomination, after={"round": str(round), "root": root, "locked": len(locked)})
        ledger.append(nomination.category_id, "sheets.seal", locked, by=by, data={"turn": turn})
    return root


def _ends_with_session(category: Category) -> bool:
    """As the rules were frozen: those frozen before this setting let owners change until the category closes."""
    book = RuleBook.objects.filter(category=category, frozen_at__isnull=False).first()
    return bool(book and (book.content or {}).get("changes_until") == RuleBook.ChangesUntil.SESSION)


def _lock(nomination: Nomination) -> list[ScoreSheet]:
    sheets = list(
        nomination.sheets.select_for_update().filter(
            round=Round.INTERVIEW, status=ScoreSheet.Status.SENT, locked_at=None
        )
    )
    nomination.sheets.filter(pk__in=[sheet.pk for sheet in sheets]).update(locked_at=timezone.now())
    return sheets
