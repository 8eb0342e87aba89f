"""Reads of the rubric and of the sheets. Who may see the rows is asked with `visible_to`, not here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.queries import COMPETING
from paritrana.committees.models import Category, Round
from paritrana.committees.queries import scorers_now
from scoring import examples
from scoring.engine import rules as engine
from scoring.engine.ranking import Sheet
from scoring.models import Criterion, Mark, RuleBook, ScoreSheet, Value, scoring_closed

SOURCE_OF = {Round.DESK: Criterion.Source.DESK, Round.INTERVIEW: Criterion.Source.PANEL}


# --- the rubric -----------------------------------------------------------------------------------------


def tree(rule_book: RuleBook) -> list[Criterion]:
    """The criteria depth first. Each has `depth`, `total` (the weights of its leaves) and its `children_now`."""
    children: dict[int | None, list[Criterion]] = {}
    for criterion in rule_book.criteria.all():
        children.setdefault(criterion.parent_id, []).append(criterion)

    def below(parent: int | None, depth: int) -> list[Criterion]:
        rows = []
        for criterion in children.get(parent, []):
            inside = below(criterion.pk, depth + 1)
            criterion.depth = depth
            criterion.children_now = children.get(criterion.pk, [])
            criterion.total = criterion.weight + sum(row.weight for row in inside)
            rows += [criterion, *inside]
        return rows

    return below(None, 0)


def leaves(rule_book: RuleBook) -> list[Criterion]:
    """The criteria that carry weight, in the order of the tree."""
    return [criterion for criterion in tree(rule_book) if criterion.source != Criterion.Source.GROUP]


def criteria_of(category: Category, round: str) -> list[Criterion]:
    """What is marked in a round, in the order of the tree; empty without a rubric."""
    book = RuleBook.objects.filter(category=category).first()
    return [row for row in leaves(book) if row.source == SOURCE_OF[Round(round)]] if book else []


def asks_reasons(criteria: Sequence[Criterion]) -> bool:
    """Whether sheets of these criteria give reasons for extreme marks, as the rules were frozen."""
    book = criteria[0].rule_book if criteria else None
    return bool(book and (book.content or {}).get("extreme_reasons"))


def attendance_criteria(category: Category) -> QuerySet[Criterion]:
    """The criteria whose value is given when the attendance of an interview is recorded."""
    return Criterion.objects.filter(rule_book__category=category, source=Criterion.Source.ATTENDANCE)


def rules_of(rule_book: RuleBook) -> engine.Rules:
    """The rubric as the engine reads it: the rows as they stand now."""
    rows = tree(rule_book)
    codes = {row.pk: row.code for row in rows}
    people = Counter(scorers_now(rule_book.category).values_list("round", flat=True))
    return engine.Rules(
        criteria=tuple(
            engine.Criterion(row.code, row.name, row.source, row.weight, codes.get(row.parent_id)) for row in rows
        ),
        decimals=rule_book.decimals,
        missing_policy=rule_book.missing_policy,  # type: ignore[arg-type]
        tie_break=tuple(rule_book.tie_break),
        minimum_total=None if rule_book.minimum_total is None else f"{rule_book.minimum_total:.2f}",
        scoring_people=people[Round.INTERVIEW],
        desk_people=people[Round.DESK],
        trim=rule_book.trim,
        rounding_stages=tuple(rule_book.rounding_stages),
    )


def uses_example_weights(rule_book: RuleBook) -> bool:
    """Whether the weights are the shipped ones, so that pages say "contoh, bukan ketentuan resmi"."""
    weights = {row.code: row.weight for row in rule_book.criteria.all() if row.source != Criterion.Source.GROUP}
    return weights == examples.shipped_weights(rule_book.category.nominee_kind)


# --- sheets ---------------------------------------------------------------------------------------------


def competing(category: Category) -> QuerySet[Nomination]:
    """Who is scored and ranked, in the order of their numbers."""
    return Nomination.objects.filter(COMPETING, category=category).order_by("number")


def is_scoring_closed(category: Category) -> bool:
    """Whether all scoring of the category is closed; with sheets to come it has not even begun."""
    return Category.objects.filter(scoring_closed("pk"), pk=category.pk).exists()


def unsent(category: Category) -> QuerySet[ScoreSheet]:
    """Sheets of nominations in the race that nobody has sent yet."""
    return ScoreSheet.objects.filter(nomination__in=competing(category), status__in=ScoreSheet.UNSENT)


def reads_as(typed: Mapping[str, str], marks: Mapping[int, Decimal], criteria: list[Criterion]) -> bool:
    """Whether what was typed is exactly what was sent; marks by the key of their criterion."""
    try:
        return all(engine.parse_mark(typed.get(row.code, "")) == hundredths(marks[row.pk]) for row in criteria)
    except (engine.MarkError, KeyError):
        return False


class Race:
    """Who is in the race of a category and what is still lacking, each read once."""

    def __init__(self, category: Category) -> None:
        self.category = category

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(Criterion.objects.filter(rule_book__category=self.category).select_related("rule_book"))

    @cached_property
    def nominations(self) -> list[Nomination]:
        """Each with `has_desk` and `has_interview`: whether it has any sheet of that round."""
        sheets = ScoreSheet.objects.filter(nomination=OuterRef("pk"))
        there = {f"has_{round}": Exists(sheets.filter(round=round)) for round in Round}
        return list(competing(self.category).annotate(**there).select_related("nominee"))

    @property
    def is_frozen(self) -> bool:
        return any(criterion.rule_book.frozen_at for criterion in self.criteria)

    @property
    def is_marked(self) -> bool:
        """Whether people mark anything here; else there is no sheet to wait for."""
        return any(criterion.source in Criterion.MARKED for criterion in self.criteria)

    def is_marked_in(self, round: Round) -> bool:
        return any(criterion.source == SOURCE_OF[round] for criterion in self.criteria)

    def without_sheets(self, round: Round) -> list[Nomination]:
        """Nominations without any sheet of a round that has criteria."""
        marked = self.is_marked_in(round)
        return [row for row in self.nominations if marked and not getattr(row, f"has_{round}")]

    def lacking_values(self) -> list[tuple[Criterion, list[Nomination]]]:
        """Criteria that are not marked (coverage, attendance) with the nominations that lack their value."""
        computed = (Criterion.Source.COMPUTED, Criterion.Source.ATTENDANCE)
        criteria = [criterion for criterion in self.criteria if criterion.source in computed]
        if not criteria:
            return []
        there = set(Value.objects.filter(criterion__in=criteria).values_list("criterion", "nomination"))
        lacking = [
            (criterion, [row for row in self.nominations if (criterion.pk, row.pk) not in there])
            for criterion in criteria
        ]
        return [(criterion, nominations) for criterion, nominations in lacking if nominations]


def some_names(nominations: Iterable[Nomination]) -> str:
    """The candidates by name, each once; of a long list the first three and how many more."""
    names = list(dict.fromkeys(str(nomination.nominee) for nomination in nominations))
    if len(names) <= 4:
        return ", ".join(names)
    return _("%(names)s, dan %(count)s lainnya") % {"names": ", ".join(names[:3]), "count": len(names) - 3}


def per_seat(sheets: QuerySet[ScoreSheet]) -> QuerySet:
    """How many sheets of each status a seat and round have: counts of sheets, never of marks."""
    return (
        sheets.order_by()
        .values("round", "seat", "person__name", "status")
        .annotate(count=Count("pk"))
        .order_by("round", "seat__order", "seat")
    )


# --- what a run reads -----------------------------------------------------------------------------------


def hundredths(value: Decimal) -> int:
    return int(value.scaleb(2))


def sheets_for_run(category: Category) -> list[Sheet]:
    """The closed sheets of nominations in the race, as the engine reads them: keys are primary keys as text.

    By person, not by seat: the order would tell who is behind a code.
    """
    counted = ScoreSheet.objects.filter(nomination__in=competing(category), status=ScoreSheet.Status.CLOSED)
    marks: dict[int, dict[str, int]] = {}
    for sheet, code, value in Mark.objects.filter(sheet__in=counted).values_list("sheet", "criterion__code", "value"):
        marks.setdefault(sheet, {})[code] = hundredths(value)
    return [
        Sheet(nominee=str(sheet.nomination_id), person=str(sheet.person_id), round=sheet.round, marks=marks[sheet.pk])
        for sheet in counted.order_by("nomination__number", "round", "person_id")
    ]


def counts_for_run(category: Category) -> dict[str, dict[str, dict[str, str]]]:
    """By nomination and criterion the two integers of a value that was computed from coverage."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    rows = Value.objects.filter(nomination__in=competing(category), people__isnull=False)
    for nomination, code, *pair in rows.values_list("nomination", "criterion__code", "participants", "people"):
        found.setdefault(str(nomination), {})[code] = dict(zip(("participants", "people"), map(str, pair), strict=True))
    return found


def values_for_run(category: Category) -> dict[str, dict[str, int]]:
    """Coverage and attendance of nominations in the race, in hundredths; what is missing has no key."""
    values: dict[str, dict[str, int]] = {}
    for nomination, code, value in Value.objects.filter(nomination__in=competing(category)).values_list(
        "nomination", "criterion__code", "value"
    ):
        values.setdefault(str(nomination), {})[code] = hundredths(value)
    return values
