"""What the auditor's command line can be asked: each task reads one JSON object and answers with one.

Shapes in docs/scoring.md. Figures come in as strings ("83.5", "973/12") or JSON numbers and go out as strings.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
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
from scoring.engine.rules import MarkError, Rules, parse_mark
from scoring.engine.smaa import simplex_weights, smaa, whole_weights
from scoring.engine.totals import to_decimal_string
from scoring.engine.voting import Ballot, borda, kemeny

Task = Callable[[Any], dict[str, Any]]
STATISTIC = 12  # decimals of a figure that is no fraction to keep
MOST_DRAWS = 1_000_000
# The exponent is bounded: "1e999999999" would be a number of a billion digits.
FIGURE = re.compile(r"[+-]?(\d+/\d+|(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?)", re.ASCII | re.IGNORECASE)


def read(value: object) -> Fraction:
    """A figure: "83.5", "83,5" or "973/12"."""
    text = value.strip().replace(",", ".") if isinstance(value, str) else ""
    try:
        if FIGURE.fullmatch(text):
            return Fraction(text)
    except (ValueError, ZeroDivisionError):
        pass
    raise ValueError(f"{value!r} is not a figure")


def mark(value: object) -> int:
    """A mark of 0 to 100 with at most two decimals, in hundredths; a sheet is complete, so null is none."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a mark")
    try:
        return parse_mark(value)
    except MarkError as error:
        raise ValueError(f"{value!r} is not a mark: {error}") from None


def count(value: object, least: int, most: int) -> int:
    """A whole number within bounds."""
    number = int(value) if isinstance(value, str | int) and not isinstance(value, bool) else least - 1
    if not least <= number <= most:
        raise ValueError(f"{value!r} is not a whole number from {least} to {most}")
    return number


def read_or_none(value: object) -> Fraction | None:
    return None if value is None else read(value)


def decimal(value: Fraction | float | None, places: int = STATISTIC) -> str | None:
    """With a fixed number of decimals, half up; None stays None."""
    if value is None:
        return None
    exact = Fraction(value)
    units = (2 * abs(exact.numerator) * 10**places + exact.denominator) // (2 * exact.denominator)
    return to_decimal_string(-units if exact < 0 else units, places)


def many(value: object) -> list[Any]:
    """A list. A text is not taken for the list of its letters, nor an object for the list of its keys."""
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is not a list")
    return value


# --- rankings -------------------------------------------------------------------------------------------


def _round(given: Mapping[str, Any]) -> tuple[Rules, list[Sheet], Values, Ranking]:
    """`rules`, `sheets` and `other`, with `nominees` and `places` where it has them; or a published package."""
    given = _unpacked(given)
    try:
        rules = Rules.from_dict(given["rules"])
    except MarkError as error:
        raise ValueError(f"a weight or the highest mark of the rules cannot be read: {error}") from None
    sheets = [
        Sheet(row["nominee"], row["person"], row["round"], {code: mark(text) for code, text in row["marks"].items()})
        for row in many(given["sheets"])
    ]
    values = {
        nominee: {code: None if text is None else mark(text) for code, text in row.items()}
        for nominee, row in given["other"].items()
    }
    nominees = many(given.get("nominees") or sorted({*(sheet.nominee for sheet in sheets), *values}))
    return rules, sheets, values, rank(rules, sheets, values, nominees, _places(given))


def _unpacked(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a published package holds of the run; one of the level `totals` holds no sheets."""
    if "run" not in given:
        return given
    if "input" not in given["run"]:
        raise ValueError("this package holds totals only: there are no sheets in it")
    run = given["run"]["input"]
    return {**run, "other": run["values"], "rules": given["rules"]}


def _places(given: Mapping[str, Any]) -> int:
    return count(_unpacked(given).get("places", 0), 0, 1_000)


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
    places = _places(given) or 3
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
    step = mark(given.get("mark_step", "0.01"))
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
    found = fair_mean(_cells(given["table"], read_or_none))
    return {
        "fair_means": list(map(_fraction, found.fair)),
        "filled": {f"{i},{p}": _fraction(value) for (i, p), value in found.filled.items()},
        "severity": list(map(_fraction, found.severity)),
    }


def _competition_rank(given: Mapping[str, Any]) -> dict[str, Any]:
    higher = given.get("higher_is_better", True)
    if not isinstance(higher, bool):
        raise ValueError("higher_is_better is true or false")
    scores = list(map(read_or_none, many(given["scores"])))
    present = [score for score in scores if score is not None]
    ranks = iter(competition_rank(present, higher_is_better=higher, convention=given.get("convention", "standard")))
    return {"ranks": [None if score is None else _decimal_or_fraction(next(ranks)) for score in scores]}


def _panel_mean(given: Mapping[str, Any]) -> dict[str, Any]:
    places = given.get("round", 2)
    places = None if places is None else count(places, 0, STATISTIC)
    panel, value = panel_mean(
        list(map(read_or_none, many(given["marks"]))),
        drop_high=count(given.get("drop_high", 0), 0, len(given["marks"])),
        drop_low=count(given.get("drop_low", 0), 0, len(given["marks"])),
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
    figure = _name_or_none if level == "nominal" else read_or_none
    return {"alpha": decimal(krippendorff_alpha(_cells(given["units_by_coder"], figure), level))}


def _piecewise(given: Mapping[str, Any]) -> dict[str, Any]:
    anchors = [(read(x), read(value)) for x, value in map(many, many(given["anchors"]))]
    at = map(read_or_none, many(given["x"]))
    return {"values": [None if x is None else _decimal_or_fraction(piecewise(anchors, x)) for x in at]}


def _band(given: Mapping[str, Any]) -> dict[str, Any]:
    bands = [Band(row["label"], read(row["lo"]), read(row["hi"])) for row in many(given["bands"])]
    return {"labels": [None if x is None else band(bands, x) for x in map(read_or_none, many(given["x"]))]}


def _smaa(given: Mapping[str, Any]) -> dict[str, Any]:
    measurements = _cells(given["measurements"])
    if "weights" in given:
        weights = whole_weights(_cells(given["weights"]))
    else:
        weights = simplex_weights(count(given["draws"], 1, MOST_DRAWS), len(measurements[0]), given["seed"])
    found = smaa(measurements, weights)
    return {
        "rank_acceptability": [[_decimal_or_fraction(share) for share in row] for row in found.acceptability],
        "central_weights": [row and list(map(_fraction, row)) for row in found.central],
        "confidence_factors": [None if first is None else str(int(first)) for first in found.confidence],
    }


def _ballots(given: Mapping[str, Any]) -> list[Ballot]:
    ballots = many(given["ballots"])
    return [Ballot(tuple(many(row["order"])), count(row.get("count", 1), 1, 10**12)) for row in ballots]


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
    return {"root": merkle.merkle_root([bytes.fromhex(leaf) for leaf in many(given["leaves_hex"])]).hex()}


def _cells(table: object, figure: Callable[[object], Any] = read) -> list[list[Any]]:
    return [[figure(cell) for cell in many(row)] for row in many(table)]


def _name_or_none(value: object) -> str | None:
    return None if value is None else str(value)


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
