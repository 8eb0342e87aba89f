"""Asking for invitations, and a new version by itself when a turn is not as it was announced."""

import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import Slot
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.committees.models import Edition, Seat
from reports.documents import Data, plain_date
from reports.documents.invitations import Letter, Meeting, invitation, meeting_invitation
from reports.models import Batch, Document, Signer
from reports.services import dispatch as dispatch_services
from reports.services.locks import locked_edition
from reports.services.numbers import number_of
from reports.services.requests import last_version, request_document
from reports.services.signers import signer_of

# Letters of the reason why a meeting is called off, as it stands on the letter.
REASON = 500

Kind = Document.Kind


@transaction.atomic
def request_invitations(
    edition: Edition, slots: Iterable[Slot], letter: Letter, *, by: User, number: str = ""
) -> list[Document]:
    """A letter for each of these turns. One that already says the same is kept; another becomes its next version."""
    require(by, "documents.make", edition)
    # Two presses at once: the second waits here and then finds everything made.
    edition = locked_edition(edition)
    chosen = [slot.pk for slot in slots]
    rows = list(
        Slot.objects.filter(pk__in=chosen, session__edition=edition, status=Slot.Status.PLANNED)
        .select_related("nominee__regency", "nomination", "session__category", "session__venue")
        .order_by("period", "pk")
    )
    if not rows or len(rows) < len(chosen):
        raise ValidationError({"turns": _("Pilih giliran yang masih direncanakan; muat ulang halaman ini.")})
    signer = signer_of(edition, Kind.INVITATION)
    batch = Batch(province=edition.province, edition=edition, kind=Kind.INVITATION, made_by=by)
    made = [_request(slot, edition, letter, signer, by=by, batch=batch, number=number) for slot in rows]
    if batch.pk:
        record(by, "request_invitations", batch, after={"count": len(made), "number": number})
    return made


@transaction.atomic
def request_meeting(
    edition: Edition,
    meeting: Meeting,
    seats: Iterable[Seat],
    letter: Letter,
    *,
    by: User,
    number: str = "",
    former: Document | None = None,
) -> Document:
    """A letter to all who are asked to a meeting of the committee; `former` is what it takes the place of."""
    require(by, "documents.make", edition)
    edition = locked_edition(edition)
    if meeting.starts >= meeting.ends:
        raise ValidationError({"ends": _("Isi waktu selesai sesudah waktu mulai.")})
    if not (meeting.place or meeting.link):
        raise ValidationError({"place": _("Isi tempat, atau tautan pertemuan daring.")})
    subject = former.subject if former else f"meeting:{uuid.uuid4().hex}"
    previous = last_version(Kind.MEETING, subject)
    if previous and "called_off" in previous.data:
        raise ValidationError(why_not_called_off(previous))
    number = number_of(Kind.MEETING, subject, edition, typed=number)
    data = meeting_invitation(edition, meeting, seats, letter, signer=signer_of(edition, Kind.MEETING), number=number)
    document = request_document(
        Kind.MEETING,
        subject,
        data | _replaces(previous),
        by=by,
        title=_("Undangan rapat: %(event)s") % {"event": letter.event},
        number=number,
        edition=edition,
    )
    if previous and previous != document and dispatch_services.went_out(previous):
        dispatch_services.send(document, by=by, sequence=document.version - 1)
    return document


@transaction.atomic
def call_off_meeting(paper: Document, reason: str, *, by: User) -> Document:
    """The meeting is not held: a last version of the letter says so and why, and goes to whoever had an earlier one."""
    require(by, "documents.make", paper)
    Edition.objects.select_for_update(of=("self",)).get(pk=paper.edition_id)
    paper = Document.objects.select_related("edition__province").get(pk=paper.pk)
    if why := why_not_called_off(paper):
        raise ValidationError(why)
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError(_("Tuliskan mengapa rapat dibatalkan."))
    if len(reason) > REASON:
        raise ValidationError(_("Pendekkan alasan menjadi paling banyak %s huruf.") % REASON)
    today = timezone.localdate(timezone=ZoneInfo(paper.edition.province.zone))
    title = _("Pembatalan rapat: %(event)s") % {"event": paper.data["letter"]["event"]}
    letter = paper.data["letter"] | {"about": title, "dated": today.isoformat()}
    said = {"letter": letter, "date": plain_date(today), "called_off": reason}
    document = request_document(
        Kind.MEETING,
        paper.subject,
        paper.data | _replaces(paper) | said,
        by=by,
        title=title,
        number=paper.number,
        edition=paper.edition,
    )
    record(by, "meetings.call_off", document, reason=reason)
    if dispatch_services.went_out(paper):
        dispatch_services.send(document, by=by, sequence=document.version - 1, cancelled=True)
    return document


def why_not_called_off(paper: Document) -> str:
    """Empty while the letter is the one in force of a meeting that stands."""
    if paper.superseded_at:
        return _("Undangan ini sudah diganti sementara itu; ini versi yang berlaku.")
    return _("Rapat ini sudah dibatalkan.") if "called_off" in paper.data else ""


@transaction.atomic
def follow(slot: Slot) -> Document | None:
    """A turn was moved, relocated or called off: its letter follows, and goes to whoever had the former."""
    previous = Document.objects.filter(kind=Kind.INVITATION, subject=subject_of(slot), superseded_at=None).first()
    if previous is None:
        return None
    told = dispatch_services.went_out(previous)
    edition = slot.session.edition
    document = previous
    if slot.status == Slot.Status.CANCELLED:
        previous.superseded_at = timezone.now()
        previous.save(update_fields=["superseded_at"])
    else:
        today = timezone.localdate(timezone=ZoneInfo(edition.province.zone))
        letter = Letter.of(previous, today)
        document = _request(slot, edition, letter, signer_of(edition, Kind.INVITATION), by=previous.made_by, batch=None)
    if told:
        dispatch_services.send(
            document, by=None, sequence=slot.sequence, cancelled=slot.status == Slot.Status.CANCELLED, notice=False
        )
    return document


def subject_of(slot: Slot) -> str:
    """What an invitation is about: a turn, whatever its time."""
    return f"slot:{slot.pk}"


def _request(
    slot: Slot,
    edition: Edition,
    letter: Letter,
    signer: Signer,
    *,
    by: User,
    batch: Batch | None,
    number: str = "",
) -> Document:
    slot.session.edition = edition
    subject = subject_of(slot)
    previous = last_version(Kind.INVITATION, subject)
    number = number_of(Kind.INVITATION, subject, edition, typed=number)
    data = invitation(slot, letter, signer=signer, number=number)
    return request_document(
        Kind.INVITATION,
        subject,
        data | _replaces(previous),
        by=by,
        title=_("Undangan wawancara: %(nominee)s") % {"nominee": slot.nominee.name},
        number=number,
        edition=edition,
        category=slot.session.category,
        nomination=slot.nomination,
        nominee=slot.nominee,
        batch=batch,
    )


def _replaces(previous: Document | None) -> Data:
    """Which letter is not to be followed any more."""
    if previous is None:
        return {}
    return {"replaces": {"version": previous.version, "date": previous.data["date"]}}
