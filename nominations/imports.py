"""Coverage from a spreadsheet: what each row would do, before anything is written.

Pure: cells and known regencies in, a `DryRun` out. Blank is missing, not 0, and changes nothing. A figure that
equals the stored one is left alone, with its source and its confirmation. Above 100 % is a warning, never an error.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nominations.coverage import percentage
from nominations.dry_runs import Looked, fingerprint_of
from nominations.regency_names import Known, Register, tidy_code
from paritrana.nik import NIK
from paritrana.numbers import num

SEGMENTS = ("pu", "bpu", "jakon", "pmi")
BASES = ("labour_force", "working")
ESTIMATE = "estimate_"
# What a column may hold, in the order of the template, with the heading that is always understood.
MEASURES = {
    "pu": "PU",
    "bpu": "BPU",
    "jakon": "Jakon",
    "pmi": "PMI",
    "labour_force": gettext_lazy("Angkatan kerja"),
    "working": gettext_lazy("Penduduk bekerja"),
    "estimate_pu": gettext_lazy("Perkiraan PU"),
    "estimate_bpu": gettext_lazy("Perkiraan BPU"),
    "estimate_jakon": gettext_lazy("Perkiraan Jakon"),
    "estimate_pmi": gettext_lazy("Perkiraan PMI"),
}
HEADINGS = (gettext_lazy("Kode Kemendagri"), gettext_lazy("Kabupaten/kota"), *MEASURES.values())
HEADING_ROWS = 20
LARGEST = 2_000_000_000

Cell = Any
Table = Sequence[Sequence[Cell]]


class Outcome(TextChoices):
    """What a row would do, in the order in which rows are shown."""

    ERROR = "error", gettext_lazy("Perlu diperbaiki")
    CHANGED = "changed", gettext_lazy("Berubah")
    NEW = "new", gettext_lazy("Baru")
    SAME = "same", gettext_lazy("Tetap")


@dataclass(frozen=True)
class Change:
    """One figure of a row beside the stored one."""

    measure: str
    before: int | None
    now: int

    @property
    def name(self) -> str:
        return str(MEASURES[self.measure])

    @property
    def differs(self) -> bool:
        return self.before != self.now


@dataclass(frozen=True)
class Row:
    """One row of the file. `regency` is set once code and name agree; `reasons` are why it is refused."""

    line: int
    code: str
    name: str
    regency: Known | None
    figures: tuple[Change, ...] = ()
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        if self.reasons:
            return Outcome.ERROR
        changes = [figure for figure in self.figures if figure.differs]
        if not changes:
            return Outcome.SAME
        return Outcome.NEW if all(figure.before is None for figure in self.figures) else Outcome.CHANGED

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(figure for figure in self.figures if figure.differs)


@dataclass(frozen=True)
class DryRun(Looked):
    """What a file would do to the figures as they stand now."""

    outcomes = Outcome

    rows: tuple[Row, ...]
    unread: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def figures(self) -> int:
        """How many figures would be written."""
        return sum(len(row.changes) for row in self.rows)

    def writes(self, *measures: str) -> bool:
        """Whether a figure of these columns would be written."""
        return any(change.measure in measures for row in self.rows for change in row.changes)

    @property
    def fingerprint(self) -> str:
        """What the person has seen: every row with what it would change, from what to what."""
        seen = [
            [row.line, row.code, row.name, row.regency and row.regency.code, row.reasons]
            + [[figure.measure, figure.before, figure.now] for figure in row.figures]
            for row in self.rows
        ]
        return fingerprint_of(seen)


def dry_run(
    tables: Iterable[Table], regencies: Iterable[Known], stored: Mapping[int, Mapping[str, int]], area: str
) -> DryRun:
    """Read the first table that has our columns. `stored` are the figures by regency and measure; `area` names
    the branch in reasons. ValidationError when the file as a whole cannot be taken."""
    register = Register(regencies)
    table, head, columns = _headed(list(tables))
    headings = table[head]
    rows: list[Row] = []
    first_line: dict[int, int] = {}
    for line, cells in enumerate(table[head + 1 :], head + 2):
        read = {name: cells[at] if at < len(cells) else None for name, at in columns.items()}
        if all(_blank(cell) for cell in read.values()) or _is_total(read):
            continue
        rows.append(_row(line, read, register, stored, area, first_line))
    if not rows:
        raise ValidationError(_("Isi sedikitnya satu baris di bawah judul kolom, lalu unggah lagi."))
    order = list(Outcome)
    present = {row.regency.key for row in rows if row.regency}
    return DryRun(
        rows=tuple(sorted(rows, key=lambda row: (order.index(row.outcome), row.line))),
        unread=tuple(
            str(cell).strip() for at, cell in enumerate(headings) if not _blank(cell) and at not in columns.values()
        ),
        absent=tuple(known.name for known in register.by_code.values() if known.own and known.key not in present),
    )


def whole(cell: Cell) -> int | None:
    """A count as people write it: 1234, 1.234, 1 234, "1234", 1234.0. None for blank; ValueError says why not."""
    if _blank(cell):
        return None
    if isinstance(cell, bool):
        raise ValueError(_("tulis angka"))
    if isinstance(cell, int | float):
        if not float(cell).is_integer():
            raise ValueError(_("tulis bilangan bulat, jumlah orang tidak berkoma"))
        count = int(cell)
    else:
        text = re.sub(r"[\u00a0\u202f]", " ", str(cell)).strip().lstrip("'")
        if "%" in text:
            raise ValueError(_("tulis jumlah orang, bukan persen"))
        grouped = re.fullmatch(r"(-?\d{1,3}(?:([. ])\d{3}(?:\2\d{3})*)?)(?:,0{1,2})?", text)
        plain = re.fullmatch(r"(-?\d+)(?:[.,]0{1,2})?", text)
        if not grouped and not plain:
            if re.fullmatch(r"-?[\d. ]*[.,]\d+", text):
                raise ValueError(_("tulis bilangan bulat, misalnya 1.250"))
            raise ValueError(_("tulis angka; kosongkan bila belum ada"))
        count = int(re.sub(r"[. ]", "", (grouped or plain)[1]))  # type: ignore[index]
    if count < 0:
        raise ValueError(_("angka tidak boleh negatif"))
    if count > LARGEST:
        raise ValueError(_("angka terlalu besar"))
    return count


def refuse_personal_data(tables: Iterable[Table], instead: str = "") -> None:
    """A file with columns or numbers of persons is refused whole, before it is stored (users.md 4.8).

    `instead` says what belongs into the file; for coverage sums only.
    """
    instead = instead or _("Di sini hanya jumlah per kabupaten/kota; berkas ini tidak disimpan.")
    for table in tables:
        for line, cells in enumerate(table, 1):
            for cell in cells:
                if _is_nik(cell) or (line <= HEADING_ROWS and _names_persons(cell)):
                    raise ValidationError(
                        _(
                            "Hapus data perorangan (NIK, KPJ, atau nama peserta; terlihat di baris %(line)s), lalu "
                            "unggah lagi. %(instead)s"
                        ),
                        code="personal",
                        params={"line": line, "instead": instead},
                    )


def _row(
    line: int,
    read: Mapping[str, Cell],
    register: Register,
    stored: Mapping[int, Mapping[str, int]],
    area: str,
    first_line: dict[int, int],
) -> Row:
    code, name = tidy_code(read["code"]), "" if _blank(read["name"]) else str(read["name"]).strip()[:120]
    regency, reason = register.match(code, name)
    reasons = [reason] if reason else []
    if regency and not regency.own:
        reasons.append(
            _("%(name)s di luar wilayah kerja %(area)s di provinsi ini.") % {"name": regency.name, "area": area}
        )
    elif regency and regency.key in first_line:
        reasons.append(
            _("%(name)s sudah ada di baris %(line)s.") % {"name": regency.name, "line": first_line[regency.key]}
        )
    elif regency:
        first_line[regency.key] = line
    found: dict[str, int] = {}
    for measure, cell in read.items():
        if measure in MEASURES or measure == "base":
            try:
                count = whole(cell)
            except ValueError as error:
                heading = MEASURES.get(measure, _("Penyebut"))
                reasons.append(
                    _("%(heading)s “%(cell)s”: %(reason)s.")
                    % {"heading": heading, "cell": str(cell).strip()[:40], "reason": error}
                )
                continue
            if count is not None:
                measure = measure if measure != "base" else _base_kind(read.get("base_kind"), reasons)
                found |= {measure: count} if measure else {}
    known = stored.get(regency.key, {}) if regency else {}
    return Row(
        line=line,
        code=code,
        name=name,
        regency=regency,
        figures=tuple(Change(measure, known.get(measure), found[measure]) for measure in MEASURES if measure in found),
        reasons=tuple(reasons),
        warnings=() if reasons else _warnings({**known, **found}, blank=not found),
    )


def _warnings(figures: Mapping[str, int], blank: bool) -> tuple[str, ...]:
    if blank:
        return (_("Tidak ada angka: baris ini tidak mengubah apa pun."),)
    counted = [figures[segment] for segment in SEGMENTS if segment in figures]
    pairs = [(base, sum(counted)) for base in BASES if counted and base in figures]
    pairs += [
        (f"{ESTIMATE}{segment}", figures[segment])
        for segment in SEGMENTS
        if segment in figures and f"{ESTIMATE}{segment}" in figures
    ]
    found = []
    for base, people in pairs:
        share = percentage(people, figures[base])
        words = {"people": num(people), "base": num(figures[base]), "name": MEASURES[base]}
        if share is None:
            found.append(_("%(name)s 0: persentase tidak dapat dihitung.") % words)
        elif share > 100:
            found.append(_("Di atas 100%%: %(people)s dari %(base)s (%(name)s). Angka tetap diterima.") % words)
    return tuple(found)


def _headed(tables: Sequence[Table]) -> tuple[Table, int, dict[str, int]]:
    """The table to read, where its headings stand and which column holds what."""
    for table in tables:
        for at, cells in enumerate(table[:HEADING_ROWS]):
            named = [(_column(cell), index) for index, cell in enumerate(cells)]
            names = [name for name, _index in named if name]
            if not {"code", "bps_code", "name"} & set(names) or not set(names) & {*MEASURES, "base"}:
                continue
            _refuse_headings(names)
            return table, at, {name: index for name, index in named if name and name != "bps_code"}
    raise ValidationError(
        _("Beri judul kolom seperti di templat: Kode Kemendagri, Kabupaten/kota, PU, BPU, Jakon, PMI, Angkatan kerja.")
    )


def _refuse_headings(names: Sequence[str]) -> None:
    if "code" not in names:
        raise ValidationError(_("Tambahkan kolom Kode Kemendagri; kode BPS tidak dipakai di sini."))
    if "name" not in names:
        raise ValidationError(_("Tambahkan kolom Kabupaten/kota: daerah dikenali dari kode dan namanya."))
    twice = sorted({name for name in names if names.count(name) > 1 and name != "bps_code"})
    if twice:
        labels = {"code": HEADINGS[0], "name": HEADINGS[1], **MEASURES}
        raise ValidationError(
            _("Sisakan satu kolom saja untuk %(names)s."),
            params={"names": ", ".join(str(labels.get(name, _("Penyebut"))) for name in twice)},
        )
    if "base" in names and "base_kind" not in names:
        raise ValidationError(_("Beri judul kolom Penyebut menurut jenisnya: Angkatan kerja atau Penduduk bekerja."))


def _column(heading: Cell) -> str:
    """What a column holds by its heading: a measure, code, bps_code, name, base, base_kind; empty if not ours."""
    if not isinstance(heading, str) or len(heading) > 80 or "%" in heading:
        return ""
    words = re.findall(r"[a-z]+", heading.lower())
    text = f" {' '.join(words)} "
    known = set(words)
    if known & {"persen", "persentase", "cakupan", "sumber", "provinsi", "selisih"} and not {"kode", "kab"} & known:
        return ""
    if "kode" in known:
        if "bps" in known:
            return "bps_code"
        return "" if known & {"provinsi", "cabang", "kantor", "pos", "prov"} else "code"
    segment = ""
    if "bpu" in known or " bukan penerima upah " in text:
        segment = "bpu"
    elif "pu" in known or " penerima upah " in text:
        segment = "pu"
    elif known & {"jakon", "konstruksi"}:
        segment = "jakon"
    elif known & {"pmi", "migran"}:
        segment = "pmi"
    if segment:
        return f"{ESTIMATE}{segment}" if known & {"perkiraan", "estimasi", "penyebut"} else segment
    if "penyebut" in known and known & {"jenis", "tipe"}:
        return "base_kind"
    if " angkatan kerja " in text:
        return "labour_force"
    if "bekerja" in known:
        return "working"
    if "penyebut" in known:
        return "base"
    return "name" if known & {"kabupaten", "kab", "kota", "daerah", "nama"} else ""


def _base_kind(cell: Cell, reasons: list[str]) -> str:
    kind = _column(cell)
    if kind in BASES:
        return kind
    reasons.append(_("Isi Jenis penyebut: Angkatan kerja atau Penduduk bekerja."))
    return ""


def _blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_total(read: Mapping[str, Cell]) -> bool:
    """The line of sums at the foot of a table."""
    texts = [str(read[name]).strip().lower() for name in ("code", "name") if not _blank(read[name])]
    return len(texts) == 1 and re.match(r"(jumlah|total|grand total)\b", texts[0]) is not None


PERSONS = re.compile(
    r"\b(nik|kpj|no ktp|nomor ktp|nomor induk kependudukan|tanggal lahir|tgl lahir"
    r"|nama (peserta|lengkap|pekerja|tenaga kerja|karyawan|pegawai|ibu|pimpinan|direktur|pemilik|kontak|pic"
    r"|narahubung|penanggung jawab|kepala desa|kades|lurah))\b"
)


def _is_nik(cell: Cell) -> bool:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return 10**15 <= cell < 10**16
    return isinstance(cell, str) and NIK.search(cell) is not None


def _names_persons(cell: Cell) -> bool:
    """A heading is short; a sentence that speaks of NIK is not a column of them."""
    if not isinstance(cell, str) or len(cell) > 40:
        return False
    return PERSONS.search(" ".join(re.findall(r"[a-z]+", cell.lower()))) is not None
