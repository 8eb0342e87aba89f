"""Reads behind a candidate's feedback. Who may see the rows is asked with `visible_to`, not here."""

from scoring.engine.rules import Rules
from scoring.feedback import Line, feedback, people_of
from scoring.models import Event, RankingRow


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


def has_proof(row: RankingRow) -> bool:
    """Whether the sheets of this row were committed to, so that a root stands above them."""
    number = str(row.nomination.number)
    marked = any(sheet["nominee"] == number for sheet in row.run.input["sheets"])
    return marked and Event.objects.filter(category=row.run.category_id, data__has_key="root").exists()
