"""Answers in rows: regulations and tables, typed in cells, kept as text, read back from the file of questions."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from nominations.models import Answer, Indicator
from nominations.queries import lines, outside_period
from nominations.question_files import workbook
from nominations.question_queries import asked, check
from nominations.services import answers as answering
from nominations.services import instruments
from nominations.spreadsheets import read
from nominations.values import canonical, shown
from tests.nominations.test_instruments import FIELDS

COLUMNS = ["Program", "Peserta"]
PERDA = "Perda | 4 | 2023 | Ketenagakerjaan"


@pytest.fixture
def rows(indicators):
    """The last two questions ask for regulations and for a table."""
    regulation, table = indicators[2:]
    Indicator.objects.filter(pk=regulation.pk).update(kind="regulation", choices=[])
    Indicator.objects.filter(pk=table.pk).update(kind="table", choices=COLUMNS)
    return [Indicator.objects.get(pk=row.pk) for row in (regulation, table)]


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "words"),
    [
        ("regulation", "perda|4 |2023|Ketenagakerjaan\n | | |", PERDA,
         "Perda Nomor 4 Tahun 2023 tentang Ketenagakerjaan"),
        ("regulation", "Perda No. 4 Tahun 2023 tentang Ketenagakerjaan", PERDA,
         "Perda Nomor 4 Tahun 2023 tentang Ketenagakerjaan"),
        ("regulation", "SK 188.4/K.12/2024", "SK | 188.4/K.12 | 2024 |", "SK Nomor 188.4/K.12 Tahun 2024"),
        ("table", "JKK | 120\n\n | 7", "JKK | 120\n | 7", "Program: JKK; Peserta: 120\nProgram: –; Peserta: 7"),
        ("table", " |  \n|", "", ""),
    ],
)  # fmt: skip
def test_rows_have_one_form(kind, typed, stored, words):
    assert canonical(kind, COLUMNS, typed) == stored
    assert canonical(kind, COLUMNS, stored) == stored
    assert shown(kind, stored, columns=COLUMNS) == words


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("regulation", "Perda | | 2023 | x", "regulation"),
        ("regulation", "Qanun | 4 | 2023", "regulation"),
        ("regulation", "Perda | 4 | 23", "regulation"),
        ("regulation", "Perda | 4 | 2023 | a | b", "columns"),
        ("table", "a | b | c", "columns"),
        ("table", "a | b\n" * 31, "long"),
    ],
)
def test_rows_say_what_is_wrong_with_them(kind, typed, code):
    with pytest.raises(ValidationError) as refusal:
        canonical(kind, COLUMNS, typed)
    assert refusal.value.code == code


def test_cells_are_saved_shown_again_and_compared(official_client, page, edition, nomination, rows):
    url = page("nomination_section", edition, 1, "cakupan")
    names = [f"b{row.pk}" for row in rows]
    cells = {f"{names[0]}-value": ["Perda", "4", "2023", "Ketenagakerjaan", "", "", "", ""],
             f"{names[1]}-value": ["JKK", "120", "", ""]}  # fmt: skip
    first = {f"{name}-version": 0 for name in names} | {f"{name}-note": "" for name in names} | cells
    assert official_client.post(url, first).status_code == 302
    assert list(Answer.objects.values_list("value", flat=True)) == [PERDA, "JKK | 120"]
    content = official_client.get(url).content.decode()
    assert "<option selected>Perda</option>" in content
    assert 'value="Ketenagakerjaan"' in content
    other = first | {f"{names[1]}-value": ["JKM", "9", "", ""]}
    conflict = official_client.post(url, other)
    assert conflict.status_code == 422
    assert [words in conflict.text for words in ("Program: JKK; Peserta: 120", "Program: JKM; Peserta: 9")] == [
        True
    ] * 2
    stored = official_client.post(url, other | {f"{names[1]}-choose": "stored"})
    assert (stored.status_code, Answer.objects.get(indicator=rows[1]).value) == (302, "JKK | 120")
    half = official_client.post(url, first | {f"{names[0]}-value": ["Perda", "", "2023", ""], f"{names[0]}-version": 1})
    assert half.status_code == 422
    assert "nomor, dan tahun peraturan pada baris 1" in half.text
    assert "<option selected>Perda</option>" in half.text


def test_the_file_of_questions_is_read_back(nomination, rows, official):
    answering.save_answer(nomination, rows[1], value="JKK | 120", version=0, by=official)
    book = load_workbook(io.BytesIO(workbook("Contoh", asked(nomination, official), [])))
    sheet = book.worksheets[0]
    assert sheet["E5"].value == "JKK | 120"
    sheet["E4"], sheet["E5"] = "Perda Nomor 4 Tahun 2023 tentang Ketenagakerjaan", "JKK | 120\nJKM | 9"
    out = io.BytesIO()
    book.save(out)
    found = check(list(read(SimpleUploadedFile("isian.xlsx", out.getvalue()), "xlsx")), nomination, None, official)
    assert sorted((row.code, row.value, row.reasons) for row in found.rows if row.value) == [
        ("I3", PERDA, ()),
        ("I4", "JKK | 120\nJKM | 9", ()),
    ]


def test_an_old_regulation_is_hinted_at_where_it_must_be_made_in_the_year(nomination, rows, official):
    Indicator.objects.filter(pk=rows[0].pk).update(evidence_time="made")
    answering.save_answer(nomination, rows[0], value="Perda | 4 | 2020 | x", version=0, by=official)
    line = next(line for line in lines(nomination, official) if line.indicator.pk == rows[0].pk)
    assert outside_period(line, 2024) == ["Jawaban menyebut peraturan tahun 2020."]


def test_a_table_names_its_columns(category, secretariat):
    draft = instruments.draft(category, by=secretariat)
    fields = FIELDS | {"kind": "table"}
    for columns in (["Satu"], ["Satu", "Satu"], [str(number) for number in range(7)]):
        with pytest.raises(ValidationError) as refusal:
            instruments.add_indicator(draft, by=secretariat, **(fields | {"choices": columns}))
        assert list(refusal.value.message_dict) == ["choices"]
    made = instruments.add_indicator(draft, by=secretariat, **(fields | {"choices": COLUMNS}))
    assert made.choices == COLUMNS
