"""What the administrative selection looks at: self value, verified value and completeness of each candidate."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Subquery

from nominations import shortlist, values
from nominations.models import Answer, Indicator, Instrument, Nomination, SelectionBasis, Verification
from nominations.queries import candidate_kind
from nominations.workflow import Status
from paritrana.committees.models import Category
from paritrana.files.models import File

Measure, Method = SelectionBasis.Measure, SelectionBasis.Method


@dataclass(frozen=True)
class Standing:
    """Three figures in percent of the questions that apply; None where nothing is asked."""

    self: Decimal | None
    verified: Decimal | None
    complete: Decimal | None

    def by(self, measure: str) -> Decimal | None:
        return {Measure.SELF: self.self, Measure.VERIFIED: self.verified, Measure.COMPLETE: self.complete}[measure]


def _is_met(kind: str, value: str) -> bool:
    """An answer that says something is there: not blank, not "no", not zero."""
    return bool(value) and value != values.NO and not (kind == Indicator.Kind.NUMBER and Decimal(value) == 0)


def standings(category: Category, nominations: Iterable[Nomination]) -> dict[int, Standing]:
    """Key of each nomination -> its figures; three queries, however many there are."""
    rows = list(nominations)
    frozen = Instrument.objects.filter(category=category, frozen_at__isnull=False)
    newest = frozen.order_by("-version").values("pk")[:1]
    indicators = list(Indicator.objects.filter(instrument=Subquery(newest)))
    asked = {row.pk: row for row in indicators}
    counted = Count("evidence", filter=Q(evidence__removed_at=None) & ~Q(evidence__file__state=File.State.REJECTED))
    found: dict[tuple[int, int], tuple[str, str, bool]] = {}
    verdicts = {
        answer: (version, value)
        for answer, version, value in Verification.objects.filter(
            answer__nomination__in=rows, verdict=Verification.Verdict.ACCEPTED
        ).values_list("answer", "answer_version", "value")
    }
    answers = Answer.objects.filter(nomination__in=rows, indicator__in=asked).order_by()
    for pk, nomination, indicator, value, version, files in answers.annotate(files=counted).values_list(
        "pk", "nomination", "indicator", "value", "version", "files"
    ):
        judged, verified = verdicts.get(pk, (-1, ""))
        wants = asked[indicator].needs_evidence and value != values.NO
        complete = bool(value) and (files > 0 or not wants)
        found[nomination, indicator] = (value, verified if judged == version else "", complete)
    return {row.pk: _standing(row, indicators, found) for row in rows}


def _standing(
    row: Nomination, indicators: list[Indicator], found: dict[tuple[int, int], tuple[str, str, bool]]
) -> Standing:
    kind = candidate_kind(row.nominee)
    sections: dict[str, list[int]] = {}
    for one in indicators:
        count = sections.setdefault(one.section_slug, [0, 0, 0, 0, 0])
        count[0] += 1
        if kind in one.exempt:
            continue
        value, verified, complete = found.get((row.pk, one.pk), ("", "", False))
        count[1] += 1
        count[2] += _is_met(one.kind, value)
        count[3] += _is_met(one.kind, verified)
        count[4] += complete
    figures = [
        shortlist.percent((count[0], count[1], count[place]) for count in sections.values()) for place in (2, 3, 4)
    ]
    return Standing(*figures)


def basis_of(category: Category) -> SelectionBasis:
    """By what the line is drawn; as long as nobody has said so, each candidate is chosen by hand."""
    return SelectionBasis.objects.filter(category=category).first() or SelectionBasis(
        category=category, province=category.province
    )


def line_of(basis: SelectionBasis, figures: dict[int, Standing]) -> shortlist.Line | None:
    """Where the line runs by the basis; None when each candidate is chosen by hand."""
    measured = {key: one.by(basis.measure) for key, one in figures.items()}
    if basis.method == Method.LEAST and basis.least is not None:
        return shortlist.above(measured, basis.least)
    if basis.method == Method.QUOTA and basis.quota is not None:
        line = shortlist.highest(measured, basis.quota)
        if basis.tie == SelectionBasis.Tie.ALL:
            return shortlist.Line(line.through | line.tied, line.left)
        return line
    return None


def decided(category: Category) -> list[Nomination]:
    """Who was let through or left out, by number."""
    rows = Nomination.objects.filter(category=category, status__in=[Status.SHORTLISTED, Status.NOT_SHORTLISTED])
    return list(rows.select_related("nominee__regency", "nominee__village").order_by("number"))


def departures(basis: SelectionBasis, rows: Iterable[Nomination], figures: dict[int, Standing]) -> list[Nomination]:
    """Decisions that do not follow the line of the basis; each has a reason, and the minutes print them."""
    line = line_of(basis, figures)
    if line is None:
        return []
    against = {Status.SHORTLISTED: line.left, Status.NOT_SHORTLISTED: line.through}
    return [row for row in rows if row.pk in against.get(Status(row.status), ())]


def split_equals(basis: SelectionBasis, rows: Iterable[Nomination], figures: dict[int, Standing]) -> list[Decimal]:
    """Values that were let through for some and not for others though the basis draws a line and names no criterion."""
    if basis.method == Method.MANUAL or basis.tie == SelectionBasis.Tie.PLENARY:
        return []
    measured = {key: one.by(basis.measure) for key, one in figures.items()}
    sides: dict[str, list[int]] = {Status.SHORTLISTED: [], Status.NOT_SHORTLISTED: []}
    for row in rows:
        sides.get(row.status, []).append(row.pk)
    return shortlist.on_both_sides(measured, sides[Status.SHORTLISTED], sides[Status.NOT_SHORTLISTED])
