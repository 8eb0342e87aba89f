"""The rows that the pages of a nomination start from."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from nominations.carry_queries import former_answers
from nominations.models import CategoryMove, Nomination
from nominations.queries import Line, with_history, with_outcome, with_receipt
from nominations.workflow import ENDED, Status
from paritrana.committees.models import Category, Edition
from paritrana.committees.pages import stage_line

# The right to fill in: all of it for who represents the candidate, the sections in hand for a colleague.
SECTION = "nominations.section"


def nomination_or_404(request: HttpRequest, edition: Edition, number: int, code: str) -> Nomination:
    """The nomination with what this person is told of its state (`outcome`)."""
    rows = Nomination.objects.visible_to(request.user, code).filter(edition=edition)
    return get_object_or_404(
        with_receipt(with_history(with_outcome(rows, request.user))).select_related(
            "nominee__regency", "category", "edition__province", "proposed_branch", "proposed_by"
        ),
        number=number,
    )


def address(name: str, edition: Edition, *args: Any) -> str:
    return reverse(name, args=[edition.province.slug, edition.slug, *args])


def frame(edition: Edition, nomination: Nomination, *rest: tuple[Any, str | None]) -> dict[str, Any]:
    """What every page of a nomination shows: where its category stands, and the way to the page (`rest`)."""
    here = nomination.get_absolute_url() if rest else None
    return {
        "nomination": nomination,
        "standing": standing(nomination) if rest else None,
        "stages": stages_of(edition, nomination.category),
        "breadcrumbs": [(_("Usulan"), address("nominations", edition)), (nomination.nominee.name, here), *rest],
    }


def standing(nomination: Nomination) -> tuple[str, str]:
    """Sent or not sent, in words with its colour: said on every page of a nomination but the first, which says more."""
    outcome = Status(nomination.outcome)  # type: ignore[attr-defined]
    if outcome == Status.PROPOSED:
        return _("Belum dikirim"), "amber"
    if outcome == Status.RETURNED:
        return _("Dikembalikan; belum dikirim lagi"), "amber"
    if outcome in ENDED or outcome == Status.LATE:
        return str(outcome.label), "neutral"
    return _("Terkirim, nomor tanda terima %s") % nomination.receipt, "green"  # type: ignore[attr-defined]


def history(nomination: Nomination, user: Any) -> dict[str, Any]:
    """What `nominations/history.html` says: where it was before, and which nominations it goes on for."""
    found: dict[str, Any] = {}
    reached = Nomination.objects.visible_to(user, "nominations.view").select_related(
        "nominee", "proposed_branch", "edition__province"
    )
    if nomination.merged_into_id:
        found["into"] = reached.filter(pk=nomination.merged_into_id).first()
    if nomination.goes_on_for:
        found["merged"] = list(reached.filter(merged_into=nomination).order_by("number"))
    if nomination.was_moved:
        moves = CategoryMove.objects.visible_to(user, "nominations.view").filter(nomination=nomination)
        found["moves"] = list(moves.select_related("before", "after"))
        found["former"] = former_answers(nomination, user)
    return found


def uploading() -> dict[str, Any]:
    """What `nominations/uploads.html` asks of a page on which files may be on their way."""
    return {"upload_piece": settings.UPLOAD_PIECE_BYTES, "upload_hours": settings.UPLOAD_HOURS}


def stages_of(edition: Edition, category: Category) -> list[tuple[str, str, Any]]:
    """The stage line of one category; the edition shows only the earliest of all."""
    category.edition = edition
    return stage_line(category)


def by_section(found: list[Line]) -> dict[str, list[Line]]:
    """The lines of each section, in the order of the instrument; the key is the section's slug."""
    return {slug: list(lines) for slug, lines in groupby(found, key=lambda line: line.indicator.section_slug)}
