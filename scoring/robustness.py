"""How firmly an order stands and how far its panel agrees: advice for the plenary, derived from a run's input alone.

Everything comes out as strings: exact shares as fractions, statistics as decimals. Nominees go by their numbers,
persons by the codes of the input.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from scoring.engine.bootstrap import LARGEST, Bootstrap, bootstrap
from scoring.engine.canonical import sha256
from scoring.engine.leave_one_out import leave_one_out
from scoring.engine.margins import Margin, margins
from scoring.engine.panel import Panel, panel_of
from scoring.engine.ranking import ROUND_SOURCE, Ranking, rank
from scoring.engine.reliability import (
    flagged_cells,
    icc,
    icc_intervals,
    kendall_w,
    krippendorff_alpha,
    least_significant_difference,
    severities,
)
from scoring.engine.rules import Rules
from scoring.engine.shadow import shadow_ranks
from scoring.engine.smaa import Smaa, box_weights, simplex_weights, smaa
from scoring.engine.tasks import decimal
from scoring.ranking_queries import engine_input

DRAWS = 10_000
TAIL = Fraction(1, 40)  # on both sides of the interval of ranks: it holds at least 95 %


def robustness(given: Mapping[str, Any]) -> dict[str, Any]:
    """Of a run's `input`. Parts that cannot be told (nobody marks, fewer than two to compare) are None."""
    rules, sheets, values, nominees, places = engine_input(given)
    ranking = rank(rules, sheets, values, nominees, places)
    order = [row.nominee for row in ranking.rows if row.ranked]
    firsts = [row.nominee for row in ranking.rows if row.rank == 1]
    seed = sha256(given["rules"])
    panel = panel_of(rules, sheets, ranking) if len(order) > 1 else None
    weights = _weights(rules, ranking, places, seed) if len(order) > 1 else None
    if panel is None:
        return {"order": order, "firsts": firsts, "people": [], "weights": weights, "panel": None, "ties": []}
    report = _report(rules, panel)
    return {
        "order": order,
        "firsts": firsts,
        "people": panel.people,
        "bootstrap": told(bootstrap(panel, rules.decimals, seed), places, len(panel.people) <= LARGEST),
        "without": [
            {
                "person": found.person,
                "first": None if found.ranks is None else list(found.first),
                "changes": {nominee: [str(a), str(b)] for nominee, (a, b) in found.changes.items()},
            }
            for found in leave_one_out(rules, sheets, values, ranking)
        ],
        "margins": [_margin(found) for found in margins(rules, sheets, ranking, first=max(places, 1))],
        "weights": weights,
        "shadow": {
            kind: {nominee: str(place) for nominee, place in ranks.items()}
            for kind, ranks in shadow_ranks(panel, rules.decimals).items()
        },
        "panel": report,
        "ties": _ties(ranking, report["lsd_total"], places),
    }


def close_pairs(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The part of `robustness` that a decision waits for, where the worker has not answered yet."""
    rules, sheets, values, nominees, places = engine_input(given)
    ranking = rank(rules, sheets, values, nominees, places)
    panel = panel_of(rules, sheets, ranking) if sum(row.ranked for row in ranking.rows) > 1 else None
    return [] if panel is None else _ties(ranking, _report(rules, panel)["lsd_total"], places)


def told(found: Bootstrap, places: int, exact: bool) -> dict[str, Any]:
    """Chances of the first and of any prize place; the 2.5 %, middle and 97.5 % rank of each nominee."""
    return {
        "panels": str(found.total),
        "exact": exact,
        "first": _texts(found.within(1)),
        "winning": _texts(found.within(places)),
        "ranks": {
            nominee: [str(_rank_at(row, found.total * share)) for share in (TAIL, Fraction(1, 2), 1 - TAIL)]
            for nominee, row in zip(found.nominees, found.counts, strict=True)
        },
    }


def _rank_at(counts: Sequence[int], reach: Fraction) -> int:
    """The first rank up to which at least `reach` panels lie."""
    seen = 0
    for place, count in enumerate(counts, 1):
        seen += count
        if seen >= reach:
            return place
    return len(counts)


def _margin(found: Margin) -> dict[str, Any]:
    mark, shift = found.one_mark, found.weight
    return {
        "above": found.above,
        "below": found.below,
        "gap": str(found.gap),
        "one_mark": mark
        and {
            "nominee": mark.nominee,
            "person": mark.person,
            "criterion": mark.criterion,
            "change": str(Fraction(mark.change, 100)),
        },
        "marks": None if found.marks is None else str(found.marks),
        "weight": shift and {"source": shift.source, "target": shift.target, "points": str(shift.points)},
    }


def _weights(rules: Rules, ranking: Ranking, places: int, seed: str) -> dict[str, Any] | None:
    """Other weights, with the exact means per criterion; None where one criterion alone decides."""
    rows = [row for row in ranking.rows if row.ranked]
    parts = [part for part in rows[0].components if part.weight and part.mean is not None]
    if len(parts) < 2:
        return None
    codes = {part.code for part in parts}
    means = [[part.mean or Fraction(0) for part in row.components if part.code in codes] for row in rows]
    names = [row.nominee for row in rows]
    return {
        "draws": str(DRAWS),
        "box": _accepted(smaa(means, box_weights(DRAWS, [part.weight for part in parts], seed)), names, places),
        "simplex": _accepted(smaa(means, simplex_weights(DRAWS, len(parts), seed)), names, places),
    }


def _accepted(found: Smaa, nominees: Sequence[str], places: int) -> dict[str, Any]:
    rows = dict(zip(nominees, found.acceptability, strict=True))
    return {
        "first": {nominee: str(row[0]) for nominee, row in rows.items()},
        "winning": {nominee: str(sum(row[:places], Fraction(0))) for nominee, row in rows.items()},
    }


def _report(rules: Rules, panel: Panel) -> dict[str, Any]:
    """Agreement of the panel on the scale of the marks (0 to 100).

    Where sheets are missing it is told from the nominees whom everybody marked: a filled cell agrees with its
    row and column by construction. Krippendorff's alpha then speaks for all sheets.
    """
    weight = sum(leaf.weight for leaf in rules.leaves(ROUND_SOURCE[panel.round]))
    cells = [
        [cell / weight / 100 if there else None for cell, there in zip(row, present, strict=True)]
        for row, present in zip(panel.table, panel.present, strict=True)
    ]
    whole = [i for i, present in enumerate(panel.present) if all(present)]
    table = [[cell / weight / 100 for cell in panel.table[i]] for i in whole]
    concordance = kendall_w(list(zip(*table, strict=True))) if table else None
    lsd = least_significant_difference(table)
    lsd_total = None if lsd is None else lsd * weight / 10_000
    bounds = icc_intervals(table)
    return {
        "round": panel.round,
        "whole": str(len(whole)),
        "cells": [[decimal(cell, 4) for cell in row] for row in cells],
        "icc": {
            name: {
                "value": decimal(value, 6),
                "ci95": [decimal(bound, 6) for bound in bounds[name] or ()],
            }
            for name, value in icc(table).items()
            if name in ("ICC3k", "ICC21", "ICC2k")
        },
        "kendall": concordance and {"w": decimal(concordance.w, 6), "p": decimal(concordance.p, 6)},
        "severity": [
            {
                "person": person,
                "b": decimal(found.b, 4),
                "error": decimal(float(found.error) ** 0.5, 4),
                "reported": found.reported,
            }
            for person, found in zip(panel.people, severities(table), strict=False)
        ],
        "flags": [
            {
                "nominee": panel.nominees[whole[i]],
                "person": panel.people[p],
                "z": decimal(float(square) ** 0.5, 2),
            }
            for i, p, square in flagged_cells(table)
        ],
        "lsd": decimal(lsd, 4),
        "lsd_total": decimal(lsd_total, 4),
        "alpha": None if len(whole) == len(cells) else decimal(krippendorff_alpha(cells, "interval"), 6),
    }


def _ties(ranking: Ranking, lsd: str | None, places: int) -> list[dict[str, Any]]:
    """Neighbours on different ranks, the upper one on a prize place, closer than noise alone would put them."""
    rows = [row for row in ranking.rows if row.ranked]
    if lsd is None:
        return []
    pairs = [
        (above, below, (above.total or Fraction(0)) - (below.total or Fraction(0)))
        for above, below in pairwise(rows)
        if above.rank != below.rank and (above.rank or 0) <= places
    ]
    return [
        {"above": above.nominee, "below": below.nominee, "gap": str(gap)}
        for above, below, gap in pairs
        if abs(gap) < Fraction(lsd)
    ]


def _texts(shares: Mapping[str, Fraction]) -> dict[str, str]:
    return {nominee: str(share) for nominee, share in shares.items()}
