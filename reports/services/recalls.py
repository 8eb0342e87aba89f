"""Certificates whose paper comes back: out of force with a Keputusan perubahan, or made again; ticked off then."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Category
from reports.models import Document, Recall
from scoring.models import DecisionChange


@transaction.atomic
def recall(change: DecisionChange) -> int:
    """Take the certificates of changed places out of force, in the name of who issued the change. Once is enough."""
    assert change.decision is not None
    assert change.issued_by is not None
    Category.objects.select_for_update(of=("self",)).get(pk=change.category_id)
    old = dict(change.supersedes.placements.values_list("nomination", "word"))
    new = dict(change.decision.placements.values_list("nomination", "word"))
    # Who had no place may hold a certificate of nomine.
    changed = [nomination for nomination in {**old, **new} if old.get(nomination) != new.get(nomination)]
    rows = Document.objects.filter(
        kind=Document.Kind.CERTIFICATE,
        category=change.category_id,
        nomination__in=changed,
        superseded_at=None,
        made_at__lt=change.issued_at,
    )
    now = timezone.now()
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for document in found:
        document.superseded_at = now
        document.save(update_fields=["superseded_at"])
        replaced = document.nomination_id in new
        Recall.objects.create(province_id=document.province_id, document=document, change=change, replaced=replaced)
        after = {"number": document.number, "change": change.number, "replaced": replaced}
        record(change.issued_by, "certificates.recall", document, after=after)
    return len(found)


def ask_back(document: Document, *, by: User) -> Recall:
    """A certificate that was signed or handed over says something wrong and was made again: its paper comes back."""
    row = Recall.objects.create(province_id=document.province_id, document=document, replaced=True)
    record(by, "certificates.recall", document, after={"number": document.number, "replaced": True})
    return row


def recall_changed(category: Category) -> None:
    """The same for every change of a category, where a lost message has left one out."""
    rows = DecisionChange.objects.filter(category=category, issued_at__isnull=False, decision__revoked_at=None)
    for change in rows.select_related("supersedes", "decision", "issued_by").defer("package"):
        recall(change)


@transaction.atomic
def note_returned(row: Recall, *, on: date, note: str = "", by: User) -> Recall:
    """Tick a recalled certificate off: the paper is back, or how else it ended."""
    require(by, "documents.make", row)
    if on > timezone.localdate() or on < timezone.localdate(row.at):
        raise ValidationError({"on": _("Tulis tanggal sejak piagam ditarik sampai hari ini.")})
    noted = Recall.objects.filter(pk=row.pk, returned_on=None).update(returned_on=on, note=note.strip(), noted_by=by)
    if not noted:
        raise ValidationError(_("Piagam ini sudah dicatat kembali."))
    row.refresh_from_db()
    record(by, "certificates.returned", row, after={"returned_on": on, "note": row.note})
    return row
