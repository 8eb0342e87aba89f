import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from nominations.models import Instrument
from paritrana.audit.models import Entry
from paritrana.audit.services import record
from paritrana.committees.models import Round
from reports.exceptions import KINDS, addresses, exceptions
from scoring.models import ScoreSheet
from tests import factories
from tests.scoring.ranking.test_pages import text_of

PAGE = "/kaltim/penilaian-2024/riwayat/perhatian/"
QUERIES = 13


@pytest.fixture
def nomination(category, nominees, secretariat):
    return factories.nomination(category, nominees[0], secretariat)


@pytest.fixture
def acts(category, nomination, secretariat, chair):
    """Four exceptions and three ordinary acts."""
    record(secretariat, "nominations.extend", nomination, reason="Jaringan putus.")
    record(secretariat, "nominations.propose", nomination, reason="B/12/2025")
    record(chair, "stages.forward", category, after={"set_aside": ["Belum lengkap."]}, reason="Tetap lanjut.")
    record(secretariat, "stages.back", category, reason="=Salah")
    record(secretariat, "nominations.propose", nomination)
    record(chair, "stages.forward", category, after={"stage": "selection"})
    record(secretariat, "categories.edit", category)


def test_only_what_is_unusual_is_an_exception(acts, edition):
    found = exceptions(Entry.objects.all(), edition)
    assert [(row.verb, row.kind) for row in found] == [
        ("stages.back", "conditions"),
        ("stages.forward", "conditions"),
        ("nominations.propose", "late"),
        ("nominations.extend", "extensions"),
    ]


def test_acts_outside_the_edition_are_counted_by_what_they_are_about(edition, nomination, nominees, secretariat):
    record(secretariat, "nominees.merge", nominees[0], reason="Sama.")
    record(secretariat, "nominees.merge", nominees[5], reason="Tidak ikut.")
    assert [row.row_id for row in exceptions(Entry.objects.all(), edition)] == [str(nominees[0].pk)]


def test_each_leads_to_the_page_it_is_about(acts, edition, category, nomination):
    found = list(exceptions(Entry.objects.all(), edition))
    place = ["kaltim", edition.slug]
    stage, page = reverse("stage", args=[*place, category.slug]), nomination.get_absolute_url()
    urls = addresses(found, edition)
    assert [urls[row.pk] for row in found] == [stage, stage, page, page]


def test_page_filters_by_kind_and_says_who_and_why(acts, observer, client_of):
    client = client_of(observer)
    text = text_of(client.get(PAGE))
    assert "Semua 4" in text
    assert "Belum lengkap. Alasan: Tetap lanjut." in text
    late = text_of(client.get(f"{PAGE}?kind=late"))
    assert "B/12/2025" in late
    assert "Jaringan putus." not in late


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretariat", 200), ("chair", 200), ("observer", 200), ("panelist", 403), ("official", 403), ("stranger", 404)],
)
def test_page_is_for_secretariat_chair_and_observer(acts, request, who, status, client_of):
    client = client_of(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == status
    assert client.get(f"{PAGE}csv/").status_code == status


def test_file_holds_what_is_filtered_and_no_formula(acts, secretariat, client_of):
    client = client_of(secretariat)
    content = b"".join(client.get(f"{PAGE}xlsx/?kind=conditions").streaming_content)
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=False))
    assert [row[6].value for row in rows] == ["Alasan", "=Salah", "Belum lengkap. Alasan: Tetap lanjut."]
    assert rows[1][6].data_type == "s"
    text = b"".join(client.get(f"{PAGE}csv/").streaming_content).decode("utf-8-sig")
    assert "'=Salah" in text
    assert len(text.splitlines()) == 5
    assert client.get(f"{PAGE}pdf/").status_code == 404


def test_who_still_scores_reads_no_reason_about_sheets(edition, category, nomination, chair, observer, client_of):
    sheet = ScoreSheet.objects.create(
        province=category.province, nomination=nomination, person=chair, seat=chair.seats.get(), round=Round.INTERVIEW
    )
    record(observer, "sheets.withdrawn", sheet, reason="Nilai 90 keliru.")
    assert "Nilai 90 keliru." in text_of(client_of(observer).get(PAGE))
    assert "Nilai 90 keliru." not in text_of(client_of(chair).get(PAGE))


def test_every_kind_has_words_and_acts():
    assert all(str(label) and acts for label, acts in KINDS.values())


def test_page_asks_the_same_number_of_queries_at_any_size(
    nomination, secretariat, client_of, django_assert_num_queries
):
    client = client_of(secretariat)
    client.get(PAGE)
    for many in (2, 60):
        for _number in range(many):
            record(secretariat, "nominations.extend", nomination, reason="Jaringan putus.")
        with django_assert_num_queries(QUERIES):
            client.get(PAGE)


def test_a_row_without_a_page_of_its_own_leads_to_its_category(edition, category, nomination, secretariat):
    instrument = Instrument.objects.create(province=category.province, category=category)
    record(secretariat, "instruments.change", instrument, reason="Surat 1.")
    [entry] = exceptions(Entry.objects.all(), edition)
    assert addresses([entry], edition) == {entry.pk: reverse("stage", args=["kaltim", edition.slug, category.slug])}
