import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from nominations.models import Answer, Evidence, Nomination, Submission
from nominations.queries import lines
from nominations.services.answers import add_evidence, remove_evidence, save_answer, send
from nominations.services.nominations import advance
from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from paritrana.roles import Role
from tests import factories
from tests.nominations.conftest import STORED, TYPED, in_days, pdf

SENDER = {"sender_name": "Pejabat Contoh", "sender_office": "Kepala Bidang"}


def test_save_answer_stores_one_form_per_kind(nomination, indicators, official):
    made = [save_answer(nomination, row, value=TYPED[row.kind], version=0, by=official) for row in indicators]
    assert [answer.value for answer in made] == [STORED[row.kind] for row in indicators]
    assert [answer.version for answer in made] == [1, 1, 1, 1]
    assert Entry.objects.filter(verb="answers.save").count() == 4


def test_the_same_answer_again_writes_nothing(nomination, indicators, official):
    save_answer(nomination, indicators[3], value="Satu", version=0, by=official)
    again = save_answer(nomination, indicators[3], value="Satu ", version=0, by=official)
    assert (again.version, Entry.objects.filter(verb="answers.save").count()) == (1, 1)


def test_a_second_tab_never_overwrites(nomination, indicators, official):
    save_answer(nomination, indicators[3], value="Tab pertama", version=0, by=official)
    with pytest.raises(ValidationError) as refusal:
        save_answer(nomination, indicators[3], value="Tab kedua", version=0, by=official)
    assert refusal.value.code == "conflict"
    assert Answer.objects.get().value == "Tab pertama"
    assert save_answer(nomination, indicators[3], value="Tab kedua", version=1, by=official).version == 2


def test_only_the_nominee_answers_and_only_while_open(nomination, indicators, official, secretariat, category):
    with pytest.raises(PermissionDenied):
        save_answer(nomination, indicators[0], value="yes", version=0, by=secretariat)
    category.nomination_closes = in_days(-1)
    category.save()
    with pytest.raises(ValidationError) as refusal:
        save_answer(nomination, indicators[0], value="yes", version=0, by=official)
    assert refusal.value.code == "closed"


def test_an_indicator_of_another_category_is_refused(nomination, indicators, official, edition):
    other = factories.instrument(factories.category(edition, "Lain", "lain"))
    with pytest.raises(ValidationError):
        save_answer(nomination, other.indicators.first(), value="yes", version=0, by=official)


def test_evidence_twice_is_one_and_makes_a_new_version(nomination, indicators, official):
    answer = save_answer(nomination, indicators[0], value="yes", version=0, by=official)
    first = add_evidence(answer, pdf(), by=official)
    assert add_evidence(answer, pdf("nama-lain.pdf"), by=official) == first
    assert (Evidence.objects.count(), Answer.objects.get().version) == (1, 2)


def test_evidence_has_a_limit_and_removing_makes_room(nomination, indicators, official):
    indicators[0].max_files = 2
    indicators[0].save()
    answer = save_answer(nomination, indicators[0], value="yes", version=0, by=official)
    first = add_evidence(answer, pdf(content="1"), by=official)
    add_evidence(answer, pdf(content="2"), by=official)
    with pytest.raises(ValidationError) as refusal:
        add_evidence(answer, pdf(content="3"), by=official)
    assert refusal.value.messages == [
        "Paling banyak 2 berkas untuk butir ini. Hapus satu dulu, atau gabungkan berkasnya."
    ]
    remove_evidence(first, by=official)
    add_evidence(answer, pdf(content="3"), by=official)
    assert Evidence.objects.filter(removed_at=None).count() == 2
    assert Evidence.objects.count() == 3


def test_send_refuses_unanswered_questions(nomination, indicators, official):
    save_answer(nomination, indicators[0], value="yes", version=0, by=official)
    with pytest.raises(ValidationError) as refusal:
        send(nomination, **SENDER, by=official)
    assert refusal.value.messages == ["Jawab dulu butir yang masih kosong: I2, I3, I4."]
    assert Submission.objects.count() == 0


def test_send_gives_a_receipt_with_exactly_what_was_sent(
    nomination, answer_all, official, django_capture_on_commit_callbacks
):
    answers = answer_all(nomination)
    add_evidence(answers[0], pdf(), by=official)
    with django_capture_on_commit_callbacks() as later:
        submission = send(nomination, **SENDER, by=official)
    assert submission.receipt == "TT-64-2024-001-1"
    content = submission.content["answers"]
    assert [row["answer"] for row in content] == ["Ya", "1.250,5", "Perda", "Uraian contoh."]
    assert [[file["name"] for file in row["files"]] for row in content] == [["perda.pdf"], [], [], []]
    nomination.refresh_from_db()
    assert nomination.status == "sent"
    assert Notice.objects.get(to=official).title == "Penilaian mandiri terkirim"
    assert len(later) == 1


def test_several_people_fill_one_nomination_each_under_the_own_name(nomination, nominees, indicators, official):
    """A colleague of another office has an own account; who sends says name and office."""
    place = {"nominee": nominees[0], "province": nominees[0].province}
    colleague = factories.person("rekan", "Staf BKAD", Role.NOMINEE, **place)
    for row, by in zip(indicators, [official, colleague, official, colleague], strict=True):
        save_answer(nomination, row, value=TYPED[row.kind], version=0, by=by)
    with pytest.raises(ValidationError) as refusal:
        save_answer(nomination, indicators[3], value="Ditimpa", version=0, by=official)
    assert refusal.value.code == "conflict"
    add_evidence(Answer.objects.get(indicator=indicators[0]), pdf(), by=colleague)
    names = Entry.objects.filter(verb="answers.save").order_by("pk").values_list("actor_name", flat=True)
    assert list(names) == ["Pejabat Kabupaten", "Staf BKAD", "Pejabat Kabupaten", "Staf BKAD"]
    submission = send(nomination, sender_name="Kepala Dinas Contoh", sender_office="Kepala Dinas", by=colleague)
    assert (submission.sent_by, submission.sender_name) == (colleague, "Kepala Dinas Contoh")


def test_send_needs_name_and_office(nomination, answer_all, official):
    answer_all(nomination)
    with pytest.raises(ValidationError) as refusal:
        send(nomination, sender_name=" ", sender_office="", by=official)
    assert sorted(refusal.value.message_dict) == ["sender_name", "sender_office"]


def test_take_back_and_send_again_keeps_each_receipt(nomination, sent, indicators, official):
    advance(nomination, "take_back", by=official)
    answer = Answer.objects.get(indicator=indicators[3])
    save_answer(nomination, indicators[3], value="Diperbaiki", version=answer.version, by=official)
    second = send(nomination, **SENDER, by=official)
    assert list(Submission.objects.values_list("receipt", flat=True)) == ["TT-64-2024-001-2", "TT-64-2024-001-1"]
    assert [row.content["answers"][3]["value"] for row in (sent, second)] == ["Uraian contoh.", "Diperbaiki"]


def test_after_the_deadline_nothing_is_sent_or_taken_back(nomination, sent, official, category):
    category.nomination_closes = in_days(-1)
    category.save()
    with pytest.raises(ValidationError) as refusal:
        advance(nomination, "take_back", by=official)
    assert refusal.value.messages[0].startswith("Batas waktu sudah lewat")


def test_what_is_sent_cannot_be_written_into(nomination, sent, indicators, official):
    with pytest.raises(ValidationError) as refusal:
        save_answer(nomination, indicators[0], value="no", version=1, by=official)
    assert refusal.value.code == "sent"


def test_receipts_of_two_editions_of_one_year_differ(kaltim, regencies, secretariat, official, nominees):
    receipts = []
    for slug in ("penilaian-2022", "penilaian-2022-ulang"):
        category = factories.category(factories.edition(kaltim, 2022, slug=slug))
        factories.instrument(category, indicators=1)
        row = factories.nomination(category, nominees[0], secretariat)
        indicator = category.instruments.get().indicators.get()
        save_answer(row, indicator, value="yes", version=0, by=official)
        receipts.append(send(row, **SENDER, by=official).receipt)
    assert receipts == ["TT-64-2022-001-1", "TT-64-2022B-001-1"]


def test_an_unsent_answer_is_read_by_the_candidate_alone(nomination, answer_all, official, secretariat, observer):
    answer_all(nomination)
    count = {person.username: sum(bool(line.answer) for line in lines(nomination, person))
             for person in (official, secretariat, observer)}  # fmt: skip
    assert count == {"pejabat": 4, "sekretariat": 0, "pengawas": 0}
    send(nomination, **SENDER, by=official)
    assert sum(bool(line.answer) for line in lines(nomination, secretariat)) == 4


def test_a_second_stage_closes_filling(nomination, indicators, official, category):
    category.stage = Stage.INTERVIEWS
    category.save()
    with pytest.raises(ValidationError) as refusal:
        save_answer(nomination, indicators[0], value="yes", version=0, by=official)
    assert refusal.value.code == "closed"


@pytest.mark.django_db(transaction=True)
def test_sending_twice_at_once_gives_one_receipt(nomination, answer_all, official):
    answer_all(nomination)
    results = []

    def go():
        try:
            results.append(send(Nomination.objects.get(pk=nomination.pk), **SENDER, by=official).receipt)
        except ValidationError as error:
            results.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["TT-64-2024-001-1", "sent"]
    assert Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_is_stored_once(nomination, indicators, official):
    answer = save_answer(nomination, indicators[0], value="yes", version=0, by=official)

    def go():
        try:
            add_evidence(Answer.objects.get(pk=answer.pk), pdf(), by=official)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Evidence.objects.count() == 1
