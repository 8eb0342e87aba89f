"""What an import would do to the figures as they stand now."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from nominations.imports import ESTIMATE, Cell, DryRun, Table, dry_run
from nominations.models import CoverageBase, CoverageFigure, CoverageImport
from nominations.regency_names import Known
from nominations.spreadsheets import read
from paritrana.regions.models import Branch, Province, Regency


def regencies_of(branch: Branch, province: Province, as_of: date) -> list[Regency]:
    """The regencies of the province that the branch serves at the date."""
    rows = Regency.objects.filter(
        Q(areas__valid_to=None) | Q(areas__valid_to__gt=as_of),
        areas__branch=branch,
        areas__valid_from__lte=as_of,
        province=province,
    )
    existed = Q(valid_from=None) | Q(valid_from__lte=as_of), Q(valid_to=None) | Q(valid_to__gt=as_of)
    return list(rows.filter(*existed).distinct())


def figures_of(branch: Branch, regencies: Iterable[int], as_of: date) -> dict[int, dict[str, int]]:
    """By regency and measure: what the branch counts, and the denominators. Two queries."""
    found: dict[int, dict[str, int]] = {}
    keys = list(regencies)
    counted = CoverageFigure.objects.filter(branch=branch, regency__in=keys, as_of=as_of).order_by()
    for regency, segment, people in counted.values_list("regency", "segment", "participants"):
        found.setdefault(regency, {})[segment] = people
    bases = CoverageBase.objects.filter(regency__in=keys, as_of=as_of).order_by()
    for regency, kind, segment, people in bases.values_list("regency", "kind", "segment", "people"):
        found.setdefault(regency, {})[f"{ESTIMATE}{segment}" if segment else kind] = people
    return found


def check(tables: Iterable[Table], branch: Branch, province: Province, as_of: date) -> DryRun:
    """The dry run of a table for one branch in one province. Four queries."""
    own = {regency.pk for regency in regencies_of(branch, province, as_of)}
    known = [Known(row.pk, row.code, str(row), row.pk in own) for row in Regency.objects.all()]
    return dry_run(tables, known, figures_of(branch, own, as_of), str(branch))


def dry_run_of(row: CoverageImport) -> DryRun:
    """The dry run of a kept file."""
    with row.file.content.open("rb") as content:
        tables: list[list[list[Cell]]] = read(content, row.file.type)
    return check(tables, row.branch, row.province, row.as_of)
