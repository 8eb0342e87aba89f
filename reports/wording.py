"""The sentences of papers: which ones the secretariat may write, with which fields, and how fields are filled.

Plain text and fields like `{kategori}`, nothing else: no loops, no conditions, no fields inside fields. What is
filled in is never read again, so a name with braces in it stays a name. Papers are in Indonesian whatever
language the screen has, so the sentences are not translated.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from paritrana.typeface import unprinted
from reports import official_words

Run = dict[str, Any]
Paragraphs = list[list[Run]]
LONGEST = 4000  # letters in one slot
ON_CERTIFICATE = 160  # more would run into the seal and the signature

FIELD = re.compile(r"\{([a-z][a-z_]*)\}")
PIECES = re.compile(r"(\{[^{}\n]*\}|[{}])")


class Slot(NamedTuple):
    """One place on a paper whose sentences can be written."""

    label: Any
    default: str
    help: Any = ""
    longest: int = LONGEST


class Field(NamedTuple):
    """A word that is filled in, and where in a document's data it stands (the first path that holds something)."""

    help: Any
    paths: tuple[str, ...]


FIELDS: dict[str, Field] = {
    "nama_penerima": Field(gettext_lazy("kandidat yang menerima atau dibicarakan"), ("recipient", "nominee")),
    "kategori": Field(gettext_lazy("nama kategori"), ("category_name", "category")),
    "predikat": Field(gettext_lazy("peringkat atau nama penghargaan"), ("rank",)),
    "judul": Field(gettext_lazy("nama penyelenggaraan"), ("edition.title", "title")),
    "tahun_penilaian": Field(gettext_lazy("tahun yang dinilai"), ("edition.assessment_year",)),
    "tahun_pelaksanaan": Field(gettext_lazy("tahun pelaksanaan"), ("edition.held_year",)),
    "panitia": Field(gettext_lazy("nama panitia"), ("committee",)),
    "provinsi": Field(gettext_lazy("nama provinsi"), ("province",)),
    "ibu_kota": Field(gettext_lazy("tempat surat dibuat"), ("place",)),
    "tanggal": Field(gettext_lazy("tanggal dokumen"), ("date",)),
    "pejabat": Field(gettext_lazy("jabatan pemberi"), ("giver",)),
    "kepada": Field(gettext_lazy("yang dituju surat"), ("to",)),
    "hal": Field(gettext_lazy("hal surat"), ("letter.about",)),
    "acara": Field(gettext_lazy("nama acara"), ("letter.event",)),
    "hari_tanggal": Field(gettext_lazy("hari dan tanggal acara"), ("day",)),
    "waktu": Field(gettext_lazy("waktu acara"), ("time",)),
    "tempat": Field(gettext_lazy("tempat acara"), ("place_held",)),
    "pada_hari_ini": Field(
        gettext_lazy("“Pada hari ini, Senin tanggal … bertempat di …,” dengan tanggal dalam huruf"), ("opening",)
    ),
    "jumlah_nomine": Field(gettext_lazy("berapa nomine diwawancarai"), ("heard",)),
    "ditutup": Field(gettext_lazy("kapan sesi ditutup"), ("closed",)),
    "ditutup_oleh": Field(gettext_lazy("siapa yang menutup sesi"), ("closed_by",)),
    **{name: Field(*field) for name, field in official_words.FIELDS.items()},
}

OPENING, CLOSING = gettext_lazy("Pembuka"), gettext_lazy("Penutup")
THANKS = "Atas perhatian dan kehadiran Bapak/Ibu, kami ucapkan terima kasih."

# kind of document -> slot -> what may be written there
SLOTS: dict[str, dict[str, Slot]] = {
    "certificate": {
        "giving": Slot(gettext_lazy("Di atas nama penerima"), "memberikan penghargaan kepada", longest=ON_CERTIFICATE),
        "rank": Slot(gettext_lazy("Di atas predikat"), "sebagai", longest=ON_CERTIFICATE),
    },
    "invitation": {
        "opening": Slot(
            OPENING,
            "Dalam rangka {judul}, tahun penilaian {tahun_penilaian}, kami mengundang Bapak/Ibu beserta pejabat terkait"
            " mewakili {nama_penerima} (kategori {kategori}) untuk hadir pada:",
        ),
        "request": Slot(
            gettext_lazy("Permintaan"),
            "Mohon nama dan jabatan yang hadir dikonfirmasi melalui portal sebelum giliran dimulai,"
            " dan delegasi tiba 15 menit lebih awal.",
        ),
        "closing": Slot(CLOSING, THANKS),
    },
    "meeting": {
        "opening": Slot(
            OPENING,
            "Dalam rangka {judul}, tahun penilaian {tahun_penilaian}, kami mengundang Bapak/Ibu untuk hadir pada:",
        ),
        "closing": Slot(CLOSING, THANKS),
    },
    "selection": {
        "opening": Slot(
            OPENING, "{pada_hari_ini} {panitia} mengadakan seleksi administrasi dan memutuskan sebagai berikut."
        ),
        "explanation": Slot(
            gettext_lazy("Penjelasan nilai"),
            "Nilai adalah bagian butir penilaian mandiri yang terpenuhi, dalam persen: menurut kandidat (mandiri) dan"
            " menurut verifikasi. Kelengkapan adalah bagian butir yang dijawab beserta data dukungnya.",
        ),
    },
    "interview_minutes": {
        "opening": Slot(
            OPENING, "{pada_hari_ini} {panitia} mengadakan wawancara dengan {jumlah_nomine} nomine sebagai berikut."
        ),
        "closing": Slot(
            CLOSING,
            "Sesi ditutup {ditutup} oleh {ditutup_oleh}. Berita acara ini tidak memuat nilai maupun urutan hasil.",
        ),
    },
    **{kind: {name: Slot(*slot) for name, slot in slots.items()} for kind, slots in official_words.SLOTS.items()},
}


def fill(text: str, values: Mapping[str, Any]) -> Paragraphs:
    """`text` with its fields filled, a paragraph a line; what cannot be filled stays as it is written, `missing`."""
    lines = (_clean(line).strip() for line in text[:LONGEST].splitlines())
    return [list(_runs(line, values)) for line in lines if line]


def _runs(line: str, values: Mapping[str, Any]) -> Iterator[Run]:
    joined = ""
    for piece in PIECES.split(line):
        if piece[:1] not in ("{", "}"):
            joined += piece
            continue
        field = FIELD.fullmatch(piece)
        found = values.get(field[1]) if field else None
        if value := "" if found is None else _clean(str(found)).strip():
            joined += value
            continue
        if joined:
            yield {"text": joined, "missing": False}
        joined = ""
        yield {"text": piece, "missing": True}
    if joined:
        yield {"text": joined, "missing": False}


def _clean(text: str) -> str:
    """Without letters that have no shape, or that turn the direction of their neighbours."""
    return "".join(" " if letter == "\t" else letter for letter in text if letter == "\t" or not _hidden(letter))


def _hidden(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn")


def values_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a document's data can fill."""
    return {name: found for name, field in FIELDS.items() if (found := _first(data, field.paths)) not in (None, "")}


def _first(data: Mapping[str, Any], paths: tuple[str, ...]) -> Any:
    for path in paths:
        found: Any = data
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, str | int) and found != "":
            return found
    return None


def filled(kind: str, texts: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Paragraphs]:
    """Every slot of a kind; those that `texts` does not hold say what they say by default."""
    return {name: fill(texts.get(name, slot.default), values) for name, slot in SLOTS[kind].items()}


def with_texts(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """The data of a paper; one that was asked for before sentences could be written has the usual ones."""
    if kind not in SLOTS or "texts" in data:
        return data
    return {**data, "texts": {"slots": filled(kind, {}, values_of(data)), "wording": 0}}


def problems(text: str, offered: Mapping[str, Any]) -> list[str]:
    """What of `text` will not be printed as it stands, in sentences; nothing of it keeps it from being saved."""
    found = []
    for piece in dict.fromkeys(PIECES.findall(text)):
        field = FIELD.fullmatch(piece)
        if len(piece) == 1:
            found.append(_("Kurung kurawal %(brace)s tidak berpasangan; tercetak merah.") % {"brace": piece})
        elif field is None or field[1] not in FIELDS:
            found.append(_("%(field)s bukan isian dan tercetak merah; pilih dari daftar isian.") % {"field": piece})
        elif field[1] not in offered:
            found.append(_("%(field)s tidak ada pada dokumen jenis ini dan tercetak merah.") % {"field": piece})
    if any(_hidden(letter) for line in text.splitlines() for letter in line if letter != "\t"):
        found.append(_("Ada huruf tak tampak; huruf itu tidak dicetak."))
    if boxes := "".join(letter for letter in unprinted(text) if not _hidden(letter)):
        found.append(_("Huruf %(letters)s tidak ada pada huruf cetak dan tercetak sebagai kotak.") % {"letters": boxes})
    return found
