"""A file registered in time by its fingerprint: its bytes may follow, and nothing but these bytes."""

import base64
import datetime
import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from nominations.agenda import agenda
from nominations.models import Evidence, RegisteredFile, Submission
from nominations.queries import lines
from nominations.services import answers as answering
from nominations.services import evidence, registered, verification
from nominations.services.nominations import wait_for_files
from paritrana.audit.models import Entry
from paritrana.files import upload_services
from paritrana.files.models import Upload
from paritrana.notices.models import Notice
from paritrana.roles import Role
from tests import factories
from tests.nominations.conftest import pdf

PERDA = factories.pdf_bytes("perda")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def begin(nomination, indicator, by, content=PERDA, name="perda.pdf", **other):
    about = {"name": name, "size": len(content), "sha256": sha256(content)} | other
    return evidence.begin(nomination, indicator, by=by, **about)


def arrive(upload, content=PERDA, at=None):
    """The last byte has come (at `at`), and the worker does what it is asked to."""
    stored = default_storage.save(f"{upload.folder}/0", ContentFile(content))
    about = {"size": len(content), "sha256": sha256(content), "object": stored}
    upload.pieces.create(province=upload.province, offset=0, **about)
    upload.state, upload.arrived_at = "complete", at or timezone.now()
    upload.save()
    with pytest.MonkeyPatch.context() as patch:
        asked = []
        patch.setattr(upload_services, "later", lambda *call: asked.append(call))
        upload_services.join(upload.pk)
    if ("nominations.evidence", upload.pk) in asked:
        evidence.take(upload.pk)
    upload.refresh_from_db()
    return upload


def close(nomination, hours):
    """The deadline was so many hours ago, also for what is registered."""
    nomination.category.nomination_closes = timezone.now() - datetime.timedelta(hours=hours)
    nomination.category.save()
    RegisteredFile.objects.update(closes_at=nomination.category.nomination_closes)


@pytest.fixture
def indicator(indicators):
    return indicators[0]


@pytest.fixture
def waiting(nomination, indicator, official):
    """A file is registered; nothing of it has arrived."""
    return begin(nomination, indicator, official)[0]


def line_of(nomination, indicator, user):
    return next(line for line in lines(nomination, user) if line.indicator == indicator)


def test_bytes_follow_after_the_deadline(nomination, indicator, official, waiting):
    close(nomination, hours=2)
    upload = arrive(Upload.objects.get())
    found = Evidence.objects.get()
    assert (upload.state, found.file.name, found.file.sha256) == ("done", "perda.pdf", sha256(PERDA))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.came_after) == ("complete", True)
    line = line_of(nomination, indicator, official)
    assert ([row.pk for row in line.registered], line.item.files, line.item.awaited) == ([waiting.pk], 1, 0)


def test_what_came_before_the_deadline_needs_no_word(nomination, indicator, official, waiting):
    arrive(Upload.objects.get())
    assert line_of(nomination, indicator, official).registered == []


def test_the_same_file_is_registered_once(nomination, indicator, official, waiting):
    colleague = factories.person(
        "rekan", "Rekan", Role.NOMINEE, nominee=nomination.nominee, province=nomination.province
    )
    assert begin(nomination, indicator, official)[1] == Upload.objects.get()
    row, upload = begin(nomination, indicator, colleague, name="salinan.pdf")
    assert (row, upload.owner, upload.name) == (waiting, colleague, "perda.pdf")
    assert (RegisteredFile.objects.count(), Entry.objects.filter(verb="evidence.register").count()) == (1, 1)


def test_after_the_deadline_only_the_registered_file_is_taken_up(nomination, indicator, indicators, official, waiting):
    close(nomination, hours=2)
    Upload.objects.all().delete()  # another device, or a browser that forgot
    assert begin(nomination, indicator, official)[0] == waiting
    with pytest.raises(ValidationError, match="Pilih berkas yang sama persis dengan yang terdaftar: “perda.pdf”"):
        begin(nomination, indicator, official, b"%PDF-1.7 lain", "lain.pdf")
    with pytest.raises(ValidationError, match="Batas waktu sudah lewat"):
        begin(nomination, indicators[1], official)
    with pytest.raises(ValidationError, match="ukurannya berbeda"):
        begin(nomination, indicator, official, size=9)


def test_other_content_is_refused_and_the_right_one_still_awaited(nomination, indicator, official, waiting):
    close(nomination, hours=2)
    changed = PERDA.replace(b"perda", b"PERDA")
    upload = arrive(Upload.objects.get(), changed)
    words = "Pilih lagi “perda.pdf” yang asli: isi yang sampai berbeda dari berkas yang didaftarkan."
    assert (upload.state, upload.reason, Evidence.objects.count()) == ("refused", words, 0)
    waiting.refresh_from_db()
    assert waiting.is_awaited
    assert arrive(begin(nomination, indicator, official)[1]).state == "done"


def test_bytes_that_are_no_file_of_ours_end_the_registration(nomination, indicator, official):
    row, upload = begin(nomination, indicator, official, b"MZ bukan pdf")
    arrive(upload, b"MZ bukan pdf")
    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", upload.reason)
    assert Notice.objects.get(to=official).title == "Berkas terdaftar tidak diterima"


def test_it_may_be_sent_while_bytes_are_on_their_way(nomination, indicator, answer_all, official, secretariat, waiting):
    answer_all(nomination)
    item = line_of(nomination, indicator, official).item
    assert (item.lacks_evidence, item.is_complete, item.awaited) == (False, False, 1)
    answering.send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)
    files = Submission.objects.get().content["answers"][0]["files"]
    assert [(file["name"], file["sha256"], "registered" in file) for file in files] == [
        ("perda.pdf", sha256(PERDA), True)
    ]
    nomination.refresh_from_db()
    close(nomination, hours=2)
    assert "isi 1 berkas terdaftar masih dapat sampai" in wait_for_files(nomination)
    arrive(Upload.objects.get())
    assert (Evidence.objects.count(), wait_for_files(nomination)) == (1, "")


def test_what_does_not_arrive_falls_out_and_blocks_nothing(
    nomination, indicator, answer_all, judge_all, official, secretariat, waiting
):
    answer_all(nomination)
    answering.send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)
    Notice.objects.all().delete()
    nomination.refresh_from_db()
    close(nomination, hours=5)
    assert [item.title for item in agenda(official) if "terdaftar" in item.title] == [
        f"Tuntaskan unggahan berkas terdaftar: {nomination.nominee.name}"
    ]
    assert registered.lapse() == 0
    close(nomination, hours=7)
    assert (registered.lapse(), registered.lapse()) == (1, 0)
    waiting.refresh_from_db()
    assert waiting.state == "missing"
    assert set(Notice.objects.values_list("to__username", "title")) == {
        (person.username, "1 berkas terdaftar tidak sampai") for person in (official, secretariat)
    }
    assert [item.title for item in agenda(official) if "terdaftar" in item.title] == []
    assert [row.state for row in line_of(nomination, indicator, secretariat).registered] == ["missing"]
    judge_all(nomination)
    verification.complete(nomination, secretariat)
    with pytest.raises(ValidationError):
        begin(nomination, indicator, official)


def test_bytes_count_by_when_they_came(nomination, indicator, official, waiting):
    """In time, though the worker comes later; and the sweep does not overtake it."""
    close(nomination, hours=7)
    upload, in_time = Upload.objects.get(), timezone.now() - datetime.timedelta(hours=2)
    Upload.objects.update(arrived_at=in_time, state="complete")
    assert registered.lapse() == 0
    assert arrive(upload, at=in_time).state == "done"


def test_bytes_after_the_hours_are_refused(nomination, indicator, answer_all, official, waiting):
    answer_all(nomination)
    answering.send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)
    close(nomination, hours=7)
    upload = arrive(Upload.objects.get())
    assert upload.state == "refused"
    assert "sampai sesudah batasnya" in upload.reason


def test_an_extension_gives_the_hours_anew(nomination, waiting):
    close(nomination, hours=7)
    nomination.deadline = timezone.now() - datetime.timedelta(hours=1)
    nomination.save()
    assert registered.lapse() == 0


def test_a_registered_file_has_its_place(nomination, indicator, official, waiting):
    indicator.max_files = 1
    indicator.save()
    with pytest.raises(ValidationError) as refusal:
        begin(nomination, indicator, official, b"%PDF-1.7 lain")
    assert refusal.value.code == "many"
    answer = answering.save_answer(nomination, indicator, value="yes", version=0, by=official)
    with pytest.raises(ValidationError):
        answering.add_evidence(answer, pdf("lain.pdf", "lain"), by=official)
    answering.add_evidence(answer, pdf("perda.pdf", "perda"), by=official)  # the same bytes, from a plain field
    waiting.refresh_from_db()
    assert waiting.state == "complete"
    with pytest.raises(ValidationError, match="sudah tersimpan"):
        begin(nomination, indicator, official)


def test_it_is_withdrawn_only_while_the_candidate_may_write(nomination, indicator, official, secretariat, waiting):
    with pytest.raises(PermissionDenied):
        registered.withdraw(waiting, by=secretariat)
    close(nomination, hours=1)
    with pytest.raises(ValidationError):
        registered.withdraw(waiting, by=official)
    close(nomination, hours=-1)
    registered.withdraw(waiting, by=official)
    waiting.refresh_from_db()
    assert (waiting.state, Upload.objects.count()) == ("withdrawn", 0)
    assert line_of(nomination, indicator, official).item.awaited == 0


def test_who_reads_of_a_registered_file(nomination, sent, indicator, official, secretariat, branch_head, stranger):
    nomination.refresh_from_db()
    answering.advance(nomination, "take_back", by=official)
    begin(nomination, indicator, official)
    for person, count in ((official, 1), (secretariat, 0), (branch_head, 0), (stranger, 0)):
        assert RegisteredFile.objects.visible_to(person, "nominations.view").count() == count
    answering.send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)
    for person, count in ((official, 1), (secretariat, 1), (branch_head, 0), (stranger, 0)):
        assert RegisteredFile.objects.visible_to(person, "nominations.view").count() == count


# --- the page -------------------------------------------------------------------------------------------


def about(content: bytes, digest: str = "") -> dict[str, str]:
    pairs = {"filename": "perda.pdf", "sha256": digest or sha256(content)}
    metadata = ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in pairs.items())
    return {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": metadata}


def test_address_registers_and_forgets(nomination, indicator, edition, nominees, official_client, client_of, page):
    url = page("evidence_upload", edition, nomination.number, indicator.pk)
    made = official_client.post(url, headers=about(PERDA), content_type="application/octet-stream")
    assert (made.status_code, made.text.startswith("Berkas terdaftar pukul ")) == (201, True)
    assert "isinya masih diunggah" in official_client.get(url).text
    bad = official_client.post(url, headers=about(PERDA, "A" * 64), content_type="application/octet-stream")
    assert bad.status_code == 400
    other = factories.person("lain", "Lain", Role.NOMINEE, nominee=nominees[1], province=nominees[1].province)
    there = f"{url}?sha256={sha256(PERDA)}"
    assert client_of(other).delete(there).status_code == 404
    assert [official_client.delete(there).status_code for _ in range(2)] == [204, 404]


def test_pages_say_what_is_registered(nomination, indicator, edition, official_client, page, waiting):
    check = official_client.get(page("nomination_check", edition, nomination.number)).text
    assert "1 berkas terdaftar, isinya masih diunggah." in check
    close(nomination, hours=2)
    assert 'data-uploader="' in official_client.get(nomination.get_absolute_url()).text
