"""The administrative selection: what is looked at, by what the line is drawn, and what is frozen."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.agenda import blockers
from nominations.models import Answer, Evidence, Nomination, SelectionBasis, SelectionMinutes, Verification
from nominations.selection_queries import Standing, standings
from nominations.services import answers as answering
from nominations.services import selection as services
from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.models import Seat, Stage
from tests import factories
from tests.nominations.conftest import pdf

BY_QUOTA = {"method": "quota", "measure": "verified", "quota": 1, "tie": "all"}


@pytest.fixture
def rows(category, indicators, nominees, secretariat, official):
    """Three verified candidates: the first has 100 % verified, the two others 75 %, one of them claimed more."""
    category.stage = Stage.SELECTION
    category.save()
    made = [factories.nomination(category, nominee, secretariat, Status.VERIFIED) for nominee in nominees[:3]]
    claimed = {0: ["yes", "5", "Perda", "Ada."], 1: ["yes", "5", "Perda", "Ada."], 2: ["no", "5", "Perda", "Ada."]}
    for number, row in enumerate(made):
        for indicator, value in zip(indicators, claimed[number], strict=True):
            answer = Answer.objects.create(
                province=row.province, nomination=row, indicator=indicator, value=value, version=1, changed_by=official
            )
            wrong = number == 1 and indicator.code == "I2"
            Verification.objects.create(
                province=row.province, answer=answer, value="" if wrong else value, answer_version=1, by=secretariat,
                verdict="wrong" if wrong else "accepted", reason="Contoh." if wrong else "",
            )  # fmt: skip
    return made


def test_standings_are_of_the_questions_that_apply(category, rows, indicators, django_assert_num_queries):
    with django_assert_num_queries(3):
        found = standings(category, rows)
    needs = sum(row.needs_evidence for row in indicators)
    share = Decimal(100 * (4 - needs) / 4).quantize(Decimal("0.01"))
    assert found[rows[0].pk] == Standing(Decimal("100.00"), Decimal("100.00"), share)
    assert (found[rows[1].pk].self, found[rows[1].pk].verified) == (Decimal("100.00"), Decimal("75.00"))
    assert (found[rows[2].pk].self, found[rows[2].pk].verified) == (Decimal("75.00"), Decimal("75.00"))


def test_a_verdict_on_a_former_answer_and_an_exempt_question_do_not_count(category, rows, indicators):
    Answer.objects.filter(nomination=rows[0], indicator=indicators[0]).update(version=2)
    assert standings(category, rows[:1])[rows[0].pk].verified == Decimal("75.00")
    indicators[1].exempt = ["kabupaten"]
    indicators[1].save()
    # Its weight goes to the others of its section.
    assert standings(category, rows[1:2])[rows[1].pk].verified == Decimal("100.00")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"method": "least", "measure": "self", "tie": "all"}, "least"),
        ({"method": "quota", "measure": "self", "tie": "all"}, "quota"),
        ({"method": "quota", "measure": "self", "quota": 2, "tie": "plenary", "criterion": " "}, "criterion"),
        ({"method": "least", "measure": "self", "least": Decimal("100.01"), "tie": "all"}, "least"),
        ({"method": "palsu", "measure": "self", "tie": "all"}, "method"),
    ],
)
def test_a_basis_says_its_limit_and_its_criterion(category, rows, secretariat, fields, field):
    with pytest.raises(ValidationError) as refusal:
        services.set_basis(category, by=secretariat, **fields)
    assert list(refusal.value.message_dict) == [field]
    assert SelectionBasis.objects.count() == 0


def test_basis_is_the_secretariats_and_of_the_selection_stage(category, rows, secretariat, chair, stranger, official):
    for person in (chair, stranger, official):
        with pytest.raises(PermissionDenied):
            services.set_basis(category, by=person, **BY_QUOTA)
    services.set_basis(category, by=secretariat, **BY_QUOTA)
    assert Entry.objects.get(verb="selection.set_basis").after["quota"] == 1
    category.stage = Stage.INTERVIEWS
    category.save()
    with pytest.raises(ValidationError, match="tahap seleksi"):
        services.set_basis(category, by=secretariat, **BY_QUOTA)


def split(category, rows, secretariat):
    """The first two go on, the third does not: the second and third are equal."""
    decisions = [(rows[0], "shortlist", "A"), (rows[1], "shortlist", "B"), (rows[2], "leave_out", "C")]
    services.decide(category, decisions, by=secretariat)


def test_equals_on_both_sides_block_until_a_criterion_is_named(category, rows, secretariat):
    services.set_basis(category, by=secretariat, **BY_QUOTA | {"quota": 2})
    split(category, rows, secretariat)
    words = "Nilai yang sama ada di kedua sisi garis seleksi (75,00%): loloskan semua, atau sebut kriteria pleno."
    assert words in [row.text for row in blockers(category, Stage.INTERVIEWS) if row.hard]
    with pytest.raises(ValidationError, match="kedua sisi"):
        services.minute(category, held_on=datetime.date(2025, 7, 1), place="x", present=[], invited=[], by=secretariat)
    named = BY_QUOTA | {"quota": 2, "tie": "plenary", "criterion": "Cakupan tertinggi"}
    services.set_basis(category, by=secretariat, **named)
    assert words not in [row.text for row in blockers(category, Stage.INTERVIEWS)]


def test_a_decision_against_the_line_is_named_with_its_reason(category, rows, secretariat, chair):
    services.set_basis(category, by=secretariat, **BY_QUOTA)
    decisions = [(rows[0], "leave_out", "Berkas palsu."), (rows[1], "shortlist", "B"), (rows[2], "shortlist", "C")]
    services.decide(category, decisions, by=secretariat)
    present = list(chair.seats.all())
    meeting = {"held_on": datetime.date(2025, 7, 1), "place": "Samarinda", "present": present, "invited": present}
    made = services.minute(category, by=secretariat, **meeting)
    assert [(row["number"], row["outcome"]) for row in made.content["departures"]] == [
        (1, "not_shortlisted"), (2, "shortlisted"), (3, "shortlisted"),
    ]  # fmt: skip
    assert made.content["departures"][0]["reason"] == "Berkas palsu."


def test_minutes_freeze_values_reasons_and_who_was_there(category, rows, secretariat, panelists, chair, observer):
    held_on, present = datetime.date(2025, 7, 1), list(Seat.objects.filter(person__in=[chair, panelists[0]]))
    meeting = {
        "held_on": held_on,
        "place": "Samarinda",
        "present": present,
        "invited": Seat.objects.filter(role="panelist"),
    }
    with pytest.raises(ValidationError, match="Putuskan dulu 3"):
        services.minute(category, by=secretariat, **meeting)
    split(category, rows, secretariat)
    Nomination.objects.filter(number=3).update(late_letter="560/12")
    with pytest.raises(ValidationError) as refusal:
        services.minute(category, by=secretariat, **meeting | {"present": []})
    assert list(refusal.value.message_dict) == ["present"]
    for person in (chair, observer):
        with pytest.raises(PermissionDenied):
            services.minute(category, by=person, **meeting)
    made = services.minute(category, by=secretariat, **meeting)
    third = made.content["rows"][2]
    assert (third["self"], third["verified"], third["outcome"], third["reason"]) == (
        "75.00", "75.00", "not_shortlisted", "C",
    )  # fmt: skip
    assert [row["late_letter"] for row in made.content["rows"]] == ["", "", "560/12"]
    assert (len(made.content["present"]), len(made.content["absent"])) == (2, 7)
    Answer.objects.update(value="")
    assert SelectionMinutes.objects.get().content == made.content


def test_page_sorts_suggests_and_keeps_what_is_saved(secretariat_client, page, edition, category, rows):
    url = f"{page('selection', edition)}?kategori=kabupaten-kota"
    basis = page("selection_basis", edition, "kabupaten-kota")
    prefixed = {f"dasar-{key}": value for key, value in BY_QUOTA.items()}
    assert secretariat_client.post(basis, {"dasar-method": "quota"}).status_code == 422
    assert secretariat_client.get(basis).status_code == 405
    assert secretariat_client.post(basis, prefixed).url == url
    text = secretariat_client.get(f"{url}&urut=verified").text
    assert "Nilai terverifikasi 100,00%, termasuk 1 nilai tertinggi." in text
    assert text.count("Nilai terverifikasi 75,00%, di bawah 1 nilai tertinggi.") == 2
    assert set(Nomination.objects.values_list("status", flat=True)) == {"verified"}
    accepted = {f"u{row.number}-choice": "leave_out" for row in rows} | {f"u{row.number}-reason": "X" for row in rows}
    assert secretariat_client.post(f"{url}&urut=verified", accepted | {"u1-choice": "shortlist"}).status_code == 302
    assert list(Nomination.objects.order_by("number").values_list("status", flat=True)) == [
        "shortlisted", "not_shortlisted", "not_shortlisted",
    ]  # fmt: skip


def test_plenary_ties_are_named_and_not_suggested(secretariat_client, page, edition, category, rows, secretariat):
    services.set_basis(
        category, by=secretariat, **BY_QUOTA | {"quota": 2, "tie": "plenary", "criterion": "Cakupan tertinggi"}
    )
    text = secretariat_client.get(f"{page('selection', edition)}?kategori=kabupaten-kota").text
    assert [words in text for words in ("Nilai sama di garis seleksi.", "Cakupan tertinggi")] == [True, True]
    assert text.count("termasuk 2 nilai tertinggi.") == 1


def test_completeness_counts_evidence_that_was_not_refused(category, rows, indicators, official):
    before = standings(category, rows[:1])[rows[0].pk].complete
    wanting = next(row for row in indicators if row.needs_evidence)
    Nomination.objects.update(status=Status.PROPOSED)
    category.stage = Stage.NOMINATION
    category.save()
    answering.add_evidence(Answer.objects.get(nomination=rows[0], indicator=wanting), pdf(), by=official)
    assert standings(category, rows[:1])[rows[0].pk].complete == before + Decimal("25.00")
    Evidence.objects.get().file.__class__.objects.update(state="rejected")
    assert standings(category, rows[:1])[rows[0].pk].complete == before
