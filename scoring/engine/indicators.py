"""From a measured figure to a mark or a level: piecewise-linear anchors, or contiguous bands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

Exact = Fraction | int | str


def piecewise(anchors: Iterable[Sequence[Exact]], x: Exact) -> Fraction:
    """The value at `x` on the line through published (x, value) anchors; outside them the nearest anchor's value.

    Raises ValueError without anchors or where they do not rise strictly: a gap or an overlap is never guessed away.
    """
    points = [(Fraction(at), Fraction(value)) for at, value in anchors]
    if not points or any(low >= high for (low, _), (high, _) in pairwise(points)):
        raise ValueError("anchors are at least one, from the lowest to the highest, none twice")
    at = Fraction(x)
    if at <= points[0][0]:
        return points[0][1]
    for (x0, v0), (x1, v1) in pairwise(points):
        if at <= x1:
            return v0 + (v1 - v0) * (at - x0) / (x1 - x0)
    return points[-1][1]


@dataclass(frozen=True)
class Band:
    """`lo` <= x < `hi`; the last band of a list also holds its `hi`."""

    label: str
    lo: Fraction
    hi: Fraction


def band(bands: Sequence[Band], x: Fraction) -> str:
    """The label of the band that holds `x`.

    Raises ValueError for bands that leave a gap, overlap or are empty, and for an `x` outside all of them.
    """
    if not bands or any(row.lo >= row.hi for row in bands):
        raise ValueError("there is no band, or one that holds nothing")
    for low, high in pairwise(bands):
        if low.hi != high.lo:
            raise ValueError(f"{low.label} and {high.label} {'overlap' if low.hi > high.lo else 'leave a gap'}")
    if not bands[0].lo <= x <= bands[-1].hi:
        raise ValueError(f"{x} lies outside all bands")
    return next((row.label for row in bands if x < row.hi), bands[-1].label)
