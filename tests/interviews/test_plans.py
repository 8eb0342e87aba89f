"""The plan of an edition: demands, draw, moves by hand, publishing. Only whoever moved is told."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from interviews import services
from interviews.models import PanelSeat, Plan, Session, Slot
from interviews.plan_changes import changes
from interviews.plan_queries import place_of, usual_breaks
from interviews.planner import Room, Row
from interviews.planner.demands import minutes
from interviews.services.publishing import stretches
from paritrana.audit.models import Entry
from paritrana.notices.models import Notice
from tests.interviews.conftest import MONDAY

NINE = minutes(MONDAY)


def words(error):
    return " ".join(error.value.messages)


def clocks(plan):
    return {row["turn"]: row["start"][-5:] for row in plan.rows}


def where(plan, *below, name="plan"):
    return reverse(name, args=[plan.province.slug, plan.edition.slug, plan.version, *below])


@pytest.fixture
def draft(ready, shortlist, room, other_room, committee_seats, secretariat):
    """One room from 09.00 to 12.00, another from 13.00 to 16.00, all nine in both."""
    plan = services.start(ready.edition, by=secretariat)
    people = tuple(seat.person_id for seat in committee_seats)
    rooms = (
        Room("Ruang Mahakam", place_of(room.pk), "on_site", NINE, NINE + 180, people),
        Room("Ruang Karang Mumus", place_of(other_room.pk), "on_site", NINE + 240, NINE + 420, people),
    )
    return services.set_demands(plan, replace(plan.asked, rooms=rooms), "usual", seen=plan.revision, by=secretariat)


@pytest.fixture
def proposed(draft, secretariat):
    plan = services.propose(draft, seen=draft.revision, by=secretariat)
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def published(proposed, secretariat):
    return services.publish(proposed, "", seen=proposed.revision, by=secretariat)


def test_propose_gives_every_nominee_a_turn_in_drawn_order(proposed, shortlist):
    assert sorted(clocks(proposed).values()) == ["09:00", "09:25", "09:50"]
    assert set(clocks(proposed)) == {row.number for row in shortlist}
    assert (proposed.refusal, len(proposed.seed), proposed.draws) == ([], 12, 1)


def test_propose_says_which_demands_collide(draft, secretariat):
    rooms = (replace(draft.asked.rooms[0], closes=NINE + 40),)
    plan = services.set_demands(draft, replace(draft.asked, rooms=rooms), "none", seen=draft.revision, by=secretariat)
    plan = services.propose(plan, seen=plan.revision, by=secretariat)
    assert plan.rows == []
    assert plan.refusal[0].startswith("2 giliran 25 menit memerlukan 0 jam 50 menit; Ruang Mahakam")


def test_the_number_is_drawn_typed_and_counted(draft, secretariat, chair, panelist):
    plan = services.draw(draft, " 4711 ", seen=draft.revision, by=chair)
    assert (plan.seed, plan.draws) == ("4711", 2)
    plan = services.draw(plan, "", seen=plan.revision, by=secretariat)
    assert (len(plan.seed), plan.seed.isdigit(), plan.draws) == (12, True, 3)
    with pytest.raises(PermissionDenied):
        services.draw(plan, "1", seen=plan.revision, by=panelist)


@pytest.mark.parametrize("who", ["chair", "panelist", "observer", "branch_head", "official", "stranger"])
def test_planning_is_the_secretariats(request, who, draft):
    user = request.getfixturevalue(who)
    for act in (
        lambda: services.start(draft.edition, by=user),
        lambda: services.propose(draft, seen=draft.revision, by=user),
        lambda: services.publish(draft, "", seen=draft.revision, by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_second_tab_overwrites_nothing(proposed, secretariat):
    number = proposed.rows[0]["turn"]
    services.move_turn(proposed, number, "later", seen=proposed.revision, by=secretariat)
    with pytest.raises(ValidationError) as error:
        services.move_turn(proposed, number, "later", seen=proposed.revision, by=secretariat)
    assert "baru saja diubah di tab" in words(error)
    with pytest.raises(ValidationError):
        services.publish(proposed, "", seen=proposed.revision, by=secretariat)


def test_moves_by_hand_exchange_neighbours_and_show_clashes(proposed, secretariat):
    first, second, third = (row["turn"] for row in proposed.rows)
    plan = services.move_turn(proposed, first, "later", seen=proposed.revision, by=secretariat)
    assert [row["turn"] for row in plan.rows] == [second, first, third]
    plan = services.move_turn(plan, third, "place", room=0, start=NINE + 5, seen=plan.revision, by=secretariat)
    with pytest.raises(ValidationError) as error:
        services.publish(plan, "", seen=plan.revision, by=secretariat)
    assert "bertemu di Ruang Mahakam" in words(error)
    assert not Session.objects.exists()


def test_publish_makes_sessions_sheets_and_tells_each(official, published, shortlist, committee_seats):
    session = Session.objects.get()
    assert (session.name, session.slots.count(), session.panel.count()) == ("Ruang Mahakam: Kabupaten/Kota", 3, 9)
    assert all(nomination.sheets.count() == 9 for nomination in shortlist)
    assert (published.status, published.version) == ("published", 1)
    assert f"Nomor undian jadwal ini: {published.seed}." in Notice.objects.get(to=official).text
    assert Notice.objects.filter(to=committee_seats[1].person).count() == 1
    assert Entry.objects.filter(verb="interviews.publish_plan").count() == 1


def test_a_new_version_moves_slots_and_tells_only_the_moved(official, published, shortlist, secretariat):
    told = Notice.objects.count()
    kept = dict(Slot.objects.values_list("nomination__number", "pk"))
    plan = services.start(published.edition, by=secretariat)
    assert (plan.version, plan.status, changes(plan)) == (2, "draft", [])
    own = next(row.number for row in shortlist if row.nominee_id == official.seats.get().nominee_id)
    others = [row["turn"] for row in plan.rows if row["turn"] != own]
    plan = services.move_turn(plan, others[0], "place", room=1, start=NINE + 240, seen=plan.revision, by=secretariat)
    assert [(one.kind, one.number) for one in changes(plan)] == [("moved", others[0])]
    with pytest.raises(ValidationError) as error:
        services.publish(plan, " ", seen=plan.revision, by=secretariat)
    assert list(error.value.message_dict) == ["reason"]
    services.publish(plan, "Pesawat terlambat.", seen=plan.revision, by=secretariat)
    assert dict(Slot.objects.values_list("nomination__number", "pk")) == kept
    assert Plan.objects.get(version=1).status == "replaced"
    assert Notice.objects.filter(to=official).count() == 1
    assert Notice.objects.count() == told + 9  # the panel of the new session; nobody stands for the moved nominee
    assert sorted(
        Session.objects.filter(status="planned").values_list("slots__nomination__number", flat=True)
    ) == sorted(kept)


def test_exchanging_two_turns_does_not_trip_the_database(official, published, shortlist, secretariat):
    plan = services.start(published.edition, by=secretariat)
    own = next(row.number for row in shortlist if row.nominee_id == official.seats.get().nominee_id)
    to = "earlier" if plan.rows[-1]["turn"] == own else "later"
    plan = services.move_turn(plan, own, to, seen=plan.revision, by=secretariat)
    services.publish(plan, "Bertukar.", seen=plan.revision, by=secretariat)
    assert Session.objects.filter(status="planned").count() == 1
    assert [slot.nomination.number for slot in Slot.objects.all()] == [row["turn"] for row in plan.rows]
    assert Notice.objects.filter(to=official).first().text.endswith("Alasan: Bertukar.")


def test_a_room_taken_meanwhile_is_said_in_words(proposed, ready, room, secretariat, order, nominees):
    other = Session.objects.create(
        province=ready.province,
        edition=ready.edition,
        category=ready,
        name="Sesi lain",
        period=(MONDAY, MONDAY.replace(hour=11)),
        venue=room,
        status="closed",
    )
    with pytest.raises(ValidationError) as error:
        services.publish(proposed, "", seen=proposed.revision, by=secretariat)
    assert f"bertemu Dipakai: {other.name}" in words(error)


def test_sessions_break_where_a_panelist_is_in_the_other_room(draft):
    rows = [
        Row(1, 0, NINE, NINE + 20, (1, 2)),
        Row(2, 1, NINE + 25, NINE + 45, (1, 3)),
        Row(3, 0, NINE + 50, NINE + 70, (1, 2)),
    ]
    turns = tuple(replace(draft.asked.turns[0], key=key) for key in (1, 2, 3))
    found = stretches(replace(draft.asked, turns=turns), rows)
    assert [[row.turn for row in one.rows] for one in found] == [[1], [2], [3]]


def test_breaks_follow_weekday_and_zone():
    friday, monday = MONDAY.date().replace(month=8, day=1), MONDAY.date()
    found = usual_breaks([monday, friday], "Asia/Makassar", "asar")
    assert [f"{block.opens % 1440 // 60:02}.{block.opens % 60:02}" for block in found] == [
        "12.00",
        "15.30",
        "11.30",
        "15.30",
    ]
    assert usual_breaks([monday], "Asia/Jayapura", "none") == []


# --- pages


def test_pages_from_demands_to_publishing(client_of, secretariat, ready, shortlist, room, committee_seats):
    browser = client_of(secretariat)
    place = [ready.province.slug, ready.edition.slug]
    browser.post(reverse("plans", args=place))
    plan = Plan.objects.get()
    page = browser.get(where(plan, name="plan_demands"))
    forms = page.context["forms"]
    typed = {"seen": "0", "breaks": "usual", "shared": "2", "most": "0", "pause": "15"}
    for part in forms.parts[1:]:
        for field in part.management_form:
            typed[field.html_name] = field.value()
        for form in part:
            typed |= {field.html_name: field.value() for field in form if field.value() not in (None, False, "")}
    typed |= {
        "ruang-0-name": "Ruang Mahakam",
        "ruang-0-day": "2025-07-28",
        "ruang-0-opens": "09:00",
        "ruang-0-closes": "12:00",
        "ruang-0-venue": room.pk,
        "ruang-0-panel": [seat.person_id for seat in committee_seats],
        "acara-0-name": "Pembukaan",
        "acara-0-day": "2025-07-28",
        "acara-0-opens": "09:00",
        "acara-0-closes": "09:30",
        "delegasi-0-latest": "2025-07-28T09:30",
    }
    wrong = browser.post(where(plan, name="plan_demands"), typed | {"ruang-0-closes": "08:00"})
    assert (wrong.status_code, "Isi jam selesai sesudah jam mulai." in wrong.text) == (422, True)
    assert browser.post(where(plan, name="plan_demands"), typed).status_code == 302
    assert browser.post(where(plan, name="plan_propose"), {"seen": "1"}).status_code == 302
    plan.refresh_from_db()
    assert clocks(plan)[shortlist[0].number] == "09:30"
    moved = browser.post(
        where(plan, name="plan_move"),
        {"seen": "2", "number": plan.rows[1]["turn"], "to": "earlier"},
        headers={"HX-Request": "true"},
    )
    assert moved.text.lstrip().startswith('<div id="rancangan">')
    assert "harus mulai paling lambat pukul 09.30" in moved.text
    stale = browser.post(where(plan, name="plan_move"), {"seen": "2", "number": plan.rows[1]["turn"], "to": "earlier"})
    # The refused turn stays open under the keyboard.
    assert (stale.status_code, stale.text.count('<details class="fold" open><summary id="pindah-')) == (422, 1)
    browser.post(where(plan, name="plan_propose"), {"seen": "3"})
    assert "sama persis dengan hasil undian" in browser.get(where(plan) + "?hitung=1").text
    assert browser.get(where(plan, name="plan_publish")).text.count("Ditambahkan") == 3
    assert browser.post(where(plan, name="plan_publish"), {"seen": "4"}).status_code == 302
    assert PanelSeat.objects.filter(cancelled=False).count() == 9


def test_a_plan_too_wide_to_search_is_not_recomputed_but_shown(published, observer, client_of, monkeypatch):
    monkeypatch.setattr("interviews.planner.search.STEPS", 1)
    assert "terlalu luas untuk dihitung kembali" in client_of(observer).get(where(published) + "?hitung=1").text


def test_a_draft_is_not_for_panelists_and_a_published_plan_is(
    client_of, panelist, observer, official, proposed, secretariat
):
    assert client_of(panelist).get(where(proposed)).status_code == 404
    services.publish(proposed, "", seen=proposed.revision, by=secretariat)
    for user, status in ((panelist, 200), (observer, 200), (official, 403)):
        assert client_of(user).get(where(proposed)).status_code == status
