"""Asking for reports on a round: coverage, panel, the sheets that were filled."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import Session
from nominations.coverage_queries import dates_of
from nominations.models import CoverageFigure
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.committees.models import Category, Edition
from paritrana.numbers import tanggal_pendek
from reports.documents.coverage_report import coverage_report
from reports.documents.panel_report import panel_report, score_sheets
from reports.documents.round_report import round_report
from reports.models import Document
from reports.services.locks import locked_category, locked_edition
from reports.services.requests import request_document
from scoring.queries import is_scoring_closed

Kind = Document.Kind


@transaction.atomic
def request_coverage_report(edition: Edition, *, as_of: date, by: User) -> Document:
    """Laporan cakupan of the province at one date, as confirmed by now."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    if as_of not in dates_of(edition.province, CoverageFigure.objects.filter(confirmed_at__isnull=False)):
        raise ValidationError({"as_of": _("Belum ada angka yang dikonfirmasi untuk tanggal ini.")})
    return request_document(
        Kind.COVERAGE_REPORT,
        f"coverage:{edition.pk}:{as_of.isoformat()}",
        coverage_report(edition, as_of, now=timezone.now()),
        by=by,
        title=_("Laporan cakupan per %(day)s") % {"day": tanggal_pendek(as_of)},
        edition=edition,
    )


@transaction.atomic
def request_round_report(edition: Edition, *, by: User) -> Document:
    """Laporan pelaksanaan of the round, as it stands now."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    return request_document(
        Kind.ROUND_REPORT,
        f"edition:{edition.pk}",
        round_report(edition, now=timezone.now()),
        by=by,
        title=_("Laporan pelaksanaan: %(title)s") % {"title": edition.title},
        edition=edition,
    )


@transaction.atomic
def request_panel_report(category: Category, *, by: User) -> Document:
    """Laporan panelis of a category, once all scoring of it is closed."""
    category = _closed(category, by)
    return request_document(
        Kind.PANEL_REPORT,
        f"panel:{category.pk}",
        panel_report(category, now=timezone.now()),
        by=by,
        title=_("Laporan panelis: %(category)s") % {"category": category.name},
        edition=category.edition,
        category=category,
    )


@transaction.atomic
def request_score_sheets(category: Category, *, session: Session | None = None, by: User) -> Document:
    """Lembar penilaian terisi of a category or of one session of it, once all scoring of it is closed."""
    category = _closed(category, by)
    if session:
        session = Session.objects.get(pk=session.pk, category=category)
    name = f"{category.name}, {session.name}" if session else category.name
    return request_document(
        Kind.SCORE_SHEETS,
        f"session:{session.pk}" if session else f"category:{category.pk}",
        score_sheets(category, session, now=timezone.now()),
        by=by,
        title=_("Lembar penilaian terisi: %(name)s") % {"name": name},
        edition=category.edition,
        category=category,
    )


def _closed(category: Category, by: User) -> Category:
    """Nobody reads the marks of a category before all scoring of it is closed."""
    require(by, "documents.make", category)
    category = locked_category(category)
    if not is_scoring_closed(category):
        raise ValidationError(_("Tutup seluruh penilaian kategori ini dahulu."))
    return category
