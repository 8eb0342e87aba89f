"""The call list: talks with candidates that have not moved, and who of the secretariat follows which."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import Contact, Nomination
from nominations.services.nominations import locked
from paritrana.access import require
from paritrana.audit.services import record


@transaction.atomic
def note_contact(nomination: Nomination, *, how: str, note: str, by: Any) -> Contact:
    """Somebody was called or written to; who does so first follows the candidate from then on."""
    row = locked(nomination)
    require(by, "nominations.manage", row)
    note = note.strip()
    if how not in Contact.How.values:
        raise ValidationError({"how": _("Pilih cara menghubungi.")})
    if not note:
        raise ValidationError({"note": _("Tulis siapa yang dihubungi dan hasilnya.")})
    contact = Contact.objects.create(province=row.province, nomination=row, how=how, note=note, by=by)
    record(by, "contacts.note", contact, after={"how": how, "note": note})
    if row.followed_by_id is None:
        follow(row, by=by)
    return contact


@transaction.atomic
def follow(nomination: Nomination, *, by: Any) -> Nomination:
    """See to it that this candidate moves, also in place of a colleague."""
    row = locked(nomination)
    require(by, "nominations.manage", row)
    before = row.followed_by
    if before != by:
        row.followed_by = by
        row.save(update_fields=["followed_by"])
        record(by, "nominations.follow", row, before={"followed_by": str(before or "")}, after={"followed_by": str(by)})
    return row
