import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import InternalError
from django.utils import timezone

from scoring import tasks
from scoring.ledger_check import faults, kept
from scoring.models import Criterion, Event, RuleBook, ScoreSheet, Value
from scoring.services import rubric, sheets, values

pytestmark = pytest.mark.django_db


def found(category):
    return list(faults(category))


def verbs(category):
    return list(Event.objects.filter(category=category).order_by("number").values_list("verb", flat=True))


def test_chain_begins_with_the_frozen_rules(frozen):
    [event] = Event.objects.filter(category=frozen.category)
    assert (event.number, event.verb, event.data, event.rows) == (1, "rubric.freeze", {"rules": frozen.sha256}, {})
    assert found(frozen.category) == []


def test_nothing_is_recorded_before_the_rules_are_frozen(category, secretariat):
    rubric.rule_book(category, by=secretariat)
    assert verbs(category) == []
    assert found(category) == []


def test_events_of_a_sheet_hold_a_digest_and_no_mark(interview_sheets, fill, panelists):
    sheet = interview_sheets[0]
    fill(sheet)
    event = Event.objects.order_by("number").last()
    assert (event.verb, event.by_id, list(event.rows)) == ("sheets.submit", sheet.person_id, [f"scoresheet:{sheet.pk}"])
    assert [len(digest) for digest in event.rows.values()] == [64]
    before = event.rows
    sheet.refresh_from_db()
    sheets.save_draft(sheet, {}, "catatan", sheet.version, by=sheet.person)
    again = Event.objects.order_by("number").last()
    assert again.verb == "sheets.draft"
    assert again.rows != before
    assert found(sheet.nomination.category) == []


def test_same_row_never_has_the_same_digest_twice(interview_sheets, fill):
    """Salted: whoever reads the ledger cannot try out marks."""
    for sheet in interview_sheets[:2]:
        fill(sheet)
    salts = list(Event.objects.values_list("salt", flat=True))
    assert len(set(salts)) == len(salts)


def test_changed_row_is_named(interview_sheets, fill):
    sheet = interview_sheets[0]
    fill(sheet)
    mark = sheet.marks.first()
    mark.value += 1
    mark.save()
    assert found(sheet.nomination.category) == [f"scoresheet:{sheet.pk} is not what was recorded"]
    with pytest.raises(CommandError, match=f"scoresheet:{sheet.pk} is not what was recorded"):
        call_command("verify_ledger")


def test_row_that_came_or_went_past_the_services_is_named(interview_sheets, fill, secretariat):
    sheet = interview_sheets[0]
    fill(sheet)
    category = sheet.nomination.category
    ScoreSheet.objects.filter(pk=sheet.pk).delete()
    other = interview_sheets[1]
    ScoreSheet.objects.filter(pk=other.pk).update(status="sent")
    assert found(category) == [f"scoresheet:{other.pk} was never recorded", f"scoresheet:{sheet.pk} is gone"]


def test_first_act_opens_the_ledger_of_a_round_that_began_without_one(book, nominations, secretariat):
    """An upgrade in the middle of a round: rules and a value from before there was a ledger."""
    content = rubric.content_of(book)
    RuleBook.objects.filter(pk=book.pk).update(frozen_at=timezone.now(), content=content, sha256=rubric.sha256(content))
    computed = book.criteria.get(source="computed")
    said = {"criterion": computed, "value": 70, "source": "contoh", "by": secretariat, "province": book.province}
    before = Value.objects.create(nomination=nominations[0], **said)
    assert found(book.category) == ["the frozen rules are not those of the ledger"]
    values.record_value(nominations[1], computed, 80, "contoh", by=secretariat)
    assert (verbs(book.category), found(book.category)) == (["values.record"], [])
    assert f"value:{before.pk}" in Event.objects.get().rows


def test_how_far_the_ledger_has_come_is_kept_once(frozen, nominations, secretariat):
    for _night in range(2):
        tasks.verify_ledger()
    values.record_value(nominations[0], frozen.criteria.get(source="computed"), 80, "contoh", by=secretariat)
    tasks.verify_ledger()
    hashes = Event.objects.order_by("number").values_list("hash", flat=True)
    assert [entry.after for entry in kept(frozen.category)] == [
        {"number": number, "hash": hash} for number, hash in enumerate(hashes, 1)
    ]
    assert found(frozen.category) == []


def test_codes_of_criteria_that_changed_places_are_found(frozen):
    """Marks stand at the rows, the sealed rules speak of codes."""
    first, second = Criterion.objects.filter(rule_book=frozen, source="desk").order_by("pk")[:2]
    for row, code in ((first, "x"), (second, first.code), (first, second.code)):
        Criterion.objects.filter(pk=row.pk).update(code=code)
    assert found(frozen.category) == ["the rules are not what was frozen"]


def test_value_that_is_taken_back_leaves_the_ledger_whole(frozen, interview_sheets, secretariat):
    criterion = frozen.criteria.filter(source="computed").first()
    nomination = interview_sheets[0].nomination
    values.record_value(nomination, criterion, 100, "hadir", by=secretariat)
    assert found(frozen.category) == []
    values.forget_value(nomination, criterion, by=secretariat)
    assert (Value.objects.count(), verbs(frozen.category)[-1], found(frozen.category)) == (0, "values.forget", [])


def test_database_refuses_to_change_or_delete_events(frozen):
    for statement in ("UPDATE scoring_event SET verb = 'x'", "DELETE FROM scoring_event"):
        with pytest.raises(InternalError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
