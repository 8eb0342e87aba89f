"""Numbers that look like a NIK; those here are made up."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nominations.models import Answer, Evidence, Nomination
from nominations.services.answers import add_evidence, restrict_evidence, save_answer
from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.files import check_services
from paritrana.files.models import File
from paritrana.files.personal import Unreadable, count
from paritrana.files.services import restrict
from tests import factories
from tests.paritrana.files import makers

MAN, WOMAN = "6474011201850001", "6474015201850002"


def workbook(*cells: object) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for cell in cells:
        book.active.append(["Nama", cell])
    book.save(out)
    return out.getvalue()


def paragraph(text: str) -> bytes:
    # Word cuts a line of text into runs wherever it likes.
    runs = f"<w:p><w:r><w:t>{text[:7]}</w:t></w:r><w:r><w:t>{text[7:]}</w:t></w:r></w:p>"
    return makers.more("docx", {"word/document.xml": f"<w:document>{runs}</w:document>".encode()})


@pytest.mark.parametrize(
    ("made", "kind", "found"),
    [
        (lambda: workbook(MAN, WOMAN, MAN), "xlsx", 2),
        (lambda: workbook(int(MAN)), "xlsx", 1),
        (lambda: workbook(1_250_000_000_000_000, "9900011201850001", "6474019901850001"), "xlsx", 0),
        (lambda: factories.pdf_bytes(f"NIK {MAN}, HP 081234567890"), "pdf", 1),
        (lambda: factories.pdf_bytes("Rp6.474.011.201.850.001 dan 64740112018500012"), "pdf", 0),
        (lambda: factories.pdf_bytes("6474 0112 0185 0001 dan 647401-520185-0002"), "pdf", 2),
        (lambda: f"nama;nik\nA;{MAN}\nB;{WOMAN}\n".encode(), "csv", 2),
    ],
)
def test_count_finds_what_looks_like_a_nik(made, kind, found):
    assert count(io.BytesIO(made()), kind) == found


def test_count_says_what_nobody_can_open():
    with pytest.raises(Unreadable):
        count(io.BytesIO(b"%PDF-1.4\n%%EOF\n"), "pdf")


@pytest.fixture
def attach(category, nominees, secretariat, official):
    """`attach(content, name)`: evidence, checked, of a nomination that is sent."""
    instrument = factories.instrument(category)
    nomination = factories.nomination(category, nominees[0], secretariat)
    answer = save_answer(nomination, instrument.indicators.first(), value="yes", note="", version=0, by=official)

    def add(content: bytes, name: str = "daftar.pdf") -> Evidence:
        evidence = add_evidence(answer, SimpleUploadedFile(name, content), by=official)
        check_services.check(evidence.file_id)
        Nomination.objects.update(status=Status.SENT)
        evidence.file.refresh_from_db()
        return evidence

    return add


def opened(client: Client, evidence: Evidence) -> int:
    """The status of asking for the file, which is read to its end."""
    edition = Answer.objects.get().nomination.edition
    response = client.get(reverse("evidence", args=["kaltim", edition.slug, 1, evidence.pk]))
    if response.streaming:
        b"".join(response.streaming_content)
    return int(response.status_code)


def test_personal_data_opens_for_verifiers_and_each_opening_is_on_record(
    attach, client_of, secretariat, official, panelist, branch_head, observer, stranger
):
    evidence = attach(factories.pdf_bytes(f"NIK {MAN}"))
    assert evidence.file.restricted
    assert check_services.draw(evidence.file_id) is False
    people = (secretariat, official, panelist, branch_head, observer, stranger)
    statuses = [opened(client_of(person), evidence) for person in people]
    assert statuses == [200, 200, 404, 404, 404, 404]
    entries = Entry.objects.filter(verb="files.open")
    assert [(entry.actor_id, entry.after) for entry in entries] == [(secretariat.pk, {"name": "daftar.pdf"})]


def test_mark_of_the_candidate_stays_while_the_file_is_looked_into(attach):
    file = attach(factories.pdf_bytes("pindaian")).file
    restrict(File.objects.get())  # marked after the check has read its row
    assert check_services._look_into(file) == {"state": File.State.ACCEPTED, "reason": "", "made_on": None}


def test_candidate_marks_a_scan_as_personal(attach, panelist, official, client_of):
    evidence = attach(factories.pdf_bytes("pindaian"))
    check_services.draw(evidence.file_id)
    assert opened(client_of(panelist), evidence) == 200
    Nomination.objects.update(status=Status.PROPOSED)
    evidence = Evidence.objects.select_related("file", "answer__nomination").get()
    restrict_evidence(evidence, by=official)
    restrict_evidence(evidence, by=official)
    Nomination.objects.update(status=Status.SENT)
    assert opened(client_of(panelist), evidence) == 404
    evidence.file.refresh_from_db()
    assert (evidence.file.restricted, evidence.file.preview.name) == (True, "")
    assert Entry.objects.filter(verb="evidence.restrict").count() == 1
