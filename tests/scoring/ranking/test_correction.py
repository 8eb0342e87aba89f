"""A correction after the cut-off: its effect on marks and ranks first, then two officers, then a new run."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from nominations.models import CoverageBase, CoverageCorrection, CoverageCutoff, CoverageFigure
from nominations.services import corrections as figures
from nominations.services import coverage
from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from scoring.agenda import agenda
from scoring.correction_queries import Effect
from scoring.models import RankingRun, Value
from scoring.ranking_queries import latest_run
from scoring.services import changes, corrections, plenary, ranking, rubric, values
from tests import factories
from tests.scoring.ranking.conftest import nominations_of

NOW = date(2024, 12, 31)
ANCHORS = [["0", "0"], ["100", "100"]]


@pytest.fixture
def ranked(category, panelists, nominees, secretariat, branch, branch_staff, branch_head):
    """Half interview, half coverage. Paser 80 and 60% is 70,00; Kukar 70 and 66% is 68,00. The cut-off has passed."""
    category.stage = Stage.INTERVIEWS
    category.save(update_fields=["stage"])
    seats = [person.seats.get() for person in panelists[:3]]
    factories.scorers(category, seats)
    for nominee, people in zip(nominees, (6_000, 6_600), strict=False):
        coverage.enter(nominee.regency, branch, NOW, "pu", people, "Data BPJS", by=branch_staff)
        coverage.set_base(nominee.regency, NOW, "working", 10_000, "BPS", by=branch_staff)
    coverage.confirm(branch, NOW, by=branch_head)
    book = rubric.rule_book(category, by=secretariat, example=False)
    rubric.add_criterion(book, name="Wawancara", source="panel", weight=5_000, code="wawancara", by=secretariat)
    rubric.add_criterion(
        book, name="Cakupan", source="computed", weight=5_000, code="cakupan", anchors=ANCHORS, by=secretariat
    )
    rubric.freeze(book, by=secretariat)
    for nominee, mark in zip(nominees, ("80", "70"), strict=False):
        nomination = factories.nomination(category, nominee, secretariat, status=Status.SHORTLISTED)
        factories.closed_sheets(nomination, seats, [mark] * 3, secretariat)
    category.stage = Stage.DELIBERATION
    category.save(update_fields=["stage"])
    assert values.compute_coverage_values(category, by=secretariat) == []
    CoverageCutoff.objects.create(
        province=category.province,
        edition=category.edition,
        at=timezone.now() - timedelta(hours=1),
        set_by=secretariat,
    )
    return ranking.run(category, by=secretariat)


@pytest.fixture
def waiting(ranked, edition, regencies, branch, branch_head):
    """1.000 participants of Paser were counted twice."""
    return figures.propose(
        edition, regencies[0], NOW, branch=branch, segment="pu", people=5_000, source="Surat 12",
        reason="Dihitung dua kali.", by=branch_head,
    )  # fmt: skip


def order(run):
    rows = run.rows.order_by("rank").values_list("nomination__nominee__name", "rank", "units")
    return [(name.removeprefix("Pemerintah Kabupaten "), rank, units) for name, rank, units in rows]


def test_effect_is_shown_before_and_changes_nothing(waiting, ranked, client_of, chair, edition):
    shift = Effect(waiting).as_dict()["categories"][0]
    assert [(row["before"], row["after"]) for row in shift["values"]] == [("60,00", "50,00")]
    assert [tuple(row.values()) for row in shift["ranks"]] == [
        ("Pemerintah Kabupaten Kutai Kartanegara", 2, 1, "68,00", "68,00"),
        ("Pemerintah Kabupaten Paser", 1, 2, "70,00", "65,00"),
    ]
    page = client_of(chair).get(reverse("coverage_correction", args=[edition.province.slug, edition.slug, waiting.pk]))
    text = page.content.decode()
    words = ("60,00%", "50,00%", "65,00", "Sahkan koreksi", "Dihitung dua kali.", "Belum diumumkan.")
    assert [word for word in words if word not in text] == []
    assert (order(ranked), RankingRun.objects.count()) == ([("Paser", 1, 7000), ("Kutai Kartanegara", 2, 6800)], 1)
    assert (CoverageFigure.objects.get(regency=waiting.regency).participants, Value.objects.count()) == (6_000, 2)


def test_page_of_a_correction_stays_in_budget(waiting, client_of, chair, edition, django_assert_max_num_queries):
    browser = client_of(chair)
    address = reverse("coverage_correction", args=[edition.province.slug, edition.slug, waiting.pk])
    with django_assert_max_num_queries(20):
        assert browser.get(address).status_code == 200


def test_signing_changes_figure_and_mark_and_makes_a_new_run(waiting, ranked, chair, branch_head):
    corrections.sign(waiting, seen=Effect(waiting).fingerprint, by=chair)
    figure = CoverageFigure.objects.get(regency=waiting.regency)
    assert (figure.participants, figure.source, figure.entered_by, figure.confirmed_by) == (
        5_000, "Surat 12", branch_head, chair,
    )  # fmt: skip
    value = Value.objects.get(nomination__nominee__regency=waiting.regency)
    assert (value.value, value.source[:26]) == (Decimal("50.00"), "5.000 peserta dari 10.000 ")
    run = RankingRun.objects.latest("number")
    assert (run.number, order(run)) == (2, [("Kutai Kartanegara", 1, 6800), ("Paser", 2, 6500)])
    waiting.refresh_from_db()
    assert (waiting.status, waiting.closed_by, waiting.effect["after"]) == ("signed", chair, "50,00%")
    entry = Entry.objects.get(verb="coverage.sign")
    assert (entry.before["before"], entry.after["after"], entry.after["by"], entry.reason) == (
        6_000, 5_000, str(branch_head), "Dihitung dua kali.",
    )  # fmt: skip
    assert entry.after["effect"][-2:] == [
        "Kabupaten/Kota, Pemerintah Kabupaten Kutai Kartanegara: peringkat 2 → 1",
        "Kabupaten/Kota, Pemerintah Kabupaten Paser: peringkat 1 → 2",
    ]


def test_coverage_pages_show_both_officers_to_all(waiting, chair, client_of, official, edition, branch_head):
    corrections.sign(waiting, seen=Effect(waiting).fingerprint, by=chair)
    for name, args in (("coverage", []), ("coverage_regency", [waiting.regency.code])):
        page = client_of(official).get(reverse(name, args=[edition.province.slug, edition.slug, *args]))
        text = page.content.decode()
        assert [word in text for word in ("6.000", "5.000", "Surat 12", str(branch_head), str(chair))] == [True] * 5


def test_signing_is_for_another_person_of_the_proper_role(
    request, waiting, ranked, edition, regencies, secretariat, second_secretariat
):
    seen = Effect(waiting).fingerprint
    for who in ("branch_head", "branch_staff", "official", "panelist", "stranger", "nobody"):
        with pytest.raises(PermissionDenied):
            corrections.sign(waiting, seen=seen, by=request.getfixturevalue(who))
    own = figures.propose(
        edition, regencies[1], NOW, kind="working", people=9_000, source="BPS", reason="Salah ketik.", by=secretariat
    )
    with pytest.raises(PermissionDenied, match="orang lain"):
        corrections.sign(own, seen=Effect(own).fingerprint, by=secretariat)
    corrections.sign(own, seen=Effect(own).fingerprint, by=second_secretariat)
    assert CoverageBase.objects.get(regency=regencies[1]).people == 9_000


def test_signing_refuses_an_effect_that_was_not_read(waiting, chair, secretariat, edition, regencies):
    seen = Effect(waiting).fingerprint
    other = figures.propose(
        edition, regencies[1], NOW, kind="working", people=13_200, source="BPS", reason="Revisi.", by=secretariat
    )
    corrections.sign(other, seen=Effect(other).fingerprint, by=chair)
    with pytest.raises(ValidationError, match="Periksa sekali lagi"):
        corrections.sign(waiting, seen=seen, by=chair)
    assert CoverageFigure.objects.get(regency=waiting.regency).participants == 6_000


def test_signing_refuses_a_figure_that_changed_meanwhile(waiting, chair):
    CoverageFigure.objects.filter(regency=waiting.regency).update(participants=6_001)
    with pytest.raises(ValidationError, match="Ajukan koreksi baru"):
        corrections.sign(waiting, seen=Effect(waiting).fingerprint, by=chair)
    waiting.refresh_from_db()
    assert (waiting.status, RankingRun.objects.count()) == ("waiting", 1)


def test_signing_refuses_to_break_the_one_yardstick(ranked, edition, regencies, secretariat, chair):
    row = figures.propose(
        edition, regencies[0], NOW, kind="working", people=9_000, source="Perkiraan", reason="x", by=secretariat
    )
    with pytest.raises(ValidationError, match="belum seragam"):
        corrections.sign(row, seen=Effect(row).fingerprint, by=chair)


def test_signing_refuses_where_the_ranking_is_not_up_to_date(waiting, category, chair, secretariat):
    Value.objects.exclude(nomination__nominee__regency=waiting.regency).update(value=Decimal("67.00"))
    with pytest.raises(ValidationError, match="Hitung dahulu peringkat"):
        corrections.sign(waiting, seen=Effect(waiting).fingerprint, by=chair)
    ranking.run(category, by=secretariat)
    corrections.sign(waiting, seen=Effect(waiting).fingerprint, by=chair)
    assert RankingRun.objects.latest("number").number == 3


def test_what_is_decided_stays(waiting, category, chair):
    category.stage = Stage.DECIDED
    category.save(update_fields=["stage"])
    effect = Effect(waiting)
    assert effect.shifts[0].decided
    corrections.sign(waiting, seen=effect.fingerprint, by=chair)
    assert CoverageFigure.objects.get(regency=waiting.regency).participants == 5_000
    value = Value.objects.get(nomination__nominee__regency=waiting.regency)
    assert (value.value, RankingRun.objects.count()) == (Decimal("60.00"), 1)


def test_agenda_asks_the_second_officer_only(waiting, chair, secretariat, branch_head):
    title = "Sahkan atau tolak koreksi cakupan Kabupaten Paser"
    asked = [[item.title for item in agenda(user) if "koreksi" in item.title] for user in (chair, branch_head)]
    assert asked == [[title], []]


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_sign_at_once_sign_once(waiting, chair, second_secretariat):
    seen, start, results = Effect(waiting).fingerprint, threading.Barrier(2), []

    def sign(by):
        start.wait()
        try:
            corrections.sign(CoverageCorrection.objects.get(pk=waiting.pk), seen=seen, by=by)
            results.append("signed")
        except ValidationError as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=[by]) for by in (chair, second_secretariat)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(results), RankingRun.objects.count()) == (["closed", "signed"], 2)


def test_after_the_announcement_a_correction_counts_only_while_the_decision_is_open_for_change(
    ranked, waiting, chair, secretariat
):
    category, rows = ranked.category, nominations_of(ranked)
    decision = plenary.decide(
        category, ranked, [(row, place) for place, row in enumerate(rows, 1)],
        held_on=timezone.localdate(), place="Aula", deviation_reason="", by=chair,
    )  # fmt: skip
    category.stage, category.released_at = Stage.ANNOUNCED, timezone.now()
    category.save(update_fields=["stage", "released_at"])
    assert [shift.decided for shift in Effect(waiting).shifts] == [True]
    change = changes.open_for_change(category, reason="Dihitung dua kali.", order="Surat 7", by=secretariat)
    effect = Effect(waiting)
    assert [shift.decided for shift in effect.shifts] == [False]
    corrections.sign(waiting, seen=effect.fingerprint, by=chair)
    made = latest_run(category)
    assert (made.number, change.supersedes, decision.run) == (2, decision, ranked)
    assert [row.nominee for row in nominations_of(made)] == [rows[1].nominee, rows[0].nominee]
