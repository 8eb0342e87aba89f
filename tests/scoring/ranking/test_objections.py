"""Masa sanggah: it opens when everybody can see, closes on its day, and every objection gets its letter."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from paritrana.roles import Role
from scoring.agenda import agenda, blockers
from scoring.models import Objection, ObjectionWindow
from scoring.services import objections
from tests import factories
from tests.scoring.ranking.conftest import nominations_of
from tests.scoring.ranking.test_pages import at
from tests.scoring.ranking.test_plenary import decide

TEXT = "Nilai cakupan keliru."


def today(days=0):
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def announced(run, chair):
    """Four candidates, three places; public since yesterday. Paser is the second nomination's rival: number 1."""
    decision = decide(run, {0: 1, 1: 2, 2: 3}, chair)
    category = decision.category
    category.stage, category.released_at = Stage.ANNOUNCED, timezone.now() - datetime.timedelta(days=1)
    category.save(update_fields=["stage", "released_at"])
    return decision


@pytest.fixture
def everybody(announced, nominees, secretariat, official):
    """Paser has an account; the other three got the result on paper."""
    for row in nominations_of(announced.run):
        if row.nominee != nominees[0]:
            objections.hand_over(row, on=today(), to="Kepala Bagian", by=secretariat)
    return announced


@pytest.fixture
def window(everybody, secretariat):
    return objections.open_window(everybody.category, by=secretariat)


@pytest.fixture
def paser(announced, nominees):
    return next(row for row in nominations_of(announced.run) if row.nominee == nominees[0])


@pytest.fixture
def other(announced, nominees):
    return next(row for row in nominations_of(announced.run) if row.nominee == nominees[1])


def answer(objection, by, scan, outcome="rejected", **changes):
    given = {"outcome": outcome, "number": "900/1", "date": today(), "file": scan()} | changes
    return objections.answer_objection(objection, by=by, **given)


def end(window):
    """The last day is over."""
    past = timezone.now() - datetime.timedelta(days=1)
    ObjectionWindow.objects.filter(pk=window.pk).update(last_day=past.date(), closes_at=past)


# --- the window -----------------------------------------------------------------------------------------


def test_window_opens_only_when_every_candidate_can_see_its_result(announced, secretariat, official, nominees):
    with pytest.raises(ValidationError) as refusal:
        objections.open_window(announced.category, by=secretariat)
    assert [str(row) in refusal.value.messages[0] for row in nominees[:4]] == [False, True, True, True]
    for row in nominations_of(announced.run):
        if row.nominee != nominees[0]:
            objections.hand_over(row, on=today(), to="Kepala Bagian", by=secretariat)
    made = objections.open_window(announced.category, by=secretariat)
    assert (made.days, made.decision, made.last_day > today(4)) == (5, announced, True)
    assert Notice.objects.get(to=official).title == "Masa sanggah Kabupaten/Kota dibuka"
    with pytest.raises(ValidationError):
        objections.open_window(announced.category, by=secretariat)


def test_nothing_opens_before_the_release_nor_for_a_stranger(run, chair, secretariat, stranger, panelist):
    decision = decide(run, {0: 1, 1: 2, 2: 3}, chair)
    with pytest.raises(ValidationError):
        objections.open_window(decision.category, by=secretariat)
    for user in (stranger, panelist, chair):
        with pytest.raises(PermissionDenied):
            objections.open_window(decision.category, by=user)


def test_window_keeps_the_rules_it_was_opened_with(everybody, secretariat):
    objections.edit_rules(everybody.category.edition, days=3, wording="Kata-kata kami.", by=secretariat)
    window = objections.open_window(everybody.category, by=secretariat)
    objections.edit_rules(everybody.category.edition, days=9, confirmed="180/7", by=secretariat)
    window.refresh_from_db()
    assert (window.days, window.wording, window.confirmed) == (3, "Kata-kata kami.", "")


# --- objections -----------------------------------------------------------------------------------------


def test_candidate_files_within_the_window_and_gets_a_number(window, paser, official, secretariat, scan):
    made = objections.file_objection(paser, text=TEXT, files=[scan()], seen=0, by=official)
    assert (made.number, made.evidence.count(), made.answer_by > today(9)) == (1, 1, True)
    assert Notice.objects.get(to=secretariat).title == "Sanggahan nomor 1, Kabupaten/Kota"
    items = [item.title for item in agenda(secretariat)]
    assert "Jawab sanggahan nomor 1, Kabupaten/Kota" in items
    assert [row.text for row in blockers(window.category, Stage.CLOSED)] == [
        "Sanggahan nomor 1 belum dijawab.",
        "Masa sanggah masih berjalan.",
    ]
    with pytest.raises(PermissionDenied):
        objections.file_objection(paser, text=TEXT, by=secretariat)


def test_late_filing_is_refused_with_the_reason(window, paser, official):
    end(window)
    with pytest.raises(ValidationError) as refusal:
        objections.file_objection(paser, text=TEXT, by=official)
    assert refusal.value.messages[0].startswith("Masa sanggah berakhir")
    assert Objection.objects.count() == 0


def test_second_tab_is_told_what_came_in_meanwhile(window, paser, official):
    objections.file_objection(paser, text=TEXT, seen=0, by=official)
    with pytest.raises(ValidationError) as refusal:
        objections.file_objection(paser, text=TEXT, seen=0, by=official)
    assert refusal.value.code == "changed"
    assert objections.file_objection(paser, text="Satu lagi.", seen=1, by=official).number == 2


def test_paper_counts_by_the_day_it_came_in(window, other, secretariat, scan):
    typed = {"text": TEXT, "letter": "100/5", "by": secretariat}
    with pytest.raises(ValidationError):
        objections.enter_objection(other, received_on=today(), files=[], **typed)
    with pytest.raises(ValidationError):
        objections.enter_objection(other, received_on=today(-2), files=[scan()], **typed)
    made = objections.enter_objection(other, received_on=today(), files=[scan()], **typed)
    assert (made.letter, made.filed_by) == ("100/5", secretariat)
    end(window)
    with pytest.raises(ValidationError) as refusal:
        objections.enter_objection(other, received_on=today(), files=[scan()], **typed)
    assert list(refusal.value.message_dict) == ["received_on"]


def test_answer_is_given_once_and_names_the_run(window, paser, official, secretariat, scan):
    made = objections.file_objection(paser, text=TEXT, by=official)
    for wrong in ({"number": " "}, {"date": today(1)}, {"outcome": "maybe"}):
        with pytest.raises(ValidationError):
            answer(made, secretariat, scan, **wrong)
    done = answer(made, secretariat, scan, "accepted")
    assert (done.outcome, done.answer_number, done.run) == ("accepted", "900/1", window.decision.run)
    assert Notice.objects.filter(to=official, title="Sanggahan nomor 1 dijawab").count() == 1
    with pytest.raises(ValidationError):
        answer(done, secretariat, scan)


# --- pages ----------------------------------------------------------------------------------------------


def test_pages_show_an_objection_to_its_own_side_alone(
    window, paser, other, official, secretariat, chair, observer, panelist, stranger, nominees, client_of, scan
):
    neighbour = factories.person(
        "tetangga", "Pejabat", Role.NOMINEE, nominee=nominees[1], province=nominees[1].province
    )
    made = objections.file_objection(paser, text=TEXT, files=[scan()], by=official)
    answer(made, secretariat, scan)
    pages = [at(window.category, name, 1) for name in ("objection", "objection_letter")]
    pages.append(at(window.category, "objection_file", 1, made.evidence.get().pk))
    seen = {}
    for user in (official, neighbour, stranger, panelist):
        responses = [client_of(user).get(url) for url in pages]
        seen[user.username] = [response.status_code for response in responses]
        for response in responses:
            b"".join(response)
    assert seen == {
        "pejabat": [200, 200, 200],
        "tetangga": [404, 404, 404],
        "asing": [404, 404, 404],
        "panelis1": [403, 403, 403],
    }
    for user in (official, secretariat, chair, observer):
        text = client_of(user).get(pages[0]).content.decode()
        assert (TEXT in text, "Surat nomor 900/1" in text) == (True, True)
    theirs = client_of(neighbour).get(at(window.category, "objections_of")).content.decode()
    assert (nominees[1].name in theirs, nominees[0].name in theirs, "Siapa dapat melihat" in theirs) == (
        True,
        False,
        False,
    )


def test_typed_text_is_kept_when_the_window_closed_meanwhile(window, paser, official, client_of):
    client, url = client_of(official), at(window.category, "objection_new", paser.number)
    assert client.get(url).status_code == 200
    end(window)
    response = client.post(url, {"seen": "0", "text": TEXT})
    text = response.content.decode()
    assert (response.status_code, TEXT in text, "Masa sanggah berakhir" in text) == (422, True, True)


def test_second_tab_keeps_its_text_and_may_send_again(window, paser, official, client_of):
    client, url = client_of(official), at(window.category, "objection_new", paser.number)
    objections.file_objection(paser, text=TEXT, by=official)
    response = client.post(url, {"seen": "0", "text": "Kedua."})
    assert (response.status_code, 'name="seen" value="1"' in response.content.decode()) == (422, True)
    assert client.post(url, {"seen": "1", "text": "Kedua."}).status_code == 302


def test_secretariat_walks_from_the_list_to_the_answer(
    announced, other, official, secretariat, client_of, scan, django_assert_max_num_queries
):
    client = client_of(secretariat)
    page = client.get(at(announced.category, "objections_of")).content.decode()
    assert ("3 kandidat belum dapat melihat" in page, "perlu dikonfirmasi Biro Hukum" in page) == (True, True)
    assert client.post(at(announced.category, "objection_open")).status_code == 422
    for row in nominations_of(announced.run):
        url = at(announced.category, "objection_hand_over", row.number)
        assert client.post(url, {"on": today().isoformat(), "to": "Kabag"}).status_code == 302
    assert client.post(at(announced.category, "objection_open")).status_code == 302
    typed = {"seen": "0", "text": TEXT, "letter": "100/5", "received_on": today().isoformat(), "files": scan()}
    assert client.post(at(announced.category, "objection_new", other.number), typed).status_code == 302
    typed = {"outcome": "rejected", "number": "900/2", "date": today().isoformat(), "file": scan()}
    assert client.post(at(announced.category, "objection_answer", 1), typed).status_code == 302
    assert Objection.objects.get().answer_number == "900/2"
    for name, rest in (("objections_of", []), ("objection", [1])):
        with django_assert_max_num_queries(20):
            assert client.get(at(announced.category, name, *rest)).status_code == 200
    rules = {"days": 4, "answer_days": 8, "wording": "Kata.", "statute_days": 21, "statute_answer_days": 10}
    place = [announced.category.edition.get_absolute_url() + "sanggah/aturan/"]
    assert client.post(place[0], rules).status_code == 302
    assert client.get(announced.category.edition.get_absolute_url() + "sanggah/").status_code == 200
