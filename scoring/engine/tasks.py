"""What the auditor's command line can be asked: each task reads one JSON object and answers with one.

Shapes in docs/scoring.md. Figures come in as strings ("83.5", "973/12") or JSON numbers and go out as strings.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from scoring.engine import merkle
from scoring.engine.bootstrap import bootstrap
from scoring.engine.canonical import jcs, sha256
from scoring.engine.competition import competition_rank, panel_mean
from scoring.engine.fairmean import fair_mean
from scoring.engine.indicators import Band, band, piecewise
from scoring.engine.leave_one_out import leave_one_out
from scoring.engine.margins import margins
from scoring.engine.panel import Panel, panel_of
from scoring.engine.ranking import Ranking, Sheet, Values, rank
from scoring.engine.reliability import f_ratios, icc, icc_intervals, kendall_w, krippendorff_alpha
from scoring.engine.rules import Rules, parse_mark
from scoring.engine.smaa import simplex_weights, smaa, whole_weights
from scoring.engine.totals import to_decimal_string
from scoring.engine.voting import Ballot, borda, kemeny

Task = Callable[[Any], dict[str, Any]]
STATISTIC = 12  # decimals of a figure that is no fraction to keep


def read(value: object) -> Fraction:
    """A figure: "83.5", "973/12", 83 or 83.5 (the decimals as they are written)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{value!r} is not a figure")
    text = str(value).strip().replace(",", ".")
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value!r} is not a figure") from None


def decimal(value: Fraction | float | None, places: int = STATISTIC) -> str | None:
    """With a fixed number of decimals, half up; None stays None."""
    if value is None:
        return None
    exact = Fraction(value)
    units = (2 * abs(exact.numerator) * 10**places + exact.denominator) // (2 * exact.denominator)
    return to_decimal_string(-units if exact < 0 else units, places)


# --- rankings -------------------------------------------------------------------------------------------


def _round(given: Mapping[str, Any]) -> tuple[Rules, list[Sheet], Values, Ranking]:
    """`rules`, `sheets` and `other` as in a snapshot; `nominees` and `places` where it has them."""
    rules = Rules.from_dict(given["rules"])
    sheets = [
        Sheet(
            row["nominee"], row["person"], row["round"], {code: parse_mark(mark) for code, mark in row["marks"].items()}
        )
        for row in given["sheets"]
    ]
    values = {
        nominee: {code: None if value is None else parse_mark(value) for code, value in row.items()}
        for nominee, row in given["other"].items()
    }
    nominees = given.get("nominees") or sorted({*(sheet.nominee for sheet in sheets), *values})
    return rules, sheets, values, rank(rules, sheets, values, nominees, int(given.get("places", 0)))


def _rank(given: Mapping[str, Any]) -> dict[str, Any]:
    rules, _sheets, _values, ranking = _round(given)
    ranked = [row for row in ranking.rows if row.ranked]
    return {
        "totals": {
            row.nominee: {"exact": _fraction(row.total), "official": to_decimal_string(row.units or 0, rules.decimals)}
            for row in ranked
        },
        "ranks": {row.nominee: str(row.rank) for row in ranked},
        "deciding_step": {row.nominee: row.deciding_step for row in ranked},
        "explanation": {
            row.nominee: {part.code: to_decimal_string(part.points_4, 4) for part in row.components} for row in ranked
        },
        "not_ranked": {row.nominee: row.reason for row in ranking.rows if not row.ranked},
        "clamped": [row.nominee for row in ranked if row.clamped],
        "below_minimum": list(ranking.below_minimum),
    }


def _panel(given: Mapping[str, Any]) -> tuple[Rules, Panel]:
    rules, sheets, _values, ranking = _round(given)
    panel = panel_of(rules, sheets, ranking)
    if panel is None:
        raise ValueError("nobody is ranked, or no criterion is marked by people")
    return rules, panel


def _bootstrap(given: Mapping[str, Any]) -> dict[str, Any]:
    rules, panel = _panel(given)
    found = bootstrap(panel, rules.decimals, sha256(given["rules"]))
    places = int(given.get("places", 0)) or 3
    return {
        "panels": str(found.total),
        "first": _fractions(found.within(1)),
        "winning": _fractions(found.within(places)),
        "ranks": {
            nominee: [_fraction(Fraction(count, found.total)) for count in row]
            for nominee, row in zip(found.nominees, found.counts, strict=True)
        },
    }


def _leave_one_out(given: Mapping[str, Any]) -> dict[str, Any]:
    rules, sheets, values, ranking = _round(given)
    winners = {row.nominee for row in ranking.rows if row.rank == 1}
    found = leave_one_out(rules, sheets, values, ranking)
    return {
        "winner_unchanged": str(sum(set(row.first) == winners for row in found)),
        "of": str(len(found)),
        "without": {
            row.person: {
                "first": list(row.first),
                "changes": {nominee: list(map(str, pair)) for nominee, pair in row.changes.items()},
            }
            if row.ranks is not None
            else None
            for row in found
        },
    }


def _margins(given: Mapping[str, Any]) -> dict[str, Any]:
    rules, sheets, _values, ranking = _round(given)
    step = parse_mark(str(given.get("mark_step", "0.01")))
    return {
        "margins": [
            {
                "above": row.above,
                "below": row.below,
                "gap": _fraction(row.gap),
                "one_mark": row.one_mark
                and {
                    "nominee": row.one_mark.nominee,
                    "person": row.one_mark.person,
                    "criterion": row.one_mark.criterion,
                    "change": to_decimal_string(row.one_mark.change, 2),
                },
                "marks": None if row.marks is None else str(row.marks),
                "weight": row.weight
                and {"from": row.weight.source, "to": row.weight.target, "points": _fraction(row.weight.points)},
            }
            for row in margins(rules, sheets, ranking, step)
        ]
    }


# --- sums and statistics --------------------------------------------------------------------------------


def _fair_mean(given: Mapping[str, Any]) -> dict[str, Any]:
    found = fair_mean([[None if cell is None else read(cell) for cell in row] for row in given["table"]])
    return {
        "fair_means": list(map(_fraction, found.fair)),
        "filled": {f"{i},{p}": _fraction(value) for (i, p), value in found.filled.items()},
        "severity": list(map(_fraction, found.severity)),
    }


def _competition_rank(given: Mapping[str, Any]) -> dict[str, Any]:
    ranks = competition_rank(
        list(map(read, given["scores"])),
        higher_is_better=given.get("higher_is_better", True),
        convention=given.get("convention", "standard"),
    )
    return {"ranks": [_decimal_or_fraction(place) for place in ranks]}


def _panel_mean(given: Mapping[str, Any]) -> dict[str, Any]:
    places = given.get("round", 2)
    places = None if places is None else int(places)
    panel, value = panel_mean(
        [None if mark is None else read(mark) for mark in given["marks"]],
        drop_high=int(given.get("drop_high", 0)),
        drop_low=int(given.get("drop_low", 0)),
        factor=read(given.get("factor", "1")),
        decimals=places,
    )
    if places is None:
        return {"panel": _decimal_or_fraction(panel), "value": _decimal_or_fraction(value)}
    return {"panel": decimal(panel, places), "value": decimal(value, places)}


def _icc(given: Mapping[str, Any]) -> dict[str, Any]:
    table = _cells(given["table"])
    oneway, twoway = f_ratios(table)
    return {
        **{name: decimal(value) for name, value in icc(table).items()},
        "F_oneway": decimal(oneway),
        "F_twoway": decimal(twoway),
        "ci95": {name: pair and list(map(decimal, pair)) for name, pair in icc_intervals(table).items()},
    }


def _kendall_w(given: Mapping[str, Any]) -> dict[str, Any]:
    found = kendall_w(_cells(given["judges"]))
    if found is None:
        return dict.fromkeys(["W", "chi2", "df", "p", "rank_sums"])
    return {
        "W": decimal(found.w),
        "chi2": decimal(found.chi2),
        "df": str(found.df),
        "p": decimal(found.p),
        "rank_sums": [_decimal_or_fraction(value) for value in found.rank_sums],
    }


def _krippendorff_alpha(given: Mapping[str, Any]) -> dict[str, Any]:
    level = given.get("level", "interval")
    figure = str if level == "nominal" else read
    units = [[None if cell is None else figure(cell) for cell in row] for row in given["units_by_coder"]]
    return {"alpha": decimal(krippendorff_alpha(units, level))}


def _piecewise(given: Mapping[str, Any]) -> dict[str, Any]:
    anchors = [(read(x), read(value)) for x, value in given["anchors"]]
    return {"values": [_decimal_or_fraction(piecewise(anchors, read(x))) for x in given["x"]]}


def _band(given: Mapping[str, Any]) -> dict[str, Any]:
    bands = [Band(row["label"], read(row["lo"]), read(row["hi"])) for row in given["bands"]]
    return {"labels": [band(bands, read(x)) for x in given["x"]]}


def _smaa(given: Mapping[str, Any]) -> dict[str, Any]:
    measurements = _cells(given["measurements"])
    if "weights" in given:
        weights = whole_weights(_cells(given["weights"]))
    else:
        weights = simplex_weights(int(given["draws"]), len(measurements[0]), given["seed"])
    found = smaa(measurements, weights)
    return {
        "rank_acceptability": [[_decimal_or_fraction(share) for share in row] for row in found.acceptability],
        "central_weights": [row and list(map(_fraction, row)) for row in found.central],
        "confidence_factors": [None if first is None else str(int(first)) for first in found.confidence],
    }


def _ballots(given: Mapping[str, Any]) -> list[Ballot]:
    return [Ballot(tuple(row["order"]), int(row.get("count", 1))) for row in given["ballots"]]


def _borda(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"points": {name: str(points) for name, points in borda(_ballots(given)).items()}}


def _kemeny(given: Mapping[str, Any]) -> dict[str, Any]:
    order, distance = kemeny(_ballots(given))
    return {"order": order, "distance": str(distance)}


# --- seals ----------------------------------------------------------------------------------------------


def _canonical(given: object) -> dict[str, Any]:
    spelt = jcs(given)
    return {"hex": spelt.hex(), "sha256": hashlib.sha256(spelt).hexdigest()}


def _merkle_root(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"root": merkle.merkle_root([bytes.fromhex(leaf) for leaf in given["leaves_hex"]]).hex()}


def _cells(table: Sequence[Sequence[Any]]) -> list[list[Fraction]]:
    return [[read(cell) for cell in row] for row in table]


def _fraction(value: Fraction | None) -> str:
    """Exact, as num/den; a whole number without its denominator."""
    return str(value)


def _fractions(values: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: _fraction(value) for name, value in values.items()}


def _decimal_or_fraction(value: Fraction) -> str:
    """A decimal where it ends within twelve digits, else num/den."""
    scaled = value * 10**STATISTIC
    if scaled.denominator != 1:
        return str(value)
    text = to_decimal_string(scaled.numerator, STATISTIC).rstrip("0")
    return text.rstrip(".")


TASKS: dict[str, Task] = {
    "rank": _rank,
    "fair_mean": _fair_mean,
    "competition_rank": _competition_rank,
    "panel_mean": _panel_mean,
    "icc": _icc,
    "kendall_w": _kendall_w,
    "krippendorff_alpha": _krippendorff_alpha,
    "piecewise": _piecewise,
    "band": _band,
    "smaa": _smaa,
    "bootstrap": _bootstrap,
    "leave_one_out": _leave_one_out,
    "margins": _margins,
    "borda": _borda,
    "kemeny": _kemeny,
    "canonical": _canonical,
    "merkle_root": _merkle_root,
}
