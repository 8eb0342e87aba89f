"""Electronic signatures in PDF files (PAdES, ETSI EN 319 142): the only importer of pyHanko."""

import contextlib
import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from asn1crypto import pem, x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers, timestamps
from pyhanko.sign.diff_analysis.commons import compare_dicts
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from reports.offices import Office, trusted_files

FIELD = "Segel"
# Where the seal goes: the element with this id in the print templates.
PLACE = "segel"
MM = 72 / 25.4
SEAL_SIZE = (62 * MM, 15 * MM)
# As the issuer's certificates name it: Balai Besar Sertifikasi Elektronik, formerly Balai Sertifikasi Elektronik.
BSRE = ("sertifikasi elektronik", "bsre")


# What a signature adds to the catalogue, to a page, and to what is read aloud.
OF_CATALOGUE = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Perms", "/Version"})
OF_PAGE = frozenset({"/Annots"})
OF_SPEECH = frozenset({"/K", "/Nums"})
FORM = NameObject("/Form")
OF_FORM = frozenset({"/Type", "/S", "/P", "/Pg", "/K"})
NOTHING: frozenset[str] = frozenset()


class CannotSign(Exception):
    """A paper that cannot be sealed; the text says why."""


class CannotRead(Exception):
    """A file that is no readable PDF."""


@dataclass(frozen=True)
class Signature:
    """A signature in a file: whose, of which issuer, when, and what holds."""

    name: str
    issuer: str
    at: datetime | None
    sound: bool
    trusted: bool
    stamped: bool
    bsre: bool


def signer_name(office: Office) -> tuple[str, bool]:
    """Whose certificate it is, and whether BSrE has issued it."""
    with _key(office) as signer:
        certificate = signer.signing_cert
        return _common_name(certificate.subject), _is_bsre(certificate)


def seal(pdf: bytes, office: Office, *, appearance: bytes, reason: str) -> bytes:
    """The file with a PAdES B-LT signature after its own bytes, which stay as they are.

    `appearance` is a page of the size of the seal, shown where the paper keeps room for it. Raises CannotSign.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    _add_field(writer, *place_of(pdf), words=f"{FIELD}: {reason}")
    address = office.facts.get("timestamp")
    try:
        # The library takes a page by the name of its file.
        with _key(office) as signer, tempfile.NamedTemporaryFile(suffix=".pdf") as face:
            face.write(appearance)
            face.flush()
            printed = StaticStampStyle.from_pdf_file(face.name, border_width=0, background_opacity=1)
            signed = signers.PdfSigner(
                signers.PdfSignatureMetadata(
                    field_name=FIELD,
                    md_algorithm="sha256",
                    subfilter=SigSeedSubFilter.PADES,
                    reason=reason,
                    embed_validation_info=True,
                    validation_context=ValidationContext(
                        trust_roots=_trusted(), allow_fetching=True, revocation_mode="require"
                    ),
                ),
                signer=signer,
                timestamper=timestamps.HTTPTimeStamper(address) if address else None,
                stamp_style=printed,
            ).sign_pdf(writer, existing_fields_only=True)
    except (SigningError, PdfError, OSError, ValueError, KeyError, timestamps.TimestampRequestError) as error:
        raise CannotSign(f"{type(error).__name__}: {error}") from error
    result: bytes = signed.getvalue()
    return result


def _add_field(writer: IncrementalPdfFileWriter, page: int, box: tuple[float, float, float, float], words: str) -> None:
    """An empty field for the seal that is also read aloud: a form with a name in the structure (PDF/UA-1, 7.18)."""
    append_signature_field(writer, SigFieldSpec(FIELD, on_page=page, box=box, readable_field_name=words))
    sheet = writer.find_page_for_modification(page)[0]
    widget = sheet.get_object()["/Annots"].raw_get(-1)
    tree = writer.root["/StructTreeRoot"]
    parent, numbers = tree["/K"].raw_get(0), tree["/ParentTree"]["/Nums"]
    spoken = {"/Type": NameObject("/OBJR"), "/Obj": widget, "/Pg": sheet}
    form = {"/Type": NameObject("/StructElem"), "/S": FORM, "/P": parent, "/Pg": sheet, "/K": DictionaryObject(spoken)}
    added = writer.add_object(DictionaryObject(form))
    key = NumberObject(numbers[-2] + 1)  # a sorted list of number, part, number, part ...
    numbers.extend([key, added])
    parent.get_object()["/K"].append(added)
    widget.get_object()["/StructParent"] = key
    for changed in (numbers, parent.get_object()["/K"], widget.get_object()):
        writer.update_container(changed)


def place_of(pdf: bytes) -> tuple[int, tuple[float, float, float, float]]:
    """Page (from 0) and box in points of the seal: where the template keeps room, else the foot of the last page."""
    reader = PdfFileReader(io.BytesIO(pdf))
    pages = [reader.find_page_for_modification(number)[0] for number in range(_count(reader))]
    found = _destination(reader)
    if found is None:
        return len(pages) - 1, (72, 60, 72 + SEAL_SIZE[0], 60 + SEAL_SIZE[1])
    page, left, top = found
    number = [ref.reference for ref in pages].index(page)
    return number, (left, top - SEAL_SIZE[1], left + SEAL_SIZE[0], top)


def judge(pdf: IO[bytes]) -> list[Signature]:
    """The signatures in a file, the oldest first; [] for a file without one. Raises CannotRead."""
    try:
        reader = PdfFileReader(pdf)
        return [_judged(one, reader) for one in reader.embedded_signatures if one.sig_object_type == "/Sig"]
    except Exception as error:  # the parser meets files made to break it
        raise CannotRead(f"{type(error).__name__}: {error}"[:300]) from error


def only_signed(pdf: IO[bytes], ours: bytes) -> bool:
    """Whether a file is `ours` and, after those bytes, signatures and nothing else: nothing on a page has changed.

    A signature holds for all that stood before it, so also for what somebody has laid over our page first.
    """
    pdf.seek(0)
    if pdf.read(len(ours)) != ours:
        return False
    try:
        return _only_signed(PdfFileReader(pdf), PdfFileReader(io.BytesIO(ours)))
    except Exception:  # the parser meets files made to break it
        return False


def _only_signed(reader: PdfFileReader, first: PdfFileReader) -> bool:
    revisions = reader.xrefs
    # Else the file begins with our bytes and does not use them.
    if revisions.get_startxref_for_revision(0) != first.xrefs.get_startxref_for_revision(0):
        return False
    there = first.xrefs.explicit_refs_in_revision(0)
    pages = [reader.find_page_for_modification(number)[0].reference for number in range(_count(reader))]
    spoken = _spoken(reader)
    told_of = [holder.raw_get(key).reference for holder, key in _descriptions(reader) if key in holder]
    for revision in range(1, revisions.total_revisions):
        if revisions.refs_freed_in_revision(revision) & there:
            return False
        for ref in (revisions.explicit_refs_in_revision(revision) & there).difference(told_of):
            added = OF_CATALOGUE if ref == reader.root_ref else OF_PAGE if ref in pages else NOTHING
            former, latter = reader.get_object(ref, revision=0), reader.get_object(ref)
            if ref in spoken:
                added = OF_SPEECH if _only_forms(former, latter) else NOTHING
            if not compare_dicts(former, latter, added, raise_exc=False):
                return False
    if _count(reader) != _count(first):
        return False
    return all(_only_fields(reader.get_object(page), reader.get_object(page, revision=0)) for page in pages)


def _descriptions(reader: PdfFileReader) -> list[tuple[Any, str]]:
    """Where date and title are written again by whoever signs; nothing of it is shown on a page."""
    return [(reader.trailer, "/Info"), (reader.root, "/Metadata")]


def _spoken(reader: PdfFileReader) -> list[Any]:
    """The two lists that a form which is read aloud is added to: the paper's parts, and their numbers."""
    if "/StructTreeRoot" not in reader.root:
        return []
    tree = reader.root["/StructTreeRoot"]
    return [tree["/K"].raw_get(0).reference, tree.raw_get("/ParentTree").reference]


def _only_forms(former: Any, latter: Any) -> bool:
    """Whether those lists have only grown, and only by forms without words of their own."""
    for key in OF_SPEECH & set(former):
        before, after = list(former.raw_get(key)), list(latter.raw_get(key))
        added = after[len(before) :]
        parts = added[1::2] if key == "/Nums" else added
        if after[: len(before)] != before or not all(_is_form(one.get_object()) for one in parts):
            return False
    return True


def _is_form(part: Any) -> bool:
    return set(part) <= OF_FORM and part["/S"] == FORM and part["/K"]["/Type"] == "/OBJR"


def _count(reader: PdfFileReader) -> int:
    return int(reader.root["/Pages"]["/Count"])


def _only_fields(page: Any, former: Any) -> bool:
    """Whether what a page has on it more than before are signature fields, too small to hide what it says."""
    before = list(former.get("/Annots", []))
    added = [one for one in page.get("/Annots", []) if one not in before]
    if len(added) != len(page.get("/Annots", [])) - len(before):
        return False
    fields = [one.get_object() for one in added]
    return all(one.get("/FT") == "/Sig" and _area(one["/Rect"]) <= _area(page["/MediaBox"]) / 6 for one in fields)


def _area(box: Any) -> float:
    left, foot, right, top = (float(edge) for edge in box)
    return abs((right - left) * (top - foot))


def _judged(one: EmbeddedPdfSignature, reader: PdfFileReader) -> Signature:
    status = _status(one, reader, None)
    stamp = status.timestamp_validity
    stamped = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    if stamped and not status.trusted:
        # A certificate that has ended since was good at the moment of the timestamp.
        status = _status(one, reader, stamp.timestamp)
    certificate = status.signing_cert
    return Signature(
        name=_common_name(certificate.subject),
        issuer=_common_name(certificate.issuer),
        at=stamp.timestamp if stamped else status.signer_reported_dt,
        sound=bool(status.intact and status.valid and status.docmdp_ok),
        trusted=bool(status.trusted),
        stamped=stamped,
        bsre=_is_bsre(certificate),
    )


def _status(one: EmbeddedPdfSignature, reader: PdfFileReader, moment: datetime | None) -> Any:
    facts: dict[str, Any] = {"trust_roots": _trusted(), "allow_fetching": False}
    if moment:
        facts["moment"] = moment
    if reader.root.get("/DSS"):
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(facts)
    else:
        context = ValidationContext(**facts)
    return validate_pdf_signature(one, context, context)


def _destination(reader: PdfFileReader) -> tuple[Any, float, float] | None:
    """Page, left and top of the named destination of the seal."""
    names = reader.root.get("/Names", {}).get("/Dests", {}).get("/Names", [])
    for name, place in zip(list(names)[0::2], list(names)[1::2], strict=True):
        if str(name) == PLACE:
            place = place.get("/D") if hasattr(place, "get") else place
            return place.raw_get(0).reference, float(place[2]), float(place[3])
    return None


def _trusted() -> Sequence[x509.Certificate]:
    """The certificates of the issuers that the operator trusts."""
    return [
        x509.Certificate.load(der)
        for path in trusted_files()
        for _kind, _head, der in pem.unarmor(path.read_bytes(), multiple=True)
    ]


@contextlib.contextmanager
def _key(office: Office) -> Iterator[signers.Signer]:
    if "pkcs12" in office.facts:
        secret = office.secret("passphrase_file").encode()
        signer = signers.SimpleSigner.load_pkcs12(str(office.path("pkcs12")), passphrase=secret)
        if signer is None:
            raise CannotSign("the key file cannot be opened with its passphrase")
        yield signer
    else:
        with _token(office) as session:
            yield PKCS11Signer(session, cert_label=office.facts["certificate"], key_label=office.facts.get("key"))


@contextlib.contextmanager
def _token(office: Office) -> Iterator[Any]:
    criteria = TokenCriteria(label=office.facts["token"])
    try:
        session = open_pkcs11_session(
            str(office.facts["pkcs11"]), token_criteria=criteria, user_pin=office.secret("pin_file")
        )
    except Exception as error:  # drivers of tokens raise what they like
        raise CannotSign(f"the token cannot be opened: {type(error).__name__} {error}".strip()) from error
    with session:
        yield session


def _common_name(name: x509.Name) -> str:
    found = name.native.get("common_name") or name.human_friendly
    return str(found[0] if isinstance(found, list) else found)


def _is_bsre(certificate: x509.Certificate) -> bool:
    issuer = certificate.issuer.human_friendly.lower()
    return any(word in issuer for word in BSRE)
