"""Acts of a chair or branch head who never signs in: entered from a signed paper, confirmed by a second officer."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.committees.models import Category, Seat
from paritrana.committees.queries import why_not_second
from paritrana.committees.services import stages
from paritrana.files import services as files
from paritrana.regions.models import Branch
from paritrana.roles import Role
from scoring import ledger
from scoring.ledger import record
from scoring.models import Decision, FeedbackComment, PaperAct, RankingRow, RankingRun
from scoring.ranking_queries import open_change
from scoring.services import changes, feedback, plenary, review

Verb = PaperAct.Verb
ROLE_OF = {
    Verb.DECIDE: Role.CHAIR,
    Verb.REVOKE: Role.CHAIR,
    Verb.RESPOND: Role.BRANCH_HEAD,
    Verb.RELEASE: Role.CHAIR,
    Verb.OVERRIDE: Role.CHAIR,
    Verb.FEEDBACK: Role.CHAIR,
}
SCAN_TYPES = ["pdf", "jpg", "jpeg", "png"]


class _Rehearsed(Exception):
    """Undoes the rehearsal of an act."""


@transaction.atomic
def enter(
    category: Category,
    verb: str,
    seat: Seat,
    payload: dict[str, Any],
    *,
    letter: str,
    scan: UploadedFile,
    by: Any,
) -> PaperAct:
    """Enter what a signed paper says. It counts once a second officer has confirmed it.

    The verb is rehearsed first, so that whatever it would refuse is refused to the person who holds the paper.
    """
    require(by, "paper.enter", category)
    ledger.lock(category)
    letter = letter.strip()
    if not letter:
        raise ValidationError({"letter": _("Tuliskan nomor surat.")})
    _check_seat(category, verb, seat, payload)
    act = PaperAct(
        province_id=category.province_id,
        category=category,
        verb=verb,
        seat=seat,
        payload=payload,
        letter=letter,
        entered_by=by,
        entered_at=timezone.now(),
    )
    try:
        with transaction.atomic():
            _execute(act, by)
            raise _Rehearsed
    except _Rehearsed:
        pass
    act.scan = files.store(scan, province=category.province, by=by, types=SCAN_TYPES)
    act.save()
    record(by, "paper.enter", act, after={"verb": verb, "seat": str(seat), "payload": payload})
    return act


@transaction.atomic
def confirm(act: PaperAct, *, by: Any) -> PaperAct:
    """The second officer, another person, has compared the entry with the scan: the act is done now."""
    require(by, "paper.confirm", act)
    ledger.lock(act.category_id)
    act = PaperAct.objects.select_for_update(of=("self",)).select_related("category__edition", "seat").get(pk=act.pk)
    if act.confirmed_at:
        raise ValidationError(_("Surat ini sudah dikonfirmasi."))
    if reason := refusal(act, by):
        raise PermissionDenied(reason)
    _execute(act, by)
    act.confirmed_by, act.confirmed_at = by, timezone.now()
    act.save(update_fields=["confirmed_by", "confirmed_at"])
    record(by, "paper.confirm", act, after={"verb": act.verb, "seat": str(act.seat), "payload": act.payload})
    return act


@transaction.atomic
def discard(act: PaperAct, *, by: Any, note: str) -> None:
    """Take back an entry that nobody has confirmed yet; the trail and the scan keep it."""
    require(by, "paper.confirm", act)
    ledger.lock(act.category_id)
    act = PaperAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if act.confirmed_at:
        raise ValidationError(_("Surat ini sudah dikonfirmasi."))
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan membatalkan catatan ini.")})
    before = {"verb": act.verb, "payload": act.payload}
    record(by, "paper.discard", act, gone=True, before=before, reason=note.strip())
    act.delete()


def refusal(act: PaperAct, user: Any) -> str:
    """Why this person may not be the second officer of this act; empty when the person may."""
    return why_not_second(act.category.edition, user, act.entered_by_id, "paper.confirm")


# --- inside ---------------------------------------------------------------------------------------------


def _check_seat(category: Category, verb: str, seat: Seat, payload: dict[str, Any]) -> None:
    """The paper speaks for a seat that holds the right now."""
    fits = seat.role == ROLE_OF[Verb(verb)] and seat.is_current
    if seat.role == Role.CHAIR:
        fits = fits and seat.edition_id == category.edition_id
    else:
        fits = fits and seat.branch is not None and seat.branch.code == payload.get("branch")
    if not fits:
        raise ValidationError({"seat": _("Pilih peran yang berwenang atas tindakan ini dan masih berlaku.")})


def _execute(act: PaperAct, by: Any) -> None:
    """Run the verb as if the seat's holder had: `by` is the officer, `from_paper` the paper."""
    {
        Verb.DECIDE: _decide,
        Verb.REVOKE: _revoke,
        Verb.RESPOND: _respond,
        Verb.RELEASE: _release,
        Verb.OVERRIDE: _override,
        Verb.FEEDBACK: _feedback,
    }[Verb(act.verb)](act, by)


def _decide(act: PaperAct, by: Any) -> None:
    run = RankingRun.objects.get(category=act.category, number=act.payload["run"])
    rows = {row.nomination.number: row.nomination for row in run.rows.select_related("nomination")}
    change = open_change(act.category)
    verb = partial(changes.decide, change) if change else partial(plenary.decide, act.category)
    verb(
        run,
        [(rows[int(number)], place) for number, place in act.payload["placements"].items()],
        held_on=date.fromisoformat(act.payload["held_on"]),
        place=act.payload["place"],
        deviation_reason=act.payload["deviation_reason"],
        tie_reasons=act.payload.get("tie_reasons"),
        tie_basis=act.payload.get("tie_basis", ""),
        by=by,
        from_paper=act.letter,
    )


def _revoke(act: PaperAct, by: Any) -> None:
    """The very decision that the paper speaks of, though another may have followed it."""
    decision = Decision.objects.get(category=act.category, pk=act.payload["decision"])
    plenary.revoke(decision, by=by, note=act.payload["note"], from_paper=act.letter)


def _respond(act: PaperAct, by: Any) -> None:
    run = RankingRun.objects.get(category=act.category, number=act.payload["run"])
    row = RankingRow.objects.select_related("nomination").get(run=run, nomination__number=act.payload["nomination"])
    entered: datetime = act.entered_at
    review.respond(
        run,
        row.nomination,
        Branch.objects.get(code=act.payload["branch"]),
        act.payload["answer"],
        act.payload["reason"],
        kind=act.payload.get("kind", ""),
        by=by,
        from_paper=act.letter,
        at=entered,
    )


def _release(act: PaperAct, by: Any) -> None:
    stages.release(
        act.category, by=by, from_paper=act.letter, note=act.payload["note"], set_aside=act.payload["set_aside"]
    )


def _override(act: PaperAct, by: Any) -> None:
    stages.advance(
        act.category,
        act.payload["target"],
        by=by,
        source=act.payload["source"],
        note=act.payload["note"],
        set_aside=act.payload["set_aside"],
        from_paper=act.letter,
    )


def _feedback(act: PaperAct, by: Any) -> None:
    comments = FeedbackComment.objects.filter(nomination__category=act.category).in_bulk(act.payload["comments"])
    for pk, seen in act.payload["comments"].items():
        feedback.release_comment(comments[int(pk)], seen, by=by, from_paper=act.letter)
