import datetime
from collections import Counter

import pytest

from paritrana.regions.models import Province, Regency, Village
from paritrana.regions.services import load_regions, load_villages


@pytest.fixture
def loaded(db):
    return load_regions()


def test_register_has_38_provinces_and_514_regencies(loaded):
    assert loaded == (38, 514)
    assert Counter(Regency.objects.values_list("kind", flat=True)) == {"kabupaten": 416, "kota": 98}
    assert Regency.objects.filter(province="64").count() == 10
    assert Regency.objects.filter(province="63").count() == 13
    assert Regency.objects.filter(province="74").count() == 17


def test_zones_follow_the_codes(loaded):
    zones = Counter(Province.objects.values_list("zone", flat=True))
    assert zones == {"Asia/Jakarta": 18, "Asia/Makassar": 12, "Asia/Jayapura": 8}
    assert Province.objects.get(slug="kalteng").zone == "Asia/Jakarta"
    assert Province.objects.get(slug="kaltim").zone == "Asia/Makassar"


def test_codes_are_those_of_kemendagri_not_bps(loaded):
    assert str(Regency.objects.get(code="64.02")) == "Kabupaten Kutai Kartanegara"


def test_kotabaru_is_a_regency(loaded):
    assert Regency.objects.get(name="Kotabaru").kind == Regency.Kind.REGENCY


def test_raja_ampat_was_in_papua_barat_until_2022(loaded):
    regency = Regency.objects.get(name="Raja Ampat")
    assert regency.province.name == "Papua Barat Daya"
    past = regency.history.get()
    assert (past.province.name, past.valid_to) == ("Papua Barat", datetime.date(2022, 12, 8))


def test_balangan_knows_where_it_came_from(loaded):
    assert [str(row) for row in Regency.objects.get(name="Balangan").predecessors.all()] == [
        "Kabupaten Hulu Sungai Utara"
    ]


def test_loading_again_keeps_what_a_province_set(loaded):
    Province.objects.filter(code="64").update(paper="F4", letterhead=["PEMERINTAH PROVINSI"])
    assert load_regions() == (38, 514)
    kaltim = Province.objects.get(code="64")
    assert (kaltim.paper, kaltim.letterhead) == ("F4", ["PEMERINTAH PROVINSI"])


def test_villages_come_on_demand(loaded):
    assert not Village.objects.exists()
    assert load_villages(Regency.objects.get(code="64.71")) == 34
    assert Village.objects.filter(regency__code="64.71").count() == 34
