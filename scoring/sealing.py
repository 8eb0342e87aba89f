"""What a rubric lacks before it may be frozen, and what its seal then covers."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from paritrana.committees.models import Category, Seat, Stage
from paritrana.committees.queries import scorers_now
from paritrana.numbers import points
from paritrana.regions.models import Nominee
from scoring import engine
from scoring.engine.ranking import sheets_needed
from scoring.engine.rules import FULL_WEIGHT
from scoring.models import Criterion, Recusal, RuleBook
from scoring.queries import rules_of, tree

Source = Criterion.Source


def problems(rule_book: RuleBook) -> list[str]:
    """Why this rubric may not be frozen yet, in sentences; empty when it may."""
    rows = {row.code: row for row in tree(rule_book)}
    found = [_sentence(problem, rows) for problem in rules_of(rule_book).check()]
    for row in rows.values():
        if row.source == Source.COMPUTED:
            found += _coverage_problems(row, rule_book.category)
        if row.source == Source.PANEL and Stage.INTERVIEWS in rule_book.category.skips:
            found.append(_("Ubah sumber nilai “%s”: kategori ini melewati tahap wawancara.") % row.name)
        if row.source == Source.ATTENDANCE and Stage.INTERVIEWS in rule_book.category.skips:
            found.append(_("Hapus “%s”: tanpa wawancara tidak ada kehadiran yang dicatat.") % row.name)
    return found


def content_of(rule_book: RuleBook) -> dict[str, Any]:
    """What the seal covers: the engine's rules (`Rules.from_dict` reads them) and what people agreed beside them.

    Who really sat, swaps, absences and later recusals are not in it: they are events.
    """
    rules = rules_of(rule_book)
    content = rules.as_dict()
    rows = {row.code: row for row in tree(rule_book)}
    for criterion in content["criteria"]:
        criterion["levels"] = rows[criterion["code"]].levels
        criterion["anchors"] = rows[criterion["code"]].anchors
    category = rule_book.category
    return {
        **content,
        "category": category.name,
        "edition": category.edition.title,
        "assessment_year": str(category.edition.assessment_year),
        "coverage_as_of": coverage_day(category).isoformat(),
        "scale": {"from": "0", "to": "100", "decimals": "2"},
        "quorum": {
            "desk": str(sheets_needed(rules.desk_people)),
            "interview": str(sheets_needed(rules.scoring_people)),
        },
        "seats": _seats(category),
        # Whoever takes over a listed seat in a hand-over scores as a rater of its own.
        "substitutes": "successor",
        "recusals": _recusals(category),
        "engine": engine.VERSION,
    }


def coverage_day(category: Category) -> date:
    """The one as-of date of coverage in a category: the last day of the assessment year."""
    return date(category.edition.assessment_year, 12, 31)


def _seats(category: Category) -> list[dict[str, Any]]:
    rounds: dict[Seat, list[str]] = {}
    for scorer in (
        scorers_now(category)
        .select_related("seat__branch", "seat__nominee", "seat__province")
        .order_by("seat__order", "seat", "round")
    ):
        rounds.setdefault(scorer.seat, []).append(scorer.round)
    return [
        {"seat": str(seat.pk), "name": str(seat), "office": seat.office, "rounds": names}
        for seat, names in rounds.items()
    ]


def _recusals(category: Category) -> list[dict[str, str]]:
    rows = Recusal.objects.filter(nomination__category=category).order_by("nomination__number", "pk")
    return [
        {"nomination": str(row.nomination.number), "person": str(row.person), "kind": row.kind}
        for row in rows.select_related("nomination", "person")
    ]


def _coverage_problems(row: Criterion, category: Category) -> list[str]:
    found = []
    if category.nominee_kind != Nominee.Kind.GOVERNMENT:
        found.append(_("Ubah sumber nilai “%s”: cakupan hanya tercatat untuk kabupaten/kota.") % row.name)
    levels = [Fraction(at) for at, _mark in row.anchors]
    if len(levels) < 2:
        found.append(_("Isi paling sedikit dua titik patokan cakupan pada “%s”.") % row.name)
    elif any(low >= high for low, high in zip(levels, levels[1:], strict=False)):
        found.append(_("Urutkan titik patokan “%s” dari cakupan terendah, tanpa angka yang sama.") % row.name)
    return found


def difference_to_full(total: int) -> str:
    """What the weights lack or exceed, in words; empty at exactly 100,00."""
    if total < FULL_WEIGHT:
        return _("kurang %s") % points(FULL_WEIGHT - total)
    return _("lebih %s") % points(total - FULL_WEIGHT) if total > FULL_WEIGHT else ""


def _sentence(problem: str, rows: Mapping[str, Criterion]) -> str:
    """One problem of `Rules.check` in words."""
    kind, _space, data = problem.partition(" ")
    name = rows[data].name if data in rows else data
    sentences: dict[str, Callable[[], str]] = {
        "no_criteria": lambda: _("Tambahkan kriteria."),
        "empty_group": lambda: _("Isi atau hapus kelompok “%s”.") % name,
        "weight_range": lambda: _("Beri bobot pada “%s”.") % name,
        "weights_sum": lambda: (
            _("Bobot berjumlah %(sum)s, %(difference)s dari 100,00.")
            % {"sum": points(int(data)), "difference": difference_to_full(int(data))}
        ),
        "unknown_tie_break": lambda: _("Urutan pembeda menyebut kriteria yang tidak ada: %s.") % name,
        "repeated_tie_break": lambda: _("Urutan pembeda menyebut kriteria yang sama dua kali."),
        "scoring_people": lambda: _("Tentukan penilai wawancara pada halaman panitia."),
        "desk_people": lambda: _("Tentukan penilai dokumen pada halaman panitia."),
        "decimals": lambda: _("Angka desimal nilai akhir 2 sampai 4."),
    }
    return sentences[kind]() if kind in sentences else problem
