"""The province's own days: cuti bersama of the governor, local days off, a national day that was moved."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Holiday
from paritrana.regions.models import Province


@transaction.atomic
def add(province: Province, day: date, name: str, *, is_off: bool, by: User) -> Holiday:
    """One day of the province's table. Time limits that run already keep their date."""
    require(by, "holidays.edit", province)
    row = Holiday(province=province, day=day, name=name.strip(), is_off=is_off, by=by)
    row.full_clean(exclude=["province"], validate_constraints=False)
    made, new = Holiday.objects.get_or_create(
        province=province, day=day, defaults={"name": row.name, "is_off": is_off, "by": by}
    )
    if not new:
        raise ValidationError({"day": _("Tanggal ini sudah ada dalam daftar. Hapus dahulu yang lama.")})
    record(by, "holidays.add", made, after={"day": day, "name": made.name, "is_off": is_off})
    return made


@transaction.atomic
def remove(row: Holiday, *, by: User) -> None:
    require(by, "holidays.edit", row)
    record(by, "holidays.remove", row, before={"day": row.day, "name": row.name, "is_off": row.is_off})
    row.delete()
