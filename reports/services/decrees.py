"""Number and date of the Keputusan behind a decision, and days that do not agree."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Category
from paritrana.seen import stamp_of, unchanged
from reports.documents.decree_days import open_warnings, warnings
from reports.models import Decree
from reports.services.locks import locked_category
from scoring.models import Decision, DecisionChange
from scoring.ranking_queries import decision_in_force

FIELDS = ("number", "date", "printed_on", "day", "cited")


def decree_of(decision: Decision) -> Decree:
    """What is known of the Keputusan; of a changed decision number and date of the Keputusan perubahan."""
    row = Decree.objects.filter(decision=decision).first()
    if row is None:
        row = Decree(decision=decision, province_id=decision.province_id)
        if change := DecisionChange.objects.filter(decision=decision).defer("package").first():
            row.number, row.date = change.number, change.date
    row.decision = decision
    return row


@transaction.atomic
def set_decree(category: Category, *, seen: str = "", by: User, **fields: Any) -> Decree:
    """Number, date, print date, and which day certificates bear. Certificates made before stay until made again."""
    row = _locked(category, by)
    unchanged(seen, stamp(row))
    before = {name: getattr(row, name) for name in FIELDS} if row.pk else None
    said = warnings(row)
    for name in FIELDS:
        setattr(row, name, fields[name])
    row.number = row.number.strip()
    row.full_clean(exclude=["province", "decision"])
    # What was accepted of other days is not accepted of these.
    now = warnings(row)
    row.accepted = [name for name in row.accepted if now.get(name) == said.get(name)]
    row.save()
    record(by, "decree.set", row, before=before, after={name: getattr(row, name) for name in FIELDS})
    return row


@transaction.atomic
def accept_days(category: Category, *, reason: str, seen: str = "", by: User) -> Decree:
    """What does not agree now is as it is, for this reason; something new will be asked again."""
    row = _locked(category, by)
    unchanged(seen, stamp(row))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Tulis alasannya.")})
    found = open_warnings(row)
    if not found:
        raise ValidationError(_("Tidak ada yang perlu diterima; muat ulang halaman ini."))
    row.accepted = [*row.accepted, *found]
    row.reason = f"{row.reason}\n{reason}".strip()
    row.accepted_by, row.accepted_at = by, timezone.now()
    row.save()
    record(by, "decree.accept", row, after={"accepted": list(found.values())}, reason=reason)
    return row


def stamp(row: Decree) -> str:
    """Another one with every change of number and days."""
    return stamp_of(*(getattr(row, name) for name in FIELDS))


def _locked(category: Category, by: User) -> Decree:
    require(by, "documents.make", category)
    category = locked_category(category)
    decision = decision_in_force(category)
    if decision is None:
        raise ValidationError(_("Tetapkan hasil rapat pleno dahulu; Keputusan dibuat dari hasil itu."))
    decision.category = category
    return decree_of(decision)
