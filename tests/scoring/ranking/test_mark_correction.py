"""A mark corrected after the closing: its effect first, two officers, a new seal and a run that names the old one."""

import json
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from nominations.workflow import Status
from paritrana.committees.models import Stage
from paritrana.files.models import File
from scoring import snapshot, verify
from scoring.ledger_check import faults
from scoring.mark_correction_queries import MarkEffect, subjects
from scoring.models import Event, Mark, MarkCorrection, RankingRun, Value
from scoring.services import mark_corrections, plenary, ranking, rubric, values
from tests import factories
from tests.scoring.ranking.conftest import nominations_of


@pytest.fixture
def propose(run, scan, secretariat):
    """`propose("99")`: the second person's mark for A, 84, on the scan of a signed paper."""

    def go(after="99", **changes):
        nomination = nominations_of(run)[1]
        found = {"letter": "BA 7", "reason": "Salah salin.", "scan": scan(), "by": secretariat} | changes
        subject = found.pop("subject", None) or subjects(nomination)[0]
        row = mark_corrections.propose(nomination, subject, Decimal(after), **found)
        File.objects.update(state=File.State.ACCEPTED)
        return row

    return go


@pytest.fixture
def waiting(propose):
    return propose()


def sign(row, by):
    return mark_corrections.sign(row, seen=MarkEffect(row).fingerprint, by=by)


def test_effect_on_total_and_ranks_is_shown_before_and_changes_nothing(waiting, run, chair, client_of):
    category = run.category
    place = [category.edition.province.slug, category.edition.slug, category.slug, waiting.pk]
    text = client_of(chair).get(reverse("mark_correction", args=place)).content.decode()
    words = ("84,00", "99,00", "82,60", "84,83", "Sahkan koreksi", "Salah salin.", "Belum diumumkan.", "BA 7")
    assert [word for word in words if word not in text] == []
    assert (Mark.objects.filter(value=99).count(), RankingRun.objects.count()) == (0, 1)


def test_signed_mark_makes_a_run_that_names_the_old_one(waiting, run, chair):
    row = sign(waiting, chair)
    assert (row.run.number, row.run.replaces, row.closed_by, row.effect["run"]) == (2, 1, chair, 1)
    order = row.run.rows.order_by("rank").values_list("nomination__number", "rank", "units")[:2]
    assert list(order) == [(1, 1, 8483), (2, 2, 8260)]
    signed, made, amended = Event.objects.filter(category=run.category).order_by("-number")[:3]
    assert (amended.verb, made.verb, signed.verb) == ("sheets.amend", "ranking.run", "marks.sign")
    assert made.data == {"replaces": run.sha256}


def test_ledger_package_and_published_bytes_hold_after_a_correction(decided, scan, secretariat, chair):
    decision = decided("full")
    before, category, first = snapshot.published(decision), decision.category, decision.run
    plenary.revoke(decision, by=chair, note="Koreksi.")
    nomination = nominations_of(first)[0]
    row = mark_corrections.propose(
        nomination, subjects(nomination)[0], Decimal("70"), letter="BA 7", reason="Salah salin.", scan=scan(),
        by=secretariat,
    )  # fmt: skip
    File.objects.update(state=File.State.ACCEPTED)
    row = sign(row, chair)
    assert (list(faults(category)), snapshot.published(decision)) == ([], before)
    package = json.loads(snapshot.complete(row.run, None))
    assert package["commitments"]["root"] == Event.objects.get(verb="marks.sign").data["root"]
    verify.verify(package)
    MarkCorrection.objects.update(reason="Lain.")
    assert list(faults(category)) == [f"markcorrection:{row.pk} is not what was recorded"]


def test_mark_of_a_person_needs_what_the_person_signed(propose):
    with pytest.raises(ValidationError) as refusal:
        propose(scan=None)
    assert list(refusal.value.message_dict) == ["scan"]


@pytest.mark.parametrize(
    ("changes", "field"), [({"letter": " "}, "letter"), ({"reason": ""}, "reason"), ({"after": "84"}, "after")]
)
def test_proposal_names_its_ground_and_changes_something(propose, changes, field):
    with pytest.raises(ValidationError) as refusal:
        propose(**changes)
    assert list(refusal.value.message_dict) == [field]


def test_one_correction_of_a_mark_waits_at_a_time(waiting, propose):
    with pytest.raises(ValidationError, match="sudah menunggu"):
        propose("98")


@pytest.mark.parametrize("who", ["panelist", "branch_head", "official", "stranger"])
def test_others_neither_propose_nor_sign(request, waiting, propose, who):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        propose("98", by=user)
    with pytest.raises(PermissionDenied):
        sign(waiting, user)


def test_second_officer_is_another_person_and_not_the_panelist(waiting, secretariat, chair):
    with pytest.raises(PermissionDenied, match="orang lain"):
        sign(waiting, secretariat)
    waiting.sheet.person = chair
    assert mark_corrections.refusal(waiting, chair) == "Koreksi atas nilai Anda sendiri disahkan oleh orang lain."


def test_same_person_twice_is_refused_by_the_database(waiting, run, secretariat):
    row = MarkCorrection.objects.filter(pk=waiting.pk)
    with pytest.raises(IntegrityError, match="mark_correction_two_officers"), transaction.atomic():
        row.update(status="signed", closed_by=secretariat, closed_at=timezone.now(), run=run)


def test_signing_refuses_an_effect_that_was_not_read(waiting, propose, run, chair):
    seen = MarkEffect(waiting).fingerprint
    other = propose("98", subject=subjects(nominations_of(run)[1])[1])
    sign(other, chair)
    with pytest.raises(ValidationError, match="Periksa sekali lagi"):
        mark_corrections.sign(waiting, seen=seen, by=chair)
    assert sign(waiting, chair).run.number == 3


def test_signing_refuses_a_mark_that_changed_meanwhile(waiting, chair):
    Mark.objects.filter(sheet=waiting.sheet).update(value=Decimal("83"))
    with pytest.raises(ValidationError, match="Ajukan koreksi baru"):
        sign(waiting, chair)


def test_what_is_decided_stays(waiting, propose, category, chair, run):
    category.stage = Stage.DECIDED
    category.save(update_fields=["stage"])
    waiting.refresh_from_db()
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        sign(waiting, chair)
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        propose("98")


def test_discarded_correction_changes_nothing(waiting, chair):
    with pytest.raises(ValidationError):
        mark_corrections.discard(waiting, note=" ", by=chair)
    mark_corrections.discard(waiting, note="Tidak terbukti.", by=chair)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.run, RankingRun.objects.count()) == ("discarded", None, 1)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_sign_at_once_sign_once(waiting, chair, second_secretariat):
    seen, start, results = MarkEffect(waiting).fingerprint, threading.Barrier(2), []

    def go(by):
        start.wait()
        try:
            mark_corrections.sign(MarkCorrection.objects.get(pk=waiting.pk), seen=seen, by=by)
            results.append("signed")
        except ValidationError as refusal:
            results.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[by]) for by in (chair, second_secretariat)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(results), RankingRun.objects.count()) == (["closed", "signed"], 2)


def test_attendance_is_corrected_without_a_scan(category, panelists, nominees, secretariat, chair):
    """Half interview, half attendance: nobody signs for attendance."""
    category.stage = Stage.INTERVIEWS
    category.save(update_fields=["stage"])
    seats = [person.seats.get() for person in panelists[:3]]
    factories.scorers(category, seats)
    book = rubric.rule_book(category, by=secretariat, example=False)
    for name, source in (("Wawancara", "panel"), ("Hadir", "attendance")):
        rubric.add_criterion(book, name=name, source=source, weight=5_000, code=name.lower(), by=secretariat)
    rubric.freeze(book, by=secretariat)
    nomination = factories.nomination(category, nominees[0], secretariat, status=Status.SHORTLISTED)
    factories.closed_sheets(nomination, seats, ["80"] * 3, secretariat)
    values.record_value(nomination, book.criteria.get(code="hadir"), Decimal("80"), "Daftar hadir", by=secretariat)
    ranking.run(category, by=secretariat)
    found = {"letter": "Daftar hadir 3", "reason": "Kepala daerah hadir.", "by": secretariat}
    row = sign(mark_corrections.propose(nomination, subjects(nomination)[-1], Decimal("100"), **found), chair)
    assert (row.before, row.run.rows.get().units) == (Decimal("80"), 9000)
    value = Value.objects.get()
    assert (value.value, value.source) == (Decimal("100"), "Koreksi, surat Daftar hadir 3")
