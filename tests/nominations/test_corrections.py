"""The cut-off freezes figures; afterwards one officer proposes a correction, another closes it (users.md 4.4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from nominations.cutoff_queries import corrections_seen_by
from nominations.import_queries import dry_run_of
from nominations.models import CoverageBase, CoverageCorrection, CoverageCutoff, CoverageFigure
from nominations.services import corrections, coverage, coverage_imports
from nominations.views.rows import address
from paritrana.audit.models import Entry
from paritrana.notices.models import Notice
from paritrana.roles import Role
from tests import factories

NOW = date(2024, 12, 31)
WORKING = CoverageBase.Kind.WORKING


@pytest.fixture
def paser(regencies, branch, branch_staff, branch_head):
    """6.000 of 10.000, confirmed."""
    coverage.enter(regencies[0], branch, NOW, "pu", 6_000, "Data BPJS", by=branch_staff)
    coverage.set_base(regencies[0], NOW, WORKING, 10_000, "BPS", by=branch_staff)
    coverage.confirm(branch, NOW, by=branch_head)
    return regencies[0]


@pytest.fixture
def frozen(edition, secretariat):
    return CoverageCutoff.objects.create(
        province=edition.province, edition=edition, at=timezone.now() - timedelta(hours=1), set_by=secretariat
    )


@pytest.fixture
def propose(edition, paser, branch):
    def propose(by, **changed):
        given = {
            "branch": branch,
            "segment": "pu",
            "people": 5_000,
            "source": "Surat 12",
            "reason": "Dihitung dua kali",
        }
        return corrections.propose(edition, paser, NOW, by=by, **{**given, **changed})

    return propose


def test_cutoff_is_set_by_the_secretariat_for_a_time_to_come(edition, secretariat, branch_head, stranger):
    soon = timezone.now() + timedelta(days=3)
    for by in (branch_head, stranger):
        with pytest.raises(PermissionDenied):
            corrections.set_cutoff(edition, soon, by=by)
    with pytest.raises(ValidationError):
        corrections.set_cutoff(edition, timezone.now(), by=secretariat)
    corrections.set_cutoff(edition, soon, by=secretariat)
    corrections.set_cutoff(edition, soon + timedelta(days=1), by=secretariat)
    assert CoverageCutoff.objects.get().at == soon + timedelta(days=1)
    corrections.set_cutoff(edition, None, by=secretariat)
    assert (CoverageCutoff.objects.count(), Entry.objects.filter(verb="coverage.cutoff").count()) == (0, 3)


def test_cutoff_that_has_passed_stays(edition, secretariat, frozen):
    for at in (None, timezone.now() + timedelta(days=1)):
        with pytest.raises(ValidationError):
            corrections.set_cutoff(edition, at, by=secretariat)
    assert CoverageCutoff.objects.get().at == frozen.at


def test_before_the_cutoff_a_change_is_just_a_new_version(paser, edition, secretariat, branch, branch_staff, propose):
    corrections.set_cutoff(edition, timezone.now() + timedelta(days=1), by=secretariat)
    coverage.enter(paser, branch, NOW, "pu", 5_500, "Data BPJS", by=branch_staff)
    with pytest.raises(ValidationError, match="Ubah angkanya langsung"):
        propose(secretariat)


def test_after_the_cutoff_typed_figures_are_refused_with_the_way(paser, frozen, branch, branch_staff):
    verbs = [
        lambda: coverage.enter(paser, branch, NOW, "pu", 1, "x", by=branch_staff),
        lambda: coverage.enter(paser, branch, date(2023, 12, 31), "pu", 1, "x", by=branch_staff),
        lambda: coverage.enter_many(branch, NOW, {(paser, "pu"): 1}, "x", by=branch_staff),
        lambda: coverage.set_base(paser, NOW, WORKING, 1, "x", by=branch_staff),
        lambda: coverage.set_bases(NOW, {(paser, "working", ""): 1}, "x", by=branch_staff),
    ]
    for verb in verbs:
        with pytest.raises(ValidationError, match="Ajukan koreksi"):
            verb()
    assert (CoverageFigure.objects.get().participants, CoverageBase.objects.get().people) == (6_000, 10_000)
    coverage.enter(paser, branch, date(2025, 1, 31), "pu", 7, "x", by=branch_staff)


def test_an_import_is_refused_also_when_the_cutoff_passes_between_looking_and_writing(
    paser, edition, secretariat, branch, branch_staff, kaltim
):
    def receive():
        upload = SimpleUploadedFile("c.csv", b"Kode Kemendagri;Kabupaten/kota;PU\n64.01;Paser;1.250\n")
        return coverage_imports.receive(
            upload, branch=branch, province=kaltim, as_of=NOW, source="x", base_source="", by=branch_staff
        )

    row = receive()
    CoverageCutoff.objects.create(province=kaltim, edition=edition, at=timezone.now(), set_by=secretariat)
    with pytest.raises(ValidationError, match="Ajukan koreksi"):
        coverage_imports.write(row, seen=dry_run_of(row).fingerprint, by=branch_staff)
    with pytest.raises(ValidationError, match="Ajukan koreksi"):
        receive()
    assert CoverageFigure.objects.get().participants == 6_000


def test_propose_is_for_the_head_of_the_branch_and_the_secretariat(
    request, propose, frozen, branch_head, kaltim, paser, regencies
):
    lain = factories.branch(kaltim, "K02", "Cabang Lain", [paser])
    other = factories.person("kepala.lain", "Kepala Lain", Role.BRANCH_HEAD, branch=lain)
    for who in ("branch_staff", "official", "panelist", "chair", "observer", "stranger", "nobody"):
        with pytest.raises(PermissionDenied):
            propose(request.getfixturevalue(who))
    with pytest.raises(PermissionDenied):
        propose(other)
    row = propose(branch_head)
    assert (row.before, row.before_source, row.after, row.status) == (6_000, "Data BPJS", 5_000, "waiting")
    assert CoverageFigure.objects.get().participants == 6_000


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"source": " "}, "source"),
        ({"people": 6_000, "source": "Data BPJS"}, "people"),
        ({"segment": "", "branch": None, "kind": "working", "people": 10_000, "source": "BPS"}, "people"),
    ],
)
def test_propose_refuses_what_says_nothing(propose, frozen, secretariat, changed, field):
    with pytest.raises(ValidationError) as refusal:
        propose(secretariat, **changed)
    assert list(refusal.value.error_dict) == [field]


def test_propose_refuses_a_second_correction_of_the_same_figure(propose, frozen, secretariat, branch_head):
    propose(branch_head)
    with pytest.raises(ValidationError, match="menunggu petugas kedua"):
        propose(secretariat, people=4_000)
    propose(secretariat, segment="bpu", people=10)
    assert CoverageCorrection.objects.count() == 2


def test_propose_refuses_a_branch_that_does_not_serve_the_regency(propose, frozen, secretariat, kaltim, regencies):
    far = factories.branch(kaltim, "K03", "Cabang Jauh", [regencies[5]])
    with pytest.raises(ValidationError, match="tidak melayani"):
        propose(secretariat, branch=far)


def test_a_waiting_correction_is_seen_by_those_who_follow_the_work(
    request, propose, frozen, edition, branch_head, secretariat, observer, panelist, official, stranger
):
    propose(branch_head)
    people = (branch_head, secretariat, observer, panelist, official, stranger)
    assert [corrections_seen_by(user, edition).count() for user in people] == [1, 1, 1, 0, 0, 0]


def test_discard_is_for_who_proposed_and_the_second_officer(
    propose, frozen, branch_head, branch_staff, secretariat, stranger, chair, client_of, edition
):
    row = propose(branch_head)
    for by in (branch_staff, stranger):
        with pytest.raises(PermissionDenied):
            corrections.discard(row, note="x", by=by)
    with pytest.raises(ValidationError):
        corrections.discard(row, note=" ", by=secretariat)
    corrections.discard(row, note="Salah baca", by=secretariat)
    assert Notice.objects.get().to == branch_head
    with pytest.raises(ValidationError, match="sudah ditutup"):
        corrections.discard(row, note="Lagi", by=branch_head)
    again = propose(branch_head)
    corrections.discard(again, note="Keliru", by=branch_head)
    assert (CoverageFigure.objects.get().participants, Notice.objects.count()) == (6_000, 1)


def test_coverage_page_tells_the_cutoff(client_of, secretariat, edition, paser, frozen):
    page = address("coverage", edition)
    assert "Angka dibekukan sejak" in client_of(secretariat).get(page).content.decode()
    CoverageCutoff.objects.update(at=datetime(2099, 7, 31, 15, 59, tzinfo=UTC))
    assert "31 Juli 2099 pukul 23.59 WITA" in client_of(secretariat).get(page).content.decode()


def test_pages_lead_from_the_frozen_figure_to_its_correction(
    client_of, propose, frozen, edition, paser, branch_staff, branch_head, branch
):
    staff, head = client_of(branch_staff), client_of(branch_head)
    entry = staff.get(address("coverage_entry", edition, paser.code)).content.decode()
    assert ("Minta kepala kantor cabang mengajukan koreksi" in entry, 'name="pu"' in entry) == (True, False)
    refused = staff.post(address("coverage_entry", edition, paser.code), {"pu": "5.000", "source": "x"})
    assert (refused.status_code, "Ajukan koreksi pada halaman cakupan" in refused.content.decode()) == (422, True)
    page = address("coverage_correct", edition, paser.code)
    assert page in head.get(address("coverage_regency", edition, paser.code)).content.decode()
    empty = head.post(page, {"figure": f"{branch.pk}-pu"})
    assert (empty.status_code, sorted(empty.context["form"].errors)) == (422, ["people", "reason", "source"])
    typed = {"figure": f"{branch.pk}-pu", "people": "5.000", "source": "Surat 12", "reason": "Dihitung dua kali"}
    assert head.post(page, typed).status_code == 302
    shown = head.get(address("coverage_regency", edition, paser.code)).content.decode()
    assert ["Menunggu petugas kedua" in shown, "Dihitung dua kali" in shown] == [True, True]
    assert f'{address("coverage_correction", edition, CoverageCorrection.objects.get().pk)}"' not in shown


def test_cutoff_page_takes_the_time_of_the_zone_and_is_closed_once_it_has_passed(client_of, secretariat, edition):
    browser, page = client_of(secretariat), address("coverage_cutoff", edition)
    past = browser.post(page, {"at": "2024-01-01T08:00"})
    assert (past.status_code, "Pilih waktu yang akan datang" in past.content.decode()) == (422, True)
    assert browser.post(page, {"at": "2099-07-31T23:59"}).status_code == 302
    assert CoverageCutoff.objects.get().at.isoformat() == "2099-07-31T15:59:00+00:00"
    CoverageCutoff.objects.update(at=timezone.now())
    assert "Sudah lewat dan tetap" in browser.get(page).content.decode()
