"""Who signs the papers of an edition. Printed papers keep whom they name."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Edition
from paritrana.seen import stamp_of, unchanged
from reports.models import Document, Signer

GONE = "gone"
# Papers by which something is laid down, not only told.
DECREES = (Document.Kind.COMMITTEE_DECREE, Document.Kind.DECREE, Document.Kind.CHANGE_DECREE)

# What stands above and below a signature.
PRINTED = ("name", "office", "acting", "on_behalf", "under")


@transaction.atomic
def set_signer(edition: Edition, signer: int | None = None, *, seen: str = "", by: User, **fields: Any) -> Signer:
    """Change who signs, or add somebody. A kind of paper has one signer: another gives it up.

    `seen` is the stamp of the signer that the person has changed. ValidationError with code "gone" when somebody has
    removed the signer meanwhile, "conflict" when somebody has changed it.
    """
    require(by, "documents.make", edition)
    Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    row = edition.signers.filter(pk=signer).first() if signer else Signer(edition=edition, province=edition.province)
    if row is None:
        text = _("Penanda tangan ini baru saja dihapus di tempat lain. Simpan lagi untuk menambahkannya sebagai baru.")
        raise ValidationError(text, code=GONE)
    if signer:
        unchanged(seen, stamp(row))
    before = {field: getattr(row, field) for field in fields} if signer else None
    for field, value in fields.items():
        setattr(row, field, value)
    row.full_clean(exclude=["province"])
    # The same form sent twice, from two tabs or by a second press.
    same = edition.signers.filter(**{name: getattr(row, name) for name in PRINTED}).exclude(pk=row.pk)
    if same.exists():
        raise ValidationError({"name": _("Penanda tangan ini sudah ada; ubah yang sudah ada.")})
    row.save()
    for other in edition.signers.filter(kinds__overlap=row.kinds).exclude(pk=row.pk):
        other.kinds = [kind for kind in other.kinds if kind not in row.kinds]
        other.save(update_fields=["kinds"])
    record(by, "set_signer", row, before=before, after=fields)
    return row


def stamp(signer: Signer) -> str:
    """Another one with every change of a signer that is there."""
    if signer.pk is None:
        return ""
    return stamp_of(*(getattr(signer, name) for name in (*PRINTED, "grade", "nip")), sorted(signer.kinds))


@transaction.atomic
def remove_signer(signer: Signer, *, by: User) -> None:
    """Nothing new is signed by this person; what the person signed stands as it was printed."""
    require(by, "documents.make", signer)
    record(by, "remove_signer", signer, before={"name": signer.name, "office": signer.office})
    signer.delete()


def signer_of(edition: Edition, kind: str = "") -> Signer:
    """Who signs papers of this kind; ValidationError as long as nobody is named."""
    signer = among(edition.signers.all(), kind)
    if signer is None:
        raise ValidationError(_("Isi penanda tangan dahulu."))
    return signer


def among(signers: Iterable[Signer], kind: str = "") -> Signer | None:
    """Of these the one for papers of this kind: who names it, else the first who names none, else the first."""
    rows = sorted(signers, key=lambda row: (kind not in row.kinds, bool(row.kinds), row.pk))
    return rows[0] if rows else None


def mandate_note(signer: Signer, kind: str) -> str:
    """What is to be known before a holder of a mandate signs a decree; "" where it does not apply."""
    if kind not in DECREES or not signer.holds_mandate:
        return ""
    return _(
        "%(acting)s %(office)s bertindak atas mandat. Pemegang mandat tidak mengambil keputusan strategis yang "
        "mengubah status hukum organisasi, kepegawaian, atau alokasi anggaran (UU 30/2014 Pasal 14 ayat (7)); hadiah "
        "uang dapat menyentuh anggaran. Pilihannya pada ketua panitia."
    ) % {"acting": signer.acting, "office": signer.office}
