"""Seats together with the account of somebody new, in one act: both are made, or neither."""

from typing import Any

from django.db import transaction

from paritrana.accounts.models import User
from paritrana.accounts.services import make_person
from paritrana.committees.models import Seat
from paritrana.committees.services import seats

Newcomer = dict[str, str]


@transaction.atomic
def welcome(*, by: User, role: str, person: User | None, newcomer: Newcomer | None, **place: Any) -> Seat:
    """Open a seat for somebody, or an empty one in a committee."""
    return seats.give(role, by=by, person=_known(person, newcomer, by), **place)


@transaction.atomic
def fill(seat: Seat, *, by: User, person: User | None, newcomer: Newcomer | None) -> Seat:
    """Fill an empty committee seat."""
    known = _known(person, newcomer, by)
    assert known is not None  # the form asks for one of the two
    return seats.seat_person(seat, known, by=by)


@transaction.atomic
def succeed(seat: Seat, *, by: User, person: User | None, newcomer: Newcomer | None, **terms: Any) -> Seat:
    """Alihkan tugas to somebody known or new."""
    known = _known(person, newcomer, by)
    assert known is not None  # the form asks for one of the two
    return seats.hand_over(seat, known, by=by, **terms)


def _known(person: User | None, newcomer: Newcomer | None, by: User) -> User | None:
    if newcomer is None:
        return person
    return make_person(
        name=newcomer["name"],
        username=newcomer["username"],
        email=newcomer["email"],
        phone=newcomer["phone"],
        by=by,
    )
