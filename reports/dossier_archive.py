"""The dossier as a ZIP: paper, table, evidence list, and the published package with its signature and verifier."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from reports.archives import Left, Member
from reports.models import Document
from reports.sheets import workbook
from scoring import snapshot, verify
from scoring.models import Decision

NAME = "paket-hasil.json"


def dossier_members(document: Document, paper: Callable[[Document], bytes]) -> tuple[list[Member], list[Left]]:
    """The members in the order they are read. A package that is no longer the one on paper stops the archive."""
    data = document.data
    package = snapshot.published(Decision.objects.get(pk=data["decision"]))
    if hashlib.sha256(package).hexdigest() != data["package"]["sha256"]:
        raise ValueError("the published package is not the one that was frozen with this dossier")
    head = ["kandidat", "butir", "pertanyaan", "berkas", "ukuran (byte)", "SHA-256"]
    keys = ("nominee", "code", "question", "name", "size", "sha256")
    signature = "".join(f"{key}: {data['package'][key]}\n" for key in ("algorithm", "public_key", "value"))
    return [
        Member("berkas-penerusan.pdf", paper(document)),
        Member("data.xlsx", workbook(data["columns"], data["rows"])),
        Member("daftar-data-dukung.xlsx", workbook(head, [[row[key] for key in keys] for row in data["evidence"]])),
        Member(NAME, package, sha256=data["package"]["sha256"]),
        Member("tanda-tangan.txt", signature.encode()),
        Member("verify.py", Path(verify.__file__).read_bytes()),
    ], []
