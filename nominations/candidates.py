"""Candidates from a spreadsheet: what each row would do, before anything is written.

Pure: cells, places and known candidates in, a `DryRun` out. A row that resembles a candidate of the portal waits for
a person to say whether it is the same; a row that cannot be anybody else is recognised. What a cell leaves blank
stays as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nominations import regency_names as places
from nominations.candidate_columns import VILLAGE, Table, headed, read_cell, text, village_code, village_name
from nominations.dry_runs import Looked, fingerprint_of
from nominations.likeness import Index, Known, Likeness, Reason, digits, plain

NAME_LENGTH, ADDRESS_LENGTH = 160, 1000
NPP = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{2,19}")
# What may be changed at a candidate that is there; its name stays, since it may be printed.
AMENDED = {"npp": "NPP", "nib": "NIB", "address": gettext_lazy("Alamat")}


class Outcome(TextChoices):
    """What a row would do, in the order in which rows are shown."""

    ERROR = "error", gettext_lazy("Perlu diperbaiki")
    DOUBTFUL = "doubtful", gettext_lazy("Perlu dipilih")
    CHANGED = "changed", gettext_lazy("Berubah")
    NEW = "new", gettext_lazy("Baru")
    SAME = "same", gettext_lazy("Tetap")


@dataclass(frozen=True)
class Candidate:
    """A candidate of the portal: in which regency or village, with which open nominations of the edition."""

    known: Known
    regency: str
    village: str = ""
    address: str = ""
    here: int | None = None  # its number in this category
    elsewhere: tuple[str, ...] = ()  # where else in the edition it stands


@dataclass(frozen=True)
class Change:
    name: str
    before: str
    now: str


@dataclass(frozen=True)
class Row:
    """One row of the file. `candidate` is set when it can be nobody else; `alike` when a person must say."""

    line: int
    code: str
    name: str
    regency: str = ""
    npp: str = ""
    nib: str = ""
    address: str = ""
    candidate: Candidate | None = None
    alike: tuple[Likeness, ...] = ()
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.changes_of(self.candidate) if self.candidate else ()

    def changes_of(self, candidate: Candidate) -> tuple[Change, ...]:
        """What the row says anew about a candidate that is there."""
        stored = {"npp": candidate.known.npp, "nib": candidate.known.nib, "address": candidate.address}
        return tuple(
            Change(str(heading), stored[name], now)
            for name, heading in AMENDED.items()
            if (now := getattr(self, name)) and now != stored[name]
        )

    @property
    def outcome(self) -> Outcome:
        if self.reasons:
            return Outcome.ERROR
        if self.alike:
            return Outcome.DOUBTFUL
        if self.candidate is None or self.candidate.here is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.SAME

    @property
    def field(self) -> str:
        """The name of the field in which the choice for this row is made."""
        return f"baris-{self.line}"

    @property
    def may_be_new(self) -> bool:
        """Who has the NPP or NIB of another cannot be recorded a second time."""
        return not any(likeness.is_certain_by_number for likeness in self.alike)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What may be chosen for a row in doubt."""
        found = [
            (
                f"same:{one.known.key}",
                _("Sama dengan %(name)s, %(place)s") % {"name": one.known.name, "place": one.known.place},
            )
            for one in self.alike
        ]
        if self.may_be_new:
            found.append(("new", _("Kandidat baru")))
        return [*found, ("skip", _("Lewati baris ini"))]


@dataclass(frozen=True)
class DryRun(Looked):
    """What a file would do as things stand now."""

    outcomes = Outcome

    rows: tuple[Row, ...]
    unread: tuple[str, ...] = ()

    @property
    def doubtful(self) -> list[Row]:
        return [row for row in self.rows if row.outcome == Outcome.DOUBTFUL]

    @property
    def writes(self) -> bool:
        """Whether anything would be written."""
        return any(row.outcome not in (Outcome.ERROR, Outcome.SAME) for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """What the person has seen: every row with what it would do, and whom it resembles."""
        seen = [
            [row.line, row.outcome, row.code, row.name, row.npp, row.nib, row.address, list(row.reasons)]
            + [row.candidate and [row.candidate.known.key, row.candidate.here]]
            + [[one.known.key, *one.reasons] for one in row.alike]
            + [[change.name, change.before, change.now] for change in row.changes]
            for row in self.rows
        ]
        return fingerprint_of(seen)


@dataclass(frozen=True)
class Place:
    """A village of the register."""

    code: str
    name: str
    district: str
    regency: str


def village_codes(tables: Sequence[Table]) -> set[str]:
    """The codes of villages that a file names."""
    table, head, columns = headed(tables, VILLAGE)
    at = columns["code"]
    return {village_code(cells[at]) for cells in table[head + 1 :] if at < len(cells)} - {""}


def dry_run(
    tables: Sequence[Table],
    kind: str,
    regencies: Iterable[places.Known],
    candidates: Iterable[Candidate],
    villages: Mapping[str, Place] | None = None,
    aliases: Iterable[Known] = (),
) -> DryRun:
    """Read the first table that has our columns. `aliases` are further names and numbers of `candidates`.

    ValidationError when the file as a whole cannot be taken.
    """
    table, head, columns = headed(tables, kind)
    reader = _Reader(kind, places.Register(regencies), list(candidates), villages or {}, aliases)
    for line, cells in enumerate(table[head + 1 :], head + 2):
        read = {name: read_cell(name, kind, cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        if any(read.values()):
            reader.take(line, read)
    if not reader.rows:
        raise ValidationError(_("Isi sedikitnya satu baris di bawah judul kolom, lalu unggah lagi."))
    order = list(Outcome)
    return DryRun(
        rows=tuple(sorted(reader.rows, key=lambda row: (order.index(row.outcome), row.line))),
        unread=tuple(text(cell) for at, cell in enumerate(table[head]) if text(cell) and at not in columns.values()),
    )


class _Reader:
    """The rows of a file one after another; who stands in it twice is said at the second row."""

    def __init__(
        self,
        kind: str,
        register: places.Register,
        candidates: list[Candidate],
        villages: Mapping[str, Place],
        aliases: Iterable[Known],
    ) -> None:
        self.kind, self.register, self.villages = kind, register, villages
        self.index = Index([*(one.known for one in candidates), *aliases])
        self.of_key = {one.known.key: one for one in candidates}
        self.of_place = {one.village or one.regency: one for one in candidates}
        self.first: dict[tuple[str, str], int] = {}
        self.rows: list[Row] = []

    def take(self, line: int, read: dict[str, str]) -> None:
        self.rows.append(getattr(self, f"_{self.kind}")(line, read))

    def _government(self, line: int, read: dict[str, str]) -> Row:
        regency, reasons = self._regency(read)
        if regency:
            reasons += self._twice(line, ("place", regency.code), regency.name)
        name = regency.name if regency else read["regency"]
        found = self.of_place.get(regency.code) if regency and not reasons else None
        return Row(
            line, read["code"], name, name, candidate=found, reasons=tuple(reasons), warnings=self._elsewhere(found)
        )

    def _village(self, line: int, read: dict[str, str]) -> Row:
        code, reasons = village_code(read["code"]), []
        place = self.villages.get(code)
        if not code:
            reasons.append(_("Tulis kode Kemendagri desa/kelurahan, misalnya 64.02.07.2004."))
        elif place is None:
            reasons.append(_("Kode %s tidak dikenal di provinsi ini.") % code)
        elif village_name(read["name"]) != village_name(place.name):
            words = {"code": code, "name": place.name, "district": place.district}
            reasons.append(_("Kode dan nama berbeda: %(code)s adalah %(name)s, Kecamatan %(district)s.") % words)
        else:
            reasons += self._twice(line, ("place", code), place.name)
        reasons += _long(read)
        found = self.of_place.get(code) if not reasons else None
        return Row(
            line,
            code or read["code"],
            read["name"],
            place.regency if place else "",
            address=read.get("address", ""),
            candidate=found,
            reasons=tuple(reasons),
            warnings=self._elsewhere(found),
        )

    def _company(self, line: int, read: dict[str, str]) -> Row:
        regency, reasons = self._regency(read)
        name, npp, nib = read["name"], read.get("npp", ""), read.get("nib", "")
        if not name:
            reasons.append(_("Isi nama badan usaha."))
        if npp and not NPP.fullmatch(npp):
            reasons.append(_("NPP “%s” tidak dapat dibaca: tulis huruf dan angka saja.") % npp[:40])
        if nib and not re.fullmatch(r"\d{13}", nib := digits(nib)):
            reasons.append(_("NIB “%s” bukan 13 angka; jadikan kolom NIB teks.") % read["nib"][:40])
        reasons += _long(read)
        if npp:
            reasons += self._twice(line, ("npp", digits(npp)), f"NPP {npp}")
        if nib:
            reasons += self._twice(line, ("nib", nib), f"NIB {nib}")
        if regency and name:
            reasons += self._twice(line, (plain(name), regency.code), name)
        common = (line, regency.code if regency else read["code"], name, regency.name if regency else read["regency"])
        common += (npp, nib, read.get("address", ""))
        if reasons or regency is None:
            return Row(*common, reasons=tuple(reasons))
        alike = self.index.like(name, npp, nib)
        found = self._certain(alike, regency.code, npp, nib)
        if found is None:
            return Row(*common, alike=tuple(alike))
        return Row(*common, candidate=found, warnings=self._elsewhere(found))

    def _certain(self, alike: list[Likeness], regency: str, npp: str, nib: str) -> Candidate | None:
        """The one it can only be: the same name, with the same NPP or in the same regency, and no number against."""
        if len({one.known.key for one in alike if one.reasons != (Reason.SIMILAR,)}) != 1:
            return None
        one = alike[0]
        against = any(
            ours and theirs and digits(ours) != digits(theirs)
            for ours, theirs in ((npp, one.known.npp), (nib, one.known.nib))
        )
        candidate = self.of_key[one.known.key]
        same_place = candidate.regency == regency
        if Reason.NAME in one.reasons and not against and (same_place or Reason.NPP in one.reasons):
            return candidate
        return None

    def _regency(self, read: dict[str, str]) -> tuple[places.Known | None, list[str]]:
        regency, reason = self.register.match(read["code"], read["regency"])
        if regency and not regency.own:
            return None, [_("%s di luar provinsi ini.") % regency.name]
        return regency, [reason] if reason else []

    def _twice(self, line: int, what: tuple[str, str], name: str) -> list[str]:
        first = self.first.setdefault(what, line)
        if first == line:
            return []
        return [_("%(name)s sudah ada di baris %(line)s.") % {"name": name, "line": first}]

    @staticmethod
    def _elsewhere(candidate: Candidate | None) -> tuple[str, ...]:
        if candidate is None:
            return ()
        found = [_("Sudah diusulkan dalam kategori ini dengan nomor %s.") % candidate.here] if candidate.here else []
        return (*found, *candidate.elsewhere)


def _long(read: Mapping[str, str]) -> list[str]:
    limits = (("name", NAME_LENGTH, _("Nama")), ("address", ADDRESS_LENGTH, _("Alamat")))
    return [
        _("%(what)s terlalu panjang: paling banyak %(limit)s huruf.") % {"what": what, "limit": limit}
        for name, limit, what in limits
        if len(read.get(name, "")) > limit
    ]
