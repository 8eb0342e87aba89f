"""Keputusan perubahan: opened with its ground, decided anew by the plenary, issued by a second officer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from paritrana.access import require
from paritrana.celery import later
from paritrana.committees.models import Category
from paritrana.committees.queries import secretariat, why_not_second
from paritrana.notices.services import notify
from paritrana.numbers import tanggal
from scoring import ledger, snapshot
from scoring.ledger import record
from scoring.models import Decision, DecisionChange, Objection, RankingRun
from scoring.objection_queries import forwarded_and_lost, frozen_package, shown
from scoring.ranking_queries import decision_in_force, open_change
from scoring.services import plenary


class _Rehearsed(Exception):
    """Undoes the rehearsal of a decision."""


@transaction.atomic
def open_for_change(
    category: Category, *, reason: str, objection: Objection | None = None, order: str = "", by: Any
) -> DecisionChange:
    """Open an announced decision for change, on an objection accepted with change or on an official order.

    From now on values and marks may be corrected and the ranking computed again. The old decision stays in force,
    and public, until the change is issued.
    """
    require(by, "changes.open", category)
    ledger.lock(category)
    category = Category.objects.select_for_update(of=("self",)).get(pk=category.pk)
    decision = decision_in_force(category)
    if category.released_at is None or decision is None:
        raise ValidationError(
            _("Hasil kategori ini belum diumumkan; penetapan dapat dicabut tanpa Keputusan perubahan.")
        )
    if open_change(category):
        raise ValidationError(_("Perubahan kategori ini sudah dibuka."))
    if objection is None and not order.strip():
        raise ValidationError({"order": _("Pilih sanggahan yang diterima, atau tuliskan surat perintah resminya.")})
    if objection and (objection.category_id != category.pk or objection.outcome != Objection.Outcome.CHANGED):
        raise ValidationError({"objection": _("Pilih sanggahan yang diterima dengan perubahan hasil.")})
    if objection and objection.changes.filter(issued_at__isnull=False).exists():
        raise ValidationError({"objection": _("Sanggahan ini sudah diikuti Keputusan perubahan.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Tuliskan alasan perubahan.")})
    change = DecisionChange.objects.create(
        province_id=category.province_id,
        category=category,
        supersedes=decision,
        objection=objection,
        order=order.strip(),
        reason=reason.strip(),
        opened_by=by,
        package=frozen_package(decision) or snapshot.published(decision).decode(),
    )
    ground = {"objection": objection.number if objection else None, "order": change.order}
    record(by, "changes.open", change, after=ground, reason=change.reason)
    return change


@transaction.atomic
def decide(
    change: DecisionChange,
    run: RankingRun,
    placements: Sequence[tuple[Nomination, int]],
    *,
    held_on: date,
    place: str,
    deviation_reason: str,
    tie_reasons: Mapping[str, str] | None = None,
    tie_basis: str = "",
    by: Any,
    from_paper: str = "",
) -> DecisionChange:
    """What the plenary decides instead. Nobody outside reads it before it is issued; until then it may be replaced."""
    require(by, "paper.confirm" if from_paper else "decision.close", change.category)
    change = _locked(change)
    change.decided_by, change.decided_at, change.from_paper = by, timezone.now(), from_paper
    change.result = {
        "run": run.pk,
        "placements": {str(nomination.pk): number for nomination, number in placements},
        "held_on": held_on.isoformat(),
        "place": place,
        "deviation_reason": deviation_reason,
        "tie_reasons": dict(tie_reasons or {}),
        "tie_basis": tie_basis,
    }
    # Rehearsed, so that whatever would be refused at the issue is refused to those who decide.
    try:
        with transaction.atomic():
            _replace(change, by)
            raise _Rehearsed
    except _Rehearsed:
        pass
    change.save(update_fields=["decided_by", "decided_at", "from_paper", "result"])
    record(by, "changes.decide", change, after={"run": run.number, "held_on": held_on, "from_paper": from_paper})
    return change


@transaction.atomic
def issue(change: DecisionChange, *, number: str, date: date, by: Any) -> DecisionChange:
    """The second officer issues the Keputusan perubahan: at this moment the new decision takes the old one's place."""
    require(by, "changes.issue", change)
    change = _locked(change)
    if reason := refusal(change, by):
        raise PermissionDenied(reason)
    if change.result is None:
        raise ValidationError(_("Rapat pleno belum menetapkan hasil yang baru."))
    if not number.strip():
        raise ValidationError({"number": _("Tuliskan nomor Keputusan perubahan.")})
    opened = timezone.localdate(change.opened_at)
    if not opened <= date <= timezone.localdate():
        text = _("Tulis tanggal sejak perubahan dibuka (%s) sampai hari ini.")
        raise ValidationError({"date": text % tanggal(opened)})
    change.number, change.date, change.issued_by, change.issued_at = number.strip(), date, by, timezone.now()
    change.decision = _replace(change, by)
    change.save(update_fields=["number", "date", "issued_by", "issued_at", "decision"])
    record(
        by,
        "changes.issue",
        change,
        rows=[change, change.supersedes],
        after={"number": change.number, "date": date, "run": change.decision.run.number},
        reason=change.reason,
    )
    later("reports.recall", change.pk)
    _tell(change)
    return change


@transaction.atomic
def discard(change: DecisionChange, *, note: str, by: Any) -> DecisionChange:
    """Close an opened change without effect, with a reason; the announced decision stays as it is."""
    require(by, "changes.open", change)
    change = _locked(change)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan membatalkan perubahan.")})
    change.discarded_at = timezone.now()
    change.save(update_fields=["discarded_at"])
    record(by, "changes.discard", change, reason=note.strip())
    return change


def refusal(change: DecisionChange, user: Any) -> str:
    """Why this person may not issue this change; empty when the person may."""
    return why_not_second(change.category.edition, user, change.opened_by_id, "changes.issue")


# --- inside ---------------------------------------------------------------------------------------------


def _locked(change: DecisionChange) -> DecisionChange:
    """The change as it stands, with its category's scoring locked; refused once it is closed."""
    ledger.lock(change.category_id)
    rows = DecisionChange.objects.select_for_update(of=("self",)).select_related(
        "category__edition__province", "supersedes", "objection"
    )
    row = rows.defer("package").get(pk=change.pk)
    if not row.is_open:
        raise ValidationError(_("Perubahan ini sudah diterbitkan atau dibatalkan."))
    return row


def _replace(change: DecisionChange, by: Any) -> Decision:
    """The old decision goes out of force and the new one comes in, in the words the plenary chose."""
    old, given = change.supersedes, change.result or {}
    Decision.objects.filter(pk=old.pk).update(revoked_at=change.issued_at or timezone.now())
    nominations = Nomination.objects.filter(category=change.category).in_bulk(list(map(int, given["placements"])))
    return plenary.decide(
        change.category,
        RankingRun.objects.get(category=change.category, pk=given["run"]),
        [(nominations[int(key)], place) for key, place in given["placements"].items()],
        held_on=date.fromisoformat(given["held_on"]),
        place=given["place"],
        deviation_reason=given["deviation_reason"],
        tie_reasons=given["tie_reasons"],
        tie_basis=given["tie_basis"],
        by=by,
        change=change,
    )


def _tell(change: DecisionChange) -> None:
    """The candidates read the new result; the secretariat learns which letter the centre is owed."""
    category, decision = change.category, change.decision
    edition = category.edition
    place = [edition.province.slug, edition.slug, category.slug]
    words = {"category": category, "number": change.number, "day": tanggal(change.date)}
    assert decision is not None
    notify(
        [seat.person for row in shown(category, decision) for seat in row.people if seat.person],
        title=_("Hasil %(category)s diubah") % words,
        text=_("Hasil kategori %(category)s diubah dengan Keputusan perubahan nomor %(number)s, %(day)s.") % words,
        url=reverse("result", args=place),
        edition=edition,
    )
    if lost := forwarded_and_lost(change):
        names = ", ".join(str(row.nominee) for row in lost)
        notify(
            [seat.person for seat in secretariat(edition).select_related("person")],
            title=_("Surati pusat: %(category)s berubah") % words,
            text=_("%(names)s sudah diteruskan ke tingkat nasional sebagai juara 1. Kirim surat ralat ke pusat.")
            % {"names": names},
            url=reverse("change", args=[*place, change.pk]),
            edition=edition,
        )
