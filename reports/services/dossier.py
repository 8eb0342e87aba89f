"""Handing the first places on to the national round: the dossier, its columns, and the letter it went with."""

from contextlib import suppress
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.services import nominations
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Category
from paritrana.regions.models import Province
from paritrana.seen import stamp_of, unchanged
from reports.documents import dossier_columns
from reports.documents.dossier import dossier, first_places
from reports.models import Document, DossierTemplate, Forwarding
from reports.services.requests import request_document
from scoring.models import Decision, DecisionChange
from scoring.ranking_queries import decision_in_force


def columns_of(province: Province) -> list[dossier_columns.Column]:
    """The columns of the province, or the usual ones."""
    template = DossierTemplate.objects.filter(province=province).first()
    return [(title, entry) for title, entry in template.columns] if template else dossier_columns.default()


@transaction.atomic
def set_columns(province: Province, text: str, *, seen: str = "", by: User) -> DossierTemplate:
    """Write down the columns that the national committee asks for now. Dossiers already made stay as they are."""
    require(by, "dossier.make", province)
    unchanged(seen, stamp_of(columns_of(province)))
    columns = [list(column) for column in dossier_columns.read(text)]
    template = DossierTemplate.objects.select_for_update().filter(province=province).first()
    before = {"columns": template.columns} if template else None
    template = template or DossierTemplate(province=province)
    template.columns, template.by = columns, by
    template.save()
    record(by, "dossier.columns", template, before=before, after={"columns": columns})
    return template


@transaction.atomic
def make_dossier(category: Category, *, by: User) -> Document:
    """Ask for the dossier of a category. Another decision or other columns make a new version."""
    require(by, "dossier.make", category)
    return _make(category, by)


@transaction.atomic
def follow(change: DecisionChange) -> None:
    """After a Keputusan perubahan the dossier of the old decision gets its next version, in the issuer's name."""
    assert change.issued_by is not None
    old = {"data__decision": change.supersedes_id, "superseded_at": None}
    if Document.objects.filter(kind=Document.Kind.DOSSIER, category=change.category_id, **old).exists():
        with suppress(ValidationError):  # nobody is first any more: the old one can no longer be sent
            _make(change.category, change.issued_by)


def _make(category: Category, by: User) -> Document:
    rows = Category.objects.select_for_update(of=("self",)).select_related("edition__province")
    category = rows.get(pk=category.pk)
    decision = _announced(category)
    if not first_places(decision):
        raise ValidationError(_("Kategori ini tidak mempunyai juara pertama untuk diteruskan."))
    return request_document(
        Document.Kind.DOSSIER,
        f"dossier:{category.pk}",
        dossier(decision, columns_of(category.edition.province), by=by, now=timezone.now()),
        by=by,
        title=_("Berkas Penerusan ke Tingkat Nasional: %(category)s") % {"category": category.name},
        edition=category.edition,
        category=category,
    )


@transaction.atomic
def forward(document: Document, *, letter: str, letter_date: date, receiver: str, by: User) -> list[Forwarding]:
    """Record that a dossier went out: by which letter, when, to whom. Its first places are forwarded by this."""
    require(by, "dossier.make", document)
    category = Category.objects.select_for_update(of=("self",)).get(documents=document)
    document = Document.objects.select_related("edition__province").get(pk=document.pk)
    decision = _announced(category)
    if document.status != Document.Status.READY:
        raise ValidationError(_("Tunggu sampai berkas penerusan selesai dibuat."))
    if document.superseded_at or document.data["decision"] != decision.pk:
        raise ValidationError(_("Berkas ini sudah diganti. Buat dan kirim berkas penerusan yang terbaru."))
    if letter_date > timezone.localdate():
        raise ValidationError({"letter_date": _("Tulis tanggal surat yang sudah berlaku.")})
    if Forwarding.objects.filter(document=document).exists():
        raise ValidationError(_("Penerusan dengan berkas ini sudah dicatat."))
    made = []
    for nomination in Nomination.objects.filter(pk__in=document.data["nominations"]).order_by("number"):
        if nomination.forwarded_at is None:
            nominations.forward(nomination, by=by)
        row = Forwarding(
            province_id=document.province_id, nomination=nomination, document=document, by=by,
            letter=letter.strip(), letter_date=letter_date, receiver=receiver.strip(),
        )  # fmt: skip
        row.full_clean(exclude=["province"])
        row.save()
        record(by, "dossier.forward", row, after={"letter": row.letter, "date": letter_date, "receiver": row.receiver})
        made.append(row)
    return made


def _announced(category: Category) -> Decision:
    """The decision in force, once the embargo is over: before, a file's name would tell."""
    decision = decision_in_force(category)
    if decision is None or category.released_at is None:
        raise ValidationError(_("Berkas penerusan dibuat setelah hasil kategori ini diumumkan."))
    decision.category = category
    return decision
