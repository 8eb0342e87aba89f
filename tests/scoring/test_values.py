from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.models import CoverageBase, CoverageFigure
from paritrana.committees.models import Stage
from scoring import verify
from scoring.models import Value
from scoring.queries import values_for_run
from scoring.ranking_queries import run_input
from scoring.services import values

YEAR_END = date(2024, 12, 31)


def cover(regency, branch, by, participants, base, confirmed=True):
    CoverageFigure.objects.create(
        province=regency.province, regency=regency, branch=branch, as_of=YEAR_END, segment="pu",
        participants=participants, source="contoh", entered_by=by,
        confirmed_by=by if confirmed else None, confirmed_at="2025-02-01T00:00Z" if confirmed else None,
    )  # fmt: skip
    if base is not None:
        CoverageBase.objects.create(
            province=regency.province, regency=regency, as_of=YEAR_END, kind="labour_force", people=base,
            source="contoh", entered_by=by,
        )  # fmt: skip


def test_coverage_goes_through_the_anchors_and_is_rounded_half_up(
    frozen, nominations, branch, branch_head, scored_category, secretariat
):
    cover(nominations[0].nominee.regency, branch, branch_head, 1, 3)  # 33 1/3 % -> 40,00
    cover(nominations[1].nominee.regency, branch, branch_head, 962_711, 1_358_649)  # 70,86 % -> 76,69
    cover(nominations[2].nominee.regency, branch, branch_head, 77_074, 51_086)  # above 100 % -> the last anchor
    assert values.compute_coverage_values(scored_category, by=secretariat) == []
    assert list(Value.objects.order_by("nomination").values_list("value", flat=True)) == [
        Decimal("40.00"), Decimal("76.69"), Decimal("100.00"),
    ]  # fmt: skip
    assert (
        Value.objects.get(nomination=nominations[1]).source
        == "962.711 peserta dari 1.358.649 (angkatan kerja) per 31 Des 2024 = 70,86%"
    )
    assert values_for_run(scored_category)[str(nominations[0].pk)] == {"cakupan": 4000}
    given = run_input(scored_category, frozen)
    assert given["indicators"]["2"] == {"cakupan": {"participants": "962711", "people": "1358649"}}
    assert verify.check_indicators(given["rules"], given) == 3
    given["indicators"]["2"]["cakupan"]["participants"] = "862711"
    with pytest.raises(verify.Difference, match="run.input.values.2.cakupan"):
        verify.check_indicators(given["rules"], given)


def test_missing_coverage_gives_no_row_and_says_why(
    frozen, nominations, branch, branch_head, scored_category, secretariat
):
    cover(nominations[0].nominee.regency, branch, branch_head, 10, None)
    cover(nominations[1].nominee.regency, branch, branch_head, 10, 20, confirmed=False)
    lacking = values.compute_coverage_values(scored_category, by=secretariat)
    assert lacking == [
        (nominations[0], "penyebut belum diisi"),
        (nominations[1], "angka peserta belum dikonfirmasi kepala kantor cabang"),
        (nominations[2], "angka peserta belum diisi"),
    ]
    assert not Value.objects.exists()


def test_value_without_its_figures_is_removed(frozen, nominations, branch, branch_head, scored_category, secretariat):
    cover(nominations[0].nominee.regency, branch, branch_head, 10, 20)
    values.compute_coverage_values(scored_category, by=secretariat)
    assert Value.objects.get().value == Decimal("60.00")
    CoverageFigure.objects.update(confirmed_by=None, confirmed_at=None)
    values.compute_coverage_values(scored_category, by=secretariat)
    assert not Value.objects.exists()


def test_value_is_recorded_by_the_secretariat_until_the_decision(
    frozen, nominations, scored_category, panelist, stranger, secretariat
):
    criterion = frozen.criteria.get(code="cakupan")
    for user in (panelist, stranger):
        with pytest.raises(PermissionDenied):
            values.record_value(nominations[0], criterion, Decimal(50), "contoh", by=user)
    values.record_value(nominations[0], criterion, Decimal(50), "contoh", by=secretariat)
    scored_category.stage = Stage.DECIDED
    scored_category.save(update_fields=["stage"])
    nominations[0].refresh_from_db()
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        values.record_value(nominations[0], criterion, Decimal(60), "contoh", by=secretariat)


def test_marked_criterion_takes_no_value(frozen, nominations, secretariat):
    with pytest.raises(ValueError):
        values.record_value(
            nominations[0], frozen.criteria.get(code="pemahaman"), Decimal(50), "contoh", by=secretariat
        )
