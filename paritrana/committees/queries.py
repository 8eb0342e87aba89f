"""Composable reads of seats and categories: take a queryset or a row, give a queryset."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import GRANTS, VisibleQuerySet, seats_of
from paritrana.committees.models import Category, Edition, Scorer, Seat
from paritrana.regions.models import Nominee
from paritrana.roles import COMMITTEE, Role


def current(seats: QuerySet, at: datetime | None = None) -> QuerySet:
    """Seats whose term has begun and not ended at this moment (now)."""
    at = at or timezone.now()
    return seats.filter(Q(starts_at=None) | Q(starts_at__lte=at)).filter(Q(ends_at=None) | Q(ends_at__gt=at))


def not_ended(seats: QuerySet) -> QuerySet:
    """Seats held now or from a later day on."""
    return seats.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()))


def ended(seats: QuerySet) -> QuerySet:
    """Seats of the past."""
    return seats.filter(ends_at__lte=timezone.now())


def of_edition(seats: QuerySet, edition: Edition) -> QuerySet:
    """Seats with a part in an edition, one row each."""
    return seats.filter(pk__in=Seat.objects.filter(_in_edition(edition)).values("pk"))


def scores_by_seat(edition: Edition) -> dict[int, list[Scorer]]:
    """Where each committee seat gives marks."""
    found: dict[int, list[Scorer]] = {}
    for score in (
        Scorer.objects.filter(category__edition=edition).select_related("category").order_by("category__order")
    ):
        found.setdefault(score.seat_id, []).append(score)
    return found


def scorers_now(category: Category) -> QuerySet[Scorer]:
    """Who gives marks in a category, per round: seats whose term covers now, so of a hand-over one of the two."""
    held = current(Seat.objects.filter(edition=category.edition_id))
    return Scorer.objects.filter(category=category, seat__in=held).order_by("round", "seat__order", "seat")


def committee(edition: Edition) -> QuerySet:
    """The committee's seats that have not ended, in the order of the decree."""
    seats = Seat.objects.filter(edition=edition, role__in=COMMITTEE)
    return not_ended(seats).select_related("person", "province").order_by("order", "pk")


def representatives(nominee: Nominee, edition: Edition) -> QuerySet:
    """The seats of those who answer for a candidate in an edition and can sign in."""
    seats = Seat.objects.filter(Q(edition=edition) | Q(edition=None), role=Role.NOMINEE, nominee=nominee)
    held = not_ended(seats.filter(person__is_active=True))
    return held.select_related("person", "nominee", "edition").order_by("person__name", "pk")


def helpers(nominee: Nominee, edition: Edition) -> QuerySet:
    """The seats of colleagues of other offices who may be handed sections of a candidate."""
    seats = Seat.objects.filter(Q(edition=edition) | Q(edition=None), role=Role.SECTION, nominee=nominee)
    held = current(seats.filter(person__is_active=True))
    return held.select_related("person", "nominee", "edition").order_by("person__name", "pk")


def secretariat(edition: Edition) -> QuerySet:
    """The seats of those who now run an edition."""
    return current(Seat.objects.filter(_in_edition(edition), role=Role.SECRETARIAT, person__is_active=True)).distinct()


def deciding(edition: Edition) -> QuerySet:
    """The seats held now of those who sit in a meeting of the committee: its members and the secretariat."""
    seats = Seat.objects.filter(_in_edition(edition), role__in=[*COMMITTEE, Role.SECRETARIAT], person__is_active=True)
    return current(seats).distinct()


def has_second_officer(edition: Edition) -> bool:
    """Whether, beside somebody of the secretariat who enters, another person may be the second of two officers."""
    held = current(Seat.objects.filter(_in_edition(edition), person__is_active=True))
    entering = set(held.filter(role=Role.SECRETARIAT).values_list("person", flat=True))
    able = set(held.filter(role__in=edition.second_officers).values_list("person", flat=True))
    return any(first != second for first in entering for second in able)


def why_not_second(edition: Edition, user: Any, first: int | None, code: str) -> str:
    """Why this person may not be the second of two officers after `first` (a key); empty when the person may."""
    if user.pk == first:
        return _("Petugas kedua adalah orang lain, bukan yang mencatat.")
    roles = GRANTS[code] & {Role(role) for role in edition.second_officers}
    for seat in seats_of(user):
        here = seat.province_id == edition.province_id and seat.edition_id in (None, edition.pk)
        if here and seat.role in roles:
            return ""
    return _("Peran Anda tidak termasuk petugas kedua pada penyelenggaraan ini.")


def concerned(category: Category) -> QuerySet:
    """Everybody with a part in a category: committee, secretariat, branches, and candidates of its kind."""
    of_its_kind = ~Q(role=Role.NOMINEE) | Q(nominee__kind=category.nominee_kind)
    seats = Seat.objects.filter(_in_edition(category.edition), of_its_kind, person__is_active=True)
    guests = Q(category__isnull=False) & ~Q(category=category)
    return current(seats).exclude(role__in=[Role.ADMINISTRATOR, Role.SECTION]).exclude(guests).distinct()


def _in_edition(edition: Edition) -> Q:
    """Seats of the edition, and those of its province that no edition limits."""
    province = edition.province_id
    return Q(edition=edition) | Q(edition=None) & (
        Q(province=province)
        | Q(nominee__province=province)
        | Q(branch__areas__regency__province=province, branch__areas__valid_to=None)
    )


def took_over(seats: QuerySet) -> QuerySet:
    """Annotate `took_over`: whether somebody else held the seat before."""
    return seats.annotate(took_over=Exists(Seat.objects.filter(successor=OuterRef("pk"))))


def manageable(seats: VisibleQuerySet) -> VisibleQuerySet:
    """Seats with all that the pages of people print, in few queries."""
    return seats.select_related(
        "person", "province", "branch__province", "nominee__province", "edition", "category", "invitation"
    )
