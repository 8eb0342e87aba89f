"""Which companies are probably the same: by NPP, by NIB, by a name that says the same. Pure.

A hint, never a decision: branches write "PT. Sumber Makmur, Tbk" and "Sumbermakmur" and mean one company, and two
companies of one name exist.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

# What a name may say or leave out.
UNSAID = {"pt", "cv", "ud", "pd", "fa", "firma", "tbk", "persero", "perseroda", "perseroan", "terbatas", "perusahaan"}
# From here on two names are alike: one letter in eight may differ.
ALIKE = 87
# Names are compared when a word begins alike; a beginning of so many names says nothing ("sumb" does, "kali" may not).
BEGINNING, COMMON = 4, 100
INITIALS = re.compile(r"\b(?:[a-z]\.)+(?:[a-z]\b)?")


class Reason(TextChoices):
    """Why two candidates may be one, the strongest first."""

    NPP = "npp", _("NPP sama")
    NIB = "nib", _("NIB sama")
    NAME = "name", _("nama sama")
    SIMILAR = "similar", _("nama mirip")


@dataclass(frozen=True)
class Known:
    """A candidate as it is compared; `number` is that of its nomination, where nominations are compared."""

    key: int
    name: str
    npp: str = ""
    nib: str = ""
    place: str = ""
    number: int = 0


@dataclass(frozen=True)
class Likeness:
    """Somebody who may be the same, and why."""

    known: Known
    reasons: tuple[Reason, ...]

    @property
    def is_certain_by_number(self) -> bool:
        """The same NPP or NIB: it cannot be recorded a second time."""
        return bool({Reason.NPP, Reason.NIB} & set(self.reasons))

    @property
    def words(self) -> str:
        return ", ".join(str(reason.label) for reason in self.reasons)


def words_of(name: str) -> list[str]:
    """The words of a name that tell it from others: "PT. Sumber Makmur, Tbk" -> sumber makmur."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = INITIALS.sub(lambda found: f"{found[0].replace('.', '')} ", text)
    words = re.findall(r"[^\W_]+", text)
    return [word for word in words if word not in UNSAID] or words


def plain(name: str) -> str:
    """Equal for names that say the same."""
    return _compared(name)[2]


def digits(number: str) -> str:
    """An NPP or NIB without the signs people put between."""
    return re.sub(r"[\W_]", "", number).casefold()


def alike(one: str, other: str) -> bool:
    """Whether two names are nearly the same. Their numbers agree exactly: Sumber Makmur 2 is not Sumber Makmur 3."""
    (numbers, ordered, whole), (others, their_order, their_whole) = _compared(one), _compared(other)
    if numbers != others:
        return False
    score = fuzz.ratio(ordered, their_order, score_cutoff=ALIKE) or fuzz.ratio(whole, their_whole, score_cutoff=ALIKE)
    return bool(score)


@lru_cache(maxsize=10_000)
def _compared(name: str) -> tuple[tuple[str, ...], str, str]:
    """What two names are compared by: their numbers, their words in order of the alphabet, and as one word."""
    words = words_of(name)
    numbers = sorted(word for word in words if any(letter.isdigit() for letter in word))
    return tuple(numbers), " ".join(sorted(words)), "".join(words)


class Index:
    """Known candidates, to be found by what they share with another."""

    def __init__(self, known: Iterable[Known]) -> None:
        self.known = list(known)
        self.npp: dict[str, list[Known]] = defaultdict(list)
        self.nib: dict[str, list[Known]] = defaultdict(list)
        self.plain: dict[str, list[Known]] = defaultdict(list)
        self.beginnings: dict[str, list[Known]] = defaultdict(list)
        for one in self.known:
            self.npp[digits(one.npp)].append(one)
            self.nib[digits(one.nib)].append(one)
            self.plain[plain(one.name)].append(one)
            for beginning in _beginnings(one.name):
                self.beginnings[beginning].append(one)

    def like(self, name: str, npp: str = "", nib: str = "", but: int | None = None) -> list[Likeness]:
        """Who may be the same, those with the strongest reason first; `but` is the key of the one itself."""
        found: dict[Known, list[Reason]] = defaultdict(list)
        for reason, rows in (
            (Reason.NPP, self.npp.get(digits(npp), []) if digits(npp) else []),
            (Reason.NIB, self.nib.get(digits(nib), []) if digits(nib) else []),
            (Reason.NAME, self.plain.get(plain(name), []) if plain(name) else []),
        ):
            for one in rows:
                found[one].append(reason)
        for one in self._near(name):
            if alike(name, one.name) and Reason.NAME not in found.get(one, []):
                found[one].append(Reason.SIMILAR)
        order = list(Reason)
        likenesses = [Likeness(one, tuple(reasons)) for one, reasons in found.items() if one.key != but]
        likenesses.sort(key=lambda row: (order.index(row.reasons[0]), row.known.name, row.known.key))
        # One candidate may be known by several names.
        return list({row.known.key: row for row in reversed(likenesses)}.values())[::-1]

    def pairs(self) -> Iterator[tuple[Known, Likeness]]:
        """Every two that may be one, each pair once."""
        for one in self.known:
            for likeness in self.like(one.name, one.npp, one.nib, but=one.key):
                if one.key < likeness.known.key:
                    yield one, likeness

    def _near(self, name: str) -> Iterator[Known]:
        rows = [self.beginnings.get(beginning, []) for beginning in _beginnings(name)]
        return iter({id(one): one for some in rows if len(some) <= COMMON for one in some}.values())


@lru_cache(maxsize=10_000)
def _beginnings(name: str) -> frozenset[str]:
    return frozenset(word[:BEGINNING] for word in words_of(name))
