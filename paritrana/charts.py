"""SVG plots for page and print alike.

Colours are attributes, so a plot stands alone on paper; on a page the classes let the style sheet follow the
reader's light or dark. Coordinates are whole numbers, worked out from exact values. The figures themselves
stand in a table beside the plot; its text alternative says what the plot shows.
"""

import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, ROW, TOP, FOOT = 360, 46, 30, 22
FULL, STEP = 100, 25


@dataclass(frozen=True)
class Bar:
    """One line of a plot: this value beside an earlier one, in percent. None is missing and draws nothing."""

    label: str
    now: Fraction | None
    before: Fraction | None
    words: str


def bars(
    rows: Iterable[Bar],
    *,
    title: Any,
    text: Any,
    now: Any,
    before: Any,
    mark: Any = None,
    beside: Iterable[Bar] = (),
) -> SafeString:
    """Two bars a row on one scale from 0, at least to 100 %. `mark` is (value, label) of a line across all rows.

    The scale also holds the rows of plots that stand `beside` this one.
    """
    lines: Sequence[Bar] = list(rows)
    values = [value for row in (*lines, *beside) for value in (row.now, row.before) if value is not None]
    scale = max([FULL, *(STEP * math.ceil(value / STEP) for value in values)])
    height = TOP + ROW * len(lines) + FOOT
    return format_html(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" '
        'aria-labelledby="chart-title chart-text" font-family="Source Sans 3, sans-serif" font-size="12">'
        '<title id="chart-title">{}</title><desc id="chart-text">{}</desc>{}{}{}{}</svg>',
        WIDTH,
        height,
        title,
        text,
        _legend(now, before),
        _grid(scale, height, 100 if scale <= 200 else 200),
        format_html_join("", "{}", ((_row(row, TOP + ROW * place, scale),) for place, row in enumerate(lines))),
        _mark(mark, scale, height) if mark else "",
    )


def lengths(rows: Iterable[tuple[str, Fraction, str]], *, full: int, title: Any, text: Any) -> SafeString:
    """One bar a row (label, value, words) on a scale from 0 to `full`."""
    lines = list(rows)
    step, width = 30, WIDTH
    body = format_html_join(
        "",
        '<text x="0" y="{0}" fill="#17211d">{1}</text><text x="{2}" y="{0}" text-anchor="end" fill="#17211d">{3}</text>'
        '<rect x="0" y="{4}" width="{2}" height="8" fill="#e8eeeb"/>'
        '<rect x="0" y="{4}" width="{5}" height="8" fill="#0b6b4f"/>',
        (
            (
                step * place + 12,
                label,
                width,
                words,
                step * place + 17,
                max(1, _x(value if value < full else full, full)),
            )
            for place, (label, value, words) in enumerate(lines)
        ),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" '
        'aria-labelledby="chart-title chart-text" font-family="Source Sans 3, sans-serif" font-size="11">'
        '<title id="chart-title">{}</title><desc id="chart-text">{}</desc>{}</svg>',
        width,
        step * len(lines) + 4,
        title,
        text,
        body,
    )


def data_uri(svg: SafeString) -> str:
    """The plot as an address for `<img alt>` on paper."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _x(value: Fraction | int, scale: int) -> int:
    return int(Fraction(value) * WIDTH / scale + Fraction(1, 2))


def _legend(now: Any, before: Any) -> SafeString:
    return format_html(
        '<rect class="chart-now" x="0" y="3" width="14" height="9" fill="#0b6b4f"/>'
        '<text class="chart-ink" x="19" y="12" fill="#17211d">{}</text>'
        '<rect class="chart-before" x="120" y="5" width="14" height="5" fill="#9fb3aa"/>'
        '<text class="chart-ink" x="139" y="12" fill="#17211d">{}</text>',
        now,
        before,
    )


def _grid(scale: int, height: int, step: int) -> SafeString:
    """The scale at the foot: fine lines at every quarter of 100, words where there is room."""
    places = list(range(0, scale + 1, STEP * step // 100))
    anchors = {places[0]: "start", places[-1]: "end"}
    lines = format_html_join(
        "",
        '<line class="chart-line" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="#d7dedb"/>',
        ((_x(at, scale), TOP - 6, height - FOOT) for at in places),
    )
    words = format_html_join(
        "",
        '<text class="chart-muted" x="{}" y="{}" text-anchor="{}" font-size="11" fill="#55615b">{}%</text>',
        ((_x(at, scale), height - 6, anchors.get(at, "middle"), at) for at in places),
    )
    return format_html("{}{}", lines, words)


def _row(row: Bar, top: int, scale: int) -> SafeString:
    parts = [
        format_html(
            '<rect class="{}" x="0" y="{}" width="{}" height="{}" fill="{}"/>',
            name,
            top + below,
            max(1, _x(value, scale)),
            thick,
            colour,
        )
        for name, value, below, thick, colour in (
            ("chart-now", row.now, 18, 10, "#0b6b4f"),
            ("chart-before", row.before, 30, 5, "#9fb3aa"),
        )
        if value is not None
    ]
    return format_html(
        '<text class="chart-ink" x="0" y="{}" fill="#17211d">{}</text>'
        '<text class="chart-ink" x="{}" y="{}" text-anchor="end" fill="#17211d">{}</text>{}',
        top + 12,
        row.label,
        WIDTH,
        top + 12,
        row.words,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _mark(mark: tuple[Any, Any], scale: int, height: int) -> SafeString:
    value, words = mark
    at = _x(min(value, scale), scale)
    return format_html(
        '<line class="chart-mark" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="#864700" stroke-width="2" '
        'stroke-dasharray="4 3"/><text class="chart-target" x="{3}" y="12" text-anchor="end" fill="#864700">{4}</text>',
        at,
        TOP - 8,
        height - FOOT,
        WIDTH,
        words,
    )
