"""The demo accounts as a table, for people and for programs."""

from demo.figures import PASSWORD
from paritrana.accounts.models import User


def demo_accounts() -> list[dict[str, str]]:
    """One entry per demo account: username, email, password, role (of the first seat), province, name."""
    rows = []
    people = User.objects.filter(is_demo=True).order_by("pk").prefetch_related(
        "seats__province", "seats__branch__province", "seats__nominee__province"
    )  # fmt: skip
    for person in people:
        seats = sorted(person.seats.all(), key=lambda seat: seat.pk)
        # Who also sits in the committee is listed by that seat last: the table shows the office first.
        seat = seats[0] if seats else None
        place = seat and (seat.province or (seat.branch or seat.nominee or seat).province)
        rows.append(
            {
                "username": person.username,
                "email": person.email,
                "password": PASSWORD,
                "role": seat.role if seat else "",
                "province": place.slug if place else "",
                "name": person.name,
            }
        )
    return rows
