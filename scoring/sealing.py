"""What a rubric lacks before it may be frozen, and what its seal then covers."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.workflow import ENDED
from nominations.workflow import Status as NominationStatus
from nominations.yardstick_queries import yardstick
from paritrana.committees.models import Category, Seat, Stage
from paritrana.committees.queries import scorers_now
from paritrana.numbers import points
from paritrana.regions.models import Nominee
from scoring import engine
from scoring.amendment_queries import sealed_count
from scoring.engine.rules import FULL_WEIGHT, people_for_trim, sheets_needed
from scoring.models import Criterion, Recusal, RuleBook
from scoring.queries import rules_of, tree

Source = Criterion.Source


def problems(rule_book: RuleBook) -> list[str]:
    """Why this rubric may not be frozen yet, in sentences; empty when it may."""
    rows = {row.code: row for row in tree(rule_book)}
    found = [_sentence(problem, rows) for problem in rules_of(rule_book).check()]
    found += _tie_problems(rule_book, rows)
    for row in rows.values():
        if row.source == Source.COMPUTED:
            found += _coverage_problems(row, rule_book.category)
            found += mixed_bases(rule_book.category)
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
            "ways": rule_book.quorum_ways,
            "absent": rule_book.absent,
        },
        # Until when the owner of a sent interview sheet may change it.
        "changes_until": rule_book.changes_until,
        # Whether a sheet with a lowest or highest mark names a reason (`scoring/extremes.py`).
        "extreme_reasons": rule_book.extreme_reasons,
        # What a tie at a prize place means.
        "ties": {"places": rule_book.tie_places, "criterion": rule_book.tie_criterion or None},
        "seats": _seats(category),
        # Whoever takes over a listed seat in a hand-over scores as a rater of its own.
        "substitutes": "successor",
        "publication": rule_book.publication,
        "publish_chances": rule_book.publish_chances,
        "recusals": _recusals(category),
        "engine": engine.VERSION,
        "amendment": str(sealed_count(category)),
    }


def _tie_problems(rule_book: RuleBook, rows: Mapping[str, Criterion]) -> list[str]:
    if rule_book.tie_places != RuleBook.TiePlaces.SECOND_LOOK:
        return []
    if rule_book.tie_criterion not in rows:
        return [_("Pilih kriteria yang dilihat sekali lagi bila nilai sama pada tempat juara.")]
    if rule_book.tie_criterion in rule_book.tie_break:
        text = _("“%s” sudah menjadi pembeda nilai sama; pilih kriteria lain untuk dilihat sekali lagi.")
        return [text % rows[rule_book.tie_criterion].name]
    return []


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
    """Persons under their codes, and not why: the rules are published with the result."""
    rows = Recusal.objects.filter(nomination__category=category, lifted_at=None).order_by("nomination__number", "pk")
    return [
        {"nomination": str(row.nomination.number), "person": str(row.person_id)}
        for row in rows.select_related("nomination")
    ]


def mixed_bases(category: Category) -> list[str]:
    """The candidates whose coverage has another denominator than the others, in one sentence (users.md 4.3)."""
    rows = Nomination.objects.filter(category=category).exclude(status__in=[*ENDED, NominationStatus.NOT_SHORTLISTED])
    sentence = yardstick(set(rows.values_list("nominee__regency", flat=True)), coverage_day(category)).sentence
    return [sentence] if sentence else []


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
        "trim": lambda: (
            _(
                "Menyisihkan %(trim)s lembar tertinggi dan terendah memerlukan paling sedikit "
                "%(people)s penilai wawancara."
            )
            % {"trim": data, "people": people_for_trim(int(data))}
        ),
    }
    return sentences[kind]() if kind in sentences else problem
