"""What each kind of archive holds, from its frozen row alone."""

from collections.abc import Callable
from typing import IO

from reports.archives import Left, Member, Report, as_json, stored, write
from reports.dossier_archive import dossier_members
from reports.models import Document

# Prints a document as PDF.
Paper = Callable[[Document], bytes]


def write_archive(document: Document, out: IO[bytes], *, paper: Paper, report: Report) -> None:
    kinds = Document.Kind
    parts = {kinds.CASE_ARCHIVE: _case, kinds.DOSSIER: dossier_members, kinds.BATCH_ARCHIVE: _batch}
    members, left = parts[Document.Kind(document.kind)](document, paper)
    write(out, members, left, at=document.made_at, report=report)


def write_print(document: Document, out: IO[bytes], *, report: Report) -> None:
    """One PDF of all that a batch had made. A missing file stops it: a printer would not notice."""
    # Loads qpdf: only where such a file is made.
    from reports.merging import merge

    members, left = stored(document.data["papers"])
    if left:
        raise FileNotFoundError(", ".join(row.name for row in left))
    merge(out, [member.stored for member in members], len(members), report=report)


def _case(document: Document, paper: Paper) -> tuple[list[Member], list[Left]]:
    """The case file on paper, the files it names, and the ledger's events on this candidate."""
    case = Document.objects.get(pk=document.data["case_file"])
    members, left = stored(document.data["files"])
    return [
        Member("berkas-perkara.pdf", paper(case), sha256=case.sha256),
        Member("catatan-penilaian.json", as_json(document.data["ledger"])),
        *members,
    ], left


def _batch(document: Document, _paper: Paper) -> tuple[list[Member], list[Left]]:
    """The finished files of a batch, as they were when the archive was asked for."""
    return stored(document.data["papers"])
