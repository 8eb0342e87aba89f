"""Entering and confirming coverage: branch staff enter, only the head confirms, everyone else reads."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from nominations.coverage import Flag
from nominations.coverage_agenda import agenda
from nominations.coverage_queries import a_year_before, comparisons_of, coverage_of, seen_by
from nominations.models import CoverageBase, CoverageFigure
from nominations.services import coverage
from paritrana.audit.models import Entry
from paritrana.numbers import delta, pct
from paritrana.regions.models import BranchArea
from paritrana.roles import Role
from tests import factories

NOW, BEFORE = date(2024, 12, 31), date(2023, 12, 31)
WORKING, SEGMENT = CoverageBase.Kind.WORKING, CoverageBase.Kind.SEGMENT


@pytest.fixture
def berau(regencies):
    return regencies[2]


@pytest.fixture
def other_branch(kaltim, berau, regencies):
    """A second branch that also serves Berau."""
    return factories.branch(kaltim, "K02", "Cabang Berau", [berau, regencies[4]])


@pytest.fixture
def other_head(other_branch):
    return factories.person("kepala.lain", "Kepala Cabang Lain", Role.BRANCH_HEAD, branch=other_branch)


def enter(regency, branch, by, day=NOW, **people):
    for segment, count in people.items():
        coverage.enter(regency, branch, day, segment, count, "Data BPJS", by=by)


def test_enter_stores_the_figure_unconfirmed_with_who_and_an_entry(berau, branch, branch_staff):
    figure = coverage.enter(berau, branch, NOW, "pu", 40_123, "Data BPJS", by=branch_staff)
    assert (figure.participants, figure.entered_by, figure.confirmed_at) == (40_123, branch_staff, None)
    assert Entry.objects.get(verb="coverage.enter").after == {"participants": 40_123, "source": "Data BPJS"}


@pytest.mark.parametrize("who", ["secretariat", "chair", "panelist", "observer", "official", "stranger", "nobody"])
def test_enter_is_refused_to_everyone_but_the_branch(request, who, berau, branch):
    with pytest.raises(PermissionDenied):
        coverage.enter(berau, branch, NOW, "pu", 1, "x", by=request.getfixturevalue(who))


def test_enter_is_refused_for_another_branch_of_the_same_regency(berau, branch, other_head):
    with pytest.raises(PermissionDenied):
        coverage.enter(berau, branch, NOW, "pu", 1, "x", by=other_head)


def test_enter_is_refused_for_a_regency_the_branch_does_not_serve(regencies, branch, branch_staff):
    with pytest.raises(PermissionDenied):
        coverage.enter(regencies[7], branch, NOW, "pu", 1, "x", by=branch_staff)


def test_enter_refuses_a_date_to_come(berau, branch, branch_staff):
    with pytest.raises(ValidationError):
        coverage.enter(berau, branch, timezone.localdate() + timedelta(days=2), "pu", 1, "x", by=branch_staff)


def test_set_base_is_refused_to_the_secretariat(berau, secretariat):
    with pytest.raises(PermissionDenied):
        coverage.set_base(berau, NOW, WORKING, 100, "BPS", by=secretariat)


def test_base_of_a_segment_names_its_segment(berau, branch_staff):
    with pytest.raises(IntegrityError), transaction.atomic():
        coverage.set_base(berau, NOW, SEGMENT, 100, "BPS", by=branch_staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        coverage.set_base(berau, NOW, WORKING, 100, "BPS", by=branch_staff, segment="pu")


def test_confirm_is_the_heads_alone(berau, branch, branch_staff, branch_head, other_head):
    enter(berau, branch, branch_staff, pu=10)
    for by in (branch_staff, other_head):
        with pytest.raises(PermissionDenied):
            coverage.confirm(branch, NOW, by=by)
    assert coverage.confirm(branch, NOW, by=branch_head) == 1
    assert CoverageFigure.objects.get().confirmed_by == branch_head


def test_confirm_refuses_figures_that_changed_unread(berau, branch, branch_staff, branch_head):
    enter(berau, branch, branch_staff, pu=10)
    seen = coverage.fingerprint(CoverageFigure.objects.all())
    enter(berau, branch, branch_staff, pu=11)
    with pytest.raises(ValidationError):
        coverage.confirm(branch, NOW, by=branch_head, seen=seen)
    assert CoverageFigure.objects.get().confirmed_at is None


def test_changing_a_confirmed_figure_takes_the_confirmation_away_and_is_recorded(
    berau, branch, branch_staff, branch_head
):
    enter(berau, branch, branch_staff, pu=3_000)
    coverage.confirm(branch, NOW, by=branch_head)
    enter(berau, branch, branch_staff, pu=2_000)
    figure, entry = CoverageFigure.objects.get(), Entry.objects.filter(verb="coverage.enter").latest("pk")
    assert (figure.participants, figure.confirmed_at, figure.confirmed_by) == (2_000, None, None)
    assert (entry.before["participants"], entry.after["participants"]) == (3_000, 2_000)
    assert (entry.before["confirmed_at"] is None, entry.after["confirmed_at"]) == (False, None)


def test_entering_the_same_again_keeps_the_confirmation(berau, branch, branch_staff, branch_head):
    enter(berau, branch, branch_staff, pu=3_000)
    coverage.confirm(branch, NOW, by=branch_head)
    enter(berau, branch, branch_staff, pu=3_000)
    assert CoverageFigure.objects.get().confirmed_by == branch_head
    assert Entry.objects.filter(verb="coverage.enter").count() == 1


def test_coverage_of_sums_branches_and_is_incomplete_while_one_is_missing(
    berau, branch, other_branch, branch_staff, branch_head, other_head
):
    enter(berau, branch, branch_staff, pu=600, bpu=100)
    coverage.set_base(berau, NOW, WORKING, 2_000, "BPS", by=branch_staff)
    half = coverage_of([berau.pk], NOW)[berau.pk]
    assert (half.total, half.complete, half.missing, half.confirmed) == (
        700,
        False,
        frozenset({other_branch.pk}),
        False,
    )
    enter(berau, other_branch, other_head, pu=200, bpu=0)
    coverage.confirm(branch, NOW, by=branch_head)
    coverage.confirm(other_branch, NOW, by=other_head)
    whole = coverage_of([berau.pk], NOW)[berau.pk]
    assert (whole.participants, whole.total, whole.complete, whole.confirmed) == (
        {"pu": 800, "bpu": 100},
        900,
        True,
        True,
    )
    assert (whole.base, whole.base_kind, pct(whole.percentage)) == (2_000, "working", "45,00%")


def test_coverage_of_a_branch_that_came_later_is_not_missing_before(berau, branch, branch_staff, other_branch):
    BranchArea.objects.filter(branch=other_branch).update(valid_from=date(2024, 7, 1))
    enter(berau, branch, branch_staff, day=BEFORE, pu=5)
    assert coverage_of([berau.pk], BEFORE)[berau.pk].complete is True


def test_kutai_timur_above_100_is_accepted(regencies, other_branch, other_head):
    """Kutai Timur 2024, informal workers: 77.074 of an estimated 51.086 (docs/domain.md 7)."""
    kutim = regencies[4]
    enter(kutim, other_branch, other_head, pu=69_528, bpu=77_074)
    coverage.set_base(kutim, NOW, SEGMENT, 79_691, "Perkiraan", by=other_head, segment="pu")
    coverage.set_base(kutim, NOW, SEGMENT, 51_086, "Perkiraan", by=other_head, segment="bpu")
    seen = comparisons_of([kutim], NOW, BEFORE)[kutim.pk]
    assert [pct(part.share) for part in seen.segments] == ["87,25%", "150,87%"]
    assert Flag.ABOVE_100 in seen.flags


def test_comparison_prefers_a_base_known_in_both_years(berau, branch, branch_staff):
    enter(berau, branch, branch_staff, pu=500)
    enter(berau, branch, branch_staff, day=BEFORE, pu=520)
    for day, kind in ((NOW, "labour_force"), (NOW, "working"), (BEFORE, "working")):
        coverage.set_base(berau, day, kind, 1_000, "BPS", by=branch_staff)
    seen = comparisons_of([berau], NOW, BEFORE)[berau.pk]
    assert (seen.now.base_kind, delta(seen.change), seen.fell) == ("working", "-2,00", True)


def test_unconfirmed_figures_are_seen_by_those_who_follow_the_work_only(
    berau, branch, branch_staff, branch_head, secretariat, observer, panelist, chair, official, stranger
):
    enter(berau, branch, branch_staff, pu=5)
    follow = (branch_staff, branch_head, secretariat, observer)
    read = (panelist, chair, official)
    assert [seen_by(user).count() for user in follow] == [1, 1, 1, 1]
    assert [seen_by(user).count() for user in read] == [0, 0, 0]
    coverage.confirm(branch, NOW, by=branch_head)
    assert [seen_by(user).count() for user in (*read, stranger)] == [1, 1, 1, 0]


def test_history_follows_the_regency_to_its_new_province(kalsel, berau, branch, branch_staff, stranger):
    """Raja Ampat: Papua Barat until 2022, then Papua Barat Daya (users.md 7.11)."""
    enter(berau, branch, branch_staff, pu=5)
    CoverageFigure.objects.update(confirmed_at=timezone.now(), confirmed_by=branch_staff)
    berau.province = kalsel
    berau.save()
    assert list(seen_by(stranger).values_list("participants", flat=True)) == [5]


def test_a_branch_over_two_provinces_confirms_each_for_itself(kaltim, kalsel, branch, branch_staff, branch_head, berau):
    across = factories.regency(kalsel, "63.10", "Tanah Bumbu")
    BranchArea.objects.create(branch=branch, regency=across, valid_from=date(2020, 1, 1))
    for user in (branch_staff, branch_head):
        user.__dict__.pop("_seats_now", None)
    enter(berau, branch, branch_staff, pu=5)
    enter(across, branch, branch_staff, pu=6)
    assert coverage.confirm(branch, NOW, by=branch_head, province=kalsel) == 1
    assert CoverageFigure.objects.get(confirmed_at=None).regency == berau


@pytest.mark.parametrize(
    ("day", "dates", "before"),
    [
        (NOW, [NOW, BEFORE], BEFORE),
        (NOW, [NOW], BEFORE),
        (NOW, [NOW, date(2023, 6, 30), date(2023, 3, 31)], date(2023, 6, 30)),
        (date(2024, 2, 29), [], date(2023, 2, 28)),
    ],
)
def test_a_year_before(day, dates, before):
    assert a_year_before(day, dates) == before


def test_agenda_of_a_branch_enters_then_confirms(
    berau, branch, edition, branch_staff, branch_head, secretariat, regencies
):
    def waiting(user):
        return [(item.title, item.count) for item in agenda(user)]

    missing, confirm = "Isi angka cakupan daerah yang belum ada", "Konfirmasi angka cakupan"
    assert waiting(branch_staff) == [(missing, 4)]
    enter(berau, branch, branch_staff, pu=5, bpu=6)
    assert (waiting(branch_staff), waiting(branch_head)) == ([(missing, 3)], [(confirm, 2), (missing, 3)])
    assert waiting(secretariat) == []


def test_a_revision_that_waits_withholds_the_whole_regency_instead_of_a_wrong_sum(
    berau, branch, branch_staff, branch_head, panelist, secretariat
):
    enter(berau, branch, branch_staff, pu=900, bpu=50)
    coverage.set_base(berau, NOW, WORKING, 1_000, "BPS", by=branch_staff)
    coverage.confirm(branch, NOW, by=branch_head)
    enter(berau, branch, branch_staff, pu=800)
    seen = {
        user: comparisons_of([berau], NOW, BEFORE, figures=seen_by(user))[berau.pk] for user in (panelist, secretariat)
    }
    assert (seen[panelist].now.percentage, seen[panelist].flags) == (None, (Flag.UNCONFIRMED,))
    assert pct(seen[secretariat].now.percentage) == "85,00%"
