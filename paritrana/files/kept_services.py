"""Files that go up in pieces for a form: kept for the person until the form claims them, swept after a day."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.files.models import File, Upload
from paritrana.files.services import store
from paritrana.files.upload_services import KEEP, finish, start
from paritrana.numbers import size as in_words
from paritrana.regions.models import Nominee, Province

State = Upload.State


def begin(*, name: str, size: int, sha256: str, purpose: str, province: Province, by: Any) -> Upload:
    """Make room for a file that the form at `purpose` will claim."""
    rows = Upload.objects.filter(owner=by, then=KEEP, expires_at__gt=timezone.now()).exclude(state=State.REFUSED)
    left = settings.NOMINATION_MAX_BYTES - (rows.aggregate(sum=Sum("size"))["sum"] or 0)
    if size > left:
        raise ValidationError(
            _("Simpan atau batalkan dulu berkas yang sudah diunggah: yang belum disimpan paling besar %(limit)s."),
            code="quota",
            params={"limit": in_words(settings.NOMINATION_MAX_BYTES)},
        )
    place = hashlib.sha256(purpose.encode()).hexdigest()[:12]
    subject = f"form/{by.pk}/{place}"
    return start(name=name, size=size, then=KEEP, subject=subject, province=province, by=by, sha256=sha256)


def keep(pk: int) -> None:
    """The file is whole; it waits for its form until the upload expires."""
    finish(Upload.objects.get(pk=pk))


def unclaimed(user: Any) -> QuerySet[Upload]:
    """Whole files of this person that no form has claimed yet."""
    rows = Upload.objects.visible_to(user, "files.upload").filter(then=KEEP, state=State.DONE, file__isnull=False)
    return rows.filter(expires_at__gt=timezone.now()).select_related("file")


@transaction.atomic
def claim(upload: Upload, *, province: Province, by: Any, types: list[str] | None = None) -> File:
    """The file of an upload, once, for a row that its own person writes. When the verb fails it is unclaimed again."""
    row = unclaimed(by).select_for_update(of=("self",)).filter(pk=upload.pk, province=province).first()
    if row is None or row.file is None:
        raise ValidationError(_("Pilih lagi “%s”: unggahannya sudah dipakai atau sudah dihapus.") % upload.name)
    file = row.file
    if file.state == File.State.REJECTED:
        raise ValidationError(_("“%(name)s” tidak diterima. %(why)s") % {"name": file.name, "why": file.why})
    if types and file.type not in types:
        names = ", ".join(kind.upper() for kind in types if kind != "jpeg")
        raise ValidationError(
            _("“%(name)s” belum dapat diterima. Pilih %(types)s.") % {"name": file.name, "types": names}
        )
    row.delete()
    return file


def file_of(
    given: UploadedFile | Upload,
    *,
    province: Province,
    by: Any,
    types: list[str] | None = None,
    nominee: Nominee | None = None,
) -> File:
    """The file that a form brings: stored as it comes, or claimed when it went up in pieces before."""
    if not isinstance(given, Upload):
        return store(given, province=province, by=by, types=types, nominee=nominee)
    file = claim(given, province=province, by=by, types=types)
    file.nominee = nominee
    file.save(update_fields=["nominee"])
    return file
