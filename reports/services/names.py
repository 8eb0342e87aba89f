"""Names as they are to be printed on certificates, confirmed by those who bear them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.queries import COMPETING
from paritrana.access import holds, require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Stage
from paritrana.seen import CONFLICT
from paritrana.typeface import named, unprinted
from reports.models import Document

# A name on paper is one line or two; a line feed or a tab in it would be a mistake.
LONGEST = 160


def why_not(nomination: Nomination, by: User) -> str:
    """Why the name cannot be confirmed by this person now, or an empty string."""
    if not Nomination.objects.filter(COMPETING, pk=nomination.pk).exists():
        return _("Hanya nama nomine yang dikonfirmasi.")
    if not nomination.category.is_at_least(Stage.DELIBERATION):
        return _("Konfirmasi nama dibuka setelah wawancara selesai.")
    # Closed for all of the category at once: a page that closes for one tells before the announcement who won.
    made = Document.objects.filter(kind=Document.Kind.CERTIFICATE, category=nomination.category)
    if made.exists() and not holds(by, "documents.make"):
        return _("Piagam kategori ini sudah disiapkan. Sampaikan perbaikan nama kepada sekretariat.")
    return ""


@transaction.atomic
def confirm_name(nomination: Nomination, name: str, *, seen: str | None = None, by: User) -> Nomination:
    """The recipient's own spelling; the secretariat enters it for those who say it otherwise.

    `seen` is the stored name that the person has changed; another one means that somebody was faster.
    """
    require(by, "names.confirm", nomination)
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("category", "nominee")
    nomination = rows.get(pk=nomination.pk)
    if reason := why_not(nomination, by):
        raise ValidationError(reason)
    if seen is not None and seen != nomination.printed_name:
        text = _("Nama ini baru saja disimpan sebagai “%(name)s”. Simpan lagi bila yang Anda tulis yang benar.")
        raise ValidationError(text % {"name": nomination.printed_name}, code=CONFLICT)
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": _("Tulis nama seperti akan tercetak.")})
    if len(name) > LONGEST:
        raise ValidationError({"name": _("Pendekkan nama menjadi paling banyak %(count)s huruf.") % {"count": LONGEST}})
    if strange := unprinted(name):
        text = _("Ganti huruf yang tidak dapat dicetak: %(letters)s")
        raise ValidationError({"name": text % {"letters": named(strange)}})
    before = {"printed_name": nomination.printed_name}
    nomination.printed_name = name
    nomination.save(update_fields=["printed_name"])
    record(by, "names.confirm", nomination, before=before, after={"printed_name": name})
    return nomination
