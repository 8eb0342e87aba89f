import threading
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.models import Category
from scoring.engine.canonical import sha256
from scoring.models import Mark, RankingRow, RankingRun
from scoring.services import ranking
from tests.scoring.ranking.conftest import HARSH, TIE, nominations_of


def test_run_ranks_the_harsh_panelist_fairly(run):
    """docs/scoring.md 3: those present alone would make A win."""
    rows = {row.nomination.number: row for row in run.rows.select_related("nomination")}
    assert [(rows[n].rank, rows[n].units) for n in (1, 2, 3, 4)] == [(2, 8108), (1, 8260), (3, 7920), (4, 7720)]
    assert Fraction(int(rows[1].total_num), int(rows[1].total_den)) == Fraction(973, 12)
    assert run.result["policy_difference"] == [
        {"nominee": "1", "rank": "2", "other_rank": "1", "prize": True},
        {"nominee": "2", "rank": "1", "other_rank": "2", "prize": True},
    ]


def test_rows_of_the_explanation_add_up_to_the_printed_total(run):
    for row in run.rows.all():
        assert sum(Decimal(part["points_4"]) for part in row.components) == Decimal(row.units).scaleb(-2)
        assert sum(Fraction(part["points"]) for part in row.components) == Fraction(
            int(row.total_num), int(row.total_den)
        )


def test_input_is_sealed_as_strings(run):
    assert run.input["nominees"] == ["1", "2", "3", "4"]
    assert run.input["places"] == "3"
    assert run.input["sheets"][0]["marks"] == {"wawancara": "84.00"}
    assert len(run.input["sheets"]) == 19
    assert run.rules_sha256 == run.category.rule_book.sha256
    assert run.sha256 == sha256({"input": run.input, "result": run.result})
    assert ranking.result_of(ranking.compute(run.input), 2) == run.result


def test_same_input_gives_the_same_run(run, secretariat):
    assert ranking.run(run.category, by=secretariat) == run
    assert RankingRun.objects.count() == 1


def test_changed_input_gives_a_new_run_and_leaves_the_old_one(run, secretariat):
    before = list(run.rows.values())
    last = nominations_of(run)[-1]
    last.status = Status.WITHDRAWN
    last.save(update_fields=["status"])
    second = ranking.run(run.category, by=secretariat)
    assert (second.number, second.sha256 == run.sha256) == (2, False)
    assert second.input["left_out"] == [{"nominee": str(last.number), "status": "withdrawn"}]
    assert second.rows.count() == 3
    assert list(run.rows.values()) == before


def test_ties_share_their_rank(tied):
    assert list(tied.rows.order_by("nomination__number").values_list("rank", "deciding_step")) == [
        (1, ""),
        (2, "shared"),
        (2, "shared"),
        (4, ""),
    ]


def test_too_few_sheets_are_not_ranked_and_do_not_stop_the_others(closed, secretariat):
    run = ranking.run(closed([["", "", "", "83", "84"], *HARSH[1:]]), by=secretariat)
    row = run.rows.get(nomination__number=1)
    assert (row.ranked, row.reason, row.units, row.rank) == (False, "few_sheets", None, None)
    assert list(run.rows.filter(ranked=True).values_list("rank", flat=True)) == [1, 2, 3]


def test_minimum_total_is_flagged(closed, secretariat):
    run = ranking.run(closed(TIE, minimum="80.00"), by=secretariat)
    assert run.result["below_minimum"] == ["4"]


def test_run_waits_for_the_rules_and_for_closing(category, secretariat, frozen, interview_sheets):
    with pytest.raises(ValidationError, match="Tutup dahulu penilaian"):
        ranking.run(category, by=secretariat)
    frozen.frozen_at, frozen.content, frozen.sha256 = None, None, ""
    frozen.save()
    with pytest.raises(ValidationError, match="Tetapkan dahulu kriteria"):
        ranking.run(category, by=secretariat)


@pytest.mark.parametrize("who", ["chair", "panelist", "observer", "branch_head", "official", "nobody", "stranger"])
def test_only_the_secretariat_of_the_province_runs(run, request, who):
    with pytest.raises(PermissionDenied):
        ranking.run(run.category, by=request.getfixturevalue(who))


def test_run_is_recorded(run, secretariat):
    entry = Entry.objects.get(verb="ranking.run")
    assert (entry.actor_id, entry.after["sha256"]) == (secretariat.pk, run.sha256)


def test_changed_mark_changes_the_seal(run, secretariat):
    """Marks are closed; a tampered one gives another seal."""
    Mark.objects.filter(sheet__nomination__number=1).update(value=Decimal("90"))
    assert not ranking.is_up_to_date(run)
    assert ranking.run(run.category, by=secretariat).sha256 != run.sha256


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_one(closed, secretariat):
    category = closed(HARSH)
    barrier, made, errors = threading.Barrier(2), [], []

    def press() -> None:
        try:
            barrier.wait(timeout=10)
            made.append(ranking.run(Category.objects.get(pk=category.pk), by=secretariat).number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []
    assert made == [1, 1]
    assert RankingRow.objects.count() == 4
