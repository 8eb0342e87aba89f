"""Atas nama: what a candidate brought is typed by the secretariat, shown with its bringer, and may be objected to."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.agenda import agenda
from nominations.models import Answer, Evidence, OnBehalf
from nominations.queries import lines
from nominations.services import answers as answering
from nominations.services import behalf as services
from paritrana.audit.models import Entry
from paritrana.committees.models import Seat
from paritrana.notices.models import Notice
from paritrana.roles import Role
from tests import factories
from tests.nominations.conftest import in_days, pdf

BROUGHT = {"source": "whatsapp", "bringer": "Kasubbag  Umum", "brought_at": in_days(-1)}


@pytest.fixture
def entry(nomination, indicators, secretariat, official):
    return services.enter(nomination, indicators[1], value="1.250", uploads=[pdf()], by=secretariat, **BROUGHT)


def test_an_entry_says_who_brought_and_who_typed(entry, nomination, official, secretariat):
    answer = Answer.objects.get()
    assert (answer.value, answer.changed_by, Evidence.objects.get().answer) == ("1250", secretariat, answer)
    assert (entry.value, entry.bringer, entry.by, entry.answer_version) == (
        "1250", "Kasubbag Umum", secretariat, answer.version
    )  # fmt: skip
    assert [file["name"] for file in entry.files] == ["perda.pdf"]
    assert Entry.objects.filter(verb="answers.on_behalf").count() == 1
    notice = Notice.objects.get(to=official)
    assert notice.title == "Sekretariat mengisi butir I2 atas nama Anda"
    assert "pesan whatsapp yang dibawa atau dikirim Kasubbag Umum" in notice.text
    assert [line.value for line in lines(nomination, official)] == ["", "1250", "", ""]


def test_an_entry_says_where_the_original_is_kept(nomination, indicators, secretariat, client_of, page, edition):
    client, url = client_of(secretariat), page("on_behalf_enter", edition, 1, indicators[1].pk)
    brought = f"{in_days(-1):%Y-%m-%dT%H:%M}"
    data = {"value": "5", "source": "paper", "bringer": "Kasubbag", "brought_at": brought, "shelf": " Map  12/B "}
    assert client.post(url, data).status_code == 302
    assert OnBehalf.objects.get().shelf == "Map 12/B"
    assert "asli di arsip Map 12/B" in client.get(nomination.get_absolute_url()).text


def test_a_secretary_of_another_province_reads_no_draft_in_an_own_role_here(entry, kaltim, kalsel, branch):
    """Role and place count on the same seat: who types in Kalsel is a branch head like any other in Kaltim."""
    person = factories.person("rangkap", "Rangkap", Role.BRANCH_HEAD, branch=branch, province=kaltim)
    Seat.objects.create(person=person, role=Role.SECRETARIAT, province=kalsel)
    assert list(OnBehalf.objects.visible_to(person, "nominations.view")) == []


def test_what_the_candidate_wrote_is_never_overwritten(entry, nomination, indicators, official, secretariat):
    again = services.enter(nomination, indicators[1], value="1.300", by=secretariat, **BROUGHT)
    assert (again.value, again.files) == ("1300", [])
    own = Answer.objects.get()
    answering.save_answer(nomination, indicators[1], value="5", version=own.version, by=official)
    answering.save_answer(nomination, indicators[0], value="yes", version=0, by=official)
    for indicator, value in ((indicators[0], "no"), (indicators[1], "6")):
        with pytest.raises(ValidationError) as refusal:
            services.enter(nomination, indicator, value=value, by=secretariat, **BROUGHT)
        assert refusal.value.code == "own"
    assert [line.value for line in lines(nomination, official)] == ["yes", "5", "", ""]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"source": "merpati"}, "source"),
        ({"bringer": " "}, "bringer"),
        ({"brought_at": in_days(1)}, "brought_at"),
        ({"value": ""}, "value"),
        ({"uploads": [pdf("a.pdf", "x"), pdf("b.exe")]}, "files"),
    ],
)
def test_an_entry_without_its_story_is_refused_whole(nomination, indicators, secretariat, fields, field):
    with pytest.raises(ValidationError) as refusal:
        services.enter(nomination, indicators[1], by=secretariat, **({"value": "5"} | BROUGHT | fields))
    assert list(refusal.value.message_dict) == [field]
    assert (Answer.objects.count(), OnBehalf.objects.count()) == (0, 0)


def test_only_the_secretariat_and_only_while_it_is_open(
    nomination, indicators, official, stranger, branch_head, secretariat, category
):
    for person in (official, stranger, branch_head):
        with pytest.raises(PermissionDenied):
            services.enter(nomination, indicators[0], value="yes", by=person, **BROUGHT)
    category.nomination_closes = in_days(-1)
    category.save()
    with pytest.raises(ValidationError):
        services.enter(nomination, indicators[0], value="yes", by=secretariat, **BROUGHT)


def test_the_candidate_objects_once_and_within_the_deadline(
    entry, nomination, official, secretariat, branch_head, category
):
    assert list(OnBehalf.objects.visible_to(branch_head, "nominations.view")) == []
    with pytest.raises(PermissionDenied):
        services.object_to(entry, reason="Bukan kami.", by=secretariat)
    with pytest.raises(ValidationError):
        services.object_to(entry, reason=" ", by=official)
    made = services.object_to(entry, reason="Angkanya 1.520.", by=official)
    assert (made.objection, made.objected_by) == ("Angkanya 1.520.", official)
    assert Notice.objects.get(to=secretariat).text == "Butir I2: Angkanya 1.520."
    with pytest.raises(ValidationError):
        services.object_to(entry, reason="Lagi.", by=official)
    category.nomination_closes = in_days(-1)
    category.save()
    with pytest.raises(ValidationError) as refusal:
        services.object_to(entry, reason="Lagi.", by=official)
    assert refusal.value.code == "closed"


def test_the_pages_show_it_to_both(client_of, page, edition, nomination, indicators, official, secretariat):
    answering.save_answer(nomination, indicators[3], value="Rahasia kandidat", version=0, by=official)
    office, candidate = client_of(secretariat), client_of(official)
    home = page("on_behalf", edition, nomination.number)
    listed = office.get(home).content.decode()
    assert "Diisi kandidat sendiri" in listed
    assert "Rahasia kandidat" not in listed
    form = page("on_behalf_enter", edition, nomination.number, indicators[1].pk)
    assert office.post(form, {}).status_code == 422
    data = {"value": "7", "source": "paper", "bringer": "Ibu Sari", "brought_at": f"{in_days(-1):%Y-%m-%dT%H:%M}"}
    assert office.post(form, data | {"files": pdf()}).status_code == 302
    for client in (office, candidate):
        text = client.get(nomination.get_absolute_url()).content.decode()
        assert "Berkas kertas, Ibu Sari" in text
        assert "perda.pdf" in text
    url = page("on_behalf_objection", edition, nomination.number, OnBehalf.objects.get().pk)
    assert candidate.post(url, {}).status_code == 422
    assert candidate.post(url, {"reason": "Tidak sesuai."}).status_code == 302
    assert "Tidak sesuai." in office.get(nomination.get_absolute_url()).content.decode()
    assert "Dibantah" in office.get(home).content.decode()


def test_an_objection_waits_for_the_secretariat_until_it_is_answered(
    entry, nomination, official, secretariat, client_of, page, edition
):
    def waiting():
        return [(item.title, item.count) for item in agenda(secretariat) if "bantahan" in item.title]

    assert waiting() == []
    with pytest.raises(ValidationError):
        services.answer_objection(entry, reply="Belum ada.", by=secretariat)
    services.object_to(entry, reason="Angkanya 1.520.", by=official)
    assert waiting() == [("Jawab bantahan atas isian atas nama kandidat", 1)]
    with pytest.raises(PermissionDenied):
        services.answer_objection(entry, reply="Benar.", by=official)
    url, office = page("on_behalf_reply", edition, nomination.number, entry.pk), client_of(secretariat)
    assert url in office.get(nomination.get_absolute_url()).content.decode()
    assert [office.get(url).status_code, office.post(url, {"reply": " "}).status_code] == [200, 422]
    assert office.post(url, {"reply": "Sudah diperbaiki."}).status_code == 302
    assert waiting() == []
    assert Notice.objects.filter(to=official, title="Bantahan butir I2 dijawab").count() == 1
    with pytest.raises(ValidationError):
        services.answer_objection(entry, reply="Lagi.", by=secretariat)


def test_verifiers_read_what_is_not_asked(client_of, page, edition, nomination, sent, indicators, secretariat):
    indicators[0].exempt = ["kabupaten"]
    indicators[0].save()
    text = client_of(secretariat).get(page("verification_file", edition, nomination.number)).content.decode()
    assert "1 butir tidak berlaku untuk kandidat ini" in text
