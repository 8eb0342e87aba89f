"""Umpan balik: each candidate's own marks and nobody else's, read by it only after the release."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from paritrana.roles import Role
from reports.models import Document
from reports.services.feedback import request_feedback
from scoring.models import FeedbackComment, RankingRow
from tests import factories


def test_every_candidate_has_its_own_and_reads_it_after_the_release(
    category, ranked, decided, finalists, secretariat, chair
):
    for row, (first, second) in zip(RankingRow.objects.filter(ranked=True), ((90, 60), (75, 75), (60, 90))):
        row.components = [
            {"code": "A", "weight": "40", "mean": str(first), "points_4": str(first * 2 / 5)},
            {"code": "B", "weight": "60", "mean": str(second), "points_4": str(second * 3 / 5)},
        ]
        row.save(update_fields=["components"])
    sheets = [{"round": round, "nominee": str(row.number), "person": str(person)} for round in ("desk", "interview")
              for row in finalists for person in range(3)]  # fmt: skip
    ranked.input = {**ranked.input, "sheets": sheets}
    ranked.save(update_fields=["input"])
    FeedbackComment.objects.create(
        province=category.province, nomination=finalists[0], text="Belum disetujui.", drafted_by=secretariat,
        drafted_at=timezone.now(),
    )  # fmt: skip
    batch = request_feedback(category, by=secretariat)
    assert batch.documents.count() == 4
    paper = batch.documents.get(nomination=finalists[0])
    table = next(block for block in paper.data["blocks"] if block["block"] == "table")
    assert table["rows"] == [
        ["Regulasi", "40,00", "90,00", "75,00", "+15,00", "36,0000"],
        ["Wawancara", "60,00", "60,00", "75,00", "-15,00", "36,0000"],
    ]
    texts = [block["text"] for block in paper.data["blocks"] if block["block"] == "heading"]
    assert texts == ["Nilai per kriteria", "Kekuatan", "Yang perlu ditingkatkan"]
    others = [row.nominee.name for row in finalists[1:]]
    assert [name for name in others if name in str(paper.data)] == []
    person = factories.person("daerah", "Pejabat Daerah", Role.NOMINEE, nominee=finalists[0].nominee)
    mine = Document.objects.visible_to(person, "documents.view").filter(kind="feedback")
    assert list(mine) == []
    category.released_at = timezone.now()
    category.save(update_fields=["released_at"])
    assert list(mine.all()) == [paper]
    assert request_feedback(category, by=secretariat) == batch


def test_feedback_waits_for_the_decision(category, ranked, secretariat):
    with pytest.raises(ValidationError, match="setelah rapat pleno"):
        request_feedback(category, by=secretariat)
