"""What stands of a paper in the list of its facts, each with the page where it is changed."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from paritrana.access import holds
from paritrana.numbers import MISSING, tanggal
from reports import queries
from reports.documents import checking, moment_words
from reports.documents.batch import title_of
from reports.models import Batch, Dispatch, Document, Forwarding, SignedFile
from reports.offers import source_of

Kind = Document.Kind


@dataclass(frozen=True)
class Fact:
    term: Any
    value: Any
    url: str = ""
    label: Any = ""  # of the link


def of(
    request: HttpRequest, paper: Document, *, batch: Batch | None, signed: SignedFile | None, inside: bool
) -> list[Fact]:
    """What it is and what happened to it. `inside` are those who work on the award; others read nobody's name."""
    may_make = holds(request.user, "documents.make")
    asked = moment_words(paper.made_at, paper.province)
    facts = [
        *_what(paper, may_make),
        Fact(_("Diminta"), f"{paper.made_by}, {asked}" if inside else asked),
    ]
    if paper.ready_at:
        facts.append(Fact(_("Siap"), moment_words(paper.ready_at, paper.province)))
    if batch:
        facts.append(Fact(_("Kumpulan"), title_of(batch), _url("batch", paper, batch.pk), _("Buka")))
    if paper.handed_on:
        facts.append(Fact(_handed(), tanggal(paper.handed_on)))
    elif may_make and signed is None and paper.kind == Kind.CERTIFICATE and paper.is_revocable:
        facts.append(Fact(_handed(), _("Belum dicatat"), _url("handed", paper, paper.category.slug), _("Catat")))
    if paper.kind in Document.POSTED and may_make:
        facts.append(Fact(_("Disampaikan"), _reached(request, paper), _source(paper), _("Buka")))
    if paper.kind == Kind.DOSSIER:
        facts += _forwarded(request, paper)
    if hasattr(paper, "recall"):
        facts.append(_returned(paper, inside, may_make))
    return facts


def _what(paper: Document, may_make: bool) -> list[Fact]:
    facts = [Fact(_("Jenis"), paper.get_kind_display())]
    if paper.lacks_number and may_make:
        facts.append(Fact(_("Nomor"), _("Menyusul"), _url("document_number", paper, paper.pk), _("Isi nomor")))
    elif paper.kind in Document.NUMBERED or paper.number:
        facts.append(Fact(_("Nomor"), paper.number or (_("Menyusul") if paper.lacks_number else MISSING)))
    if recipient := checking.recipient_of(paper):
        facts.append(Fact(_("Penerima"), recipient))
    if paper.category:
        facts.append(Fact(_("Kategori"), paper.category.name))
    again = _("Ubah") if paper.kind == Kind.MEETING else _("Buat lagi")
    return [*facts, Fact(_("Versi"), paper.version, _source(paper) if may_make else "", again)]


def _source(paper: Document) -> str:
    return "" if paper.superseded_at else source_of(paper)


def _handed() -> str:
    return str(capfirst(Document._meta.get_field("handed_on").verbose_name))


def _reached(request: HttpRequest, paper: Document) -> str:
    """To how many people a letter has gone, and how many emails are in which state."""
    rows = Dispatch.objects.visible_to(request.user, "documents.make").filter(document=paper)
    counts = queries.by_status(rows)
    if not counts:
        return _("Belum")
    people = sum(counts.values())
    told = ngettext("%(count)s orang", "%(count)s orang", people) % {"count": people}
    states = [f"{count} {Dispatch.Status(status).label.lower()}" for status, count in sorted(counts.items())]
    return f"{told}: {', '.join(states)}"


def _forwarded(request: HttpRequest, paper: Document) -> list[Fact]:
    """By which letters a dossier went to the national round."""
    rows = Forwarding.objects.visible_to(request.user, "dossier.view").filter(document=paper)
    words = _("Surat %(letter)s, %(day)s, diterima %(receiver)s")
    url = _url("dossier", paper, paper.category.slug)
    said = [{"letter": row.letter, "day": tanggal(row.letter_date), "receiver": row.receiver} for row in rows]
    return [Fact(_("Diteruskan"), words % one, url, _("Buka")) for one in said]


def _returned(paper: Document, inside: bool, may_make: bool) -> Fact:
    """Whether the sheet of a recalled certificate is back."""
    recall, term = paper.recall, _("Kertas yang ditarik")
    if recall.returned_on:
        back = _("Kembali %(day)s") % {"day": tanggal(recall.returned_on)}
        return Fact(term, f"{back}. {recall.note}" if inside and recall.note else back)
    url = _url("certificate_returned", paper, recall.pk) if may_make else ""
    return Fact(term, _("Belum kembali"), url, _("Catat kembali"))


def _url(name: str, paper: Document, *rest: Any) -> str:
    return reverse(name, args=[paper.edition.province.slug, paper.edition.slug, *rest])
