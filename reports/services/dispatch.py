"""Letters go out: a notice in the portal (and over WhatsApp), an email; invitations with their appointment.

A receipt goes out by email alone: the sending itself has told its people.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.appointments import host, of_slot
from interviews.ical import Address, Appointment, calendar
from interviews.models import Slot
from nominations.queries import BEFORE_RESULT
from paritrana.access import require
from paritrana.accounts.models import User
from paritrana.audit.services import record
from paritrana.celery import later
from paritrana.committees.models import Seat
from paritrana.notices.services import notify
from paritrana.roles import Role
from reports.models import Dispatch, Document

# What is larger is linked only: mailboxes of offices are small.
ATTACHED = 2 << 20
STUCK = timedelta(minutes=10)
# How long a mail server that refused is left alone before each further try; then somebody has to look.
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)]
Status = Dispatch.Status


@transaction.atomic
def send_invitation(document: Document, *, by: User) -> list[Dispatch]:
    """Send a finished letter to those it is for; to whom it has gone it does not go again, unless the email failed."""
    require(by, "documents.make", document)
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.status != Document.Status.READY or document.superseded_at:
        return []
    category = document.category
    if document.kind == Document.Kind.SELECTION_NOTICE and category and category.stage in BEFORE_RESULT:
        raise ValidationError(_("Surat disampaikan setelah kategori ini melewati tahap seleksi administrasi."))
    made = send_again(document, by=by)
    # Half sent and never finished: its worker has died.
    stuck = Q(status=Status.SENDING, made_at__lt=timezone.now() - STUCK)
    again = document.dispatches.filter(Q(status=Status.FAILED) | Q(status=Status.QUEUED, attempts__gt=0) | stuck)
    if again.update(status=Status.QUEUED, error="", attempts=0, again_at=None):
        later("reports.post", document.pk)
    return made


def send_again(document: Document, *, by: User) -> list[Dispatch]:
    """`send` for the appointment as it stands."""
    slot = slot_of(document)
    return send(document, by=by, sequence=slot.sequence if slot else document.version - 1)


def send(
    document: Document, *, by: User | None, sequence: int, cancelled: bool = False, notice: bool = True
) -> list[Dispatch]:
    """Rows for everybody whom the letter is for. Without a notice: who moved the turn has told them already."""
    people = {person.pk: person for person in invited(document)}
    before = document.dispatches.filter(sequence__gte=sequence, cancelled=cancelled).values_list("person", flat=True)
    fresh = [person for key, person in people.items() if key not in set(before)]
    if not fresh:
        return []
    told = {}
    if notice:
        text = _text(document)
        notices = notify(fresh, title=document.title, text=text, url=_page(document), edition=document.edition)
        told = {row.to_id: row for row in notices}
    made = Dispatch.objects.bulk_create(
        Dispatch(
            province_id=document.province_id,
            document=document,
            person=person,
            notice=told.get(person.pk),
            address=person.email,
            sequence=sequence,
            cancelled=cancelled,
            status=Status.QUEUED if person.email else Status.TOLD,
        )
        for person in fresh
    )
    verb = "invitations.send" if document.kind in Document.APPOINTMENTS else "letters.send"
    record(by, verb, document, after={"to": [str(person) for person in fresh], "version": document.version})
    later("reports.post", document.pk)
    return made


def went_out(document: Document) -> bool:
    return document.dispatches.exists()


def invited(document: Document) -> list[User]:
    """The people whom a letter is for: of the candidate, or of the seats that it names."""
    if document.kind == Document.Kind.MEETING:
        seats = Seat.objects.filter(pk__in=[row["seat"] for row in document.data["invited"]])
    else:
        seats = Seat.objects.filter(role=Role.NOMINEE, nominee=document.nominee_id)
    found = seats.filter(person__is_active=True).select_related("person").order_by("pk")
    return [seat.person for seat in found if seat.person and seat.is_current]


def post(document: Document) -> int:
    """Send the emails of a document that wait; each is claimed first, so that two workers send none twice."""
    if document.superseded_at:
        document.dispatches.filter(status=Status.QUEUED, cancelled=False).update(status=Status.REPLACED)
    elif document.status != Document.Status.READY:
        return 0  # it is called again when the paper is there
    sent = 0
    for row in document.dispatches.filter(due(timezone.now())).select_related("person"):
        if not Dispatch.objects.filter(pk=row.pk, status=Status.QUEUED).update(status=Status.SENDING):
            continue
        try:
            _message(document, row).send()
        except (SMTPException, OSError) as error:  # what the mail server says is shown, and is tried again
            _refused(row, f"{type(error).__name__}: {error}"[:500])
        else:
            Dispatch.objects.filter(pk=row.pk).update(status=Status.SENT, sent_at=timezone.now(), error="")
            sent += 1
    return sent


def due(now: datetime) -> Q:
    """Emails that may go now: a mail server that refused is asked again after a pause."""
    return Q(status=Status.QUEUED) & (Q(again_at=None) | Q(again_at__lte=now))


def post_again() -> int:
    """Hand the letters of which an email is due again to a worker."""
    now = timezone.now()
    lost = Q(made_at__lt=now - STUCK, document__status=Document.Status.READY)  # its message went with the broker
    late = Dispatch.objects.filter(due(now), Q(attempts__gt=0) | lost)
    found = list(late.order_by().values_list("document", flat=True).distinct())
    for pk in found:
        later("reports.post", pk)
    return len(found)


def slot_of(document: Document) -> Slot | None:
    """The turn that an invitation is about."""
    kind, _colon, key = document.subject.partition(":")
    rows = Slot.objects.select_related("nominee", "session__edition__province", "session__venue")
    return rows.filter(pk=int(key)).first() if kind == "slot" else None


def appointment(document: Document, slot: Slot | None = None) -> Appointment:
    """The turn or the meeting as it stands in a calendar."""
    slot = slot or slot_of(document)
    if slot:
        return of_slot(slot)
    data = document.data
    return Appointment(
        uid=f"{document.key}@{host()}",
        sequence=document.version - 1,
        starts=datetime.fromisoformat(data["starts"]),
        ends=datetime.fromisoformat(data["ends"]),
        zone=document.edition.province.zone,
        summary=data["letter"]["event"],
        changed_at=document.made_at,
        cancelled="called_off" in data,
        location=data["place_held"],
        description="\n".join([*data["agenda"], settings.PORTAL_URL + _page(document)]),
        url=settings.PORTAL_URL + _page(document),
    )


def _refused(row: Dispatch, error: str) -> None:
    """One try more after a pause that grows, or none: then it stands as failed until somebody sends it again."""
    pause = PAUSES[row.attempts] if row.attempts < len(PAUSES) else None
    Dispatch.objects.filter(pk=row.pk).update(
        status=Status.QUEUED if pause else Status.FAILED,
        error=error,
        attempts=row.attempts + 1,
        again_at=timezone.now() + pause if pause else None,
    )


def _message(document: Document, row: Dispatch) -> EmailMessage:
    """One letter to one person: nobody else's address stands in it."""
    # A meeting is called off by a letter of its own; the letter of a turn just ends.
    ended = row.cancelled and document.kind == Document.Kind.INVITATION
    lines = [
        _("Yth. Bapak/Ibu %(name)s") % {"name": row.person.name},
        _("Giliran wawancara ini dibatalkan. Jadwal pengganti akan disampaikan.") if ended else _text(document),
    ]
    small = not ended and document.size <= ATTACHED
    if not ended:
        lines.append(_("Surat: %(url)s") % {"url": settings.PORTAL_URL + _file(document)})
    asked = document.kind == Document.Kind.INVITATION
    about = _("Rincian dan konfirmasi: %(url)s") if asked else _("Rincian: %(url)s")
    lines.append(about % {"url": settings.PORTAL_URL + _page(document)})
    lines.append(document.edition.committee_name or _("Sekretariat Paritrana Award"))
    title = _("Dibatalkan: %(title)s") % {"title": document.title} if ended else document.title
    message = EmailMessage(subject=" ".join(title.split()), body="\n\n".join(lines), to=[row.address])
    if document.kind in Document.APPOINTMENTS:
        message.attach(*_calendar(document, row))
    if small:
        with document.file.open("rb") as paper:
            name = "tanda-terima" if document.kind == Document.Kind.RECEIPT else f"surat-v{document.version}"
            message.attach(f"{name}.pdf", paper.read(), "application/pdf")
    return message


def _calendar(document: Document, row: Dispatch) -> tuple[str, str, str]:
    """The appointment as an attachment: name, content, type."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event = appointment(document)
    raw = calendar(
        [event],
        organizer=Address(document.edition.committee_name or name, address),
        attendee=Address(row.person.name, row.address),
    )
    method = "CANCEL" if event.cancelled else "REQUEST"
    return "undangan.ics", raw.decode(), f"text/calendar; method={method}"


def _text(document: Document) -> str:
    data = document.data
    if document.kind == Document.Kind.RECEIPT:
        words = {"nominee": data["nominee"], "number": data["number"]}
        return _("Penilaian mandiri %(nominee)s sudah diterima dengan nomor tanda terima %(number)s.") % words
    if document.kind in Document.DELIVERED:
        return _("%(title)s. Surat dapat diunduh di portal.") % {"title": document.title}
    if reason := data.get("called_off"):
        words = {"event": data["letter"]["event"], "day": data["day"], "time": data["time"], "reason": reason}
        return _("%(event)s pada %(day)s pukul %(time)s dibatalkan. Alasan: %(reason)s") % words
    return _("%(title)s. %(day)s pukul %(time)s, %(place)s.") % {
        "title": document.title,
        "day": data["day"],
        "time": data["time"],
        "place": data["place_held"],
    }


def _page(document: Document) -> str:
    """Where the person can do something about it."""
    edition = document.edition
    place = [edition.province.slug, edition.slug]
    if document.kind not in Document.APPOINTMENTS:
        return f"{reverse('documents', args=place)}?kind={document.kind}"
    slot = slot_of(document)
    if slot:
        return reverse("interview", args=[*place, slot.session_id])
    return reverse("meeting", args=[*place, document.pk])


def _file(document: Document) -> str:
    edition = document.edition
    name = "meeting_file" if document.kind == Document.Kind.MEETING else "document_file"
    return reverse(name, args=[edition.province.slug, edition.slug, document.pk])
