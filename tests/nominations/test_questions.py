"""The questions as a file: handed out from the first day, given back with a dry run, written whole or not at all."""

import io

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from nominations.models import Answer, AnswerImport, Indicator
from nominations.question_document import document
from nominations.question_files import workbook
from nominations.question_queries import asked, blank, check, dry_run_of
from nominations.questions import HEADINGS, Question, Table, dry_run
from nominations.services import answers as answering
from nominations.services import questions as services
from nominations.services.nominations import only_changes
from paritrana.audit.models import Entry
from tests.nominations.conftest import in_days

ANSWER, NOTE = 5, 6
FILLED = {"I1": "Ya", "I2": 1250.5, "I3": "perda", "I4": "Uraian contoh."}
STORED = {"I1": "yes", "I2": "1250.5", "I3": "Perda", "I4": "Uraian contoh."}


def filled(content: bytes, cells: dict, notes: dict | None = None, change=None) -> SimpleUploadedFile:
    """The file as an office gives it back."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for line in range(2, sheet.max_row + 1):
        code = sheet.cell(line, 1).value
        if code in cells:
            sheet.cell(line, ANSWER).value = cells[code]
        if notes and code in notes:
            sheet.cell(line, NOTE).value = notes[code]
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("isian.xlsx", out.getvalue())


@pytest.fixture
def file(nomination, indicators, official) -> bytes:
    return workbook("Contoh", asked(nomination, official), [])


def preview(row, user):
    return dry_run_of(row, only_changes(row.nomination), user)


def stored(nomination):
    return dict(Answer.objects.filter(nomination=nomination).values_list("indicator__code", "value"))


def test_the_files_hold_every_question_with_what_is_wanted(nomination, indicators, official):
    Indicator.objects.filter(code="I4").update(text="=1+1", help="Jelaskan.", needs_evidence=False)
    Indicator.objects.filter(code="I1").update(evidence_time="made")
    rows = asked(nomination, official)
    book = load_workbook(io.BytesIO(workbook("Judul", rows, ["Catatan"])))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [str(heading) for heading in HEADINGS]
    assert [sheet.cell(line, 1).value for line in range(2, 6)] == ["I1", "I2", "I3", "I4"]
    assert (sheet["C5"].value, sheet["C5"].data_type) == ("=1+1\nJelaskan.", "s")
    assert [sheet.cell(line, 7).value for line in (2, 3, 5)] == [
        "Perlu data dukung, paling banyak 5 berkas. Dibuat pada tahun penilaian.",
        "Perlu data dukung, paling banyak 5 berkas. Berlaku pada tahun penilaian, boleh dibuat sebelumnya.",
        "Tidak diminta.",
    ]
    rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert rules == {
        "E2": ("list", "'Pilihan'!$A$1:$A$2"),
        "E3": ("decimal", "0"),
        "E4": ("list", "'Pilihan'!$B$1:$B$3"),
    }
    assert [cell.value for cell in book["Pilihan"]["B"]] == ["Perda", "Perbup/Perwali", "Belum ada"]
    page = docx.Document(io.BytesIO(document("Judul", rows, ["Catatan"])))
    assert [[row.cells[0].text for row in table.rows] for table in page.tables] == [
        ["Kode", "I1", "I2"],
        ["Kode", "I3", "I4"],
    ]
    assert page.tables[1].rows[2].cells[1].text == "=1+1\nJelaskan.\nTulis uraian."


def test_a_filled_file_is_looked_at_and_then_written_whole(nomination, file, official):
    row = services.receive(nomination, filled(file, FILLED, {"I4": "Dari Bappeda"}), by=official)
    found = preview(row, official)
    assert found.counts == {"error": 0, "changed": 0, "new": 4, "same": 0}
    assert stored(nomination) == {}
    assert services.write(row, seen=found.fingerprint, by=official) == 4
    assert stored(nomination) == STORED
    assert Answer.objects.get(indicator__code="I4").note == "Dari Bappeda"
    assert Entry.objects.filter(verb="answers.save").count() == 4
    row.refresh_from_db()
    assert (row.status, row.written_by, row.counts["new"]) == ("written", official, 4)
    assert services.write(row, seen=found.fingerprint, by=official) is None
    # What is stored and handed out again is the same when it comes back.
    again = workbook("Contoh", asked(nomination, official), [])
    assert check(list(tables(again)), nomination, None, official).counts["same"] == 4


def tables(content: bytes) -> list[Table]:
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(io.BytesIO(content))]


def test_what_changed_since_the_dry_run_is_not_overwritten(nomination, indicators, file, official):
    row = services.receive(nomination, filled(file, FILLED), by=official)
    seen = preview(row, official).fingerprint
    answering.save_answer(nomination, indicators[3], value="Tulisan rekan", version=0, by=official)
    with pytest.raises(ValidationError) as refusal:
        services.write(row, seen=seen, by=official)
    assert refusal.value.code == "changed"
    assert stored(nomination) == {"I4": "Tulisan rekan"}
    assert preview(row, official).counts == {"error": 0, "changed": 1, "new": 3, "same": 0}


def test_one_wrong_row_holds_everything_back(nomination, file, official):
    def spoil(sheet):
        sheet.cell(5, 3).value = "Pertanyaan lama"
        sheet.append(["I9", "", "", "", "Ya"])
        sheet.append(["I1", "", "Pertanyaan 1", "", "Ya"])

    wrong = FILLED | {"I1": "mungkin", "I2": "banyak", "I3": "Pergub"}
    row = services.receive(nomination, filled(file, wrong, change=spoil), by=official)
    found = preview(row, official)
    assert {line.line: len(line.reasons) for line in found.rows} == {2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1}
    with pytest.raises(ValidationError):
        services.write(row, seen=found.fingerprint, by=official)
    assert stored(nomination) == {}


def question(kind="number", **fields):
    return Question("I1", "Pertanyaan", kind, **fields)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("number", 1250.0, "1250"),
        ("number", "1.250,5", "1250.5"),
        ("number", 0, "0"),
        ("yes_no", True, "yes"),
        ("yes_no", "TIDAK", "no"),
        ("text", 12.0, "12"),
        ("text", None, ""),
        ("number", 1e15, None),
        ("number", "1250.5", None),
        ("number", "#N/A", None),
        ("yes_no", 1, None),
        ("text", "NIK 6402010101900001", None),
    ],
)
def test_cells_are_read_as_people_write_them(kind, cell, value):
    row = dry_run([[["Kode", "Jawaban"], ["I1", cell]]], [question(kind)]).rows[0]
    assert (None if row.reasons else row.value) == value


def test_a_blank_cell_changes_nothing_and_what_does_not_apply_stays_empty():
    head, known = ["Kode", "Jawaban", "Keterangan"], [question(value="5", note="Lama")]
    blank_row = dry_run([[head, ["I1", "", None]]], known).rows[0]
    assert (blank_row.outcome, blank_row.value, blank_row.note) == ("same", "5", "Lama")
    for left in (question(applies=False), question(is_open=False)):
        assert dry_run([[head, ["I1", 4]]], [left]).rows[0].outcome == "error"
        assert dry_run([[head, ["I1", None]]], [left]).rows[0].outcome == "same"


@pytest.mark.parametrize(
    "table", [[["Nama", "Alamat"]], [["Kode", "Jawaban", "Jawaban"]], [["Kode", "Jawaban"], ["X", 1]]]
)
def test_a_file_of_something_else_is_refused(table):
    with pytest.raises(ValidationError):
        dry_run([table], [question()])


def test_only_the_candidate_reads_and_writes_it(nomination, file, official, secretariat, category):
    with pytest.raises(PermissionDenied):
        services.receive(nomination, filled(file, FILLED), by=secretariat)
    row = services.receive(nomination, filled(file, FILLED), by=official)
    assert list(AnswerImport.objects.visible_to(secretariat, "nominations.view")) == []
    with pytest.raises(PermissionDenied):
        services.write(row, seen=preview(row, official).fingerprint, by=secretariat)
    category.nomination_closes = in_days(-1)
    category.save()
    with pytest.raises(ValidationError):
        services.write(row, seen=preview(row, official).fingerprint, by=official)


def test_the_pages_lead_from_the_file_to_the_answers(client_of, page, edition, nomination, file, official):
    client = client_of(official)
    taken = client.get(page("questions_file", edition, nomination.number, "xlsx"))
    assert taken["Content-Disposition"] == f'attachment; filename="pertanyaan-{nomination.number}.xlsx"'
    assert client.get(page("questions_file", edition, nomination.number, "exe")).status_code == 404
    home = page("questions", edition, nomination.number)
    assert client.post(home, {}).status_code == 422
    checked = client.post(home, {"file": filled(b"".join(taken.streaming_content), FILLED)}, follow=True)
    assert "Simpan 4 jawaban" in checked.content.decode()
    found = checked.context["found"]
    assert client.post(checked.request["PATH_INFO"], {"seen": "x"}).status_code == 422
    client.post(checked.request["PATH_INFO"], {"seen": found.fingerprint})
    assert stored(nomination) == STORED
    row = AnswerImport.objects.get()
    original = client.get(page("questions_original", edition, nomination.number, row.pk))
    assert b"".join(original.streaming_content)[:2] == b"PK"


def test_the_secretariat_takes_a_draft_of_the_questions(client_of, page, edition, category, secretariat, instrument):
    instrument.frozen_at = None
    instrument.save()
    instrument.indicators.filter(code="I1").update(exempt=["kota", "administrative"])
    assert blank(instrument)[0].not_for == "kota dan kota/kabupaten administrasi"
    taken = client_of(secretariat).get(page("instrument_file", edition, category.slug, "docx"))
    page = docx.Document(io.BytesIO(b"".join(taken.streaming_content)))
    text = "\n".join(paragraph.text for paragraph in page.paragraphs)
    assert "Rancangan: belum ditetapkan." in text
