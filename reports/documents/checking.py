"""What the check of a document tells anybody: under embargo nothing, else its facts and whether it stands."""

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from paritrana.committees.models import Category
from paritrana.numbers import tanggal
from reports.documents import moment_words, years
from reports.models import Document, Recall, SignedFile
from reports.queries import signed_file

Kind = Document.Kind
# Papers for working, not for the world: that they exist is all that anybody learns.
WORKING = (*Document.CASES, Kind.MEETING, Kind.DAY_PACK, Kind.BATCH_ARCHIVE, Kind.BATCH_PRINT)
# Papers of a whole edition that tell a result, or that there is one.
TELLING = (
    Kind.CERTIFICATE,
    Kind.PLENARY_MINUTES,
    Kind.DECREE,
    Kind.CHANGE_DECREE,
    Kind.HANDOVER,
    Kind.PRIZE_RECEIPT,
    Kind.COVER_LETTER,
    Kind.ROUND_REPORT,
    Kind.PANEL_REPORT,
    Kind.RANKING_REPORT,
)


class Standing(NamedTuple):
    """Whether a document still stands, in a word and in a sentence."""

    word: str
    text: str
    tone: str


def is_embargoed(document: Document) -> bool:
    """Whether nobody outside may know more than that the code is known."""
    if document.kind == Kind.RECEIPT:
        return False
    if document.category:
        return document.category.released_at is None
    return document.kind in TELLING and document.edition.categories.filter(released_at=None).exists()


def closed(document: Document) -> str:
    """All that anybody reads of a finished document whose details are not open; "" where they are."""
    if document.kind in WORKING:
        return _("Dokumen tercatat. Ini bahan kerja panitia; rinciannya tidak dibuka untuk umum.")
    return _("Dokumen tercatat; rincian dibuka setelah pengumuman.") if is_embargoed(document) else ""


def told(before: datetime) -> Q:
    """The documents that anybody might know of before that moment: none under embargo, no working papers."""
    waiting = Category.objects.filter(Q(released_at=None) | Q(released_at__gte=before))
    released = Q(category__released_at__lt=before)
    general = Q(category=None) & ~(Q(kind__in=TELLING) & Q(edition__in=waiting.values("edition")))
    return Q(status=Document.Status.READY, ready_at__lt=before) & (released | general) & ~Q(kind__in=WORKING)


def recipient_of(document: Document) -> str:
    """To whom a paper is addressed, as printed; "" for those that speak to everybody."""
    return document.data.get("recipient") or (document.nominee.name if document.nominee else "")


def date_of(document: Document) -> str:
    """The date on the paper in its own words."""
    data = document.data
    return str(data.get("date") or data.get("sent") or data.get("printed") or "")


def public_facts(document: Document) -> list[tuple[str, Any]]:
    """(term, value) for anybody who has the code of a paper that is not under embargo. No NIP, no sender."""
    edition, data, category = document.edition, document.data, document.category
    facts = [(_("Jenis dokumen"), document.get_kind_display()), (_("Nomor"), document.number)]
    # Of a receipt nobody learns whose it is: candidates are not announced by it.
    if document.kind != Kind.RECEIPT and (recipient := recipient_of(document)):
        facts.append((_("Penerima"), recipient))
    if document.kind == Kind.CERTIFICATE:
        facts.append((_("Penghargaan"), data["rank"]))
    if category and document.kind != Kind.RECEIPT:
        facts.append((_("Kategori"), category.name))
    facts.append((_("Penyelenggaraan"), f"{edition.title} ({years(edition)})"))
    if date := date_of(document):
        facts.append((_("Diterima server") if "sent" in data else _("Tanggal pada dokumen"), date))
    if document.kind == Kind.RANKING_REPORT:
        facts.append((_("Kode segel penilaian"), data["rules_hash"]))
    return [
        *facts,
        (_("Versi"), str(document.version)),
        (_("Dibuat di portal"), moment_words(document.ready_at, document.province) if document.ready_at else ""),
        (_("Tanda tangan"), signature_words(signed_file(document))),
    ]


def signature_words(signed: SignedFile | None) -> str:
    """How a document with this signed file in force is signed: electronically and by whom, in ink, or not yet."""
    if signed is None:
        return _("Berkas ini belum ditandatangani secara elektronik.")
    if signed.form == SignedFile.Form.INK:
        return _("Ditandatangani basah; pindaiannya tersimpan di portal.")
    who = ", ".join(f"{row['name']} ({row['issuer']})" for row in signed.signatures)
    if signed.second_id:
        return _("Ditandatangani secara elektronik oleh %(who)s; isinya dibandingkan oleh dua petugas.") % {"who": who}
    return _("Ditandatangani secara elektronik oleh %(who)s; berkas utuh.") % {"who": who}


def standing(document: Document, recall: Recall | None, newer: int | None) -> Standing:
    """Whether the document is in force; `newer` is the number of the version that took its place, if any did."""
    if document.revoked_at:
        text = _("Dokumen ini dicabut pada %(day)s dan tidak berlaku lagi. Alasan: %(reason)s")
        return Standing(
            _("Dicabut"), text % {"day": _day(document, document.revoked_at), "reason": document.revoked_reason}, "red"
        )
    if recall and recall.change:
        facts = {"number": recall.change.number, "day": tanggal(recall.change.date)}
        if recall.replaced:
            text = _("Piagam ini diganti dan tidak berlaku lagi: Keputusan perubahan nomor %(number)s, %(day)s.")
            return Standing(_("Diganti"), text % facts, "red")
        text = _("Piagam ini dicabut dan tidak berlaku lagi: Keputusan perubahan nomor %(number)s, %(day)s.")
        return Standing(_("Dicabut"), text % facts, "red")
    if document.superseded_at and newer:
        text = _("Dokumen ini sudah diganti oleh versi %(version)s pada %(day)s dan tidak berlaku lagi.")
        return Standing(_("Diganti"), text % {"version": newer, "day": _day(document, document.superseded_at)}, "amber")
    if document.superseded_at:
        text = _("Dokumen ini sudah ditarik pada %(day)s dan tidak berlaku lagi.")
        return Standing(_("Ditarik"), text % {"day": _day(document, document.superseded_at)}, "amber")
    return Standing(_("Berlaku"), _("Dokumen ini berlaku. Cocokkan rincian di bawah dengan yang tercetak."), "green")


def known_hashes(document: Document) -> list[tuple[str, str]]:
    """(SHA-256, what the file with it is): every file that is this document."""
    files = [(document.sha256, _("Berkas seperti dibuat portal"))]
    signed = signed_file(document)
    if signed and signed.file:
        files.append((signed.file.sha256, _("Berkas yang sudah ditandatangani")))
    return files


def _day(document: Document, moment: datetime) -> str:
    return tanggal(moment.astimezone(ZoneInfo(document.province.zone)))
