"""Nobody changes what was sent, computed or decided unseen, not even with the rights of the database's owner."""

import random
from contextlib import contextmanager

import psycopg2
from django.core.management import call_command
from django.db import connection

from paritrana.committees.models import Category
from paritrana.notices.models import Notice
from scoring import tasks
from scoring.ledger import COVERED, PARTS, is_sealed
from scoring.ledger_check import faults
from scoring.models import Event, ScoreSheet
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
