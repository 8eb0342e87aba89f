"""Reads of objection windows, objections and changes. Who may see the rows is asked with `visible_to`, not here."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.workflow import Status
from paritrana.committees.holiday_queries import working_day_after
from paritrana.committees.models import Category, Edition, Seat
from paritrana.committees.queries import not_ended
from paritrana.regions.models import Province
from paritrana.roles import Role
from scoring.models import Decision, DecisionChange, HandOver, ObjectionRules, ObjectionWindow

# Who was looked at and judged; who ended or never sent has no result to object to.
HEARD = [Status.SENT, Status.RETURNED, Status.VERIFIED, Status.SHORTLISTED, Status.NOT_SHORTLISTED]


def rules_of(edition: Edition) -> ObjectionRules:
    """The rules of an edition; before anybody has set them those that we offer."""
    found = ObjectionRules.objects.filter(edition=edition).first()
    found = found or ObjectionRules(edition=edition, province_id=edition.province_id)
    found.wording = found.wording or _(
        "Sanggahan ditujukan terhadap hasil yang diumumkan, dengan alasan dan bukti. Panitia menjawab dengan surat "
        "bernomor."
    )
    return found


def heard(category: Category) -> QuerySet[Nomination]:
    """The candidates of a category who may object."""
    return Nomination.objects.filter(category=category, status__in=HEARD).order_by("number")


@dataclass(frozen=True)
class Shown:
    """Whether a candidate can see its values, marks and the winners: by which account, or given on paper when."""

    nomination: Nomination
    people: list[Seat]
    hand_over: HandOver | None

    @property
    def can_see(self) -> bool:
        return bool(self.people or self.hand_over)


def shown(category: Category, decision: Decision) -> list[Shown]:
    """Every candidate of the category, in the order of their numbers."""
    nominations = list(heard(category).select_related("nominee"))
    here = Q(edition=category.edition_id) | Q(edition=None)
    seats = Seat.objects.filter(
        here, role=Role.NOMINEE, nominee__in=[row.nominee_id for row in nominations], person__is_active=True
    )
    people: dict[int, list[Seat]] = {}
    for seat in not_ended(seats).select_related("person").order_by("person__name"):
        people.setdefault(seat.nominee_id, []).append(seat)
    papers = {row.nomination_id: row for row in HandOver.objects.filter(decision=decision)}
    return [Shown(row, people.get(row.nominee_id, []), papers.get(row.pk)) for row in nominations]


def window_of(category: Category) -> ObjectionWindow | None:
    """The window of the decision in force."""
    return ObjectionWindow.objects.filter(category=category, decision__revoked_at=None).first()


def is_running(window: ObjectionWindow | None) -> bool:
    return window is not None and timezone.now() < window.closes_at


def local_day(province: Province, moment: datetime) -> date:
    return timezone.localtime(moment, ZoneInfo(province.zone)).date()


def end_of(province: Province, day: date) -> datetime:
    """The last moment of a day where the province lies."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(province.zone))


def last_days(category: Category, rules: ObjectionRules, now: datetime) -> tuple[date, date]:
    """The last day of a window opened now, and of keberatan, which the announcement has begun."""
    province = category.edition.province
    assert category.released_at is not None
    released = local_day(province, category.released_at)
    return (
        working_day_after(province, local_day(province, now), rules.days),
        working_day_after(province, released, rules.statute_days),
    )


# --- changes --------------------------------------------------------------------------------------------


def frozen_package(decision: Decision) -> str:
    """The package of a decision that was opened for change, as it was before; empty where it never was."""
    rows = DecisionChange.objects.filter(supersedes=decision).order_by("pk")
    return rows.values_list("package", flat=True).first() or ""


def issued_changes(rows: QuerySet[DecisionChange]) -> QuerySet[DecisionChange]:
    """With the old places, as the public reads them: the newest first."""
    return (
        rows.filter(issued_at__isnull=False)
        .select_related("supersedes")
        .prefetch_related("supersedes__placements__nomination__nominee__regency")
        .defer("package")
    )


def forwarded_and_lost(change: DecisionChange) -> list[Nomination]:
    """First places of the old decision that went to the national round and are no first place any more."""
    if change.decision_id:
        kept = change.decision.placements.filter(place=1).values("nomination")
    else:
        kept = [int(key) for key, place in ((change.result or {}).get("placements") or {}).items() if place == 1]
    firsts: Any = Nomination.objects.filter(
        placements__decision=change.supersedes_id, placements__place=1, forwarded_at__isnull=False
    )
    return list(firsts.exclude(pk__in=kept).select_related("nominee"))
