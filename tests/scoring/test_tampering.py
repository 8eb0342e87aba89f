"""Nobody changes what was sent, computed or decided unseen, not even with the rights of the database's owner."""

import random
from contextlib import contextmanager

import psycopg2
from django.core.management import call_command
from django.db import connection, transaction

from paritrana.committees.models import Category
from paritrana.notices.models import Notice
from scoring import tasks
from scoring.ledger import COVERED, PARTS, append, is_sealed
from scoring.ledger_check import faults
from scoring.models import Event, RankingRun, ScoreSheet
from tests.conftest import owner


def found(category):
    return list(faults(category))


def test_example_round_holds(demo):
    assert {category.name: found(category) for category in Category.objects.all()} == {
        category.name: [] for category in Category.objects.all()
    }
    call_command("verify_ledger")


def test_nightly_check_tells_observers_and_administrators(demo):
    sheet = ScoreSheet.objects.filter(status="closed").first()
    ScoreSheet.objects.filter(pk=sheet.pk).update(reason="diam-diam")
    tasks.verify_ledger()
    told = Notice.objects.filter(title__endswith="tidak utuh")
    assert {notice.to.seats.first().role for notice in told} == {"observer", "administrator"}


# --- tampering ------------------------------------------------------------------------------------------

TABLES = [*COVERED, *(part for part, _owner in PARTS.values()), Event]


@contextmanager
def tampered(cursor, model, row, column, text):
    """The row with another text in one column, as far as the database takes it; as it was, afterwards."""
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute(f'SELECT "{column}"::text, pg_typeof("{column}")::text FROM {table} WHERE "{key}" = %s', [row])
    before, kind = cursor.fetchone()
    try:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s::{kind} WHERE "{key}" = %s', [text, row])
        where = text if column == key else row
        cursor.execute(f'SELECT "{column}"::text FROM {table} WHERE "{key}" = %s', [where])
        changed = cursor.fetchone()[0] != before
    except psycopg2.Error:
        yield False
        return
    try:
        yield changed
    finally:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s::{kind} WHERE "{key}" = %s', [before, where])


def test_two_hundred_changes_of_one_byte_are_all_found(demo_database, demo):
    random_ = random.Random(200)
    rows = {
        model: [row.pk for row in model._default_manager.all() if is_sealed(getattr(row, "sheet", row))]
        for model in TABLES
    }
    rows = {model: keys for model, keys in rows.items() if keys}
    tried: set[type] = set()
    done = 0
    with owner(connection.settings_dict["NAME"]).cursor() as cursor:
        cursor.execute("ALTER TABLE scoring_event DISABLE TRIGGER scoring_event_append_only")
        while done < 200:
            model = random_.choice(list(rows))
            row, column = random_.choice(rows[model]), random_.choice(model._meta.concrete_fields).column
            cursor.execute(
                f'SELECT "{column}"::text FROM {model._meta.db_table} WHERE "{model._meta.pk.column}" = %s', [row]
            )
            [before] = cursor.fetchone()
            if not before:
                continue
            place = random_.randrange(len(before))
            text = before[:place] + random_.choice("0123456789abcdef.- xZ") + before[place + 1 :]
            if text == before:
                continue
            with tampered(cursor, model, row, column, text) as changed:
                if changed:
                    assert any(found(category) for category in Category.objects.all()), (
                        model,
                        row,
                        column,
                        before,
                        text,
                    )
                    tried.add(model)
                    done += 1
    assert tried == set(rows)


@contextmanager
def without(events):
    """These events taken away by the owner of the table, and back again afterwards."""
    keys = [event.key for event in events]
    with owner(connection.settings_dict["NAME"]).cursor() as cursor:
        cursor.execute("ALTER TABLE scoring_event DISABLE TRIGGER scoring_event_append_only")
        cursor.execute("CREATE TEMP TABLE taken AS SELECT * FROM scoring_event WHERE key = ANY(%s)", [keys])
        cursor.execute("DELETE FROM scoring_event WHERE key = ANY(%s)", [keys])
        try:
            yield
        finally:
            transaction.rollback()
            cursor.execute("INSERT INTO scoring_event SELECT * FROM taken")


def test_ledger_that_was_taken_away_is_not_opened_anew_in_silence(demo):
    category = RankingRun.objects.get().category
    gone = "the ledger does not begin with the freeze of the rules: its events are gone"
    with without(Event.objects.filter(category=category)):
        assert found(category)[0] == gone
        append(category.pk, "values.record", [], by=None)
        assert found(category) == [gone]
        tasks.verify_ledger()
        assert Notice.objects.filter(title__endswith="tidak utuh", text__contains=gone).exists()


def test_end_that_the_trail_knows_is_not_cut_off_in_silence(demo):
    category = RankingRun.objects.get().category
    tasks.verify_ledger()
    last = Event.objects.filter(category=category).latest("number")
    with without([last]):
        assert [fault for fault in found(category) if "when it was the last" in fault][0].startswith(
            f"event {last.number} is not the one of "
        )
        append(category.pk, last.verb, [], by=None)
        assert [fault.partition(" of ")[0] for fault in found(category)[:1]] == [f"event {last.number} is not the one"]
