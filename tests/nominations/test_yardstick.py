"""One denominator type, source and date for all (users.md 4.3), and how participants are located (4.7)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from nominations.models import CoverageBase, CoverageFigure
from nominations.services import coverage
from nominations.yardstick_queries import places_of_counting, yardstick
from paritrana.committees.models import Stage
from scoring.agenda import blockers
from scoring.services import rubric, values
from tests import factories

NOW, JUNE = date(2024, 12, 31), date(2024, 6, 30)


def base(regency, by, kind="working", source="BPS, Sakernas 2024", day=NOW):
    CoverageBase.objects.create(
        province=regency.province, regency=regency, as_of=day, kind=kind, people=1_000, source=source, entered_by=by
    )


@pytest.fixture
def three(regencies):
    return [regency.pk for regency in regencies[:3]]


def test_sources_are_compared_without_marks_and_case(regencies, three, branch_staff):
    for regency, source in zip(
        regencies, ("BPS, Sakernas 2024", "bps  sakernas 2024", "BPS: SAKERNAS 2024"), strict=False
    ):
        base(regency, branch_staff, source=source)
    assert (yardstick(three, NOW).kind, yardstick(three, NOW).sentence) == ("working", "")


def test_a_kind_that_all_have_is_the_yardstick(regencies, three, branch_staff):
    for regency in regencies[:3]:
        base(regency, branch_staff)
    base(regencies[0], branch_staff, kind="labour_force")
    assert (yardstick(three, NOW).kind, yardstick(three, NOW).differing) == ("working", ())


def test_who_differs_is_named_with_why(regencies, branch_staff):
    for regency in regencies[:3]:
        base(regency, branch_staff)
    base(regencies[3], branch_staff, kind="labour_force")
    base(regencies[4], branch_staff, source="Perkiraan daerah")
    base(regencies[5], branch_staff, day=JUNE)
    found = yardstick([regency.pk for regency in regencies], NOW)
    assert found.sentence == (
        "Penyebut cakupan belum seragam. Yang lain memakai penduduk bekerja, “BPS, Sakernas 2024”; berbeda: "
        "Kabupaten Penajam Paser Utara (per 30 Jun 2024); Kabupaten Kutai Barat (angkatan kerja); "
        "Kabupaten Kutai Timur (sumber “Perkiraan daerah”)."
    )


def test_what_is_missing_does_not_differ(regencies, three, branch_staff):
    assert yardstick(three, NOW).sentence == ""
    base(regencies[0], branch_staff)
    assert yardstick(three, NOW).sentence == ""


def test_a_mix_is_refused_when_the_rule_book_is_frozen(
    category, regencies, nominees, chair, panelists, secretariat, branch_staff, client_of, edition
):
    factories.scorers(category, [user.seats.get() for user in panelists], ("desk", "interview"))
    book = rubric.rule_book(category, by=secretariat)
    for nominee, kind in zip(nominees, ("working", "working", "labour_force"), strict=False):
        factories.nomination(category, nominee, secretariat)
        base(nominee.regency, branch_staff, kind=kind)
    with pytest.raises(ValidationError, match=r"Kabupaten Berau \(angkatan kerja\)"):
        rubric.freeze(book, by=secretariat)
    place = [edition.province.slug, edition.slug]
    hard = [(found.text, found.url) for found in blockers(category, Stage.INTERVIEWS) if "Berau" in found.text]
    assert [url for _text, url in hard] == [reverse("coverage", args=place)]
    for name, args in (("coverage", place), ("rule_book", [*place, category.slug])):
        assert (
            "Kabupaten Berau (angkatan kerja)" in client_of(secretariat).get(reverse(name, args=args)).content.decode()
        )
    base(regencies[2], branch_staff)
    rubric.freeze(book, by=secretariat)
    CoverageBase.objects.filter(regency=regencies[1]).update(source="Perkiraan daerah")
    category.stage = Stage.INTERVIEWS
    category.save(update_fields=["stage"])
    category.nominations.update(status="shortlisted")
    with pytest.raises(ValidationError, match="Kutai Kartanegara"):
        values.compute_coverage_values(category, by=secretariat)


def test_place_of_counting_is_kept_shown_and_a_mix_is_hinted(
    regencies, branch, branch_staff, client_of, secretariat, edition
):
    staff, place = client_of(branch_staff), [edition.province.slug, edition.slug]
    for regency, located in zip(regencies, ("office", "home"), strict=False):
        typed = {"pu": "10", "source": "Data BPJS", "located": located}
        assert staff.post(reverse("coverage_entry", args=[*place, regency.code]), typed).status_code == 302
    assert list(CoverageFigure.objects.order_by("pk").values_list("located", flat=True)) == ["office", "home"]
    hint = "kantor pembina (Kabupaten Paser); domisili (Kabupaten Kutai Kartanegara)"
    assert places_of_counting(CoverageFigure.objects.all()) == hint
    browser = client_of(secretariat)
    assert hint in browser.get(reverse("coverage", args=place)).content.decode()
    detail = browser.get(reverse("coverage_regency", args=[*place, regencies[1].code])).content.decode()
    assert "Domisili" in detail


def test_one_place_of_counting_needs_no_hint(regencies, branch, branch_staff):
    coverage.enter(regencies[0], branch, NOW, "pu", 1, "x", by=branch_staff)
    assert places_of_counting(CoverageFigure.objects.all()) == ""
