import json
import re
from pathlib import Path

from scoring.engine.ranking import Sheet, rank
from scoring.engine.rules import Rules, parse_mark
from scoring.engine.totals import to_decimal_string

PAGE = Path(__file__).parents[3] / "docs" / "scoring.md"


def blocks():
    return list(map(json.loads, re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)))


def example():
    """Rules, sheets and the other values as the documentation prints them."""
    return blocks()[:3]


def test_example_of_the_documentation_gives_the_printed_result():
    rules_data, sheets, other, printed = blocks()
    rules = Rules.from_dict(rules_data)
    assert rules.as_dict() == rules_data
    ranking = rank(
        rules,
        [
            Sheet(**{**sheet, "marks": {code: parse_mark(mark) for code, mark in sheet["marks"].items()}})
            for sheet in sheets
        ],
        {
            nominee: {code: None if value is None else parse_mark(value) for code, value in row.items()}
            for nominee, row in other.items()
        },
        list(other),
        places=1,
    )
    assert printed == [
        {
            "nominee": row.nominee,
            "rank": str(row.rank),
            "total": to_decimal_string(row.units, rules.decimals),
            "exact": str(row.total),
            "explanation": {part.code: to_decimal_string(part.points_4, 4) for part in row.components},
        }
        if row.ranked
        else {"nominee": row.nominee, "reason": row.reason}
        for row in ranking.rows
    ]
