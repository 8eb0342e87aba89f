"""The plan of an edition: demands, draw, proposal, moves by hand. Publishing stands in `publishing`."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from interviews.models import Plan
from interviews.plan_queries import first_demands, fresh
from interviews.planner import Demands, Row, Undecided, find
from interviews.planner.check import with_panels
from interviews.planner.collisions import collision
from interviews.planner.demands import DAY, as_json, rows_as_json
from interviews.planner.moves import earlier, later, placed
from interviews.planner.words import sentences
from paritrana.access import require
from paritrana.audit.services import record
from paritrana.committees.models import Edition

SEED_DIGITS = 12


@transaction.atomic
def start(edition: Edition, *, by: Any) -> Plan:
    """The draft of the edition; a new one begins from the version in force, with a number drawn by the portal."""
    require(by, "interviews.plan", edition)
    edition = Edition.objects.select_for_update(of=("self",)).select_related("province").get(pk=edition.pk)
    plans = Plan.objects.filter(edition=edition)
    if draft := plans.filter(status=Plan.Status.DRAFT).first():
        return draft
    last = plans.first()
    breaks = last.breaks if last else Plan.Breaks.USUAL
    demands = fresh(edition, last.asked if last else first_demands(edition), breaks)
    if not demands.groups:
        raise ValidationError(_("Belum ada kategori pada tahap seleksi atau wawancara yang dapat dijadwalkan."))
    plan = Plan.objects.create(
        province=edition.province,
        edition=edition,
        version=last.version + 1 if last else 1,
        breaks=breaks,
        demands=as_json(demands),
        rows=rows_as_json(with_panels(demands, last.turns)) if last else [],
        seed=drawn_number(),
        by=by,
    )
    record(by, "interviews.start_plan", plan, after={"version": plan.version, "seed": plan.seed})
    return plan


@transaction.atomic
def set_demands(plan: Plan, demands: Demands, breaks: str, *, seen: int, by: Any) -> Plan:
    """What the plan has to keep. Turns that stand stay where they are until a new proposal is asked for."""
    plan = open_draft(plan, seen, "interviews.plan", by)
    demands = fresh(plan.edition, demands, breaks)
    plan.breaks, plan.refusal = breaks, []
    _save(plan, demands, with_panels(demands, _in_same_rooms(plan.asked, demands, plan.turns)))
    record(by, "interviews.set_demands", plan, after={"demands": plan.demands, "breaks": breaks})
    return plan


@transaction.atomic
def draw(plan: Plan, seed: str, *, seen: int, by: Any) -> Plan:
    """Another number: typed (a lot drawn before witnesses), or drawn by the portal where none is given. Counted."""
    plan = open_draft(plan, seen, "interviews.draw", by)
    before = plan.seed
    plan.seed, plan.draws = seed.strip() or drawn_number(), plan.draws + 1
    plan.revision += 1
    plan.save(update_fields=["seed", "draws", "revision"])
    record(
        by,
        "interviews.draw",
        plan,
        before={"seed": before},
        after={"seed": plan.seed, "draws": plan.draws, "typed": bool(seed.strip())},
    )
    return plan


@transaction.atomic
def propose(plan: Plan, *, seen: int, by: Any) -> Plan:
    """The plan that follows from demands and number, or the demands that collide."""
    plan = open_draft(plan, seen, "interviews.plan", by)
    demands = fresh(plan.edition, plan.asked, plan.breaks)
    if not demands.rooms:
        raise ValidationError(_("Isi sedikitnya satu ruang dengan jam dan panelnya pada halaman ketentuan."))
    if not demands.turns:
        raise ValidationError(_("Belum ada nomine yang perlu dijadwalkan pada kategori yang dipilih."))
    rows, plan.refusal = _answer(demands, plan.seed)
    _save(plan, demands, rows)
    record(by, "interviews.propose", plan, after={"seed": plan.seed, "turns": len(rows), "refusal": plan.refusal})
    return plan


@transaction.atomic
def move_turn(plan: Plan, number: int, to: str, *, seen: int, by: Any, room: int = 0, start: int = 0) -> Plan:
    """A move by hand: `earlier` or `later` in the room, or `place` there and then. Clashes are shown, not refused."""
    plan = open_draft(plan, seen, "interviews.plan", by)
    demands, rows = plan.asked, plan.turns
    if number not in {turn.key for turn in demands.turns} or room not in range(max(len(demands.rooms), 1)):
        raise ValidationError(_("Pilih giliran dan ruang yang ada dalam rancangan ini."))
    if to == "place":
        rows = placed(demands, rows, number, room, start)
    else:
        rows = earlier(demands, rows, number) if to == "earlier" else later(demands, rows, number)
    before = plan.rows
    _save(plan, demands, rows)
    record(
        by,
        "interviews.move_turn",
        plan,
        before={"row": next((row for row in before if row["turn"] == number), None)},
        after={"row": next((row for row in plan.rows if row["turn"] == number), None)},
    )
    return plan


def open_draft(plan: Plan, seen: int, code: str, by: Any) -> Plan:
    """The draft, locked; refused where another tab or person was quicker."""
    require(by, code, plan)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("edition__province").get(pk=plan.pk)
    if plan.status != Plan.Status.DRAFT:
        raise ValidationError(_("Versi ini sudah diterbitkan; buka rancangan baru untuk mengubahnya."))
    if plan.revision != seen:
        raise ValidationError(
            _("Rancangan ini baru saja diubah di tab atau oleh orang lain. Periksa keadaan terbaru, lalu ulangi.")
        )
    return plan


def drawn_number() -> str:
    """Digits only, so that it can be read out in a meeting."""
    return str(secrets.randbelow(10**SEED_DIGITS)).zfill(SEED_DIGITS)


def _answer(demands: Demands, seed: str) -> tuple[Sequence[Row], list[str]]:
    try:
        rows = find(demands, seed)
    except Undecided:
        return [], [
            _(
                "Kemungkinan jadwal ini terlalu banyak untuk diperiksa semua. Longgarkan jam beberapa delegasi, "
                "atau pisahkan kategorinya per ruang."
            )
        ]
    return (rows, []) if rows is not None else ([], sentences(demands, collision(demands)))


def _in_same_rooms(before: Demands, demands: Demands, rows: Sequence[Row]) -> list[Row]:
    """Turns by the number that their room has now; those of a room that is gone fall out."""
    numbers = {(room.place, room.opens // DAY): number for number, room in reversed([*enumerate(demands.rooms)])}
    wanted = [(row, before.rooms[row.room]) for row in rows]
    return [
        replace(row, room=numbers[room.place, room.opens // DAY])
        for row, room in wanted
        if (room.place, room.opens // DAY) in numbers
    ]


def _save(plan: Plan, demands: Demands, rows: Sequence[Row]) -> None:
    plan.demands, plan.rows = as_json(replace(demands, loose=frozenset())), rows_as_json(rows)
    plan.revision += 1
    plan.save(update_fields=["demands", "breaks", "rows", "refusal", "revision"])
