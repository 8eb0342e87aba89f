"""Where the line of the administrative selection runs. Pure: values in, sets out; row order never decides."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Line:
    """Who stands above the line, who below, and equals at the line who do not all fit above it."""

    through: frozenset[Hashable]
    left: frozenset[Hashable]
    tied: frozenset[Hashable] = frozenset()


def percent(sections: Iterable[tuple[int, int, int]]) -> Decimal | None:
    """How much of a self-assessment is met, in percent with two decimals, rounded once, half up; None: no question.

    Each section is (its questions, those that apply, those that are met): what does not apply gives its weight to
    the other questions of its section in equal parts (users.md 2.10).
    """
    numerator, denominator = 0, 1
    weight = 0
    for questions, asked, met in sections:
        if not asked:
            continue
        weight += questions
        # numerator/denominator += questions * met/asked
        numerator, denominator = numerator * asked + questions * met * denominator, denominator * asked
    if not weight:
        return None
    over = denominator * weight
    return Decimal((2 * numerator * 10_000 + over) // (2 * over)).scaleb(-2)


def above(values: Mapping[Hashable, Decimal | None], least: Decimal) -> Line:
    """A threshold: whoever has at least `least` stands above the line; who has no value does not."""
    through = frozenset(key for key, value in values.items() if value is not None and value >= least)
    return Line(through, frozenset(values) - through)


def highest(values: Mapping[Hashable, Decimal | None], quota: int) -> Line:
    """The `quota` highest. Equals who would be split by the line are `tied`, neither above it nor below."""
    through: set[Hashable] = set()
    for value in sorted({value for value in values.values() if value is not None}, reverse=True):
        equals = {key for key, own in values.items() if own == value}
        if len(through) == quota:
            break
        if len(through) + len(equals) > quota:
            return Line(frozenset(through), frozenset(values) - through - equals, frozenset(equals))
        through |= equals
    return Line(frozenset(through), frozenset(values) - through)


def on_both_sides(
    values: Mapping[Hashable, Decimal | None], through: Iterable[Hashable], left: Iterable[Hashable]
) -> list[Decimal]:
    """Values that stand above the line and below it, the highest first."""
    above_ = {values[key] for key in through}
    below = {values[key] for key in left}
    return sorted((value for value in above_ & below if value is not None), reverse=True)
