"""The example round at other moments of its year: rows are put into the state they had then."""

import datetime
from collections.abc import Callable

from django.utils import timezone

from interviews.models import Closing, Session, Slot
from nominations.models import CoverageFigure, Instrument, Nomination
from nominations.workflow import Status
from paritrana.committees.models import Category, Stage
from scoring.models import Decision, FeedbackComment, Placement, RankingRun, RuleBook, ScoreSheet
from tests.world import World


def preparation(world: World) -> None:
    """Criteria and questions may still change."""
    _stage(world, Stage.PREPARATION)
    RuleBook.objects.filter(category=world.category).update(frozen_at=None, content=None, sha256="")
    Instrument.objects.filter(category=world.category).update(frozen_at=None)
    CoverageFigure.objects.filter(regency__province="64").update(confirmed_at=None, confirmed_by=None)


def nomination(world: World) -> None:
    """The candidate of the cast fills in, the others have sent."""
    _stage(world, Stage.NOMINATION)
    rows = Nomination.objects.filter(category=world.category)
    rows.update(status=Status.SENT)
    rows.filter(pk=world.nomination.pk).update(status=Status.PROPOSED)
    Category.objects.filter(pk=world.category.pk).update(nomination_closes=timezone.now() + datetime.timedelta(days=7))


def verification(world: World) -> None:
    """Everything has been sent and waits for the secretariat."""
    _stage(world, Stage.NOMINATION)
    Nomination.objects.filter(category=world.category).update(status=Status.SENT)


def selection(world: World) -> None:
    _stage(world, Stage.SELECTION)
    Nomination.objects.filter(category=world.category).update(status=Status.VERIFIED)


def interviews(world: World) -> None:
    """A session is planned, one candidate has no turn yet, sheets are open."""
    _stage(world, Stage.INTERVIEWS)
    Session.objects.filter(category=world.category).update(status=Session.Status.PLANNED)
    Closing.objects.filter(session__category=world.category).delete()
    Slot.objects.filter(nomination__category=world.category).update(status=Slot.Status.PLANNED)
    Slot.objects.filter(nomination__nominee__regency__code="64.01").update(status=Slot.Status.CANCELLED)
    RankingRun.objects.filter(category=world.category).update(review_opened_at=None)
    sheets = ScoreSheet.objects.filter(nomination__category=world.category, status=ScoreSheet.Status.CLOSED)
    sheets.update(status=ScoreSheet.Status.ASSIGNED, sent_at=None, closed_at=None, locked_at=None)


def deliberation(world: World) -> None:
    """As the example was built."""


def decided(world: World) -> None:
    """The plenary has decided; the result is under embargo, and a comment waits for the chair."""
    _stage(world, Stage.DECIDED)
    run = world.run()
    decision = Decision.objects.create(
        province_id="64",
        category=world.category,
        run=run,
        held_on=timezone.localdate(),
        place="Kantor gubernur",
        decided_by=world.staff,
    )
    Placement.objects.bulk_create(
        Placement(
            province_id="64",
            decision=decision,
            nomination=row.nomination,
            place=place,
            word=f"Juara {place}",
            units=row.units,
        )
        for place, row in enumerate(run.rows.filter(ranked=True)[:3], 1)
    )
    comment = {"province_id": "64", "text": "Contoh.", "drafted_by": world.staff, "drafted_at": timezone.now()}
    FeedbackComment.objects.get_or_create(nomination=world.nomination, defaults=comment)


def announced(world: World) -> None:
    decided(world)
    _stage(world, Stage.ANNOUNCED)
    Category.objects.filter(pk=world.category.pk).update(released_at=timezone.now())


def _stage(world: World, stage: Stage) -> None:
    Category.objects.filter(pk=world.category.pk).update(stage=stage)


MOMENTS: dict[str, Callable[[World], None]] = {
    "preparation": preparation,
    "nomination": nomination,
    "verification": verification,
    "selection": selection,
    "interviews": interviews,
    "deliberation": deliberation,
    "decided": decided,
    "announced": announced,
}
