import pytest
from django.core.checks import run_checks
from django.test import Client

from paritrana.accounts import services
from paritrana.accounts.models import User
from tests import factories

NEW = "sandi-sendiri-7"


@pytest.fixture
def slip_of_panelist(panelist, secretariat):
    _slip, code = services.make_slip(panelist, by=secretariat)
    return panelist, code


def test_slip_page_sets_a_password_and_signs_in(slip_of_panelist):
    person, code = slip_of_panelist
    client = Client()
    page = client.get("/masuk/kode/", {"nama": person.username})
    assert (page.status_code, f'value="{person.username}"' in page.text) == (200, True)
    assert "no-store" in page["Cache-Control"]
    answer = client.post("/masuk/kode/", {"username": person.username, "code": code, "new_password": NEW})
    assert (answer.status_code, answer["Location"]) == (302, "/beranda/")
    assert client.get("/beranda/").status_code == 200


def test_slip_page_keeps_what_was_typed_and_says_what_to_do(slip_of_panelist):
    person, _code = slip_of_panelist
    answer = Client().post("/masuk/kode/", {"username": person.username, "code": "SALAH-SALAH", "new_password": NEW})
    assert answer.status_code == 422
    assert "Periksa lagi nama pengguna dan kode pada slip" in answer.text
    assert "SALAH-SALAH" in answer.text


def test_slip_page_slows_down_guessing_per_account(slip_of_panelist, panelists):
    person, code = slip_of_panelist
    client = Client()
    wrong = {"username": person.username, "code": "SALAH-SALAH", "new_password": NEW}
    answers = [client.post("/masuk/kode/", wrong).status_code for _i in range(9)]
    assert answers == [422] * 8 + [429]
    other = client.post("/masuk/kode/", wrong | {"username": panelists[1].username})
    assert other.status_code == 422


def test_profile_is_kept(panelist, client_of):
    client = client_of(panelist)
    answer = client.post("/akun/", {"name": "Dr. Panelis", "phone": "0812", "email": "a@contoh.id"})
    assert answer.status_code == 302
    panelist.refresh_from_db()
    assert (panelist.name, panelist.phone, panelist.email) == ("Dr. Panelis", "0812", "a@contoh.id")


def test_profile_refuses_a_wrong_address(panelist, client_of):
    answer = client_of(panelist).post("/akun/", {"name": "Dr. Panelis", "email": "bukan-email"})
    assert answer.status_code == 422
    assert "bukan-email" in answer.text
    assert User.objects.get(pk=panelist.pk).name == "Panelis 1"


def test_deploy_check_reports_demo_accounts(db, settings):
    factories.user("contoh", "Contoh", is_demo=True)
    settings.PARITRANA_DEMO = False
    found = [message.id for message in run_checks(include_deployment_checks=True) if message.id == "paritrana.E001"]
    assert found == ["paritrana.E001"]
    settings.PARITRANA_DEMO = True
    assert "paritrana.E001" not in [message.id for message in run_checks(include_deployment_checks=True)]


def test_checks_without_deploy_ask_no_database(settings, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        run_checks()
