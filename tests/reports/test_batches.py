"""A batch that is halted, continued, cut short and tried again; one file of all that it made."""

import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from reports import queries, services
from reports.models import Batch, Document, Preview
from reports.pace import time_left
from reports.services import batches, building, leftovers, previews, revoking


@pytest.fixture
def batch(category, decided, signer, secretariat):
    """Three certificates, asked for."""
    return services.request_certificates(category, by=secretariat)


def states(batch):
    return list(batch.documents.order_by("pk").values_list("status", flat=True))


def build(batch):
    building.build_documents(list(batch.documents.order_by("pk").values_list("pk", flat=True)))
    batch.refresh_from_db()


def test_paused_batch_keeps_what_waits(batch, secretariat):
    first = batch.documents.order_by("pk").first()
    services.build_document(first.pk)
    batches.pause_batch(batch, by=secretariat)
    build(batch)
    assert states(batch) == ["ready", "queued", "queued"]
    Document.objects.update(queued_at=timezone.now() - building.LEASE * 2, ready_at=None, claimed_at=None)
    assert services.sweep() == 0
    batches.resume_batch(batch, by=secretariat)
    build(batch)
    assert (states(batch), batch.status) == (["ready"] * 3, "done")
    with pytest.raises(ValidationError, match="sudah berubah"):
        batches.pause_batch(batch, by=secretariat)


def test_cancelled_batch_keeps_what_is_made_and_is_taken_up_by_the_next(batch, category, secretariat):
    services.build_document(batch.documents.order_by("pk").first().pk)
    assert batches.cancel_batch(batch, by=secretariat) == 2
    build(batch)
    assert (states(batch), batch.status) == (["ready", "cancelled", "cancelled"], "cancelled")
    second = services.request_certificates(category, by=secretariat)
    build(second)
    assert (states(batch), states(second), second.status) == (["ready"], ["ready"] * 2, "done")
    assert set(Document.objects.values_list("version", flat=True)) == {1}


def test_worker_cancels_what_comes_back_after_the_batch_was_cancelled(batch, secretariat):
    document = batch.documents.order_by("pk").first()
    Document.objects.filter(pk=document.pk).update(status="building", claimed_at=timezone.now(), attempts=1)
    batches.cancel_batch(batch, by=secretariat)
    Document.objects.filter(pk=document.pk).update(claimed_at=timezone.now() - building.LEASE)
    services.sweep()
    assert services.build_document(document.pk) is False
    assert states(batch) == ["cancelled"] * 3


def test_cancelled_version_leaves_the_one_before_in_force(batch, category, secretariat, signer):
    build(batch)
    signer.name = "Penanda Tangan Baru"
    signer.save(update_fields=["name"])
    second = services.request_certificates(category, by=secretariat)
    batches.cancel_batch(second, by=secretariat)
    assert list(batch.documents.values_list("superseded_at", flat=True)) == [None] * 3
    assert not second.documents.filter(superseded_at=None).exists()
    third = services.request_certificates(category, by=secretariat)
    assert set(third.documents.values_list("version", flat=True)) == {3}
    assert not batch.documents.filter(superseded_at=None).exists()


def test_failed_files_of_a_batch_are_tried_again(batch, secretariat):
    good = dict(batch.documents.values_list("pk", "data"))
    batch.documents.update(data={"recipient": None})
    build(batch)
    assert (states(batch), batch.status) == (["failed"] * 3, "done")
    for pk, data in good.items():
        Document.objects.filter(pk=pk).update(data=data)
    assert batches.retry_failed(batch, by=secretariat) == 3
    build(batch)
    assert (states(batch), batch.status) == (["ready"] * 3, "done")
    with pytest.raises(ValidationError, match="Tidak ada berkas yang gagal"):
        batches.retry_failed(batch, by=secretariat)


def test_one_file_of_all(batch, secretariat):
    build(batch)
    archive = batches.request_bundle(batch, "batch_archive", by=secretariat)
    printed = batches.request_bundle(batch, "batch_print", by=secretariat)
    for document in (archive, printed):
        services.build_document(document.pk)
        document.refresh_from_db()
        assert (document.status, document.error, document.is_revocable) == ("ready", "", False)
        with pytest.raises(ValidationError, match="Cabut dokumen di dalamnya"):
            revoking.revoke(document, reason="Contoh.", by=secretariat)
    with archive.file.open() as file, zipfile.ZipFile(file) as found:
        assert len(found.namelist()) == 4
        assert found.namelist()[0] == "1-piagam-penghargaan-pemerintah-kabupaten-berau.pdf"
    with printed.file.open() as file, pikepdf.open(file) as found:
        assert (len(found.pages), found.check_pdf_syntax()) == (3, [])
    assert batches.request_bundle(batch, "batch_print", by=secretariat) == printed


def test_only_the_chosen_get_one_and_others_are_not_withdrawn(category, decided, signer, secretariat, finalists):
    first, second = (f"nomination:{row.pk}" for row in finalists[:2])
    services.request_certificates(category, by=secretariat, subjects=[first])
    services.request_certificates(category, by=secretariat, subjects=[second])
    assert list(Document.objects.order_by("pk").values_list("subject", "superseded_at")) == [
        (first, None),
        (second, None),
    ]
    with pytest.raises(ValidationError, match="Pilih paling sedikit satu"):
        services.request_certificates(category, by=secretariat, subjects=["nomination:0"])


def test_stranger_and_observer_move_nothing(batch, stranger, observer):
    for person in (stranger, observer):
        for verb in (batches.pause_batch, batches.cancel_batch, batches.retry_failed):
            with pytest.raises(PermissionDenied):
                verb(batch, by=person)
        with pytest.raises(PermissionDenied):
            batches.request_bundle(batch, "batch_print", by=person)


def test_names_that_are_alike_are_shown_with_their_places(category, decided, finalists, secretariat):
    assert queries.alike(category) == []
    finalists[1].printed_name = "Pemerintah Kabupaten Paserr"
    finalists[1].save(update_fields=["printed_name"])
    ((one, other),) = queries.alike(category)
    assert {one.name, other.name} == {"Pemerintah Kabupaten Paser", "Pemerintah Kabupaten Paserr"}
    assert one.place == f"{finalists[0].nominee.regency}, {category}"


def test_secretariat_pauses_on_the_page_and_is_told_when_it_cannot(client_of, batch, edition, secretariat):
    client = client_of(secretariat)
    place = [edition.province.slug, edition.slug, batch.pk]
    pause = reverse("batch_move", args=[*place, "jeda"])
    assert client.post(pause).status_code == 302
    assert "Lanjutkan" in client.get(reverse("batch", args=place)).content.decode()
    refused = client.post(pause, follow=True)
    assert refused.redirect_chain == [(reverse("batch", args=place), 302)]
    assert "sudah berubah" in refused.content.decode()
    assert client.post(reverse("batch_move", args=[*place, "lain"])).status_code == 404
    assert Batch.objects.get().changed_by == secretariat


def test_preview_of_one_certificate_is_printed_and_never_listed(
    client_of, decided, signer, edition, category, secretariat
):
    client = client_of(secretariat)
    asked = client.post(reverse("certificate_preview", args=[edition.province.slug, edition.slug, category.slug]))
    made = Preview.objects.get()
    assert (made.data["preview"], made.data["rank"], "check" in made.data) == (True, "Juara I", False)
    assert previews.build_preview(made.pk) is True
    assert "Buka pratinjau" in client.get(asked["Location"]).content.decode()
    assert not Document.objects.exists()


def test_time_left_follows_the_last_files():
    now = timezone.now()
    moments = [now - timedelta(seconds=2 * n) for n in range(20)]
    assert time_left(moments, 100) == "sekitar 4 menit"
    assert time_left(moments, 5) == "kurang dari satu menit"
    assert (time_left(moments[:1], 5), time_left(moments, 0)) == ("", "")


def test_sweep_removes_files_that_no_row_names(batch, monkeypatch, settings):
    build(batch)
    storage = batch.documents.first().file.storage
    stray = f"{batch.documents.first().file.name.rpartition('/')[0]}/.v2.pdf"
    storage.save(stray, ContentFile(b"x"))
    monkeypatch.setattr(leftovers, "STRAY", timedelta(hours=1))
    assert leftovers.sweep_files() == 0
    monkeypatch.setattr(leftovers, "STRAY", timedelta(seconds=-1))
    assert leftovers.sweep_files() == 1
    assert all(storage.exists(name) for name in batch.documents.values_list("file", flat=True))
