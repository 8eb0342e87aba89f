import datetime
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from paritrana.files.models import File
from paritrana.notices.models import Notice
from paritrana.roles import Role
from scoring import ledger
from scoring.mark_correction_queries import MarkEffect, subjects
from scoring.models import BranchResponse, MarkCorrection, RankingRun
from scoring.ranking_queries import asked
from scoring.services import mark_corrections, ranking, review
from tests import factories
from tests.scoring.ranking.conftest import HARSH, nominations_of
from tests.scoring.ranking.test_pages import at


@pytest.fixture
def own(reviewed, branch):
    """The best nominee of the branch's area."""
    return nominations_of(reviewed)[0]


def test_opening_tells_the_heads_without_a_place(run, branch, branch_head, secretariat):
    review.open_review(run, timezone.now() + datetime.timedelta(hours=2), by=secretariat)
    notice = Notice.objects.get(to=branch_head)
    assert "Peringkat belum ditetapkan dan belum boleh disebarkan" in notice.text
    assert "82,60" not in notice.text


def test_review_closes_in_the_future(run, secretariat):
    with pytest.raises(ValidationError) as refusal:
        review.open_review(run, timezone.now(), by=secretariat)
    assert list(refusal.value.message_dict) == ["closes_at"]


def test_head_agrees_then_remarks(reviewed, own, branch, branch_head):
    review.respond(reviewed, own, branch, "agreed", "", by=branch_head)
    response = review.respond(reviewed, own, branch, "remark", "Angka Jakon berubah.", kind="figure", by=branch_head)
    assert BranchResponse.objects.count() == 1
    assert (response.answer, response.reason) == ("remark", "Angka Jakon berubah.")


def test_remark_needs_a_reason(reviewed, own, branch, branch_head):
    with pytest.raises(ValidationError) as refusal:
        review.respond(reviewed, own, branch, "remark", "  ", kind="other", by=branch_head)
    assert list(refusal.value.message_dict) == ["reason"]


def test_remark_names_its_kind(reviewed, own, branch, branch_head):
    with pytest.raises(ValidationError) as refusal:
        review.respond(reviewed, own, branch, "remark", "Angka.", by=branch_head)
    assert list(refusal.value.message_dict) == ["kind"]
    assert review.respond(reviewed, own, branch, "agreed", "", kind="figure", by=branch_head).kind == ""


def test_reply_accepts_or_declines_with_a_reason(reviewed, own, branch, branch_head, secretariat):
    response = review.respond(reviewed, own, branch, "remark", "Salah salin.", kind="mark", by=branch_head)
    for outcome, text, field in (("", "Sudah.", "outcome"), ("accepted", " ", "reply")):
        with pytest.raises(ValidationError) as refusal:
            review.reply(response, outcome, text, by=secretariat)
        assert list(refusal.value.message_dict) == [field]
    assert review.reply(response, "accepted", "Benar.", by=secretariat).outcome == "accepted"


def test_later_columns_stand_in_a_digest_once_they_say_something(reviewed, own, branch, branch_head):
    response = review.respond(reviewed, own, branch, "agreed", "", by=branch_head)
    rows = BranchResponse.objects.filter(pk=response.pk)
    [(_name, before)] = ledger.contents(BranchResponse, rows)
    rows.update(kind="mark")
    [(_name, after)] = ledger.contents(BranchResponse, rows)
    assert ({"kind", "outcome"} & set(before), after["kind"]) == (set(), "mark")


def test_page_leads_from_an_accepted_remark_to_the_new_run(
    reviewed, own, branch, branch_head, secretariat, chair, scan, client_of
):
    category = reviewed.category
    response = review.respond(reviewed, own, branch, "remark", "Salah salin.", kind="mark", by=branch_head)
    review.reply(response, "accepted", "Benar.", by=secretariat)
    page = client_of(secretariat).get(at(category, "review")).content.decode()
    link = at(category, "mark_correction_new", own.number) + f"?tanggapan={response.pk}"
    assert link in page
    assert "Salah salin." in client_of(secretariat).get(link).content.decode()
    row = mark_corrections.propose(
        own, subjects(own)[0], Decimal("71"), letter="BA 7", reason="Salah salin.", scan=scan(), response=response,
        by=secretariat,
    )  # fmt: skip
    File.objects.update(state=File.State.ACCEPTED)
    mark_corrections.sign(row, seen=MarkEffect(MarkCorrection.objects.get()).fingerprint, by=chair)
    for user in (secretariat, branch_head):
        page = client_of(user).get(at(category, "review")).content.decode()
        assert [word in page for word in ("Catatan atas perhitungan sebelumnya", "menggantikan ke-1")] == [True, True]
    assert "71,00" not in page


@pytest.mark.parametrize("whole", [False, True])
def test_head_sees_the_whole_order_only_where_the_category_says_so(reviewed, branch_head, client_of, whole):
    """The fourth nominee lies outside the area of Cabang Samarinda; the page carries the reader's name."""
    category = reviewed.category
    category.branch_sees_order = whole
    category.save(update_fields=["branch_sees_order"])
    page = client_of(branch_head).get(at(category, "review")).content.decode()
    outside = str(next(row for row in nominations_of(reviewed) if row.number == 4).nominee)
    assert (outside in page, "Urutan kategori" in page) == (whole, whole)
    assert f'aria-hidden="true">{branch_head}<br>' in page


def test_changed_answer_forgets_the_reply(reviewed, own, branch, branch_head, secretariat):
    response = review.respond(reviewed, own, branch, "remark", "Angka Jakon berubah.", kind="figure", by=branch_head)
    assert review.reply(response, "declined", "Sudah diperiksa.", by=secretariat).reply == "Sudah diperiksa."
    assert review.respond(reviewed, own, branch, "agreed", "", by=branch_head).reply == ""


def test_only_a_remark_is_replied_to(reviewed, own, branch, branch_head, secretariat):
    response = review.respond(reviewed, own, branch, "agreed", "", by=branch_head)
    with pytest.raises(ValidationError):
        review.reply(response, "accepted", "Terima kasih.", by=secretariat)


def test_closed_window_refuses(reviewed, own, branch, branch_head):
    RankingRun.objects.update(review_closes_at=timezone.now())
    with pytest.raises(ValidationError, match="tidak sedang dibuka"):
        review.respond(reviewed, own, branch, "agreed", "", by=branch_head)


def test_new_run_ends_the_review_of_the_old(reviewed, own, branch, branch_head, secretariat):
    last = nominations_of(reviewed)[-1]
    last.status = "withdrawn"
    last.save()
    ranking.run(reviewed.category, by=secretariat)
    with pytest.raises(ValidationError, match="dihitung lagi"):
        review.respond(reviewed, own, branch, "agreed", "", by=branch_head)


def test_head_answers_only_for_the_own_branch(reviewed, own, branch_head, kaltim, regencies):
    other = factories.branch(kaltim, "K02", "Cabang Kedua", [regencies[1]])
    with pytest.raises(PermissionDenied):
        review.respond(reviewed, own, other, "agreed", "", by=branch_head)


def test_head_does_not_answer_for_other_regencies(reviewed, branch, branch_head):
    """The fourth nominee lies outside the area of Cabang Samarinda."""
    outside = next(row for row in nominations_of(reviewed) if row.number == 4)
    with pytest.raises(PermissionDenied):
        review.respond(reviewed, outside, branch, "agreed", "", by=branch_head)


@pytest.mark.parametrize("who", ["secretariat", "chair", "branch_staff", "observer", "official", "stranger"])
def test_nobody_else_answers(reviewed, own, branch, request, who):
    with pytest.raises(PermissionDenied):
        review.respond(reviewed, own, branch, "agreed", "", by=request.getfixturevalue(who))


def test_several_branches_of_a_regency_are_asked_each(reviewed, own, branch, branch_head, kaltim, regencies):
    other = factories.branch(kaltim, "K02", "Cabang Kedua", [regencies[1]])
    second = factories.person("kepala2", "Kepala Kedua", Role.BRANCH_HEAD, branch=other)
    review.respond(reviewed, own, branch, "agreed", "", by=branch_head)
    review.respond(reviewed, own, other, "remark", "Belum sesuai.", kind="other", by=second)
    said = {pair.branch.code: pair.response for pair in asked(reviewed) if pair.row.nomination == own}
    assert {code: response.answer for code, response in said.items()} == {"K01": "agreed", "K02": "remark"}


def test_silence_is_no_row(reviewed, branch):
    pairs = asked(reviewed)
    assert [(pair.row.nomination.number, pair.response) for pair in pairs] == [(2, None), (1, None), (3, None)]


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one_row(closed, branch, branch_head, secretariat):
    run = ranking.run(closed(HARSH), by=secretariat)
    review.open_review(run, timezone.now() + datetime.timedelta(hours=2), by=secretariat)
    own = nominations_of(run)[0]
    barrier, errors = threading.Barrier(2), []

    def answer(kind: str) -> None:
        try:
            barrier.wait(timeout=10)
            review.respond(run, own, branch, kind, "Catatan.", kind="other", by=branch_head)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=[kind]) for kind in ("agreed", "remark")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []
    assert BranchResponse.objects.count() == 1
