"""Coverage of employment social security (UCJ Jamsostek): two integers, never a typed percentage.

No ORM, no clock. A regency's figure is the sum of what its branches count; what nobody has entered is
missing, never zero; above 100 % is real and is not capped (docs/domain.md 7, docs/scoring.md 6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SMALL_BASE = 100
BASE_MOVED = Fraction(20, 100)


class Flag(TextChoices):
    """What a reader of a figure should know. A flag invites an explanation; it refuses nothing."""

    FELL = "fell", _("Cakupan turun")
    SEGMENT_FELL = "segment_fell", _("Ada segmen yang turun")
    NEW_REGION = "new_region", _("Daerah baru/gabungan: tidak ada data pembanding")
    NO_PREVIOUS = "no_previous", _("Belum ada angka tahun sebelumnya")
    INCOMPLETE = "incomplete", _("Belum lengkap")
    UNCONFIRMED = "unconfirmed", _("Belum dikonfirmasi")
    NO_BASE = "no_base", _("Penyebut belum diisi")
    BASE_ZERO = "base_zero", _("Penyebut 0: persentase tidak dapat dihitung")
    BASE_SMALL = "base_small", _("Penyebut di bawah 100 orang")
    BASE_MOVED = "base_moved", _("Penyebut berubah lebih dari 20%")
    OTHER_BASE = "other_base", _("Jenis penyebut berbeda dari tahun sebelumnya")
    OTHER_SEGMENTS = "other_segments", _("Segmen yang dihitung berbeda dari tahun sebelumnya")
    ABOVE_100 = "above_100", _("Di atas 100%: periksa pembilang dan penyebut")


def percentage(participants: int | None, base: int | None) -> Fraction | None:
    """In percent, exact, never capped; None when a figure is missing or the base is 0."""
    if participants is None or not base:
        return None
    return Fraction(100 * participants, base)


def fell(a0: int, b0: int, a1: int, b1: int) -> bool:
    """Whether a1 of b1 is less than a0 of b0. By integers: no rounding decides."""
    return a1 * b0 < a0 * b1


def change_pp(a0: int | None, b0: int | None, a1: int | None, b1: int | None) -> Fraction | None:
    """Percentage points from a0 of b0 to a1 of b1; None when one of the two has no percentage."""
    before, now = percentage(a0, b0), percentage(a1, b1)
    return None if before is None or now is None else now - before


@dataclass(frozen=True)
class Figure:
    """What one branch counts of one segment."""

    branch: int
    segment: str
    participants: int
    confirmed: bool


@dataclass(frozen=True)
class Coverage:
    """The figures of one regency at one date. `branches` are those that serve it and so owe a figure.

    `withheld`: some figure is not confirmed and the reader may not see it; then none is shown, since a sum
    of the others would be a wrong number.
    """

    as_of: date
    figures: tuple[Figure, ...]
    branches: frozenset[int]
    base: int | None
    base_kind: str
    segment_bases: Mapping[str, int]
    withheld: bool = False

    @property
    def participants(self) -> dict[str, int]:
        """Active participants by segment: the sum of the branches."""
        sums: dict[str, int] = {}
        for figure in self.figures:
            sums[figure.segment] = sums.get(figure.segment, 0) + figure.participants
        return sums

    @property
    def total(self) -> int | None:
        return sum(figure.participants for figure in self.figures) if self.figures else None

    @property
    def percentage(self) -> Fraction | None:
        return percentage(self.total, self.base)

    @property
    def missing(self) -> frozenset[int]:
        """Branches that owe a segment which another branch, or they themselves, count here."""
        entered = {(figure.branch, figure.segment) for figure in self.figures}
        return frozenset(
            branch
            for branch in self.branches
            if not self.figures or any((branch, segment) not in entered for segment in self.participants)
        )

    @property
    def complete(self) -> bool:
        return bool(self.figures) and not self.missing

    @property
    def confirmed(self) -> bool:
        return bool(self.figures) and all(figure.confirmed for figure in self.figures)

    def base_of(self, segment: str) -> int | None:
        """The segment's own estimate where one is entered, else the base of all segments."""
        return self.segment_bases.get(segment, self.base)


@dataclass(frozen=True)
class SegmentChange:
    """One segment this year and last. `share` is in percent of its own estimate, else of the whole base."""

    segment: str
    name: str
    now: int | None
    before: int | None
    share: Fraction | None
    share_before: Fraction | None
    own_base: bool
    change: Fraction | None
    fell: bool

    @property
    def short(self) -> str:
        """PU of "PU (penerima upah)"."""
        return str(self.name).split(" (")[0]

    @property
    def people(self) -> int | None:
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True)
class Comparison:
    """A regency this year beside last year."""

    now: Coverage
    before: Coverage
    change: Fraction | None
    fell: bool
    segments: tuple[SegmentChange, ...]
    flags: tuple[Flag, ...]

    @property
    def fallen(self) -> tuple[SegmentChange, ...]:
        return tuple(segment for segment in self.segments if segment.fell)


def compare(
    now: Coverage, before: Coverage, *, order: Sequence[tuple[str, str]], existed_from: date | None = None
) -> Comparison:
    """`now` beside `before`, with flags. `order` has the segments and their names.

    Unlike is not compared: a new region, another kind of base or another set of segments gives a flag and
    no change, so that a figure nobody entered can never look like a fall.
    """
    flags: list[Flag] = []
    new_region = existed_from is not None and existed_from > before.as_of
    same_base = now.base_kind == before.base_kind
    same_segments = set(now.participants) == set(before.participants)
    comparable = bool(now.figures and before.figures) and not new_region and same_base
    change: Fraction | None = None
    down = False
    if comparable and same_segments and now.complete and before.complete:
        change = change_pp(before.total, before.base, now.total, now.base)
        down = change is not None and _fell(before.total, before.base, now.total, now.base)
    segments = tuple(
        _segment(code, name, now, before, comparable)
        for code, name in order
        if code in now.participants or code in before.participants
    )
    if down:
        flags.append(Flag.FELL)
    if any(segment.fell for segment in segments):
        flags.append(Flag.SEGMENT_FELL)
    if now.figures:
        if new_region:
            flags.append(Flag.NEW_REGION)
        elif not before.figures:
            flags.append(Flag.NO_PREVIOUS)
        elif not same_segments:
            flags.append(Flag.OTHER_SEGMENTS)
        if before.figures and not new_region and now.base_kind and before.base_kind and not same_base:
            flags.append(Flag.OTHER_BASE)
        if not now.complete:
            flags.append(Flag.INCOMPLETE)
        if not now.confirmed:
            flags.append(Flag.UNCONFIRMED)
        flags += _base_flags(now, before if comparable else None)
    elif now.withheld:
        flags.append(Flag.UNCONFIRMED)
    return Comparison(now, before, change, down, segments, tuple(flags))


def fell_again(latest: Comparison, earlier: Comparison) -> tuple[bool, tuple[SegmentChange, ...]]:
    """What fell in both of two years in a row: whether the whole did, and the segments."""
    before = {part.segment for part in earlier.fallen}
    return latest.fell and earlier.fell, tuple(part for part in latest.fallen if part.segment in before)


def gap(now: Coverage, target: Decimal | None) -> Fraction | None:
    """Percentage points from the target, negative below it; None without a target or a percentage."""
    return None if target is None or now.percentage is None else now.percentage - Fraction(target)


def together(coverages: Iterable[Coverage]) -> tuple[int, int] | None:
    """Participants and base of several regencies; None unless all are complete and share one kind of base."""
    rows = list(coverages)
    known = [(row.total, row.base) for row in rows if row.complete]
    sums = [(total, base) for total, base in known if total is not None and base is not None]
    if not rows or len(sums) < len(rows) or len({row.base_kind for row in rows}) > 1:
        return None
    return sum(total for total, _base in sums), sum(base for _total, base in sums)


def _segment(code: str, name: str, now: Coverage, before: Coverage, comparable: bool) -> SegmentChange:
    a1, a0 = now.participants.get(code), before.participants.get(code)
    b1, b0 = now.base_of(code), before.base_of(code)
    like = (
        comparable
        and now.complete
        and before.complete
        and (code in now.segment_bases) == (code in before.segment_bases)
    )
    return SegmentChange(
        segment=code,
        name=name,
        now=a1,
        before=a0,
        share=percentage(a1, b1),
        share_before=percentage(a0, b0),
        own_base=code in now.segment_bases,
        change=change_pp(a0, b0, a1, b1) if like else None,
        fell=like and _fell(a0, b0, a1, b1),
    )


def _fell(a0: int | None, b0: int | None, a1: int | None, b1: int | None) -> bool:
    if a0 is None or a1 is None or not b0 or not b1:
        return False
    return fell(a0, b0, a1, b1)


def _base_flags(now: Coverage, before: Coverage | None) -> list[Flag]:
    flags = []
    bases = [base for base in (now.base, *now.segment_bases.values()) if base is not None]
    if not bases:
        flags.append(Flag.NO_BASE)
    if 0 in bases:
        flags.append(Flag.BASE_ZERO)
    if any(0 < base < SMALL_BASE for base in bases):
        flags.append(Flag.BASE_SMALL)
    moved = Fraction(now.base, before.base) - 1 if before and before.base and now.base is not None else None
    if moved is not None and abs(moved) > BASE_MOVED:
        flags.append(Flag.BASE_MOVED)
    people = now.participants
    shares = [now.percentage, *(percentage(people.get(code), b) for code, b in now.segment_bases.items())]
    if any(share is not None and share > 100 for share in shares):
        flags.append(Flag.ABOVE_100)
    return flags
