"""Which marks count as lowest or highest, so that a sheet with one says why, where the rules of an edition want that.

Both bounds are examples: no official text names any.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

LOW, HIGH = Decimal(50), Decimal(95)


def bounds(levels: Sequence[Mapping[str, str]]) -> tuple[Decimal, Decimal]:
    """(low, high): marks below low lie in the lowest band of the guidance, marks from high on in its highest.

    Without a band between those two every mark would be extreme: then, as without guidance, LOW and HIGH.
    """
    starts = sorted({Decimal(level["from"]) for level in levels})
    return (starts[1], starts[-1]) if len(starts) > 2 else (LOW, HIGH)


def is_extreme(mark: Decimal, levels: Sequence[Mapping[str, str]]) -> bool:
    low, high = bounds(levels)
    return mark < low or mark >= high
