"""Asking for the schedule of the interviews and for lists of attendance."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import Session
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.committees.models import Edition
from reports.documents import day_lists
from reports.models import Document
from reports.services.locks import locked_edition
from reports.services.requests import request_document

Kind = Document.Kind


@transaction.atomic
def request_schedule(edition: Edition, *, session: Session | None = None, by: User) -> Document:
    """Jadwal wawancara of all sessions, or of one; a new version once the plan has moved."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    rows = Session.objects.filter(edition=edition).exclude(status=Session.Status.CANCELLED)
    if session:
        rows = rows.filter(pk=session.pk)
    sessions = list(rows.select_related("category", "venue").order_by("period", "pk"))
    if not sessions:
        raise ValidationError(_("Belum ada sesi wawancara untuk dijadwalkan."))
    name = session.name if session else edition.title
    return request_document(
        Kind.SCHEDULE,
        f"session:{session.pk}" if session else f"edition:{edition.pk}",
        day_lists.schedule(edition, sessions, now=timezone.now()),
        by=by,
        title=_("Jadwal wawancara: %(name)s") % {"name": name},
        edition=edition,
        category=session.category if session else None,
    )


@transaction.atomic
def request_attendance(
    edition: Edition, *, session: Session | None = None, meeting: Document | None = None, by: User
) -> Document:
    """Daftar hadir of a session, or of a meeting that was invited to."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    if session:
        sessions = Session.objects.filter(edition=edition).exclude(status=Session.Status.CANCELLED)
        session = sessions.select_related("category", "venue").get(pk=session.pk)
        session.edition = edition
        data, subject = day_lists.session_attendance(session), f"session:{session.pk}"
    elif meeting:
        meeting = Document.objects.get(pk=meeting.pk, kind=Kind.MEETING, edition=edition)
        data, subject = day_lists.meeting_attendance(edition, meeting), meeting.subject
    else:
        raise ValidationError(_("Pilih sesi atau rapat."))
    return request_document(
        Kind.ATTENDANCE,
        subject,
        data,
        by=by,
        title=_("Daftar hadir: %(name)s") % {"name": data["subject"]},
        edition=edition,
        category=session.category if session else None,
    )
