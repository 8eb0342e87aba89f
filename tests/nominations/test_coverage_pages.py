from datetime import date

import pytest
from django.urls import reverse

from nominations.models import CoverageBase, CoverageFigure
from nominations.services import coverage
from paritrana.roles import Role
from tests import factories

NOW, BEFORE = date(2024, 12, 31), date(2023, 12, 31)


def url(name, edition, *args):
    return reverse(name, args=[edition.province.slug, edition.slug, *args])


def fill(regency, branch, by, head, people=500, before=520):
    for day, count in ((NOW, people), (BEFORE, before)):
        coverage.enter(regency, branch, day, "pu", count, "Data BPJS", by=by)
        coverage.set_base(regency, day, CoverageBase.Kind.WORKING, 1_000, "BPS", by=by)
        coverage.confirm(branch, day, by=head)


@pytest.fixture
def paser(regencies, branch, branch_staff, branch_head):
    fill(regencies[0], branch, branch_staff, branch_head)
    return regencies[0]


def typed(**values):
    return {"pu": "1.250", "source": "Data BPJS", **values}


def test_table_shows_percentages_change_and_fall(client_of, secretariat, edition, paser):
    page = client_of(secretariat).get(url("coverage", edition))
    text = page.content.decode()
    assert page.status_code == 200
    assert [word in text for word in ("50,00%", "52,00%", "-2,00", "PU turun: -2,00 poin (-20 orang)")] == [True] * 4
    assert ("Staf Cabang" in text, "Belum ada angka" in text) == (True, True)


def test_table_of_a_branch_holds_its_own_regencies(client_of, branch_head, edition, paser):
    page = client_of(branch_head).get(url("coverage", edition))
    assert [row["regency"].code for row in page.context["rows"]] == ["64.01", "64.02", "64.03", "64.72"]


def test_table_of_another_province_is_not_found(client_of, stranger, edition):
    assert client_of(stranger).get(url("coverage", edition)).status_code == 404


def test_detail_out_of_reach_is_not_found(client_of, branch_head, edition, regencies):
    assert client_of(branch_head).get(url("coverage_regency", edition, regencies[7].code)).status_code == 404


@pytest.mark.parametrize("who", ["secretariat", "chair", "panelist", "observer", "official", "branch_staff"])
def test_detail_is_read_by_all_of_the_round(request, client_of, who, edition, paser):
    page = client_of(request.getfixturevalue(who)).get(url("coverage_regency", edition, paser.code))
    assert (page.status_code, "52,00%" in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretariat", 403), ("panelist", 403), ("official", 403), ("branch_staff", 200), ("stranger", 404)],
)
def test_entry_is_for_the_branch(request, client_of, who, status, edition, paser):
    page = client_of(request.getfixturevalue(who)).get(url("coverage_entry", edition, paser.code))
    assert page.status_code == status


@pytest.mark.parametrize(("who", "status"), [("branch_staff", 403), ("branch_head", 200), ("secretariat", 403)])
def test_confirmation_is_for_the_head(request, client_of, who, status, edition, paser):
    assert client_of(request.getfixturevalue(who)).get(url("coverage_confirmation", edition)).status_code == status


def test_entry_stores_what_was_typed(client_of, branch_staff, edition, regencies):
    page = client_of(branch_staff).post(
        url("coverage_entry", edition, regencies[1].code),
        typed(bpu="0", base_kind="working", base_people="2.000", base_source="BPS"),
    )
    assert page.status_code == 302
    assert dict(CoverageFigure.objects.values_list("segment", "participants")) == {"pu": 1250, "bpu": 0}
    assert CoverageBase.objects.get().people == 2_000


def test_entry_for_another_date_by_address(client_of, branch_staff, edition, regencies):
    client_of(branch_staff).post(url("coverage_entry", edition, regencies[1].code) + "?per=2023-03-31", typed())
    assert CoverageFigure.objects.get().as_of == date(2023, 3, 31)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"pu": "banyak"}, "pu"),
        ({"pu": "-5"}, "pu"),
        ({"pu": "99999999999"}, "pu"),
        ({"pu": "12,5"}, "pu"),
        ({"source": ""}, "source"),
        ({"base_people": "100"}, "base_kind"),
        ({"estimate_bpu": "100"}, "estimate_source"),
        ({"pu": ""}, "__all__"),
    ],
)
def test_entry_refuses_and_keeps_what_was_typed(client_of, branch_staff, edition, regencies, values, field):
    page = client_of(branch_staff).post(url("coverage_entry", edition, regencies[1].code), typed(jakon="", **values))
    assert (page.status_code, field in page.context["form"].errors) == (422, True)
    assert CoverageFigure.objects.count() == 0
    assert all(value in page.content.decode() for value in values.values())


def test_entry_a_stored_figure_is_not_emptied_by_a_blank(client_of, branch_staff, edition, paser):
    page = client_of(branch_staff).post(url("coverage_entry", edition, paser.code), {"bpu": "7", "source": "x"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["pu"])


def test_entry_refuses_a_date_to_come(client_of, branch_staff, edition, regencies):
    page = client_of(branch_staff).post(url("coverage_entry", edition, regencies[1].code) + "?per=2199-01-01", typed())
    assert (page.status_code, CoverageFigure.objects.count()) == (422, 0)


def test_entry_above_100_is_accepted_with_a_warning(client_of, branch_staff, edition, regencies):
    page = client_of(branch_staff).post(
        url("coverage_entry", edition, regencies[1].code),
        typed(pu="77.074", base_kind="working", base_people="51.086", base_source="Perkiraan"),
        follow=True,
    )
    text = page.content.decode()
    assert ("150,87%" in text, "Cakupan di atas 100%. Angka tetap diterima" in text) == (True, True)


def test_a_malformed_date_is_not_found(client_of, secretariat, edition):
    assert client_of(secretariat).get(url("coverage", edition) + "?per=kemarin").status_code == 404


def test_head_confirms_what_was_shown(client_of, branch_staff, branch_head, edition, regencies, branch):
    coverage.enter(regencies[0], branch, NOW, "pu", 500, "Data BPJS", by=branch_staff)
    browser = client_of(branch_head)
    shown = browser.get(url("coverage_confirmation", edition)).context["groups"]
    seen = shown[0]["seen"]
    stale = browser.post(
        url("coverage_confirmation", edition), {"branch": branch.pk, "as_of": "2024-12-31", "seen": "1:2"}
    )
    assert (stale.status_code, CoverageFigure.objects.filter(confirmed_at=None).count()) == (422, 1)
    done = browser.post(
        url("coverage_confirmation", edition), {"branch": branch.pk, "as_of": "2024-12-31", "seen": seen}
    )
    assert (done.status_code, CoverageFigure.objects.filter(confirmed_at=None).count()) == (302, 0)


@pytest.mark.parametrize("branch_typed", ["", "abc", "999999"])
def test_head_posting_nonsense_confirms_nothing(client_of, branch_head, edition, branch_typed):
    page = client_of(branch_head).post(url("coverage_confirmation", edition), {"branch": branch_typed, "as_of": "x"})
    assert page.status_code == 302


def test_another_branch_cannot_be_confirmed(client_of, branch_staff, branch, edition, kaltim, regencies):
    other = factories.branch(kaltim, "K02", "Cabang Lain", [regencies[0]])
    head = factories.person("kepala.lain", "Kepala Lain", Role.BRANCH_HEAD, branch=other)
    coverage.enter(regencies[0], branch, NOW, "pu", 500, "Data BPJS", by=branch_staff)
    client_of(head).post(url("coverage_confirmation", edition), {"branch": branch.pk, "as_of": "2024-12-31"})
    assert CoverageFigure.objects.filter(confirmed_at=None).count() == 1


def queries(client, address, count, django_assert_num_queries):
    client.get(address)
    with django_assert_num_queries(count):
        assert client.get(address).status_code == 200


def test_table_needs_the_same_queries_for_one_regency_and_for_ten(
    client_of, secretariat, edition, paser, regencies, kaltim, django_assert_num_queries
):
    browser, address = client_of(secretariat), url("coverage", edition)
    queries(browser, address, 19, django_assert_num_queries)
    office = factories.branch(kaltim, "K09", "Cabang Besar", regencies[1:])
    staff = factories.person("staf.besar", "Staf", Role.BRANCH_STAFF, branch=office)
    head = factories.person("kepala.besar", "Kepala", Role.BRANCH_HEAD, branch=office)
    for regency in regencies[1:]:
        fill(regency, office, staff, head)
    queries(browser, address, 19, django_assert_num_queries)
