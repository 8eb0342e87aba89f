"""Certificates for every recipient of a decision."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees.models import Category
from reports.awards import Award, awards_of
from reports.documents import Data, sheet
from reports.documents.certificate import certificate
from reports.models import Batch, Decree, Document, Preview, Signer
from reports.queries import certificates_in_force, final_among
from reports.services.decrees import decree_of
from reports.services.locks import locked_category
from reports.services.numbers import numbers_of
from reports.services.recalls import ask_back, recall_changed
from reports.services.requests import last_versions, request_version
from reports.services.signers import signer_of
from reports.services.wording import in_force, worded, worded_by
from scoring.ranking_queries import decision_in_force

Kind = Document.Kind


@transaction.atomic
def request_certificates(
    category: Category, *, by: User, number: str = "", subjects: Collection[str] | None = None
) -> Batch:
    """A certificate for the chosen recipients (`subjects`, else all) of the decision in force, harmless when repeated.

    `number` is the pattern of their numbers ("400.14/{urut}/2025"); without it they are numbered as the province has
    said. A certificate that already says the same is kept; one that says something else gets a new version.
    """
    require(by, "documents.make", category)
    # Two presses at once: the second waits here and then finds everything made.
    category = locked_category(category)
    recall_changed(category)
    awards = awards_of(category)
    if not awards:
        raise ValidationError(_("Tetapkan hasil rapat pleno dahulu; piagam dibuat dari keputusan itu."))
    _withdraw(category, keep=[award.subject for award in awards])
    if subjects is not None:
        awards = [award for award in awards if award.subject in subjects]
    if not awards:
        raise ValidationError({"recipients": _("Pilih paling sedikit satu penerima.")})
    signer = signer_of(category.edition, Kind.CERTIFICATE)
    decree = _decree_of(category)
    batch = Batch(province=category.province, edition=category.edition, category=category, kind=Kind.CERTIFICATE)
    batch.made_by = by
    made = _requested(_unranked(awards), signer, decree, batch, number, by)
    if batch.pk is None:
        last = Batch.objects.filter(documents__in=made).order_by("pk").last()
        assert last is not None, "a certificate is always made in a batch"
        return last
    after = {"category": category.name, "number": number, "count": len(made)}
    record(by, "request_certificates", batch, after=after)
    return batch


def _unranked(awards: Iterable[Award]) -> list[Award]:
    """In the order of their names: numbers and sheets in the order of the places would tell the places."""
    return sorted(awards, key=lambda award: (award.name.casefold(), award.subject))


def _requested(
    awards: Sequence[Award], signer: Signer, decree: Decree, batch: Batch, typed: str, by: User
) -> list[Document]:
    """A certificate for each. What all of them need is read once: there may be hundreds."""
    category, edition = batch.category, batch.edition
    page, texts = sheet(edition.province, edition), in_force(edition, Kind.CERTIFICATE)
    previous = last_versions(Kind.CERTIFICATE, [award.subject for award in awards])
    final = final_among(previous.values())
    made, papers = [], []
    for award in awards:
        data, last = certificate(award, page, signer=signer, decree=decree), previous.get(award.subject)
        if last and last.superseded_at is None and _says(last.data) == _says(data) and last.pk in final:
            made.append(last)
        else:
            papers.append((award, data))
    waiting = {award.subject: previous.get(award.subject) for award, _data in papers}
    numbers = numbers_of(Kind.CERTIFICATE, waiting, edition, typed=typed)
    for award, data in papers:
        number, last = numbers[award.subject], previous.get(award.subject)
        document = request_version(
            Kind.CERTIFICATE,
            award.subject,
            worded_by(texts, edition, Kind.CERTIFICATE, data | {"number": number}),
            last,
            by=by,
            title=_title(award, data),
            number=number,
            edition=edition,
            category=category,
            nomination=award.nomination,
            nominee=award.nominee,
            batch=batch,
        )
        if last and last.handed_on and last.superseded_at and last != document and not hasattr(last, "recall"):
            ask_back(last, by=by)
        made.append(document)
    return made


@transaction.atomic
def note_handed(category: Category, documents: Iterable[Document], *, on: date, by: User) -> int:
    """These certificates are signed in ink or with their recipients; they are not made again for a new signer."""
    require(by, "documents.make", category)
    if on > timezone.localdate():
        raise ValidationError({"on": _("Tulis tanggal yang sudah lewat atau hari ini.")})
    rows = Document.objects.select_for_update(of=("self",)).filter(
        pk__in=[document.pk for document in documents],
        category=category, kind=Kind.CERTIFICATE, status=Document.Status.READY, superseded_at=None, handed_on=None,
    )  # fmt: skip
    found = list(rows.order_by("pk"))
    if not found:
        raise ValidationError({"documents": _("Piagam ini sudah dicatat atau sudah diganti; muat ulang halaman ini.")})
    for document in found:
        document.handed_on = on
        document.save(update_fields=["handed_on"])
        record(by, "certificates.handed", document, after={"number": document.number, "on": on})
    return len(found)


def _title(award: Award, data: Data) -> str:
    """One recipient may win several special awards: each is told by its name."""
    title = _("Piagam Penghargaan: %(recipient)s") % {"recipient": data["recipient"]}
    return title if award.nomination else f"{title}, {data['rank']}"


def _decree_of(category: Category) -> Decree:
    decision = decision_in_force(category)
    assert decision is not None, "there are awards"
    decision.category = category
    return decree_of(decision)


def _says(data: Data) -> list[str]:
    """To whom a certificate gives what; the rest may change while the recipient holds the signed paper."""
    return [data[name] for name in ("recipient", "rank", "category", "title", "period")]


def _withdraw(category: Category, keep: list[str]) -> None:
    """Certificates that the decision in force no longer gives are replaced by nothing, and say so when checked."""
    gone = Document.objects.filter(category=category, kind=Kind.CERTIFICATE, superseded_at=None)
    gone = gone.exclude(subject__in=keep)
    gone.update(superseded_at=timezone.now())


@transaction.atomic
def withdraw_outdated(category: Category) -> int:
    """At the release nothing is in force that an earlier decision gave: from now on anybody reads what a code tells."""
    category = locked_category(category)
    words = {award.subject: award.word for award in awards_of(category)}
    found = [row for row in certificates_in_force(category) if words.get(row.subject) != row.given]  # type: ignore[attr-defined]
    for document in found:
        document.superseded_at = timezone.now()
        document.save(update_fields=["superseded_at"])
        record(None, "certificates.withdraw", document, after={"number": document.number})
    return len(found)


@transaction.atomic
def preview_certificate(category: Category, *, by: User, subject: str = "") -> Preview:
    """One certificate as it would be printed, of a chosen recipient or the first: no number, no code, in no list."""
    require(by, "documents.make", category)
    awards = [award for award in awards_of(category) if subject in ("", award.subject)]
    if not awards:
        raise ValidationError(_("Tetapkan hasil rapat pleno dahulu; piagam dibuat dari keputusan itu."))
    edition = category.edition
    signer = signer_of(edition, Kind.CERTIFICATE)
    page = sheet(edition.province, edition)
    data = certificate(awards[0], page, signer=signer, decree=_decree_of(category))
    data = worded(edition, Kind.CERTIFICATE, data) | {"preview": True}
    row = Preview.objects.create(
        province=category.province, edition=edition, kind=Kind.CERTIFICATE, texts={}, data=data, made_by=by
    )
    later("reports.preview", row.pk)
    return row
