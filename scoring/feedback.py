"""What a candidate is told of its marks: per criterion beside the category's mean, and no single person's mark.

A mean of fewer than three persons, or of fewer than three candidates, would open what one of them got or gave.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.engine.ranking import ROUND_SOURCE
from scoring.engine.rules import Criterion, Rules

LEAST = 3
ROUND_OF = {source: round for round, source in ROUND_SOURCE.items()}
# (round, nominee) -> how many persons have marked.
People = Mapping[tuple[str, str], int]
# A criterion of a ranked row as it was frozen: code, weight, mean, points_4.
Component = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A criterion, or several that are told as one. None: not told, because it would open a single mark."""

    names: tuple[str, ...]
    weight: Fraction
    own: Fraction | None
    mean: Fraction | None
    points: Fraction | None

    @property
    def is_withheld(self) -> bool:
        return self.own is None


def people_of(sheets: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """How many persons marked each nominee in each round of a run's input."""
    found: dict[tuple[str, str], set[str]] = {}
    for sheet in sheets:
        found.setdefault((sheet["round"], sheet["nominee"]), set()).add(sheet["person"])
    return {key: len(persons) for key, persons in found.items()}


def feedback(rules: Rules, nominee: str, rows: Mapping[str, Sequence[Component]], people: People) -> list[Line]:
    """The lines of one ranked nominee; `rows` are the components of all ranked ones. The points add up to the total
    wherever nothing is withheld."""
    own = {component["code"]: component for component in rows[nominee]}
    leaves = [leaf for leaf in rules.leaves() if leaf.code in own]
    open_ = [leaf for leaf in leaves if _is_open(leaf, nominee, people)]
    lines = [
        Line(
            (leaf.name,),
            Fraction(own[leaf.code]["weight"]),
            Fraction(own[leaf.code]["mean"]),
            _mean(leaf.code, rows),
            Fraction(own[leaf.code]["points_4"]),
        )
        for leaf in open_
    ]
    return [*lines, *_withheld([leaf for leaf in leaves if leaf not in open_], own)]


def _is_open(leaf: Criterion, nominee: str, people: People) -> bool:
    round = ROUND_OF.get(leaf.source)
    return round is None or people.get((round, nominee), 0) >= LEAST


def _mean(code: str, rows: Mapping[str, Sequence[Component]]) -> Fraction | None:
    values = [Fraction(part["mean"]) for row in rows.values() for part in row if part["code"] == code]
    return sum(values, Fraction(0)) / len(values) if len(values) >= LEAST else None


def _withheld(leaves: Sequence[Criterion], own: Mapping[str, Component]) -> Iterator[Line]:
    """The criteria of a small panel as one line per round; the points of one criterion alone would be its mark."""
    for source in ROUND_SOURCE.values():
        inside = [leaf for leaf in leaves if leaf.source == source]
        if inside:
            points = sum((Fraction(own[leaf.code]["points_4"]) for leaf in inside), Fraction(0))
            weight = sum((Fraction(own[leaf.code]["weight"]) for leaf in inside), Fraction(0))
            told = points if len(inside) > 1 else None
            yield Line(tuple(leaf.name for leaf in inside), weight, None, None, told)
