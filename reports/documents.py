"""One function per document: frozen rows -> the plain context that is stored in `Document.data` and printed.

The ranking report, the longest, has a module of its own. Figures are canonical text ("82.03"), dates are
finished words in the zone of the province. Nothing here asks the clock; `templates/reports/print/` shows what
each key becomes.
"""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from nominations.models import Submission
from paritrana.committees.models import Edition
from paritrana.numbers import waktu
from paritrana.regions.models import Province
from reports.models import Document, Signer
from scoring.models import Placement, SpecialAward

Data = dict[str, Any]
# The first lines of a letterhead are its name, the others the address.
NAME_LINES = 2


def grouped(code: str) -> str:
    """A verification code as it is read aloud: K7QX-3M9D-PTWA-8RHC-2BNV."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def check_of(document: Document) -> Data:
    """Where the document can be checked by anybody; the QR code leads straight to it."""
    page = settings.PORTAL_URL + reverse("check")
    return {
        "url": settings.PORTAL_URL + reverse("check_code", args=[document.code]),
        "address": _address(page),
        "code": grouped(document.code),
    }


def certificate(award: Placement | SpecialAward, *, signer: Signer, number: str) -> Data:
    """Piagam penghargaan for a place or for a special award."""
    if isinstance(award, Placement):
        category, rank = award.nomination.category, award.word
        recipient = award.nomination.printed_name or award.nomination.nominee.name
        day = award.decision.held_on
    else:
        category, rank, recipient = award.category, award.name, _printed_name(award)
        day = category.decisions.get(revoked_at=None).held_on
    edition = category.edition
    zone = ZoneInfo(edition.province.zone)
    if edition.ceremony_at:
        day = edition.ceremony_at.astimezone(zone).date()
    return {
        **sheet(edition.province, edition),
        "heading": _("Piagam Penghargaan"),
        "number": number,
        "giver": signer.on_behalf or signer.office,
        "recipient": recipient,
        "rank": rank,
        "category": _("Kategori %(name)s") % {"name": category.name},
        "title": edition.title,
        "period": _years(edition),
        "place": edition.province.capital,
        "date": _plain_date(day),
        "signer": signature(signer),
    }


def receipt(submission: Submission) -> Data:
    """Tanda terima of one sending: what was sent, by whom, when, with the seal of each file."""
    nomination = submission.nomination
    edition = nomination.edition
    return {
        **sheet(edition.province, edition),
        "number": submission.receipt,
        "edition": edition_facts(edition),
        "category": nomination.category.name,
        "nominee": nomination.nominee.name,
        "sent": moment_words(submission.sent_at, edition.province),
        "sender": {"name": submission.sender_name, "office": submission.sender_office},
        "answers": [
            {
                "code": answer["code"],
                "question": answer["question"],
                "answer": answer["answer"],
                "note": answer["note"],
                "files": [{key: file[key] for key in ("name", "size", "sha256")} for file in answer["files"]],
            }
            for answer in submission.content["answers"]
        ],
    }


def public_facts(document: Document) -> list[tuple[str, Any]]:
    """What the check of a document tells anybody: (term, value). No NIP, no sender, nothing under embargo."""
    edition, data = document.edition, document.data
    if document.category and not document.category.released_at and document.kind != Document.Kind.RECEIPT:
        return []
    facts = [
        (_("Jenis dokumen"), document.get_kind_display()),
        (_("Nomor"), document.number),
        (_("Penyelenggaraan"), f"{edition.title} ({_years(edition)})"),
    ]
    if document.kind == Document.Kind.CERTIFICATE:
        facts += [
            (_("Penerima"), data["recipient"]),
            (_("Penghargaan"), data["rank"]),
            (_("Kategori"), data["category"]),
            (_("Tanggal pada piagam"), data["date"]),
        ]
    elif document.kind == Document.Kind.RANKING_REPORT:
        facts += [(_("Kategori"), data["category"]), (_("Kode segel penilaian"), data["rules_hash"])]
    else:
        facts += [(_("Diterima server"), data["sent"])]
    return [
        *facts,
        (_("Versi"), str(document.version)),
        (_("SHA-256 berkas PDF"), document.sha256),
        (_("Tanda tangan elektronik"), _("Berkas ini belum ditandatangani secara elektronik.")),
    ]


def signature(signer: Signer) -> Data:
    """The lines of a signature block: "a.n. ..." above, "Plt." before the office."""
    office = f"{signer.acting} {signer.office}" if signer.acting else signer.office
    lines = [_("a.n. %(office)s") % {"office": signer.on_behalf}, office] if signer.on_behalf else [office]
    return {"lines": lines, "name": signer.name, "grade": "", "nip": signer.nip}


def sheet(province: Province | None, edition: Edition | None) -> Data:
    """What every sheet has: its size and the head of the province's letters."""
    lines = list(province.letterhead) if province else []
    if not lines:
        lines = [_("Pemerintah Provinsi %(name)s") % {"name": province.name}] if province else [_("Portal Paritrana")]
        if edition:
            lines.append(f"{edition.committee_name} Paritrana Award")
    return {
        "paper": province.paper if province else "A4",
        "draft": False,
        "letterhead": {"name": lines[:NAME_LINES], "address": lines[NAME_LINES:]},
    }


def edition_facts(edition: Edition) -> Data:
    return {
        "title": edition.title,
        "assessment_year": edition.assessment_year,
        "held_year": edition.held_year,
    }


def _years(edition: Edition) -> str:
    return _("Tahun penilaian %(assessed)s, pelaksanaan %(held)s") % {
        "assessed": edition.assessment_year,
        "held": edition.held_year,
    }


def _printed_name(award: SpecialAward) -> str:
    """As the recipient confirmed it for the category of the award, else its own name."""
    nomination = award.nominee.nominations.filter(category=award.category).exclude(printed_name="").first()
    return nomination.printed_name if nomination else award.nominee.name


def moment_words(moment: datetime, province: Province | None) -> str:
    return waktu(moment.astimezone(ZoneInfo(province.zone if province else settings.TIME_ZONE)))


def _plain_date(day: date) -> str:
    """5 Agustus 2025: in a signature block a date has no weekday."""
    return format_date(day, "j F Y")


def _address(url: str) -> str:
    """An address as it is typed: without the scheme and the last slash."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/")
