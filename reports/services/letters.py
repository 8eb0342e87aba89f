"""Letters, one for each who is written to: asked for together, kept where they say the same already."""

from collections.abc import Callable, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from nominations.models import Nomination
from nominations.workflow import Status
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Category, Edition, Seat
from paritrana.committees.queries import committee
from paritrana.numbers import tanggal
from reports.documents import day_of, letters
from reports.documents.invitations import Letter
from reports.models import Batch, Document
from reports.services.locks import locked_category, locked_edition
from reports.services.numbers import number_of, recorded_number
from reports.services.requests import last_version, request_document
from reports.services.signers import signer_of
from scoring.models import Objection, Recusal
from scoring.ranking_queries import decision_in_force

Kind = Document.Kind


@transaction.atomic
def request_seat_letters(
    edition: Edition, *, seats: Iterable[Seat], letter: Letter, until: date, number: str, by: User
) -> Batch:
    """Permohonan penunjukan wakil: a letter to the organisation of each of these seats."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    if until < letter.dated:
        raise ValidationError({"until": _("Isi tanggal sesudah tanggal surat.")})
    chosen = [seat.pk for seat in seats]
    rows = [seat for seat in committee(edition) if seat.pk in chosen]
    if not rows:
        raise ValidationError({"seats": _("Pilih sedikitnya satu peran.")})
    signer = signer_of(edition, Kind.SEAT_REQUEST)

    def ask(batch: Batch) -> list[Document]:
        made = []
        for seat in rows:
            seat.edition = edition
            subject = f"seat:{seat.pk}"
            given = number_of(Kind.SEAT_REQUEST, subject, edition, typed=number)
            made.append(
                request_document(
                    Kind.SEAT_REQUEST,
                    subject,
                    letters.seat_request(seat, letter, until=until, signer=signer, number=given),
                    by=by,
                    batch=batch,
                    title=_("Permohonan penunjukan wakil: %(name)s") % {"name": letters.organisation(seat)},
                    number=given,
                    edition=edition,
                )
            )
        return made

    return together(Kind.SEAT_REQUEST, edition, None, ask, by)


@transaction.atomic
def request_selection_notices(category: Category, *, letter: Letter, number: str, by: User) -> Batch:
    """Pemberitahuan hasil seleksi: a letter to every candidate that was let through or left out."""
    require(by, "documents.make", category)
    category = locked_category(category)
    edition = category.edition
    rows = list(
        Nomination.objects.filter(category=category, status__in=[Status.SHORTLISTED, Status.NOT_SHORTLISTED])
        .select_related("nominee__regency")
        .order_by("number")
    )
    if not rows:
        raise ValidationError(_("Putuskan seleksi administrasi dahulu."))
    signer = signer_of(edition, Kind.SELECTION_NOTICE)

    def ask(batch: Batch) -> list[Document]:
        made = []
        for nomination in rows:
            nomination.category, nomination.edition = category, edition
            subject = f"nomination:{nomination.pk}"
            given = number_of(Kind.SELECTION_NOTICE, subject, edition, typed=number)
            made.append(
                request_document(
                    Kind.SELECTION_NOTICE,
                    subject,
                    letters.selection_notice(nomination, letter, signer=signer, number=given),
                    by=by,
                    batch=batch,
                    title=_("Pemberitahuan hasil seleksi: %(nominee)s") % {"nominee": nomination.nominee.name},
                    number=given,
                    edition=edition,
                    category=category,
                    nomination=nomination,
                    nominee=nomination.nominee,
                )
            )
        return made

    return together(Kind.SELECTION_NOTICE, edition, category, ask, by)


@transaction.atomic
def request_objection_reply(
    category: Category,
    *,
    objection: Objection,
    outcome: str,
    answer: str,
    ground: str,
    letter: Letter,
    number: str,
    by: User,
) -> Document:
    """Jawaban sanggahan: the letter that is signed and then recorded as the answer."""
    require(by, "documents.make", category)
    objection = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("category__edition__province", "nomination__nominee__regency", "window__decision__run", "run")
        .get(pk=objection.pk, category=category)
    )
    if objection.outcome and objection.outcome != outcome:
        raise ValidationError(
            {"outcome": _("Sanggahan ini sudah dijawab: %s.") % objection.get_outcome_display().lower()}
        )
    edition = objection.category.edition
    subject = f"objection:{objection.pk}"
    given = recorded_number(Kind.OBJECTION_REPLY, subject, edition, recorded=objection.answer_number, typed=number)
    signer = signer_of(edition, Kind.OBJECTION_REPLY)
    return request_document(
        Kind.OBJECTION_REPLY,
        subject,
        letters.objection_reply(
            objection, letter, outcome=outcome, answer=answer, ground=ground, signer=signer, number=given
        ),
        by=by,
        title=_("Jawaban sanggahan nomor %(number)s: %(nominee)s")
        % {"number": objection.number, "nominee": objection.nomination.nominee.name},
        number=given,
        edition=edition,
        category=objection.category,
        nomination=objection.nomination,
        nominee=objection.nomination.nominee,
    )


@transaction.atomic
def request_cover_letter(category: Category, *, to: str, letter: Letter, number: str, by: User) -> Document:
    """Surat pengantar: the dossier of the first places, as it was last made, goes to the national round."""
    require(by, "documents.make", category)
    category = locked_category(category)
    decision = decision_in_force(category)
    dossier = last_version(Kind.DOSSIER, f"dossier:{category.pk}")
    ready = dossier and dossier.status == Document.Status.READY and dossier.superseded_at is None
    if decision is None or dossier is None or not ready or dossier.data["decision"] != decision.pk:
        raise ValidationError(_("Buat berkas penerusan dari putusan yang berlaku dahulu."))
    decision.category = category
    subject = f"cover:{category.pk}"
    given = number_of(Kind.COVER_LETTER, subject, category.edition, typed=number)
    signer = signer_of(category.edition, Kind.COVER_LETTER)
    return request_document(
        Kind.COVER_LETTER,
        subject,
        letters.cover_letter(decision, dossier, letter, to=to, signer=signer, number=given),
        by=by,
        title=_("Surat pengantar ke tingkat nasional: %(category)s") % {"category": category.name},
        number=given,
        edition=category.edition,
        category=category,
    )


@transaction.atomic
def request_integrity(edition: Edition, *, seats: Iterable[Seat], by: User) -> Batch:
    """Pakta integritas: one for each of these persons, with the conflicts that each has declared."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    chosen = [seat.pk for seat in seats]
    rows = [seat for seat in committee(edition) if seat.pk in chosen and seat.person]
    if not rows:
        raise ValidationError({"seats": _("Pilih sedikitnya satu orang.")})
    declared = _declared(edition)

    def ask(batch: Batch) -> list[Document]:
        made = []
        for seat in rows:
            seat.edition = edition
            made.append(
                request_document(
                    Kind.INTEGRITY,
                    f"seat:{seat.pk}",
                    letters.integrity(seat, declared.get(seat.person_id or 0, [])),
                    by=by,
                    batch=batch,
                    title=_("Pakta integritas: %(name)s") % {"name": seat.person},
                    edition=edition,
                )
            )
        return made

    return together(Kind.INTEGRITY, edition, None, ask, by)


def _declared(edition: Edition) -> dict[int, list[dict[str, str]]]:
    """By person the conflicts of interest that stand."""
    rows = Recusal.objects.filter(nomination__edition=edition, lifted_at=None)
    found: dict[int, list[dict[str, str]]] = {}
    for row in rows.select_related("nomination__nominee", "nomination__category").order_by("nomination__number"):
        found.setdefault(row.person_id, []).append(
            {
                "nominee": row.nomination.nominee.name,
                "category": row.nomination.category.name,
                "why": f"{row.get_kind_display()}: {row.reason}",
                "on": tanggal(day_of(row.at, edition.province)),
            }
        )
    return found


def together(
    kind: str, edition: Edition, category: Category | None, ask: Callable[[Batch], list[Document]], by: User
) -> Batch:
    """One act with one batch; where every letter says the same already, the batch in which they were made."""
    batch = Batch(province=edition.province, edition=edition, category=category, kind=kind, made_by=by)
    made = ask(batch)
    if batch.pk is None:
        last = Batch.objects.filter(documents__in=made).order_by("pk").last()
        assert last is not None, "letters are always made in a batch"
        return last
    record(by, "request_letters", batch, after={"kind": kind, "count": len(made)})
    return batch
