"""Laporan pelaksanaan: counted from the rows, and what is not announced yet says so."""

import pytest
from django.core.exceptions import PermissionDenied

from paritrana.committees.models import StageMove
from reports.models import Document
from reports.services.reports import request_round_report
from tests.reports import rows


def test_round_report_counts_the_round(category, decided, finalists, secretariat, chair, panelist, stranger):
    edition = category.edition
    rows.submission(finalists[0], secretariat)
    rows.sheet(finalists[0], panelist)
    StageMove.objects.create(
        province=category.province, category=category, source="deliberation", target="decided", by=chair
    )
    Document.objects.create(
        province=edition.province, edition=edition, kind="plenary_minutes", number="BA-7", subject="decision:1",
        title="Berita Acara Rapat Pleno", made_by=secretariat, data={},
    )  # fmt: skip
    data = request_round_report(edition, by=secretariat).data
    stages, committee, candidates, results, records = [
        block["rows"] for block in data["blocks"] if block["block"] == "table"
    ]
    assert ([row[0] for row in stages], stages[1][1]) == (["Ditetapkan", "Tahap sekarang"], "Ditetapkan")
    assert str(chair) in [row[1] for row in committee]
    assert candidates == [["Kabupaten/Kota", "4", "1", "4", "0", "0", "1"]]
    assert [row[:3] for row in results] == [
        ["Kabupaten/Kota", word, row.nominee.name] for word, row in zip(rows.WORDS, finalists)
    ]
    assert records == [["Berita Acara Rapat Pleno", "BA-7"]]
    texts = [block["text"] for block in data["blocks"] if block["block"] == "text"]
    assert texts == ["Sebagian hasil belum diumumkan: hanya untuk yang berwenang."]
    with pytest.raises(PermissionDenied):
        request_round_report(edition, by=stranger)
