"""The phases of a turn on the day and the moves between them, as a table. No ORM, no clock."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    WAITING = "waiting", _("Menunggu")
    CALLED = "called", _("Dipanggil")
    RUNNING = "running", _("Berlangsung")
    PAUSED = "paused", _("Dijeda")
    DONE = "done", _("Selesai")


class Act(TextChoices):
    """What is stamped with the server's clock."""

    CALL = "call", _("Dipanggil")
    UNCALL = "uncall", _("Panggilan dibatalkan")
    START = "start", _("Dimulai")
    PAUSE = "pause", _("Dijeda")
    RESUME = "resume", _("Dilanjutkan")
    FINISH = "finish", _("Selesai")
    TO_END = "to_end", _("Dipindah ke urutan terakhir")
    ATTENDANCE = "attendance", _("Kehadiran dicatat")
    SWAP = "swap", _("Panelis diganti")
    CANCEL = "cancel", _("Giliran dibatalkan")


# The room belongs to this turn; a session has at most one such.
IN_ROOM = (Phase.RUNNING, Phase.PAUSED)
BEGUN = (*IN_ROOM, Phase.DONE)


class IllegalMove(Exception):
    """The act does not start from this phase: another tab or colleague has moved on."""


@dataclass(frozen=True)
class Move:
    action: Act
    sources: frozenset[Phase]
    target: Phase


def _move(action: Act, sources: set[Phase], target: Phase) -> Move:
    return Move(action, frozenset(sources), target)


MOVES = (
    _move(Act.CALL, {Phase.WAITING}, Phase.CALLED),
    # The delegation may already stand in the room.
    _move(Act.START, {Phase.WAITING, Phase.CALLED}, Phase.RUNNING),
    _move(Act.PAUSE, {Phase.RUNNING}, Phase.PAUSED),
    # From "done" too: a slip of the thumb, or one more question.
    _move(Act.RESUME, {Phase.PAUSED, Phase.DONE}, Phase.RUNNING),
    _move(Act.FINISH, {Phase.RUNNING, Phase.PAUSED}, Phase.DONE),
    _move(Act.UNCALL, {Phase.CALLED}, Phase.WAITING),
    _move(Act.TO_END, {Phase.WAITING, Phase.CALLED}, Phase.WAITING),
    # Nobody came: the turn is passed over, and waits should they come after all.
    _move(Act.ATTENDANCE, {Phase.WAITING, Phase.CALLED}, Phase.WAITING),
)


def move_for(phase: str, action: str) -> Move:
    """The move `action` from `phase`; raises IllegalMove when the table has none."""
    for move in MOVES:
        if move.action == action and phase in move.sources:
            return move
    raise IllegalMove(action)


def acts_for(phase: str, *, room_taken: bool = False, last: bool = False) -> list[Act]:
    """The acts that make sense for a turn. `room_taken`: another turn is in the room; `last`: none waits after it."""
    acts = [move.action for move in MOVES if phase in move.sources]
    if room_taken:
        acts = [act for act in acts if act not in (Act.START, Act.RESUME)]
    return [act for act in acts if act != Act.TO_END or not last]
