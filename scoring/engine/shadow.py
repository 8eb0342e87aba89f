"""Shadow rankings: what other rules would have said. For the plenary's eyes, never official."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import median
from typing import Literal

from scoring.engine.competition import competition_rank, panel_mean
from scoring.engine.panel import Panel
from scoring.engine.totals import POINT, round_half_up

Kind = Literal["trimmed", "median", "borda"]


def shadow_ranks(panel: Panel, decimals: int) -> dict[Kind, dict[str, int]]:
    """Ranks by nominee, 1-2-2-4, with the panel's sheets combined otherwise.

    trimmed: the highest and the lowest sheet of each nominee left out (from three persons on); median of the
    sheets; borda: each person's order of the nominees, by points. Trimmed and median add the rest of the total.
    """
    found: dict[Kind, dict[str, int]] = {}
    if len(panel.people) >= 3:
        trimmed = [panel_mean(row, drop_high=1, drop_low=1)[0] for row in panel.table]
        found["trimmed"] = _by_total(panel, trimmed, decimals)
    found["median"] = _by_total(panel, [median(row) for row in panel.table], decimals)
    found["borda"] = _named(panel, _borda_points(panel))
    return found


def _by_total(panel: Panel, components: Sequence[Fraction], decimals: int) -> dict[str, int]:
    totals = [
        round_half_up(max(Fraction(0), (component + other) / POINT), decimals)
        for component, other in zip(components, panel.others, strict=True)
    ]
    return _named(panel, totals)


def _borda_points(panel: Panel) -> list[Fraction]:
    """Points of the nominees over all persons; equal sheets share the points of their places."""
    points = [Fraction(0)] * len(panel.nominees)
    for p in range(len(panel.people)):
        ranks = competition_rank([row[p] for row in panel.table], convention="fractional")
        for i, place in enumerate(ranks):
            points[i] += len(panel.nominees) - place
    return points


def _named(panel: Panel, scores: Sequence[Fraction | int]) -> dict[str, int]:
    return dict(zip(panel.nominees, map(int, competition_rank(scores)), strict=True))
