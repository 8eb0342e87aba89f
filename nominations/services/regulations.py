"""The register of regulations."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import Protection, Regulation
from paritrana.access import require, seats_of
from paritrana.audit.services import record
from paritrana.files.kept_services import file_of
from paritrana.files.models import Upload
from paritrana.regions.models import Province, Regency
from paritrana.roles import Role

FIELDS = ["regency", "kind", "number", "year", "about"]


@transaction.atomic
def add_regulation(
    province: Province, upload: UploadedFile | Upload | None = None, *, by: Any, **values: Any
) -> Regulation:
    require(by, "regulations.edit", province)
    return _write(Regulation(province=province), upload, by, "regulations.add", values)


@transaction.atomic
def edit_regulation(
    row: Regulation, upload: UploadedFile | Upload | None = None, *, by: Any, **values: Any
) -> Regulation:
    """Without a new file the old one stays."""
    require(by, "regulations.edit", row)
    stored = Regulation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return _write(stored, upload, by, "regulations.edit", values)


@transaction.atomic
def remove_regulation(row: Regulation, *, note: str, by: Any) -> None:
    """Take a line entered by mistake out of the register; the trail keeps what it said."""
    require(by, "regulations.edit", row)
    row = Regulation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not note.strip():
        raise ValidationError({"note": _("Tuliskan alasan menghapus regulasi ini.")})
    grounded = Protection.objects.filter(regulation=row).select_related("regency", "group")
    if grounded:
        names = "; ".join(f"{one.regency}: {one.group} ({one.year})" for one in grounded[:5])
        raise ValidationError(_("Ganti dahulu dasar perlindungan yang memakai regulasi ini: %s.") % names)
    record(
        by,
        "regulations.remove",
        row,
        before={name: _plain(row, name) for name in (*FIELDS, "file")},
        reason=note.strip(),
    )
    row.delete()


def _write(
    row: Regulation, upload: UploadedFile | Upload | None, by: Any, verb: str, values: dict[str, Any]
) -> Regulation:
    before = {name: _plain(row, name) for name in (*FIELDS, "file")} if row.pk else None
    regency: Regency | None = values["regency"]
    if regency:
        require(by, "regulations.edit", regency)
    elif not any(seat.role == Role.SECRETARIAT and seat.province_id == row.province_id for seat in seats_of(by)):
        raise ValidationError({"regency": _("Pilih kabupaten/kota: regulasi provinsi dicatat oleh sekretariat.")})
    for name in FIELDS:
        setattr(row, name, values[name])
    row.entered_by = by
    row.full_clean(exclude=["file"])
    if upload:
        try:
            row.file = file_of(upload, province=row.province, by=by)
        except ValidationError as error:
            raise ValidationError({"upload": error.error_list}) from None
    row.save()
    record(by, verb, row, before=before, after={name: _plain(row, name) for name in (*FIELDS, "file")})
    return row


def _plain(row: Regulation, name: str) -> Any:
    value = getattr(row, name)
    return value if value is None or isinstance(value, int) else str(value)
