"""Buat dokumen: what can be made, and why not yet."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from reports.models import Document
from reports.offering import Facts
from reports.offers import OFFERS
from tests.reports import rows


def address(name, edition, *rest):
    return reverse(name, args=[edition.province.slug, edition.slug, *rest])


def test_every_kind_stands_once_under_a_stage_and_an_address():
    slugs = [offer.slug for offer in OFFERS]
    assert len(slugs) == len(set(slugs))
    assert [offer.kind for offer in OFFERS if not (offer.page or offer.verb)] == []


def test_reasons_follow_the_category(category, secretariat, ranked):
    facts = Facts(category.edition, secretariat)
    found = {offer.slug: offer.reason(facts, category) for offer in OFFERS if offer.per == "category"}
    assert found["laporan-peringkat"] == ""
    assert found["piagam"] == "Setelah rapat pleno menetapkan."
    assert found["berkas-penerusan"] == "Setelah diumumkan."


def test_what_cannot_be_made_is_said_and_not_offered(client_of, secretariat, edition, category, nominees):
    client = client_of(secretariat)
    page = client.get(address("offers", edition)).content.decode()
    assert "Setelah peringkat dihitung." in page
    assert "Paket hari-H" in page, "also what has no session to be made for"
    url = address("offer_of", edition, "laporan-peringkat", category.slug)
    assert url not in page
    answer = client.post(url)
    assert (answer.status_code, Document.objects.count()) == (422, 0)
    assert "Setelah peringkat dihitung." in answer.content.decode()


def test_report_is_made_by_its_button(
    client_of, secretariat, edition, category, ranked, rule_book, finalists, panelist
):
    rows.sheet(finalists[0], panelist)
    client = client_of(secretariat)
    url = address("offer_of", edition, "laporan-peringkat", category.slug)
    assert url in client.get(address("offers", edition)).content.decode()
    answer = client.post(url)
    assert (answer.status_code, answer["Location"]) == (302, f"{address('documents', edition)}?kind=ranking_report")
    assert "Versi 1" in client.get(address("offers", edition)).content.decode()
    assert "Laporan Peringkat" in client.get(url).content.decode()


@pytest.mark.parametrize(
    "offer", [offer for offer in OFFERS if "number" in offer.form.base_fields], ids=lambda o: o.slug
)
def test_a_number_with_an_unknown_field_is_refused_on_every_form(offer):
    with pytest.raises(ValidationError, match="tidak dikenal"):
        offer.form.base_fields["number"].clean("400/{urt}/2025")


@pytest.mark.parametrize("rest", [["tidak-ada", "kabupaten-kota"], ["laporan-peringkat", "tidak-ada"], ["piagam"]])
def test_unknown_offer_is_not_found(client_of, secretariat, edition, rest):
    assert client_of(secretariat).get(address("offer_of" if rest[1:] else "offer", edition, *rest)).status_code == 404


def test_list_takes_few_queries(client_of, secretariat, edition, decided, django_assert_max_num_queries):
    client = client_of(secretariat)
    client.get(address("offers", edition))
    with django_assert_max_num_queries(20):
        client.get(address("offers", edition))
