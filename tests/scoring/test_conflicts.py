"""Conflicts of interest: what the data suggest asks and never blocks; two other officers lift a declared one."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.models import CoverageFigure, Nomination
from paritrana.audit.models import Entry
from paritrana.committees.agenda import agenda
from paritrana.committees.models import Seat
from reports.exceptions import exceptions
from scoring.conflict_queries import suggestions
from scoring.ledger_check import faults
from scoring.models import NoConflict, Recusal, RecusalLift, ScoreSheet
from scoring.services import conflicts, sheets
from tests import factories
from tests.conftest import client_for
from tests.scoring.test_sheets import own

Status = ScoreSheet.Status


def open_about(person):
    return {one.nomination.number: one.grounds for one in suggestions(Nomination.objects.all(), person=person)}


@pytest.fixture
def branch_secretary(nominations, panelists):
    """A panelist who heads the office that serves the first nominee and supplied the figure of the second."""
    person, [first, second, _third] = panelists[0], nominations
    branch = factories.branch(first.province, "X-1", "Cabang Contoh", [first.nominee.regency])
    Seat.objects.create(person=person, role="branch_head", branch=branch)
    CoverageFigure.objects.create(
        province=second.province,
        branch=branch,
        regency=second.nominee.regency,
        as_of=datetime.date(second.edition.assessment_year, 12, 31),
        segment="pu",
        participants=1,
        entered_by=person,
    )
    return person


# --- suggested from data


def test_data_suggest_region_supplier_and_employer(branch_secretary, nominations, panelists):
    first, second, third = nominations
    seat = panelists[1].seats.get()
    seat.office = f"Kepala Dinas Tenaga Kerja {third.nominee.regency}"
    seat.save()
    assert open_about(branch_secretary) == {first.number: ("region",), second.number: ("supplier",)}
    assert open_about(panelists[1]) == {third.number: ("employer",)}
    assert open_about(panelists[2]) == {}


def test_a_suggestion_blocks_nothing_and_is_an_open_point(
    branch_secretary, frozen, nominations, committee_seats, fill, secretariat, chair
):
    made = sheets.assign(nominations[0], "interview", committee_seats, by=secretariat)
    assert fill(own(made, branch_secretary)).status == Status.SENT
    url = f"/{nominations[0].edition.province.slug}/{nominations[0].edition.slug}/konflik/"
    assert {url in {item.url for item in agenda(user)} for user in (branch_secretary, secretariat, chair)} == {True}
    page = client_for(secretariat).get(url).content.decode()
    assert "Belum dijawab" in page
    assert str(branch_secretary) in page


def test_one_reason_answers_many_and_the_chair_answers_for_others(
    branch_secretary, frozen, nominations, chair, panelists, secretariat, scored_category
):
    found = suggestions(Nomination.objects.all(), person=branch_secretary)
    for user in (panelists[1], secretariat):
        with pytest.raises(PermissionDenied):
            conflicts.answer(found[:1], reason="Tidak.", by=user)
    with pytest.raises(ValidationError, match="Tuliskan mengapa"):
        conflicts.answer(found, reason=" ", by=branch_secretary)
    conflicts.answer(found[:1], reason="Kantor tidak memutus.", by=chair)
    client = client_for(branch_secretary)
    url = f"/{nominations[0].edition.province.slug}/{nominations[0].edition.slug}/konflik/"
    assert "Pemerintah Kabupaten Kutai Kartanegara" in client.get(url).content.decode()
    typed = {"jawab-about": [found[1].key], "jawab-reason": "Hanya mengisi angka."}
    assert client.post(f"{url}jawab/", typed).status_code == 302
    assert open_about(branch_secretary) == {}
    assert list(NoConflict.objects.values_list("ground", "by")) == [
        ("region", chair.pk), ("supplier", branch_secretary.pk),
    ]  # fmt: skip
    assert client.post(f"{url}jawab/", typed).status_code == 422
    assert list(faults(scored_category)) == []


def test_a_declaration_closes_the_suggestion(branch_secretary, nominations):
    sheets.recuse(nominations[0], person=branch_secretary, kind="region", reason="Kantor saya.", by=branch_secretary)
    assert open_about(branch_secretary) == {nominations[1].number: ("supplier",)}


# --- lifting


@pytest.fixture
def declared(interview_sheets, nominations, fill, panelist):
    fill(own(interview_sheets, panelist))
    return sheets.recuse(nominations[0], person=panelist, kind="family", reason="Sepupu.", by=panelist)


def test_nobody_lifts_alone_nor_the_own_conflict(declared, panelist, chair, secretariat, observer, stranger):
    for user in (panelist, observer, stranger):
        with pytest.raises(PermissionDenied):
            conflicts.propose_lift(declared, reason="Bukan sepupu.", by=user)
    with pytest.raises(ValidationError, match="Tuliskan mengapa"):
        conflicts.propose_lift(declared, reason=" ", by=secretariat)
    lift = conflicts.propose_lift(declared, reason="Bukan sepupu.", by=secretariat)
    for user in (secretariat, panelist, stranger):
        with pytest.raises(PermissionDenied):
            conflicts.sign_lift(lift, by=user)
    declared.refresh_from_db()
    assert declared.lifted_at is None
    own_one = sheets.recuse(declared.nomination, person=chair, kind="other", reason="Ipar.", by=chair)
    with pytest.raises(PermissionDenied):
        conflicts.propose_lift(own_one, reason="Tidak.", by=chair)
    with pytest.raises(PermissionDenied):
        conflicts.sign_lift(conflicts.propose_lift(own_one, reason="Tidak.", by=secretariat), by=chair)


def test_two_others_lift_it_and_the_sheet_is_open_again(
    declared, interview_sheets, nominations, fill, panelist, secretariat, chair, scored_category
):
    lift = conflicts.propose_lift(declared, reason="Bukan sepupu.", by=secretariat)
    assert "cabut" in client_for(chair).get(page_of(declared)).content.decode()
    assert client_for(chair).post(page_of(declared), {"action": "sign"}).status_code == 302
    lift.refresh_from_db()
    assert (lift.status, lift.closed_by) == ("signed", chair)
    sheet = own(interview_sheets, panelist)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.reason) == (Status.DRAFT, "")
    assert fill(sheet, "75").status == Status.SENT
    kinds = {entry.verb for entry in exceptions(Entry.objects.all(), declared.nomination.edition)}
    assert {"recusals.declare", "recusals.propose_lift", "recusals.lift"} <= kinds
    assert list(faults(scored_category)) == []
    again = sheets.recuse(nominations[0], person=panelist, kind="family", reason="Ternyata ya.", by=panelist)
    assert Recusal.objects.filter(lifted_at=None).get() == again


def test_a_refused_lifting_leaves_the_conflict(declared, secretariat, chair):
    lift = conflicts.propose_lift(declared, reason="Bukan sepupu.", by=secretariat)
    assert client_for(chair).post(page_of(declared), {"action": "keep"}).status_code == 422
    conflicts.keep(lift, note="Tetap sepupu.", by=chair)
    with pytest.raises(ValidationError, match="sudah ditutup"):
        conflicts.sign_lift(lift, by=chair)
    assert list(Recusal.objects.values_list("lifted_at", flat=True)) == [None]


def test_whoever_changes_a_lifting_or_an_answer_unseen_is_found(
    branch_secretary, declared, secretariat, scored_category
):
    conflicts.propose_lift(declared, reason="Bukan sepupu.", by=secretariat)
    conflicts.answer(
        suggestions(Nomination.objects.all(), person=branch_secretary), reason="Tidak.", by=branch_secretary
    )
    for model, change in (
        (RecusalLift, {"reason": "Lain."}),
        (NoConflict, {"ground": "employer"}),
        (Recusal, {"lifted_at": declared.at}),
    ):
        row = model.objects.order_by("pk").first()
        before = {name: getattr(row, name) for name in change}
        model.objects.filter(pk=row.pk).update(**change)
        assert list(faults(scored_category)) == [f"{model._meta.model_name}:{row.pk} is not what was recorded"]
        model.objects.filter(pk=row.pk).update(**before)
    assert list(faults(scored_category)) == []


def page_of(recusal):
    edition = recusal.nomination.edition
    return f"/{edition.province.slug}/{edition.slug}/konflik/{recusal.pk}/"
