import datetime

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from paritrana.accounts import services
from paritrana.accounts.models import User
from paritrana.audit.models import Entry
from paritrana.committees.services import seats
from paritrana.roles import Role
from tests import factories

NEW = "sandi-sendiri-7"


@pytest.fixture
def person(kaltim, edition, secretariat):
    """A panelist, seated by the secretariat."""
    made = services.make_person(name="Dr. Siti Aminah, S.H., M.Si.", by=secretariat)
    seats.give(Role.PANELIST, person=made, edition=edition, function="anggota", element="ahli hukum", by=secretariat)
    return User.objects.get(pk=made.pk)


def test_make_person_takes_the_user_name_from_the_name_without_titles(secretariat):
    first = services.make_person(name="Drs. Budi Santoso, M.Si.", by=secretariat)
    second = services.make_person(name="Budi Santoso", by=secretariat)
    assert (first.username, second.username) == ("budi.santoso", "budi.santoso2")
    assert not first.has_usable_password()


def test_make_person_refuses_a_user_name_that_is_taken(secretariat):
    with pytest.raises(ValidationError) as refusal:
        services.make_person(name="Siapa Saja", username="sekretariat", by=secretariat)
    assert refusal.value.message_dict == {"username": ["Nama pengguna ini sudah dipakai."]}


def test_email_may_be_missing_or_shared(secretariat):
    for name in ("Satu", "Dua"):
        services.make_person(name=name, email="nakertrans@contoh.id", by=secretariat)
    assert services.make_person(name="Tiga", by=secretariat).email == ""


@pytest.mark.parametrize("role", ["panelist", "observer", "branch_head", "nobody"])
def test_who_seats_nobody_makes_no_account(role, request):
    with pytest.raises(PermissionDenied):
        services.make_person(name="Siapa Saja", by=request.getfixturevalue(role))


def test_slip_opens_the_account_once(person, secretariat):
    _slip, code = services.make_slip(person, by=secretariat)
    assert services.redeem_slip(person.username, code.lower().replace("-", " "), NEW) == person
    assert authenticate(None, username=person.username, password=NEW) == person
    with pytest.raises(ValidationError) as refusal:
        services.redeem_slip(person.username, code, NEW)
    assert refusal.value.message_dict == {"code": ["Mintalah slip baru kepada sekretariat: kode ini sudah dipakai."]}


def test_slip_is_valid_for_seven_days(person, secretariat):
    slip, code = services.make_slip(person, by=secretariat)
    assert slip.expires_at - slip.made_at == pytest.approx(
        datetime.timedelta(days=7), abs=datetime.timedelta(seconds=1)
    )
    slip.expires_at = timezone.now()
    slip.save(update_fields=["expires_at"])
    with pytest.raises(ValidationError) as refusal:
        services.redeem_slip(person.username, code, NEW)
    assert refusal.value.message_dict == {
        "code": ["Mintalah slip baru kepada sekretariat: masa berlaku kode ini sudah lewat."]
    }


def test_a_new_slip_ends_the_one_before(person, secretariat):
    _slip, first = services.make_slip(person, by=secretariat)
    _slip, second = services.make_slip(person, by=secretariat)
    with pytest.raises(ValidationError):
        services.redeem_slip(person.username, first, NEW)
    assert services.redeem_slip(person.username, second, NEW) == person


def test_the_code_of_a_slip_is_not_kept(person, secretariat):
    slip, code = services.make_slip(person, by=secretariat)
    assert code.replace("-", "") not in slip.code_hash
    entry = Entry.objects.get(verb="accounts.make_slip")
    assert code not in str(entry.after)
    assert entry.province == "64"


def test_slip_of_somebody_else_does_not_fit(person, secretariat, panelists):
    _slip, code = services.make_slip(person, by=secretariat)
    with pytest.raises(ValidationError):
        services.redeem_slip(panelists[0].username, code, NEW)


def test_slip_asks_for_a_password_worth_the_name(person, secretariat):
    _slip, code = services.make_slip(person, by=secretariat)
    with pytest.raises(ValidationError) as refusal:
        services.redeem_slip(person.username, code, "12345")
    assert "new_password" in refusal.value.message_dict
    assert services.redeem_slip(person.username, code, NEW) == person


def test_block_ends_the_session_and_unblock_brings_back(person, secretariat, client_of):
    client = client_of(person)
    assert client.get("/beranda/").status_code == 200
    with pytest.raises(ValidationError):
        services.block(person, by=secretariat, reason=" ")
    services.block(person, by=secretariat, reason="Ponsel hilang")
    assert client.get("/beranda/").status_code == 302
    assert Entry.objects.get(verb="accounts.block").reason == "Ponsel hilang"
    services.unblock(person, by=secretariat)
    assert User.objects.get(pk=person.pk).is_active


def test_a_blocked_account_gets_no_slip(person, secretariat):
    services.block(person, by=secretariat, reason="Keluar")
    with pytest.raises(ValidationError):
        services.make_slip(person, by=secretariat)


def test_who_manages_whose_account(kaltim, secretariat, second_secretariat, administrator, stranger, person):
    """The secretariat: its own people, no office; the administrator: secretariats only."""
    assert services.may_manage(secretariat, person)
    assert not services.may_manage(secretariat, second_secretariat)
    assert not services.may_manage(secretariat, administrator)
    assert not services.may_manage(stranger, person)
    assert not services.may_manage(administrator, person)
    assert services.may_manage(administrator, secretariat)


def test_a_person_who_also_sits_in_another_province_is_not_reset_from_one(person, secretariat, kalsel, stranger):
    """Whoever sets the password would enter the other province with it."""
    other = factories.edition(kalsel)
    seats.give(Role.PANELIST, person=person, edition=other, function="anggota", by=stranger)
    assert not services.may_manage(secretariat, person)
    assert not services.may_manage(stranger, person)


def test_nobody_blocks_himself(administrator):
    with pytest.raises(ValidationError):
        services.block(administrator, by=administrator, reason="coba")


def test_demo_accounts_cannot_redeem_a_slip_outside_the_demo(person, secretariat, settings):
    _slip, code = services.make_slip(person, by=secretariat)
    User.objects.filter(pk=person.pk).update(is_demo=True)
    settings.PARITRANA_DEMO = False
    with pytest.raises(ValidationError):
        services.redeem_slip(person.username, code, NEW)
