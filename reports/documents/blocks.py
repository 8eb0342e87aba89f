"""The body of letters, minutes and decrees: a list of plain blocks, in the order in which they are printed.

PDF (`print/blocks.html`) and DOCX draw the same list, so that a paper says the same in both.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.safestring import SafeString

from paritrana.charts import data_uri

Block = dict[str, Any]


def words(slot: str) -> Block:
    """Sentences of the edition (`data["texts"]["slots"][slot]`)."""
    return {"block": "words", "slot": slot}


def points(slot: str) -> Block:
    """Sentences of the edition, numbered: each paragraph is a point."""
    return {"block": "points", "slot": slot}


def heading(text: str) -> Block:
    return {"block": "heading", "text": text}


def text(content: str, *, small: bool = False) -> Block:
    """A paragraph; the line breaks of whoever typed it stay."""
    return {"block": "text", "text": content, "small": small}


def facts(rows: Iterable[tuple[str, Any]]) -> Block:
    """Terms and what they are; empty ones are left out."""
    return {"block": "facts", "rows": [[term, str(value)] for term, value in rows if value not in (None, "")]}


def items(lines: Iterable[str], *, ordered: bool = False) -> Block:
    return {"block": "list", "items": list(lines), "ordered": ordered}


def table(
    head: Sequence[str], rows: Iterable[Sequence[Any]], *, figures: Iterable[int] = (), ruled: bool = False
) -> Block:
    """A table whose head is repeated on every page; `figures` are the columns that stand on the right.

    `ruled` has lines around every cell and room to write by hand.
    """
    right = set(figures)
    return {
        "block": "table",
        "ruled": ruled,
        "columns": [{"title": title, "figure": place in right} for place, title in enumerate(head)],
        "rows": [[str(cell) for cell in row] for row in rows],
    }


def seal(label: str, digest: str) -> Block:
    """A hash in full."""
    return {"block": "seal", "label": label, "digest": digest}


def plot(svg: SafeString, alt: str) -> Block:
    """A picture of ours; what it shows stands in words and in a table beside it."""
    return {"block": "plot", "address": data_uri(svg), "alt": alt}


def page(mark: str) -> Block:
    """What follows begins on a new page, under this name in the bookmarks."""
    return {"block": "page", "text": mark}
