"""Turns that are alike, and where they may start."""

from collections.abc import Sequence
from dataclasses import dataclass

from interviews.planner.demands import GRID, Demands, Group, Room, Turn, closed, drawn, on_grid, overlap, seated, suits

Panel = frozenset[int]
Starts = dict[frozenset[int], list[int]]
Openings = Sequence[tuple[int, frozenset[int]]]
Key = tuple[str, str | int]  # what one turn at a time may use: a place, a person, a nominee heard twice


@dataclass
class Kind:
    """Turns that are alike, in the order of the draw, and where they may start: room -> panel -> starts."""

    group: Group
    turns: list[Turn]
    starts: dict[int, Starts]
    guest: int  # the nominee, where it is heard in two categories, else 0

    @property
    def step(self) -> int:
        """From one start to the next in the same room: turns start on the grid."""
        return on_grid(self.group.step)

    @property
    def last(self) -> int:
        return max(starts[-1] for panels in self.starts.values() for starts in panels.values())


def openings(demands: Demands, group: Group, room: Room) -> list[tuple[int, frozenset[int]]]:
    """Where on the grid a turn of the category may start in the room, and who would sit then."""
    found = []
    for start in range(on_grid(room.opens), room.closes - group.talk + 1, GRID):
        if not closed(demands, room, (start, start + group.talk)):
            panel = frozenset(seated(demands, group, room, start))
            if len(panel) >= max(group.quorum, 1):
                found.append((start, panel))
    return found


def starts_of(turn: Turn, group: Group, room: Room, open_at: Openings) -> Starts:
    """Those openings that suit the turn, by panel."""
    found: Starts = {}
    first = 0 if turn.earliest is None else turn.earliest
    for start, panel in open_at if suits(turn, room) else ():
        late = turn.latest is not None and start > turn.latest
        if start >= first and not late and not any(overlap((start, start + group.talk), busy) for busy in turn.busy):
            found.setdefault(panel, []).append(start)
    return found


def kinds_of(demands: Demands, seed: str = "") -> list[Kind]:
    """All turns, sorted by kind; kinds and the turns in them stand in the order of the draw."""
    nominees = [turn.nominee for turn in demands.turns]
    open_at = {
        (group.key, number): openings(demands, group, room)
        for group in demands.groups
        for number, room in enumerate(demands.rooms)
    }
    found: dict[object, Kind] = {}
    order = sorted(demands.turns, key=lambda turn: (drawn(seed, turn.category), drawn(seed, turn.key)))
    for turn in order:
        guest = turn.nominee if nominees.count(turn.nominee) > 1 else 0
        alike = (turn.category, turn.earliest, turn.latest, turn.mode, turn.busy, guest)
        if alike not in found:
            group = demands.group(turn)
            starts = {
                number: options
                for number, room in enumerate(demands.rooms)
                if (options := starts_of(turn, group, room, open_at[group.key, number]))
            }
            found[alike] = Kind(group, [], starts, guest)
        found[alike].turns.append(turn)
    return list(found.values())


def movers(demands: Demands) -> set[int]:
    """Who is asked for in more than one room."""
    asked = [person for room in demands.rooms for person in set(room.panel)]
    return {person for person in asked if asked.count(person) > 1}
