import pytest
from django.urls import reverse
from django.utils import timezone

from paritrana.committees.agenda import Blocker
from paritrana.committees.models import Stage
from reports import agenda, services
from reports.models import Batch, Document, Signer
from tests.reports import rows


def address(name, edition, *rest):
    return reverse(name, args=[edition.province.slug, edition.slug, *rest])


@pytest.fixture
def made(category, decided, signer, secretariat):
    """Three certificates, built."""
    batch = services.request_certificates(category, by=secretariat)
    for document in batch.documents.all():
        services.build_document(document.pk)
    return batch


def test_secretariat_makes_certificates_and_watches(
    client_of, secretariat, edition, category, decided, signer, finalists
):
    client = client_of(secretariat)
    page = client.get(address("certificates", edition, category.slug))
    assert "Nama belum dikonfirmasi penerima" in page.content.decode()
    chosen = [f"nomination:{row.pk}" for row in finalists[:3]]
    answer = client.post(address("certificates", edition, category.slug), {"number": "", "recipients": chosen})
    batch = Batch.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("batch", edition, batch.pk))
    progress = client.get(answer["Location"]).content.decode()
    assert "0 dari 3" in progress
    assert 'hx-trigger="every 3s"' in progress


def test_poll_without_news_is_empty_and_costs_no_query_of_documents(
    client_of, secretariat, edition, category, decided, signer, django_assert_max_num_queries
):
    batch = services.request_certificates(category, by=secretariat)
    client = client_of(secretariat)
    seen = services.state(edition.province.slug, edition.slug)
    url = address("batch", edition, batch.pk)
    # session, user, seats, savepoint and reach of the request
    with django_assert_max_num_queries(6):
        assert client.get(f"{url}?seen={seen}", headers={"HX-Request": "true"}).status_code == 204
    services.build_document(batch.documents.first().pk)
    news = client.get(f"{url}?seen={seen}", headers={"HX-Request": "true"})
    assert news.status_code == 200
    assert "1 dari 3" in news.content.decode()
    assert 'Siap <span class="chip-count">1</span>' in news.content.decode()
    assert "<html" not in news.content.decode()


def test_finished_batch_stops_asking(client_of, secretariat, edition, made):
    page = client_of(secretariat).get(address("batch", edition, made.pk)).content.decode()
    assert "Semua berkas siap diunduh." in page
    assert "hx-trigger" not in page


def test_download_names_nobody(client_of, secretariat, edition, made):
    document = made.documents.first()
    answer = client_of(secretariat).get(address("document_file", edition, document.pk))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    name = f"piagam-penghargaan-{document.code[:8].lower()}-v1.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.getvalue()[:5] == b"%PDF-"


def test_embargo_hides_results_from_candidates(client_of, official, edition, made, category):
    client = client_of(official)
    document = Document.objects.get(nominee__seats__person=official)
    page = client.get(address("documents", edition)).content.decode()
    assert "Piagam Penghargaan" not in page
    assert client.get(address("document_file", edition, document.pk)).status_code == 404
    category.released_at = timezone.now()
    category.save(update_fields=["released_at"])
    assert client.get(address("document_file", edition, document.pk)).getvalue()[:5] == b"%PDF-"
    others = made.documents.exclude(pk=document.pk).first()
    assert client.get(address("document_file", edition, others.pk)).status_code == 404


def test_stranger_finds_nothing(client_of, stranger, edition, made, category):
    client = client_of(stranger)
    document = made.documents.first()
    for url in (
        address("documents", edition),
        address("certificates", edition, category.slug),
        address("batch", edition, made.pk),
        address("document_file", edition, document.pk),
        address("signer", edition),
        address("offers", edition),
        address("offer_of", edition, "laporan-peringkat", category.slug),
    ):
        assert client.get(url).status_code == 404
    assert client.post(address("document_retry", edition, document.pk)).status_code == 404


def test_observer_reads_but_makes_nothing(client_of, observer, edition, made, category):
    client = client_of(observer)
    assert client.get(address("documents", edition)).status_code == 200
    assert client.get(address("certificates", edition, category.slug)).status_code == 403


def test_bad_pattern_is_refused_with_what_was_typed(client_of, secretariat, edition, category, decided, signer):
    url = address("certificates", edition, category.slug)
    answer = client_of(secretariat).post(url, {"number": "400/2025"})
    assert answer.status_code == 422
    assert "400/2025" in answer.content.decode()
    assert Document.objects.count() == 0


def test_certificates_without_signer_are_refused_with_the_way_out(client_of, secretariat, edition, category, decided):
    answer = client_of(secretariat).post(address("certificates", edition, category.slug), {"number": ""})
    assert answer.status_code == 422
    assert address("signer", edition) in answer.content.decode()


def test_signer_is_stored_and_changed(client_of, secretariat, edition):
    client = client_of(secretariat)
    url = address("signer", edition)
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "", "office": "Sekda"}).status_code == 422
    given = {"name": "Nama Contoh", "office": "Sekda", "acting": "Plh.", "kinds": ["decree"]}
    assert client.post(url, given).status_code == 302
    signer = Signer.objects.get()
    page = client.post(address("signer_edit", edition, signer.pk), {**given, "name": "Nama Lain"}, follow=True)
    assert "UU 30/2014 Pasal 14 ayat (7)" in page.content.decode()
    signer.refresh_from_db()
    assert (signer.name, signer.acting, signer.province) == ("Nama Lain", "Plh.", edition.province)
    assert client.post(address("signer_remove", edition, signer.pk)).status_code == 302
    assert Signer.objects.count() == 0


def test_signer_that_is_gone_or_changed_loses_nothing_that_was_typed(client_of, secretariat, edition, signer):
    client, url = client_of(secretariat), address("signer_edit", edition, signer.pk)
    given = {"name": "Nama Lain", "office": "Sekda", "seen": client.get(url).context["form"]["seen"].value()}
    Signer.objects.filter(pk=signer.pk).update(office="Kepala Biro")
    answer = client.post(url, given)
    assert (answer.status_code, "baru saja diubah di tempat lain" in answer.content.decode()) == (422, True)
    told = answer.context["form"]["seen"].value()
    assert client.post(url, given | {"seen": told}).status_code == 302
    assert [client.post(address("signer_remove", edition, signer.pk)).status_code for _turn in range(2)] == [302, 404]
    answer = client.post(url, given)
    page = answer.content.decode()
    assert (answer.status_code, "baru saja dihapus" in page, 'value="Nama Lain"' in page) == (422, True, True)
    assert f'action="{address("signer", edition)}"' in page
    assert (client.get(url).status_code, Signer.objects.count()) == (404, 0)
    assert client.post(address("signer", edition), given).status_code == 302
    assert Signer.objects.get().name == "Nama Lain"


def test_list_takes_the_same_queries_at_three_and_forty_rows(
    client_of, secretariat, edition, made, finalists, django_assert_num_queries
):
    client = client_of(secretariat)
    url = address("documents", edition)
    client.get(url)
    with django_assert_num_queries(13):
        client.get(url)
    first = made.documents.first()
    for number in range(37):
        Document.objects.create(
            province=first.province, edition=edition, category=first.category, kind="certificate", data={},
            subject=f"x:{number}", title=f"Dokumen {number}", made_by=secretariat,
        )  # fmt: skip
    with django_assert_num_queries(13):
        client.get(url)


# --- agenda ----------------------------------------------------------------------------------------------


def test_agenda_asks_for_certificates_until_they_are_made(secretariat, observer, category, decided, signer):
    assert [item.title for item in agenda.agenda(secretariat)] == ["Buat piagam: Kabupaten/Kota"]
    assert agenda.agenda(observer) == []
    services.request_certificates(category, by=secretariat)
    assert agenda.agenda(secretariat) == []
    Document.objects.update(status="failed")
    [item] = agenda.agenda(secretariat)
    assert (item.title, item.count) == ("Ulangi dokumen yang gagal dibuat", 3)


def test_announcement_asks_softly_for_missing_certificates(category, decided, signer, secretariat, edition):
    url = address("certificates", edition, category.slug)
    assert agenda.blockers(category, Stage.ANNOUNCED) == [Blocker("3 piagam belum siap.", hard=False, url=url)]
    assert agenda.blockers(category, Stage.DECIDED) == []
    batch = services.request_certificates(category, by=secretariat)
    for document in batch.documents.all():
        services.build_document(document.pk)
    assert agenda.blockers(category, Stage.ANNOUNCED) == []


def test_receipt_belongs_to_its_candidate_at_once(client_of, official, finalists, edition):
    document = services.make_receipt(rows.submission(finalists[0], official))
    services.build_document(document.pk)
    client = client_of(official)
    assert document.title in client.get(address("documents", edition)).content.decode()
    assert client.get(address("document_file", edition, document.pk)).getvalue()[:5] == b"%PDF-"
