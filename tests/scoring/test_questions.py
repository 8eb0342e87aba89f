"""Marks far from the pattern: their owner is asked once for a reason, before the closing, and learns nothing else."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from nominations.workflow import Status
from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from scoring import tasks
from scoring.agenda import agenda
from scoring.ledger_check import faults
from scoring.models import Event, MarkQuestion, ScoreSheet
from scoring.services import closing, questions, ranking, rubric, sheets
from tests import factories

# Everybody gives 80; the last person gives the last nominee 40, four standard errors away.
TABLE = [["80"] * 5] * 4 + [["80"] * 4 + ["40"]]


@pytest.fixture
def sent(category, panelists, nominees, secretariat):
    """Five nominees and five persons, all sent, none closed."""
    category.stage = Stage.INTERVIEWS
    category.save(update_fields=["stage"])
    seats = [person.seats.get() for person in panelists[:5]]
    factories.scorers(category, seats)
    book = rubric.rule_book(category, by=secretariat, example=False)
    rubric.add_criterion(book, name="Wawancara", source="panel", weight=10_000, code="wawancara", by=secretariat)
    rubric.freeze(book, by=secretariat)
    for nominee, marks in zip(nominees, TABLE, strict=False):
        nomination = factories.nomination(category, nominee, secretariat, status=Status.SHORTLISTED)
        factories.closed_sheets(nomination, seats, marks, secretariat)
    ScoreSheet.objects.update(status="sent", closed_at=None)
    return category


def odd():
    return ScoreSheet.objects.get(marks__value=40)


def test_owner_is_asked_once_and_learns_neither_size_nor_direction(sent):
    tasks.ask_reasons(sent.pk)
    tasks.ask_reasons(sent.pk)
    assert MarkQuestion.objects.get().sheet == odd()
    notice = Notice.objects.get()
    told = [word in notice.text for word in ("40", "80", "rendah", "tinggi")]
    assert (notice.to, told) == (odd().person, [False] * 4)
    assert [item.title for item in agenda(odd().person) if "Jelaskan" in item.title] == [
        f"Jelaskan nilai Anda untuk {odd().nomination.nominee}"
    ]


def test_nobody_is_asked_while_a_sheet_is_missing(sent):
    ScoreSheet.objects.filter(pk=ScoreSheet.objects.first().pk).update(status="draft")
    assert questions.ask(sent) == []


def test_last_sheet_sends_the_worker_to_look(sent, django_capture_on_commit_callbacks):
    first, second = ScoreSheet.objects.order_by("pk")[:2]
    ScoreSheet.objects.filter(pk__in=[first.pk, second.pk]).update(status="draft")
    for sheet, asked in ((first, 0), (second, 1)):
        with django_capture_on_commit_callbacks() as callbacks:
            sheets.submit(ScoreSheet.objects.get(pk=sheet.pk), {"wawancara": "80"}, sheet.version, by=sheet.person)
        assert len(callbacks) == asked


def test_answer_is_the_owners_and_stands_in_the_panel_report(sent, client_of, panelists, secretariat, chair, observer):
    [question] = questions.ask(sent)
    with pytest.raises(PermissionDenied):
        questions.answer(question, "Bukan saya.", by=panelists[0])
    owner, place = client_of(odd().person), [sent.edition.province.slug, sent.edition.slug]
    url = reverse("sheet_question", args=[*place, odd().pk])
    progress = client_of(secretariat).get(reverse("progress", args=[*place, sent.slug])).content.decode()
    assert "1 penjelasan penilai atas nilai yang tidak biasa belum masuk" in progress
    assert owner.post(url, {"answer": " "}).status_code == 422
    assert owner.post(url, {"answer": "Paparan tidak menjawab pertanyaan."}).status_code == 302
    assert client_of(panelists[0]).get(url).status_code == 404
    assert MarkQuestion.objects.visible_to(observer, "marks.view").count() == 0
    closing.close_scoring(sent, by=secretariat)
    with pytest.raises(ValidationError, match="sudah ditutup"):
        questions.answer(question, "Terlambat.", by=odd().person)
    tasks.robustness(ranking.run(sent, by=secretariat).pk)
    report = client_of(chair).get(reverse("panel_report", args=[*place, sent.slug])).content.decode()
    assert "Paparan tidak menjawab pertanyaan." in report
    assert Event.objects.filter(verb__in=["sheets.question", "sheets.reason"]).count() == 2
    MarkQuestion.objects.update(answer="Lain.")
    assert [fault for fault in faults(sent) if "question" in fault] == [
        f"markquestion:{question.pk} is not what was recorded"
    ]


def test_silence_is_said_in_the_panel_report(sent, client_of, secretariat, chair):
    questions.ask(sent)
    closing.close_scoring(sent, by=secretariat)
    tasks.robustness(ranking.run(sent, by=secretariat).pk)
    place = [sent.edition.province.slug, sent.edition.slug, sent.slug]
    assert "Tidak dijelaskan." in client_of(chair).get(reverse("panel_report", args=place)).content.decode()
