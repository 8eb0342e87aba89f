"""Moves by hand. A move may break demands: `check.problems` says which."""

from collections.abc import Sequence
from dataclasses import replace

from interviews.planner.check import with_panels
from interviews.planner.demands import GRID, Demands, Row


def earlier(demands: Demands, rows: Sequence[Row], turn: int) -> list[Row]:
    """The turn takes the place of the one before it in its room; the first one begins a step earlier."""
    row = next((row for row in rows if row.turn == turn), None)
    if row is None:
        return list(rows)
    before = [one for one in rows if one.room == row.room and one.start < row.start]
    if not before:
        return _with(demands, rows, replace(row, start=row.start - GRID))
    return _exchanged(demands, rows, max(before, key=lambda one: one.start), row)


def later(demands: Demands, rows: Sequence[Row], turn: int) -> list[Row]:
    """The reverse: the last one begins a step later."""
    row = next((row for row in rows if row.turn == turn), None)
    if row is None:
        return list(rows)
    after = [one for one in rows if one.room == row.room and one.start > row.start]
    if not after:
        return _with(demands, rows, replace(row, start=row.start + GRID))
    return _exchanged(demands, rows, row, min(after, key=lambda one: one.start))


def placed(demands: Demands, rows: Sequence[Row], turn: int, room: int, start: int) -> list[Row]:
    """The turn in that room at that time; whoever stood exactly there takes its former place."""
    old = next((row for row in rows if row.turn == turn), None)
    there = next((row for row in rows if (row.room, row.start) == (room, start) and row.turn != turn), None)
    moved = [Row(turn, room, start, start, ())]
    if old and there:
        moved.append(replace(there, room=old.room, start=old.start))
    return _with(demands, rows, *moved)


def _exchanged(demands: Demands, rows: Sequence[Row], first: Row, second: Row) -> list[Row]:
    """Two neighbours change places; where their lengths differ, the second follows the first as before."""
    gap = second.start - first.end
    length = second.end - second.start
    return _with(demands, rows, replace(second, start=first.start), replace(first, start=first.start + length + gap))


def _with(demands: Demands, rows: Sequence[Row], *moved: Row) -> list[Row]:
    turns = {row.turn for row in moved}
    return with_panels(demands, [*(row for row in rows if row.turn not in turns), *moved])
