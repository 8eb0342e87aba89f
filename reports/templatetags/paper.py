"""Filters of the printed papers: sizes that follow the length of a text, figures, QR codes."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from django import template
from lokal import terbilang

from paritrana.numbers import MISSING, delta, num
from reports.docx_papers import PAPERS
from reports.models import Document
from reports.qr import qr_picture

register = template.Library()
register.filter("qr", qr_picture)


@register.filter
def editable(document: Document) -> bool:
    """Whether the paper can also be had as DOCX."""
    return document.kind in PAPERS


@register.filter
def fit(text: str, limits: str) -> int:
    """How many of the `limits` the length of `text` passes; each is one size smaller in paper.css."""
    return sum(len(text) > int(limit) for limit in limits.split(","))


@register.filter
def figure(text: str | None) -> str:
    """A canonical figure ("1234.50") as it is written here ("1.234,50"), with exactly the digits it has."""
    return num(Decimal(text)) if text else MISSING


@register.filter
def signed(text: str | None) -> str:
    """A canonical change with its sign: "1.20" -> "+1,20"."""
    return delta(Decimal(text)) if text else MISSING


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    """The item at a place counted from 0."""
    return items[place]


@register.filter
def slot(texts: Any, name: str) -> list[Any]:
    """The paragraphs of a slot; none where the paper has no such slot."""
    found: list[Any] = (texts or {}).get("slots", {}).get(name, [])
    return found


@register.filter
def diktum(number: int) -> str:
    """How the articles of a decree are counted: KESATU, KEDUA, ..., KESEBELAS."""
    return "KESATU" if number == 1 else f"KE{terbilang(number).upper()}"


@register.filter
def parts(items: Sequence[Any], most: int) -> list[dict[str, Any]]:
    """`items` in even runs of at most `most`, each with the `slice` that cuts the same run elsewhere."""
    if not items:
        return []
    size = ceil(len(items) / ceil(len(items) / most))
    starts = range(0, len(items), size)
    return [{"items": items[start : start + size], "slice": f"{start}:{start + size}"} for start in starts]
