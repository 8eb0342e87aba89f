"""After the deadline: files are replaced by request, with a reason, and every step can be read by the observer."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.agenda import agenda
from nominations.models import Answer, Evidence, Replacement, Submission
from nominations.services import answers as answering
from nominations.services import replacements as services
from nominations.services import verification
from paritrana.notices.models import Notice
from tests.nominations.conftest import in_days, pdf


@pytest.fixture
def late(sent, nomination, category):
    """The nomination has been sent and its deadline is over."""
    category.nomination_closes = in_days(-1)
    category.save()
    nomination.refresh_from_db()
    return nomination


@pytest.fixture
def answer(late):
    return Answer.objects.get(nomination=late, indicator__code="I1")


@pytest.fixture
def asked(late, answer, official):
    return services.ask(late, answer, reason="Halaman 3 dari tahun lain.", by=official)


def test_before_the_deadline_it_is_taken_back_instead(sent, nomination, official):
    nomination.refresh_from_db()
    with pytest.raises(ValidationError, match="tarik kembali"):
        services.ask(nomination, Answer.objects.first(), reason="Keliru.", by=official)


def test_the_secretariat_finds_it_at_home(asked, secretariat, observer):
    found = [(item.url, item.count) for item in agenda(secretariat) if item.title == "Putuskan penggantian berkas"]
    assert found == [(asked.nomination.get_absolute_url(), 1)]
    assert [item for item in agenda(observer) if "penggantian" in item.title] == []


def test_a_request_needs_a_reason_and_stands_once(late, answer, official, secretariat, asked):
    assert Notice.objects.get(to=secretariat).text == "Butir I1: Halaman 3 dari tahun lain."
    other = Answer.objects.get(indicator__code="I2")
    for given, field in (((answer, "Lagi."), "answer"), ((other, " "), "reason")):
        with pytest.raises(ValidationError) as refusal:
            services.ask(late, given[0], reason=given[1], by=official)
        assert list(refusal.value.message_dict) == [field]
    with pytest.raises(PermissionDenied):
        services.ask(late, other, reason="Keliru.", by=secretariat)


def test_who_reads_a_request(asked, official, secretariat, observer, branch_head, stranger):
    for person, count in ((official, 1), (secretariat, 1), (observer, 1), (branch_head, 0), (stranger, 0)):
        assert Replacement.objects.visible_to(person, "nominations.view").count() == count


def test_a_refusal_has_its_reason_and_opens_nothing(asked, answer, official, secretariat):
    with pytest.raises(PermissionDenied):
        services.decide(asked, grant=True, until=in_days(1), by=official)
    with pytest.raises(ValidationError):
        services.decide(asked, grant=False, by=secretariat)
    assert services.decide(asked, grant=False, decision="Sudah benar.", by=secretariat).state == "refused"
    with pytest.raises(ValidationError):
        services.decide(asked, grant=True, until=in_days(1), by=secretariat)
    with pytest.raises(ValidationError):
        services.replace(asked, [pdf()], [], by=official)
    assert Notice.objects.filter(to=official, title="Penggantian berkas ditolak").count() == 1


def test_a_grant_is_used_once_with_a_receipt_and_verified_again(asked, late, answer, official, secretariat, judge_all):
    judge_all(late)
    verification.complete(late, secretariat)
    services.decide(asked, grant=True, until=in_days(1), by=secretariat)
    with pytest.raises(ValidationError):
        answering.save_answer(late, answer.indicator, value="no", version=answer.version, by=official)
    with pytest.raises(ValidationError):
        answering.add_evidence(Answer.objects.get(indicator__code="I2"), pdf(), by=official)
    with pytest.raises(ValidationError) as refusal:
        services.replace(asked, [pdf("b.exe")], [], by=official)
    assert list(refusal.value.message_dict) == ["files"]
    made = services.replace(asked, [pdf("baru.pdf", "baru")], [], by=official)
    assert made.receipt.endswith("-2")
    assert [file["name"] for file in made.content["answers"][0]["files"]] == ["baru.pdf"]
    late.refresh_from_db()
    asked.refresh_from_db()
    assert (late.status, asked.state) == ("sent", "done")
    with pytest.raises(ValidationError):
        services.replace(asked, [pdf()], [], by=official)
    # Another file again needs another request.
    assert services.ask(late, answer, reason="Masih keliru.", by=official).state == "asked"


def test_a_grant_lapses(asked, late, answer, official, secretariat):
    services.decide(asked, grant=True, until=in_days(1), by=secretariat)
    Replacement.objects.update(until=in_days(-1))
    with pytest.raises(ValidationError):
        services.replace(asked, [pdf()], [], by=official)
    services.ask(late, answer, reason="Terlambat.", by=official)
    assert list(Replacement.objects.values_list("state", flat=True)) == ["asked", "lapsed"]


def test_the_pages_from_request_to_receipt(client_of, page, edition, late, answer, official, secretariat, observer):
    candidate, office = client_of(official), client_of(secretariat)
    url = page("replacement_ask", edition, late.number)
    assert url in candidate.get(late.get_absolute_url()).content.decode()
    assert candidate.post(url, {}).status_code == 422
    assert candidate.post(url, {"answer": answer.pk, "reason": "Keliru."}).status_code == 302
    row = Replacement.objects.get()
    decide = page("replacement_decide", edition, late.number, row.pk)
    assert decide in office.get(late.get_absolute_url()).content.decode()
    assert office.post(decide, {"grant": "no"}).status_code == 422
    until = f"{in_days(2):%Y-%m-%dT%H:%M}"
    assert office.post(decide, {"grant": "yes", "until": until}).status_code == 302
    url = page("replacement", edition, late.number, row.pk)
    assert candidate.post(url, {}).status_code == 422
    assert candidate.post(url, {"files": pdf()}).status_code == 302
    assert (Evidence.objects.count(), Submission.objects.count()) == (1, 2)
    assert "Berkas diganti" in client_of(observer).get(late.get_absolute_url()).content.decode()


def test_the_secretariat_extends_one_item_without_being_asked(
    late, answer, page, edition, client_of, official, secretariat, observer
):
    office, url = client_of(secretariat), page("replacement_extend", edition, late.number)
    assert url in office.get(late.get_absolute_url()).text
    typed = {"answer": answer.pk, "reason": "Listrik padam.", "until": f"{in_days(2):%Y-%m-%dT%H:%M}"}
    assert client_of(observer).post(url, typed).status_code == 403
    assert office.post(url, typed | {"until": f"{in_days(-2):%Y-%m-%dT%H:%M}"}).status_code == 422
    assert office.post(url, typed).status_code == 302
    row = Replacement.objects.get()
    assert (row.is_open, row.asked_by, row.decided_by, row.reason) == (True, secretariat, secretariat, "Listrik padam.")
    notice = Notice.objects.get(to=official, title="Batas butir I1 diperpanjang")
    assert ("WITA" in notice.text, "Listrik padam." in notice.text) == (True, True)
    assert office.post(url, typed).status_code == 422
    waits = [(item.title, item.url, item.deadline) for item in agenda(official)]
    title = "Ganti berkas butir I1: Pemerintah Kabupaten Paser"
    assert waits == [(title, page("replacement", edition, late.number, row.pk), row.until)]
    answering.add_evidence(answer, pdf(), by=official)
    assert "Listrik padam." in client_of(official).get(late.get_absolute_url()).text
