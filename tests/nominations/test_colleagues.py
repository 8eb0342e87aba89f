import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from paritrana.accounts import services as accounts
from paritrana.accounts.models import Slip, User
from paritrana.audit.models import Entry
from paritrana.committees.models import Seat
from paritrana.committees.services import people, seats
from paritrana.notices import tasks
from paritrana.notices.models import Notice
from paritrana.roles import Role
from tests import factories

NEW = "sandi-sendiri-7"
TYPED = {"name": "Siti Aminah, S.E.", "phone": "0812000111", "email": ""}


@pytest.fixture
def added(nominees, edition, official):
    """Siti, brought by the official: her seat and the code of her slip."""
    seat, _slip, code = people.add_colleague(nominees[0], edition=edition, by=official, **TYPED)
    return seat, code


@pytest.fixture
def siti(added):
    return User.objects.get(username="siti.aminah")


def fresh(user):
    """The person as a new request meets them."""
    return User.objects.get(pk=user.pk)


# --- the verb


def test_colleague_gets_account_seat_and_slip_on_the_terms_of_the_giver(nominees, edition, official, seat_of):
    ends_at = timezone.now() + datetime.timedelta(days=30)
    Seat.objects.filter(person=official).update(edition=edition, ends_at=ends_at)
    seat, slip, code = people.add_colleague(nominees[0], edition=edition, by=official, **TYPED)
    assert (seat.role, seat.nominee, seat.edition, seat.ends_at) == (Role.NOMINEE, nominees[0], edition, ends_at)
    assert (slip.user, slip.made_by, seat.person.phone) == (seat.person, official, "0812000111")
    assert accounts.redeem_slip("siti.aminah", code, NEW) == seat.person
    acts = Entry.objects.filter(actor_id=official.pk).order_by("pk")
    assert list(acts.values_list("verb", "province")) == [
        ("accounts.create", "64"), ("seats.give", "64"), ("accounts.make_slip", "64")
    ]  # fmt: skip


def test_colleague_fills_in_the_same_nomination(nomination, siti, client_of, page, edition):
    assert client_of(siti).get(page("nomination", edition, nomination.number)).status_code == 200
    assert client_of(siti).get(page("colleagues", edition, nomination.number)).status_code == 200


@pytest.mark.parametrize("who", ["secretariat", "panelist", "stranger", "branch_head", "nobody", "other"])
def test_only_who_represents_the_candidate_adds(nominees, edition, who, request):
    if who == "other":
        by = factories.person("lain", "Lain", Role.NOMINEE, nominee=nominees[1], province=nominees[1].province)
    else:
        by = request.getfixturevalue(who)
    people_before = User.objects.count()
    with pytest.raises(PermissionDenied):
        people.add_colleague(nominees[0], edition=edition, by=by, **TYPED)
    assert User.objects.count() == people_before


def test_second_press_adds_nobody(nominees, edition, official, added):
    with pytest.raises(ValidationError) as refusal:
        people.add_colleague(nominees[0], edition=edition, by=official, **TYPED | {"name": " siti aminah, s.e. "})
    assert list(refusal.value.message_dict) == ["name"]
    assert User.objects.filter(name__istartswith="siti").count() == 1


def test_secretariat_is_told_and_keeps_managing(added, edition, official, secretariat, stranger):
    seat, _code = added
    tasks.colleague(seat.pk, edition.pk, official.pk)
    told = Notice.objects.get()
    assert (told.to, told.title) == (secretariat, "Pejabat Kabupaten menambahkan rekan pengisi")
    assert told.text == (
        "Pejabat Kabupaten menambahkan rekan Siti Aminah, S.E. untuk mengisi penilaian mandiri "
        "Pemerintah Kabupaten Paser."
    )
    assert (seats.may_manage(secretariat, seat), accounts.may_manage(secretariat, seat.person)) == (True, True)
    assert (seats.may_manage(official, seat), accounts.may_manage(official, seat.person)) == (False, False)


# --- what a colleague may not


def test_slip_again_only_until_the_colleague_comes(siti, official, client_of):
    _slip, code = accounts.make_slip(siti, by=official)
    assert accounts.redeem_slip("siti.aminah", code, NEW) == siti
    with pytest.raises(PermissionDenied):
        accounts.make_slip(siti, by=fresh(official))
    User.objects.filter(pk=siti.pk).update(password="!", last_login=timezone.now())
    with pytest.raises(PermissionDenied):
        accounts.make_slip(siti, by=fresh(official))


def test_no_slip_for_who_invited_nor_for_oneself(siti, official, client_of):
    client_of(official)
    for person in (official, siti):
        with pytest.raises(PermissionDenied):
            accounts.make_slip(person, by=siti)


@pytest.mark.parametrize("place", ["panelist", "other candidate", "office"])
def test_no_slip_for_a_person_with_another_seat(siti, official, edition, nominees, kaltim, place):
    another = {
        "panelist": {"role": Role.PANELIST, "edition": edition, "function": "anggota"},
        "other candidate": {"role": Role.NOMINEE, "nominee": nominees[1]},
        "office": {"role": Role.SECRETARIAT},
    }[place]
    Seat.objects.create(person=siti, province=kaltim, **another)
    with pytest.raises(PermissionDenied):
        accounts.make_slip(siti, by=official)


@pytest.mark.parametrize("state", ["blocked", "seat ended"])
def test_what_the_secretariat_has_closed_stays_closed(siti, official, secretariat, state):
    if state == "blocked":
        accounts.block(siti, by=secretariat, reason="Keluar")
    else:
        seats.end(siti.seats.get(), by=secretariat, reason="Keluar")
    with pytest.raises(PermissionDenied):
        accounts.make_slip(siti, by=official)


def test_a_guest_observer_of_the_candidate_is_no_colleague(siti, nominees, edition, kaltim):
    guest = factories.person(
        "tamu", "Tamu", Role.OBSERVER, province=kaltim, edition=edition, nominee=nominees[0], letter="1",
        ends_at=timezone.now() + datetime.timedelta(days=9),
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        accounts.make_slip(siti, by=guest)


def test_give_allows_a_colleague_this_one_seat_only(official, nominees, edition, panelist):
    ends_at = timezone.now() + datetime.timedelta(days=9)
    new = [factories.user(f"baru{number}", f"Baru {number}") for number in range(6)]
    for person, place in (
        (new[0], {"role": Role.PANELIST, "edition": edition, "function": "anggota"}),
        (new[1], {"role": Role.SECRETARIAT, "province": edition.province}),
        (new[2], {"role": Role.NOMINEE, "nominee": nominees[1]}),
        (new[3], {"role": Role.NOMINEE, "nominee": nominees[0], "edition": edition}),
        (new[4], {"role": Role.NOMINEE, "nominee": nominees[0], "ends_at": ends_at}),
        (panelist, {"role": Role.NOMINEE, "nominee": nominees[0]}),
        (official, {"role": Role.NOMINEE, "nominee": nominees[0]}),
    ):
        with pytest.raises(PermissionDenied):
            seats.give(**place, person=person, by=official)
    assert seats.give(Role.NOMINEE, nominee=nominees[0], person=new[5], by=official).person == new[5]


def test_colleague_ends_edits_hands_over_and_blocks_nothing(added, official, nobody):
    seat, _code = added
    for attempt in (
        lambda: seats.end(seat, by=official, reason="x"),
        lambda: seats.edit(seat, by=official, office="x"),
        lambda: seats.hand_over(seat, nobody, by=official),
        lambda: seats.invite(seat, by=official),
        lambda: accounts.block(seat.person, by=official, reason="x"),
        lambda: accounts.edit_profile(seat.person, by=official, name="x", email="", phone=""),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


# --- the pages


def test_page_lists_who_fills_in_and_adds_one_with_a_slip(nomination, official, client_of, page, edition):
    client, url = client_of(official), page("colleagues", edition, nomination.number)
    assert "belum pernah masuk" not in client.get(url).text
    answer = client.post(url, TYPED)
    code = re.search(r'slip-code">([A-Z0-9]{5}-[A-Z0-9]{5})<', answer.text)[1]
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert f'href="{url}">Selesai' in answer.text
    listed = client.get(url).text
    for words in ("Pejabat Kabupaten", "(Anda)", "Siti Aminah, S.E.", "siti.aminah", "belum pernah masuk"):
        assert listed.count(words) >= 1, words
    assert code not in listed
    assert listed.count("Buat slip lagi") == 1
    assert f'href="{url}">Rekan pengisi' in client.get(page("nomination", edition, nomination.number)).text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "Isi bagian ini."),
        ({"email": "bukan email"}, "Masukkan alamat email yang valid."),
        ({"name": "Pejabat Kabupaten"}, "Orang ini sudah ada dalam daftar."),
    ],
)
def test_bad_input_is_told_at_its_field_and_makes_nobody(
    nomination, official, client_of, page, edition, typed, message
):
    before = User.objects.count()
    answer = client_of(official).post(page("colleagues", edition, nomination.number), TYPED | typed)
    assert (answer.status_code, User.objects.count(), Slip.objects.count()) == (422, before, 0)
    assert message in answer.text
    assert 'value="0812000111"' in answer.text


def test_slip_again_on_the_page(nomination, official, added, siti, client_of, page, edition):
    seat, first = added
    client, url = client_of(official), page("colleague_slip", edition, nomination.number, seat.pk)
    answer = client.post(url)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert first not in answer.text
    assert client.get(url).status_code == 405
    client_of(siti)
    refused = client.post(url)
    assert refused.status_code == 403
    assert "dikelola sekretariat" in refused.text
    own = official.seats.get()
    assert client.post(page("colleague_slip", edition, nomination.number, own.pk)).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("panelist", 403), ("secretariat", 403), ("nobody", 404), ("other", 404)]
)
def test_others_are_refused(nomination, nominees, added, client_of, page, edition, who, status, request):
    if who == "other":
        user = factories.person("lain", "Lain", Role.NOMINEE, nominee=nominees[1], province=nominees[1].province)
    else:
        user = request.getfixturevalue(who)
    client, before = client_of(user), User.objects.count()
    url = page("colleagues", edition, nomination.number)
    slip = page("colleague_slip", edition, nomination.number, added[0].pk)
    assert [client.get(url).status_code, client.post(url, TYPED).status_code, client.post(slip).status_code] == (
        [status] * 3
    )
    assert User.objects.count() == before


def test_slip_of_another_candidate_is_not_there(nomination, nominees, official, client_of, page, edition):
    other = factories.person("lain", "Lain", Role.NOMINEE, nominee=nominees[1], province=nominees[1].province)
    url = page("colleague_slip", edition, nomination.number, other.seats.get().pk)
    assert client_of(official).post(url).status_code == 404


# --- a shared password


def test_task_page_asks_who_fills_in_when_two_places_are_at_work(
    nomination, indicators, official, client_of, page, edition
):
    url = page("nomination", edition, nomination.number)
    desk, phone = client_of(official), client_of(official)
    asked = "Siapa yang sedang mengisi?"
    assert asked not in desk.get(url, REMOTE_ADDR="203.0.113.7").text
    section = page("nomination_section", edition, nomination.number, indicators[0].section_slug)
    assert phone.get(section, REMOTE_ADDR="198.51.100.9").status_code == 200
    told = desk.get(url, REMOTE_ADDR="203.0.113.7").text
    assert asked in told
    assert f'href="{page("colleagues", edition, nomination.number)}#tambah">Tambah rekan' in told


def test_secretariat_at_two_places_is_not_asked(nomination, secretariat, client_of, page, edition):
    url = page("nomination", edition, nomination.number)
    client_of(secretariat).get(url, REMOTE_ADDR="203.0.113.7")
    assert "Siapa yang sedang" not in client_of(secretariat).get(url, REMOTE_ADDR="198.51.100.9").text
