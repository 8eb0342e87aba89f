"""Reads behind a candidate's feedback. Who may see the rows is asked with `visible_to`, not here."""

from scoring.engine.rules import Rules
from scoring.feedback import Line, feedback, people_of
from scoring.models import RankingRow


def lines_of(row: RankingRow) -> list[Line]:
    """The own marks of a ranked row beside the means of its category; [] where the row has no rank."""
    if not row.ranked:
        return []
    rows = row.run.rows.filter(ranked=True).values_list("nomination__number", "components")
    return feedback(
        Rules.from_dict(row.run.input["rules"]),
        str(row.nomination.number),
        {str(number): components for number, components in rows},
        people_of(row.run.input["sheets"]),
    )
