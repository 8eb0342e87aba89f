"""Links that are no evidence, and regulations of other years."""

import datetime

import pytest

from nominations.models import Answer
from nominations.pointers import cloud_links, regulation_years, years_outside
from nominations.queries import lines, outside_period
from nominations.services import answers as answering
from paritrana.files.models import File
from tests.nominations.conftest import pdf


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Lihat https://drive.google.com/file/d/abc/view?usp=sharing.", ["https://drive.google.com/file/d/abc/view?usp=sharing"]),
        ("drive.google.com/x dan https://1drv.ms/b/s!A", ["drive.google.com/x", "https://1drv.ms/b/s!A"]),
        ("https://kab.sharepoint.com/:b:/s/x, dua kali https://kab.sharepoint.com/:b:/s/x", ["https://kab.sharepoint.com/:b:/s/x"]),
        ("HTTPS://WWW.DROPBOX.COM/s/1", ["HTTPS://WWW.DROPBOX.COM/s/1"]),
        ("https://jdih.kaltimprov.go.id/perda-4-2020.pdf", []),
        ("https://inbox.com/a dan https://dropbox.com.contoh.id/", []),
        ("", []),
    ],
)  # fmt: skip
def test_cloud_links(text, links):
    assert cloud_links(text) == links


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Perda Nomor 4 Tahun 2020 tentang Jaminan Sosial, diubah dengan Perda No. 7/2024", [2020, 2024]),
        ("SK Bupati Nomor 560/12/2023", [2023]),
        ("SK No 188.44/K.12 Tahun 2019", [2019]),
        ("Pada tahun 2020 ada 2021 pekerja", []),
    ],
)
def test_regulation_years(text, years):
    assert regulation_years(text) == years


def test_one_regulation_of_the_year_is_enough():
    assert years_outside("Perda Nomor 4 Tahun 2020, Perbup Nomor 1 Tahun 2024", 2024) == []
    assert years_outside("Perda Nomor 4 Tahun 2020", 2024) == [2020]


def test_hint_only_where_evidence_must_be_of_the_year(nomination, indicators, official):
    question = indicators[3]
    answer = answering.save_answer(
        nomination, question, value="Perda Nomor 4 Tahun 2020", note="https://1drv.ms/x", version=0, by=official
    )
    row = answering.add_evidence(answer, pdf(), by=official)
    File.objects.filter(pk=row.file_id).update(made_on=datetime.date(2025, 1, 12))
    line = lines(nomination, official)[3]
    assert (line.links, outside_period(line, 2024)) == (["https://1drv.ms/x"], [])
    question.evidence_time = "made"
    question.save()
    assert outside_period(lines(nomination, official)[3], 2024) == [
        "“perda.pdf”: dibuat 12 Jan 2025 menurut berkasnya sendiri.",
        "Jawaban menyebut peraturan tahun 2020.",
    ]


def test_pages_say_what_to_do_with_a_link(
    nomination, indicators, answer_all, edition, official, official_client, secretariat_client, page
):
    answer_all(nomination)
    answer = Answer.objects.get(indicator=indicators[3])
    answering.save_answer(
        nomination, indicators[3], value="Lihat https://drive.google.com/x", version=answer.version, by=official
    )
    words = "Tautan bukan data dukung: unduh lalu unggah berkasnya."
    section = indicators[3].section_slug
    for name, rest in (("nomination_section", [section]), ("nomination_check", [])):
        assert words in official_client.get(page(name, edition, nomination.number, *rest)).text
    answering.send(nomination, sender_name="Pejabat", sender_office="Kabid", by=official)
    assert words in secretariat_client.get(page("verification_file", edition, nomination.number)).text
