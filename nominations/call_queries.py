"""How far each candidate has come, from being invited to being sent back: the call list."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from nominations.models import Contact, Nomination
from nominations.queries import with_progress
from nominations.workflow import Status
from paritrana.committees.models import Seat
from paritrana.roles import Role


class Step(TextChoices):
    """The steps in the order of the year; the first ones need a call."""

    NOBODY = "nobody", _("Belum ada wakil")
    INVITED = "invited", _("Diundang, belum dibuka")
    OPENED = "opened", _("Dibuka, belum diisi")
    FILLING = "filling", _("Sedang diisi")
    RETURNED = "returned", _("Dikembalikan, ditunggu")
    SENT = "sent", _("Terkirim")


def with_step(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Annotate `people` (name, phone of those who represent the candidate now), `opened_at`, `step`, the last talk."""
    now = timezone.now()
    seats = Seat.objects.filter(
        Q(starts_at=None) | Q(starts_at__lte=now),
        Q(ends_at=None) | Q(ends_at__gt=now),
        role=Role.NOMINEE,
        nominee=OuterRef("nominee"),
        person__is_active=True,
    ).order_by()
    opened = seats.values("nominee").annotate(at=Max("person__last_login")).values("at")
    person = JSONObject(name=F("person__name"), phone=F("person__phone"))
    last = Contact.objects.filter(nomination=OuterRef("pk")).order_by("-pk")
    step = Case(
        When(status=Status.RETURNED, then=Value(Step.RETURNED)),
        When(~Q(status__in=[Status.LATE, Status.PROPOSED]), then=Value(Step.SENT)),
        When(answered__gt=0, then=Value(Step.FILLING)),
        When(opened_at__isnull=False, then=Value(Step.OPENED)),
        When(people=[], then=Value(Step.NOBODY)),
        default=Value(Step.INVITED),
    )
    return (
        with_progress(nominations)
        .annotate(
            people=ArraySubquery(seats.order_by("person__name").values(about=person)),
            opened_at=Subquery(opened),
            contact_at=Subquery(last.values("at")[:1]),
            contact_how=Subquery(last.values("how")[:1]),
            contact_note=Subquery(last.values("note")[:1]),
            contact_by=Subquery(last.values("by__name")[:1]),
        )
        .annotate(step=step)
    )
