"""Papers about one sending, one run or one category."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import Closing
from nominations.models import Nomination, SelectionMinutes, Submission
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.committees.models import Category
from reports.documents import Data
from reports.documents.interview_minutes import interview_minutes
from reports.documents.ranking_report import ranking_report
from reports.documents.receipt import receipt
from reports.documents.selection_minutes import selection_minutes
from reports.documents.statement import statement
from reports.models import Document
from reports.services import dispatch
from reports.services.numbers import number_of
from reports.services.requests import request_document
from scoring.models import RankingRun

Kind = Document.Kind


@transaction.atomic
def request_ranking_report(run: RankingRun, *, by: User) -> Document:
    """The report of a run as things stand now. While nothing on it has changed it is the same document."""
    require(by, "documents.make", run.category)
    category = Category.objects.select_for_update(of=("self",)).select_related("edition").get(pk=run.category_id)
    data = ranking_report(run, now=timezone.now())
    title = _("Laporan Peringkat: %(category)s") % {"category": category.name}
    return request_document(
        Kind.RANKING_REPORT, f"run:{run.pk}", data, by=by, title=title, edition=category.edition, category=category
    )


@transaction.atomic
def make_receipt(submission: Submission) -> Document:
    """The receipt of one sending, made by the portal in the name of the sender; its people get it by email too."""
    nomination = submission.nomination
    document = request_document(
        Kind.RECEIPT,
        f"submission:{submission.pk}",
        receipt(submission),
        by=submission.sent_by,
        title=_("Tanda Terima %(number)s") % {"number": submission.receipt},
        number=submission.receipt,
        edition=nomination.edition,
        category=nomination.category,
        nomination=nomination,
        nominee=nomination.nominee,
    )
    dispatch.send(document, by=submission.sent_by, sequence=0, notice=False)
    return document


@transaction.atomic
def request_statement(nomination: Nomination, *, signer: str, office: str, by: User) -> Document:
    """The form of the statement of truth, filled with what now stands in the self-assessment."""
    require(by, "nominations.fill", nomination)
    if Category.Letter.STATEMENT not in nomination.category.letters:
        raise ValidationError(_("Surat pernyataan tidak diminta dalam kategori ini."))
    nomination = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    return request_document(
        Kind.STATEMENT,
        f"statement:{nomination.pk}",
        statement(nomination, signer=signer, office=office, by=by),
        by=by,
        title=_("Formulir surat pernyataan: %(nominee)s") % {"nominee": nomination.nominee.name},
        edition=nomination.edition,
        category=nomination.category,
        nomination=nomination,
        nominee=nomination.nominee,
    )


@transaction.atomic
def request_selection_minutes(minutes: SelectionMinutes, *, by: User, number: str = "") -> Document:
    """Berita acara of the administrative selection from its frozen row; a later row is a new version of the paper."""
    require(by, "documents.make", minutes.category)
    category = Category.objects.select_for_update(of=("self",)).select_related("edition").get(pk=minutes.category_id)
    subject = f"selection:{category.pk}"
    number = number_of(Kind.SELECTION, subject, category.edition, typed=number)
    return request_document(
        Kind.SELECTION,
        subject,
        selection_minutes(minutes, number=number),
        by=by,
        title=_("Berita Acara Seleksi Administrasi: %(category)s") % {"category": category.name},
        number=number,
        edition=category.edition,
        category=category,
    )


@transaction.atomic
def request_interview_minutes(
    closing: Closing,
    *,
    place: str,
    signatures: Iterable[Data],
    nip: str = "",
    notes: str = "",
    number: str = "",
    by: User,
) -> Document:
    """The minutes of a closed session; other signatures or another place are a new version with the same number."""
    session = closing.session
    require(by, "documents.make", session.category)
    category = Category.objects.select_for_update(of=("self",)).select_related("edition").get(pk=session.category_id)
    subject = f"session:{session.pk}"
    number = number_of(Kind.INTERVIEW_MINUTES, subject, category.edition, typed=number)
    return request_document(
        Kind.INTERVIEW_MINUTES,
        subject,
        interview_minutes(closing, number=number, place=place, signatures=signatures, nip=nip, notes=notes),
        by=by,
        title=_("Berita Acara Wawancara: %(session)s") % {"session": session.name},
        number=number,
        edition=category.edition,
        category=category,
    )
