"""Who sees which rows and who may do what: the only place.

`GRANTS` is the matrix. Three names use it and nothing else does:

- `Model.objects.visible_to(user, code)`: which rows;
- `may(user, code, row)`: this row;
- `require(user, code, row)`: the same, raising.

A seat (`committees.Seat`, reached as `user.seats`) holds a role and a place; both are matched on the same
seat. Each model names the paths to its places once in `PLACES`:

- `province`, `edition`, `category`, `regency`, `nominee`: the path to that row;
- `home`: the path to a province; a seat of a branch or a nominee of that province reaches the row.

What is not role x place is the model's `narrow(user, code) -> Q`.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Manager, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.roles import Role

A, S, C, P, O = Role.ADMINISTRATOR, Role.SECRETARIAT, Role.CHAIR, Role.PANELIST, Role.OBSERVER  # noqa: E741
H, F, N, EVERYBODY = Role.BRANCH_HEAD, Role.BRANCH_STAFF, Role.NOMINEE, Role.PUBLIC
B = Role.SECTION

GRANTS: dict[str, set[Role]] = {
    # ground: provinces, people, editions, committee
    "provinces.view": {A, S, C, P, O, H, F, N, B},
    "provinces.manage": {A},
    "editions.view": {A, S, C, P, O, H, F, N, B},
    "editions.create": {S},
    "editions.edit": {S},
    "categories.view": {A, S, C, P, O, H, F, N},
    "categories.edit": {S},
    "stages.view": {S, C, O},
    "categories.advance": {S, C},
    "categories.override": {C},
    "categories.release": {C},
    "results.view": {EVERYBODY},
    "seats.view": {A, S, C, P, O},
    "seats.manage": {S},
    "seats.manage_secretariat": {A},
    "seats.colleague": {N},
    "notices.view": {EVERYBODY},
    "notices.follow": {S},
    "audit.view": {S, O},
    "exceptions.view": {S, C, O},
    "holidays.view": {A, S, C, O},
    "holidays.edit": {A, S},
    "files.upload": {EVERYBODY},
    # nominations
    "nominees.view": {S, C, P, O, H, F, N},
    "nominations.view": {S, C, P, O, H, F, N},
    "nominations.outcome": {S, C, P, O},
    "nominations.propose": {S, H},
    "nominations.fill": {N},
    "nominations.section": {N, B},
    "evidence.view": {S, C, P, O, H, F, N, B},
    "letters.view": {S, O, N},
    "nominations.enter": {S},
    "nominations.verify": {S},
    "nominations.select": {S},
    "nominations.end": {S, N},
    "nominations.manage": {S},
    "nominations.second": {S, C, O},
    "instruments.view": {S, C, P, O, H, F, N},
    "instruments.edit": {S},
    "coverage.view": {S, C, P, O, H, F, N},
    "coverage.follow": {S, O, H, F},
    "coverage.enter": {H, F},
    "coverage.confirm": {H},
    "coverage.explain": {H, F, N},
    "coverage.target": {S},
    "coverage.cutoff": {S},
    "coverage.correct": {S, H},
    "coverage.sign": {S, C, O},
    "coverage.discard": {S, C, O, H},
    "coverage.national": {A},
    "protection.view": {S, C, P, O, H, F, N},
    "protection.enter": {S, H, F},
    "protection.groups": {S},
    "regulations.view": {S, C, P, O, H, F, N},
    "regulations.edit": {S, H},
    "outreach.view": {S, C, P, O, H, F, N},
    "outreach.edit": {S, H},
    # scoring
    "rubric.view": {S, C, P, O},
    "rubric.edit": {S},
    "rubric.freeze": {S, C},
    "rubric.amend": {S, C},
    "rubric.second": {S, C, O},
    "sheets.follow": {S, C, O},
    "sheets.fill": {P, C},
    "sheets.manage": {S},
    "marks.view": {S, C, P, O},
    "marks.correct": {S},
    "marks.sign": {S, C, O},
    "recusals.view": {S, C, P, O},
    "recusals.follow": {S, C, O},
    "recusals.declare": {P, C},
    "recusals.answer": {C},
    "recusals.lift": {S, C},
    "recusals.sign": {S, C, O},
    "ranking.view": {S, C, P, O, H},
    "ranking.run": {S},
    "ranking.complete": {O},
    "quorum.choose": {S, C},
    "robustness.view": {S, C, O},
    "robustness.explain": {S, C},
    "review.open": {S},
    "review.respond": {H},
    "review.reply": {S},
    "feedback.view": {N},
    "feedback.follow": {S, C, O},
    "feedback.draft": {S},
    "feedback.release": {C},
    "decision.view": {S, C, P, O},
    "decision.close": {C},
    "awards.edit": {S, C},
    "objections.view": {S, C, O, N},
    "objections.manage": {S},
    "objections.file": {N},
    "changes.view": {S, C, O},
    "changes.open": {S},
    "changes.issue": {S, C, O},
    "paper.enter": {S},
    "paper.confirm": {S, C, O},
    "paper_sheets.follow": {S, C, O},
    "paper_sheets.enter": {S},
    "paper_sheets.confirm": {S, C, O},
    "paper_sheets.scan": {S, C, P, O},
    "paper_sheets.pick": {P, C},
    "paper_sheets.pick_for": {C},
    # interviews
    "interviews.view": {S, C, P, O, H, F, N},
    "interviews.order": {S, C, P, O},
    "interviews.plan": {S},
    "interviews.draw": {S, C},
    "interviews.attend": {S},
    "copies.hand_in": {S},
    "copies.decide": {P, C},
    "notulen.view": {S, C, O},
    "notulen.write": {S},
    "interviews.reply": {S, N},
    "interviews.calendar": {S, C, O},
    "presentations.view": {S, C, P, O, N},
    "presentations.put": {S, N},
    "calendar.own": {EVERYBODY},
    "calendar.read": {EVERYBODY},
    # reports
    "documents.view": {S, C, O, N},
    "documents.make": {S},
    "names.confirm": {S, N},
    "day_pack.make": {S},
    "meetings.view": {S, C, P, O},
    "documents.check": {EVERYBODY},
    "cases.make": {S, O},
    "dossier.make": {S},
    "dossier.view": {S, C, O},
}


def seats_of(user: Any) -> list[Any]:
    """The seats the person holds now, read once per user object."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_seats_now"):
        now = timezone.now()
        user._seats_now = list(
            user.seats.filter(Q(starts_at=None) | Q(starts_at__lte=now))
            .filter(Q(ends_at=None) | Q(ends_at__gt=now))
            .select_related("province", "branch", "nominee", "edition")
            .order_by("pk")
        )
    seats: list[Any] = user._seats_now
    return seats


def holds(user: Any, code: str) -> bool:
    """Whether any seat of the person carries the code, wherever it lies."""
    roles = GRANTS[code]
    return Role.PUBLIC in roles or any(seat.role in roles for seat in seats_of(user))


def represented(user: Any) -> list[int]:
    """The candidates for whom the person acts now."""
    return [seat.nominee_id for seat in seats_of(user) if seat.role == Role.NOMINEE]


def _reached(model: type[Model], seat: Any) -> Q | None:
    """The rows of `model` within reach of one seat, or None for no row."""
    places: dict[str, str] = model.PLACES  # type: ignore[attr-defined]
    kind, values = seat.place()
    if kind == "nation":
        return Q()
    if kind in places:
        reached = Q(**{f"{places[kind]}__in": values})
    elif kind in ("regency", "nominee") and "home" in places:
        reached = Q(**{f"{places['home']}__in": seat.home_provinces()})
    else:
        return None
    if kind == "regency" and "home" in places and places["home"] != places.get("regency"):
        reached &= Q(**{f"{places['home']}__in": seat.home_provinces()})
    for limit, value in seat.limits().items():
        if limit in places:
            reached &= Q(**{places[limit]: value})
    return reached


def _crosses_many(model: type[Model]) -> bool:
    """Whether a place of the model lies behind a relation to many rows."""
    paths: dict[str, str] = model.PLACES  # type: ignore[attr-defined]
    return any(
        path != "pk"
        and (field := model._meta.get_field(path.split("__")[0])).is_relation
        and bool(field.one_to_many or field.many_to_many)
        for path in paths.values()
    )


class VisibleQuerySet(QuerySet):  # type: ignore[type-arg]
    """A queryset that knows what a person may see. Views use nothing else."""

    def visible_to(self, user: Any, code: str) -> VisibleQuerySet:
        """The rows that `user` reaches with `code`: places AND the model's `narrow`."""
        roles = GRANTS[code]
        if Role.PUBLIC in roles:
            reached = Q()
        else:
            found = [_reached(self.model, seat) for seat in seats_of(user) if seat.role in roles]
            parts = [part for part in found if part is not None]
            if not parts:
                return self.none()
            reached = Q()
            if not any(part == Q() for part in parts):
                for part in parts:
                    reached |= part
        if _crosses_many(self.model):
            # A join to many rows would repeat the row; a subquery does not.
            reached = Q(pk__in=self.model._base_manager.filter(reached).values("pk"))
        narrow = getattr(self.model, "narrow", None)
        return self.filter(reached & narrow(user, code)) if narrow else self.filter(reached)


VisibleManager = Manager.from_queryset(VisibleQuerySet)


def may(user: Any, code: str, row: Model | None = None) -> bool:
    """Whether `user` may do `code`, to this row if one is given. Asks `visible_to`, so they cannot disagree."""
    if row is None:
        return holds(user, code)
    return bool(type(row).objects.visible_to(user, code).filter(pk=row.pk).exists())  # type: ignore[attr-defined]


def require(user: Any, code: str, row: Model | None = None, reason: str = "") -> None:
    """Raise PermissionDenied with a reason that is shown, unless `may`."""
    if not may(user, code, row):
        raise PermissionDenied(reason or _("Peran Anda tidak mencakup tindakan ini."))


def reach(user: Any) -> None:
    """Tell the database, for this transaction, which provinces the person reaches: `*`, `64,63` or empty."""
    provinces: set[str] = set()
    for seat in seats_of(user):
        if seat.place()[0] == "nation":
            provinces = {"*"}
            break
        provinces |= set(seat.home_provinces())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.reach', %s, true)", [",".join(sorted(provinces))])
