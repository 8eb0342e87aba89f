"""Urutan penyerahan and Tanda terima hadiah: the order, the words, and what is kept."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from reports.models import Document, Prize
from reports.services.ceremony import request_handover, request_prize_receipt
from tests.reports import rows

PRIZES = {1: ("Televisi", 2_500_000), 2: ("", None), 3: ("Piala", None), 0: ("Plakat", None)}


def tables(data):
    return [block["rows"] for block in data["blocks"] if block["block"] == "table"]


def test_handover_goes_up_to_the_first_place_and_reads_out_the_prizes(category, decided, finalists, secretariat):
    rows.award(category, finalists[3].nominee, secretariat)
    Document.objects.create(
        province=category.province, edition=category.edition, category=category, kind="certificate", number="400/1",
        subject=f"nomination:{finalists[0].pk}", title="Piagam", made_by=secretariat, data={},
    )  # fmt: skip
    receipt = request_prize_receipt(category, prizes=PRIZES, number="TT-1", by=secretariat)
    assert [row[2:5] for row in tables(receipt.data)[0]] == [
        ["Juara I", "400/1", "Televisi dan Rp2.500.000,00"],
        ["Juara II", "–", "–"],
        ["Juara III", "–", "Piala"],
        ["Komitmen terbesar bagi pekerja rentan", "–", "Plakat"],
    ]
    made = request_handover(category.edition, categories=[category], by=secretariat)
    assert [row[2] for row in tables(made.data)[0]] == [
        "Komitmen terbesar bagi pekerja rentan", "Juara III", "Juara II", "Juara I",
    ]  # fmt: skip
    spoken = [block["items"] for block in made.data["blocks"] if block["block"] == "list"][-1]
    name = finalists[0].nominee.name
    assert spoken[-1].startswith(f"Juara I, kategori Kabupaten/Kota, diberikan kepada {name}")
    assert spoken[-1].endswith(", piagam nomor 400/1, dengan hadiah Televisi dan Rp2.500.000,00.")
    again = request_prize_receipt(category, prizes=PRIZES, number="", by=secretariat)
    assert (again, again.number, Prize.objects.count()) == (receipt, "TT-1", 3)


def test_papers_of_the_ceremony_wait_for_the_decision(category, ranked, secretariat):
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        request_handover(category.edition, categories=[category], by=secretariat)
    with pytest.raises(ValidationError, match="menetapkan"):
        request_prize_receipt(category, prizes=PRIZES, number="", by=secretariat)
    assert Prize.objects.count() == 0


def test_prizes_are_typed_where_the_receipt_is_made(client_of, category, decided, secretariat):
    edition = category.edition
    url = reverse("offer_of", args=[edition.province.slug, edition.slug, "tanda-terima-hadiah", category.slug])
    typed = {"number": "", "text_1": "Televisi", "amount_1": "2.500.000"}
    assert client_of(secretariat).post(url, typed | {"amount_2": "banyak"}).status_code == 422
    assert client_of(secretariat).post(url, typed).status_code == 302
    prize = Prize.objects.get()
    assert (prize.place, prize.text, prize.amount) == (1, "Televisi", 2_500_000)
