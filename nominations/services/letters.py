"""Signed letters that go with the sending: number, date and signer are typed, the scan is uploaded."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Letter, Nomination
from nominations.services.answers import writable
from paritrana.audit.services import record
from paritrana.files.kept_services import file_of
from paritrana.files.models import Upload

TYPES = ["pdf", "jpg", "jpeg", "png"]


@transaction.atomic
def put(
    nomination: Nomination,
    kind: str,
    *,
    number: str,
    date: datetime.date,
    signer: str,
    office: str,
    scan: UploadedFile | Upload,
    by: Any,
) -> Letter:
    """Keep a signed letter; it takes the place of the one before, which stays on record."""
    row = writable(nomination, by)
    if kind not in row.category.letters:
        raise ValidationError(_("Surat ini tidak diminta dalam kategori ini."))
    typed = {"number": number.strip(), "signer": " ".join(signer.split()), "office": " ".join(office.split())}
    errors = {field: _("Isi bagian ini.") for field, text in typed.items() if not text}
    if date > timezone.localdate():
        errors["date"] = _("Pilih tanggal yang sudah tiba: surat sudah ditandatangani.")
    if errors:
        raise ValidationError(errors)
    former = Letter.objects.filter(nomination=row, kind=kind, replaced_at=None).select_for_update(of=("self",)).first()
    try:
        file = file_of(scan, province=row.province, by=by, types=TYPES, nominee=row.nominee)
    except ValidationError as error:
        raise ValidationError({"scan": error.error_list}) from None
    if former:
        former.replaced_at = timezone.now()
        former.save(update_fields=["replaced_at"])
    made = Letter.objects.create(province=row.province, nomination=row, kind=kind, date=date, file=file, by=by, **typed)
    record(
        by,
        "letters.put",
        made,
        before={"number": former.number, "date": former.date, "signer": former.signer} if former else None,
        after={"kind": kind, "date": date, **typed, "sha256": file.sha256},
    )
    return made
