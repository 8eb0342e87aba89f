"""ZIP files of papers and evidence. What goes in is streamed from the storage: a gigabyte never lies in memory."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from paritrana.files.models import File
from reports.models import Document

PIECE = 1 << 20
HASHES = "hashes.csv"
# Told after each member: how many are done, of how many.
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Member:
    """A file of an archive: bytes made for it, or a stored file. `sha256` is what was on record of it."""

    name: str
    content: bytes = b""
    stored: Any = None
    sha256: str = ""


@dataclass(frozen=True)
class Left:
    """A file that is named by its hash only, and why."""

    name: str
    sha256: str
    why: str


def write(out: IO[bytes], members: Sequence[Member], left: Sequence[Left], *, at: datetime, report: Report) -> None:
    """Write the archive and, last in it, the SHA-256 of every member. The same rows give the same bytes."""
    lines: list[list[object]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, member in enumerate(members, 1):
            lines.append(_add(archive, member, at))
            report(done, len(members))
        lines += [[row.name, "", "", row.sha256, row.why] for row in left]
        archive.writestr(_info(HASHES, at), _hashes(lines), zipfile.ZIP_DEFLATED)


def stored(rows: Sequence[dict[str, Any]]) -> tuple[list[Member], list[Left]]:
    """The stored files that frozen rows name (`file` or `document`, `path`, `sha256`, `why` where left out)."""
    files = File.objects.in_bulk([row["file"] for row in rows if "file" in row])
    papers = Document.objects.defer("data").in_bulk([row["document"] for row in rows if "document" in row])
    members, left = [], []
    for row in rows:
        file = files.get(row.get("file"))
        why = row.get("why") or ("memuat data pribadi" if file is not None and file.restricted else "")
        source = file.content if file is not None else getattr(papers.get(row.get("document")), "file", None)
        if not why and not (source and source.storage.exists(source.name)):
            why = "tidak ditemukan di penyimpanan"
        if why:
            left.append(Left(row["path"], row["sha256"], why))
        else:
            members.append(Member(row["path"], stored=source, sha256=row["sha256"]))
    return members, left


def as_json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _add(archive: zipfile.ZipFile, member: Member, at: datetime) -> list[object]:
    digest, size = hashlib.sha256(), 0
    # Evidence is compressed already: PDF, photographs, Office files.
    kind = zipfile.ZIP_STORED if member.stored else zipfile.ZIP_DEFLATED
    with (
        member.stored.storage.open(member.stored.name) if member.stored else io.BytesIO(member.content) as source,
        archive.open(_info(member.name, at, kind), "w", force_zip64=True) as target,
    ):
        while piece := source.read(PIECE):
            digest.update(piece)
            target.write(piece)
            size += len(piece)
    found = digest.hexdigest()
    same = "sama dengan yang tercatat" if member.sha256 == found else "BERBEDA dari yang tercatat"
    return [member.name, size, found, member.sha256, same if member.sha256 else "dibuat untuk arsip ini"]


def _info(name: str, at: datetime, kind: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at.timetuple()[:6])
    info.compress_type = kind
    info.external_attr = 0o644 << 16
    return info


def _hashes(lines: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    head = ["berkas", "ukuran (byte)", "SHA-256 isi", "SHA-256 tercatat", "keterangan"]
    csv.writer(out, delimiter=";").writerows([head, *lines])
    return out.getvalue().encode("utf-8-sig")
