"""Who gets a certificate: places, special awards, and nomine without a place where the category has a word for it."""

import pytest

from nominations.workflow import Status
from paritrana.committees.models import Category, Stage
from reports import services
from reports.awards import awards_of
from reports.documents.ceremony import given
from reports.models import Document
from reports.services import names
from tests.reports import rows


@pytest.fixture
def worded(category):
    category.nominee_word = "Nominasi"
    category.save(update_fields=["nominee_word"])
    return category


def said(category):
    return [(award.name, award.word, award.look, award.place) for award in awards_of(category)]


def test_nobody_gets_a_certificate_before_the_decision(worded, finalists):
    assert awards_of(worded) == []


def test_nomine_without_place_come_last_and_only_with_a_word(category, decided, finalists, nominees, secretariat):
    rows.award(category, nominees[0], secretariat)
    first, second, third, fourth = (row.name_on_paper for row in finalists)
    special = (first, "Komitmen terbesar bagi pekerja rentan", "special", None)
    placed = [
        (first, "Juara I", "winner", 1),
        (second, "Juara II", "winner", 2),
        (third, "Juara III", "winner", 3),
    ]
    assert said(category) == [*placed, special]
    category.nominee_word = "Nominasi"
    assert said(category) == [*placed, special, (fourth, "Nominasi", "nominee", None)]
    assert [(row.name, row.award, row.prize) for row in given(category)][-1] == (fourth, "Nominasi", "")


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.DISQUALIFIED, Status.NOT_SHORTLISTED, Status.REFUSED])
def test_who_left_the_race_is_no_nomine(worded, decided, finalists, status):
    finalists[3].status = status
    finalists[3].save(update_fields=["status"])
    assert len(awards_of(worded)) == 3


def test_nomine_are_printed_numbered_and_withdrawn_with_the_word(worded, decided, finalists, signer, secretariat):
    services.request_certificates(worded, by=secretariat, number="400/{urut}/2025")
    made = Document.objects.get(nomination=finalists[3])
    assert (made.number, made.data["rank"], made.data["look"]) == ("400/002/2025", "Nominasi", "nominee")
    worded.nominee_word = ""
    worded.save(update_fields=["nominee_word"])
    services.request_certificates(worded, by=secretariat)
    made.refresh_from_db()
    assert made.superseded_at is not None
    assert Document.objects.filter(kind="certificate", superseded_at=None).count() == 3


def test_nomine_who_rises_to_a_place_keeps_number_and_gets_a_new_version(
    worded, decided, ranked, finalists, signer, secretariat, chair
):
    services.request_certificates(worded, by=secretariat, number="400/{urut}/2025")
    decided.revoked_at = decided.decided_at
    decided.save(update_fields=["revoked_at"])
    rows.decision(ranked, [finalists[3], *finalists[:2]], chair)
    services.request_certificates(worded, by=secretariat)
    found = Document.objects.filter(nomination__in=[finalists[2], finalists[3]], superseded_at=None).order_by("number")
    assert [(row.number, row.version, row.data["rank"]) for row in found] == [
        ("400/001/2025", 2, "Nominasi"),
        ("400/002/2025", 2, "Juara I"),
    ]


def test_special_award_bears_the_name_confirmed_in_its_category(category, decided, finalists, nominees, secretariat):
    names.confirm_name(finalists[0], "Pemerintah Kabupaten Paser, Kalimantan Timur", by=secretariat)
    rows.award(category, nominees[0], secretariat)
    assert awards_of(category)[-1].name == "Pemerintah Kabupaten Paser, Kalimantan Timur"


def test_names_are_confirmed_also_where_there_is_no_selection(category, decided, finalists, secretariat):
    """There whoever is verified competes."""
    finalists[0].status = Status.VERIFIED
    finalists[0].save(update_fields=["status"])
    assert names.why_not(finalists[0], secretariat) == "Hanya nama nomine yang dikonfirmasi."
    Category.objects.filter(pk=category.pk).update(skips=[Stage.SELECTION])
    assert names.why_not(finalists[0], secretariat) == ""


def test_awards_cost_the_same_for_few_and_many(worded, decided, nominees, secretariat, django_assert_num_queries):
    rows.award(worded, nominees[0], secretariat)
    rows.nominations(worded, nominees[4:8], secretariat)
    with django_assert_num_queries(4):
        assert len(awards_of(worded)) == 9
