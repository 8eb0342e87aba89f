"""The same candidate proposed twice: one nomination goes on for both, the other ends and keeps its number."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.carry_queries import plan_merge
from nominations.models import Answer, Evidence, Extension, Indicator, Nomination
from nominations.queries import people_of
from nominations.services import registered, sections
from nominations.services.moving import why_fixed
from nominations.services.nominations import advance, locked
from nominations.workflow import OPEN, Status
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.agenda import ties
from paritrana.committees.models import Seat
from paritrana.committees.queries import current
from paritrana.committees.services import seats
from paritrana.files.models import File
from paritrana.notices.services import notify
from paritrana.regions.models import Nominee
from paritrana.roles import Role


def why_apart(one: Nomination, other: Nomination) -> list[str]:
    """Why the two cannot be merged now, whichever goes on; empty when they can."""
    if one.pk == other.pk or one.edition_id != other.edition_id:
        return [_("Pilih dua usulan dari penyelenggaraan yang sama.")]
    if one.nominee.kind != other.nominee.kind:
        return [_("Kedua usulan bukan dari jenis kandidat yang sama.")]
    if one.nominee_id != other.nominee_id and one.nominee.kind != Nominee.Kind.COMPANY:
        return [_("Dua daerah atau desa yang berbeda tidak dapat digabung; hanya badan usaha yang tercatat dua kali.")]
    found = [*why_fixed(one), *why_fixed(other)]
    if not found and one.status == other.status == Status.VERIFIED:
        found.append(
            _("Kedua usulan sudah dikirim dan selesai diverifikasi; kembalikan salah satunya untuk dilengkapi dulu.")
        )
    return found


def why_not(kept: Nomination, away: Nomination, apart: list[str] | None = None) -> list[str]:
    """Why `away` cannot be merged into `kept` now; `apart` is the answer of `why_apart` where it is known already."""
    apart = why_apart(kept, away) if apart is None else apart
    return apart or ties(away, into=kept)


@transaction.atomic
def merge(kept: Nomination, away: Nomination, *, reason: str, seen: str, by: Any) -> Nomination:
    """`away` ends and `kept` goes on for both: both proposers, people, files. Answers that `kept` has stand.

    `seen` is the fingerprint of the plan that was read. What is not taken over stays to be read with `away`.
    """
    first, second = sorted([kept.pk, away.pk])
    rows = {pk: locked(Nomination(pk=pk)) for pk in (first, second)}
    kept, away = rows[kept.pk], rows[away.pk]
    require(by, "nominations.manage", kept)
    require(by, "nominations.manage", away)
    if reasons := why_not(kept, away):
        raise ValidationError(reasons)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Tulis alasannya. Alasan disimpan dan dibaca kedua pihak.")})
    plan = plan_merge(kept, away)
    if plan.fingerprint != seen:
        raise ValidationError(_("Periksa sekali lagi: jawaban berubah sejak halaman ini dibuka."), code="changed")
    for answer, indicator in plan.taken:
        _take_over(answer, indicator, kept, by)
    _join(kept, away, reason, by)
    away.merged_into = kept
    away.save(update_fields=["merged_into"])
    Nomination.objects.filter(merged_into=away).update(merged_into=kept)
    away = advance(away, "merge", by=by, note=reason)
    sections.end_unasked(away, reason=reason, by=by)
    awaits = registered.carry(away, kept, plan.homes, by=by)
    if (plan.taken or awaits) and kept.status == Status.VERIFIED:
        kept = advance(kept, "recheck", by=by)
    record(
        by,
        "nominations.take_over",
        kept,
        after={"number": away.number, "codes": [indicator.code for _answer, indicator in plan.taken]},
        reason=reason,
    )
    if kept.nominee_id != away.nominee_id:
        _merge_nominees(kept.nominee, away.nominee, reason, by)
    _tell(kept, away, reason)
    return kept


def _take_over(answer: Answer, indicator: Indicator, kept: Nomination, by: Any) -> None:
    """The words are copied, so that what was answered there can still be read; the files come along."""
    own = Answer.objects.filter(nomination=kept, indicator=indicator).first()
    own = own or Answer(province=kept.province, nomination=kept, indicator=indicator)
    own.value, own.note = answer.value, "\n".join(filter(None, [own.note, answer.note]))
    own.version += 1
    own.changed_by = by
    own.save()
    files = Evidence.objects.filter(answer=answer, removed_at=None)
    File.objects.filter(evidence__in=files).update(nominee=kept.nominee)
    names = list(files.values_list("file__name", flat=True))
    files.update(answer=own)
    record(by, "answers.take_over", own, after={"value": own.value, "note": own.note, "files": names})


def _join(kept: Nomination, away: Nomination, reason: str, by: Any) -> None:
    """What the nomination that goes on has not got itself, and the later of two deadlines."""
    before, until = kept.closes_at, away.deadline
    if before and until and until > max(before, timezone.now()):
        Extension.objects.create(province=kept.province, nomination=kept, until=until, reason=reason, by=by)
        kept.deadline = until
        record(by, "nominations.extend", kept, before={"deadline": before}, after={"deadline": until}, reason=reason)
    kept.printed_name = kept.printed_name or away.printed_name
    kept.followed_by = kept.followed_by or away.followed_by
    kept.save(update_fields=["printed_name", "followed_by", "deadline"])


def _merge_nominees(kept: Nominee, away: Nominee, reason: str, by: Any) -> None:
    """The people of the one also act for the other; who stands nowhere else is the same candidate from now on."""
    there = set(current(Seat.objects.filter(role=Role.NOMINEE, nominee=kept)).values_list("person", flat=True))
    held = current(Seat.objects.filter(role=Role.NOMINEE, nominee=away, person__is_active=True))
    for seat in held.select_related("person", "edition").order_by("pk"):
        if seat.person_id not in there:
            there.add(seat.person_id)
            seats.give(
                Role.NOMINEE, person=seat.person, nominee=kept, edition=seat.edition, office=seat.office,
                ends_at=seat.ends_at, by=by,
            )  # fmt: skip
    if Nomination.objects.filter(nominee=away, status__in=OPEN).exists():
        return
    Nominee.objects.filter(merged_into=away).update(merged_into=kept)
    away.merged_into = kept
    away.save(update_fields=["merged_into"])
    blank = [name for name in ("npp", "nib", "address") if not getattr(kept, name)]
    taken = {name: getattr(away, name) for name in blank if getattr(away, name)}
    for name, value in taken.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(taken))
    record(by, "nominees.merge", away, after={"merged_into": str(kept), **taken}, reason=reason)


def _tell(kept: Nomination, away: Nomination, reason: str) -> None:
    """The people of both, and both proposers."""
    title = _("Usulan nomor %(away)s digabung ke nomor %(kept)s") % {"away": away.number, "kept": kept.number}
    words = {"away": away.nominee.name, "kept": kept.nominee.name, "number": kept.number, "reason": reason}
    text = (
        _("%(away)s dan %(kept)s adalah kandidat yang sama; usulan nomor %(number)s dilanjutkan. Alasan: %(reason)s")
        % words
    )
    people = [*people_of(kept.nominee), kept.proposed_by]
    tell_one = partial(notify, title=title, text=text, edition=kept.edition, province=kept.edition.province)
    tell_one(people, url=kept.get_absolute_url())
    if away.proposed_by not in people:
        tell_one([away.proposed_by], url=away.get_absolute_url())
