"""Planning and holding interviews. Overlaps are refused by name, and by the database for whoever comes second."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from interviews import services
from interviews.agenda import agenda, blockers
from interviews.models import PanelSeat, Session, Slot
from interviews.queries import scoring_seats
from interviews.services import replies
from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.models import Round, Stage
from paritrana.committees.services import seats
from paritrana.notices.models import Notice
from scoring.models import ScoreSheet, Value
from tests import factories
from tests.interviews.conftest import HEAD, MONDAY

ASSISTANT = {"name": "Contoh Asisten", "office": "Asisten II", "capacity": "other", "acting": ""}


def words(error):
    return " ".join(error.value.messages)


def statuses(nomination):
    return set(nomination.sheets.values_list("status", flat=True))


# --- planning


def test_plan_makes_slots_panel_and_a_sheet_for_each(session, shortlist, committee_seats):
    assert [f"{slot.period.lower.astimezone(MONDAY.tzinfo):%H.%M}" for slot in session.slots.all()] == [
        "09.00",
        "09.25",
        "09.50",
    ]
    assert (session.panel.count(), ScoreSheet.objects.count()) == (9, 27)
    assert statuses(shortlist[0]) == {"assigned"}
    assert session.period.upper == MONDAY + timedelta(minutes=70)


def test_plan_tells_each_candidate_only_its_own_turn(official, session):
    notice = Notice.objects.get(to=official)
    assert ("09.00 WITA" in notice.text, "09.25" in notice.text) == (True, False)


def test_plan_tells_each_panelist_once(panelist, session):
    assert Notice.objects.filter(to=panelist).count() == 1


@pytest.mark.parametrize("who", ["chair", "panelist", "observer", "branch_head", "official", "stranger", "nobody"])
def test_plan_is_the_secretariats(request, who, ready, shortlist, room, committee_seats, order):
    with pytest.raises(PermissionDenied):
        services.plan(
            ready,
            name="x",
            venue=room,
            slots=order(shortlist),
            panel=committee_seats,
            by=request.getfixturevalue(who),
        )


def test_plan_refuses_whoever_is_not_shortlisted(ready, nominees, room, committee_seats, secretariat, order):
    sent = factories.nomination(ready, nominees[5], secretariat, status=Status.SENT)
    with pytest.raises(ValidationError) as error:
        services.plan(ready, name="x", venue=room, slots=order([sent]), panel=committee_seats, by=secretariat)
    assert list(error.value.message_dict) == ["nominations"]


def test_plan_refuses_a_seat_that_does_not_score(ready, shortlist, room, committee_seats, secretariat, order):
    ready.scorers.filter(seat=committee_seats[0]).delete()
    with pytest.raises(ValidationError) as error:
        services.plan(ready, name="x", venue=room, slots=order(shortlist), panel=committee_seats, by=secretariat)
    assert list(error.value.message_dict) == ["panel"]


def test_panel_is_chosen_from_seats_in_office_now(ready, committee_seats, nobody, administrator, secretariat):
    left, leaving = committee_seats[1:3]
    new = seats.hand_over(left, nobody, by=secretariat)
    seats.hand_over(leaving, administrator, by=secretariat, at=timezone.now() + timedelta(days=3))
    assert set(scoring_seats(ready)) == {*committee_seats, new} - {left}


def test_plan_on_site_needs_a_place_and_online_does_not(ready, shortlist, committee_seats, secretariat, order):
    fields = {"name": "x", "slots": order(shortlist), "panel": committee_seats, "by": secretariat}
    with pytest.raises(ValidationError) as error:
        services.plan(ready, **fields)
    assert list(error.value.message_dict) == ["venue"]
    assert services.plan(ready, mode=Session.Mode.ONLINE, **fields).venue is None


def test_plan_refuses_turns_that_overlap_each_other(ready, shortlist, room, committee_seats, secretariat):
    both = [(row, MONDAY, MONDAY + timedelta(minutes=20)) for row in shortlist[:2]]
    with pytest.raises(ValidationError):
        services.plan(ready, name="x", venue=room, slots=both, panel=committee_seats, by=secretariat)


def test_plan_names_the_venue_that_is_taken(session, nominees, room, committee_seats, secretariat, order, later):
    fourth = factories.nomination(session.category, nominees[3], secretariat, status=Status.SHORTLISTED)
    with pytest.raises(ValidationError) as error:
        services.plan(
            session.category,
            name="Kedua",
            venue=room,
            slots=order([fourth], later(60)),
            panel=committee_seats[:1],
            by=secretariat,
        )
    assert "Hotel Samarinda, Ruang Mahakam dipakai untuk Hari pertama, 09.00 sampai 10.10 WITA" in words(error)
    assert "Sekretaris Daerah duduk dalam panel Hari pertama" in words(error)


def test_plan_names_the_nominee_that_stands_in_another_category(
    session, shortlist, edition, other_room, secretariat, committee_seats, order
):
    """The same government in two categories at the same time."""
    from scoring.services import rubric

    other = factories.category(edition, "Khusus", "khusus", stage=Stage.INTERVIEWS)
    factories.scorers(other, committee_seats, (Round.DESK, Round.INTERVIEW))
    rubric.freeze(rubric.rule_book(other, by=secretariat), by=secretariat)
    again = factories.nomination(other, shortlist[0].nominee, secretariat, status=Status.SHORTLISTED)
    with pytest.raises(ValidationError) as error:
        services.plan(
            other,
            name="Kedua",
            venue=other_room,
            slots=order([again]),
            panel=committee_seats[:1],
            by=secretariat,
        )
    assert "Pemerintah Kabupaten Paser mendapat giliran dalam Hari pertama" in words(error)


def test_plan_back_to_back_is_no_clash(session, nominees, room, committee_seats, secretariat, order, later):
    fourth = factories.nomination(session.category, nominees[3], secretariat, status=Status.SHORTLISTED)
    after = services.plan(
        session.category,
        name="Kedua",
        venue=room,
        slots=order([fourth], later(70)),
        panel=committee_seats,
        by=secretariat,
    )
    assert after.period.lower == session.period.upper


# --- the database refuses overlaps by itself


def overlapping(session, **fields):
    values = {
        "province": session.province,
        "edition": session.edition,
        "category": session.category,
        "name": "Serobot",
        "period": session.period,
        "venue": None,
        "mode": Session.Mode.ONLINE,
    }
    return Session.objects.create(**(values | fields))


def test_database_refuses_a_venue_twice(session):
    with pytest.raises(IntegrityError, match="session_venue_free"), transaction.atomic():
        overlapping(session, venue=session.venue)


def test_database_refuses_a_nominee_twice(session, shortlist, nominees, secretariat):
    other = overlapping(session)
    period = DateTimeTZRange(MONDAY + timedelta(minutes=10), MONDAY + timedelta(minutes=15))
    with pytest.raises(IntegrityError, match="slot_nominee_free"), transaction.atomic():
        Slot.objects.create(
            province=session.province,
            session=other,
            nomination=shortlist[0],
            nominee=shortlist[0].nominee,
            period=period,
        )


def test_database_refuses_a_panelist_twice(session):
    row = session.panel.first()
    with pytest.raises(IntegrityError, match="panelist_free"), transaction.atomic():
        PanelSeat.objects.create(
            province=session.province,
            session=overlapping(session),
            seat=row.seat,
            person=row.person,
            period=session.period,
        )


def test_database_two_online_sessions_without_a_venue_do_not_clash(session):
    overlapping(session)
    overlapping(session)
    assert Session.objects.filter(venue=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_race_for_the_same_room_is_lost_in_words(ready, shortlist, room, committee_seats, secretariat, order):
    """Two officers save at once: neither sees the other's session yet, the database lets one through."""
    first_has_written = threading.Event()
    outcomes = []

    def first():
        try:
            with transaction.atomic():
                services.plan(
                    ready,
                    name="Pertama",
                    venue=room,
                    slots=order(shortlist[:1]),
                    panel=committee_seats[:1],
                    by=secretariat,
                )
                first_has_written.set()
                with connection.cursor() as cursor:
                    for _try in range(200):  # commit only once the second one stands waiting
                        cursor.execute(
                            "SELECT count(*), pg_sleep(0.05) FROM pg_stat_activity"
                            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
                        )
                        if cursor.fetchone()[0]:
                            break
            outcomes.append("planned")
        finally:
            first_has_written.set()
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    first_has_written.wait(20)
    with pytest.raises(ValidationError) as error:
        services.plan(
            ready,
            name="Kedua",
            venue=room,
            slots=order(shortlist[1:2]),
            panel=committee_seats[1:2],
            by=secretariat,
        )
    thread.join(20)
    assert words(error) == "Pilih waktu atau tempat lain: tempat ini baru saja dipakai untuk sesi lain."
    assert (outcomes, Session.objects.count()) == (["planned"], 1)


# --- moving and cancelling


def test_move_slot_moves_session_and_panel_and_tells_only_that_nominee(
    session, shortlist, secretariat, official, later
):
    Notice.objects.all().delete()
    last = session.slots.last()
    services.move_slot(last, later(120), later(140), by=secretariat)
    session.refresh_from_db()
    assert (session.period.upper, session.panel.first().period.upper) == (later(140), later(140))
    assert Notice.objects.count() == 0
    services.move_slot(session.slots.first(), later(150), later(170), by=secretariat)
    assert "11.30 WITA" in Notice.objects.get(to=official).text
    moved = session.slots.get(period__startswith=later(150))
    services.move_slot(moved, later(150), later(170), by=secretariat)
    assert (Notice.objects.count(), session.slots.get(pk=moved.pk).sequence) == (1, moved.sequence)


def test_move_slot_into_another_turn_is_refused_by_name(session, secretariat, later):
    with pytest.raises(ValidationError) as error:
        services.move_slot(session.slots.last(), later(10), later(30), by=secretariat)
    assert "giliran Pemerintah Kabupaten Paser berlangsung 09.00 sampai 09.20 WITA" in words(error)


def test_move_slot_refuses_a_turn_whose_attendance_is_recorded(session, secretariat, later):
    slot = session.slots.first()
    services.record_attendance(slot, "present", "", [HEAD], by=secretariat)
    with pytest.raises(ValidationError):
        services.move_slot(slot, later(200), later(220), by=secretariat)


def test_cancel_frees_venue_panel_and_nominees(session, shortlist, room, committee_seats, secretariat, order):
    with pytest.raises(ValidationError):
        services.cancel(session, " ", by=secretariat)
    services.cancel(session, "Ketua berhalangan", by=secretariat)
    again = services.plan(
        session.category,
        name="Pengganti",
        venue=room,
        slots=order(shortlist),
        panel=committee_seats,
        by=secretariat,
    )
    assert (again.slots.count(), ScoreSheet.objects.count()) == (3, 27)
    assert Entry.objects.get(verb="interviews.cancel").reason == "Ketua berhalangan"


def test_cancel_a_session_that_is_running_is_refused(session, secretariat):
    services.record_attendance(session.slots.first(), "present", "", [HEAD], by=secretariat)
    with pytest.raises(ValidationError):
        services.cancel(session, "x", by=secretariat)


# --- attendance


def test_attendance_of_the_head_gives_the_attendance_criterion_its_value(session, attendance_criterion, secretariat):
    """S3: Konawe Selatan came with the Bupati and the head of its labour office."""
    slot = services.record_attendance(session.slots.first(), "present", "", [HEAD, ASSISTANT], by=secretariat)
    value = Value.objects.get(nomination=slot.nomination, criterion=attendance_criterion)
    assert (value.value, value.source) == (Decimal("100.00"), "Kehadiran wawancara: Bupati")
    assert slot.delegation.count() == 2


def test_attendance_of_an_acting_head_counts_as_the_head(session, attendance_criterion, secretariat):
    acting = {**HEAD, "office": "Bupati", "acting": "Plt."}
    slot = services.record_attendance(session.slots.first(), "present", "", [acting], by=secretariat)
    value = Value.objects.get(nomination=slot.nomination)
    assert (value.value, value.source) == (Decimal("100.00"), "Kehadiran wawancara: Plt. Bupati")


def test_attendance_of_an_assistant_is_zero_for_the_criterion(session, attendance_criterion, secretariat):
    """Balangan came with Asisten II."""
    slot = services.record_attendance(session.slots.first(), "present", "", [ASSISTANT], by=secretariat)
    assert Value.objects.get(nomination=slot.nomination).value == 0


@pytest.mark.parametrize("status", ["excused", "missing"])
def test_absence_marks_the_sheets_absent_and_gives_no_value(session, attendance_criterion, secretariat, status):
    slot = services.record_attendance(session.slots.first(), status, "Surat Bupati", [], by=secretariat)
    assert statuses(slot.nomination) == {"absent"}
    assert set(slot.nomination.sheets.values_list("reason", flat=True)) == {
        f"{slot.get_status_display()}. Surat Bupati"
    }
    assert Value.objects.count() == 0


def test_attendance_corrected_to_present_opens_the_sheets_again(session, attendance_criterion, secretariat):
    slot = session.slots.first()
    services.record_attendance(slot, "missing", "", [], by=secretariat)
    services.record_attendance(slot, "present", "", [HEAD], by=secretariat)
    assert (statuses(slot.nomination), Value.objects.count()) == ({"assigned"}, 1)


def test_attendance_corrected_to_absent_takes_the_value_back(session, attendance_criterion, secretariat):
    slot = session.slots.first()
    services.record_attendance(slot, "present", "", [HEAD], by=secretariat)
    services.record_attendance(slot, "excused", "Salah catat", [], by=secretariat)
    assert (statuses(slot.nomination), Value.objects.count()) == ({"absent"}, 0)


def test_absence_is_refused_where_marks_were_sent(session, secretariat):
    slot = session.slots.first()
    slot.nomination.sheets.filter(pk=slot.nomination.sheets.first().pk).update(status="sent")
    with pytest.raises(ValidationError):
        services.record_attendance(slot, "missing", "", [], by=secretariat)
    slot.refresh_from_db()
    assert slot.status == "planned"


@pytest.mark.parametrize(
    ("status", "note", "delegation"),
    [("present", "", []), ("excused", "", []), ("planned", "", []), ("missing", "", [HEAD])],
)
def test_attendance_that_does_not_fit_is_refused(session, secretariat, status, note, delegation):
    with pytest.raises(ValidationError):
        services.record_attendance(session.slots.first(), status, note, delegation, by=secretariat)


@pytest.mark.parametrize("who", ["chair", "panelist", "observer", "official", "stranger"])
def test_attendance_is_the_secretariats(request, session, who):
    with pytest.raises(PermissionDenied):
        services.record_attendance(session.slots.first(), "present", "", [HEAD], by=request.getfixturevalue(who))


# --- what waits, what holds back


def test_blockers_of_the_plenary_are_soft(session, nominees, secretariat):
    factories.nomination(session.category, nominees[4], secretariat, status=Status.SHORTLISTED)
    found = blockers(session.category, Stage.DELIBERATION)
    assert [(blocker.text, blocker.hard) for blocker in found] == [
        ("1 sesi wawancara belum ditutup", False),
        ("1 nomine belum mendapat giliran wawancara", False),
    ]
    assert blockers(session.category, Stage.DECIDED) == []
    session.category.skips = ["interviews"]
    assert blockers(session.category, Stage.DELIBERATION) == []


def test_blockers_an_absent_candidate_holds_nothing_up(session, secretariat):
    for slot in session.slots.all():
        services.record_attendance(slot, "missing", "", [], by=secretariat)
    services.close(session, by=secretariat)
    assert blockers(session.category, Stage.DELIBERATION) == []


def test_agenda_of_the_secretariat_on_and_after_the_day(session, secretariat, stranger):
    assert [(item.title, item.count) for item in agenda(secretariat)] == [
        ("Catat kehadiran wawancara: Hari pertama", 3)
    ]
    assert agenda(stranger) == []


def test_agenda_before_the_day(ready, shortlist, room, committee_seats, secretariat, panelist, official, order):
    from django.utils import timezone

    starts = timezone.now() + timedelta(days=3)
    services.plan(ready, name="Lusa", venue=room, slots=order(shortlist, starts), panel=committee_seats, by=secretariat)
    assert agenda(secretariat) == []
    assert [item.title for item in agenda(panelist)] == ["Wawancara: Lusa"]
    assert [(item.title, item.deadline) for item in agenda(official)] == [
        ("Konfirmasi kehadiran wawancara Pemerintah Kabupaten Paser", starts)
    ]
    own = Slot.objects.get(nominee=official.seats.get().nominee)
    replies.reply(own, "coming", [HEAD], by=official)
    assert [item.title for item in agenda(official)] == ["Hadiri wawancara Pemerintah Kabupaten Paser"]
    replies.reply(own, "excused", [], reason="Banjir", by=official)
    assert agenda(official) == []
