"""Signatures under documents: sealed by the portal, signed elsewhere and uploaded, or signed in ink and scanned."""

import contextlib
import datetime
import hashlib
import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import IO, Any

import pypdf
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees.models import Edition
from paritrana.files.kept_services import file_of
from paritrana.files.models import Upload
from paritrana.files.services import store
from reports import offices
from reports.documents import moment_words
from reports.models import Document, SignedFile
from reports.services.watching import changed

TYPES = ["pdf", "jpg", "png"]
# Judging a file takes a second, sealing up to some for the timestamp; later than this nobody is at work on it.
LEASE = datetime.timedelta(minutes=2)
ATTEMPTS = 3
PIECE = 1 << 20
# As it is printed: five groups of four.
CODE = re.compile(r"\b(?:[2-9A-HJ-NP-Z]{4}-){4}[2-9A-HJ-NP-Z]{4}\b")
# As the name of a downloaded file holds it.
SHORT_CODE = re.compile(r"(?<![a-z0-9])([2-9a-hj-np-z]{8})-v\d+", re.IGNORECASE)
State, Form = SignedFile.State, SignedFile.Form


@transaction.atomic
def request_seal(document: Document, *, by: Any) -> SignedFile:
    """Ask for the portal's seal with the key of the office."""
    document = _signable(document, by)
    waiting = document.signed_files.filter(state__in=(State.WAITING, State.JUDGING), file=None).first()
    return waiting or _begin(document, by, None)


@transaction.atomic
def take_signed(document: Document, given: UploadedFile | Upload, *, by: Any) -> SignedFile:
    """Keep what was signed elsewhere, or the scan of a signature in ink; what it is, is found out by a task."""
    document = _signable(document, by)
    try:
        file = file_of(given, province=document.province, by=by, types=TYPES)
    except ValidationError as error:
        raise ValidationError({"file": error.error_list}) from None
    return _begin(document, by, file)


@transaction.atomic
def compare(row: SignedFile, *, agree: bool, note: str, by: Any) -> SignedFile:
    """The second officer has compared the changed file with ours, and says whether it says the same."""
    require(by, "documents.make", row)
    document = _locked(row.document_id)
    row = SignedFile.objects.select_for_update(of=("self",)).select_related("document").get(pk=row.pk)
    if row.state != State.COMPARE:
        raise ValidationError(_("Berkas ini sudah diputuskan."))
    if row.by_id == by.pk:
        raise ValidationError(_("Mintalah petugas lain: yang mengunggah tidak membandingkan berkasnya sendiri."))
    if not agree and not note.strip():
        raise ValidationError({"note": _("Tulis apa yang berbeda.")})
    if agree:
        _replace(document)
    row.state = State.ACCEPTED if agree else State.REJECTED
    row.second, row.note, row.decided_at = by, note.strip(), timezone.now()
    row.save(update_fields=["state", "second", "note", "decided_at"])
    record(by, "signatures.compare", row, before={"state": "compare"}, after={"state": row.state, "note": row.note})
    changed(document)
    return row


def find_document(edition: Edition, given: UploadedFile | Upload, *, by: Any) -> Document | None:
    """Which paper of the edition a signed file belongs to: by its bytes, by the code printed on it, by its name."""
    seen = Document.objects.visible_to(by, "documents.make").filter(edition=edition, superseded_at=None, status="ready")
    rows: QuerySet[Document] = seen.defer("data").select_related("edition__province")
    with _opened(given) as content:
        hashes = _beginnings(content, sorted(set(rows.values_list("size", flat=True))))
        codes = [code.replace("-", "") for code in CODE.findall(_text(content))]
    # Not that of the bytes: what went up in pieces lies under a key.
    named = SHORT_CODE.search(given.name or "")
    return (
        rows.filter(sha256__in=hashes).first()
        or rows.filter(code__in=codes).first()
        or (rows.filter(code__startswith=named[1].upper()).first() if named else None)
    )


# --- in the worker --------------------------------------------------------------------------------------


def finish(pk: int) -> bool:
    """Seal the paper or judge the file that came, and say what was found. False: somebody else has it or it is done."""
    waiting = SignedFile.objects.filter(pk=pk, state=State.WAITING)
    if not waiting.update(state=State.JUDGING, touched_at=timezone.now(), attempts=F("attempts") + 1):
        return False
    row = SignedFile.objects.select_related("document__edition__province", "file", "by").get(pk=pk)
    # Loads pyHanko: only where signatures are really made or read.
    from reports import signing

    sealed = b""
    try:
        if row.file:
            content = _copied(row.file.content)
        else:
            sealed = _sealed(row.document)
            content = io.BytesIO(sealed)
    except signing.CannotSign as error:
        return _decide(row, State.REJECTED, "", _("Segel tidak dapat dibuat: %(why)s") % {"why": error}, [])
    except FileNotFoundError:
        return _decide(row, State.REJECTED, "", _("Berkas tidak ditemukan di penyimpanan."), [])
    with content:
        if row.file and row.file.sha256 == row.document.sha256:
            words = _("Berkas ini belum bertanda tangan: isinya sama dengan berkas dari portal.")
            return _decide(row, State.REJECTED, "", words, [])
        if row.file and row.file.type != "pdf":
            return _decide(row, State.ACCEPTED, Form.INK, "", [])
        try:
            found = signing.judge(content)
        except signing.CannotRead:
            words = _("Berkas PDF tidak dapat dibaca. Unduh lagi dari aplikasi tanda tangan, lalu unggah.")
            return _decide(row, State.REJECTED, "", words, [])
        verdict = _verdict(found, is_ours=signing.only_signed(content, _ours(row.document)))
    return _decide(row, *verdict, found, sealed)


def _verdict(found: Sequence[Any], *, is_ours: bool) -> tuple[str, str, str]:
    """State, form and reason of a PDF with these signatures."""
    if not found:
        return State.ACCEPTED, Form.INK, ""
    broken = [one.name for one in found if not one.sound]
    if broken:
        words = _("Tanda tangan %(names)s tidak sah: isi berubah setelah ditandatangani.")
        return State.REJECTED, "", words % {"names": ", ".join(broken)}
    if not is_ours:
        words = _("Isi berkas berbeda dari berkas portal. Petugas kedua membandingkan keduanya.")
        return State.COMPARE, Form.CHANGED, words
    strangers = [one.issuer for one in found if not one.trusted]
    if strangers:
        words = _("Penerbit sertifikat %(names)s tidak ada dalam daftar yang dipercaya portal ini.")
        return State.COMPARE, Form.INTACT, words % {"names": ", ".join(strangers)}
    return State.ACCEPTED, Form.INTACT, ""


def _decide(row: SignedFile, state: str, form: str, reason: str, found: Sequence[Any], sealed: bytes = b"") -> bool:
    """Write the verdict once; a second worker finds it written."""
    with transaction.atomic():
        document = _locked(row.document_id)
        waiting = SignedFile.objects.select_for_update(of=("self",)).filter(pk=row.pk, state=State.JUDGING).first()
        if waiting is None:
            return False
        if state == State.ACCEPTED:
            _replace(document)
        if sealed:
            name = f"{document.code[:8].lower()}-v{document.version}-bertanda-tangan.pdf"
            upload = SimpleUploadedFile(name, sealed, "application/pdf")
            waiting.file = store(upload, province=document.province, by=row.by, types=["pdf"])
        waiting.state, waiting.form, waiting.reason = state, form, reason
        waiting.signatures = [
            {**asdict(one), "at": moment_words(one.at, document.province) if one.at else ""} for one in found
        ]
        waiting.decided_at = timezone.now() if state != State.COMPARE else None
        waiting.save(update_fields=["file", "state", "form", "reason", "signatures", "decided_at"])
        record(row.by, "signatures.judge", waiting, after={"state": state, "form": form, "reason": reason})
    changed(document)
    return True


def sweep() -> int:
    """Ask again for what a killed worker or a lost message has left; give up after three attempts. Returns how many."""
    now = timezone.now()
    left = SignedFile.objects.filter(state__in=(State.WAITING, State.JUDGING), touched_at__lt=now - LEASE)
    for row in left.filter(state=State.JUDGING, attempts__gte=ATTEMPTS).select_related("by"):
        words = _("Pemeriksaan terhenti %(count)s kali. Unggah berkas lain, atau minta bantuan administrator.")
        _decide(row, State.REJECTED, "", words % {"count": ATTEMPTS}, [])
    again = {"state": State.WAITING, "touched_at": now}
    found = [pk for pk in left.values_list("pk", flat=True) if left.filter(pk=pk).update(**again)]
    for pk in found:
        later("reports.finish_signature", pk)
    return len(found)


def _sealed(document: Document) -> bytes:
    from reports import signing
    from reports.pdf import render_seal

    office = offices.office(document.edition.province.slug)
    if office is None:
        raise signing.CannotSign(_("kunci instansi belum dipasang"))
    name, bsre = signing.signer_name(office)
    face = render_seal({"name": name, "moment": moment_words(timezone.now(), document.province), "bsre": bsre})
    return signing.seal(_ours(document), office, appearance=face, reason=str(document.get_kind_display()))


def _begin(document: Document, by: Any, file: Any) -> SignedFile:
    row = SignedFile.objects.create(province=document.province, document=document, file=file, by=by)
    about = {"file": file.name, "sha256": file.sha256} if file else {"seal": "portal"}
    record(by, "signatures.begin", row, after=about)
    later("reports.finish_signature", row.pk)
    changed(document)
    return row


def _signable(document: Document, by: Any) -> Document:
    require(by, "documents.make", document)
    document = _locked(document.pk)
    if document.status != Document.Status.READY or document.ending != "pdf":
        raise ValidationError(_("Tunggu sampai berkas PDF-nya siap."))
    if document.superseded_at:
        raise ValidationError(_("Versi ini sudah diganti. Tandatangani versi yang berlaku."))
    return document


def _locked(pk: int) -> Document:
    rows = Document.objects.select_for_update(of=("self",)).select_related("edition__province", "province")
    return rows.defer("data").get(pk=pk)


def _replace(document: Document) -> None:
    document.signed_files.filter(state=State.ACCEPTED, replaced_at=None).update(replaced_at=timezone.now())


def _copied(field: Any) -> IO[bytes]:
    """A stored file as one that can be read back and forth; a scan of a hundred megabytes fills no memory."""
    copy = tempfile.TemporaryFile()  # noqa: SIM115 (who asks closes it)
    with field.open("rb") as stored:
        shutil.copyfileobj(stored, copy, PIECE)
    copy.seek(0)
    return copy


@contextlib.contextmanager
def _opened(given: UploadedFile | Upload) -> Iterator[Any]:
    """The bytes of what a form brings."""
    if isinstance(given, Upload):
        assert given.file is not None
        with given.file.content.open("rb") as stored:
            yield stored
    else:
        yield given
        given.seek(0)


def _beginnings(given: Any, sizes: Sequence[int]) -> list[str]:
    """The SHA-256 of the first so many bytes of a file, for each of the sizes (the smallest first) that it has."""
    given.seek(0)
    digest, done, found = hashlib.sha256(), 0, []
    for size in sizes:
        while done < size and (piece := given.read(min(PIECE, size - done))):
            digest.update(piece)
            done += len(piece)
        if done < size:
            break
        found.append(digest.copy().hexdigest())
    return found


def _ours(document: Document) -> bytes:
    with document.file.open("rb") as stored:
        return bytes(stored.read())


def _text(given: Any) -> str:
    """What can be read on the first and the last page; a scan has none."""
    try:
        pages = pypdf.PdfReader(given).pages
        return "\n".join(pages[number].extract_text() for number in sorted({0, len(pages) - 1}))
    except Exception:  # not a PDF that can be read: it is found by its name, or not at all
        return ""
