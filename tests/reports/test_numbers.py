"""Numbers of papers: one source per kind, gap-free from the portal, filled in later when they come from outside."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from paritrana.audit.models import Entry
from reports import services
from reports.models import Batch, Counter, Document, NumberSource
from reports.services import numbers
from tests.reports.test_views import address

Kind = Document.Kind


@pytest.fixture
def portal(edition, secretariat):
    """Decrees are numbered by the portal."""
    return NumberSource.objects.create(
        province=edition.province, kind=Kind.DECREE, source="portal", code="400.14", unit="B.Kesra", by=secretariat
    )


def paper(edition, by, subject, number, kind=Kind.DECREE):
    return services.request_document(
        kind, subject, {"number": number}, by=by, title=subject, number=number, edition=edition
    )


def test_pattern_is_filled_once_and_in_roman_months():
    source = NumberSource(code="{urut}", unit="B.Kesra", width=4)
    text = numbers.written("{kode}/{urut}/{unit}/{bulan}/{tahun}", source, 7, date(2024, 12, 31))
    assert text == "{urut}/0007/B.Kesra/XII/2024"


def test_number_is_the_one_it_has_then_the_typed_then_the_portals(edition, secretariat, portal):
    number = numbers.number_of(Kind.DECREE, "decree:1", edition)
    year = Counter.objects.get().year
    assert number == f"400.14/001/B.Kesra/{year}"
    paper(edition, secretariat, "decree:1", number)
    again = numbers.number_of(Kind.DECREE, "decree:1", edition, typed="188/9")
    typed = numbers.number_of(Kind.DECREE, "decree:2", edition, typed="188/9")
    assert (again, typed) == (number, "188/9")
    assert numbers.number_of(Kind.COVER_LETTER, "letter:1", edition) == ""


def test_what_somebody_typed_is_not_given_out_again(edition, secretariat, portal):
    taken = f"400.14/001/B.Kesra/{numbers.number_of(Kind.DECREE, 'x', edition)[-4:]}"
    Counter.objects.update(last=0)
    paper(edition, secretariat, "decree:1", taken)
    assert numbers.number_of(Kind.DECREE, "decree:2", edition).startswith("400.14/002/")
    with pytest.raises(ValidationError, match="sudah dipakai dokumen lain"):
        numbers.number_of(Kind.DECREE, "decree:3", edition, typed=taken)


def test_a_number_is_in_force_once_but_versions_share_it(edition, secretariat):
    paper(edition, secretariat, "decree:1", "7")
    services.request_document(
        Kind.DECREE, "decree:1", {"number": "7", "more": 1}, by=secretariat, title="x", number="7", edition=edition
    )
    paper(edition, secretariat, "minutes:1", "7", Kind.PLENARY_MINUTES)
    with pytest.raises(IntegrityError, match="document_number_once"), transaction.atomic():
        paper(edition, secretariat, "decree:2", "7")


def test_a_request_that_is_rolled_back_leaves_no_gap(edition, portal):
    with transaction.atomic():
        numbers.number_of(Kind.DECREE, "decree:1", edition)
        transaction.set_rollback(True)
    assert numbers.number_of(Kind.DECREE, "decree:2", edition).startswith("400.14/001/")


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_gap_free_and_unique(edition, portal):
    start, found = threading.Barrier(10), []

    def ask(worker):
        try:
            start.wait()
            for turn in range(5):
                with transaction.atomic():
                    found.append(numbers.number_of(Kind.DECREE, f"decree:{worker}-{turn}", edition))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[worker]) for worker in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(number.split("/")[1]) for number in found) == list(range(1, 51))


def test_number_that_comes_later_makes_the_next_version(category, decided, signer, secretariat, stranger):
    services.request_certificates(category, by=secretariat)
    first, second, third = Document.objects.order_by("pk")
    with pytest.raises(PermissionDenied):
        numbers.give_number(first, "400/1", by=stranger)
    made = numbers.give_number(first, " 400/1 ", by=secretariat)
    first.refresh_from_db()
    assert (made.version, made.number, made.data["number"], made.status) == (2, "400/1", "400/1", "queued")
    assert (first.number, first.superseded_at is None, made.batch) == ("", False, first.batch)
    assert Entry.objects.filter(verb="numbers.give").count() == 1
    with pytest.raises(ValidationError, match="sudah dipakai"):
        numbers.give_number(second, "400/1", by=secretariat)
    for row in (first, made):
        with pytest.raises(ValidationError, match="sudah bernomor atau sudah diganti"):
            numbers.give_number(row, "400/2", by=secretariat)
    third.handed_on = date(2025, 8, 5)
    third.save()
    assert numbers.give_number(third, "400/3", by=secretariat).version == 1
    assert Document.objects.get(pk=third.pk).data["number"] == ""
    services.request_certificates(category, by=secretariat)
    assert list(Document.objects.filter(superseded_at=None).order_by("pk").values_list("version", flat=True)) == [
        1,
        1,
        2,
    ]


def test_page_takes_all_numbers_or_none(client_of, secretariat, observer, edition, category, decided, signer):
    services.request_certificates(category, by=secretariat)
    first, second, third = Document.objects.order_by("pk")
    client, url = client_of(secretariat), address("numbers", edition)
    assert client_of(observer).get(url).status_code == 403
    assert client.post(url, {}).status_code == 422
    twice = client.post(url, {f"number_{first.pk}": "7", f"number_{second.pk}": "7"})
    assert (twice.status_code, list(twice.context["form"].errors)) == (422, [f"number_{second.pk}"])
    assert Document.objects.exclude(number="").count() == 0
    assert client.post(url, {f"number_{first.pk}": "7", f"number_{second.pk}": "8"}).status_code == 302
    late = client.post(url, {f"number_{first.pk}": "9"})
    assert "Nomor 9 tidak disimpan" in late.content.decode()
    page = client.get(url).content.decode()
    assert (f"number_{third.pk}" in page, f"number_{first.pk}" in page) == (True, False)


def test_number_of_one_paper_leads_to_its_next_version(client_of, secretariat, edition, category, decided, signer):
    services.request_certificates(category, by=secretariat)
    first = Document.objects.order_by("pk").first()
    client, url = client_of(secretariat), address("document_number", edition, first.pk)
    assert client.post(url, {f"number_{first.pk}": ""}).status_code == 422
    answer = client.post(url, {f"number_{first.pk}": "7"})
    made = Document.objects.get(number="7")
    assert (answer.status_code, answer["Location"]) == (302, address("document", edition, made.pk))
    late = client.get(url)
    assert (late.status_code, late["Location"]) == (302, address("document", edition, first.pk))


@pytest.mark.parametrize("ended", ["done", "cancelled"])
def test_number_that_comes_after_the_end_of_the_batch_is_printed(category, decided, signer, secretariat, ended):
    batch = services.request_certificates(category, by=secretariat)
    Batch.objects.update(status=ended)
    made = numbers.give_number(batch.documents.order_by("pk").first(), "400/1", by=secretariat)
    assert services.build_document(made.pk)
    assert Document.objects.get(pk=made.pk).status == "ready"
