"""Which groups of workers are followed, and which regency protects them in which year."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from nominations.models import ProtectedGroup, Protection, Regulation
from paritrana.access import require
from paritrana.audit.services import Change, record, record_many
from paritrana.regions.models import Province, Regency

# Groups that rounds have asked about (docs/domain.md, 4); a province changes them as it likes.
USUAL = [
    "Pegawai non-ASN (honorer)",
    "Perangkat desa",
    "Anggota BPD",
    "Pengurus RT/RW",
    "Petugas pemilu",
    "Pekerja rentan",
    "Pekerja jasa konstruksi",
]
# Of one group: protected or not, None when not known; and the regulation it rests on.
State = tuple[bool | None, Regulation | None]


@transaction.atomic
def add_group(province: Province, name: str, *, by: Any) -> ProtectedGroup:
    require(by, "protection.groups", province)
    Province.objects.select_for_update().get(pk=province.pk)
    last = ProtectedGroup.objects.filter(province=province).aggregate(last=Max("order"))["last"] or 0
    row = ProtectedGroup(province=province, name=name.strip(), order=last + 1)
    row.full_clean()
    row.save()
    record(by, "protection.add_group", row, after={"name": row.name})
    return row


@transaction.atomic
def add_usual_groups(province: Province, *, by: Any) -> None:
    """The usual groups, for a province that has none yet."""
    require(by, "protection.groups", province)
    if not ProtectedGroup.objects.filter(province=province).exists():
        for name in USUAL:
            add_group(province, name, by=by)


@transaction.atomic
def edit_group(group: ProtectedGroup, name: str, *, by: Any) -> None:
    """Another name for the same group; what is known of it stays."""
    require(by, "protection.groups", group)
    row = ProtectedGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    before, row.name = row.name, name.strip()
    row.full_clean()
    row.save(update_fields=["name"])
    record(by, "protection.edit_group", row, before={"name": before}, after={"name": row.name})


@transaction.atomic
def remove_group(group: ProtectedGroup, *, by: Any) -> None:
    require(by, "protection.groups", group)
    row = ProtectedGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if row.protections.exists():
        raise ValidationError(_("Kelompok yang sudah berisi data tidak dihapus, supaya tahun lalu tetap terbaca."))
    record(by, "protection.remove_group", row, before={"name": row.name})
    row.delete()


@transaction.atomic
def set_states(regency: Regency, year: int, states: Mapping[ProtectedGroup, State], *, by: Any) -> None:
    """What is known of one regency in one year. Only what changes is written; not known takes the row away."""
    require(by, "protection.enter", regency)
    Regency.objects.select_for_update(of=("self",)).get(pk=regency.pk)
    stored = {
        row.group_id: row
        for row in Protection.objects.select_for_update(of=("self",)).filter(regency=regency, year=year)
    }
    entries: list[Change] = []
    for group, (protected, regulation) in states.items():
        if group.province_id != regency.province_id:
            raise ValidationError(_("Kelompok ini milik provinsi lain."))
        row = stored.get(group.pk)
        before = {"protected": row.protected, "regulation": row.regulation_id} if row else None
        if protected is None:
            if row:
                entries.append((row, _words(before), None))
                Protection.objects.filter(pk=row.pk).delete()
            continue
        _check(regency, year, group, protected, regulation)
        after = {"protected": protected, "regulation": regulation.pk if regulation else None}
        if before == after:
            continue
        row = row or Protection(province=regency.province, regency=regency, group=group, year=year)
        row.protected, row.regulation, row.by = protected, regulation, by
        row.save()
        entries.append((row, _words(before), {**after, "regulation": str(regulation) if regulation else None}))
    record_many(by, "protection.enter", entries)


def _words(before: dict[str, Any] | None) -> dict[str, Any] | None:
    if not before or not before["regulation"]:
        return before
    return {**before, "regulation": str(Regulation.objects.get(pk=before["regulation"]))}


def _check(regency: Regency, year: int, group: ProtectedGroup, protected: bool, regulation: Regulation | None) -> None:
    if regulation is None:
        return
    if not protected:
        raise ValidationError(_("%s: dasar hanya diisi bila kelompok ini terlindungi.") % group.name)
    if regulation.province_id != regency.province_id or regulation.regency_id not in (None, regency.pk):
        raise ValidationError(_("%s: pilih regulasi daerah ini atau regulasi provinsi.") % group.name)
    if regulation.year > year:
        raise ValidationError(_("%(group)s: %(regulation)s terbit setelah %(year)s.") % {
            "group": group.name, "regulation": regulation, "year": year,
        })  # fmt: skip
