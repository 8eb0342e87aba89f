"""A plan as rooms by times, day by day. Pure: for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from interviews.planner import Demands, Row
from interviews.planner.check import Problem
from interviews.planner.demands import DAY, moment
from interviews.planner.words import clock


@dataclass(frozen=True)
class Card:
    number: int
    name: str
    category: str
    room: int
    start: str
    until: str
    panel: int
    texts: tuple[str, ...]
    moved: bool


def grid(demands: Demands, rows: Sequence[Row], problems: Sequence[Problem], moved: int = 0) -> list[dict[str, Any]]:
    """Per day: its rooms, and a line per time with a cell per room; breaks stand as lines of their own."""
    turns = {turn.key: turn for turn in demands.turns}
    days = []
    for day in sorted({room.opens // DAY for room in demands.rooms}):
        rooms = [(number, room) for number, room in enumerate(demands.rooms) if room.opens // DAY == day]
        headed = [(room.name, f"{clock(room.opens)}–{clock(room.closes)}") for _number, room in rooms]
        own = [row for row in rows if row.start // DAY == day]
        lines: dict[int, dict[str, Any]] = {
            start: {"at": clock(start), "start": f"{moment(start):%H:%M}", "cells": [], "block": ""}
            for start in sorted({row.start for row in own})
        }
        for start, line in lines.items():
            for number, room in rooms:
                cards = []
                for row in own:
                    if (row.start, row.room) == (start, number):
                        turn = turns[row.turn]
                        texts = tuple(problem.text for problem in problems if row.turn in problem.turns)
                        cards.append(
                            Card(
                                row.turn,
                                turn.name,
                                demands.group(turn).name,
                                row.room,
                                f"{moment(row.start):%H:%M}",
                                clock(row.end),
                                len(row.panel),
                                texts,
                                row.turn == moved,
                            )
                        )
                line["cells"].append({"room": number, "name": room.name, "cards": cards})
        breaks = [
            {"at": clock(block.opens), "block": block.name, "until": clock(block.closes), "order": block.opens}
            for block in demands.blocks
            if block.opens // DAY == day and not block.place
        ]
        ordered = sorted(
            [*({**line, "order": start} for start, line in lines.items()), *breaks], key=lambda one: one["order"]
        )
        days.append({"day": moment(day * DAY).date(), "rooms": headed, "lines": ordered})
    return days
