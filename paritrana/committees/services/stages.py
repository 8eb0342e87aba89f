"""The stage of a category. `advance` is the only writer."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees import agenda
from paritrana.committees.agenda import Blocker
from paritrana.committees.models import Category, Stage, StageMove
from paritrana.committees.workflow import IllegalMove, Kind, Move, move_for
from paritrana.committees.workflow import next_stage as stage_after


def next_stage(category: Category) -> Stage | None:
    """The stage that follows, without those the category leaves out."""
    stage = stage_after(category.stage, category.skips)
    return Stage(stage) if stage else None


def open_blockers(category: Category, target: str) -> list[Blocker]:
    """What holds a category back from `target`, also on the stages left out on the way; hard ones first."""
    move = move_for(category.stage, target, category.skips)
    found = {blocker.text: blocker for stage in move.entered for blocker in agenda.blockers(category, Stage(stage))}
    return sorted(found.values(), key=lambda blocker: not blocker.hard)


@transaction.atomic
def advance(
    category: Category,
    target: str,
    *,
    by: User,
    source: str | None = None,
    note: str = "",
    set_aside: list[str] | None = None,
    from_paper: str = "",
) -> StageMove:
    """Move a category to `target`, forward or back.

    `source` is the stage the person saw (by default that of `category`); when somebody else has moved on in
    the meantime the move is refused. Hard conditions refuse. Soft ones the chair sets aside by naming them
    in `set_aside` with a reason in `note`. `from_paper` is the number of the signed paper by which two
    officers have recorded the chair's act; the second of them is `by`.
    """
    seen = source or category.stage
    category = Category.objects.select_for_update(of=("self",)).select_related("edition__province").get(pk=category.pk)
    if category.stage != seen:
        message = _("Kategori %(category)s sudah berada di tahap %(stage)s. Periksa dahulu keadaan terbaru.")
        raise ValidationError(message % {"category": category, "stage": category.get_stage_display()})
    try:
        move = move_for(seen, target, category.skips)
    except IllegalMove as error:
        raise ValidationError(str(error)) from error
    require(by, "paper.confirm" if from_paper else move.code, category)
    if move.kind is Kind.BACK and (reasons := agenda.stays(category, Stage(move.target))):
        raise ValidationError([_("Belum dapat dikembalikan: %s") % text for text in reasons])
    note, set_aside = note.strip(), set_aside or []
    if move.note_required and not note:
        raise ValidationError({"note": _("Tuliskan alasan mengembalikan tahap.")})
    soft = _soft_ones(category, move, set_aside)
    if soft:
        require(by, "paper.confirm" if from_paper else "categories.override", category)
        if not note:
            raise ValidationError({"note": _("Tuliskan alasan melanjutkan; alasan ini dicetak.")})
    return _write(category, move, by, note, soft, from_paper)


def release(
    category: Category,
    *,
    by: User,
    from_paper: str = "",
    source: str | None = None,
    note: str = "",
    set_aside: list[str] | None = None,
) -> StageMove:
    """End the embargo of a category: from this moment its result is public."""
    return advance(
        category, Stage.ANNOUNCED, by=by, source=source, note=note, set_aside=set_aside, from_paper=from_paper
    )


def _soft_ones(category: Category, move: Move, set_aside: list[str]) -> list[str]:
    """The soft conditions in the way, all of them named in `set_aside`; otherwise the move is refused."""
    blockers = open_blockers(category, move.target)
    if hard := [blocker.text for blocker in blockers if blocker.hard]:
        raise ValidationError([_("Belum dapat dilanjutkan: %s") % text for text in hard])
    soft = [blocker.text for blocker in blockers]
    if new := [text for text in soft if text not in set_aside]:
        raise ValidationError(
            [_("Belum dapat dilanjutkan: %s Ketua dapat melanjutkan dengan alasan.") % text for text in new]
        )
    return soft


def _write(category: Category, move: Move, by: User, note: str, set_aside: list[str], from_paper: str) -> StageMove:
    category.stage = move.target
    fields = ["stage"]
    if move.kind is Kind.RELEASE:
        category.released_at = timezone.now()
        fields.append("released_at")
    category.save(update_fields=fields)
    row = StageMove.objects.create(
        province=category.province, category=category, source=move.source, target=move.target,
        by=by, note=note, set_aside=set_aside, from_paper=from_paper,
    )  # fmt: skip
    after: dict[str, Any] = {"stage": move.target}
    if set_aside:
        after["set_aside"] = set_aside
    if from_paper:
        after["from_paper"] = from_paper
    record(by, f"stages.{move.kind}", category, before={"stage": move.source}, after=after, reason=note)
    later("notices.stage_moved", row.pk)
    if move.kind is Kind.RELEASE:
        later("reports.released", category.pk)
    if move.kind is Kind.FORWARD and Stage.INTERVIEWS in move.entered:
        later("nominations.tell_selection", category.pk)
    return row
