"""Closing a session: what is missing, reminders, sheets set aside with a reason, facts that are frozen."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from interviews import services
from interviews.closing_queries import missing
from interviews.models import Closing
from interviews.services import notulen
from interviews.services.stamps import stamp
from interviews.workflow import Act
from paritrana.audit.models import Entry
from paritrana.committees.models import Seat
from paritrana.notices.models import Notice
from paritrana.roles import Role
from scoring.models import PaperSheet, ScoreSheet
from scoring.queries import criteria_of
from scoring.services import sheets
from tests import factories
from tests.interviews.conftest import MONDAY
from tests.interviews.test_pages import url
from tests.interviews.test_services import HEAD, words


@pytest.fixture
def attended(session, secretariat):
    """Two came, the third did not."""
    first, second, third = session.slots.all()
    for slot in (first, second):
        services.record_attendance(slot, "present", "", [HEAD], by=secretariat)
    services.record_attendance(third, "missing", "", [], by=secretariat)
    return session


def send(person, *nominations):
    """The person marks 80 throughout."""
    for nomination in nominations:
        sheet = ScoreSheet.objects.select_related("nomination").get(nomination=nomination, person=person)
        marks = {criterion.code: "80" for criterion in criteria_of(nomination.category, "interview")}
        sheets.submit(sheet, marks, sheet.version, by=person)


def test_missing_names_attendance_first(session, secretariat):
    found = missing(session)
    assert ([str(slot.nominee.regency) for slot in found.attendance], found.sheets, found.hints) == (
        ["Kabupaten Paser", "Kabupaten Kutai Kartanegara", "Kabupaten Berau"],
        [],
        [],
    )
    with pytest.raises(ValidationError) as error:
        services.close(session, reason="Pulang", by=secretariat)
    assert words(error) == "Catat dahulu kehadiran 3 nomine."


def test_missing_names_seats_and_never_who_did_not_come(attended, shortlist, chair, panelists):
    send(chair, *shortlist[:2])
    send(panelists[0], shortlist[0])
    found = missing(attended)
    assert [(row.who, row.nominees) for row in found.sheets[:2]] == [
        ("Anggota, unsur ahli 1 (Panelis 1)", "Pemerintah Kabupaten Kutai Kartanegara"),
        ("Anggota, unsur ahli 2 (Panelis 2)", "Pemerintah Kabupaten Paser, Pemerintah Kabupaten Kutai Kartanegara"),
    ]
    assert len(found.sheets) == 8
    assert [hint.split(".")[0] for hint in found.hints] == [
        "Notulen belum diisi: Pemerintah Kabupaten Paser, Pemerintah Kabupaten Kutai Kartanegara",
        "Sedikitnya 5 lembar terkirim agar diperingkat; kurang pada Pemerintah Kabupaten Paser (2), "
        "Pemerintah Kabupaten Kutai Kartanegara (1)",
    ]


def test_remind_asks_each_once_in_ten_minutes(attended, shortlist, chair, panelists, secretariat):
    send(chair, *shortlist[:2])
    Notice.objects.all().delete()
    assert [notice.to for notice in services.remind(attended, by=secretariat)] == panelists
    assert services.remind(attended, by=secretariat) == []
    Notice.objects.filter(to=panelists[0]).update(made_at=timezone.now() - timedelta(minutes=11))
    assert [notice.to for notice in services.remind(attended, by=secretariat)] == panelists[:1]
    assert "2 lembar penilaian Bapak/Ibu belum terkirim" in Notice.objects.filter(to=panelists[0]).first().text
    assert Entry.objects.filter(verb="interviews.remind").count() == 2


def test_close_wants_a_reason_by_name_of_seat(attended, shortlist, chair, panelists, secretariat):
    for person in (chair, *panelists[:7]):
        send(person, *shortlist[:2])
    with pytest.raises(ValidationError) as error:
        services.close(attended, by=secretariat)
    assert words(error) == (
        "Tunggu kiriman Anggota, unsur ahli 8 (Panelis 8), atau isi alasan lembarnya tidak ada: "
        "Pemerintah Kabupaten Paser, Pemerintah Kabupaten Kutai Kartanegara."
    )
    assert Closing.objects.count() == 0


def test_close_sets_sheets_aside_and_freezes_what_was(attended, shortlist, chair, panelists, secretariat):
    for person in (chair, *panelists[:6]):
        send(person, *shortlist[:2])
    done = services.close(
        attended, reason="Pulang lebih awal.", absent={panelists[7].pk: "Ponsel rusak."}, note="", by=secretariat
    )
    attended.refresh_from_db()
    assert (attended.status, done.led_by.person, done.by) == ("closed", chair, secretariat)
    assert [(row["name"], row["nominees"], row["reason"]) for row in done.facts["absent"]] == [
        ("Panelis 7", [str(one.nominee) for one in shortlist[:2]], "Pulang lebih awal."),
        ("Panelis 8", [str(one.nominee) for one in shortlist[:2]], "Ponsel rusak."),
    ]
    turns = done.facts["turns"]
    assert [(turn["planned"], turn["came"], turn["status"]) for turn in turns] == [
        ("09.00–09.20", True, "Hadir"),
        ("09.25–09.45", True, "Hadir"),
        ("09.50–10.10", False, "Tidak hadir (tanpa pemberitahuan)"),
    ]
    assert turns[0]["delegation"] == [
        {"name": "Contoh Bupati", "office": "Bupati", "capacity": "Kepala daerah atau pimpinan"}
    ]
    assert ([len(turn["root"]) for turn in turns], len(done.root)) == ([64, 64, 0], 64)
    assert len({done.root, turns[0]["root"], turns[1]["root"]}) == 3
    # A second tab, a day later: the same closing.
    assert services.close(attended, reason="Lain", by=secretariat) == done
    assert Entry.objects.filter(verb="interviews.close").count() == 1
    with pytest.raises(ValidationError):
        services.record_attendance(attended.slots.first(), "missing", "", [], by=secretariat)


def test_close_of_a_day_on_which_nobody_came_has_no_seal(session, secretariat):
    for slot in session.slots.all():
        services.record_attendance(slot, "excused", "Surat Nomor 7", [], by=secretariat)
    done = services.close(session, by=secretariat)
    assert (done.root, done.facts["absent"], {turn["note"] for turn in done.facts["turns"]}) == (
        "",
        [],
        {"Surat Nomor 7"},
    )


def test_close_prints_when_the_plh_led(attended, chair, secretariat, shortlist):
    """The Sekda was called away at 09.30; the Plh. leads to the end and is a rater of its own."""
    seat = Seat.objects.get(person=chair)
    acting = factories.user("asisten", "Contoh Asisten II")
    left = MONDAY + timedelta(minutes=30)
    Seat.objects.filter(pk=seat.pk).update(ends_at=left)
    stand_in = Seat.objects.create(
        person=acting,
        role=Role.CHAIR,
        province=seat.province,
        edition=seat.edition,
        function="ketua",
        acting="Plh.",
        starts_at=left,
    )
    done = services.close(attended, reason="Contoh", note="SK perubahan menyusul.", by=secretariat)
    assert [(row["name"], row["role"], row["time"]) for row in done.facts["leaders"]] == [
        (chair.name, "Ketua", "09.00–09.30"),
        ("Contoh Asisten II", "Plh. Ketua", "09.30–10.10"),
    ]
    assert (done.led_by, done.facts["leader_note"]) == (stand_in, "SK perubahan menyusul.")


def test_close_names_whoever_led_in_place_of_the_chair(attended, committee_seats, secretariat):
    done = services.close(attended, reason="Contoh", leader=committee_seats[3], by=secretariat)
    assert [row["name"] for row in done.facts["leaders"]] == ["Panelis 3"]


def test_close_keeps_who_left_at_noon_with_the_reason(attended, committee_seats, shortlist, secretariat):
    """Sent sheets count; the others are listed as absent with the reason that was given then."""
    send(committee_seats[2].person, shortlist[0])
    services.excuse_panelist(attended.panel.get(seat=committee_seats[2]), "Mengundurkan diri.", by=secretariat)
    done = services.close(attended, reason="Contoh", by=secretariat)
    row = next(row for row in done.facts["panel"] if row["name"] == "Panelis 2")
    assert (row["left"], row["acts"][0].endswith(": Mengundurkan diri.")) == (True, True)
    gone = next(row for row in done.facts["absent"] if row["name"] == "Panelis 2")
    assert (gone["nominees"], gone["reason"]) == ([str(shortlist[1].nominee)], "Mengundurkan diri.")
    assert ScoreSheet.objects.get(person=committee_seats[2].person, nomination=shortlist[0]).status == "sent"


def test_close_keeps_the_order_and_times_as_they_really_were(attended, secretariat):
    """The second was heard first, and longer than planned; its questions and answers stand in the facts."""
    first, second, _third = attended.slots.all()
    for slot, starts, ends in ((second, 2, 31), (first, 33, 75)):
        for act, minutes in ((Act.START, starts), (Act.FINISH, ends)):
            stamp(slot, act, at=MONDAY + timedelta(minutes=minutes), by=secretariat)
    notulen.write(second, "Tanya: nelayan?", 0, by=secretariat)
    facts = services.close(attended, reason="Contoh", by=secretariat).facts
    assert [(turn["number"], turn["time"], turn["record"]) for turn in facts["turns"]] == [
        (1, "09.02–09.31", "Tanya: nelayan?"),
        (2, "09.33–10.15", ""),
        (3, "", ""),
    ]
    assert facts["time"] == "09.00–10.15 WITA"


def test_close_leaves_a_keyed_paper_to_its_second_officer(attended, shortlist, panelists, secretariat):
    """The marks are there: such a sheet is neither asked for nor set aside."""
    sheet = ScoreSheet.objects.get(person=panelists[0], nomination=shortlist[0])
    PaperSheet.objects.create(province=sheet.province, sheet=sheet, version=1, values={}, entered_by=secretariat)
    found = missing(attended)
    assert found.sheets[1].nominees == "Pemerintah Kabupaten Kutai Kartanegara"
    assert "Panelis 1), lembar kertas menunggu petugas kedua: Pemerintah Kabupaten Paser." in found.hints[1]
    facts = services.close(attended, reason="Contoh", by=secretariat).facts
    sheet.refresh_from_db()
    assert (sheet.status, [(row["name"], row["reason"]) for row in facts["underway"]]) == (
        "assigned",
        [("Panelis 1", "lembar kertas menunggu petugas kedua")],
    )


@pytest.mark.parametrize("who", ["chair", "panelist", "observer", "official", "stranger"])
def test_closing_is_the_secretariats(request, attended, who):
    user = request.getfixturevalue(who)
    for act in (services.close, services.remind):
        with pytest.raises(PermissionDenied):
            act(attended, by=user)


@pytest.mark.django_db(transaction=True)
def test_a_sheet_sent_while_the_session_closes_counts_or_is_absent_never_both(
    attended, shortlist, chair, panelists, secretariat
):
    for person in (chair, *panelists[:7]):
        send(person, *shortlist[:2])
    written, outcomes = threading.Event(), []

    def last():
        try:
            with transaction.atomic():
                send(panelists[7], shortlist[0])
                written.set()
                with connection.cursor() as cursor:
                    for _try in range(200):  # commit only once the closing stands waiting
                        cursor.execute(
                            "SELECT count(*), pg_sleep(0.02) FROM pg_stat_activity"
                            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                        )
                        if cursor.fetchone()[0]:
                            break
            outcomes.append("sent")
        finally:
            written.set()
            connection.close()

    thread = threading.Thread(target=last)
    thread.start()
    written.wait(20)
    done = services.close(attended, reason="Pulang", by=secretariat)
    thread.join(20)
    assert outcomes == ["sent"]
    assert [(row["name"], row["nominees"]) for row in done.facts["absent"]] == [
        ("Panelis 8", [str(shortlist[1].nominee)])
    ]
    with pytest.raises(ValidationError):
        send(panelists[7], shortlist[1])


# --- the page


def test_the_page_says_what_is_missing_and_closes(
    client_of, attended, shortlist, chair, panelists, secretariat, django_assert_max_num_queries
):
    for person in (chair, *panelists[:7]):
        send(person, *shortlist[:2])
    browser, address = client_of(secretariat), url("interview_close", attended, attended.pk)
    assert "Panelis 8" in browser.get(address).content.decode()
    assert browser.post(url("interview_remind", attended, attended.pk)).status_code == 302
    with django_assert_max_num_queries(22):  # two of them are the frame of the transaction
        page = browser.get(address).content.decode()
    assert "Salin teks WhatsApp" in page
    page = browser.post(address, {"leader": "", "note": "", "reason": ""})
    assert (page.status_code, "Tunggu kiriman" in page.content.decode()) == (422, True)
    leader = Seat.objects.get(person=chair).pk
    assert browser.post(address, {"leader": leader, "reason": "Mengajar"}).status_code == 302
    page = browser.get(services.address(attended)).content.decode()
    assert ("Mengajar" in page, "Berita acara wawancara" in page) == (True, True)
    assert browser.get(address).status_code == 302


def test_the_page_asks_for_attendance_and_has_no_button(client_of, session, secretariat):
    browser, address = client_of(secretariat), url("interview_close", session, session.pk)
    page = browser.get(address).content.decode()
    assert ("Kehadiran yang belum dicatat" in page, "Menutup sesi" in page) == (True, False)
    page = browser.post(address, {"leader": ""})
    assert (page.status_code, "Catat dahulu kehadiran 3 nomine." in page.content.decode()) == (422, True)


def test_a_panelist_reads_nothing_of_absent_sheets_and_conflicts(client_of, attended, panelists, observer, secretariat):
    services.close(attended, reason="Alasan sendiri", by=secretariat)
    seen = {who: client_of(who).get(services.address(attended)).content.decode() for who in (panelists[0], observer)}
    assert ["Alasan sendiri" in page for page in seen.values()] == [False, True]
