"""Seats together with the account of somebody new, in one act: both are made, or neither."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from paritrana.access import seats_of
from paritrana.accounts.models import Slip, User
from paritrana.accounts.services import make_person, make_slip
from paritrana.celery import later
from paritrana.committees import queries
from paritrana.committees.models import Edition, Seat
from paritrana.committees.services import seats
from paritrana.regions.models import Nominee
from paritrana.roles import Role

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


@transaction.atomic
def add_colleague(
    nominee: Nominee,
    *,
    edition: Edition,
    by: User,
    name: str,
    phone: str = "",
    email: str = "",
    office: str = "",
    role: str = Role.NOMINEE,
) -> tuple[Seat, Slip, str]:
    """Who represents a candidate seats a colleague beside himself: account, seat on the same terms, and a slip.

    With `Role.SECTION` the seat opens nothing by itself: what its holder is handed does.
    """
    held = [seat for seat in seats_of(by) if seat.role == Role.NOMINEE and seat.nominee_id == nominee.pk]
    own = next((seat for seat in held if seat.edition_id in (None, edition.pk)), None)
    if own is None:
        raise PermissionDenied(_("Rekan ditambahkan oleh orang yang mewakili kandidat yang sama."))
    # A second press of the button waits here, and then meets the name.
    nominee = Nominee.objects.select_for_update(of=("self",)).select_related("province").get(pk=nominee.pk)
    there = queries.representatives(nominee, edition) | queries.helpers(nominee, edition)
    if there.filter(person__name__iexact=name.strip()).exists():
        raise ValidationError({"name": _("Orang ini sudah ada dalam daftar. Bila belum pernah masuk, buat slip lagi.")})
    person = make_person(name=name, phone=phone, email=email, by=by)
    seat = seats.give(
        role, person=person, nominee=nominee, edition=own.edition, ends_at=own.ends_at, office=office, by=by
    )  # fmt: skip
    slip, code = make_slip(person, by=by)
    later("notices.colleague", seat.pk, edition.pk, by.pk)
    return seat, slip, code


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
