"""tus 1.0 against a running server: what was received is kept, and nobody else's."""

import datetime
import hashlib
import random
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.utils import timezone
from tusclient.client import TusClient

from nominations.models import Answer, Evidence
from nominations.services import answers
from nominations.services import evidence as evidence_services
from nominations.values import YES
from paritrana.files import upload_services
from paritrana.files.models import File, Piece, Upload
from tests.paritrana.files.conftest import objects, upload_of

pytestmark = pytest.mark.django_db(transaction=True)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
MIB = 1024**2
PIECE = 512 * 1024


def document(size: int) -> bytes:
    """Starts as a PDF; the rest is noise, so that no two places are alike."""
    return PDF + random.Random(size).randbytes(size - len(PDF))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def work(path: str) -> Upload:
    """What the worker does when the last byte has come."""
    upload = upload_of(path)
    upload_services.join(upload.pk)
    evidence_services.take(upload.pk)
    upload.refresh_from_db()
    return upload


def wait_until(holds, seconds: int = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# --- from the first byte to the evidence ----------------------------------------------------------------


def test_pieces_become_evidence(tus, where, official, nomination):
    content = document(300_000)
    path = tus.begin(where, len(content), "Perda\u202e 4/2020.pdf")
    assert tus.offset(path) == 0
    assert tus.patch(path, 0, content[:200_000]).offset == 200_000
    last = tus.patch(path, 200_000, content[200_000:])
    assert (last.status, last.offset, last.headers["Cache-Control"]) == (204, 300_000, "no-store")
    assert upload_of(path).state == "complete"

    upload = work(path)

    evidence = Evidence.objects.get()
    assert (upload.state, upload.file_id, upload.name) == ("done", evidence.file_id, "2020.pdf")
    assert (evidence.answer.nomination, evidence.file.uploaded_by) == (nomination, official)
    assert sha256(evidence.file.content.read()) == evidence.file.sha256 == sha256(content)
    evidence.file.content.close()
    assert (Piece.objects.count(), objects(upload), tus.offset(path)) == (0, [], 300_000)
    assert '"state": "done"' in tus.ask("GET", path).text
    assert "2020.pdf" in tus.ask("GET", where).text


def test_typed_answer_keeps_its_mark_when_a_file_comes(tus, where, official, nomination):
    """So the page may take over the new version without writing over what a colleague has typed."""
    indicator = nomination.category.instruments.get().indicators.first()
    answers.save_answer(nomination, indicator, value=YES, note="Perda", version=0, by=official)
    before = tus.ask("GET", where).text
    path = tus.begin(where, len(PDF))
    tus.patch(path, 0, PDF)
    work(path)
    after = tus.ask("GET", where).text
    assert before.split("data-mark=")[1][:18] == after.split("data-mark=")[1][:18]
    assert ('data-version="1"' in before, 'data-version="2"' in after) == (True, True)


def test_work_done_twice_is_done_once(tus, where):
    path = tus.begin(where, len(PDF))
    tus.patch(path, 0, PDF)
    work(path)
    upload = work(path)
    assert (upload.state, File.objects.count(), Evidence.objects.count()) == ("done", 1, 1)


def test_two_workers_make_one_file(tus, where, django_db_blocker):
    content = document(2 * MIB)
    path = tus.begin(where, len(content))
    tus.patch(path, 0, content)

    def worker() -> None:
        with django_db_blocker.unblock():
            try:
                work(path)
            finally:
                connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    upload = work(path)
    assert (upload.state, File.objects.count(), Evidence.objects.count()) == ("done", 1, 1)
    assert File.objects.get().sha256 == sha256(content)


def test_same_file_again_is_the_one_that_is_there(tus, where):
    for _ in range(2):
        path = tus.begin(where, len(PDF))
        tus.patch(path, 0, PDF)
        assert work(path).state == "done"
    assert (File.objects.count(), Evidence.objects.count()) == (1, 1)


def test_refused_content_is_told_on_the_upload(tus, where):
    content = b"<html>bukan PDF</html>"
    path = tus.begin(where, len(content))
    tus.patch(path, 0, content)
    upload = work(path)
    assert (upload.state, upload.reason) == (
        "refused",
        "“perda.pdf” belum dapat dibuka sebagai PDF. Simpan sebagai PDF, lalu unggah lagi; berkas ini halaman web"
        " atau gambar SVG.",
    )
    assert (File.objects.count(), Answer.objects.count(), objects(upload)) == (0, 0, [])


def test_sent_meanwhile_is_told_on_the_upload(tus, where, nomination):
    path = tus.begin(where, len(PDF))
    tus.patch(path, 0, PDF)
    type(nomination).objects.filter(pk=nomination.pk).update(status="sent")
    upload = work(path)
    assert upload.reason == "Penilaian mandiri sudah dikirim. Tarik kembali dulu untuk mengubahnya."
    assert (upload.state, File.objects.count(), str(upload.key) in default_storage.listdir("berkas")[1]) == (
        "refused",
        0,
        False,
    )


# --- bad lines and dead servers -------------------------------------------------------------------------


def test_cut_piece_keeps_what_arrived(tus, where):
    content = document(400_000)
    path = tus.begin(where, len(content))
    tus.cut(path, 0, content[:150_000], announced=400_000)
    wait_until(lambda: tus.offset(path) == 150_000)
    assert tus.patch(path, 150_000, content[150_000:]).offset == 400_000
    work(path)
    assert File.objects.get().sha256 == sha256(content)


@pytest.mark.parametrize("started", ["folder"], indirect=True)
def test_real_client_brings_100_mb_though_the_server_is_killed_three_times(server, tus, where, tmp_path):
    """tuspy, 512 KiB a piece with checksums; each kill -9 meets a piece that is under way."""
    whole = tmp_path / "perda.pdf"
    whole.write_bytes(document(100 * MIB))
    grown = []

    def die_at(*stops: int) -> None:
        for stop in stops:
            before = server.peak()
            wait_until(lambda: Piece.objects.count() * PIECE > stop, seconds=60)  # noqa: B023
            grown.append(server.peak() - before)
            server.kill()
            server.start()
        connections.close_all()

    client = TusClient(f"http://127.0.0.1:{server.port}{where}", headers=tus.headers)
    killer = threading.Thread(target=die_at, args=(25 * MIB, 50 * MIB, 75 * MIB))
    killer.start()
    with whole.open("rb") as content:
        uploader = client.uploader(
            file_stream=content,
            chunk_size=PIECE,
            metadata={"filename": whole.name},
            retries=200,
            retry_delay=0.05,
            upload_checksum=True,
        )
        uploader.upload()
    killer.join()
    work(urlsplit(uploader.url).path)
    assert File.objects.get().sha256 == sha256(whole.read_bytes())
    assert len(grown) == 3
    assert max(grown) < 30 * MIB


def test_memory_stays_flat(server, tus, where):
    content = document(40 * MIB)
    tus.patch(tus.begin(where, len(PDF)), 0, PDF)
    before = server.peak()
    path = tus.begin(where, len(content))
    assert tus.patch(path, 0, content).status == 204
    assert server.peak() - before < (30 if server.extra else 8) * MIB


# --- two at once, and out of order ----------------------------------------------------------------------


def test_wrong_offset_is_a_conflict(tus, where):
    path = tus.begin(where, 1000)
    assert tus.patch(path, 10, b"x" * 10).status == 409
    assert tus.patch(path, 0, b"x" * 10).status == 204
    assert tus.patch(path, 0, b"x" * 10).status == 409
    assert tus.offset(path) == 10


def test_second_patch_at_once_is_a_conflict_and_corrupts_nothing(server, tus, where):
    content = document(200_000)
    path = tus.begin(where, len(content))
    slow = server.line()
    slow.putrequest("PATCH", path)
    for name, value in tus.headers.items():
        slow.putheader(name, value)
    slow.putheader("Content-Type", "application/offset+octet-stream")
    slow.putheader("Upload-Offset", "0")
    slow.putheader("Content-Length", "200000")
    slow.endheaders(b"y" * 100_000)
    # It is on its way to the storage; a bucket shows no object before it is whole.
    wait_until(lambda: server.extra or objects(upload_of(path)))

    assert tus.patch(path, 0, content).status == 204
    slow.send(b"y" * 100_000)
    assert slow.getresponse().status == 409
    slow.close()

    upload = upload_of(path)
    assert len(objects(upload)) == 1
    work(path)
    assert File.objects.get().sha256 == sha256(content)


# --- whose it is, and how much --------------------------------------------------------------------------


def test_upload_of_somebody_else_is_not_there(tus, tus_of, where, secretariat, stranger, nobody):
    path = tus.begin(where, 1000)
    for person in (secretariat, stranger, nobody):
        for method in ("HEAD", "PATCH", "DELETE", "GET", "OPTIONS"):
            assert tus_of(person).patch(path, 0, b"x", method=method).status == 404
    assert [tus_of(person).create(where, 9).status for person in (secretariat, stranger)] == [403, 404]
    assert tus_of(None).ask("HEAD", path).status == 401
    assert tus_of(None).create(where, 9).status == 401
    assert tus.offset(path) == 0


def test_request_without_the_token_is_refused(tus, where):
    path = tus.begin(where, 1000)
    assert tus.patch(path, 0, b"x", x_csrftoken="b" * 32).status == 403


def test_too_much_is_refused_before_the_first_byte(tus, where):
    large = tus.create(where, 101 * MIB)
    assert (large.status, large.text) == (
        413,
        "Perkecil “perda.pdf” menjadi paling besar 100 MB; sekarang 101 MB.",
    )
    tus.begin(where, 99 * MIB)
    tus.begin(where, 99 * MIB)
    full = tus.create(where, 3 * MIB)
    assert full.status == 413
    assert full.text.startswith("Hapus dulu berkas yang tidak diperlukan: seluruh data dukung satu usulan")
    assert (Upload.objects.count(), Piece.objects.count()) == (2, 0)


def test_what_is_not_taken_anyway_is_refused_before_the_first_byte(tus, where, nomination):
    old = tus.create(where, 10, "data.xls")
    assert old.status == 422
    assert old.text.endswith("Buka di Excel, pilih Simpan Sebagai .xlsx, lalu unggah lagi.")
    assert tus.create(where, 0).status == 422
    type(nomination).objects.filter(pk=nomination.pk).update(status="sent")
    assert tus.create(where, 10).status == 422
    assert Upload.objects.count() == 0


# --- what a killed process leaves -----------------------------------------------------------------------


def test_sweep_takes_up_what_is_stuck(tus, where, monkeypatch):
    """A worker that died while joining, and a message that was lost before the file was taken."""
    asked = []
    monkeypatch.setattr(upload_services, "later", lambda *call: asked.append(call))
    path = tus.begin(where, len(PDF))
    tus.patch(path, 0, PDF)
    upload = upload_of(path)
    long_ago = timezone.now() - upload_services.LEASE - datetime.timedelta(seconds=1)
    Upload.objects.update(state="joining", touched_at=long_ago)
    upload_services.sweep()
    assert asked == [("files.join", upload.pk)]
    upload_services.join(upload.pk)
    Upload.objects.update(touched_at=long_ago)
    upload_services.sweep()
    assert asked[1:] == [("nominations.evidence", upload.pk)] * 2
    evidence_services.take(upload.pk)
    assert Evidence.objects.count() == 1


def test_sweep_gives_up_at_last(tus, where):
    path = tus.begin(where, len(PDF))
    tus.patch(path, 0, PDF)
    long_ago = timezone.now() - upload_services.LEASE - datetime.timedelta(seconds=1)
    Upload.objects.update(state="joining", touched_at=long_ago, attempts=upload_services.ATTEMPTS)
    upload_services.sweep()
    upload = upload_of(path)
    assert (upload.state, upload.reason) == (
        "refused",
        "Unggah lagi “perda.pdf”: berkas ini belum berhasil disimpan.",
    )
    assert objects(upload) == []


def test_damaged_piece_is_told_and_not_joined(tus, where):
    path = tus.begin(where, len(PDF))
    tus.patch(path, 0, PDF)
    default_storage.save(Piece.objects.get().object, ContentFile(b"#" + PDF[1:]))
    upload = work(path)
    assert (upload.state, upload.reason) == (
        "refused",
        "Unggah lagi “perda.pdf”: isinya rusak di tempat penyimpanan.",
    )
    assert (File.objects.count(), objects(upload)) == (0, [])


def test_sweep_removes_objects_without_a_row(tus, where, monkeypatch):
    path = tus.begin(where, 1000)
    tus.patch(path, 0, b"x" * 10)
    upload = upload_of(path)
    default_storage.save(f"{upload.folder}/10.dead", ContentFile(b"y"))
    assert upload_services.sweep_objects() == 0  # it may still be arriving
    monkeypatch.setattr(upload_services, "STRAY", datetime.timedelta(seconds=-2))
    assert upload_services.sweep_objects() > 0
    assert ([f"{upload.folder}/{name}" for name in objects(upload)], tus.offset(path)) == (
        [Piece.objects.get().object],
        10,
    )
