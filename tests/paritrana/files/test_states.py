"""From received to accepted, rejected or held back, and who may open a file meanwhile."""

import io
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from nominations.agenda import agenda
from nominations.models import Answer, Evidence, Nomination
from nominations.queries import lines
from nominations.services.answers import add_evidence, save_answer, send
from nominations.workflow import Status
from paritrana.files import check_services, clamd, services
from paritrana.files.models import File
from tests import factories
from tests.paritrana.files import makers

SCRIPT = factories.pdf_bytes(catalog="/OpenAction<</S/JavaScript/JS(x)>>")
State = File.State
pytestmark = pytest.mark.usefixtures("place")


def upload(name: str = "perda.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.pdf_bytes() if content is None else content)


def state_of(file: File) -> tuple[str, str]:
    file.refresh_from_db()
    return file.state, file.reason


@pytest.fixture
def file(kaltim, official, nominees) -> File:
    return services.store(upload(), province=kaltim, by=official, nominee=nominees[0])


@pytest.fixture
def answer(category, nominees, secretariat, official) -> Answer:
    """The answer to the first question of a nomination that is already sent to the secretariat."""
    instrument = factories.instrument(category)
    nomination = factories.nomination(category, nominees[0], secretariat)
    return save_answer(nomination, instrument.indicators.first(), value="yes", note="", version=0, by=official)


@pytest.fixture
def attach(answer, official):
    """`attach(content)`: evidence as the candidate uploads it, of a nomination that others may read."""

    def add(content: bytes | None = None) -> Evidence:
        Nomination.objects.update(status=Status.PROPOSED)
        made = add_evidence(answer, upload(content=content), by=official)
        Nomination.objects.update(status=Status.SENT)
        return made

    return add


def address(name: str, row: Evidence, *rest) -> str:
    edition = row.answer.nomination.edition
    return reverse(name, args=[edition.province.slug, edition.slug, row.answer.nomination.number, *rest])


def finish(response):
    """Close the file of an answer without closing the connection of the test."""
    for closer in getattr(response, "_resource_closers", []):
        closer()
    return response


# --- the check ------------------------------------------------------------------------------------------


def test_check_accepts_a_good_file_once(file):
    assert state_of(file) == (State.RECEIVED, "")
    assert [check_services.check(file.pk), check_services.check(file.pk)] == [True, False]
    assert state_of(file) == (State.ACCEPTED, "")
    assert (file.claim, file.attempts) == (None, 1)


def test_check_rejects_with_the_reason_and_the_way_out(kaltim, official):
    file = services.store(upload(content=SCRIPT), province=kaltim, by=official)
    check_services.check(file.pk)
    assert state_of(file) == (State.REJECTED, "script")
    assert file.why == "Cetak ke PDF, lalu unggah hasilnya; berkas ini memuat skrip."


def test_what_cannot_be_read_is_held_back(file):
    file.content.storage.delete(file.content.name)
    check_services.check(file.pk)
    assert state_of(file) == (State.QUARANTINED, "unfinished")


def test_storing_asks_for_the_check(kaltim, official, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        file = services.store(upload(), province=kaltim, by=official)
    assert [(message.task, message.args) for ask in asked for message in ask.args] == [("files.inspect", (file.pk,))]


def test_office_file_with_a_password_is_refused_at_the_field(kaltim, official):
    with pytest.raises(ValidationError) as refusal:
        services.store(upload("a.xlsx", makers.locked("xlsx")), province=kaltim, by=official)
    assert "hapus kata sandinya" in refusal.value.messages[0]
    assert File.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_check_it_once(file):
    barrier, done = threading.Barrier(2), []

    def work():
        try:
            barrier.wait(timeout=10)
            done.append(check_services.check(file.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(done) == [False, True]
    assert state_of(file) == (State.ACCEPTED, "")
    assert file.attempts == 1


# --- the sweeper ----------------------------------------------------------------------------------------


def test_sweep_takes_a_file_from_a_killed_worker(file):
    long_ago = timezone.now() - check_services.LEASE * 2
    File.objects.update(state=State.CHECKING, claim=file.key, claimed_at=timezone.now(), attempts=1)
    File.objects.update(checked_at=timezone.now())
    assert check_services.sweep() == 0
    File.objects.update(claimed_at=long_ago)
    assert check_services.sweep() == 1
    assert state_of(file) == (State.RECEIVED, "")
    assert check_services.check(file.pk)
    assert state_of(file) == (State.ACCEPTED, "")


def test_sweep_holds_back_what_ends_three_workers(file):
    long_ago = timezone.now() - check_services.LEASE * 2
    File.objects.update(state=State.CHECKING, claim=file.key, claimed_at=long_ago, attempts=3)
    assert check_services.sweep() == 0
    assert state_of(file) == (State.QUARANTINED, "unfinished")


def test_sweep_finds_what_the_broker_lost(file):
    assert check_services.sweep() == 0
    File.objects.update(uploaded_at=timezone.now() - check_services.LEASE * 2)
    assert check_services.sweep() == 1


# --- the virus scanner ----------------------------------------------------------------------------------


@pytest.fixture
def scanner():
    """`scanner()` starts a real clamd that knows one signature, EICAR's, and gives its address."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if not program:
        pytest.skip("clamd is not installed")
    with tempfile.TemporaryDirectory(prefix="clamd-", dir="/tmp") as folder:
        place = Path(folder)
        (place / "contoh.ndb").write_text(f"Contoh.EICAR:0:*:{makers.EICAR.hex()}\n")
        (place / "clamd.conf").write_text(
            f"LocalSocket {place}/socket\nDatabaseDirectory {place}\nForeground yes\nConcurrentDatabaseReload no\n"
        )
        started = []

        def start() -> str:
            command = [program, f"--config-file={place}/clamd.conf"]
            started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            until = time.monotonic() + 30
            while not (place / "socket").exists():
                assert started[-1].poll() is None
                assert time.monotonic() < until
                time.sleep(0.05)
            return f"{place}/socket"

        yield start
        for process in started:
            process.kill()
            process.wait()


def test_real_scanner_finds_eicar_and_passes_the_rest(scanner, settings, kaltim, official):
    settings.CLAMD_ADDRESS = scanner()
    hidden = makers.more("docx", {"word/media/a.txt": makers.EICAR})
    plain = factories.pdf_bytes().replace(b"\n", b"\n%" + makers.EICAR + b"\n", 1)
    found = []
    for name, content in (("a.docx", hidden), ("b.pdf", plain), ("c.docx", makers.office("docx"))):
        file = services.store(upload(name, content), province=kaltim, by=official)
        check_services.check(file.pk)
        found.append(state_of(file))
    assert found == [(State.REJECTED, "virus"), (State.REJECTED, "virus"), (State.ACCEPTED, "")]


def test_silent_scanner_holds_back_and_the_sweeper_asks_again(scanner, settings, file):
    settings.CLAMD_ADDRESS = "/tmp/paritrana-no-such-socket"
    check_services.check(file.pk)
    assert state_of(file) == (State.QUARANTINED, "scanner")
    assert check_services.sweep() == 0
    settings.CLAMD_ADDRESS = scanner()
    File.objects.update(checked_at=timezone.now() - check_services.RESCAN * 2)
    assert check_services.sweep() == 1
    check_services.check(file.pk)
    assert state_of(file) == (State.ACCEPTED, "")


@pytest.mark.parametrize("address", ["/tmp/paritrana-no-such-socket", "127.0.0.1:1", "tanpa-porta", "/"])
def test_scanner_that_is_not_there_never_says_clean(address):
    with pytest.raises(clamd.NoAnswer):
        clamd.found_in(io.BytesIO(b"x"), address, seconds=2)


# --- who sees it ----------------------------------------------------------------------------------------


def test_others_see_evidence_once_it_is_accepted(
    attach, client_of, official, nominees, secretariat, panelist, stranger
):
    colleague = factories.person("rekan", "Rekan", "nominee", nominee=nominees[0])
    rival = factories.person("rival", "Rival", "nominee", nominee=nominees[1])
    row = attach()
    url = address("evidence", row, row.pk)
    people = [client_of(person) for person in (official, colleague, secretariat, panelist, rival, stranger)]
    before = [finish(client.get(url)).status_code for client in people]
    check_services.check(row.file_id)
    after = [finish(client.get(url)).status_code for client in people]
    assert before == [200, 200, 404, 404, 404, 404]
    assert after == [200, 200, 200, 200, 404, 404]


def test_others_never_see_what_is_rejected(attach, secretariat, official):
    row = attach(SCRIPT)
    check_services.check(row.file_id)
    seen = [Evidence.objects.visible_to(user, "nominations.view").count() for user in (official, secretariat)]
    assert seen == [1, 0]


def test_send_refuses_others_even_with_the_row_in_hand(file, official, secretariat):
    with pytest.raises(Http404):
        services.send(file, to=secretariat)
    finish(services.send(file, to=official))
    check_services.check(file.pk)
    file.refresh_from_db()
    finish(services.send(file, to=secretariat))


def test_rejected_file_is_no_evidence_and_on_no_receipt(attach, answer, official):
    row = attach(SCRIPT)
    nomination = answer.nomination
    assert [line.item.files for line in lines(nomination, official)][0] == 1
    check_services.check(row.file_id)
    assert [line.item.files for line in lines(nomination, official)][0] == 0
    Nomination.objects.update(status=Status.PROPOSED)
    for indicator in answer.indicator.instrument.indicators.all()[1:]:
        value = {"yes_no": "yes", "number": "1"}.get(indicator.kind) or (indicator.choices or ["Contoh"])[0]
        save_answer(nomination, indicator, value=value, note="", version=0, by=official)
    submission = send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)
    assert submission.content["answers"][0]["files"] == []


def test_file_that_is_being_checked_counts_until_it_is_rejected(attach, answer, official):
    attach()
    assert lines(answer.nomination, official)[0].item.is_complete


def test_scan_of_a_paper_is_its_enterers_until_it_is_accepted(kaltim, secretariat, observer):
    scan = services.store(upload(), province=kaltim, by=secretariat)
    assert [scan.is_open_to(person) for person in (secretariat, observer)] == [True, False]
    check_services.check(scan.pk)
    scan.refresh_from_db()
    assert scan.is_open_to(observer)


# --- the page -------------------------------------------------------------------------------------------


def test_page_asks_again_only_while_something_is_checked(attach, answer, client_of, official):
    row = attach()
    Nomination.objects.update(status=Status.PROPOSED)
    client, page = client_of(official), address("nomination_section", row, answer.indicator.section_slug)
    waiting = client.get(page).content.decode()
    assert ("Menunggu diperiksa" in waiting, 'hx-trigger="every 3s"' in waiting) == (True, True)
    url = f"{address('evidence_state', row, row.pk)}?seen={row.file.seen}"
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 204
    check_services.check(row.file_id)
    answered = client.get(url, headers={"HX-Request": "true"})
    assert (answered.status_code, "Diterima" in answered.content.decode()) == (200, True)
    settled = client.get(page).content.decode()
    assert ("Diterima" in settled, "every 3s" in settled) == (True, False)


def test_idle_poll_asks_the_database_for_the_session_alone(attach, client_of, official, django_assert_num_queries):
    row = attach()
    client, url = client_of(official), f"{address('evidence_state', row, row.pk)}?seen={row.file.seen}"
    client.get(url)
    with django_assert_num_queries(6):  # a savepoint and its end, session, person, seats, reach
        assert client.get(url).status_code == 204


def test_page_says_why_and_what_to_do(attach, answer, client_of, official):
    row = attach(SCRIPT)
    check_services.check(row.file_id)
    Nomination.objects.update(status=Status.PROPOSED)
    content = (
        client_of(official).get(address("nomination_section", row, answer.indicator.section_slug)).content.decode()
    )
    assert "Cetak ke PDF, lalu unggah hasilnya; berkas ini memuat skrip." in content


def test_refused_file_waits_on_the_home_page(attach, official, secretariat):
    row = attach(SCRIPT)
    check_services.check(row.file_id)
    found = [[item.count for item in agenda(user) if "ditolak" in item.title] for user in (official, secretariat)]
    assert found == [[1], []]


def test_state_is_told_to_the_candidate_alone(attach, client_of, secretariat, stranger):
    row = attach()
    url = address("evidence_state", row, row.pk)
    assert [client_of(person).get(url).status_code for person in (secretariat, stranger)] == [403, 404]


# --- what is sent ---------------------------------------------------------------------------------------


def test_proxy_sends_the_bytes_where_it_is_set(file, official, settings):
    settings.ACCEL_PREFIX = "/berkas-dalam/"
    response = services.send(file, to=official)
    assert response["X-Accel-Redirect"] == f"/berkas-dalam/berkas/{file.key}"
    assert (response.content, response["Content-Type"]) == (b"", "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="perda.pdf"'


def test_heic_is_shown_as_jpeg_and_downloaded_as_it_came(kaltim, official):
    original = makers.picture("HEIF")
    file = services.store(upload("foto.heic", original), province=kaltim, by=official)
    check_services.check(file.pk)
    file.refresh_from_db()
    shown, kept = services.send(file, to=official, inline=True), services.send(file, to=official)
    assert (shown["Content-Type"], kept["Content-Type"]) == ("image/jpeg", "image/heic")
    with Image.open(io.BytesIO(b"".join(shown.streaming_content))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 48))
    assert b"".join(kept.streaming_content) == original
    finish(shown), finish(kept)
