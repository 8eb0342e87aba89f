"""Which sent sheets lie far from what the others of their panel lead to expect, before anybody sees a mark."""

from fractions import Fraction

from paritrana.committees.models import Category, Round
from scoring.engine.reliability import flagged_cells
from scoring.engine.totals import sheet_total
from scoring.models import Mark, MarkQuestion, ScoreSheet
from scoring.queries import competing, criteria_of, hundredths


def flagged_sheets(category: Category) -> list[ScoreSheet]:
    """Per round, from the nominees whom everybody marked: the cells above 3.5 standard errors."""
    return [sheet for round in Round for sheet in _flagged(category, round)]


def _flagged(category: Category, round: Round) -> list[ScoreSheet]:
    criteria = criteria_of(category, round)
    sent = ScoreSheet.objects.filter(nomination__in=competing(category), round=round, status=ScoreSheet.Status.SENT)
    marks: dict[int, dict[int, int]] = {}
    for sheet, criterion, value in Mark.objects.filter(sheet__in=sent).values_list("sheet", "criterion", "value"):
        marks.setdefault(sheet, {})[criterion] = hundredths(value)
    rows: dict[int, dict[int, ScoreSheet]] = {}
    for row in sent.select_related("nomination__nominee", "person"):
        rows.setdefault(row.nomination_id, {})[row.person_id] = row
    people = sorted({person for row in rows.values() for person in row})
    whole = [[row[person] for person in people] for row in rows.values() if len(row) == len(people)]
    weights = [criterion.weight for criterion in criteria]
    table = [
        [Fraction(sheet_total(weights, [marks[cell.pk][row.pk] for row in criteria])) for cell in cells]
        for cells in whole
    ]
    return [whole[i][p] for i, p, _square in flagged_cells(table)]


def unanswered(category: Category) -> int:
    """How many reasons are still awaited: a number, and not from whom."""
    asked = MarkQuestion.objects.filter(sheet__nomination__category=category, sheet__status=ScoreSheet.Status.SENT)
    return asked.filter(answer="").count()
