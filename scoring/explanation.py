"""A frozen row of a run taken apart for reading: total, components, criteria, marks. Nothing here is computed anew
except the one figure that can be checked by hand when exactly one sheet is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from paritrana.committees.models import Round
from paritrana.numbers import num
from scoring.engine.ranking import ROUND_SOURCE, SHARED
from scoring.engine.rules import Criterion, Rules, parse_mark
from scoring.models import RankingRow, RankingRun, RuleBook, ScoreSheet

REASONS = {
    "no_sheets": gettext_lazy("Belum ada lembar penilaian"),
    "few_sheets": gettext_lazy("Lembar penilaian kurang dari jumlah paling sedikit"),
    "missing_value": gettext_lazy("Nilai cakupan atau kehadiran belum ada"),
    "not_connected": gettext_lazy("Dinilai panelis yang tidak menilai nomine lain; skalanya tidak dapat disamakan"),
}


@dataclass(frozen=True)
class Part:
    """A criterion of the explanation: weight times mean is points, four decimals."""

    code: str
    name: str
    weight: Fraction
    mean: Fraction | None
    points: Fraction
    filled: bool
    source: str


@dataclass
class Group:
    """A component: a top node of the criteria tree with its criteria."""

    code: str
    name: str
    parts: list[Part] = field(default_factory=list)

    @property
    def points(self) -> Fraction:
        return sum((part.points for part in self.parts), Fraction(0))

    @property
    def weight(self) -> Fraction:
        return sum((part.weight for part in self.parts), Fraction(0))


@dataclass(frozen=True)
class Line:
    """One person's sheet: marks in the order of the panel's criteria, or why there are none."""

    seat: Any
    marks: list[Fraction]
    total: Fraction | None
    absence: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class Filled:
    """The one missing sheet total by x = (N*R + P*C - G) / ((N-1)*(P-1)), as it can be checked by hand."""

    nominees: int
    people: int
    own: Fraction
    person: Fraction
    all: Fraction

    @property
    def value(self) -> Fraction:
        return (self.nominees * self.own + self.people * self.person - self.all) / (
            (self.nominees - 1) * (self.people - 1)
        )

    @property
    def mean(self) -> Fraction:
        return (self.own + self.value) / self.people


@dataclass(frozen=True)
class Panel:
    """One round: who marked what, the means that entered the total, and how a missing sheet was filled."""

    label: Any
    parts: list[Part]
    lines: list[Line]
    mean: Fraction
    filled: Filled | None

    @property
    def is_filled(self) -> bool:
        return any(part.filled for part in self.parts)

    @property
    def missing(self) -> str:
        """How many of the persons did not mark, in words."""
        count = sum(line.total is None for line in self.lines)
        return ngettext(
            "%(count)s penilai tidak memberi nilai untuk nomine ini.",
            "%(count)s penilai tidak memberi nilai untuk nomine ini.",
            count,
        ) % {"count": count}


def rules_of(run: RankingRun) -> Rules:
    return Rules.from_dict(run.input["rules"])


def columns(rules: Rules) -> list[Criterion]:
    """The components: top nodes of the tree that hold weight."""
    tops = {_top(rules, leaf).code for leaf in rules.leaves()}
    return [criterion for criterion in rules.criteria if criterion.code in tops]


def groups(row: RankingRow, rules: Rules) -> list[Group]:
    """The components of a ranked row with their criteria; their points add up to the printed total."""
    found = {column.code: Group(column.code, column.name) for column in columns(rules)}
    leaves = {leaf.code: leaf for leaf in rules.leaves()}
    for part in row.components:
        leaf = leaves[part["code"]]
        found[_top(rules, leaf).code].parts.append(
            Part(
                code=leaf.code,
                name=leaf.name,
                weight=Fraction(part["weight"]),
                mean=None if part["mean"] is None else Fraction(part["mean"]),
                points=Fraction(part["points_4"]),
                filled=part["filled"],
                source=leaf.source,
            )
        )
    return list(found.values())


def panels(run: RankingRun, row: RankingRow, rules: Rules, sheets: Iterable[ScoreSheet]) -> list[Panel]:
    """The rounds with marks as they went into the run; `sheets` are those the reader may see."""
    parts = {part.code: part for group in groups(row, rules) for part in group.parts}
    by_round: dict[str, list[ScoreSheet]] = {}
    for sheet in sheets:
        by_round.setdefault(sheet.round, []).append(sheet)
    found = []
    for round in Round:
        inside = [parts[leaf.code] for leaf in rules.leaves(ROUND_SOURCE[round.value]) if leaf.code in parts]
        if inside and round in by_round:
            weight = sum((part.weight for part in inside), Fraction(0))
            mean = sum((part.weight * (part.mean or 0) for part in inside), Fraction(0)) / weight
            lines = [_line(run, row, sheet, inside) for sheet in by_round[round]]
            filled = _filled(run, row, round, inside) if any(part.filled for part in inside) else None
            found.append(Panel(round.label, inside, lines, mean, filled))
    return found


def counting(rules: Rules) -> list[str]:
    """How the frozen rules round, and which sheets they leave out."""
    stages = ", ".join(RuleBook.Stage(stage).label.lower() for stage in rules.rounding_stages)
    found = [
        _("Dibulatkan setengah ke atas ke %(decimals)s desimal juga pada: %(stages)s.")
        % {"decimals": rules.decimals, "stages": stages}
        if stages
        else _("Nilai akhir dibulatkan satu kali, setengah ke atas, ke %s desimal.") % rules.decimals
    ]
    if rules.trim:
        text = _("%(count)s lembar wawancara tertinggi dan %(count)s terendah tiap kandidat tidak ikut dirata-rata.")
        found.append(text % {"count": rules.trim})
    return found


def step(row: RankingRow, rules: Rules) -> str:
    """What settled the rank among equal totals; empty where the total stands alone."""
    if not row.deciding_step:
        return ""
    if row.deciding_step == SHARED:
        return _("Nilai sama, berbagi peringkat")
    names = {criterion.code: criterion.name for criterion in rules.criteria}
    return _("Nilai sama, dibedakan oleh %s") % names[row.deciding_step]


def reason(row: RankingRow) -> Any:
    """Why somebody is not ranked."""
    return REASONS.get(row.reason) or row.reason


def exact(row: RankingRow) -> str:
    """The total before the one rounding, as a fraction and with six decimals."""
    value = Fraction(int(row.total_num), int(row.total_den))
    return f"{value} ({num(value, 6)})"


def flags(run: RankingRun, rules: Rules) -> dict[str, list[str]]:
    """What is unusual, by number of nomination."""
    found: dict[str, list[str]] = {}
    for difference in run.result["policy_difference"]:
        text = _("Peringkat %s bila hanya lembar yang ada dirata-rata") % difference["other_rank"]
        if difference["prize"]:
            text = _("%s; menyentuh tempat juara") % text
        found.setdefault(difference["nominee"], []).append(text)
    for nominee in run.result["clamped"]:
        found.setdefault(nominee, []).append(_("Rata-rata adil melewati skala dan dibatasi pada ujungnya"))
    for nominee in run.result["below_minimum"]:
        text = _("Di bawah nilai paling rendah untuk juara (%s)") % num(Fraction(rules.minimum_total or "0"))
        found.setdefault(nominee, []).append(text)
    return found


# --- inside ---------------------------------------------------------------------------------------------


def _top(rules: Rules, leaf: Criterion) -> Criterion:
    nodes = {criterion.code: criterion for criterion in rules.criteria}
    while leaf.parent is not None:
        leaf = nodes[leaf.parent]
    return leaf


def _marks(sheet: Mapping[str, Any], parts: list[Part]) -> list[Fraction]:
    return [Fraction(parse_mark(sheet["marks"][part.code]), 100) for part in parts]


def _total(marks: list[Fraction], parts: list[Part]) -> Fraction:
    """A sheet's weighted mean on the scale of its marks."""
    weight = sum((part.weight for part in parts), Fraction(0))
    return sum((part.weight * mark for part, mark in zip(parts, marks, strict=True)), Fraction(0)) / weight


def _line(run: RankingRun, row: RankingRow, sheet: ScoreSheet, parts: list[Part]) -> Line:
    number = str(row.nomination.number)
    for given in run.input["sheets"]:
        if (given["nominee"], given["person"], given["round"]) == (number, str(sheet.person_id), sheet.round):
            marks = _marks(given, parts)
            return Line(sheet.seat, marks, _total(marks, parts), reasons=ScoreSheet.reason_words(sheet.reasons))
    return Line(sheet.seat, [], None, sheet.get_status_display())


def _filled(run: RankingRun, row: RankingRow, round: str, parts: list[Part]) -> Filled | None:
    """The three sums of the printable form; None unless exactly one cell of the round is missing."""
    ranked = {given["nominee"] for given in run.result["rows"] if "rank" in given}
    cells = {
        (given["nominee"], given["person"]): _total(_marks(given, parts), parts)
        for given in run.input["sheets"]
        if given["round"] == round and given["nominee"] in ranked
    }
    people = {person for _nominee, person in cells}
    number = str(row.nomination.number)
    missing = [(n, p) for n in ranked for p in people if (n, p) not in cells]
    if len(missing) != 1 or missing[0][0] != number:
        return None
    [(_number, absent)] = missing
    return Filled(
        nominees=len(ranked),
        people=len(people),
        own=sum((value for (n, _p), value in cells.items() if n == number), Fraction(0)),
        person=sum((value for (_n, p), value in cells.items() if p == absent), Fraction(0)),
        all=sum(cells.values(), Fraction(0)),
    )
