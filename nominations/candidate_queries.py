"""Candidates as an import compares them, and what it would do as things stand now."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from nominations.candidate_columns import VILLAGE, Table
from nominations.candidates import Candidate, DryRun, Place, dry_run, village_codes
from nominations.likeness import Known
from nominations.models import CandidateImport, Nomination
from nominations.regency_names import Known as KnownRegency
from nominations.spreadsheets import read
from nominations.workflow import OPEN
from paritrana.committees.models import Category
from paritrana.regions.models import Nominee, Regency, Village


def known_of(nominee: Nominee, key: int | None = None, number: int = 0) -> Known:
    """A candidate as it is compared; its regency must be at hand."""
    return Known(key or nominee.pk, nominee.name, nominee.npp, nominee.nib, str(nominee.regency), number)


def check(tables: Sequence[Table], category: Category) -> DryRun:
    """The dry run of a table for one category. At most four queries."""
    regencies = list(Regency.objects.all())
    own = [KnownRegency(row.pk, row.code, str(row), row.province_id == category.province_id) for row in regencies]
    candidates, aliases = _candidates(category)
    villages = _villages(tables, category) if category.nominee_kind == VILLAGE else {}
    return dry_run(tables, category.nominee_kind, own, candidates, villages, aliases)


def dry_run_of(row: CandidateImport) -> DryRun:
    """The dry run of a kept file."""
    with row.file.content.open("rb") as content:
        tables: list[Table] = list(read(content, row.file.type))
    return check(tables, row.category)


def _candidates(category: Category) -> tuple[list[Candidate], list[Known]]:
    """Those of the province of this kind, and under which other names they are known."""
    here: dict[int, int] = {}
    elsewhere: dict[int, list[str]] = {}
    standing = Nomination.objects.filter(edition=category.edition_id, status__in=OPEN).order_by("number")
    for nominee, number, of, name in standing.values_list("nominee", "number", "category", "category__name"):
        if of == category.pk:
            here[nominee] = number
        else:
            words = _("Juga diusulkan dalam kategori %(category)s dengan nomor %(number)s.")
            elsewhere.setdefault(nominee, []).append(words % {"category": name, "number": number})
    rows = Nominee.objects.filter(province=category.province_id, kind=category.nominee_kind)
    found, aliases = [], []
    for row in rows.select_related("regency", "village"):
        if row.merged_into_id:
            aliases.append(known_of(row, row.merged_into_id))
            continue
        found.append(
            Candidate(
                known_of(row),
                regency=row.regency.code,
                village=row.village.code if row.village else "",
                address=row.address,
                here=here.get(row.pk),
                elsewhere=tuple(elsewhere.get(row.pk, ())),
            )
        )
    return found, aliases


def _villages(tables: Sequence[Table], category: Category) -> dict[str, Place]:
    rows = Village.objects.filter(province=category.province_id, code__in=village_codes(tables))
    return {
        row.code: Place(row.code, row.name, row.district, str(row.regency)) for row in rows.select_related("regency")
    }
