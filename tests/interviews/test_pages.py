from datetime import date

import pytest
from django.urls import reverse

from interviews import services
from interviews.models import Delegation, Session, Slot, Venue
from nominations.models import CoverageBase
from nominations.services import coverage
from nominations.workflow import Status
from paritrana.roles import Role
from tests import factories


def url(name, of, *args):
    edition = getattr(of, "edition", of)
    return reverse(name, args=[edition.province.slug, edition.slug, *args])


def typed_plan(nominations, seats, **values):
    return {
        "name": "Hari pertama",
        "mode": "on_site",
        "venue": "",
        "day": "2025-07-28",
        "start": "09:00",
        "presentation": "7",
        "questions": "13",
        "gap": "5",
        "break_from": "",
        "break_to": "",
        "panel": [seat.pk for seat in seats],
        **{f"order_{row.pk}": str(number) for number, row in enumerate(nominations, 1)},
        **values,
    }


def typed_attendance(status="present", rows=((("Contoh Bupati", "Bupati", "head", "Plt.")),), **values):
    data = {"status": status, "note": "", "delegasi-TOTAL_FORMS": "3", "delegasi-INITIAL_FORMS": "0"}
    for number, (name, office, capacity, acting) in enumerate(rows):
        data |= {
            f"delegasi-{number}-name": name,
            f"delegasi-{number}-office": office,
            f"delegasi-{number}-capacity": capacity,
            f"delegasi-{number}-acting": acting,
        }
    return data | values


# --- planning


def test_plan_preview_shows_the_order_and_stores_nothing(
    client_of, secretariat, shortlist, committee_seats, room, edition
):
    order = {f"order_{shortlist[0].pk}": "3", f"order_{shortlist[2].pk}": "1"}
    page = client_of(secretariat).post(
        url("interview_plan", edition),
        typed_plan(shortlist, committee_seats, venue=room.pk, preview="1", **order),
    )
    assert (page.status_code, Session.objects.count()) == (200, 0)
    assert [(str(row.nominee), f"{starts:%H.%M}") for row, starts, _ends in page.context["slots"]] == [
        ("Pemerintah Kabupaten Berau", "09.00"),
        ("Pemerintah Kabupaten Kutai Kartanegara", "09.25"),
        ("Pemerintah Kabupaten Paser", "09.50"),
    ]
    assert "09.50–10.10 WITA" in page.content.decode()


def test_plan_saves_the_session_with_those_who_have_a_number(
    client_of, secretariat, shortlist, committee_seats, room, edition
):
    page = client_of(secretariat).post(
        url("interview_plan", edition),
        typed_plan(shortlist, committee_seats, venue=room.pk, **{f"order_{shortlist[1].pk}": ""}),
    )
    session = Session.objects.get()
    assert (page.status_code, page["Location"]) == (302, services.address(session))
    assert [slot.nomination for slot in session.slots.all()] == [shortlist[0], shortlist[2]]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"venue": ""}, "venue"),
        ({"day": "kemarin"}, "day"),
        ({"start": "9 pagi"}, "start"),
        ({"start": "23:50"}, "start"),
        ({"questions": "0"}, "questions"),
        ({"break_from": "12:00"}, "break_to"),
        ({"break_from": "13:00", "break_to": "12:00"}, "break_to"),
        ({"panel": []}, "panel"),
        ({"panel": ["999999"]}, "panel"),
        ({"link": "bukan tautan"}, "link"),
    ],
)
def test_plan_refuses_and_keeps_what_was_typed(
    client_of, secretariat, shortlist, committee_seats, room, edition, values, field
):
    page = client_of(secretariat).post(
        url("interview_plan", edition), typed_plan(shortlist, committee_seats, **({"venue": room.pk} | values))
    )
    form = page.context["form"]
    assert (page.status_code, list(form.errors), Session.objects.count()) == (422, [field], 0)
    assert form["questions"].value() == values.get("questions", "13")


def test_plan_refuses_a_number_given_twice(client_of, secretariat, shortlist, committee_seats, room, edition):
    values = {"venue": room.pk, f"order_{shortlist[2].pk}": "1"}
    page = client_of(secretariat).post(url("interview_plan", edition), typed_plan(shortlist, committee_seats, **values))
    assert (page.status_code, list(page.context["form"].errors)) == (422, [f"order_{shortlist[2].pk}"])


def test_plan_shows_the_clash_on_the_form(client_of, secretariat, session, nominees, room, committee_seats, edition):
    fourth = factories.nomination(session.category, nominees[3], secretariat, status=Status.SHORTLISTED)
    page = client_of(secretariat).post(
        url("interview_plan", edition), typed_plan([fourth], committee_seats[:1], venue=room.pk)
    )
    assert page.status_code == 422
    assert "dipakai untuk Hari pertama, 09.00 sampai 10.10 WITA" in page.content.decode()


def test_plan_offers_only_venues_of_the_province(
    client_of, secretariat, shortlist, committee_seats, room, kalsel, edition
):
    Venue.objects.create(province=kalsel, name="Hotel Banjarmasin")
    form = client_of(secretariat).get(url("interview_plan", edition)).context["form"]
    assert list(form.fields["venue"].queryset) == [room]


def test_plan_without_a_category_at_that_stage(client_of, secretariat, category, edition):
    page = client_of(secretariat).get(url("interview_plan", edition))
    assert (page.status_code, "Belum ada kategori" in page.content.decode()) == (200, True)


@pytest.mark.parametrize(("who", "status"), [("chair", 403), ("panelist", 403), ("official", 403), ("stranger", 404)])
def test_plan_is_the_secretariats(request, client_of, who, status, ready, edition):
    assert client_of(request.getfixturevalue(who)).get(url("interview_plan", edition)).status_code == status


def test_venue_once_by_name(client_of, secretariat, room, edition):
    page = client_of(secretariat).post(url("venues", edition), {"name": room.name.upper()})
    assert (page.status_code, Venue.objects.count()) == (422, 1)


# --- the session page


@pytest.mark.parametrize(
    ("who", "turns"),
    [("secretariat", 3), ("chair", 3), ("panelist", 3), ("observer", 3), ("branch_head", 3), ("official", 1)],
)
def test_session_shows_each_what_is_theirs(request, client_of, who, turns, session):
    page = client_of(request.getfixturevalue(who)).get(services.address(session))
    assert (page.status_code, len(page.context["rows"])) == (200, turns)


def test_session_of_a_candidate_shows_its_own_turn_and_nobody_else(client_of, official, session):
    text = client_of(official).get(services.address(session)).content.decode()
    assert [word in text for word in ("Paser", "09.00", "Kutai Kartanegara", "09.25", "Panelis 1")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_session_without_an_own_turn_is_not_found(client_of, session, nominees):
    other = factories.person("lain", "Pejabat Lain", Role.NOMINEE, nominee=nominees[6])
    assert client_of(other).get(services.address(session)).status_code == 404
    assert "Hari pertama" not in client_of(other).get(url("interviews", session)).content.decode()


def test_session_of_a_branch_without_a_turn_is_not_found(client_of, session, kaltim, regencies):
    office = factories.branch(kaltim, "K02", "Cabang Bontang", [regencies[9]])
    head = factories.person("kepala.lain", "Kepala Lain", Role.BRANCH_HEAD, branch=office)
    assert client_of(head).get(services.address(session)).status_code == 404


def test_session_of_another_province_is_not_found(client_of, session, stranger):
    assert client_of(stranger).get(services.address(session)).status_code == 404


def test_session_names_regions_whose_coverage_fell_by_segment(
    client_of, panelist, session, regencies, branch, branch_staff, branch_head
):
    """S1: the panel asks regions whose coverage fell."""
    for regency, bpu in ((regencies[0], 150), (regencies[1], 260)):
        for day, figures in (
            (date(2024, 12, 31), {"pu": 500, "bpu": bpu}),
            (date(2023, 12, 31), {"pu": 480, "bpu": 200}),
        ):
            for segment, count in figures.items():
                coverage.enter(regency, branch, day, segment, count, "Data", by=branch_staff)
            coverage.set_base(regency, day, CoverageBase.Kind.WORKING, 1_000, "BPS", by=branch_staff)
            coverage.confirm(branch, day, by=branch_head)
    page = client_of(panelist).get(services.address(session))
    assert [str(row["slot"].nominee.regency) for row in page.context["fallen"]] == ["Kabupaten Paser"]
    text = page.content.decode()
    assert ("BPU turun: -5,00 poin (-50 orang)" in text, "-3,00" in text, "+8,00" in text) == (True, True, True)


def test_session_needs_the_same_queries_for_three_turns_and_ten(
    client_of, secretariat, session, nominees, other_room, committee_seats, order, later, django_assert_num_queries
):
    browser = client_of(secretariat)
    more = [
        factories.nomination(session.category, nominee, secretariat, status=Status.SHORTLISTED)
        for nominee in nominees[3:]
    ]
    second = services.plan(
        session.category,
        name="Siang",
        venue=other_room,
        slots=order(more, later(240)),
        panel=committee_seats,
        by=secretariat,
    )
    for number, row in enumerate(session.slots.all()):
        services.record_attendance(
            row,
            "present",
            "",
            [{"name": f"Orang {number}", "office": "Bupati", "capacity": "head"}],
            by=secretariat,
        )
    browser.get(services.address(session))
    with django_assert_num_queries(20):
        browser.get(services.address(session))
    with django_assert_num_queries(20):
        browser.get(services.address(second))


def test_list_of_a_candidate_shows_its_own_time(client_of, official, session):
    text = client_of(official).get(url("interviews", session)).content.decode()
    assert ("Hari pertama" in text, "09.00 WITA" in text, "09.25" in text) == (True, True, False)


def test_list_needs_the_same_queries_for_one_session_and_nine(
    client_of, secretariat, session, django_assert_num_queries
):
    browser, address = client_of(secretariat), url("interviews", session)
    browser.get(address)
    with django_assert_num_queries(12):
        browser.get(address)
    for number in range(8):
        Session.objects.create(
            province=session.province,
            edition=session.edition,
            category=session.category,
            name=f"Daring {number}",
            period=session.period,
            mode=Session.Mode.ONLINE,
        )
    with django_assert_num_queries(12):
        assert len(browser.get(address).context["rows"]) == 9


# --- attendance on a phone


def record(client, session, data):
    slot = session.slots.first()
    return client.post(url("attendance", session, session.pk, slot.pk), data)


def test_attendance_is_recorded_with_its_delegation(client_of, secretariat, session):
    page = record(client_of(secretariat), session, typed_attendance())
    slot = session.slots.first()
    assert (page.status_code, slot.status) == (302, "present")
    assert list(slot.delegation.values_list("name", "office", "capacity", "acting")) == [
        ("Contoh Bupati", "Bupati", "head", "Plt.")
    ]


def test_attendance_one_more_row_keeps_what_was_typed(client_of, secretariat, session):
    page = record(client_of(secretariat), session, typed_attendance(more="1"))
    forms = page.context["delegation"]
    assert (page.status_code, len(forms.forms), forms.forms[0]["name"].value()) == (200, 4, "Contoh Bupati")
    assert (page.context["form"]["status"].value(), Delegation.objects.count()) == ("present", 0)
    odd = typed_attendance(more="1") | {"delegasi-TOTAL_FORMS": "²"}
    assert record(client_of(secretariat), session, odd).status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        typed_attendance(status=""),
        typed_attendance(status="planned"),
        typed_attendance(rows=[]),
        typed_attendance(rows=[("Contoh", "", "head", "")]),
        typed_attendance(rows=[("Contoh", "Bupati", "raja", "")]),
        typed_attendance(status="excused", rows=[]),
        typed_attendance(**{"delegasi-TOTAL_FORMS": "banyak"}),
    ],
)
def test_attendance_that_does_not_fit_is_refused(client_of, secretariat, session, data):
    page = record(client_of(secretariat), session, data)
    assert (page.status_code, session.slots.first().status) == (422, "planned")


def test_attendance_of_a_second_tab_is_told_first_then_corrected(client_of, secretariat, session):
    browser = client_of(secretariat)
    record(browser, session, typed_attendance(rows=[("A", "Bupati", "head", ""), ("B", "Kadis", "other", "")]))
    emptied = typed_attendance(rows=[("", "", "", ""), ("B", "Kadis", "other", "")])
    told = record(browser, session, emptied)
    assert (told.status_code, session.slots.first().delegation.count()) == (422, 2)
    assert "Staf Sekretariat baru saja mencatat: Hadir, A, Bupati (Kepala daerah atau pimpinan), B" in told.text
    record(browser, session, emptied | {"seen": told.context["form"]["seen"].value()})
    assert list(session.slots.first().delegation.values_list("name", flat=True)) == ["B"]


@pytest.mark.parametrize(("who", "status"), [("panelist", 403), ("chair", 403), ("official", 403), ("stranger", 404)])
def test_attendance_is_the_secretariats(request, client_of, who, status, session):
    assert record(client_of(request.getfixturevalue(who)), session, typed_attendance()).status_code == status


# --- small acts


def test_move_by_form_and_by_a_second_tab_that_is_told(client_of, secretariat, session):
    slot = session.slots.last()
    browser, address = client_of(secretariat), url("slot_time", session, session.pk, slot.pk)
    one = {"starts": "2025-07-28T13:00", "ends": "2025-07-28T13:20", "seen": "0"}
    other = {"starts": "2025-07-28T14:00", "ends": "2025-07-28T14:20", "seen": "0"}
    assert browser.post(address, one).status_code == 302
    told = browser.post(address, other)
    slot.refresh_from_db()
    assert (told.status_code, slot.period.lower.isoformat()) == (422, "2025-07-28T05:00:00+00:00")
    assert "baru saja diubah, sekarang 13.00 sampai 13.20 WITA" in told.text
    assert browser.post(address, other | {"seen": told.context["form"]["seen"].value()}).status_code == 302


def test_session_is_moved_by_a_second_tab_that_is_told(client_of, secretariat, session, other_room):
    browser, address = client_of(secretariat), url("interview_place", session, session.pk)
    seen = browser.get(address).context["form"]["seen"].value()
    assert browser.post(address, {"mode": "on_site", "venue": other_room.pk, "seen": seen}).status_code == 302
    told = browser.post(address, {"mode": "online", "seen": seen})
    assert (told.status_code, f"sekarang {other_room}. Simpan lagi" in told.text) == (422, True)
    again = {"mode": "online", "seen": told.context["form"]["seen"].value()}
    assert browser.post(address, again).status_code == 302


@pytest.mark.parametrize(
    "values",
    [
        {"starts": "2025-07-28T13:00", "ends": "2025-07-28T12:00"},
        {"starts": "2025-07-28T09:05", "ends": "2025-07-28T09:25", "seen": "0"},
        {"starts": "", "ends": ""},
    ],
)
def test_move_refused(client_of, secretariat, session, values):
    slot = session.slots.last()
    page = client_of(secretariat).post(url("slot_time", session, session.pk, slot.pk), values)
    assert page.status_code == 422


def test_cancel_needs_a_reason(client_of, secretariat, session):
    browser, address = client_of(secretariat), url("interview_cancel", session, session.pk)
    assert browser.post(address, {"note": ""}).status_code == 422
    assert browser.post(address, {"note": "Listrik padam"}).status_code == 302
    assert Slot.objects.filter(status="cancelled").count() == 3


def test_panel_leaves_and_joins(client_of, secretariat, session, committee_seats):
    browser, row = client_of(secretariat), session.panel.get(seat=committee_seats[1])
    leave, join = (url(name, session, session.pk) for name in ("interview_leave", "interview_panel"))
    refused = browser.post(leave, {"leave-panelist": row.pk, "leave-note": ""})
    assert (refused.status_code, list(refused.context["leave"].errors)) == (422, ["note"])
    assert browser.post(leave, {"leave-panelist": row.pk, "leave-note": "Mengajar"}).status_code == 302
    assert session.panel.filter(cancelled=False).count() == 8
    assert browser.post(join, {"join-seat": ""}).status_code == 422
    assert browser.post(join, {"join-seat": committee_seats[1].pk}).status_code == 302
    assert session.panel.filter(cancelled=False).count() == 9


@pytest.mark.parametrize("name", ["interview_cancel", "interview_remind", "interview_panel", "interview_leave"])
def test_acts_are_posted_by_the_secretariat_only(client_of, panelist, stranger, secretariat, session, name):
    address = url(name, session, session.pk)
    assert [client_of(user).post(address).status_code for user in (panelist, stranger)] == [403, 404]
    assert client_of(secretariat).get(address).status_code == 405
