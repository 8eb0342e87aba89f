import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from paritrana.audit.models import Entry
from paritrana.committees.models import Stage, StageMove
from paritrana.files import check_services
from paritrana.files.models import File
from scoring.models import BranchResponse, Decision, PaperAct, RankingRun
from scoring.services import paper, ranking
from tests.scoring.ranking.conftest import HARSH

DECIDE = {
    "run": 1,
    "placements": {"2": 1, "1": 2, "3": 3},
    "held_on": "2025-07-30",
    "place": "Kantor Gubernur",
    "deviation_reason": "",
}


@pytest.fixture
def entered(run, chair, secretariat, scan):
    """The chair's plenary decision on paper, waiting for a second officer."""
    return enter(run, PaperAct.Verb.DECIDE, chair.seats.get(), DECIDE, secretariat, scan)


def enter(run, verb, seat, payload, by, scan, letter="BA/12/2025"):
    act = paper.enter(run.category, verb, seat, payload, letter=letter, scan=scan(), by=by)
    check_services.check(act.scan_id)
    return act


def test_entering_does_nothing_yet(entered):
    assert Decision.objects.count() == 0
    assert (entered.scan.type, entered.confirmed_at) == ("pdf", None)


def test_second_officer_makes_it_count(entered, second_secretariat):
    act = paper.confirm(entered, by=second_secretariat)
    decision = Decision.objects.get()
    assert (decision.from_paper, decision.decided_by) == ("BA/12/2025", second_secretariat)
    assert list(decision.placements.values_list("nomination__number", flat=True)) == [2, 1, 3]
    assert act.confirmed_by == second_secretariat


def test_enterer_does_not_confirm(entered, secretariat):
    with pytest.raises(PermissionDenied, match="orang lain"):
        paper.confirm(entered, by=secretariat)


def test_second_officers_are_those_of_the_edition(entered, observer, second_secretariat):
    edition = entered.category.edition
    edition.second_officers = ["observer"]
    edition.save()
    with pytest.raises(PermissionDenied, match="petugas kedua"):
        paper.confirm(entered, by=second_secretariat)
    assert paper.confirm(entered, by=observer).confirmed_by == observer


@pytest.mark.parametrize("who", ["panelist", "branch_head", "official", "nobody", "stranger"])
def test_nobody_else_confirms(entered, request, who):
    with pytest.raises(PermissionDenied):
        paper.confirm(entered, by=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["chair", "observer", "branch_head", "stranger"])
def test_only_the_secretariat_enters(run, chair, scan, request, who):
    with pytest.raises(PermissionDenied):
        enter(run, PaperAct.Verb.DECIDE, chair.seats.get(), DECIDE, request.getfixturevalue(who), scan)


def test_what_the_verb_refuses_is_refused_at_the_desk(run, chair, secretariat, scan):
    wrong = DECIDE | {"placements": {"1": 1, "2": 2, "3": 3}}
    with pytest.raises(ValidationError) as refusal:
        enter(run, PaperAct.Verb.DECIDE, chair.seats.get(), wrong, secretariat, scan)
    assert list(refusal.value.message_dict) == ["deviation_reason"]
    assert (PaperAct.objects.count(), File.objects.count()) == (0, 0)


def test_paper_speaks_for_a_seat_with_the_right(run, panelist, secretariat, scan):
    with pytest.raises(ValidationError) as refusal:
        enter(run, PaperAct.Verb.DECIDE, panelist.seats.get(), DECIDE, secretariat, scan)
    assert list(refusal.value.message_dict) == ["seat"]


def test_confirmed_twice_is_refused(entered, second_secretariat, observer):
    paper.confirm(entered, by=second_secretariat)
    with pytest.raises(ValidationError, match="sudah dikonfirmasi"):
        paper.confirm(entered, by=observer)


def test_discarded_act_leaves_the_queue(entered, secretariat):
    with pytest.raises(ValidationError):
        paper.discard(entered, by=secretariat, note="")
    paper.discard(entered, by=secretariat, note="Nomor surat salah.")
    assert PaperAct.objects.count() == 0


def test_branch_answer_counts_from_the_time_it_was_entered(reviewed, branch, branch_head, secretariat, observer, scan):
    payload = {
        "run": 1,
        "nomination": 2,
        "branch": "K01",
        "answer": "remark",
        "kind": "figure",
        "reason": "Angka Jakon.",
    }
    act = enter(reviewed, PaperAct.Verb.RESPOND, branch_head.seats.get(), payload, secretariat, scan)
    RankingRun.objects.update(review_closes_at=timezone.now())
    paper.confirm(act, by=observer)
    response = BranchResponse.objects.get()
    assert (response.branch, response.reason, response.from_paper) == (branch, "Angka Jakon.", "BA/12/2025")
    with pytest.raises(ValidationError, match="tidak sedang dibuka"):
        enter(reviewed, PaperAct.Verb.RESPOND, branch_head.seats.get(), payload, secretariat, scan, letter="2")


def test_stage_goes_on_by_paper_with_its_reason(reviewed, chair, secretariat, observer, branch, scan, entered):
    paper.confirm(entered, by=observer)
    soft = ["3 tanggapan cabang belum masuk dan masa tanggapan masih berjalan."]
    payload = {"source": "deliberation", "target": "decided", "note": "Acara dimajukan.", "set_aside": soft}
    act = enter(reviewed, PaperAct.Verb.OVERRIDE, chair.seats.get(), payload, secretariat, scan, letter="ND/3")
    paper.confirm(act, by=observer)
    move = StageMove.objects.get()
    assert (move.target, move.set_aside, move.from_paper) == (Stage.DECIDED, soft, "ND/3")


def test_decision_is_revoked_by_paper_and_no_other_in_its_place(
    run, entered, chair, secretariat, second_secretariat, scan
):
    paper.confirm(entered, by=second_secretariat)
    first = Decision.objects.get()
    payload = {"decision": first.pk, "note": "Juara II dan III tertukar."}
    act = enter(run, PaperAct.Verb.REVOKE, chair.seats.get(), payload, secretariat, scan, letter="BA/13")
    assert Decision.objects.filter(revoked_at=None).count() == 1
    paper.confirm(act, by=second_secretariat)
    assert Decision.objects.filter(revoked_at=None).count() == 0
    entry = Entry.objects.get(verb="decision.revoke")
    assert (entry.reason, entry.after["from_paper"]) == ("Juara II dan III tertukar.", "BA/13")
    again = enter(run, PaperAct.Verb.DECIDE, chair.seats.get(), DECIDE, secretariat, scan, letter="BA/14")
    paper.confirm(again, by=second_secretariat)
    with pytest.raises(ValidationError, match="sudah dicabut"):
        enter(run, PaperAct.Verb.REVOKE, chair.seats.get(), payload, secretariat, scan, letter="BA/15")


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_do_it_once(closed, chair, secretariat, second_secretariat, observer, scan):
    run = ranking.run(closed(HARSH), by=secretariat)
    act = enter(run, PaperAct.Verb.DECIDE, chair.seats.get(), DECIDE, secretariat, scan)
    barrier, refused = threading.Barrier(2), []

    def press(officer) -> None:  # type: ignore[no-untyped-def]
        try:
            barrier.wait(timeout=10)
            paper.confirm(act, by=officer)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[who]) for who in (second_secretariat, observer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(refused) == 1
    assert Decision.objects.count() == 1


def test_meeting_date_is_the_papers(entered, second_secretariat):
    paper.confirm(entered, by=second_secretariat)
    assert Decision.objects.get().held_on == datetime.date(2025, 7, 30)
