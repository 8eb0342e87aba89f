"""Following the day: an idle poll costs nothing, and everybody reads only what is theirs."""

import pytest
from django.urls import reverse

from interviews import services
from interviews.models import Slot
from interviews.services import board, live
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.roles import Role
from scoring.models import ScoreSheet
from tests import factories
from tests.interviews.conftest import MONDAY


@pytest.fixture
def at_ten(monkeypatch):
    """The morning of the day."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY.replace(hour=10))


def strip(session, seen=""):
    return f"{reverse('interview_now', args=[session.edition.province.slug, session.edition.slug])}?seen={seen}"


def timer(session, seen=""):
    args = [session.edition.province.slug, session.edition.slug, session.pk]
    return f"{reverse('room_timer', args=args)}?seen={seen}"


def read(client, url):
    page = client.get(url, headers={"HX-Request": "true"})
    return page, " ".join(page.content.decode().split())


def test_an_idle_poll_is_an_empty_204_and_reads_only_the_session(
    session, panelist, secretariat, client_of, at_ten, django_assert_num_queries, django_capture_on_commit_callbacks
):
    client = client_of(panelist)
    seen = read(client, strip(session))[0].context["seen"]
    for address in (strip(session, seen), timer(session, seen)):
        with django_assert_num_queries(2):  # the session and its person
            page, text = read(client, address)
        assert (page.status_code, text) == (204, "")
    slot = session.slots.first()
    with django_capture_on_commit_callbacks(execute=True):
        board.advance(slot, "start", by=secretariat)
    page, text = read(client, strip(session, seen))
    assert (page.status_code, page.context["seen"] == seen) == (200, False)
    assert "Sekarang</span> <strong>Pemerintah Kabupaten Paser</strong>" in text
    own = ScoreSheet.objects.get(person=panelist, nomination=slot.nomination)
    assert f"/penilaian/{own.pk}/" in text
    assert len(page.content) < 2_500
    assert client.get(timer(session, seen)).status_code == 200


def test_a_strange_mark_is_never_the_newest(session, client_of, stranger, nobody, at_ten):
    for seen in ("", "-", "1", f"{session.pk}.", f"{session.pk}.00000000", "x.y", "9" * 400):
        assert not live.is_newest(seen)
    assert [client_of(person).get(strip(session)).status_code for person in (stranger, nobody)] == [404, 404]
    assert client_of(stranger).get(timer(session, "1.2")).status_code == 404


def test_a_candidate_reads_the_own_turn_and_never_a_name_of_others(session, official, secretariat, client_of, at_ten):
    client, (first, second, _third) = client_of(official), session.slots.all()
    others = [str(slot.nominee) for slot in session.slots.exclude(pk=first.pk)]
    assert "Giliran Anda berikutnya" in read(client, strip(session))[1]
    for action, words in (
        ("call", "Anda dipanggil, silakan masuk"),
        ("start", "Giliran Anda sedang berlangsung"),
        ("finish", "Giliran Anda sudah selesai"),
    ):
        board.advance(first, action, by=secretariat)
        text = read(client, strip(session))[1]
        assert words in text
        assert not [name for name in others if name in text]
    assert client.get(timer(session)).status_code == 403
    board.advance(first, "resume", by=secretariat)
    second_person = factories.person(
        "pejabat2", "Pejabat Dua", Role.NOMINEE, nominee=second.nominee, province=second.nominee.province
    )
    assert "Giliran Anda berikutnya" in read(client_of(second_person), strip(session))[1]
    assert "Paser" not in read(client_of(second_person), strip(session))[1]


def test_two_rooms_a_panelist_follows_the_own_one(
    session, ready, nominees, committee_seats, other_room, secretariat, chair, client_of, later, at_ten
):
    fourth = factories.nomination(ready, nominees[3], secretariat, status=Status.SHORTLISTED)
    row = session.panel.get(person=committee_seats[-1].person)
    services.excuse_panelist(row, "Ruang lain.", by=secretariat)
    services.plan(
        ready, name="Ruang B", venue=other_room, slots=[(fourth, later(300), later(320))], panel=committee_seats[-3:],
        by=secretariat,
    )  # fmt: skip
    own = read(client_of(User.objects.get(pk=committee_seats[-1].person_id)), strip(session))[1]
    assert (str(nominees[3]) in own, "Paser" in own) == (True, False)
    both = read(client_of(secretariat), strip(session))[1]
    assert (str(nominees[3]) in both, "Paser" in both, "Ruang B" in both) == (True, True, True)


def test_the_room_screen_names_only_who_is_in_and_counts_from_the_servers_time(
    session, chair, secretariat, client_of, monkeypatch, later
):
    client, (first, second, _third) = client_of(chair), session.slots.all()
    assert "Menunggu giliran berikutnya" in read(client, timer(session))[1]
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(1))
    first = board.advance(first, "start", by=secretariat)
    board.advance(second, "call", by=secretariat)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(9))
    text = read(client, timer(session))[1]
    assert (str(first.nominee) in text, str(second.nominee) in text) == (True, False)
    for mark in ('data-running="1"', 'data-elapsed="480000"', 'data-presentation="420000"', 'data-total="1200000"'):
        assert mark in text
    assert "Tanya jawab sampai 09.21.00" in text
    board.advance(first, "pause", by=secretariat)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(30))
    text = read(client, timer(session))[1]
    assert ('data-running=""' in text, 'data-elapsed="480000"' in text, "Dijeda" in text) == (True, True, True)
    whole = client.get(timer(session)).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in whole


def test_no_session_of_the_day_ends_the_polling(session, panelist, client_of, monkeypatch, later):
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(24 * 60))
    page, text = read(client_of(panelist), strip(session))
    assert ('data-seen=""' in text, page.context["rooms"]) == (True, [])


def test_a_turn_recorded_present_goes_on(session, secretariat, panelist, client_of, at_ten):
    first = session.slots.first()
    board.advance(first, "call", by=secretariat)
    services.record_attendance(
        first, "present", "", [{"name": "A", "office": "Bupati", "capacity": "head"}], by=secretariat
    )
    assert "Dipanggil" in read(client_of(panelist), strip(session))[1]
    assert Slot.objects.get(pk=first.pk).phase == "called"
