"""Filters of the printed papers: sizes that follow the length of a text, figures, QR codes."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from django import template

from paritrana.numbers import num
from reports.qr import qr_picture

register = template.Library()
register.filter("qr", qr_picture)


@register.filter
def fit(text: str, limits: str) -> int:
    """How many of the `limits` the length of `text` passes; each is one size smaller in paper.css."""
    return sum(len(text) > int(limit) for limit in limits.split(","))


@register.filter
def figure(text: str) -> str:
    """A canonical figure ("1234.50") as it is written here ("1.234,50"), with exactly the digits it has."""
    return num(Decimal(text))


@register.filter
def parts(items: Sequence[Any], most: int) -> list[dict[str, Any]]:
    """`items` in even runs of at most `most`, each with the `slice` that cuts the same run elsewhere."""
    if not items:
        return []
    size = ceil(len(items) / ceil(len(items) / most))
    starts = range(0, len(items), size)
    return [{"items": items[start : start + size], "slice": f"{start}:{start + size}"} for start in starts]
