"""The panel behind a ranking as one table of numbers: what bootstrap, margins and shadow rankings start from."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.fairmean import fair_means
from scoring.engine.ranking import ROUND_SOURCE, Ranking, Round, Row, Sheet
from scoring.engine.rules import Rules
from scoring.engine.totals import POINT, sheet_total


@dataclass(frozen=True)
class Parts:
    """A panel by criterion, for rules that round on the way: `tables[k][i][p]` is leaf k of `rules`, weight times
    mark in millionths of a point. Its mean over the persons is the exact figure of the nominee; what the panel does
    not mark is the same for every person."""

    rules: Rules
    tables: list[list[list[Fraction]]]


@dataclass(frozen=True)
class Panel:
    """The ranked nominees by the persons who marked them, in the round that is spread over a panel.

    `table[i][p]` are sheet totals (weight times mark, millionths of a point), a missing one filled by the fair
    mean; `others[i]` is all the rest of the total, in the same unit; `present[i][p]` says which sheet exists.
    T_i = (mean of table[i] + others[i]) / 10^6, but for clamping and trimming, which `others` takes up.
    """

    round: Round
    nominees: list[str]
    people: list[str]
    table: list[list[Fraction]]
    present: list[list[bool]]
    others: list[Fraction]
    parts: Parts | None = None


def panel_of(rules: Rules, sheets: Sequence[Sheet], ranking: Ranking) -> Panel | None:
    """The interview panel, without interview criteria the assessors of the documents; None where nobody marks."""
    rounds: list[Round] = ["interview", "desk"]
    chosen = next((name for name in rounds if rules.leaves(ROUND_SOURCE[name])), None)
    rows = [row for row in ranking.rows if row.ranked]
    if chosen is None or not rows:
        return None
    leaves = rules.leaves(ROUND_SOURCE[chosen])
    nominees = [row.nominee for row in rows]
    given = {
        (sheet.nominee, sheet.person): [sheet.marks[leaf.code] for leaf in leaves]
        for sheet in sheets
        if sheet.round == chosen and sheet.nominee in set(nominees)
    }
    people = sorted({person for _nominee, person in given})
    cells = [[given.get((nominee, person)) for person in people] for nominee in nominees]
    weights = [leaf.weight for leaf in leaves]
    table = _filled([[None if marks is None else sheet_total(weights, marks) for marks in row] for row in cells])
    return Panel(
        round=chosen,
        nominees=nominees,
        people=people,
        table=table,
        present=[[marks is not None for marks in row] for row in cells],
        others=[
            (row.total or Fraction(0)) * POINT - Fraction(sum(totals), len(people))
            for row, totals in zip(rows, table, strict=True)
        ],
        parts=_parts(rules, rows, cells, chosen) if rules.rounding_stages else None,
    )


def _filled(table: list[list[int | None]]) -> list[list[Fraction]]:
    [fitted] = fair_means([table])
    return [
        [fitted.filled[i, p] if cell is None else Fraction(cell) for p, cell in enumerate(row)]
        for i, row in enumerate(table)
    ]


def _parts(rules: Rules, rows: list[Row], cells: list[list[list[int] | None]], chosen: Round) -> Parts:
    marked = [leaf.code for leaf in rules.leaves(ROUND_SOURCE[chosen])]
    tables = []
    for k, leaf in enumerate(rules.leaves()):
        exact = [leaf.weight * (row.components[k].mean or Fraction(0)) * 100 for row in rows]
        if leaf.code not in marked:
            tables.append([[value] * len(line) for value, line in zip(exact, cells, strict=True)])
            continue
        place = marked.index(leaf.code)
        table = _filled([[None if marks is None else leaf.weight * marks[place] for marks in line] for line in cells])
        # What trimming or the end of the scale did to the mean is kept as it was.
        tables.append(
            [
                [cell + value - Fraction(sum(line), len(line)) for cell in line]
                for value, line in zip(exact, table, strict=True)
            ]
        )
    return Parts(rules, tables)
