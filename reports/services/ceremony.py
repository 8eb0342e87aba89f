"""Asking for the papers of the ceremony, and keeping what prizes go with the places."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Category, Edition
from reports.documents import ceremony
from reports.models import Document, Prize
from reports.services.locks import locked_category, locked_edition
from reports.services.numbers import number_of
from reports.services.requests import request_document
from scoring.ranking_queries import decision_in_force

Kind = Document.Kind


@transaction.atomic
def request_handover(edition: Edition, *, categories: Iterable[Category], by: User) -> Document:
    """Urutan penyerahan dan naskah MC of these categories, from their decisions in force."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    chosen = [category.pk for category in categories]
    rows = list(Category.objects.filter(edition=edition, pk__in=chosen).order_by("order", "pk"))
    if not rows or not all(decision_in_force(category) for category in rows):
        raise ValidationError({"categories": _("Pilih kategori yang sudah ditetapkan rapat pleno.")})
    return request_document(
        Kind.HANDOVER,
        f"edition:{edition.pk}",
        ceremony.handover(edition, rows),
        by=by,
        title=_("Urutan penyerahan dan naskah MC: %(title)s") % {"title": edition.title},
        edition=edition,
    )


@transaction.atomic
def request_prize_receipt(
    category: Category, *, prizes: Mapping[int, tuple[str, int | None]], number: str, by: User
) -> Document:
    """Tanda terima piagam dan hadiah; `prizes` says by place what is given, and is kept for the words of the MC."""
    require(by, "documents.make", category)
    category = locked_category(category)
    if decision_in_force(category) is None:
        raise ValidationError(_("Setelah rapat pleno menetapkan."))
    _keep(category, prizes, by)
    subject = f"prizes:{category.pk}"
    given = number_of(Kind.PRIZE_RECEIPT, subject, category.edition, typed=number)
    return request_document(
        Kind.PRIZE_RECEIPT,
        subject,
        ceremony.prize_receipt(category, number=given),
        by=by,
        title=_("Tanda terima piagam dan hadiah: %(category)s") % {"category": category.name},
        number=given,
        edition=category.edition,
        category=category,
    )


def _keep(category: Category, prizes: Mapping[int, tuple[str, int | None]], by: User) -> None:
    before = {row.place: row for row in Prize.objects.filter(category=category)}
    for place, (text, amount) in prizes.items():
        row = before.get(place) or Prize(province=category.province, category=category, place=place)
        if (row.text, row.amount) == (text, amount):
            continue
        was = {"text": row.text, "amount": row.amount} if row.pk else None
        row.text, row.amount = text, amount
        row.save()
        record(by, "set_prize", row, before=was, after={"place": place, "text": text, "amount": amount})
