import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from paritrana.access import may
from paritrana.accounts.models import User
from paritrana.audit.models import Entry
from paritrana.committees import queries
from paritrana.committees.models import Round, Scorer, Seat, Stage
from paritrana.committees.services import people, seats
from paritrana.roles import Role
from tests import factories


def again(user):
    """The same person in a new request: seats are read once per user object."""
    return User.objects.get(pk=user.pk)


def test_nine_seats_stand_empty_until_somebody_is_named(edition, secretariat):
    rows = seats.lay_out(edition, by=secretariat)
    assert [row.function for row in rows] == ["ketua", "sekretaris", *["anggota"] * 7]
    assert [row.role for row in rows] == [Role.CHAIR, *[Role.PANELIST] * 8]
    assert rows[3].awaiting == "Apindo"
    with pytest.raises(ValidationError):
        seats.lay_out(edition, by=secretariat)


def test_an_empty_seat_is_filled_once(edition, secretariat):
    row = seats.lay_out(edition, by=secretariat)[3]
    one, two = factories.user("satu", "Satu"), factories.user("dua", "Dua")
    assert seats.seat_person(row, one, by=secretariat).awaiting == ""
    with pytest.raises(ValidationError):
        seats.seat_person(row, two, by=secretariat)


def test_one_person_holds_one_committee_seat_at_a_time(edition, secretariat, panelist):
    with pytest.raises(ValidationError) as refusal:
        seats.give(Role.PANELIST, person=panelist, edition=edition, function="anggota", by=secretariat)
    assert refusal.value.message_dict == {
        "person": ["Panelis 1 sudah memegang satu peran dalam panitia ini pada waktu itu."]
    }
    assert panelist.seats.count() == 1


def test_several_hats_are_possible(edition, secretariat, panelist, branch):
    """The branch head is the committee's secretary: one person, two seats."""
    seats.give(Role.BRANCH_HEAD, person=panelist, branch=branch, by=secretariat)
    assert sorted(panelist.seats.values_list("role", flat=True)) == ["branch_head", "panelist"]


@pytest.mark.parametrize("role", ["panelist", "observer", "branch_head", "official", "administrator", "stranger"])
def test_only_the_own_secretariat_gives_committee_seats(role, edition, request):
    by = request.getfixturevalue(role)
    with pytest.raises(PermissionDenied):
        seats.give(Role.OBSERVER, person=factories.user("x", "X"), edition=edition, by=by)


def test_offices_are_given_by_the_administrator_only(kaltim, secretariat, administrator):
    person = factories.user("baru", "Baru")
    with pytest.raises(PermissionDenied):
        seats.give(Role.SECRETARIAT, person=person, province=kaltim, by=secretariat)
    with pytest.raises(PermissionDenied):
        seats.give(Role.ADMINISTRATOR, person=person, by=secretariat)
    assert seats.give(Role.SECRETARIAT, person=person, province=kaltim, by=administrator).province == kaltim


def test_a_branch_of_another_province_is_seated_there(secretariat, kalsel, regencies):
    """A branch that also serves Kaltim: its home secretariat seats its people, or one could enter both provinces."""
    branch = factories.branch(kalsel, "K09", "Cabang Perbatasan", [regencies[0]])
    with pytest.raises(PermissionDenied):
        seats.give(Role.BRANCH_HEAD, person=secretariat, branch=branch, by=secretariat)
    with pytest.raises(ValidationError):
        seats.give(Role.BRANCH_HEAD, person=secretariat, branch=branch, province=regencies[0].province, by=secretariat)


def test_guest_observer_has_an_end_a_letter_and_one_limit(edition, category, secretariat, nominees):
    guest = factories.user("tamu", "Tamu")
    until = timezone.now() + datetime.timedelta(days=30)
    give = {"person": guest, "edition": edition, "by": secretariat}
    for missing in ({"letter": "1"}, {"ends_at": until}, {"letter": "1", "ends_at": until, "nominee": nominees[0]}):
        with pytest.raises(ValidationError):
            seats.give(Role.OBSERVER, category=category, **give, **missing)
    seat = seats.give(Role.OBSERVER, category=category, letter="001/OMB", ends_at=until, **give)
    other = factories.category(edition, "Desa/Kelurahan", "desa")
    assert may(again(guest), "nominations.view", category) is True
    assert may(again(guest), "nominations.view", other) is False
    assert seat.limits() == {"edition": edition.pk, "category": category.pk}


def test_acting_needs_its_letter(edition, secretariat):
    with pytest.raises(ValidationError) as refusal:
        seats.give(
            Role.CHAIR,
            person=factories.user("plh", "Plh"),
            edition=edition,
            function="ketua",
            acting="Plh.",
            by=secretariat,
        )
    assert list(refusal.value.message_dict) == ["letter"]


def test_hand_over_moves_access_at_once_and_keeps_the_history(edition, category, secretariat, panelist, seat_of):
    old = seat_of(panelist)
    factories.scorers(category, [old])
    successor = factories.user("pengganti", "Pengganti")
    new = seats.hand_over(old, successor, by=secretariat, letter="800/1", acting="Plh.")
    assert may(again(panelist), "sheets.fill", edition) is False
    assert may(again(successor), "sheets.fill", edition) is True
    assert (new.function, new.element, new.order) == (old.function, old.element, old.order)
    assert list(new.scores_in.values_list("category", "round")) == [(category.pk, "interview")]
    old.refresh_from_db()
    assert (old.successor, old.ends_at) == (new, new.starts_at)
    assert Entry.objects.get(verb="seats.hand_over").reason == "800/1"


def test_the_sekda_comes_back_in_the_afternoon(edition, secretariat, chair, seat_of):
    """10.30 a Plh takes over, 15.00 the Sekda returns: three terms that touch and never overlap."""
    plh = factories.user("asisten", "Asisten")
    noon = timezone.now() + datetime.timedelta(hours=1)
    acting = seats.hand_over(seat_of(chair), plh, by=secretariat, at=noon, letter="1", acting="Plh.")
    back = seats.hand_over(acting, chair, by=secretariat, at=noon + datetime.timedelta(hours=4))
    assert back.acting == ""
    inside = Seat.objects.filter(edition=edition, role=Role.CHAIR)
    assert [seat.person for seat in queries.current(inside, noon + datetime.timedelta(hours=1))] == [plh]
    assert [seat.person for seat in queries.current(inside, noon + datetime.timedelta(hours=5))] == [chair]


def test_hand_over_from_another_province_is_refused(panelist, seat_of, stranger):
    with pytest.raises(PermissionDenied):
        seats.hand_over(seat_of(panelist), factories.user("x", "X"), by=stranger)


def test_end_asks_for_a_reason_and_spares_oneself(edition, secretariat, panelist, seat_of, administrator):
    with pytest.raises(ValidationError):
        seats.end(seat_of(panelist), by=secretariat, reason=" ")
    seats.end(seat_of(panelist), by=secretariat, reason="Mengundurkan diri")
    assert may(again(panelist), "sheets.fill", edition) is False
    with pytest.raises(ValidationError):
        seats.end(seat_of(panelist), by=secretariat, reason="lagi")
    with pytest.raises(ValidationError):
        seats.end(seat_of(administrator), by=administrator, reason="coba")


def test_scorers_are_said_per_category_and_round(edition, category, secretariat, panelists, seat_of):
    one, two = seat_of(panelists[0]), seat_of(panelists[1])
    wanted = {(one.pk, category.pk, "interview"), (two.pk, category.pk, "desk")}
    assert seats.set_scorers(edition, wanted, by=secretariat) == 2
    assert set(Scorer.objects.values_list("seat", "category", "round")) == wanted
    assert seats.set_scorers(edition, {(one.pk, category.pk, "interview")}, by=secretariat) == 1


def test_scorers_of_a_closed_category_stay(edition, secretariat, panelist, seat_of):
    closed = factories.category(edition, stage=Stage.DELIBERATION)
    factories.scorers(closed, [seat_of(panelist)])
    assert seats.set_scorers(edition, set(), by=secretariat) == 0
    with pytest.raises(ValidationError):
        seats.set_scorer(seat_of(panelist), closed, Round.INTERVIEW, False, by=secretariat)


def test_welcome_makes_account_and_seat_or_neither(edition, secretariat):
    newcomer = {"name": "Ani Wijaya", "username": "", "email": "", "phone": "0812"}
    with pytest.raises(ValidationError):
        people.welcome(
            by=secretariat, role=Role.PANELIST, person=None, newcomer=newcomer, edition=edition, acting="Plt."
        )
    assert User.objects.filter(name="Ani Wijaya").exists() is False
    seat = people.welcome(
        by=secretariat, role=Role.PANELIST, person=None, newcomer=newcomer, edition=edition, function="anggota"
    )
    assert (seat.person.username, seat.province) == ("ani.wijaya", edition.province)


def test_invitation_is_told_once_and_accepted_at_the_first_visit(edition, secretariat, panelist, seat_of, client_of):
    invitation = seats.invite(seat_of(panelist), by=secretariat)
    first = seats.mark_told(invitation, by=secretariat).told_at
    assert seats.mark_told(invitation, by=secretariat).told_at == first
    client_of(panelist).get("/beranda/")
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None
    assert Entry.objects.filter(verb="seats.tell").count() == 1


def test_second_officer_is_missing_until_a_second_person_may_act(edition, secretariat):
    assert queries.has_second_officer(edition) is False
    factories.person("dua", "Staf Dua", Role.SECRETARIAT, province=edition.province)
    assert queries.has_second_officer(edition) is True
