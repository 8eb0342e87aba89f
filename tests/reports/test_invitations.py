"""Letters of invitation: what stands on them, their next version, and how they go out."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone
from pypdf import PdfReader

from interviews import services as interviews
from interviews.models import Slot
from paritrana.committees.queries import deciding
from paritrana.notices.models import Notice
from reports import services
from reports.documents.invitations import Letter, Meeting, addressee
from reports.models import Dispatch, Document
from reports.services import dispatch as dispatch_services
from reports.services import invitations as invitation_services
from tests import factories
from tests.interviews.conftest import MONDAY
from tests.interviews.conftest import committee_seats as committee_seats
from tests.interviews.conftest import later as later
from tests.interviews.conftest import order as order
from tests.interviews.conftest import other_room as other_room
from tests.interviews.conftest import ready as ready
from tests.interviews.conftest import room as room
from tests.interviews.conftest import session as session
from tests.interviews.conftest import shortlist as shortlist
from tests.interviews.test_pages import url
from tests.reports import rows

LETTER = Letter(
    dated=date(2025, 7, 21),
    about="Undangan Wawancara",
    event="Wawancara (paparan dan tanya jawab)",
    nature="Penting",
    attachment="-",
    bring=["Bahan paparan", "Surat tugas"],
    copies=["Gubernur Kalimantan Timur"],
)


@pytest.fixture
def slots(session, category):
    rows.signer(category)
    return list(session.slots.all())


@pytest.fixture
def letters(slots, edition, secretariat):
    return invitation_services.request_invitations(edition, slots, LETTER, by=secretariat, number="005/{urut}/2025")


def printed(document):
    """The letter as if the worker had printed it."""
    Document.objects.filter(pk=document.pk).update(status="ready", sha256="0" * 64, file="undangan.pdf", size=9)
    document = Document.objects.get(pk=document.pk)
    document.file.save("undangan.pdf", ContentFile(b"%PDF-1.4"), save=True)
    return document


def text_of(document):
    services.build_document(document.pk)
    document.refresh_from_db()
    with document.file.open("rb") as file:
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages).split())


def calendar_of(message):
    (raw,) = [part for part in message.attachments if part[0] == "undangan.ics"]
    found = icalendar.Calendar.from_ical(raw[1])
    (event,) = found.walk("VEVENT")
    return found, event


# --- the letter


def test_letters_of_a_session_are_made_in_one_act_and_once(letters, slots, edition, secretariat):
    assert [(one.subject, one.number, one.version) for one in letters] == [
        (f"slot:{slot.pk}", f"005/00{place}/2025", 1) for place, slot in enumerate(slots, 1)
    ]
    assert len({one.batch_id for one in letters}) == 1
    again = invitation_services.request_invitations(edition, slots, LETTER, by=secretariat)
    assert again == letters


def test_letter_says_when_and_where_in_the_zone_of_the_province(letters):
    data = letters[0].data
    assert [data[key] for key in ("to", "day", "time", "place_held", "date")] == [
        "Bupati Paser",
        "Senin, 28 Juli 2025",
        "09.00–09.20 WITA",
        "Hotel Samarinda, Ruang Mahakam",
        "21 Juli 2025",
    ]


def test_letter_reads_as_a_letter(letters):
    text = text_of(letters[0])
    order = [
        "PEMERINTAH PROVINSI KALIMANTAN TIMUR",
        "21 Juli 2025",
        "Nomor : 005/001/2025",
        "Sifat : Penting",
        "Hal : Undangan Wawancara",
        "Yth. Bupati Paser",
        "Hari, tanggal Senin, 28 Juli 2025",
        "Waktu pukul 09.00–09.20 WITA",
        "Tempat Hotel Samarinda, Ruang Mahakam",
        "Acara Wawancara (paparan dan tanya jawab)",
        "Mohon disiapkan: Bahan paparan Surat tugas",
        "Tembusan: Gubernur Kalimantan Timur",
    ]
    places = [text.find(part) for part in order]
    assert (places == sorted(places), -1 in places, "halaman 1 dari 1" in text) == (True, False, True), text


@pytest.mark.parametrize("who", ["chair", "panelist", "official", "stranger"])
def test_letters_are_the_secretariats(request, who, slots, edition):
    with pytest.raises(PermissionDenied):
        invitation_services.request_invitations(edition, slots, LETTER, by=request.getfixturevalue(who))


def test_letters_need_a_signer_and_turns_that_still_stand(session, edition, secretariat, category):
    with pytest.raises(ValidationError):
        invitation_services.request_invitations(edition, session.slots.all(), LETTER, by=secretariat)
    rows.signer(category)
    Slot.objects.filter(session=session).update(status="present")
    with pytest.raises(ValidationError):
        invitation_services.request_invitations(edition, session.slots.all(), LETTER, by=secretariat)


def test_addressee_is_an_office(nominees):
    assert {addressee(nominee).split()[0] for nominee in nominees} == {"Bupati", "Wali"}


# --- its next version


def test_a_moved_turn_gives_the_next_version_of_its_letter_alone(letters, slots, secretariat, later):
    interviews.move_slot(slots[0], later(200), later(220), by=secretariat)
    made = invitation_services.follow(Slot.objects.get(pk=slots[0].pk))
    old = Document.objects.get(pk=letters[0].pk)
    assert (made.version, made.number, made.data["time"]) == (2, "005/001/2025", "12.20–12.40 WITA")
    assert made.data["replaces"] == {"version": 1, "date": "21 Juli 2025"}
    assert (old.superseded_at is None, made.data["letter"]["bring"]) == (False, LETTER.bring)
    assert Document.objects.filter(kind="invitation").count() == 4
    assert Dispatch.objects.count() == 0


def test_another_room_gives_the_next_version_and_a_cancelled_turn_ends_its_letter(
    letters, slots, session, secretariat, other_room
):
    interviews.relocate(session, mode="on_site", venue=other_room, by=secretariat)
    made = invitation_services.follow(Slot.objects.get(pk=slots[1].pk))
    assert (made.version, made.data["place_held"]) == (2, "Hotel Samarinda, Ruang Karang Mumus")
    interviews.cancel(session, "Banjir", by=secretariat)
    invitation_services.follow(Slot.objects.get(pk=slots[1].pk))
    assert not Document.objects.filter(subject=made.subject, superseded_at=None).exists()


def test_a_turn_without_letter_gets_none_by_being_moved(slots, secretariat, later):
    interviews.move_slot(slots[0], later(200), later(220), by=secretariat)
    assert invitation_services.follow(slots[0]) is None


# --- going out


def test_sending_tells_each_person_once_and_mails_the_appointment(letters, official, secretariat):
    official.email = "pejabat@example.id"
    official.save(update_fields=["email"])
    letter = printed(letters[0])
    Notice.objects.all().delete()
    own = Document.objects.visible_to(official, "documents.view").filter(kind="invitation")
    assert list(own.all()) == []  # the office may still correct it
    dispatch_services.send_invitation(letter, by=secretariat)
    assert list(own.all()) == [letter]
    assert dispatch_services.send_invitation(letter, by=secretariat) == []
    assert (dispatch_services.post(letter), dispatch_services.post(letter)) == (1, 0)
    (message,) = mail.outbox
    assert message.to == ["pejabat@example.id"]
    found, event = calendar_of(message)
    assert (str(found["METHOD"]), event["SEQUENCE"], event["DTSTART"].dt) == ("REQUEST", 0, MONDAY)
    assert [part[0] for part in message.attachments] == ["undangan.ics", "surat-v1.pdf"]
    assert "/dokumen/" in message.body
    assert "09.00–09.20 WITA" in Notice.objects.get(to=official).text
    assert Dispatch.objects.get().status == "sent"


def test_email_whose_message_got_lost_is_asked_for_again(letters, official, secretariat):
    official.email = "pejabat@example.id"
    official.save(update_fields=["email"])
    dispatch_services.send_invitation(printed(letters[0]), by=secretariat)
    assert dispatch_services.post_again() == 0
    Dispatch.objects.update(made_at=timezone.now() - dispatch_services.STUCK)
    assert dispatch_services.post_again() == 1
    Document.objects.update(status="building")
    assert dispatch_services.post_again() == 0  # it goes out when the paper is there


def test_a_large_letter_is_linked_only_and_a_person_without_email_is_told(letters, official, secretariat, settings):
    letter = printed(letters[0])
    (row,) = dispatch_services.send_invitation(letter, by=secretariat)
    assert (row.status, row.notice.to) == ("told", official)
    Dispatch.objects.update(status="queued", address="a@example.id")
    letter.size = 3 << 20
    dispatch_services.post(letter)
    assert [part[0] for part in mail.outbox[0].attachments] == ["undangan.ics"]


def test_who_had_the_letter_gets_the_next_one_with_the_same_uid(letters, slots, official, secretariat, later):
    official.email = "pejabat@example.id"
    official.save(update_fields=["email"])
    letter = printed(letters[0])
    dispatch_services.send_invitation(letter, by=secretariat)
    dispatch_services.post(letter)
    interviews.move_slot(slots[0], later(200), later(220), by=secretariat)
    made = invitation_services.follow(Slot.objects.get(pk=slots[0].pk))
    assert dispatch_services.post(made) == 0  # not printed yet
    dispatch_services.post(printed(made))
    interviews.cancel(slots[0].session, "Banjir", by=secretariat)
    dispatch_services.post(invitation_services.follow(Slot.objects.get(pk=slots[0].pk)))
    told = [calendar_of(message) for message in mail.outbox]
    assert [(str(found["METHOD"]), event["SEQUENCE"]) for found, event in told] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]
    assert len({str(event["UID"]) for _found, event in told}) == 1
    assert mail.outbox[2].subject.startswith("Dibatalkan: ")


def test_what_the_mail_server_refuses_is_shown_and_may_be_sent_again(letters, official, secretariat, settings):
    letter = printed(letters[0])
    official.email = "pejabat@example.id"
    official.save(update_fields=["email"])
    dispatch_services.send_invitation(letter, by=secretariat)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where nobody answers
    for tried, status in enumerate(["queued", "queued", "queued", "failed"], 1):
        Dispatch.objects.update(again_at=None)  # as if the pause were over
        dispatch_services.post(letter)
        row = Dispatch.objects.get()
        assert (row.attempts, row.status, row.error.split(":")[0]) == (tried, status, "ConnectionRefusedError")
        dispatch_services.post(letter)  # at once: the server is left alone
        assert Dispatch.objects.get().attempts == tried
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    dispatch_services.send_invitation(letter, by=secretariat)
    assert dispatch_services.post(letter) == 1


# --- pages


def test_after_the_interviews_no_invitation_is_offered(client_of, secretariat, slots, edition):
    offers, page = url("offers", edition), url("invitations", edition)
    browser = client_of(secretariat)
    assert page in browser.get(offers).text
    type(slots[0]).objects.update(status="done")
    shown = browser.get(offers).text
    assert (page in shown, "Tidak ada giliran yang menunggu wawancara." in shown) == (False, True)
    assert url("interviews", edition) in browser.get(page).text.partition("<main")[2]


def test_page_makes_letters_for_the_chosen_turns(client_of, secretariat, official, slots, edition, session):
    page = url("invitations", edition) + f"?sesi={session.pk}"
    browser = client_of(secretariat)
    start = browser.get(page).context["form"]
    typed = {name: start[name].value() or "" for name in start.fields} | {"turns": [slots[0].pk], "dated": "2025-07-21"}
    assert browser.post(page, typed | {"turns": []}).status_code == 422
    assert browser.post(page, typed | {"number": "tanpa nomor"}).status_code == 422
    assert browser.post(page, typed).status_code == 302
    letter = printed(Document.objects.get(kind="invitation"))
    assert browser.post(url("invitations_send", edition), {"paper": letter.pk}).status_code == 302
    assert [row.person for row in Dispatch.objects.all()] == [official]
    shown = browser.get(page).content.decode()
    assert ("Salin teks WhatsApp" in shown, "versi 1" in shown) == (True, True)
    file = url("document_file", edition, letter.pk)
    assert b"".join(client_of(official).get(file).streaming_content) == b"%PDF-1.4"


def test_preparation_meeting_of_s2_is_invited_with_its_agenda(client_of, stranger):
    """Sulawesi Tenggara, Wednesday 21 February 2024: the committee of nine is asked by one letter."""
    province = factories.province("74")
    edition = factories.edition(province)
    category = factories.category(edition)
    rows.signer(category)
    staff = factories.person("sultra", "Staf Sekretariat", "secretariat", province=province)
    members = factories.panelists(edition, 8)
    chair = factories.person("sekda", "Sekda", "chair", province=province, edition=edition, function="ketua")
    zone = ZoneInfo(province.zone)
    meeting = Meeting(
        starts=datetime(2024, 2, 21, 9, 30, tzinfo=zone),
        ends=datetime(2024, 2, 21, 12, 0, tzinfo=zone),
        place="Ruang Rapat Sekda, Kendari",
        link="https://rapat.example/74",
        agenda=["Pembukaan oleh Ketua", "Tata cara wawancara delapan kategori", "Pembagian tugas"],
    )
    letter = Letter(date(2024, 2, 15), "Undangan Rapat Persiapan", "Rapat persiapan", "Penting", "1 (satu) lembar")
    seats = [seat for seat in deciding(edition).select_related("person") if seat.person != staff]
    made = invitation_services.request_meeting(edition, meeting, seats, letter, by=staff)
    text = text_of(made)
    for part in (
        "Rabu, 21 Februari 2024",
        "pukul 09.30–12.00 WITA",
        "Ruang Rapat Sekda, Kendari",
        "dengan agenda: Pembukaan oleh Ketua Tata cara wawancara delapan kategori Pembagian tugas",
        "Nomor : ........",
        "Lampiran: yang diundang",
        *(str(member) for member in members),
    ):
        assert part in text, text
    page = url("meeting", edition, made.pk)
    assert [client_of(person).get(page).status_code for person in (staff, chair, members[0])] == [200, 404, 404]
    dispatch_services.send_invitation(Document.objects.get(pk=made.pk), by=staff)
    assert {row.person for row in Dispatch.objects.all()} == {chair, *members}
    assert client_of(chair).get(page).status_code == 200
    assert 'href="https://rapat.example/74"' in client_of(members[0]).get(page).content.decode()
    assert client_of(stranger).get(page).status_code == 404
    file = client_of(members[0]).get(url("meeting_file", edition, made.pk))
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    next_one = invitation_services.request_meeting(
        edition, Meeting(**vars(meeting) | {"place": "Aula"}), seats, letter, by=staff, former=made
    )
    event = dispatch_services.appointment(next_one)
    assert (next_one.version, event.sequence, event.uid.partition("@")[0]) == (2, 1, str(made.key))
    off = url("meeting_cancel", edition, next_one.pk)
    browser = client_of(staff)
    assert browser.post(off, {"note": " "}).status_code == 422
    long = browser.post(off, {"note": "x" * 501})
    assert (long.status_code, "x" * 501 in long.text, "paling banyak 500 huruf" in long.text) == (422, True, True)
    assert browser.post(off, {"note": "Ketua dipanggil ke Jakarta."}).status_code == 302
    again = browser.post(off, {"note": "Lagi"}, follow=True)  # a second tab
    assert ("Ketua dipanggil ke Jakarta." in again.content.decode(), again.context["stands"]) == (True, False)
    last = Document.objects.get(subject=made.subject, superseded_at=None)
    chair.email, address = "sekda@example.id", Dispatch.objects.filter(document=last, person=chair)
    address.update(address=chair.email, status="queued")
    dispatch_services.post(printed(last))
    (message,) = mail.outbox
    found, event = calendar_of(message)
    assert (str(found["METHOD"]), event["SEQUENCE"], str(event["UID"]).partition("@")[0]) == (
        "CANCEL",
        2,
        str(made.key),
    )
    assert "Alasan: Ketua dipanggil ke Jakarta." in message.body
    assert {row.to for row in Notice.objects.filter(title=last.title)} == {chair, *members}
    with pytest.raises(ValidationError):
        invitation_services.request_meeting(edition, meeting, seats, letter, by=staff, former=next_one)
