"""One yardstick: within one indicator all candidates share denominator type, source and as-of date (users.md 4.3)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from nominations.coverage_queries import WHOLE_BASES
from nominations.models import CoverageBase, CoverageCorrection, CoverageFigure, Located
from paritrana.numbers import tanggal_pendek
from paritrana.regions.models import Regency

# A denominator of all segments: regency, date, kind, source.
Base = tuple[Regency, date, str, str]


@dataclass(frozen=True)
class Yardstick:
    """The denominator that candidates share (`kind` is empty where none is entered), and who differs in what."""

    kind: str
    source: str
    differing: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """Who differs from what; empty when all share one yardstick."""
        if not self.differing:
            return ""
        kind = CoverageBase.Kind(self.kind).label.lower()
        return _("Penyebut cakupan belum seragam. Yang lain memakai %(kind)s, “%(source)s”; berbeda: %(names)s.") % {
            "kind": kind,
            "source": self.source,
            "names": "; ".join(f"{name} ({why})" for name, why in self.differing),
        }


def yardstick(regencies: Collection[int], as_of: date) -> Yardstick:
    """The common denominator of these regencies at a date. Who has none lacks it and does not differ. One query."""
    return _shared(_bases(regencies, as_of), as_of)


def yardsticks(regencies: Collection[int], as_of: date, correction: CoverageCorrection) -> tuple[Yardstick, Yardstick]:
    """The common denominator as it is, and as a correction would make it. One query."""
    found = _bases(regencies, as_of)
    then = found
    if correction.kind and not correction.segment:
        then = [*found, (correction.regency, correction.as_of, correction.kind, correction.source)]
    return _shared(found, as_of), _shared(then, as_of)


def _bases(regencies: Collection[int], as_of: date) -> list[Base]:
    rows = CoverageBase.objects.filter(regency__in=regencies, as_of__year=as_of.year, segment="")
    return [(row.regency, row.as_of, row.kind, row.source) for row in rows.select_related("regency")]


def _shared(found: Collection[Base], as_of: date) -> Yardstick:
    at: dict[Regency, dict[str, str]] = {}
    elsewhere: dict[Regency, date] = {}
    for regency, day, kind, source in sorted(found, key=lambda row: row[0].code):
        if day == as_of:
            at.setdefault(regency, {})[kind] = source
        else:
            elsewhere[regency] = day
    differing = [
        (str(regency), _("per %s") % tanggal_pendek(day)) for regency, day in elsewhere.items() if regency not in at
    ]
    if not at:
        return Yardstick("", "", ())
    kind = _most(WHOLE_BASES, Counter(kind for kinds in at.values() for kind in kinds))
    differing += [
        (str(regency), CoverageBase.Kind(next(iter(kinds))).label.lower())
        for regency, kinds in at.items()
        if kind not in kinds
    ]
    sources = {regency: kinds[kind] for regency, kinds in at.items() if kind in kinds}
    counts = Counter(_plain(source) for source in sources.values())
    usual = next(source for source in sources.values() if counts[_plain(source)] == max(counts.values()))
    differing += [
        (str(regency), _("sumber “%s”") % source)
        for regency, source in sources.items()
        if _plain(source) != _plain(usual)
    ]
    return Yardstick(kind, usual, tuple(differing))


def places_of_counting(figures: Collection[CoverageFigure]) -> str:
    """How participants are located, by regency, where figures that stand side by side do not say the same."""
    names: dict[str, list[str]] = {}
    for figure in figures:
        named = names.setdefault(figure.located, [])
        if str(figure.regency) not in named:
            named.append(str(figure.regency))
    if len(names) < 2:
        return ""
    known = [(place, names[place]) for place in Located.values if place in names]
    return "; ".join(f"{Located(place).label.lower()} ({', '.join(sorted(rows))})" for place, rows in known)


def _most(order: Collection[str], counts: Counter[str]) -> str:
    """What most have; of equals the first in the order."""
    return max(order, key=lambda kind: (counts[kind], -list(order).index(kind)))


def _plain(source: str) -> str:
    """A source without case, spacing and marks: "BPS, Sakernas 2024" is "bps sakernas 2024"."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in source.casefold()).split())
