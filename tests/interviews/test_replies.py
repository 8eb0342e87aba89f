"""Before the turn: who comes, what is shown, where it is held; each change reaches those it concerns, nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from interviews import services
from interviews.models import ExpectedMember, Presentation, Reply, Session, Slot
from interviews.services import presentations, replies
from paritrana.files.models import File
from paritrana.notices.models import Notice
from tests.interviews.conftest import WITA
from tests.interviews.test_pages import url

REGENT = {"name": "Contoh Bupati", "office": "Bupati Paser", "capacity": "head", "acting": "Plt."}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@pytest.fixture
def tomorrow():
    return (timezone.now().astimezone(WITA) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def session(ready, shortlist, room, committee_seats, secretariat, order, tomorrow) -> Session:
    return services.plan(
        ready, name="Hari pertama", venue=room, slots=order(shortlist, tomorrow), panel=committee_seats, by=secretariat
    )


@pytest.fixture
def slot(session) -> Slot:
    """The turn of Kabupaten Paser, whom `official` represents."""
    return session.slots.first()


def over(slot):
    """The turn has begun."""
    Slot.objects.filter(pk=slot.pk).update(
        period=(timezone.now() - timedelta(minutes=5), timezone.now() + timedelta(minutes=15))
    )


def presentation(name="paparan.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


# --- confirmation


def test_reply_may_be_said_anew_and_the_last_word_holds(slot, official):
    replies.reply(slot, "coming", [REGENT, REGENT | {"name": "Contoh Kadis", "capacity": "other"}], by=official)
    said = replies.reply(slot, "coming", [REGENT], phone="0812", by=official)
    assert (Reply.objects.count(), said.status, said.on_behalf, said.phone) == (1, "coming", False, "0812")
    assert [(str(one), one.acting, one.online) for one in said.members.all()] == [
        ("Contoh Bupati, Bupati Paser", "Plt.", False)
    ]


def test_reply_of_the_secretariat_is_marked_as_such(slot, secretariat):
    assert replies.reply(slot, "coming", [REGENT], by=secretariat).on_behalf is True


def test_reply_that_nobody_comes_tells_the_secretariat_why(slot, official, secretariat):
    replies.reply(slot, "excused", [], reason="Banjir", online_later=True, by=official)
    notice = Notice.objects.get(to=secretariat, title__startswith="Berhalangan")
    assert ("Alasan: Banjir" in notice.text, "secara daring pada waktu lain" in notice.text) == (True, True)


@pytest.mark.parametrize(
    ("status", "members", "reason"), [("coming", [], ""), ("excused", [], " "), ("mungkin", [REGENT], "")]
)
def test_reply_refuses_what_says_too_little(slot, official, status, members, reason):
    with pytest.raises(ValidationError):
        replies.reply(slot, status, members, reason=reason, by=official)


@pytest.mark.parametrize("who", ["chair", "panelist", "observer", "branch_head", "stranger", "nobody"])
def test_only_the_delegation_and_the_secretariat_reply(request, who, slot):
    with pytest.raises(PermissionDenied):
        replies.reply(slot, "coming", [REGENT], by=request.getfixturevalue(who))


def test_nobody_replies_for_another_candidate(session, official):
    with pytest.raises(PermissionDenied):
        replies.reply(session.slots.last(), "coming", [REGENT], by=official)


def test_reply_and_presentation_are_closed_once_the_turn_begins(slot, official):
    over(slot)
    with pytest.raises(ValidationError):
        replies.reply(slot, "coming", [REGENT], by=official)
    with pytest.raises(ValidationError):
        presentations.put(slot, file=presentation(), by=official)
    assert (Reply.objects.count(), Presentation.objects.count()) == (0, 0)


def test_reply_page_works_without_script(client_of, official, secretariat, session, slot, edition):
    browser, page = client_of(official), url("slot_reply", edition, session.pk, slot.pk)
    typed = {"delegasi-TOTAL_FORMS": "3", "delegasi-INITIAL_FORMS": "0", "status": "coming", "phone": "0812"}
    typed |= {f"delegasi-0-{key}": value for key, value in REGENT.items()}
    more = browser.post(page, typed | {"more": "1"})
    assert (more.status_code, len(more.context["members"].forms), Reply.objects.count()) == (200, 4, 0)
    assert browser.post(page, typed | {"delegasi-0-office": ""}).status_code == 422
    assert browser.post(page, typed)["Location"] == services.address(session)
    assert [str(one) for one in ExpectedMember.objects.all()] == ["Contoh Bupati, Bupati Paser"]
    attendance = client_of(secretariat).get(url("attendance", edition, session.pk, slot.pk))
    assert attendance.context["delegation"].initial == [REGENT]
    shown = client_of(secretariat).get(services.address(session)).content.decode()
    assert (shown.count("Konfirmasi: 1 orang"), shown.count("Belum konfirmasi")) == (1, 2)
    assert "0812" not in shown


def test_second_tab_is_told_before_it_overwrites_a_reply(client_of, official, session, slot, edition):
    browser, page = client_of(official), url("slot_reply", edition, session.pk, slot.pk)
    rows = {"delegasi-TOTAL_FORMS": "3", "delegasi-INITIAL_FORMS": "0"}
    coming = rows | {f"delegasi-0-{key}": value for key, value in REGENT.items()} | {"status": "coming", "seen": ""}
    excused = rows | {"status": "excused", "reason": "Banjir", "seen": ""}
    assert browser.post(page, coming).status_code == 302
    told = browser.post(page, excused)
    assert (told.status_code, Reply.objects.get().status) == (422, "coming")
    assert f"{official} baru saja menyimpan: Akan hadir, Contoh Bupati, Plt. Bupati Paser. Simpan lagi" in told.text
    more = browser.post(page, excused | {"more": "1", "seen": told.context["form"]["seen"].value()})
    assert browser.post(page, excused | {"seen": more.context["form"]["seen"].value()}).status_code == 302
    assert Reply.objects.get().reason == "Banjir"


def test_a_hybrid_session_asks_who_comes_from_afar(client_of, official, session, slot, secretariat, room, edition):
    page = url("slot_reply", edition, session.pk, slot.pk)
    assert "Hadir daring" not in client_of(official).get(page).content.decode()
    services.relocate(session, mode="hybrid", venue=room, link="https://rapat.example.id/a", by=secretariat)
    assert "Hadir daring" in client_of(official).get(page).content.decode()
    said = replies.reply(slot, "coming", [REGENT | {"online": True}], by=official)
    assert said.members.get().online is True


# --- presentation


def test_presentation_is_replaced_and_the_former_kept(slot, official):
    presentations.put(slot, file=presentation("satu.pdf"), video="https://video.example.id/a", by=official)
    presentations.put(slot, file=presentation("dua.pdf"), video="https://video.example.id/a", by=official)
    rows = [(str(row), row.replaced_at is None) for row in slot.presentations.all()]
    assert rows == [("satu.pdf", False), ("https://video.example.id/a", True), ("dua.pdf", True)]
    presentations.put(slot, by=official)
    assert [str(row) for row in slot.presentations.filter(replaced_at=None)] == ["dua.pdf"]


def test_presentation_takes_no_video_file(slot, official):
    with pytest.raises(ValidationError) as error:
        presentations.put(slot, file=SimpleUploadedFile("film.mp4", b"x"), by=official)
    assert list(error.value.message_dict) == ["file"]


def test_presentation_opens_for_panel_secretariat_chair_observer_and_its_own_side(
    client_of, request, session, slot, official, edition
):
    (made,) = presentations.put(slot, file=presentation(), by=official)
    File.objects.update(state=File.State.ACCEPTED)
    page, file = (
        url("presentation", edition, session.pk, slot.pk),
        url("presentation_file", edition, session.pk, made.pk),
    )
    seen = {}
    for who in ("official", "panelist", "secretariat", "chair", "observer", "branch_head", "stranger"):
        browser = client_of(request.getfixturevalue(who))
        answer = browser.get(file)
        b"".join(answer.streaming_content) if answer.streaming else None
        seen[who] = (browser.get(page).status_code, answer.status_code)
    assert seen == {
        **dict.fromkeys(("official", "panelist", "secretariat", "chair", "observer"), (200, 200)),
        "branch_head": (403, 403),
        "stranger": (404, 404),
    }


# --- another place


def test_relocate_tells_only_who_still_waits(
    session, slot, secretariat, official, panelist, other_room, shortlist, order, later
):
    Slot.objects.filter(nomination=shortlist[1]).update(status="present")
    Notice.objects.all().delete()
    services.relocate(session, mode="on_site", venue=other_room, by=secretariat)
    assert [(slot.venue, slot.sequence) for slot in session.slots.select_related("venue")] == [
        (other_room, 1),
        (session.slots.all()[1].venue, 0),
        (other_room, 1),
    ]
    assert "sekarang Hotel Samarinda, Ruang Karang Mumus" in Notice.objects.get(to=official).text
    assert Notice.objects.filter(to=panelist).count() == 1
    services.relocate(session, mode="on_site", venue=other_room, by=secretariat)
    assert Notice.objects.filter(to=official).count() == 1


def test_relocate_refuses_a_room_that_is_taken(session, ready, nominees, secretariat, committee_seats, other_room):
    period = session.period
    Session.objects.create(
        province=ready.province, edition=ready.edition, category=ready, name="Lain", period=period, venue=other_room
    )
    with pytest.raises(ValidationError) as error:
        services.relocate(session, mode="on_site", venue=other_room, by=secretariat)
    assert "Lain" in " ".join(error.value.messages)


@pytest.mark.parametrize("who", ["chair", "panelist", "official", "stranger"])
def test_only_the_secretariat_relocates(request, who, session, other_room):
    with pytest.raises(PermissionDenied):
        services.relocate(session, mode="on_site", venue=other_room, by=request.getfixturevalue(who))


@pytest.mark.parametrize(("length", "status"), [(500, 302), (501, 422)])
def test_long_addresses_are_taken_or_refused_in_words(client_of, session, slot, secretariat, official, length, status):
    link = "https://rapat.example.id/".ljust(length, "a")
    page = url("interview_place", session.edition, session.pk)
    seen = f"on_site|{session.venue_id}|"
    assert client_of(secretariat).post(page, {"mode": "online", "link": link, "seen": seen}).status_code == status
    shown = url("presentation", session.edition, session.pk, slot.pk)
    assert client_of(official).post(shown, {"video": link}).status_code == status


def test_door_sign_names_no_candidate(client_of, secretariat, session, room, edition):
    page = client_of(secretariat).get(url("door_sign", edition, session.pk) + "?pindah=1").content.decode()
    names = [
        "Wawancara dipindah ke" in page,
        str(room) in page,
        *(str(slot.nominee) in page for slot in session.slots.all()),
    ]
    assert names == [True, True, False, False, False]
