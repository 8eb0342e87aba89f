"""How far a self-assessment is: states of its sections, what is missing. Pure: rows in, words out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    NOT_STARTED = "not_started", _("Belum mulai")
    FILLING = "filling", _("Sedang diisi")
    COMING = "coming", _("Isi berkas masih diunggah")
    COMPLETE = "complete", _("Lengkap")
    # Something is missing / something is wrong: never swapped.
    TO_COMPLETE = "to_complete", _("Perlu dilengkapi")
    TO_CORRECT = "to_correct", _("Perlu diperbaiki")


@dataclass(frozen=True)
class Item:
    """One indicator as it stands. `flag` is the open verdict on it: "", "incomplete" or "wrong".

    `awaited` files are registered, their bytes are still on the way: nothing is lacking, nothing is complete.
    """

    answered: bool
    wants_evidence: bool = False
    files: int = 0
    awaited: int = 0
    touched: bool = False
    flag: str = ""

    @property
    def lacks_evidence(self) -> bool:
        return self.answered and self.wants_evidence and not (self.files or self.awaited)

    @property
    def is_filled(self) -> bool:
        return self.answered and not self.lacks_evidence and not self.flag

    @property
    def is_complete(self) -> bool:
        return self.is_filled and not self.awaited


def state(items: Iterable[Item]) -> State:
    """The state of a section."""
    items = list(items)
    flags = {item.flag for item in items}
    if "wrong" in flags:
        return State.TO_CORRECT
    if "incomplete" in flags:
        return State.TO_COMPLETE
    if items and all(item.is_complete for item in items):
        return State.COMPLETE
    if items and all(item.is_filled for item in items):
        return State.COMING
    if any(item.answered or item.files or item.awaited or item.touched for item in items):
        return State.FILLING
    return State.NOT_STARTED


def meter(items: Iterable[Item]) -> tuple[int, int]:
    """How many items are complete, of how many."""
    items = list(items)
    return sum(item.is_complete for item in items), len(items)
