"""What a correction of coverage would change: values and ranks, computed with the changed figure and not stored."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from nominations.coverage import Coverage
from nominations.coverage_queries import Change, supposed
from nominations.dry_runs import fingerprint_of
from nominations.models import CoverageCorrection, Nomination
from nominations.yardstick_queries import Yardstick, yardsticks
from paritrana.committees.models import Category, Stage
from paritrana.numbers import num, pct
from scoring.coverage_marks import counts, lacks, marks, words
from scoring.engine.ranking import Row, rank
from scoring.engine.totals import to_decimal_string
from scoring.models import Criterion, Decision, DecisionChange, RankingRun, Value, scoring_closed
from scoring.queries import competing
from scoring.ranking_queries import engine_input, latest_run
from scoring.sealing import coverage_day


@dataclass(frozen=True)
class ValueShift:
    """The value of one criterion of one nominee; None: it has none."""

    nominee: str
    criterion: str
    before: Decimal | None
    after: Decimal | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"before": num(self.before), "after": num(self.after)}


@dataclass(frozen=True)
class RankShift:
    """The place of one nominee in the order; None: not ranked."""

    nominee: str
    before: int | None
    after: int | None
    total_before: Decimal | None
    total_after: Decimal | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"total_before": num(self.total_before), "total_after": num(self.total_after)}


@dataclass(frozen=True)
class CategoryShift:
    """What one category would see. `run` is the number of the ranking that would be computed anew."""

    key: int
    category: str
    values: tuple[ValueShift, ...]
    ranks: tuple[RankShift, ...]
    run: int | None
    computed: bool
    decided: bool

    def as_dict(self) -> dict[str, Any]:
        """With figures as they are printed."""
        lists = {"values": [row.as_dict() for row in self.values], "ranks": [row.as_dict() for row in self.ranks]}
        return asdict(self) | lists

    @property
    def lines(self) -> list[str]:
        """In words, for the trail."""
        found = [
            f"{self.category}, {row.nominee}, {row.criterion}: {num(row.before)} → {num(row.after)}"
            for row in self.values
        ]
        return found + [
            f"{self.category}, {row.nominee}: {_('peringkat')} {row.before or '–'} → {row.after or '–'}"
            for row in self.ranks
            if row.before != row.after
        ]


class Effect:
    """The effect of one correction on the marks and ranks of its edition, before it is signed."""

    def __init__(self, row: CoverageCorrection) -> None:
        self.row = row
        self._races: dict[int, _Race] = {}

    @cached_property
    def categories(self) -> list[Category]:
        """The categories in which coverage of this regency and date is worth marks."""
        rows = Category.objects.filter(
            edition=self.row.edition,
            rule_book__criteria__source=Criterion.Source.COMPUTED,
            nominations__nominee__regency=self.row.regency,
        ).annotate(
            is_scored=Exists(Category.objects.filter(scoring_closed("pk"), pk=OuterRef("pk"))),
            has_decision=Exists(Decision.objects.filter(category=OuterRef("pk"), revoked_at=None)),
            is_changing=Exists(
                DecisionChange.objects.filter(category=OuterRef("pk"), issued_at=None, discarded_at=None)
            ),
        )
        found = list(rows.select_related("edition").distinct())
        return [row for row in found if coverage_day(row) == self.row.as_of and self.concerned(row)]

    @cached_property
    def percentages(self) -> tuple[Fraction | None, Fraction | None]:
        """The coverage of the regency as it is and as it would be."""
        now, then = self._coverage("")
        return now.percentage, then.percentage

    @cached_property
    def shifts(self) -> list[CategoryShift]:
        return [self._shift(category) for category in self.categories]

    @cached_property
    def problems(self) -> list[str]:
        """Why it may not be signed: the nominees would no longer share one denominator."""
        found = []
        for category in self.categories:
            now, then = self._race(category).yardsticks
            if then.differing and not now.differing:
                found.append(then.sentence)
        return list(dict.fromkeys(found))

    def concerned(self, category: Category) -> list[Nomination]:
        """The nominees of the regency in the race of a category."""
        rows = self._race(category).nominations
        return [row for row in rows if row.nominee.regency_id == self.row.regency_id]

    def marks(self, category: Category) -> tuple[dict[Criterion, Any], str, tuple[int, int] | None]:
        """The marks that the corrected figure gives, the words beside them, and the two integers behind them."""
        race = self._race(category)
        then = self._coverage(race.yardsticks[1].kind)[1]
        return marks(race.criteria, then), "" if lacks(then) else words(then), counts(then)

    def as_dict(self) -> dict[str, Any]:
        """As it is kept with the signature."""
        before, after = (pct(value) for value in self.percentages)
        return {
            "before": before,
            "after": after,
            "categories": [shift.as_dict() for shift in self.shifts],
            "lines": self.lines,
        }

    @property
    def lines(self) -> list[str]:
        """The effect in words, for the trail."""
        before, after = (pct(value) for value in self.percentages)
        found = [_("cakupan %(before)s menjadi %(after)s") % {"before": before, "after": after}]
        for shift in self.shifts:
            found += shift.lines
        return found

    @property
    def fingerprint(self) -> str:
        """What the second officer has read."""
        given = [self.row.pk, self.row.before, self.row.after, self.row.source, self.as_dict()]
        return fingerprint_of(given)

    # --- inside

    def _race(self, category: Category) -> "_Race":
        return self._races.setdefault(category.pk, _Race(category, self.row))

    @cached_property
    def _coverage(self) -> Callable[[str], tuple[Coverage, Coverage]]:
        row = self.row
        return supposed(Change(row.regency_id, row.as_of, row.branch_id, row.segment, row.kind, row.after))

    def _shift(self, category: Category) -> CategoryShift:
        race, (would, *_ground) = self._race(category), self.marks(category)
        values = tuple(
            ValueShift(str(one.nominee), criterion.name, race.values.get((one.pk, criterion.pk)), mark)
            for one in self.concerned(category)
            for criterion, mark in would.items()
        )
        return CategoryShift(
            key=category.pk,
            category=category.name,
            values=values,
            ranks=self._ranks(category, race.run, would) if race.run and race.values else (),
            run=race.run.number if race.run else None,
            computed=bool(race.values),
            decided=(category.is_at_least(Stage.DECIDED) or category.has_decision) and not category.is_changing,
        )

    def _ranks(self, category: Category, run: RankingRun, would: dict[Criterion, Any]) -> tuple[RankShift, ...]:
        """The order of the last run beside the one that the engine makes of its input with the changed values."""
        changed = deepcopy(run.input)
        names = {str(row.number): str(row.nominee) for row in self._race(category).nominations}
        for nomination in self.concerned(category):
            for criterion, mark in would.items():
                values = changed["values"].setdefault(str(nomination.number), {})
                values[criterion.code] = None if mark is None else f"{mark:.2f}"
        return rank_shifts(run, changed, names)


class _Race:
    """What is stored of one category, each read once."""

    def __init__(self, category: Category, correction: CoverageCorrection) -> None:
        self.category, self.correction = category, correction

    @cached_property
    def nominations(self) -> list[Nomination]:
        return list(competing(self.category).select_related("nominee"))

    @cached_property
    def yardsticks(self) -> tuple[Yardstick, Yardstick]:
        regencies = {row.nominee.regency_id for row in self.nominations}
        return yardsticks(regencies, self.correction.as_of, self.correction)

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(Criterion.objects.filter(rule_book__category=self.category, source=Criterion.Source.COMPUTED))

    @cached_property
    def values(self) -> dict[tuple[int, int], Decimal]:
        """By nomination and criterion; empty where coverage has not been computed yet."""
        rows = Value.objects.filter(criterion__in=self.criteria)
        return {(row.nomination_id, row.criterion_id): row.value for row in rows}

    @cached_property
    def run(self) -> RankingRun | None:
        """The ranking that would be computed anew."""
        return latest_run(self.category) if self.category.is_scored else None


def rank_shifts(run: RankingRun, changed: dict[str, Any], names: dict[str, str]) -> tuple[RankShift, ...]:
    """The order of a run beside the one that the engine makes of its changed input; names by number."""
    given = engine_input(changed)
    before = {row["nominee"]: row for row in run.result["rows"]}
    shifts = [
        RankShift(
            nominee=names.get(row.nominee, row.nominee),
            before=_number(before[row.nominee].get("rank")),
            after=row.rank if row.ranked else None,
            total_before=_decimal(before[row.nominee].get("total")),
            total_after=_total(row, given[0].decimals),
        )
        for row in rank(*given).rows
    ]
    return tuple(sorted(shifts, key=lambda row: (row.after is None, row.after or 0, row.nominee)))


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _total(row: Row, decimals: int) -> Decimal | None:
    return Decimal(to_decimal_string(row.units or 0, decimals)) if row.ranked else None
