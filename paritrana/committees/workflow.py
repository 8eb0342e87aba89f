"""The eight stages of a category and the moves between them, as tables. No ORM, no clock.

A category goes forward one stage at a time, leaving out the stages it does not have. Until it is announced
every move can be taken back with a reason; the announcement itself is a release of the embargo; from then
on only a Keputusan perubahan changes the result.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

ORDER = (
    "preparation",
    "nomination",
    "selection",
    "interviews",
    "deliberation",
    "decided",
    "announced",
    "closed",
)
# A category may have no administrative selection (few candidates) or no interview (UKM).
SKIPPABLE = ("selection", "interviews")
LAST_RETURNABLE = "decided"


class Kind(StrEnum):
    FORWARD = "forward"
    RELEASE = "release"
    BACK = "back"


# What each kind of move asks of the person: the code in GRANTS, and whether a reason must be given.
CODES = {
    Kind.FORWARD: "categories.advance",
    Kind.RELEASE: "categories.release",
    Kind.BACK: "categories.advance",
}
NOTE_REQUIRED = {Kind.BACK}


class IllegalMove(Exception):
    """The table has no such move. Shown to the person, since another tab may have moved on."""


@dataclass(frozen=True)
class Move:
    kind: Kind
    source: str
    target: str
    # Every stage that is entered or left out on the way: each one's conditions are asked.
    entered: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return CODES[self.kind]

    @property
    def note_required(self) -> bool:
        return self.kind in NOTE_REQUIRED


def next_stage(stage: str, skips: list[str]) -> str | None:
    """The stage that follows, or None after the last.

    >>> next_stage("nomination", ["selection"])
    'interviews'
    """
    following = ORDER[ORDER.index(stage) + 1 :]
    return next((name for name in following if name not in skips), None)


def earlier_stages(stage: str, skips: list[str]) -> list[str]:
    """Where a category may be taken back to, the nearest first; none once it is announced."""
    if ORDER.index(stage) > ORDER.index(LAST_RETURNABLE):
        return []
    return [name for name in reversed(ORDER[: ORDER.index(stage)]) if name not in skips]


def move_for(source: str, target: str, skips: list[str]) -> Move:
    """The move from `source` to `target`; raises IllegalMove when the table has none."""
    if target == next_stage(source, skips):
        kind = Kind.RELEASE if target == "announced" else Kind.FORWARD
        return Move(kind, source, target, ORDER[ORDER.index(source) + 1 : ORDER.index(target) + 1])
    if target in earlier_stages(source, skips):
        return Move(Kind.BACK, source, target)
    if ORDER.index(source) > ORDER.index(LAST_RETURNABLE):
        raise IllegalMove(_("Setelah diumumkan, hasil hanya diubah dengan Keputusan perubahan."))
    raise IllegalMove(_("Perpindahan ke tahap ini tidak tersedia dari tahap sekarang."))
