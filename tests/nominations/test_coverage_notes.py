"""Target, two-year falls, explanations, the national table."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from nominations.models import CoverageBase, CoverageNote, CoverageTarget
from nominations.services import coverage, coverage_notes
from paritrana.roles import Role
from tests import factories
from tests.nominations.test_coverage_pages import BEFORE, NOW, fill, url

EARLIER = date(2022, 12, 31)


@pytest.fixture
def paser(regencies, branch, branch_staff, branch_head):
    """52 % a year ago, 50 % now."""
    fill(regencies[0], branch, branch_staff, branch_head)
    return regencies[0]


def test_target_shows_the_gap_and_none_shows_none(client_of, secretariat, edition, paser):
    browser = client_of(secretariat)
    assert "Selisih ke target" not in browser.get(url("coverage", edition)).content.decode()
    assert browser.post(url("coverage_target", edition), {"percent": "62,5"}).status_code == 302
    assert CoverageTarget.objects.get().percent == Decimal("62.50")
    text = browser.get(url("coverage", edition)).content.decode()
    assert [word in text for word in ("Target 62,50%", "-12,50")] == [True, True]
    browser.post(url("coverage_target", edition), {"percent": ""})
    assert CoverageTarget.objects.count() == 0


def test_target_refuses_more_than_all(client_of, secretariat, edition):
    assert client_of(secretariat).post(url("coverage_target", edition), {"percent": "101"}).status_code == 422


def test_table_draws_the_same_figures(client_of, secretariat, edition, paser):
    text = client_of(secretariat).get(url("coverage", edition)).content.decode()
    assert [word in text for word in ("50,00% (-2,00)", "belum ada angka", "Turun: Kabupaten Paser.")] == [True] * 3


def test_two_falls_in_a_row_are_said(client_of, secretariat, edition, regencies, branch, branch_staff, branch_head):
    fill(regencies[0], branch, branch_staff, branch_head)
    assert "Turun dua tahun" not in client_of(secretariat).get(url("coverage", edition)).content.decode()
    coverage.enter(regencies[0], branch, EARLIER, "pu", 530, "Data BPJS", by=branch_staff)
    coverage.set_base(regencies[0], EARLIER, CoverageBase.Kind.WORKING, 1_000, "BPS", by=branch_staff)
    coverage.confirm(branch, EARLIER, by=branch_head)
    text = client_of(secretariat).get(url("coverage", edition)).content.decode()
    assert "Turun dua tahun berturut-turut" in text


def test_regency_and_branch_each_explain_a_fall(client_of, edition, paser, official, branch_head, panelist):
    address = url("coverage_explain", edition, paser.code)
    for who, words in ((official, "Perusahaan tutup."), (branch_head, "Peserta pindah.")):
        assert client_of(who).post(address, {"text": words}).status_code == 302
    for page in (url("coverage", edition), url("coverage_regency", edition, paser.code)):
        text = client_of(panelist).get(page).content.decode()
        assert ("Perusahaan tutup." in text, "Peserta pindah." in text) == (True, True)
    client_of(official).post(address, {"text": ""})
    assert [str(note.office) for note in CoverageNote.objects.all()] == ["Cabang Samarinda"]


def test_explanation_is_short_and_of_a_fall(client_of, edition, paser, official, branch_head, regencies):
    long = client_of(official).post(url("coverage_explain", edition, paser.code), {"text": "x" * 601})
    calm = client_of(branch_head).post(url("coverage_explain", edition, regencies[1].code), {"text": "Contoh."})
    assert (long.status_code, calm.status_code, CoverageNote.objects.count()) == (422, 422, 0)


def test_explanation_of_another_regency_is_not_taken(client_of, edition, paser, regencies, nominees):
    other = factories.person("berau", "Pejabat Berau", Role.NOMINEE, nominee=nominees[2], province=nominees[2].province)
    assert client_of(other).get(url("coverage_explain", edition, paser.code)).status_code == 404
    with pytest.raises(PermissionDenied):
        coverage_notes.explain(paser, NOW, "Contoh.", by=other)


def test_national_table_counts_complete_regencies(client_of, administrator, paser, secretariat):
    page = client_of(administrator).get("/nasional/cakupan/?tahun=2024")
    rows = {row["province"].slug: row for row in page.context["rows"]}
    assert (rows["kaltim"]["complete"], rows["kaltim"]["regencies"], rows["kaltim"]["now"]) == (1, 10, None)
    assert [year for year, _query, _here in page.context["years"]] == [NOW.year, BEFORE.year]
    assert client_of(secretariat).get("/nasional/cakupan/").status_code == 403
