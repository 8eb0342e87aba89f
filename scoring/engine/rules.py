"""What is frozen before the first sheet: criteria, weights, rounding, missing policy, tie-break chain.

Units: weights and marks are integers in hundredths (100,00 is 10_000). At the edges they are decimal strings.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal, get_args

Source = Literal["group", "panel", "desk", "computed", "attendance"]
Policy = Literal["ls_fill", "available_mean"]
Stage = Literal["panel", "criterion", "group"]

FULL_WEIGHT = 10_000
FULL_MARK = 10_000


class MarkError(ValueError):
    """A typed figure that is no mark or weight; `code` is empty, format, decimals or range."""

    def __init__(self, code: Literal["empty", "format", "decimals", "range"]) -> None:
        super().__init__(code)
        self.code = code


def parse_mark(text: str, maximum: int = FULL_MARK) -> int:
    """Read "83,5" or "83.5" as 8350; more than two decimals are refused, so "1.234" is never read as 1234."""
    text = text.strip()
    if not text:
        raise MarkError("empty")
    match = re.fullmatch(r"([0-9]+)(?:[.,]([0-9]+))?", text)
    if match is None:
        raise MarkError("format")
    whole, decimals = match[1].lstrip("0"), match[2] or ""
    if len(decimals) > 2:
        raise MarkError("decimals")
    if len(whole) > 3 or (units := int(whole or "0") * 100 + int(decimals.ljust(2, "0"))) > maximum:
        raise MarkError("range")
    return units


def parse_weight(text: str) -> int:
    """Read "33,34" or "33.34" as 3334 hundredths of a point; the same rules as for a mark."""
    return parse_mark(text, FULL_WEIGHT)


def largest_remainder(parts: Sequence[Fraction | int], total: int) -> list[int]:
    """Integers in the proportion of `parts` that add up to exactly `total`.

    Each part gets the floor of its share; the units left over go to the largest remainders, among equal
    remainders to the earlier part: three equal thirds of 10_000 are 3334, 3333, 3333.
    """
    scale = lcm(*(part.denominator for part in parts))
    scaled = [part.numerator * (scale // part.denominator) for part in parts]
    whole = sum(scaled)
    if whole <= 0:
        if total:
            raise ValueError("nothing to divide by: the parts add up to 0")
        return [0] * len(parts)
    shares = [divmod(part * total, whole) for part in scaled]
    result = [floor for floor, _ in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: -shares[i][1])
    for i in by_remainder[: total - sum(result)]:
        result[i] += 1
    return result


@dataclass(frozen=True)
class Criterion:
    """A leaf that is marked or computed, or a group: whatever others name as `parent` (its weight is 0)."""

    code: str
    name: str
    source: Source
    weight: int
    parent: str | None = None


@dataclass(frozen=True)
class Rules:
    """The rule book of one category as the engine reads it.

    `tie_break` names criteria or groups; equal rounded totals are compared by their exact points in this
    order, higher first, and what is still equal shares the rank. `scoring_people` and `desk_people` are the
    numbers of persons planned to score the interview and the documents. `trim` highest and as many lowest
    interview sheets of each nominee are left out of its mean. `rounding_stages` names what is rounded before the
    total is (see `stages`).
    """

    criteria: tuple[Criterion, ...]
    decimals: int = 2
    missing_policy: Policy = "ls_fill"
    tie_break: tuple[str, ...] = ()
    minimum_total: str | None = None
    scoring_people: int = 0
    desk_people: int = 0
    max_mark: int = FULL_MARK
    trim: int = 0
    rounding_stages: tuple[Stage, ...] = ()

    def leaves(self, *sources: Source) -> tuple[Criterion, ...]:
        """The criteria that carry weight, in order; with `sources` only those."""
        groups = {criterion.parent for criterion in self.criteria}
        return tuple(
            criterion
            for criterion in self.criteria
            if criterion.source != "group"
            and criterion.code not in groups
            and (not sources or criterion.source in sources)
        )

    def leaves_under(self, code: str) -> tuple[str, ...]:
        """Codes of the leaves of a group, at any depth; a leaf is its own only leaf."""
        parents = {criterion.code: criterion.parent for criterion in self.criteria}
        return tuple(leaf.code for leaf in self.leaves() if code in _ancestry(leaf.code, parents))

    def check(self) -> list[str]:
        """What is wrong with these rules, as "problem_code data"; empty when they may be frozen."""
        return [*_tree_problems(self), *_weight_problems(self), *_setting_problems(self)]

    def as_dict(self) -> dict[str, Any]:
        """The rules with every number as a string, ready for `canonical` and for a file."""
        return {
            "criteria": [
                {
                    "code": criterion.code,
                    "name": criterion.name,
                    "source": criterion.source,
                    "weight": _decimal(criterion.weight),
                    "parent": criterion.parent,
                }
                for criterion in self.criteria
            ],
            "decimals": str(self.decimals),
            "missing_policy": self.missing_policy,
            "tie_break": list(self.tie_break),
            "minimum_total": self.minimum_total,
            "scoring_people": str(self.scoring_people),
            "desk_people": str(self.desk_people),
            "max_mark": _decimal(self.max_mark),
            "trim": str(self.trim),
            "rounding_stages": list(self.rounding_stages),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Rules":
        """The rules from the shape of `as_dict`; a missing key is a KeyError, a bad number a ValueError."""
        return cls(
            criteria=tuple(
                Criterion(
                    code=row["code"],
                    name=row["name"],
                    source=row["source"],
                    weight=parse_weight(row["weight"]),
                    parent=row["parent"],
                )
                for row in data["criteria"]
            ),
            decimals=int(data["decimals"]),
            missing_policy=data["missing_policy"],
            tie_break=tuple(data["tie_break"]),
            minimum_total=data["minimum_total"],
            scoring_people=int(data["scoring_people"]),
            desk_people=int(data["desk_people"]),
            max_mark=parse_mark(data["max_mark"]),
            trim=int(data.get("trim", "0")),  # rules of engine version 1 do not say it
            rounding_stages=tuple(data.get("rounding_stages", ())),  # nor those of version 2
        )


def sheets_needed(planned: int) -> int:
    """The smallest number of sheets that ranks a nominee: max(3, half of the planned persons, rounded up).

    Where fewer than three persons are planned, all of them: a nominee with every planned sheet lacks nothing.
    """
    return min(planned, max(3, (planned + 1) // 2))


def people_for_trim(trim: int) -> int:
    """The fewest planned persons with whom `trim` sheets on either side leave at least one of those needed."""
    return next(people for people in range(1, 4 * trim + 4) if 2 * trim < sheets_needed(people))


def global_weights(criteria: Sequence[Criterion]) -> dict[str, Fraction]:
    """Leaf weights in hundredths when every weight is local, i.e. children add up to 100 inside their parent.

    The exact products; `largest_remainder(list(weights.values()), 10_000)` offers them as hundredths.
    """
    rows = {criterion.code: criterion for criterion in criteria}
    parents = {criterion.code: criterion.parent for criterion in criteria}
    siblings: dict[str | None, int] = {}
    for criterion in criteria:
        siblings[criterion.parent] = siblings.get(criterion.parent, 0) + criterion.weight
    if wrong := [parent or "" for parent, weight in siblings.items() if weight != FULL_WEIGHT]:
        raise ValueError(f"local weights do not add up to 100 under {wrong}")
    weights = {}
    for leaf in Rules(tuple(criteria)).leaves():
        weights[leaf.code] = Fraction(FULL_WEIGHT)
        for code in _ancestry(leaf.code, parents):
            weights[leaf.code] *= Fraction(rows[code].weight, FULL_WEIGHT)
    return weights


def _decimal(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _ancestry(code: str, parents: Mapping[str, str | None]) -> list[str]:
    """The code, its parent, and so on to the root; stops where a circle closes or a parent is unknown."""
    line: list[str] = []
    step: str | None = code
    while step is not None and step in parents and step not in line:
        line.append(step)
        step = parents[step]
    return line


def _tree_problems(rules: Rules) -> list[str]:
    problems = [] if rules.criteria else ["no_criteria"]
    parents = {criterion.code: criterion.parent for criterion in rules.criteria}
    used = {criterion.parent for criterion in rules.criteria}
    seen: set[str] = set()
    for criterion in rules.criteria:
        if not criterion.code:
            problems.append("empty_code")
        if criterion.code in seen:
            problems.append(f"duplicate_code {criterion.code}")
        seen.add(criterion.code)
        if criterion.source not in get_args(Source):
            problems.append(f"unknown_source {criterion.code}")
        if criterion.source == "group" and criterion.code not in used:
            problems.append(f"empty_group {criterion.code}")
        if criterion.parent is not None and criterion.parent not in parents:
            problems.append(f"unknown_parent {criterion.code}")
        elif parents.get(_ancestry(criterion.code, parents)[-1]) in parents:
            problems.append(f"parent_circle {criterion.code}")
    return problems


def _weight_problems(rules: Rules) -> list[str]:
    leaves = rules.leaves()
    problems = [f"group_weight {row.code}" for row in rules.criteria if row not in leaves and row.weight]
    problems += [f"weight_range {leaf.code}" for leaf in leaves if not 1 <= leaf.weight <= FULL_WEIGHT]
    if (weights := sum(leaf.weight for leaf in leaves)) != FULL_WEIGHT:
        problems.append(f"weights_sum {weights}")
    return problems


def _setting_problems(rules: Rules) -> list[str]:
    codes = {criterion.code for criterion in rules.criteria}
    problems = [] if 2 <= rules.decimals <= 4 else [f"decimals {rules.decimals}"]
    if rules.missing_policy not in get_args(Policy):
        problems.append(f"unknown_missing_policy {rules.missing_policy}")
    problems += [f"unknown_tie_break {code}" for code in rules.tie_break if code not in codes]
    if len(set(rules.tie_break)) < len(rules.tie_break):
        problems.append("repeated_tie_break")
    if rules.minimum_total is not None:
        try:
            parse_mark(rules.minimum_total)
        except MarkError:
            problems.append(f"minimum_total {rules.minimum_total}")
    if not 1 <= rules.max_mark <= FULL_MARK:
        problems.append(f"max_mark {rules.max_mark}")
    if rules.trim < 0 or (rules.trim and 2 * rules.trim >= sheets_needed(rules.scoring_people)):
        problems.append(f"trim {rules.trim}")
    problems += [f"unknown_rounding_stage {stage}" for stage in rules.rounding_stages if stage not in get_args(Stage)]
    if len(set(rules.rounding_stages)) < len(rules.rounding_stages):
        problems.append("repeated_rounding_stage")
    if rules.leaves("panel") and rules.scoring_people < 1:
        problems.append(f"scoring_people {rules.scoring_people}")
    if rules.leaves("desk") and rules.desk_people < 1:
        problems.append(f"desk_people {rules.desk_people}")
    return problems
