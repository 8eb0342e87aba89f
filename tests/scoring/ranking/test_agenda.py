import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from paritrana.files import check_services
from scoring.agenda import agenda
from scoring.services import paper, ranking, review
from tests.scoring.ranking.conftest import TIE, nominations_of


def titles(user):
    return [(item.title, item.count, item.deadline) for item in agenda(user)]


def test_secretariat_computes_once_scoring_is_closed(closed, secretariat, chair):
    category = closed(TIE)
    assert titles(secretariat) == [("Hitung peringkat Kabupaten/Kota", 0, None)]
    assert titles(chair) == []
    ranking.run(category, by=secretariat)
    assert titles(secretariat) == []
    assert titles(chair) == [("Tetapkan juara Kabupaten/Kota dalam rapat pleno", 0, None)]


def test_head_answers_until_the_deadline_and_the_secretariat_replies(run, branch, branch_head, secretariat):
    assert titles(branch_head) == []
    closes = timezone.now() + datetime.timedelta(hours=2)
    review.open_review(run, closes, by=secretariat)
    assert titles(branch_head) == [("Tanggapi peringkat sementara Kabupaten/Kota", 3, closes)]
    review.respond(run, nominations_of(run)[0], branch, "remark", "Angka.", kind="figure", by=branch_head)
    assert titles(branch_head) == [("Tanggapi peringkat sementara Kabupaten/Kota", 2, closes)]
    assert titles(secretariat) == [("Jawab catatan cabang, Kabupaten/Kota", 1, None)]


def test_second_officer_is_asked_and_the_enterer_is_not(run, chair, secretariat, second_secretariat, scan):
    payload = {"run": 1, "placements": {"2": 1, "1": 2, "3": 3}, "held_on": "2025-07-30", "place": "Aula"}
    act = paper.enter(
        run.category, "decide", chair.seats.get(), payload | {"deviation_reason": ""}, letter="BA/1", scan=scan(),
        by=secretariat,
    )  # fmt: skip
    assert titles(second_secretariat) == []  # before its scan was looked into
    check_services.check(act.scan_id)
    waiting = [("Konfirmasi surat bertanda tangan: penetapan pleno", 0, None)]
    assert (titles(secretariat), titles(second_secretariat)) == ([], waiting)


@pytest.mark.parametrize(("who", "most"), [("secretariat", 3), ("branch_head", 4), ("chair", 4), ("nobody", 1)])
def test_agenda_takes_few_queries(reviewed, who, most, request):
    user = request.getfixturevalue(who)
    with CaptureQueriesContext(connection) as queries:
        agenda(user)
    assert len(queries) == most
