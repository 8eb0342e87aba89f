"""The board of the day: phases, stamps, two tabs, the end of the line, swaps, and who may look at what."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, connection, transaction
from django.urls import reverse

from interviews import services
from interviews.models import Slot, SlotEvent
from interviews.queries import to_be_heard
from interviews.schedule import moved_last
from interviews.services import board
from interviews.workflow import MOVES, Act, IllegalMove, Phase, acts_for, move_for
from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.services import seats
from paritrana.notices.models import Notice
from scoring.models import Recusal, ScoreSheet
from scoring.queries import criteria_of
from scoring.services import sheets
from tests import factories
from tests.interviews.conftest import MONDAY
from tests.interviews.test_services import ASSISTANT, HEAD, words


def url(name, of, *args):
    return reverse(name, args=[of.edition.province.slug, of.edition.slug, *args])


def turns(session):
    return list(session.slots.select_related("nominee"))


def order(session):
    return [
        (str(slot.nominee).split()[-1], f"{slot.period.lower.astimezone(MONDAY.tzinfo):%H.%M}")
        for slot in turns(session)
    ]


def stamps(slot):
    return list(slot.events.values_list("act", flat=True))


def tap(client, session, slot, action, **more):
    """What a button of the board sends: the turn, and the mark of it that the page showed."""
    data = {"slot": slot.pk, "seen": board.mark(slot), "action": action} | more
    return client.post(url("board", session, session.pk), data)


# --- rules


def test_every_phase_has_a_way_on_and_only_these_acts():
    assert {phase: [str(act) for act in acts_for(phase)] for phase in Phase} == {
        "waiting": ["call", "start", "to_end", "attendance"],
        "called": ["start", "uncall", "to_end", "attendance"],
        "running": ["pause", "finish"],
        "paused": ["resume", "finish"],
        "done": ["resume"],
    }
    assert acts_for(Phase.CALLED, room_taken=True, last=True) == [Act.UNCALL, Act.ATTENDANCE]
    for phase in Phase:
        for action in Act:
            if not any(move.action == action and phase in move.sources for move in MOVES):
                with pytest.raises(IllegalMove):
                    move_for(phase, action)


def test_the_others_move_up_lunch_stays_and_nobody_is_called_into_the_past(later):
    def span(first, last):
        return later(first), later(last)

    times = [span(0, 20), span(25, 45), span(120, 140)]  # a long break before the last
    assert moved_last(times) == [span(0, 20), span(25, 45), span(120, 140)]
    assert moved_last(times, not_before=later(12)) == [span(15, 35), span(120, 140), span(145, 165)]
    # The turn at 25 is not to be moved: the others keep off it.
    assert moved_last([times[0], span(50, 70)], [span(25, 45)], later(1)) == [span(50, 70), span(75, 95)]


# --- acts


def test_a_turn_from_call_to_end_is_stamped_and_counts_without_pauses(session, secretariat, monkeypatch):
    slot = turns(session)[0]
    minutes = {"call": 1, "start": 2, "pause": 9, "resume": 12, "finish": 20}
    for action, minute in minutes.items():
        monkeypatch.setattr("django.utils.timezone.now", lambda minute=minute: MONDAY.replace(minute=minute))
        slot = board.advance(slot, action, by=secretariat)
    events = SlotEvent.objects.filter(slot=slot)
    assert [(event.act, event.at.minute, event.by) for event in events] == [
        (action, minute, secretariat) for action, minute in minutes.items()
    ]
    assert (slot.phase, slot.elapsed(MONDAY).total_seconds()) == ("done", (7 + 8) * 60)
    assert Entry.objects.filter(verb="interviews.finish", after={"phase": "done"}).count() == 1


def test_stamps_are_append_only(session, secretariat):
    board.advance(turns(session)[0], "call", by=secretariat)
    for statement in ("UPDATE interviews_slotevent SET note = 'x'", "DELETE FROM interviews_slotevent"):
        with pytest.raises(Error, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_one_turn_at_a_time_also_for_the_database(session, secretariat):
    first, second, _third = turns(session)
    board.advance(first, "start", by=secretariat)
    with pytest.raises(ValidationError) as error:
        board.advance(second, "start", by=secretariat)
    assert words(error) == f"Selesaikan dahulu giliran {first.nominee}."
    with pytest.raises(Error, match="slot_one_in_room"), transaction.atomic():
        Slot.objects.filter(pk=second.pk).update(phase="paused", started_at=MONDAY)
    board.advance(second, "call", by=secretariat)


def test_turn_that_is_heard_is_neither_moved_nor_called_off_nor_absent(session, secretariat, later):
    first, *_rest = turns(session)
    board.advance(first, "start", by=secretariat)
    for act in (
        lambda: services.move_slot(first, later(300), later(320), by=secretariat),
        lambda: services.cancel(session, "Listrik padam", by=secretariat),
        lambda: services.record_attendance(first, "missing", "", [], by=secretariat),
    ):
        with pytest.raises(ValidationError, match="dimulai|sudah berjalan|sedang berlangsung"):
            act()
    first.refresh_from_db()
    assert (first.status, first.phase, session.slots.exclude(status="planned").count()) == ("planned", "running", 0)


def test_who_comes_second_is_told_and_nothing_is_doubled(session, secretariat, second_secretariat, client_of):
    slot = turns(session)[0]
    first, second = client_of(secretariat), client_of(second_secretariat)
    assert tap(first, session, slot, "call").status_code == 302
    page = tap(second, session, slot, "call")
    assert page.status_code == 422
    assert "dipanggil oleh Staf Sekretariat" in page.content.decode()
    # Also where the act would be possible again: paused and resumed since the page was drawn.
    slot.refresh_from_db()
    for action in ("start", "pause", "resume"):
        board.advance(slot, action, by=secretariat)
    seen = Slot.objects.get(pk=slot.pk)
    board.advance(slot, "pause", by=secretariat)
    board.advance(slot, "resume", by=secretariat)
    assert tap(second, session, seen, "pause").status_code == 422
    assert stamps(slot) == ["call", "start", "pause", "resume", "pause", "resume"]
    # Also where attendance was recorded meanwhile on its own page.
    seen = Slot.objects.get(pk=slot.pk)
    services.record_attendance(slot, "present", "", [HEAD], by=secretariat)
    assert tap(second, session, seen, "attendance", status="missing").status_code == 422
    assert Slot.objects.get(pk=slot.pk).status == "present"


def test_to_the_end_only_those_who_moved_are_told(session, secretariat, official):
    paser, kutai, _berau = turns(session)
    Notice.objects.all().delete()
    board.to_end(kutai, by=secretariat)
    assert order(session) == [("Paser", "09.00"), ("Berau", "09.25"), ("Kartanegara", "09.50")]
    assert Notice.objects.filter(to=official).count() == 0
    board.advance(paser, "call", by=secretariat)
    paser.refresh_from_db()
    seen = board.mark(paser)
    board.to_end(paser, by=secretariat)
    assert order(session) == [("Berau", "09.00"), ("Kartanegara", "09.25"), ("Paser", "09.50")]
    assert "09.50 WITA" in Notice.objects.get(to=official).text
    assert Slot.objects.get(pk=paser.pk).phase == "waiting"
    with pytest.raises(ValidationError, match="dipindah ke urutan terakhir"):
        board.to_end(paser, by=secretariat, seen=seen)
    with pytest.raises(ValidationError, match="sudah berada pada urutan terakhir"):
        board.to_end(paser, by=secretariat)


def test_a_late_end_is_held_against_other_bookings(
    session, secretariat, ready, shortlist, committee_seats, room, nominees, monkeypatch, later
):
    """The day runs late: moved past the end of the session, the room is already taken by the next."""
    fourth = factories.nomination(ready, nominees[3], secretariat, status=Status.SHORTLISTED)
    services.plan(
        ready, name="Sesi kedua", venue=room, slots=[(fourth, later(90), later(110))], panel=committee_seats[:2],
        by=secretariat,
    )  # fmt: skip
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(40))
    with pytest.raises(ValidationError, match="Sesi kedua"):
        board.to_end(turns(session)[0], by=secretariat)
    assert order(session)[0] == ("Paser", "09.00")


def test_absent_is_passed_over_and_may_be_heard_online_later(session, secretariat, shortlist, committee_seats, later):
    slot = turns(session)[0]
    board.advance(slot, "call", by=secretariat)
    board.absent(slot, "missing", "", by=secretariat)
    slot.refresh_from_db()
    assert (slot.status, slot.phase, stamps(slot)) == ("missing", "waiting", ["call", "attendance"])
    with pytest.raises(ValidationError, match="tercatat tidak hadir"):
        board.advance(slot, "start", by=secretariat)
    assert list(to_be_heard(session.category)) == [shortlist[0]]
    services.plan(
        session.category, name="Susulan daring", mode="online", link="https://rapat.example.id/a",
        slots=[(shortlist[0], later(600), later(620))], panel=committee_seats, by=secretariat,
    )  # fmt: skip
    assert set(shortlist[0].sheets.values_list("status", flat=True)) == {"assigned"}


def test_swap_at_noon_substitute_is_an_own_rater(session, secretariat, committee_seats, shortlist, panelists):
    """Sekda leaves, Plh leads: the seat is handed over, then sits down; what was sent counts."""
    first, *_rest = turns(session)
    chair = session.panel.get(seat=committee_seats[0])
    board.advance(first, "start", by=secretariat)
    services.record_attendance(first, "present", "", [HEAD, ASSISTANT], by=secretariat)
    plh = seats.hand_over(
        chair.seat, factories.user("asisten", "Asisten I"), by=secretariat, letter="800/1/2025", acting="Plh."
    )
    row = board.swap_panelist(chair, plh, "Rapat dengan Gubernur.", by=secretariat)
    assert (row.person.name, session.panel.filter(cancelled=False).count()) == ("Asisten I", 9)
    own = ScoreSheet.objects.filter(person=row.person)
    assert set(own.values_list("nomination", flat=True)) == {shortlist[1].pk, shortlist[2].pk}
    swap = SlotEvent.objects.get(act="swap")
    assert (swap.slot, swap.note) == (first, f"{chair.person} digantikan Asisten I: Rapat dengan Gubernur.")


def test_only_the_secretariat_acts(session, panelist, chair, observer, stranger):
    for person in (panelist, chair, observer, stranger):
        with pytest.raises(PermissionDenied):
            board.advance(turns(session)[0], "call", by=person)


# --- page


def test_board_shows_conflicts_and_sheets_that_are_in_but_no_mark(
    session, secretariat, client_of, shortlist, panelists, django_assert_max_num_queries
):
    first = turns(session)[0]
    Recusal.objects.create(
        province=session.province, nomination=shortlist[0], person=panelists[0], kind="family", reason="Ipar.",
        by=panelists[0],
    )  # fmt: skip
    ScoreSheet.objects.filter(nomination=shortlist[0], person=panelists[0]).update(status="recused", reason="Ipar.")
    sheet = ScoreSheet.objects.get(nomination=shortlist[0], person=panelists[1])
    marks = {row.code: "83,75" for row in criteria_of(session.category, "interview")}
    sheets.submit(sheet, marks, sheet.version, by=panelists[1])
    board.advance(first, "start", by=secretariat)
    client = client_of(secretariat)
    with django_assert_max_num_queries(20):
        page = client.get(url("board", session, session.pk))
    text = page.content.decode()
    assert "1 dari 8 lembar penilaian masuk" in text
    assert f"{panelists[0]} tidak menilai (hubungan keluarga)" in text
    assert "83,75" not in text
    assert [act for act, _label in page.context["main_turns"][0]["main"]] == ["pause", "finish"]
    seen = page.context["seen"]
    assert client.get(f"{url('board', session, session.pk)}?seen={seen}").status_code == 204
    another = ScoreSheet.objects.get(nomination=shortlist[0], person=panelists[2])
    sheets.submit(another, marks, another.version, by=panelists[2])
    assert client.get(f"{url('board', session, session.pk)}?seen={seen}").status_code == 200


def test_board_takes_absence_end_of_line_and_swap(session, secretariat, client_of, committee_seats):
    client = client_of(secretariat)
    first, second, third = turns(session)
    page = tap(client, session, first, "attendance", status="excused", note="")
    assert (page.status_code, "Isi siapa yang memberi tahu" in page.content.decode()) == (422, True)
    tap(client, session, first, "attendance", status="excused", note="Surat Sekda, sakit.")
    tap(client, session, second, "to_end")
    assert [slot.pk for slot in turns(session)] == [first.pk, third.pk, second.pk]
    row = session.panel.last()
    swap = {"action": "swap", "swap-panelist": row.pk, "swap-seat": "", "swap-note": ""}
    assert client.post(url("board", session, session.pk), swap).status_code == 422
    assert client.post(url("board", session, session.pk), swap | {"swap-note": "Sakit."}).status_code == 302
    row.refresh_from_db()
    assert row.cancelled
    assert tap(client, session, third, "menari").status_code == 422
