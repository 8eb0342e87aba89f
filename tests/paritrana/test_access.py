import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from nominations.models import Nomination
from paritrana.access import GRANTS, may, require
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition
from paritrana.regions.models import Nominee
from paritrana.roles import Role
from tests import factories


def numbers(user, code="nominations.view"):
    return sorted(Nomination.objects.visible_to(user, code).values_list("number", flat=True))


@pytest.fixture
def nominations(category, nominees, secretariat):
    return [factories.nomination(category, nominee, secretariat) for nominee in nominees]


def test_every_grant_names_roles():
    assert all(roles and roles <= set(Role) for roles in GRANTS.values())


def test_nomination_is_seen_by_place(
    nominations,
    secretariat,
    chair,
    panelist,
    observer,
    branch_head,
    official,
    administrator,
    nobody,
    stranger,
):
    assert numbers(secretariat) == numbers(chair) == numbers(panelist) == numbers(observer) == list(range(1, 11))
    assert numbers(branch_head) == [1, 2, 3, 9]
    assert numbers(official) == [1]
    assert numbers(administrator) == numbers(nobody) == numbers(stranger) == []


def test_committee_seat_reaches_its_edition_only(nominations, panelist, kaltim, secretariat, nominees):
    other = factories.category(factories.edition(kaltim, 2023))
    hidden = factories.nomination(other, nominees[0], secretariat)
    assert not may(panelist, "nominations.view", hidden)
    assert may(secretariat, "nominations.view", hidden)


def test_role_and_place_are_matched_on_the_same_seat(nominations, stranger, kaltim, edition):
    """Secretariat in Kalsel and observer in Kaltim does not add up to secretariat in Kaltim."""
    stranger.seats.create(role=Role.OBSERVER, province=kaltim, edition=edition)
    stranger = User.objects.get(pk=stranger.pk)
    assert may(stranger, "nominations.view", nominations[0])
    assert not may(stranger, "nominations.verify", nominations[0])


def test_guest_observer_is_held_to_one_nominee(nominations, edition, nominees, kaltim):
    guest = factories.person("tamu", "Tamu", Role.OBSERVER, province=kaltim, edition=edition, nominee=nominees[4])
    assert numbers(guest) == [5]
    guest.seats.update(ends_at=timezone.now())
    assert numbers(User.objects.get(pk=guest.pk)) == []


def test_branch_and_nominee_see_editions_of_their_province(edition, kalsel, branch_head, official):
    elsewhere = factories.edition(kalsel)
    for user in (branch_head, official):
        assert list(Edition.objects.visible_to(user, "editions.view")) == [edition]
        assert not may(user, "editions.view", elsewhere)


def test_ended_seat_reaches_nothing(nominations, secretariat):
    secretariat.seats.update(ends_at=timezone.now())
    assert numbers(User.objects.get(pk=secretariat.pk)) == []


def test_public_sees_only_released_results(category, nobody):
    from django.contrib.auth.models import AnonymousUser

    assert list(Category.objects.visible_to(AnonymousUser(), "results.view")) == []
    category.released_at = timezone.now()
    category.save()
    assert list(Category.objects.visible_to(AnonymousUser(), "results.view")) == [category]


def test_require_gives_the_reason(nominees, nobody):
    with pytest.raises(PermissionDenied, match="Peran Anda tidak mencakup"):
        require(nobody, "nominees.view", nominees[0])


def test_branch_is_listed_once_though_it_serves_many(branch, secretariat):
    from paritrana.regions.models import Branch

    assert list(Branch.objects.visible_to(secretariat, "nominees.view")) == [branch]


def test_nominee_list_has_no_stranger(nominees, stranger):
    assert list(Nominee.objects.visible_to(stranger, "nominees.view")) == []


def test_the_printed_matrix_is_in_step():
    from pathlib import Path

    from paritrana.management.commands.print_access import table

    assert (Path(__file__).parents[2] / "docs" / "access.md").read_text() == table()
