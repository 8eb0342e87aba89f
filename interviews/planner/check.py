"""What is wrong with a plan that somebody moved by hand, in sentences; nothing where it keeps all demands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from interviews.planner.demands import (
    Demands,
    Row,
    Span,
    Turn,
    closed,
    linked,
    overlap,
    seated,
    suits,
)
from interviews.planner.words import clock, unlinked


@dataclass(frozen=True)
class Problem:
    turns: tuple[int, ...]
    text: str


def with_panels(demands: Demands, rows: Iterable[Row]) -> list[Row]:
    """The same times and rooms with the length of each turn and who sits as the demands have it."""
    found = []
    by_key = {turn.key: turn for turn in demands.turns}
    for row in rows:
        if row.turn in by_key and row.room < len(demands.rooms):
            group = demands.group(by_key[row.turn])
            panel = seated(demands, group, demands.rooms[row.room], row.start)
            found.append(Row(row.turn, row.room, row.start, row.start + group.talk, panel))
    return sorted(found, key=lambda row: (row.start, row.room, row.turn))


def problems(demands: Demands, rows: Sequence[Row]) -> list[Problem]:
    """Everything that is wrong, by turn."""
    turns = {turn.key: turn for turn in demands.turns}
    placed = {row.turn for row in rows}
    found = [
        Problem((turn.key,), _("%(name)s belum mendapat giliran.") % {"name": turn.name})
        for turn in demands.turns
        if turn.key not in placed
    ]
    for row in rows:
        found += (Problem((row.turn,), text) for text in _alone(demands, turns[row.turn], row))
    for number, one in enumerate(rows):
        for other in rows[:number]:
            found += (Problem((other.turn, one.turn), text) for text in _together(demands, turns, other, one))
    found += _parted(demands, turns, rows)
    if demands.most:
        found += _tired(demands, turns, rows)
    return found


def _alone(demands: Demands, turn: Turn, row: Row) -> Iterable[str]:
    room, group, span = demands.rooms[row.room], demands.group(turn), (row.start, row.end)
    name = turn.name
    if not suits(turn, room):
        yield _("%(name)s tidak dapat didengar di %(room)s: cara wawancaranya lain.") % {
            "name": name,
            "room": room.name,
        }
    if row.start < room.opens or row.end > room.closes:
        yield _("%(name)s di luar jam %(room)s (%(opens)s–%(closes)s).") % {
            "name": name,
            "room": room.name,
            "opens": clock(room.opens),
            "closes": clock(room.closes),
        }
    if turn.earliest is not None and row.start < turn.earliest:
        yield _("%(name)s baru dapat mulai pukul %(time)s.") % {"name": name, "time": clock(turn.earliest)}
    if turn.latest is not None and row.start > turn.latest:
        yield _("%(name)s harus mulai paling lambat pukul %(time)s.") % {"name": name, "time": clock(turn.latest)}
    if block := closed(demands, room, span):
        yield _("%(name)s bertemu %(block)s (%(opens)s–%(closes)s).") % {
            "name": name,
            "block": block.name,
            "opens": clock(block.opens),
            "closes": clock(block.closes),
        }
    if any(overlap(span, busy) for busy in turn.busy):
        yield _("%(name)s sudah mendapat giliran lain pada jam itu.") % {"name": name}
    if len(row.panel) < max(group.quorum, 1):
        yield _("%(name)s: panel yang hadir %(seated)s orang, kuorum %(quorum)s.") % {
            "name": name,
            "seated": len(row.panel),
            "quorum": max(group.quorum, 1),
        }


def _together(demands: Demands, turns: dict[int, Turn], one: Row, other: Row) -> Iterable[str]:
    names = {"one": turns[one.turn].name, "other": turns[other.turn].name}
    rooms = demands.rooms
    if not overlap(_with_gap(demands, turns, one), _with_gap(demands, turns, other)):
        return
    if rooms[one.room].place == rooms[other.room].place:
        yield _("%(one)s dan %(other)s bertemu di %(room)s (jeda antargiliran dihitung).") % {
            **names,
            "room": rooms[one.room].name,
        }
        return
    if turns[one.turn].nominee == turns[other.turn].nominee:
        yield _("%(one)s mendapat dua giliran pada jam yang sama.") % names
    if both := [demands.people.get(person, str(person)) for person in one.panel if person in other.panel]:
        yield _("%(people)s duduk di dua ruang pada jam yang sama: %(one)s dan %(other)s.") % {
            **names,
            "people": ", ".join(both),
        }


def _with_gap(demands: Demands, turns: dict[int, Turn], row: Row) -> Span:
    return row.start, row.end + demands.group(turns[row.turn]).gap


def _parted(demands: Demands, turns: dict[int, Turn], rows: Sequence[Row]) -> Iterable[Problem]:
    for group in demands.groups:
        own = [row for row in rows if turns[row.turn].category == group.key]
        if group.key not in demands.loose and not linked((frozenset(row.panel) for row in own), demands.shared):
            yield Problem(tuple(row.turn for row in own), unlinked(group, demands.shared))


def _tired(demands: Demands, turns: dict[int, Turn], rows: Sequence[Row]) -> Iterable[Problem]:
    for place in {room.place for room in demands.rooms}:
        in_a_row = 1
        own = sorted((row for row in rows if demands.rooms[row.room].place == place), key=lambda row: row.start)
        for before, row in pairwise(own):
            in_a_row = 1 if row.start - before.end >= demands.pause else in_a_row + 1
            if in_a_row > demands.most:
                yield Problem(
                    (row.turn,),
                    _("%(name)s: panel sudah mendengar %(most)s giliran tanpa jeda %(pause)s menit.")
                    % {"name": turns[row.turn].name, "most": demands.most, "pause": demands.pause},
                )
