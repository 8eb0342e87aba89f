"""A category that nobody marks: an UKM category ranked by its coverage alone."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from nominations.workflow import Status
from paritrana.committees.models import Stage
from scoring.agenda import agenda, blockers
from scoring.models import RankingRun, RuleBook
from scoring.queries import is_scoring_closed
from scoring.services import ranking, rubric, values
from tests import factories
from tests.scoring.test_values import cover

ANCHORS = [["0", "0"], ["100", "100"]]


@pytest.fixture
def unmarked(category, nominees, secretariat):
    """Three nomine; the one criterion is coverage, straight from 0 to 100."""
    category.stage, category.skips = Stage.SELECTION, [Stage.INTERVIEWS]
    category.save(update_fields=["stage", "skips"])
    book = rubric.rule_book(category, by=secretariat, example=False)
    criterion = rubric.add_criterion(
        book, name="Cakupan", source="computed", weight=10_000, code="cakupan", by=secretariat
    )
    criterion.anchors = ANCHORS
    criterion.save(update_fields=["anchors"])
    rubric.freeze(book, by=secretariat)
    for nominee in nominees[:3]:
        factories.nomination(category, nominee, secretariat, status=Status.SHORTLISTED)
    return category


@pytest.fixture
def counted(unmarked, nominees, branch, branch_head, secretariat):
    """The same in deliberation, with coverage of 70%, 80% and 60%."""
    for nominee, participants in zip(nominees[:3], (70, 80, 60), strict=True):
        cover(nominee.regency, branch, branch_head, participants, 100)
    values.compute_coverage_values(unmarked, by=secretariat)
    unmarked.stage = Stage.DELIBERATION
    unmarked.save(update_fields=["stage"])
    return unmarked


def test_it_is_closed_from_the_deliberation_on(unmarked, counted):
    assert is_scoring_closed(counted)
    counted.stage = Stage.SELECTION
    counted.save(update_fields=["stage"])
    assert not is_scoring_closed(counted)


def test_it_is_not_closed_without_frozen_rules(counted):
    RuleBook.objects.filter(category=counted).update(frozen_at=None, content=None, sha256="")
    assert not is_scoring_closed(counted)


def test_it_is_ranked_by_its_values(counted, secretariat):
    made = ranking.run(counted, by=secretariat)
    assert list(made.rows.order_by("rank").values_list("rank", "units", "nomination__nominee__regency__code")) == [
        (1, 8000, "64.02"),
        (2, 7000, "64.01"),
        (3, 6000, "64.03"),
    ]


def test_its_run_is_seen_by_the_committee_and_is_next_on_the_list(counted, secretariat, panelist, stranger):
    assert [item.title for item in agenda(secretariat) if "Hitung peringkat" in item.title] == [
        f"Hitung peringkat {counted}"
    ]
    ranking.run(counted, by=secretariat)
    assert RankingRun.objects.visible_to(panelist, "ranking.view").count() == 1
    assert RankingRun.objects.visible_to(stranger, "ranking.view").count() == 0


def test_it_enters_deliberation_softly_while_values_are_lacking(unmarked, counted, nominees):
    assert blockers(counted, Stage.DELIBERATION) == []
    counted.nominations.first().values.all().delete()
    [blocker] = blockers(counted, Stage.DELIBERATION)
    assert (blocker.text, blocker.hard) == (f"Cakupan belum ada nilainya: {nominees[0]}.", False)


def test_its_page_offers_to_count_and_nothing_to_close(counted, secretariat, client_of):
    edition = counted.edition
    url = reverse("progress", args=[edition.province.slug, edition.slug, counted.slug])
    page = client_of(secretariat).get(url).content.decode()
    assert "Pada kategori ini tidak ada yang dinilai panelis." in page
    assert "Hitung nilai cakupan" in page
    assert "Tutup penilaian" not in page


def test_values_stand_once_decided(counted, secretariat):
    counted.stage = Stage.DECIDED
    counted.save(update_fields=["stage"])
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        values.compute_coverage_values(counted, by=secretariat)
    assert counted.nominations.first().values.get().value == Decimal("70.00")
