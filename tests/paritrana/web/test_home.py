import pytest
from django.test import Client

from paritrana.committees.models import Stage
from paritrana.committees.services import seats
from paritrana.web.agenda import agenda
from tests import factories


@pytest.mark.parametrize(
    "role",
    ["secretariat", "chair", "panelist", "observer", "branch_head", "branch_staff", "official", "administrator"],
)
def test_every_role_has_a_home_page(role, request, edition, category, client_of):
    answer = client_of(request.getfixturevalue(role)).get("/beranda/")
    assert answer.status_code == 200
    assert edition.title in answer.text
    assert "no-store" in answer["Cache-Control"]


def test_somebody_without_a_seat_is_told_whom_to_ask(nobody, edition, client_of):
    page = client_of(nobody).get("/beranda/").text
    assert "Akun Anda belum memegang peran" in page
    assert edition.title not in page


def test_home_of_a_stranger_shows_nothing_of_kaltim(stranger, edition, category, client_of):
    assert edition.title not in client_of(stranger).get("/beranda/").text


def test_secretariat_finds_what_is_open(kaltim, secretariat, edition):
    seats.lay_out(edition, by=secretariat)
    items = {item.title: item.count for item in agenda(secretariat)}
    assert items == {"Isi peran panitia yang masih kosong": 9, "Lengkapi nomor keputusan panitia": 1}


def test_a_province_without_an_edition_starts_with_one(secretariat):
    assert [item.title for item in agenda(secretariat)] == ["Buat penyelenggaraan pertama"]


def test_chair_is_reminded_of_the_release(edition, chair, secretariat):
    factories.category(edition, stage=Stage.DECIDED)
    assert [item.title for item in agenda(chair)] == ["Buka embargo dan umumkan hasil"]
    assert "Buka embargo dan umumkan hasil" not in [item.title for item in agenda(secretariat)]


def test_public_page_betrays_nothing_before_the_release(edition, chair):
    category = factories.category(edition, stage=Stage.DECIDED)
    before = Client().get("/")
    assert (before.status_code, edition.title in before.text) == (200, False)
    category.released_at = category.nomination_opens
    category.stage = Stage.ANNOUNCED
    category.save(update_fields=["released_at", "stage"])
    assert edition.title in Client().get("/").text


@pytest.mark.parametrize("role", ["secretariat", "chair", "panelist", "branch_head", "official", "administrator"])
def test_home_stays_within_its_queries(
    role, request, edition, category, nominees, client_of, django_assert_max_num_queries
):
    person = request.getfixturevalue(role)
    secretariat = request.getfixturevalue("secretariat")
    for nominee in nominees:
        factories.nomination(category, nominee, secretariat)
    client = client_of(person)
    client.get("/beranda/")
    with django_assert_max_num_queries(20):
        client.get("/beranda/")
