"""The register of regulations."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from nominations.models import Regulation
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.files import services as files
from paritrana.regions.models import Province, Regency

FIELDS = ["regency", "kind", "number", "year", "about"]


@transaction.atomic
def add_regulation(province: Province, upload: UploadedFile | None = None, *, by: Any, **values: Any) -> Regulation:
    require(by, "regulations.edit", province)
    return _write(Regulation(province=province), upload, by, "regulations.add", values)


@transaction.atomic
def edit_regulation(row: Regulation, upload: UploadedFile | None = None, *, by: Any, **values: Any) -> Regulation:
    """Without a new file the old one stays."""
    require(by, "regulations.edit", row)
    stored = Regulation.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return _write(stored, upload, by, "regulations.edit", values)


def _write(row: Regulation, upload: UploadedFile | None, by: Any, verb: str, values: dict[str, Any]) -> Regulation:
    before = {name: _plain(row, name) for name in (*FIELDS, "file")} if row.pk else None
    regency: Regency | None = values["regency"]
    if regency:
        require(by, "regulations.edit", regency)
    for name in FIELDS:
        setattr(row, name, values[name])
    row.entered_by = by
    row.full_clean(exclude=["file"])
    if upload:
        row.file = files.store(upload, province=row.province, by=by)
    row.save()
    record(by, verb, row, before=before, after={name: _plain(row, name) for name in (*FIELDS, "file")})
    return row


def _plain(row: Regulation, name: str) -> Any:
    value = getattr(row, name)
    return value if value is None or isinstance(value, int) else str(value)
