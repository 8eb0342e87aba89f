"""Minutes and draft decrees about what the plenary decided, and about who sits on the committee."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition
from paritrana.committees.queries import committee
from reports.documents import Data, decrees, plain_date
from reports.documents.plenary_minutes import plenary_minutes
from reports.models import Decree, Document
from reports.services.locks import locked_category, locked_edition
from reports.services.numbers import number_of, recorded_number
from reports.services.requests import request_document
from reports.services.signers import signer_of
from scoring.models import Decision, DecisionChange

Kind = Document.Kind


@transaction.atomic
def request_plenary_minutes(
    category: Category,
    *,
    decision: Decision,
    signatures: Iterable[Data],
    leader: int | None,
    nip: str,
    notes: str,
    number: str,
    by: User,
) -> Document:
    """Berita acara of the plenary that took a decision; each meeting has its own paper and number."""
    require(by, "documents.make", category)
    category = locked_category(category)
    decision = Decision.objects.select_related("run").get(pk=decision.pk, category=category)
    decision.category = category
    subject = f"decision:{decision.pk}"
    given = number_of(Kind.PLENARY_MINUTES, subject, category.edition, typed=number)
    data = plenary_minutes(decision, number=given, signatures=signatures, leader=leader, nip=nip, notes=notes)
    title = _("Berita Acara Rapat Pleno: %(category)s")
    if data["meeting"] > 1:
        title = _("Berita Acara Rapat Pleno ke-%(meeting)s: %(category)s")
    return request_document(
        Kind.PLENARY_MINUTES,
        subject,
        data,
        by=by,
        title=title % {"category": category.name, "meeting": data["meeting"]},
        number=given,
        edition=category.edition,
        category=category,
    )


@transaction.atomic
def request_decree(
    edition: Edition,
    *,
    categories: Iterable[Category],
    about: str,
    dated: date | None,
    copies: list[str],
    number: str,
    by: User,
) -> Document:
    """Rancangan Keputusan penetapan of these categories, from their decisions in force."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    chosen = [category.pk for category in categories]
    found = Decision.objects.filter(category__in=chosen, category__edition=edition, revoked_at=None)
    rows = list(found.select_related("category").order_by("category__order", "category"))
    if not chosen or len(rows) < len(set(chosen)):
        raise ValidationError({"categories": _("Pilih kategori yang sudah ditetapkan rapat pleno.")})
    return _request(
        Kind.DECREE,
        f"decree:{edition.pk}",
        edition,
        lambda frame: decrees.decree(edition, rows, **frame),
        title=_("Rancangan Keputusan: %(title)s") % {"title": edition.title},
        about=about,
        dated=dated,
        copies=copies,
        number=number,
        by=by,
    )


@transaction.atomic
def request_change_decree(
    category: Category,
    *,
    change: DecisionChange,
    about: str,
    dated: date | None,
    copies: list[str],
    number: str,
    by: User,
) -> Document:
    """Rancangan Keputusan perubahan, once the plenary has decided what takes the place of what."""
    require(by, "documents.make", category)
    category = locked_category(category)
    rows = DecisionChange.objects.select_related("supersedes", "decision", "objection__nomination__nominee").defer(
        "package"
    )
    change = rows.get(pk=change.pk, category=category)
    if change.result is None or change.discarded_at:
        raise ValidationError({"change": _("Rapat pleno belum menetapkan hasil yang baru.")})
    change.category = category
    former = _former(change)
    return _request(
        Kind.CHANGE_DECREE,
        f"change:{change.pk}",
        category.edition,
        lambda frame: decrees.change_decree(change, former=former, **frame),
        title=_("Rancangan Keputusan perubahan: %(category)s") % {"category": category.name},
        about=about,
        dated=change.date or dated,
        copies=copies,
        number=number,
        fixed=change.number,
        by=by,
        category=category,
    )


@transaction.atomic
def request_committee_decree(
    edition: Edition, *, about: str, dated: date | None, copies: list[str], number: str, by: User
) -> Document:
    """Rancangan SK panitia from the seats as they stand, also those that still wait for a person."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    if not committee(edition).exists():
        raise ValidationError(_("Susun panitia dahulu."))
    return _request(
        Kind.COMMITTEE_DECREE,
        f"committee:{edition.pk}",
        edition,
        lambda frame: decrees.committee_decree(edition, **frame),
        title=_("Rancangan SK %(committee)s") % {"committee": edition.committee_name},
        about=about,
        dated=dated or edition.decree_date,
        copies=copies,
        number=number,
        fixed=edition.decree_number,
        by=by,
    )


def _former(change: DecisionChange) -> str:
    """The decree that is changed: as it was printed, else the day of the plenary."""
    decree = Decree.objects.filter(decision=change.supersedes_id).exclude(number="").first()
    if decree:
        return _("Keputusan Gubernur Nomor %s") % decree.number
    rows = Document.objects.filter(kind=Kind.DECREE, data__decisions__contains=[change.supersedes_id])
    paper = rows.order_by("-pk").first()
    if paper and paper.number:
        return _("Keputusan Gubernur Nomor %s") % paper.number
    before = DecisionChange.objects.filter(decision=change.supersedes_id).first()
    if before:
        return _("Keputusan perubahan Nomor %s") % before.number
    return _("Keputusan Gubernur atas rapat pleno tanggal %s") % plain_date(change.supersedes.held_on)


def _request(
    kind: str,
    subject: str,
    edition: Edition,
    content: Any,
    *,
    title: str,
    number: str,
    by: User,
    fixed: str = "",
    category: Category | None = None,
    **frame: Any,
) -> Document:
    """`fixed` is the number that was recorded elsewhere: that of a decree that is in force."""
    given = recorded_number(kind, subject, edition, recorded=fixed, typed=number)
    data = content({**frame, "number": given, "signer": signer_of(edition, kind)})
    return request_document(kind, subject, data, by=by, title=title, number=given, edition=edition, category=category)
