"""Laporan panelis and Lembar penilaian terisi: the closed sheets of a category, person by person. For inside only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from interviews.models import Session
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Round
from paritrana.numbers import delta, num
from reports.documents import Data, blocks, edition_facts, moment_words, sheet
from scoring.engine.fairmean import NotConnected, fair_mean
from scoring.extremes import is_extreme
from scoring.models import Criterion, Mark, Recusal, ScoreSheet
from scoring.plots import panel_plot
from scoring.queries import criteria_of

AWAY = (ScoreSheet.Status.ABSENT, ScoreSheet.Status.WITHDRAWN)
COLUMNS = 8  # criteria beside one another


@dataclass
class Person:
    """One person's sheets of a round, in the order of the nominations."""

    who: User
    seat: str
    sheets: list[ScoreSheet] = field(default_factory=list)


def panel_report(category: Category, *, now: datetime) -> Data:
    """Per panelist how many sheets, their mean and spread, severity, who was left out and why, extreme marks."""
    body: list[blocks.Block] = []
    for round in Round:
        people = _people(category, round)
        if people:
            body += [blocks.heading(str(round.label)), *_round(category, round, people)]
    recusals = Recusal.objects.filter(nomination__category=category, lifted_at=None)
    rows = [
        (str(row.person), row.nomination.nominee.name, f"{row.get_kind_display()}: {row.reason}")
        for row in recusals.select_related("person", "nomination__nominee").order_by("person__name", "pk")
    ]
    body.append(blocks.heading(_("Tidak ikut menilai karena konflik kepentingan")))
    body.append(blocks.table([_("Panelis"), _("Nomine"), _("Alasan")], rows) if rows else blocks.text(_("Tidak ada.")))
    return _frame(category, now) | {"heading": _("Laporan Panelis"), "blocks": body}


def score_sheets(category: Category, session: Session | None, *, now: datetime) -> Data:
    """Every closed sheet with its marks, a page for each person; of one session where it is named."""
    body: list[blocks.Block] = []
    people = []
    for round in [Round.INTERVIEW] if session else list(Round):
        criteria = criteria_of(category, round)
        for person in _people(category, round, session):
            closed = sum(row.status == ScoreSheet.Status.CLOSED for row in person.sheets)
            people.append((str(person.who), person.seat, str(round.label), f"{closed}/{len(person.sheets)}"))
            body.append(blocks.page(f"{person.who} · {round.label}"))
            body.append(blocks.facts([(_("Kedudukan"), person.seat), (_("Lembar"), len(person.sheets))]))
            body += _marks(person, criteria)
            body.append(blocks.facts([(_("Tanda tangan"), "." * 48)]))
    head = [_("Panelis"), _("Kedudukan"), _("Penilaian"), _("Lembar terisi")]
    body.insert(0, blocks.table(head, people, figures=[3]))
    heading = _("Lembar Penilaian Terisi")
    return _frame(category, now) | {"heading": heading, "session": session.name if session else "", "blocks": body}


def _frame(category: Category, now: datetime) -> Data:
    edition = category.edition
    return {
        **sheet(edition.province, edition),
        "edition": edition_facts(edition),
        "category": category.name,
        "printed": moment_words(now, edition.province),
    }


def _people(category: Category, round: str, session: Session | None = None) -> list[Person]:
    rows = ScoreSheet.objects.filter(nomination__category=category, round=round, voided_by=None)
    if session:
        rows = rows.filter(nomination__in=session.slots.values("nomination"))
    found: dict[int, Person] = {}
    order = ("seat__order", "seat", "person", "nomination__number")
    for row in rows.select_related("person", "seat__province", "nomination__nominee").order_by(*order):
        found.setdefault(row.person_id, Person(row.person, str(row.seat))).sheets.append(row)
    marks: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for sheet_key, criterion, value in Mark.objects.filter(
        sheet__in=rows, sheet__status=ScoreSheet.Status.CLOSED, criterion__isnull=False
    ).values_list("sheet", "criterion", "value"):
        marks[sheet_key][criterion] = value  # type: ignore[index]
    for person in found.values():
        for row in person.sheets:
            row.given = marks.get(row.pk, {})  # type: ignore[attr-defined]
    return list(found.values())


def _total(row: ScoreSheet, criteria: Iterable[Criterion]) -> Fraction | None:
    """The weighted mean of a sheet, on the scale of its marks; None without marks."""
    given = row.given  # type: ignore[attr-defined]
    parts = [(criterion.weight, given[criterion.pk]) for criterion in criteria if criterion.pk in given]
    weight = sum(part for part, _value in parts)
    return sum((part * Fraction(value) for part, value in parts), Fraction(0)) / weight if weight else None


def _round(category: Category, round: str, people: list[Person]) -> list[blocks.Block]:
    criteria = criteria_of(category, round)
    totals = {
        (person.who.pk, row.nomination_id): total
        for person in people
        for row in person.sheets
        if (total := _total(row, criteria)) is not None
    }
    severity, why_not = _severity(people, totals)
    codes = {person.who.pk: f"P{place}" for place, person in enumerate(people, 1)}
    lines = []
    for person in people:
        own = [total for (who, _nomination), total in totals.items() if who == person.who.pk]
        b = severity.get(person.who.pk)
        lines.append(
            [
                codes[person.who.pk],
                f"{person.who}\n{person.seat}",
                len(own),
                num(sum(own, Fraction(0)) / len(own)) if own else "–",
                _deviation(own),
                f"{num(min(own))}–{num(max(own))}" if own else "–",
                delta(b),
                sum(row.status == ScoreSheet.Status.RECUSED for row in person.sheets),
                sum(row.status in AWAY for row in person.sheets),
            ]
        )
    head = [
        _("Kode"), _("Panelis"), _("Lembar"), _("Rata-rata"), _("Simpangan baku"), _("Terendah–tertinggi"),
        _("Beda dari panel"), _("Tidak ikut menilai"), _("Tidak hadir"),
    ]  # fmt: skip
    found = [
        blocks.table(head, lines, figures=range(2, 9)),
        blocks.text(
            why_not
            or _(
                "Beda dari panel: seberapa longgar (+) atau ketat (-) menurut rata-rata adil dari semua lembar yang"
                " ada; jumlahnya nol. Panelis yang ketat tidak merugikan siapa pun selama ia menilai semua nomine."
            ),
            small=True,
        ),
    ]
    return found + _plot(people, totals, codes) + _absences(people) + _extremes(people, criteria)


def _severity(people: list[Person], totals: dict[tuple[int, int], Fraction]) -> tuple[dict[int, Fraction], str]:
    """By person how far above or below the panel, and why it cannot be told."""
    nominees = sorted({nomination for _who, nomination in totals})
    marked = [person.who.pk for person in people if any(who == person.who.pk for who, _nomination in totals)]
    if len(marked) < 2:
        return {}, _("Beda dari panel tidak terdefinisi untuk satu penilai.")
    try:
        fitted = fair_mean([[totals.get((who, nomination)) for who in marked] for nomination in nominees])
    except NotConnected:
        return {}, _("Beda dari panel tidak dapat dihitung: sebagian panelis tidak menilai nomine yang sama.")
    return dict(zip(marked, fitted.severity, strict=True)), ""


def _deviation(values: list[Fraction]) -> str:
    """The sample standard deviation with two decimals; of one sheet there is none."""
    if len(values) < 2:
        return "–"
    mean = sum(values, Fraction(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)
    root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    return num(root.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _plot(people: list[Person], totals: dict[tuple[int, int], Fraction], codes: dict[int, str]) -> list[blocks.Block]:
    names = {row.nomination_id: row.nomination.nominee.name for person in people for row in person.sheets}
    rows = [
        (names[nomination], [totals.get((person.who.pk, nomination)) for person in people])
        for nomination in sorted({nomination for _who, nomination in totals}, key=lambda key: names[key])
    ]
    if not rows:
        return []
    alt = _("Nilai setiap panelis untuk setiap nomine, diwarnai menurut bedanya dari rata-rata nomine.")
    table = [[name, *(num(mark) for mark in marks)] for name, marks in rows]
    return [
        blocks.plot(panel_plot(list(codes.values()), rows, set()), alt),
        blocks.table([_("Nomine"), *codes.values()], table, figures=range(1, len(codes) + 1)),
    ]


def _absences(people: list[Person]) -> list[blocks.Block]:
    rows = [
        (str(person.who), row.nomination.nominee.name, f"{row.get_status_display()}: {row.reason}")
        for person in people
        for row in person.sheets
        if row.status in AWAY
    ]
    if not rows:
        return []
    return [blocks.heading(_("Lembar yang tidak ada")), blocks.table([_("Panelis"), _("Nomine"), _("Alasan")], rows)]


def _extremes(people: list[Person], criteria: list[Criterion]) -> list[blocks.Block]:
    rows = [
        (
            str(person.who), row.nomination.nominee.name, criterion.name,
            num(row.given[criterion.pk]),  # type: ignore[attr-defined]
            ScoreSheet.reason_words(row.reasons) or "–",
        )
        for person in people
        for row in person.sheets
        for criterion in criteria
        if criterion.pk in row.given and is_extreme(row.given[criterion.pk], criterion.levels)  # type: ignore[attr-defined]
    ]  # fmt: skip
    head = [_("Panelis"), _("Nomine"), _("Kriteria"), _("Nilai"), _("Alasan pada lembar")]
    return [
        blocks.heading(_("Nilai terendah dan tertinggi")),
        blocks.table(head, rows, figures=[3]) if rows else blocks.text(_("Tidak ada.")),
    ]


def _marks(person: Person, criteria: list[Criterion]) -> list[blocks.Block]:
    """The sheets of a person as tables of at most so many criteria; the last one has the totals."""
    runs = [criteria[start : start + COLUMNS] for start in range(0, len(criteria), COLUMNS)] or [[]]
    found = []
    for run in runs:
        last = run is runs[-1]
        head = [
            _("Nomine"),
            *(criterion.name for criterion in run),
            *([_("Nilai lembar"), _("Catatan")] if last else []),
        ]
        lines = []
        for row in person.sheets:
            marks = [num(row.given.get(criterion.pk)) for criterion in run]  # type: ignore[attr-defined]
            closed = row.status == ScoreSheet.Status.CLOSED
            note = ScoreSheet.reason_words(row.reasons) if closed else f"{row.get_status_display()}: {row.reason}"
            total = _total(row, criteria)
            end = [num(total), note] if last else []
            lines.append([f"{row.nomination.number}. {row.nomination.nominee.name}", *marks, *end])
        found.append(blocks.table(head, lines, figures=range(1, len(run) + 2)))
    return found
