import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.models import Answer, Nomination, Verification
from nominations.queries import lines
from nominations.services import selection
from nominations.services.answers import save_answer, send
from nominations.services.nominations import advance
from nominations.services.verification import complete, lapse, lapse_overdue, return_, verify
from nominations.workflow import Status
from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from tests import factories
from tests.nominations.conftest import in_days


def answer_of(nomination, code):
    return Answer.objects.get(nomination=nomination, indicator__code=code)


def test_an_accepted_answer_keeps_its_value(nomination, sent, secretariat):
    found = verify(answer_of(nomination, "I2"), verdict="accepted", by=secretariat)
    assert (found.value, found.reason, found.answer_version) == ("1250.5", "", 1)


def test_a_reason_is_asked_unless_accepted_as_given(nomination, sent, secretariat):
    answer = answer_of(nomination, "I2")
    for verdict, value in (("incomplete", ""), ("wrong", ""), ("irrelevant", ""), ("accepted", "900")):
        with pytest.raises(ValidationError) as refusal:
            verify(answer, verdict=verdict, value=value, by=secretariat)
        assert list(refusal.value.message_dict) == ["reason"]
    found = verify(answer, verdict="accepted", value="900", reason="Menurut DPA.", by=secretariat)
    assert (found.value, answer.value) == ("900", "1250.5")


def test_bad_verdicts_and_values_are_refused_at_their_field(nomination, sent, secretariat):
    answer = answer_of(nomination, "I2")
    for fields, field in (({"verdict": "ya"}, "verdict"), ({"verdict": "accepted", "value": "1.25"}, "value")):
        with pytest.raises(ValidationError) as refusal:
            verify(answer, by=secretariat, **fields)
        assert list(refusal.value.message_dict) == [field]


def test_only_the_secretariat_verifies(nomination, sent, official, panelist, chair, stranger):
    for person in (official, panelist, chair, stranger):
        with pytest.raises(PermissionDenied):
            verify(answer_of(nomination, "I1"), verdict="accepted", by=person)


def test_a_verdict_on_what_has_changed_is_refused(nomination, sent, secretariat, official):
    answer = answer_of(nomination, "I1")
    advance(nomination, "take_back", by=official)
    with pytest.raises(ValidationError):
        verify(answer, verdict="accepted", by=secretariat)


def test_complete_is_refused_while_an_item_is_unverified(nomination, sent, secretariat, judge_all, official):
    verify(answer_of(nomination, "I1"), verdict="accepted", by=secretariat)
    with pytest.raises(ValidationError) as refusal:
        complete(nomination, secretariat)
    assert refusal.value.messages == ["Verifikasi dulu 3 butir yang belum diperiksa."]
    judge_all(nomination, I2="irrelevant")
    assert complete(nomination, secretariat).status == Status.VERIFIED
    assert Notice.objects.filter(to=official, title="Verifikasi selesai").count() == 1


def test_return_answer_resend_and_verify_only_what_changed(
    nomination, sent, secretariat, official, indicators, judge_all
):
    judge_all(nomination, I4="incomplete")
    deadline = in_days(2)
    row = return_(nomination, "Lengkapi uraian.", deadline, secretariat)
    assert (row.status, row.deadline, row.status_reason) == ("returned", deadline, "Lengkapi uraian.")
    found = {line.indicator.code: line for line in lines(row, official)}
    assert (found["I4"].item.flag, found["I1"].item.flag) == ("incomplete", "")
    save_answer(row, indicators[3], value="Lebih lengkap.", version=1, by=official)
    assert {line.indicator.code: line.item.flag for line in lines(row, official)}["I4"] == ""
    again = send(row, sender_name="Pejabat", sender_office="Kabid", by=official)
    assert again.receipt == "TT-64-2024-001-2"
    with pytest.raises(ValidationError) as refusal:
        complete(row, secretariat)
    assert refusal.value.messages == ["Verifikasi dulu 1 butir yang belum diperiksa."]
    verify(answer_of(row, "I4"), verdict="accepted", by=secretariat)
    assert complete(row, secretariat).status == Status.VERIFIED


def test_return_needs_a_note_and_a_time_to_come(nomination, sent, secretariat):
    with pytest.raises(ValidationError) as refusal:
        return_(nomination, "Lengkapi.", in_days(-1), secretariat)
    assert list(refusal.value.message_dict) == ["deadline"]
    with pytest.raises(ValidationError) as refusal:
        return_(nomination, " ", in_days(1), secretariat)
    assert list(refusal.value.message_dict) == ["note"]


def test_a_return_that_nobody_answers_lapses_after_its_deadline(nomination, sent, secretariat, judge_all):
    judge_all(nomination, I2="incomplete", I4="irrelevant")
    row = return_(nomination, "Lengkapi.", in_days(1), secretariat)
    with pytest.raises(ValidationError):
        lapse(row, "Lewat batas.", secretariat)
    row.deadline = in_days(-1)
    row.save()
    assert lapse(row, "Lewat batas.", secretariat).status == Status.VERIFIED
    found = {line.indicator.code: line for line in lines(row, secretariat)}
    assert [found[code].verification.get_verdict_display() for code in ("I1", "I2", "I4")] == [
        "Diterima", "Tidak dilengkapi", "Tidak relevan"
    ]  # fmt: skip
    assert (found["I2"].verification.reason, found["I2"].item.flag) == ("Contoh alasan.", "")


def test_a_lapsed_return_is_closed_by_the_clock_and_may_be_returned_again(
    nomination, sent, secretariat, official, judge_all
):
    judge_all(nomination, I2="wrong")
    return_(nomination, "Lengkapi.", in_days(1), secretariat)
    assert lapse_overdue() == 0
    Nomination.objects.update(deadline=in_days(-1))
    assert (lapse_overdue(), lapse_overdue()) == (1, 0)
    nomination.refresh_from_db()
    assert (nomination.status, nomination.status_reason) == ("verified", "Batas melengkapi lewat tanpa kiriman.")
    assert answer_of(nomination, "I2").verification.verdict == "lapsed"
    assert Notice.objects.filter(to=official, title="Batas melengkapi sudah lewat").count() == 1
    again = return_(nomination, "Sekali lagi.", in_days(1), secretariat)
    assert [line.indicator.code for line in lines(again, official) if line.item.flag] == ["I2"]


def test_nobody_finds_that_an_item_lapsed(nomination, sent, secretariat):
    with pytest.raises(ValidationError):
        verify(answer_of(nomination, "I1"), verdict="lapsed", reason="x", by=secretariat)


def test_verdicts_are_hidden_from_the_candidate_until_the_return(
    nomination, sent, secretariat, official, branch_head, judge_all
):
    judge_all(nomination)
    for person, count in ((official, 0), (branch_head, 0), (secretariat, 4)):
        assert Verification.objects.visible_to(person, "nominations.view").count() == count
    complete(nomination, secretariat)
    assert Verification.objects.visible_to(official, "nominations.view").count() == 4


# --- administrative selection ---------------------------------------------------------------------------


@pytest.fixture
def verified(category, nominees, secretariat):
    category.stage = Stage.SELECTION
    category.save()
    return [factories.nomination(category, nominee, secretariat, Status.VERIFIED) for nominee in nominees[:3]]


def test_selection_is_decided_with_a_reason_each_and_only_in_its_stage(category, verified, secretariat, chair):
    first, second, third = verified
    decisions = [(first, "shortlist", "Berkas lengkap."), (second, "leave_out", "Regulasi belum ada.")]
    with pytest.raises(PermissionDenied):
        selection.decide(category, decisions, by=chair)
    assert selection.decide(category, decisions, by=secretariat) == 2
    with pytest.raises(ValidationError):
        selection.decide(category, [(third, "shortlist", "")], by=secretariat)
    category.stage = Stage.INTERVIEWS
    category.save()
    with pytest.raises(ValidationError) as refusal:
        selection.decide(category, [(third, "shortlist", "Terlambat.")], by=secretariat)
    assert refusal.value.code == "not_now"


def test_one_bad_decision_writes_none(category, verified, secretariat):
    first, second, _ = verified
    with pytest.raises(ValidationError):
        selection.decide(category, [(first, "shortlist", "Lengkap."), (second, "leave_out", " ")], by=secretariat)
    first.refresh_from_db()
    assert first.status == Status.VERIFIED


def test_results_are_told_once_and_only_when_the_stage_has_moved(category, verified, secretariat, official):
    first, second, _ = verified
    selection.decide(category, [(first, "shortlist", "Lengkap."), (second, "leave_out", "Kurang.")], by=secretariat)
    with pytest.raises(ValidationError):
        selection.tell_results(category)
    assert Notice.objects.filter(to=official).count() == 0
    category.stage = Stage.INTERVIEWS
    category.save()
    assert selection.tell_results(category) == 1
    assert selection.tell_results(category) == 0
    assert Notice.objects.get(to=official).title == "Lolos seleksi administrasi"
