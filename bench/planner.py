"""How long the planner takes for one day of 19 delegations, nine panelists and two rooms, and for its refusal.

Seconds of the processor, the best of several runs; at most 2 are allowed for each.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "paritrana.settings")
django.setup()

from interviews.planner import Absence, Block, Budget, Demands, Group, Room, Turn, find  # noqa: E402
from interviews.planner.collisions import collision  # noqa: E402
from interviews.planner.words import clock  # noqa: E402

NINE = tuple(range(1, 10))
DAY = 739_000 * 24 * 60
LIMIT = 2.0
TIGHT = range(13 * 60, 16 * 60 + 1, 5)


def day(closes: int = 18 * 60) -> Demands:
    """Two rooms whose panels rotate at noon, four categories, an opening, a break, and one who leaves at 13.30."""
    halves = ((8 * 60, 12 * 60, NINE[:5], NINE[5:]), (13 * 60, closes, (1, 2, 3, 6, 7), (4, 5, 8, 9)))
    rooms = tuple(
        Room(f"Ruang {name}", name, "on_site", DAY + opens, DAY + until, panel)
        for opens, until, *panels in halves
        for name, panel in zip("AB", panels, strict=True)
    )
    groups = tuple(Group(f"k{number}", f"Kategori {number}", 7, 13 + number, 5, 3, NINE) for number in range(4))
    turns = tuple(
        Turn(number, f"Delegasi {number}", number, f"k{number % 4}", DAY + 600 if number % 5 == 0 else None)
        for number in range(1, 20)
    )
    blocks = (Block("Pembukaan", DAY + 480, DAY + 525), Block("Istirahat", DAY + 720, DAY + 780))
    return Demands(groups, rooms, turns, blocks, (Absence(5, DAY + 810, DAY + 1080),))


def best(work: Callable[[], Any], times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def main() -> None:
    budget = Budget()
    rows = find(day(), "2025", budget)
    assert rows is not None
    tight = day(13 * 60 + 40)
    assert find(tight, "2025") is None
    sure = collision(tight)
    print("planner: 19 delegations, 9 panelists, 2 rooms")
    for text, work in (
        (f"a plan, {Budget().steps - budget.steps} steps", lambda: find(day(), "2025")),
        (f"{len(sure.demands)} colliding demands of a day too short", lambda: collision(tight)),
    ):
        line(text, best(work))
    seconds, closes = max((best(partial(answer, day(closes)), 1), closes) for closes in TIGHT)
    line(f"the slowest of {len(TIGHT)} days that end from 13.00 to 16.00: {clock(DAY + closes)}", seconds)


def answer(asked: Demands) -> None:
    """A plan, or a set of colliding demands that is proven smallest."""
    if find(asked, "2025") is None:
        assert collision(asked).sure


def line(text: str, seconds: float) -> None:
    print(f"  {text:60} {seconds:8.3f} s  {'ok' if seconds <= LIMIT else 'TOO SLOW'}")


if __name__ == "__main__":
    main()
