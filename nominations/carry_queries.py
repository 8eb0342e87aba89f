"""What goes along when a nomination changes its category or goes on for another one, and what stays behind.

An answer fits where the same code asks for the same kind of answer and takes what was answered. What does not fit is
kept and no longer counts.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from nominations import values
from nominations.dry_runs import fingerprint_of
from nominations.models import Answer, Indicator, Nomination
from nominations.queries import asked_of, candidate_kind, instrument_of
from nominations.workflow import FILLING
from paritrana.committees.models import Category, Stage


@dataclass(frozen=True)
class MovePlan:
    """What becomes of the answers of a nomination in another category."""

    fits: list[tuple[Answer, Indicator]]
    kept: list[Answer]
    missing: list[Indicator]
    needs_deadline: bool

    @property
    def homes(self) -> dict[str, Indicator]:
        return _homes([*self.missing, *(row for _answer, row in self.fits)], self.fits, self.kept)

    @property
    def fingerprint(self) -> str:
        fits = [[answer.pk, answer.version, row.pk] for answer, row in self.fits]
        kept = [[answer.pk, answer.version] for answer in self.kept]
        return fingerprint_of([fits, kept, [row.pk for row in self.missing]])


@dataclass(frozen=True)
class MergePlan:
    """What the nomination that goes on takes over from the one that ends, and what stays with that one."""

    taken: list[tuple[Answer, Indicator]]
    left: list[Answer]
    unanswered: list[Indicator]

    @property
    def homes(self) -> dict[str, Indicator]:
        return _homes([*self.unanswered, *(row for _answer, row in self.taken)], self.taken, self.left)

    @property
    def fingerprint(self) -> str:
        taken = [[answer.pk, answer.version, row.pk] for answer, row in self.taken]
        return fingerprint_of([taken, [[answer.pk, answer.version] for answer in self.left]])


def _homes(asked: list[Indicator], along: list[tuple[Answer, Indicator]], behind: list[Answer]) -> dict[str, Indicator]:
    """By code, the questions to which files on their way may follow: not where an answer stays behind."""
    stays = {answer.indicator.code for answer in behind} - {row.code for _answer, row in along}
    return {row.code: row for row in asked if row.code not in stays}


def fits(answer: Answer, indicator: Indicator) -> bool:
    former = answer.indicator
    if (former.code, former.kind) != (indicator.code, indicator.kind):
        return False
    if indicator.kind == Indicator.Kind.TABLE:
        return former.choices == indicator.choices
    return indicator.kind != Indicator.Kind.CHOICE or not answer.value or answer.value in indicator.choices


def _answers(nomination: Nomination) -> list[Answer]:
    """Those that hold something, with the number of their files (`files`)."""
    files = Count("evidence", filter=Q(evidence__removed_at=None))
    rows = Answer.objects.filter(nomination=nomination).select_related("indicator__instrument").annotate(files=files)
    return list(rows.exclude(value="", note="", files=0).order_by("indicator__order", "pk"))


def plan_move(nomination: Nomination, category: Category) -> MovePlan:
    """What would become of the answers in `category`."""
    asked = list(asked_of(nomination.nominee, instrument_of(category)))
    rows = _answers(nomination)
    # After several moves a code may be answered more than once: what was meant for this category comes first.
    rows.sort(key=lambda row: (_rank(row, nomination, category), -row.pk))
    open_ones = {row.code: row for row in asked}
    found, kept = [], []
    for answer in rows:
        indicator = open_ones.get(answer.indicator.code)
        if indicator and fits(answer, indicator):
            found.append((answer, indicator))
            del open_ones[indicator.code]
        else:
            kept.append(answer)
    answered = {indicator.pk for answer, indicator in found if answer.value}
    missing = [row for row in asked if row.pk not in answered]
    found.sort(key=lambda pair: pair[1].order)
    kept.sort(key=lambda row: (row.indicator.order, row.pk))
    writes = bool(missing) or nomination.status in FILLING
    return MovePlan(found, kept, missing, writes and _is_closed(nomination, category))


def _rank(answer: Answer, nomination: Nomination, category: Category) -> int:
    of = answer.indicator.instrument.category_id
    return 0 if of == category.pk else 1 if of == nomination.category_id else 2


def _is_closed(nomination: Nomination, category: Category) -> bool:
    """Whether nothing could be filled in there without a deadline of its own."""
    closes = nomination.deadline or category.nomination_closes
    if closes and timezone.now() > closes:
        return True
    return category.stage != Stage.NOMINATION and not nomination.deadline


def plan_merge(kept: Nomination, away: Nomination) -> MergePlan:
    """What `kept` would take over from `away`: answers that it has not got itself."""
    return _plan_merge(_asked(kept), _answers(kept), _answers(away))


def plans_merge(one: Nomination, other: Nomination) -> tuple[MergePlan, MergePlan]:
    """Both ways: `one` goes on, or `other`."""
    ones, others, asked = _answers(one), _answers(other), _asked(one)
    alike = one.category_id == other.category_id and candidate_kind(one.nominee) == candidate_kind(other.nominee)
    return _plan_merge(asked, ones, others), _plan_merge(asked if alike else _asked(other), others, ones)


def _asked(nomination: Nomination) -> dict[str, Indicator]:
    return {row.code: row for row in asked_of(nomination.nominee, instrument_of(nomination.category))}


def _plan_merge(asked: dict[str, Indicator], own: list[Answer], offered: list[Answer]) -> MergePlan:
    answered = {row.indicator.code for row in own if row.value or row.files}
    taken, left = [], []
    for answer in offered:
        indicator = asked.get(answer.indicator.code)
        if indicator and indicator.code not in answered and fits(answer, indicator):
            taken.append((answer, indicator))
            answered.add(indicator.code)
        else:
            left.append(answer)
    return MergePlan(taken, left, [row for code, row in asked.items() if code not in answered])


def former_answers(nomination: Nomination, user: Any) -> list[tuple[Answer, str]]:
    """Answers from a category in which the nomination stood before, with their words; they are kept, not counted."""
    rows: QuerySet[Answer] = Answer.objects.visible_to(user, "nominations.view").filter(nomination=nomination)
    rows = rows.exclude(indicator__instrument__category=nomination.category_id).exclude(value="")
    return [
        (row, values.shown(row.indicator.kind, row.value, row.indicator.unit, row.indicator.choices))
        for row in rows.select_related("indicator__instrument__category").order_by("indicator__order", "pk")
    ]
