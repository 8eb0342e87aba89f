"""What a file is, and whether anybody but its uploader may open it. Pure: bytes in, a verdict out.

`glance` looks at the ending and the head, quickly enough for a request; `inspect` also looks inside, bounded in
time and memory, and belongs into a task.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from paritrana.files import office

# What to do, then why; `type` is the ending in capitals. A virus and the states of the scanner are told here too.
WORDS: dict[str, Promise] = {
    "empty": _("Pilih berkas yang berisi; berkas ini kosong (0 B)."),
    "type": _("Pilih berkas dengan jenis yang diterima."),
    "content": _("Simpan ulang sebagai %(type)s, lalu unggah lagi; isi berkas ini bukan %(type)s."),
    "page": _("Simpan sebagai PDF, lalu unggah lagi; berkas ini halaman web atau gambar SVG."),
    "old": _("Buka di aplikasinya, pilih Simpan Sebagai .%(ending)s, lalu unggah lagi; formatnya masih yang lama."),
    "password": _("Buka berkas ini, hapus kata sandinya, simpan, lalu unggah lagi."),
    "damaged": _("Simpan ulang sebagai %(type)s, lalu unggah lagi; berkas ini terpotong atau rusak."),
    "mixed": _("Simpan ulang sebagai %(type)s yang baru, lalu unggah lagi; di dalamnya ada isi berjenis lain."),
    "script": _("Cetak ke PDF, lalu unggah hasilnya; berkas ini memuat skrip."),
    "launch": _("Cetak ke PDF, lalu unggah hasilnya; berkas ini dapat menjalankan program."),
    "attachment": _("Keluarkan lampirannya dan unggah satu per satu, lalu cetak ke PDF dan unggah hasilnya."),
    "form": _("Cetak formulir ini ke PDF, lalu unggah hasilnya; formulir XFA hanya terbuka di satu aplikasi."),
    "complex": _("Cetak ke PDF, lalu unggah hasilnya; susunan berkas ini terlalu rumit untuk diperiksa."),
    "pixels": _("Perkecil ukuran gambar ini, lalu unggah lagi; jumlah pikselnya melewati batas."),
    "expands": _("Bagi isinya menjadi beberapa berkas, lalu unggah lagi; berkas ini mengembang terlalu besar."),
    "paths": _("Simpan ulang sebagai %(type)s dari aplikasinya, lalu unggah lagi; isinya tersusun tidak wajar."),
    "macros": _("Simpan sebagai .%(ending)s tanpa makro atau kontrol, lalu unggah lagi."),
    "external": _("Putuskan tautan ke berkas lain (di Excel: Data, Edit Tautan), simpan, lalu unggah lagi."),
    "virus": _("Bersihkan komputer dengan antivirus, lalu unggah berkas yang bersih; pemindai menemukan virus."),
    "scanner": _("Tidak perlu diunggah lagi: pemindai virus belum menjawab, dan berkas diperiksa lagi sendiri."),
    "unfinished": _("Simpan ulang berkas ini, lalu unggah lagi; pemeriksaannya tidak selesai."),
}

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A page or a drawing with scripts, under whatever name; also in the head of something else.
MARKUP = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<body", b"<iframe", b"<?php")
HEAD = 1024
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"}


@dataclass(frozen=True)
class Limits:
    """What a file may ask of whoever opens it."""

    pixels: int = 50_000_000
    expanded: int = 300 * 1024 * 1024
    seconds: float = 40.0


@dataclass(frozen=True)
class Verdict:
    """`reason` is a key of WORDS; empty means accepted."""

    kind: str
    reason: str = ""

    @property
    def state(self) -> str:
        return "rejected" if self.reason else "accepted"

    @property
    def words(self) -> str:
        return words_for(self.reason, self.kind)


def words_for(reason: str, kind: str) -> str:
    """The one sentence that says the way out."""
    return str(WORDS[reason]) % {"type": kind.upper(), "ending": kind} if reason else ""


def glance(file: BinaryIO, name: str, allowed: Collection[str]) -> Verdict:
    """The verdict by ending and head alone."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    kind = "jpg" if ending == "jpeg" else ending
    file.seek(0)
    head = file.read(HEAD)
    if not head:
        return Verdict(kind, "empty")
    if ending not in allowed or kind not in DEEPER:
        return Verdict(kind, "type")
    if kind_of(file) == kind:
        return Verdict(kind)
    if head.startswith(OLE) and kind in office.KINDS:
        return Verdict(kind, "password" if office.is_encrypted(file) else "old")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return Verdict(kind, "page" if start.startswith((*MARKUP, b"<!--", b"<?xml")) else "content")


def inspect(file: BinaryIO, name: str, allowed: Collection[str], limits: Limits = Limits()) -> Verdict:
    """The verdict on the whole file."""
    verdict = glance(file, name, allowed)
    if verdict.reason:
        return verdict
    if _is_mixed(file, verdict.kind):
        return Verdict(verdict.kind, "mixed")
    return Verdict(verdict.kind, DEEPER[verdict.kind](file, verdict.kind, limits))


def kind_of(file: BinaryIO) -> str:
    """The kind of file by its content (a key of `filekinds.CONTENT_TYPES`), or an empty string."""
    file.seek(0)
    head = file.read(HEAD)
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and any(brand in HEIC_BRANDS for brand in _brands(head)):
        return "heic"
    if head.startswith(b"PK\x03\x04"):
        return office.kind_of(file)
    # Text has no mark of its own; without a zero byte it can be read as a table, and only its ending says more.
    return "csv" if head.strip() and b"\0" not in head else ""


def _brands(head: bytes) -> Sequence[bytes]:
    """The brands of an ISO base media file: the major one and the compatible ones."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]


def _is_mixed(file: BinaryIO, kind: str) -> bool:
    """Whether other programs would take it for something else: read twice, it says two things."""
    file.seek(0)
    head = file.read(HEAD)
    if kind == "pdf" and not head.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return True
    if kind != "pdf" and b"%PDF-" in head:
        return True
    if any(mark in head.lower() for mark in MARKUP):
        return True
    return kind not in office.KINDS and office.is_archive(file)


# The libraries are loaded where files are really opened: in the worker, never in the web processes.
def _pdf(file: BinaryIO, kind: str, limits: Limits) -> str:
    from paritrana.files import pdfs

    return pdfs.fault(file, seconds=limits.seconds)


def _picture(file: BinaryIO, kind: str, limits: Limits) -> str:
    from paritrana.files import pictures

    return pictures.fault(file, kind, pixels=limits.pixels)


def _office(file: BinaryIO, kind: str, limits: Limits) -> str:
    return office.fault(file, kind, expanded=limits.expanded)


def _text(file: BinaryIO, kind: str, limits: Limits) -> str:
    """A table as text: a zero byte anywhere says that it is something else."""
    file.seek(0)
    return "damaged" if any(b"\0" in piece for piece in iter(lambda: file.read(1024 * 1024), b"")) else ""


DEEPER: dict[str, Callable[[BinaryIO, str, Limits], str]] = {
    "pdf": _pdf,
    **dict.fromkeys(("jpg", "png", "webp", "heic"), _picture),
    **dict.fromkeys(office.KINDS, _office),
    "csv": _text,
}
