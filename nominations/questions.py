"""The file of questions given back: what each row would do to the answers, before anything is written.

Pure: cells and questions in, a `DryRun` out. A blank cell is no answer and changes nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nominations import values
from nominations.dry_runs import Looked, fingerprint_of
from nominations.imports import Outcome
from paritrana.nik import NIK

CODE, SECTION, QUESTION, HOW, ANSWER, NOTE, EVIDENCE = HEADINGS = (
    gettext_lazy("Kode"),
    gettext_lazy("Bagian"),
    gettext_lazy("Pertanyaan"),
    gettext_lazy("Cara menjawab"),
    gettext_lazy("Jawaban"),
    gettext_lazy("Keterangan"),
    gettext_lazy("Data dukung yang diminta"),
)
HEADING_ROWS = 20
NOTE_LENGTH = 2000
# A spreadsheet keeps 15 digits of a number; what is longer is written as text.
EXACT = 10**15
SAID = {"ya": values.YES, "y": values.YES, "tidak": values.NO, "tdk": values.NO, "t": values.NO}
FORMULA_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")

Cell = Any
Table = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Question:
    """One question with the stored answer. `is_open`: it may be answered now."""

    code: str
    text: str
    kind: str
    choices: tuple[str, ...] = ()
    unit: str = ""
    value: str = ""
    note: str = ""
    version: int = 0
    is_open: bool = True
    applies: bool = True


@dataclass(frozen=True)
class Row:
    """One row of the file. `value` and `note` are what would be stored, equal to the stored ones if nothing changes;
    `typed` is the cell as it stands."""

    line: int
    code: str
    question: Question | None
    value: str = ""
    note: str = ""
    reasons: tuple[str, ...] = ()
    typed: str = ""

    @property
    def outcome(self) -> Outcome:
        if self.reasons or self.question is None:
            return Outcome.ERROR
        if (self.value, self.note) == (self.question.value, self.question.note):
            return Outcome.SAME
        return Outcome.CHANGED if self.question.value or self.question.note else Outcome.NEW

    @property
    def writes(self) -> bool:
        return self.outcome in (Outcome.NEW, Outcome.CHANGED)

    @property
    def before(self) -> str:
        return self._shown(self.question.value) if self.question else ""

    @property
    def now(self) -> str:
        return self._shown(self.value)

    def _shown(self, value: str) -> str:
        asked = self.question
        return values.shown(asked.kind, value, asked.unit, asked.choices) if asked else ""


@dataclass(frozen=True)
class DryRun(Looked):
    """What a file would do to the answers as they stand now."""

    outcomes = Outcome

    rows: tuple[Row, ...]
    absent: tuple[str, ...]

    @property
    def writes(self) -> int:
        """How many answers would be written."""
        return sum(row.writes for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """What the person has seen: every row with what it would change, from what to what."""
        seen = [
            [row.line, row.code, row.value, row.note, row.reasons]
            + ([row.question.value, row.question.note, row.question.version] if row.question else [])
            for row in self.rows
        ]
        return fingerprint_of(seen)


def dry_run(tables: Iterable[Table], questions: Iterable[Question]) -> DryRun:
    """Read the first table that has our columns. ValidationError when the file as a whole cannot be taken."""
    known = {question.code.casefold(): question for question in questions}
    table, head, columns = _headed(list(tables))
    rows: list[Row] = []
    first_line: dict[str, int] = {}
    for line, cells in enumerate(table[head + 1 :], head + 2):
        read = {name: cells[at] if at < len(cells) else None for name, at in columns.items()}
        if not all(_blank(read[name]) for name in (CODE, ANSWER)):
            rows.append(_row(line, read, known, first_line))
    if not any(row.question for row in rows):
        raise ValidationError(_("Pakai berkas pertanyaan yang diunduh dari usulan ini: kode butirnya tidak dikenali."))
    order = list(Outcome)
    return DryRun(
        rows=tuple(sorted(rows, key=lambda row: (order.index(row.outcome), row.line))),
        absent=tuple(row.code for key, row in known.items() if row.applies and key not in first_line),
    )


def _headed(tables: Sequence[Table]) -> tuple[Table, int, dict[Any, int]]:
    """The table to read, where its headings stand and which column holds what."""
    ours = {str(heading).casefold(): heading for heading in HEADINGS}
    for table in tables:
        for at, cells in enumerate(table[:HEADING_ROWS]):
            found = [(ours.get(_text(cell).casefold()), index) for index, cell in enumerate(cells)]
            names = [name for name, _index in found if name]
            if CODE not in names or ANSWER not in names:
                continue
            if twice := sorted({str(name) for name in names if names.count(name) > 1}):
                raise ValidationError(_("Sisakan satu kolom saja untuk %s.") % ", ".join(twice))
            return table, at, {name: index for name, index in found if name}
    raise ValidationError(_("Pakai berkas pertanyaan yang diunduh: kolom Kode dan Jawaban tidak ditemukan."))


def _row(line: int, read: Mapping[Any, Cell], known: Mapping[str, Question], first_line: dict[str, int]) -> Row:
    code = _text(read[CODE])[:40]
    question = known.get(code.casefold())
    if question is None:
        reason = _("Kode ini tidak ada di pertanyaan Anda; jangan mengubah kolom Kode.") if code else ""
        reason = reason or _("Isi kolom Kode seperti di berkas yang diunduh.")
        return Row(line, code, None, reasons=(reason,), typed=_lines(read[ANSWER]))
    key = code.casefold()
    reasons = []
    if key in first_line:
        reasons.append(_("Kode ini sudah ada di baris %s.") % first_line[key])
    first_line.setdefault(key, line)
    if QUESTION in read and not _text(read[QUESTION]).startswith(" ".join(question.text.split())):
        reasons.append(_("Pertanyaan butir ini sudah berubah sejak berkas diunduh. Unduh lagi, lalu isi yang baru."))
    value = question.value
    if not _blank(read[ANSWER]):
        try:
            value = values.canonical(question.kind, question.choices, typed_of(question, read[ANSWER]))
        except ValidationError as error:
            reasons += error.messages
    note = question.note if _blank(read.get(NOTE)) else _lines(read[NOTE])
    if len(note) > NOTE_LENGTH:
        reasons.append(_("Ringkas keterangan menjadi paling banyak %s huruf.") % NOTE_LENGTH)
    changes = (value, note) != (question.value, question.note)
    if changes and not question.applies:
        reasons.append(_("Butir ini tidak berlaku untuk Anda; kosongkan jawabannya."))
    elif changes and not question.is_open:
        reasons.append(_("Butir ini tidak dibuka lagi; hanya butir yang berubah sesuai surat yang dapat dijawab."))
    if changes and (NIK.search(note) or (question.kind in ("text", *values.IN_ROWS) and NIK.search(value))):
        reasons.append(_("Hapus nomor 16 angka yang tampak seperti NIK."))
    return Row(line, question.code, question, value, note, tuple(reasons), _lines(read[ANSWER]))


def typed_of(question: Question, cell: Cell) -> str:
    """A cell as a person would have typed it into the form."""
    if question.kind == "yes_no":
        said = (values.YES if cell else values.NO) if isinstance(cell, bool) else SAID.get(_text(cell).casefold())
        if said is None:
            raise ValidationError(_("Tulis Ya atau Tidak."))
        return said
    if isinstance(cell, str) and FORMULA_ERROR.match(cell.strip()):
        raise ValidationError(_("Rumus di sel ini berisi kesalahan (%s).") % cell.strip()[:10])
    if question.kind == "choice":
        same = {" ".join(choice.split()).casefold(): choice for choice in question.choices}
        return same.get(_text(cell).casefold(), _text(cell))
    if question.kind == "number" and isinstance(cell, bool | date):
        raise ValidationError(_("Tulis angka saja."))
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT:
        raise ValidationError(_("Tulis angka sepanjang ini sebagai teks: sel angka hanya menyimpan 15 digit."))
    return _lines(cell)


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _lines(cell: Cell) -> str:
    """What a cell says, with its line breaks; a number with a decimal comma and no more digits than it shows."""
    if isinstance(cell, bool):
        return _("Ya") if cell else _("Tidak")
    if isinstance(cell, int | float):
        return f"{Decimal(repr(cell)).normalize():f}".replace(".", ",")
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()


def _text(cell: Cell) -> str:
    return " ".join(_lines(cell).split())
