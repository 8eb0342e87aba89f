"""What a correction of one mark or value would change: the total and the ranks, computed and not stored."""

from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property

from nominations.dry_runs import fingerprint_of
from nominations.models import Nomination
from paritrana.committees.models import Category, Round
from scoring.correction_queries import CategoryShift, ValueShift, rank_shifts
from scoring.models import Criterion, Mark, MarkCorrection, RankingRow, RankingRun, ScoreSheet, Value
from scoring.queries import competing
from scoring.ranking_queries import is_settled, latest_run

VALUES = (Criterion.Source.COMPUTED, Criterion.Source.ATTENDANCE)


@dataclass(frozen=True)
class Subject:
    """One mark (of a closed sheet) or value that may be corrected, as it stands now; None: there is none."""

    criterion: Criterion
    sheet: ScoreSheet | None
    figure: Decimal | None

    @property
    def key(self) -> str:
        return f"{self.sheet.pk if self.sheet else ''}.{self.criterion.pk}"

    @property
    def group(self) -> str:
        """Whose sheet it stands on; empty for a value."""
        return f"{self.sheet.seat}, {self.sheet.person} ({Round(self.sheet.round).label.lower()})" if self.sheet else ""


def subjects(nomination: Nomination) -> list[Subject]:
    """Every mark of a closed sheet of a nomination in the race, by person, and its values."""
    marks = Mark.objects.filter(sheet__nomination=nomination, sheet__status=ScoreSheet.Status.CLOSED).select_related(
        "sheet__person", "sheet__seat__branch", "sheet__seat__nominee", "sheet__seat__province", "criterion"
    )
    found = [
        Subject(mark.criterion, mark.sheet, mark.value)
        for mark in marks.order_by("sheet__round", "sheet__seat__order", "sheet", "criterion__order", "criterion")
    ]
    values = dict(Value.objects.filter(nomination=nomination).values_list("criterion", "value"))
    criteria = Criterion.objects.filter(rule_book__category=nomination.category_id, source__in=VALUES)
    return found + [Subject(row, None, values.get(row.pk)) for row in criteria]


def stored(row: MarkCorrection) -> Decimal | None:
    """The figure as it stands now."""
    if row.sheet_id:
        return Mark.objects.filter(sheet=row.sheet_id, criterion=row.criterion_id).values_list("value", flat=True).get()
    return (
        Value.objects.filter(nomination=row.nomination_id, criterion=row.criterion_id)
        .values_list("value", flat=True)
        .first()
    )


class MarkEffect:
    """The effect of one correction, from the last run."""

    def __init__(self, row: MarkCorrection) -> None:
        self.row = row
        self.category: Category = row.nomination.category

    @cached_property
    def run(self) -> RankingRun | None:
        return latest_run(self.category)

    @cached_property
    def shift(self) -> CategoryShift:
        row, run = self.row, self.run
        return CategoryShift(
            key=self.category.pk,
            category=self.category.name,
            values=(ValueShift(str(row.nomination.nominee), row.what, row.before, row.after),),
            ranks=rank_shifts(run, self._changed(run), self._names(run)) if run else (),
            run=run.number if run else None,
            computed=True,
            decided=is_settled(self.category),
        )

    @property
    def fingerprint(self) -> str:
        """What the second officer has read."""
        row = self.row
        return fingerprint_of([row.pk, row.letter, row.reason, self.shift.as_dict()])

    def _changed(self, run: RankingRun) -> dict[str, Any]:
        """The run's input with the corrected figure."""
        row, changed = self.row, deepcopy(run.input)
        number, text = str(row.nomination.number), f"{row.after:.2f}"
        if row.sheet is None:
            changed["values"].setdefault(number, {})[row.criterion.code] = text
            return changed
        key = (number, str(row.sheet.person_id), row.sheet.round)
        for sheet in changed["sheets"]:
            if (sheet["nominee"], sheet["person"], sheet["round"]) == key:
                sheet["marks"][row.criterion.code] = text
        return changed

    def _names(self, run: RankingRun) -> dict[str, str]:
        rows = RankingRow.objects.filter(run=run).values_list("nomination__number", "nomination__nominee__name")
        return {str(number): name for number, name in rows}


def is_competing(nomination: Nomination) -> bool:
    return competing(nomination.category).filter(pk=nomination.pk).exists()
