"""The two plots of the robustness pages: one SVG each, for the page and for print, with colours as attributes.

They stand on white by themselves and name persons by their codes only; the figures stand in a table beside them.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from paritrana.numbers import num

WIDTH, EDGE, LINE, HEAD = 360, 8, 34, 34
INK, MUTED, RULE, GREEN, AMBER = "#17211d", "#55615b", "#d7dedb", "#0b6b4f", "#864700"
LONGEST = 48  # letters of a name that fit the width
# From far below to far above the mean of the nominee, in points: fill and how far it reaches.
SHADES: list[tuple[int | None, str]] = [
    (-8, "#e8a36b"),
    (-3, "#f7dcc4"),
    (3, "#f4f6f5"),
    (8, "#c9e3f2"),
    (None, "#86bede"),
]


def rank_height(rows: int) -> int:
    """How high a plot of so many nominees is; every plot is WIDTH wide."""
    return HEAD + LINE * rows + 22


def panel_height(rows: int) -> int:
    return HEAD + 26 + LINE * rows


def rank_plot(rows: Sequence[tuple[str, int, tuple[int, int, int]]]) -> SafeString:
    """Per nominee (name, official rank, lowest, middle and highest rank): a line, a dot and a bar."""
    last = max([len(rows), *(ranks[2] for _name, _rank, ranks in rows)])
    height = rank_height(len(rows))
    body = format_html_join(
        "",
        "{}",
        ((_interval(name, rank, ranks, HEAD + LINE * place, last),) for place, (name, rank, ranks) in enumerate(rows)),
    )
    marks = sorted({1, last, *range(0, last + 1, max(1, -(-last // 6)))} - {0})
    scale = format_html_join(
        "",
        '<path d="M{0} {1}V{2}" stroke="{3}"/><text x="{0}" y="{4}" text-anchor="middle" fill="{5}">{6}</text>',
        ((_x(mark, last), HEAD - 6, height - 20, RULE, height - 6, MUTED, mark) for mark in marks),
    )
    legend = format_html(
        '<path d="M8 11h22" stroke="{0}" stroke-width="4"/><text x="36" y="15" fill="{1}">{2}</text>'
        '<circle cx="192" cy="11" r="4" fill="{0}"/><text x="200" y="15" fill="{1}">{3}</text>'
        '<path d="M264 4v14" stroke="{4}" stroke-width="3"/><text x="270" y="15" fill="{1}">{5}</text>',
        GREEN, INK, _("95% panel seperti ini"), _("tengah"), AMBER, _("hasil hitung"),
    )  # fmt: skip
    return _svg(height, format_html("{}{}{}", legend, scale, body))


def panel_plot(
    people: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Fraction | None]]],
    flags: set[tuple[int, int]],
) -> SafeString:
    """Per nominee one cell for each person's mark, shaded by its distance from the nominee's mean."""
    height = panel_height(len(rows))
    wide = (WIDTH - 2 * EDGE) // max(1, len(people))
    heads = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>',
        ((EDGE + wide * place + wide // 2, HEAD + 8, MUTED, code) for place, code in enumerate(people)),
    )
    words = [_("jauh lebih rendah"), "", _("sekitar rata-rata"), "", _("jauh lebih tinggi")]
    legend = format_html_join(
        "",
        '<path d="M{} 2h68v8h-68z" fill="{}"/><text x="{}" y="22" font-size="10" fill="{}">{}</text>',
        ((EDGE + 69 * place, fill, EDGE + 69 * place, INK, words[place]) for place, (_to, fill) in enumerate(SHADES)),
    )
    body = format_html_join(
        "",
        "{}",
        (
            (_cells(name, marks, {p for i, p in flags if i == place}, HEAD + 16 + LINE * place, wide),)
            for place, (name, marks) in enumerate(rows)
        ),
    )
    return _svg(height, format_html("{}{}{}", legend, heads, body))


def _svg(height: int, body: SafeString) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" '
        'font-family="Arial, Helvetica, sans-serif" font-size="11"><path d="M0 0h{0}v{1}H0z" fill="#fff"/>{2}</svg>',
        WIDTH,
        height,
        body,
    )


def _x(rank: int, last: int) -> int:
    return EDGE + (WIDTH - 2 * EDGE) * (rank - 1) // max(1, last - 1)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _interval(name: str, rank: int, ranks: tuple[int, int, int], top: int, last: int) -> Any:
    low, middle, high = (_x(place, last) for place in ranks)
    return format_html(
        '<text x="{}" y="{}" fill="{}">{}. {}</text><path d="M{} {}H{}" stroke="{}" stroke-width="4"/>'
        '<circle cx="{}" cy="{}" r="4" fill="{}"/><path d="M{} {}v14" stroke="{}" stroke-width="3"/>',
        EDGE, top + 10, INK, rank, _short(name), low - 1, top + 21, high + 1, GREEN,
        middle, top + 21, GREEN, _x(rank, last), top + 14, AMBER,
    )  # fmt: skip


def _cells(name: str, marks: Sequence[Fraction | None], flags: set[int], top: int, wide: int) -> Any:
    there = [mark for mark in marks if mark is not None]
    mean = sum(there, Fraction(0)) / len(there) if there else Fraction(0)
    cells = format_html_join(
        "",
        '<path d="M{} {}h{}v16h-{}z" fill="{}" stroke="{}"{}/><text x="{}" y="{}" text-anchor="middle" '
        'font-size="10" fill="{}">{}</text>',
        (
            (
                EDGE + wide * p, top + 14, wide - 2, wide - 2,
                "#fff" if mark is None else _shade(mark - mean),
                AMBER if p in flags else RULE,
                SafeString(' stroke-width="2"') if p in flags else "",
                EDGE + wide * p + wide // 2 - 1, top + 26, INK,
                "–" if mark is None else num(mark, 1),
            )
            for p, mark in enumerate(marks)
        ),
    )  # fmt: skip
    return format_html('<text x="{}" y="{}" fill="{}">{}</text>{}', EDGE, top + 10, INK, _short(name), cells)


def _shade(distance: Fraction) -> str:
    return next(fill for reach, fill in SHADES if reach is None or distance < reach)
