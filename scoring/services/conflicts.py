"""Conflicts of interest after they were declared or suggested: an answer, or a lifting by two other officers."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from paritrana.committees.queries import why_not_second
from paritrana.notices.services import notify
from scoring import ledger
from scoring.conflict_queries import Suggestion, suggestions
from scoring.ledger import record
from scoring.models import Draft, NoConflict, Recusal, RecusalLift, ScoreSheet
from scoring.queries import is_scoring_closed
from scoring.services.sheets import change

Status = RecusalLift.Status


@transaction.atomic
def answer(about: Iterable[Suggestion], *, reason: str, by: Any) -> list[NoConflict]:
    """No conflict, and why: by the person, or by the chair for the person. What was answered meanwhile stays."""
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan mengapa tidak ada konflik kepentingan.")})
    made: list[NoConflict] = []
    for one in sorted(about, key=lambda one: (one.nomination.category_id, one.nomination.pk, one.person.pk)):
        nomination = one.nomination
        require(by, "recusals.declare" if one.person == by else "recusals.answer", nomination)
        ledger.lock(nomination.category_id)
        now = suggestions(Nomination.objects.filter(pk=nomination.pk), person=one.person)
        rows = [
            NoConflict.objects.create(
                province_id=nomination.province_id,
                nomination=nomination,
                person=one.person,
                ground=ground,
                reason=reason.strip(),
                by=by,
            )
            for suggestion in now
            for ground in suggestion.grounds
        ]
        if rows:
            grounds = [row.ground for row in rows]
            record(by, "recusals.answer", rows[0], rows=rows, after={"grounds": grounds}, reason=reason.strip())
        made += rows
    return made


@transaction.atomic
def propose_lift(recusal: Recusal, *, reason: str, by: Any) -> RecusalLift:
    """Put before a second officer that a declared conflict does not stand. Nothing changes yet."""
    require(by, "recusals.lift", recusal)
    recusal = _standing(recusal)
    if recusal.person_id == by.pk:
        raise PermissionDenied(_own())
    if not reason.strip():
        raise ValidationError({"note": _("Tuliskan mengapa konflik kepentingan ini dicabut.")})
    if recusal.lifts.filter(status=Status.WAITING).exists():
        raise ValidationError(_("Pencabutan konflik ini sudah menunggu petugas kedua."))
    lift = RecusalLift.objects.create(
        province_id=recusal.province_id, recusal=recusal, reason=reason.strip(), proposed_by=by
    )
    record(by, "recusals.propose_lift", lift, after={"person": str(recusal.person)}, reason=lift.reason)
    return lift


@transaction.atomic
def sign_lift(lift: RecusalLift, *, by: Any) -> RecusalLift:
    """The second officer puts it into force: the person may score the nominee again, from an open sheet."""
    require(by, "recusals.sign", lift)
    lift = _waiting(lift)
    if why := refusal(lift, by):
        raise PermissionDenied(why)
    recusal = _standing(lift.recusal)
    recusal.lifted_at = timezone.now()
    recusal.save(update_fields=["lifted_at"])
    _close(lift, Status.SIGNED, by)
    after = {"person": str(recusal.person), "proposed_by": str(lift.proposed_by)}
    record(by, "recusals.lift", lift, rows=[recusal, lift], after=after, reason=lift.reason)
    _open_sheets(recusal, by)
    edition = recusal.nomination.edition
    notify(
        [recusal.person, lift.proposed_by],
        title=_("Konflik kepentingan dicabut"),
        text=_("%(person)s kembali menilai %(nominee)s. Alasan: %(reason)s")
        % {"person": recusal.person, "nominee": recusal.nomination.nominee, "reason": lift.reason},
        url=reverse("conflicts", args=[edition.province.slug, edition.slug]),
        edition=edition,
    )
    return lift


@transaction.atomic
def keep(lift: RecusalLift, *, note: str, by: Any) -> None:
    """Take a waiting proposal back (who made it) or refuse it (a second officer): the conflict stands."""
    require(by, "recusals.sign", lift)
    lift = _waiting(lift)
    if by.pk != lift.proposed_by_id and (why := refusal(lift, by)):
        raise PermissionDenied(why)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasannya.")})
    _close(lift, Status.DISCARDED, by)
    record(by, "recusals.keep", lift, after={"person": str(lift.recusal.person)}, reason=note.strip())


def refusal(lift: RecusalLift, user: Any) -> str:
    """Why this person may not be the second officer of this lifting; empty when the person may."""
    if lift.recusal.person_id == user.pk:
        return _own()
    return why_not_second(lift.recusal.nomination.edition, user, lift.proposed_by_id, "recusals.sign")


# --- inside ---------------------------------------------------------------------------------------------


def _own() -> str:
    return _("Konflik kepentingan Anda sendiri dicabut oleh dua orang lain.")


def _standing(recusal: Recusal) -> Recusal:
    """The declaration locked, if it still stands and scoring is open: afterwards there is nothing to score."""
    ledger.lock(recusal.nomination.category_id)
    rows = Recusal.objects.select_for_update(of=["self"]).select_related(
        "person", "nomination__nominee", "nomination__category", "nomination__edition__province"
    )
    recusal = rows.get(pk=recusal.pk)
    if recusal.lifted_at:
        raise ValidationError(_("Konflik kepentingan ini sudah dicabut."))
    if is_scoring_closed(recusal.nomination.category):
        raise ValidationError(_("Penilaian kategori ini sudah ditutup."))
    return recusal


def _waiting(lift: RecusalLift) -> RecusalLift:
    ledger.lock(lift.recusal.nomination.category_id)
    rows = RecusalLift.objects.select_for_update(of=["self"]).select_related(
        "recusal__nomination__edition", "recusal__person", "proposed_by"
    )
    lift = rows.get(pk=lift.pk)
    if lift.status != Status.WAITING:
        text = _("Usulan ini sudah ditutup oleh %(who)s: %(state)s.")
        words = {"who": lift.closed_by, "state": str(lift.get_status_display()).lower()}
        raise ValidationError(text % words, code="closed")
    return lift


def _close(lift: RecusalLift, status: str, by: Any) -> None:
    lift.status, lift.closed_by, lift.closed_at = status, by, timezone.now()
    lift.save(update_fields=["status", "closed_by", "closed_at"])


def _open_sheets(recusal: Recusal, by: Any) -> None:
    """The person's sheets are there to fill again; what was sent before has to be sent once more."""
    recused = recusal.nomination.sheets.select_for_update().filter(
        person=recusal.person_id, status=ScoreSheet.Status.RECUSED, voided_by=None
    )
    for sheet in recused:
        sheet.locked_at = sheet.sent_at = None
        sheet.save(update_fields=["locked_at", "sent_at"])
        begun = Draft.objects.filter(sheet=sheet).exists()
        change(sheet, ScoreSheet.Status.DRAFT if begun else ScoreSheet.Status.ASSIGNED, "", by)
