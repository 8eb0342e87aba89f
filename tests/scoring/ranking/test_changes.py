"""Keputusan perubahan: the only way from an announced decision to another, by two officers, unseen until issued."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from paritrana.committees.models import Stage
from paritrana.notices.models import Notice
from scoring import snapshot
from scoring.ledger_check import faults
from scoring.models import (
    Decision,
    DecisionChange,
    HandOver,
    Objection,
    ObjectionFile,
    ObjectionWindow,
    Placement,
    RankingRun,
)
from scoring.services import changes, objections, plenary, ranking
from tests.scoring.ranking.conftest import nominations_of
from tests.scoring.ranking.test_objections import answer, today
from tests.scoring.ranking.test_pages import at
from tests.scoring.ranking.test_publication import ran, release

MEETING = {"held_on": today(), "place": "Aula", "deviation_reason": "Putusan atas sanggahan."}


@pytest.fixture
def announced(decided):
    """Three places in the computed order, public."""
    decision = decided()
    decision.category.stage = Stage.ANNOUNCED
    decision.category.save(update_fields=["stage"])
    release(decision)
    return decision


@pytest.fixture
def change(announced, secretariat):
    return changes.open_for_change(announced.category, reason="Salah hitung.", order="Surat 7", by=secretariat)


def swapped(change, chair, **meeting):
    """The first two places change hands."""
    first, second, third = nominations_of(change.supersedes.run)
    places = [(second, 1), (first, 2), (third, 3)]
    run = RankingRun.objects.filter(category=change.category).latest("number")
    return changes.decide(change, run, places, by=chair, **(MEETING | meeting))


def issue(change, by, **typed):
    return changes.issue(change, by=by, **({"number": "188/9", "date": today()} | typed))


# --- the only way ---------------------------------------------------------------------------------------


def test_nothing_is_recomputed_decided_or_revoked_without_a_change(announced, secretariat, chair):
    with pytest.raises(ValidationError):
        ranking.run(announced.category, by=secretariat)
    with pytest.raises(ValidationError):
        plenary.revoke(announced, by=chair, note="Keliru.")
    with pytest.raises(ValidationError):
        plenary.decide(announced.category, announced.run, [], by=chair, **MEETING)
    for ground in ({"reason": "Salah."}, {"reason": " ", "order": "Surat 7"}):
        with pytest.raises(ValidationError):
            changes.open_for_change(announced.category, by=secretariat, **ground)
    with pytest.raises(PermissionDenied):
        changes.open_for_change(announced.category, reason="Salah.", order="Surat 7", by=chair)


def test_only_an_objection_accepted_with_change_opens_it(announced, secretariat, official, scan):
    for row in nominations_of(announced.run):
        objections.hand_over(row, on=today(), to="Kabag", by=secretariat)
    objections.open_window(announced.category, by=secretariat)
    mine = next(row for row in nominations_of(announced.run) if row.nominee_id == official.seats.get().nominee_id)
    first, second = (objections.file_objection(mine, text=text, by=official) for text in ("Satu.", "Dua."))
    refused, accepted = answer(first, secretariat, scan), answer(second, secretariat, scan, "changed")
    with pytest.raises(ValidationError):
        changes.open_for_change(announced.category, reason="Salah.", objection=refused, by=secretariat)
    made = changes.open_for_change(announced.category, reason="Salah.", objection=accepted, by=secretariat)
    assert (made.objection, made.supersedes) == (accepted, announced)
    with pytest.raises(ValidationError):
        changes.open_for_change(announced.category, reason="Lagi.", order="Surat 8", by=secretariat)


def test_old_result_stays_public_until_a_second_officer_issues_the_new_one(
    change, announced, secretariat, second_secretariat, chair, official, client
):
    page = at(announced.category, "result")
    before = client.get(page).content.decode()
    with pytest.raises(ValidationError):
        issue(change, second_secretariat)  # the plenary has decided nothing yet
    swapped(change, chair)
    assert client.get(page).content.decode() == before
    assert Decision.objects.filter(category=announced.category).count() == 1
    with pytest.raises(PermissionDenied):
        issue(change, secretariat)
    for typed in ({"number": " "}, {"date": today(1)}, {"date": today(-1)}):
        with pytest.raises(ValidationError):
            issue(change, second_secretariat, **typed)
    done = issue(change, second_secretariat)
    announced.refresh_from_db()
    assert (announced.revoked_at, done.decision.decided_by) == (done.issued_at, chair)
    assert list(done.decision.placements.values_list("place", "word")) == [
        (1, "Juara 1"),
        (2, "Juara 2"),
        (3, "Juara 3"),
    ]
    text = client.get(page).content.decode()
    winner = nominations_of(announced.run)[0].nominee
    assert f"<s>Juara 1: {winner}</s>" in text
    assert "Keputusan perubahan nomor 188/9" in text
    assert Notice.objects.filter(to=official, title="Hasil Kabupaten/Kota diubah").count() == 1
    with pytest.raises(ValidationError):
        issue(change, second_secretariat)
    assert list(faults(announced.category)) == []


def test_rehearsal_refuses_to_the_chair_and_leaves_nothing(change, chair):
    with pytest.raises(ValidationError):
        swapped(change, chair, deviation_reason="")
    change.refresh_from_db()
    assert (change.result, change.supersedes.revoked_at) == (None, None)


def test_first_place_that_was_forwarded_asks_for_a_letter(change, chair, secretariat, second_secretariat):
    first = nominations_of(change.supersedes.run)[0]
    first.forwarded_at = timezone.now()
    first.save(update_fields=["forwarded_at"])
    swapped(change, chair)
    issue(change, second_secretariat)
    [notice] = Notice.objects.filter(to=secretariat, title__startswith="Surati pusat")
    assert str(first.nominee) in notice.text


def test_discarded_change_closes_the_way_again(change, secretariat, announced):
    changes.discard(change, note="Dicabut pemohon.", by=secretariat)
    with pytest.raises(ValidationError):
        ranking.run(announced.category, by=secretariat)


# --- packages and the ledger ----------------------------------------------------------------------------


def test_new_package_passes_and_the_old_one_stays_what_it_was(
    change, announced, chair, second_secretariat, client, tmp_path
):
    url = at(announced.category, "result_package")
    old = b"".join(client.get(url))
    assert old == change.package.encode()
    swapped(change, chair)
    done = issue(change, second_secretariat)
    new = b"".join(client.get(url))
    decision = json.loads(new)["decision"]
    assert decision["change"]["number"] == "188/9"
    assert decision["change"]["replaces_sha256"] == announced.run.sha256
    assert [ran(tmp_path, content)[0] for content in (old, new)] == [0, 0]
    response = client.get(at(announced.category, "result_package_before", done.pk))
    assert (b"".join(response) == old, "diganti-" in response["Content-Disposition"]) == (True, True)
    assert new == snapshot.published(done.decision)


def test_every_changed_byte_of_objections_and_changes_is_found(
    announced, secretariat, second_secretariat, chair, official, scan
):
    for row in nominations_of(announced.run):
        objections.hand_over(row, on=today(), to="Kabag", by=secretariat)
    objections.open_window(announced.category, by=secretariat)
    mine = next(row for row in nominations_of(announced.run) if row.nominee_id == official.seats.get().nominee_id)
    filed = objections.file_objection(mine, text="Nilai keliru.", files=[scan()], by=official)
    accepted = answer(filed, secretariat, scan, "changed")
    change = changes.open_for_change(announced.category, reason="Salah.", objection=accepted, by=secretariat)
    swapped(change, chair)
    issue(change, second_secretariat)
    category = announced.category
    assert list(faults(category)) == []
    tried = set()
    models = (Objection, ObjectionFile, ObjectionWindow, HandOver, DecisionChange, Decision, Placement)
    for model in models:
        row = model.objects.order_by("pk").first()
        for field in model._meta.concrete_fields:
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "{field.column}"::text FROM {model._meta.db_table} WHERE id = %s', [row.pk])
                text = cursor.fetchone()[0]
            if not text or field.primary_key or field.is_relation or field.column == "result":
                continue
            other = text[:-1] + ("1" if text[-1:] != "1" else "2")
            point = transaction.savepoint()
            kind = field.db_type(connection).replace("serial", "integer")
            past = text.replace("20", "19", 1)
            value = {"boolean": "true", "timestamp with time zone": past, "date": past}.get(kind, other)
            value = "false" if value == text else value
            with connection.cursor() as cursor:
                cursor.execute(
                    f'UPDATE {model._meta.db_table} SET "{field.column}" = %s::{kind} WHERE id = %s', [value, row.pk]
                )
            assert next(faults(category), ""), (model, field.column, text, value)
            transaction.savepoint_rollback(point)
            tried.add(model)
    assert tried == set(models)


# --- pages ----------------------------------------------------------------------------------------------


def test_officers_and_chair_walk_from_the_ground_to_the_issue(
    announced,
    secretariat,
    second_secretariat,
    chair,
    observer,
    panelist,
    stranger,
    client_of,
    django_assert_max_num_queries,
):
    category = announced.category
    client = client_of(secretariat)
    assert client.post(at(category, "changes"), {"reason": "Salah."}).status_code == 422
    assert client.post(at(category, "changes"), {"reason": "Salah.", "order": "Surat 7"}).status_code == 302
    made = DecisionChange.objects.get()
    page = at(category, "change", made.pk)
    assert [client_of(user).get(page).status_code for user in (observer, panelist, stranger)] == [200, 403, 404]
    first, second, third = nominations_of(announced.run)
    places = {f"place_{row.number}": str(place) for row, place in ((second, 1), (first, 2), (third, 3))}
    typed = places | {"held_on": today().isoformat(), "place": "Aula", "deviation_reason": ""}
    url = at(category, "change_decide", made.pk)
    assert client.post(url, typed).status_code == 403
    assert client_of(chair).post(url, typed).status_code == 422
    assert client_of(chair).post(url, typed | {"deviation_reason": "Sanggahan."}).status_code == 302
    url = at(category, "change_issue", made.pk)
    assert client_of(second_secretariat).post(url, {"number": "", "date": ""}).status_code == 422
    typed = {"number": "188/9", "date": today().isoformat()}
    assert client.post(url, typed).status_code == 403
    assert client_of(second_secretariat).post(url, typed).status_code == 302
    with django_assert_max_num_queries(20):
        text = client.get(page).content.decode()
    assert ("Diterbitkan" in text, f"<s>Juara 1: {first.nominee}</s>" in text) == (True, True)
