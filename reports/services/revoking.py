"""Taking a document out of force for good."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from reports.models import Document
from reports.services.watching import changed


@transaction.atomic
def revoke(document: Document, *, reason: str, by: User) -> Document:
    """The check says from now on that it is revoked, and why. Its number is never given to another paper."""
    require(by, "documents.make", document)
    row = Document.objects.select_for_update(of=("self",)).select_related("edition__province").get(pk=document.pk)
    if row.kind == Document.Kind.RECEIPT:
        raise ValidationError(_("Tanda terima membuktikan apa yang diterima portal; karena itu tidak dicabut."))
    if row.kind in Document.LASTING:
        raise ValidationError(_("Kumpulan berkas tidak dicabut. Cabut dokumen di dalamnya."))
    if row.superseded_at:
        raise ValidationError(_("Dokumen ini sudah tidak berlaku."))
    if row.status != Document.Status.READY:
        raise ValidationError(_("Dokumen ini belum jadi; tidak ada yang perlu dicabut."))
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": _("Tuliskan alasan pencabutan.")})
    row.revoked_at = row.superseded_at = timezone.now()
    row.revoked_by, row.revoked_reason = by, reason
    row.save(update_fields=["revoked_at", "superseded_at", "revoked_by", "revoked_reason"])
    record(by, "documents.revoke", row, after={"number": row.number, "version": row.version}, reason=reason)
    changed(row)
    return row
