import datetime
import hashlib
import hmac
import json
import threading
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scoring.models import Draft, Event, Mark, Receipt, ScoreSheet
from scoring.receipts import device_key
from scoring.services import receipts, sheets
from tests.scoring.conftest import PANEL

FULL = dict.fromkeys(PANEL, "85,5")


def own(interview_sheets, user, index=0):
    return [sheet for sheet in interview_sheets if sheet.person_id == user.pk][index]


@pytest.fixture
def mine(interview_sheets, panelist):
    return own(interview_sheets, panelist)


@pytest.fixture
def sync(client_of, edition):
    """`sync(user, sheet, values=...)`: the answer to one entry, and its JSON."""

    def send(user, sheet, client=None, **entry):
        entry = {
            "account": user.pk, "key": str(uuid.uuid4()), "action": "draft", "values": {}, "notes": "", "version": 0,
            "entered_at": timezone.now().isoformat(),
        } | entry  # fmt: skip
        url = reverse("sheet_sync", args=[edition.province.slug, edition.slug, sheet.pk])
        answer = (client or client_of(user)).post(url, entry, content_type="application/json")
        return answer.status_code, json.loads(answer.content)

    return send


def plain(content):
    """As the device writes it: sorted keys, no spaces."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_receipt_is_signed_over_exactly_what_the_server_keeps(mine, sync, panelist):
    typed = timezone.now() - timedelta(minutes=20)
    status, answer = sync(
        panelist, mine, values={"pemahaman": " 85,5 ", "tidak_ada": "1"}, notes="Paparan \u00e9 “jelas”.",
        entered_at=typed.isoformat(),
    )  # fmt: skip
    receipt = answer["receipt"]
    kept = {"action": "draft", "notes": "Paparan \u00e9 “jelas”.", "values": {"pemahaman": "85,5"}}
    key = bytes.fromhex(device_key(panelist.pk, mine.pk))
    assert status == 200
    assert receipt["content_sha256"] == hashlib.sha256(plain(kept)).hexdigest()
    assert answer["signature"] == hmac.new(key, plain(receipt), hashlib.sha256).hexdigest()
    assert (receipt["sheet"], receipt["version"], receipt["received"][-4:]) == (str(mine.pk), 1, "WITA")
    row = Receipt.objects.get()
    assert (row.entered_at, row.clock_ahead) == (typed, False)
    assert Draft.objects.get(sheet=mine).values == {"pemahaman": "85,5"}


def test_same_key_again_gets_the_same_receipt_and_doubles_nothing(mine, sync, panelist, secretariat):
    first = sync(panelist, mine, key=str(uuid.UUID(int=7)), action="send", values=FULL)
    events = Event.objects.count()
    assert sync(panelist, mine, key=str(uuid.UUID(int=7)), action="send", values=FULL) == first
    sheets.withdraw(mine, "Salah penugasan.", by=secretariat)
    assert sync(panelist, mine, key=str(uuid.UUID(int=7)), action="send", values=FULL) == first
    assert (Receipt.objects.count(), Mark.objects.count(), Event.objects.count()) == (1, 4, events + 1)


def test_key_of_another_sheet_is_refused(interview_sheets, panelist, sync):
    sync(panelist, own(interview_sheets, panelist), key=str(uuid.UUID(int=7)))
    assert sync(panelist, own(interview_sheets, panelist, 1), key=str(uuid.UUID(int=7)))[0] == 422


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_once_make_one_receipt(mine):
    entry = {
        "key": uuid.UUID(int=7), "action": "send", "values": FULL, "notes": "", "version": 0,
        "entered_at": timezone.now(),
    }  # fmt: skip
    found, gate = [], threading.Barrier(2)

    def send():
        gate.wait()
        found.append(receipts.receive(mine, by=mine.person, **entry).pk)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (2, 1)
    assert (Receipt.objects.count(), ScoreSheet.objects.get(pk=mine.pk).version) == (1, 2)


def test_time_of_entry_is_never_later_than_the_receipt(mine, panelist):
    entry = {"action": "draft", "values": {}, "notes": "", "version": 0, "by": panelist}
    ahead = receipts.receive(mine, key=uuid.uuid4(), entered_at=timezone.now() + timedelta(hours=3), **entry)
    assert (ahead.entered_at, ahead.clock_ahead) == (ahead.received_at, True)
    typed = datetime.datetime(1970, 1, 2, tzinfo=datetime.UTC)
    assert receipts.receive(mine, key=uuid.uuid4(), entered_at=typed, **entry).entered_at == typed


def test_conflict_answers_what_the_other_device_has_kept(mine, sync, panelist):
    sync(panelist, mine, values={"pemahaman": "85"}, notes="Dari laptop")
    status, answer = sync(panelist, mine, values={"pemahaman": "60"})
    assert (status, answer["reason"], answer["version"]) == (409, "conflict", 1)
    assert (answer["values"], answer["notes"], answer["saved_at"][-4:]) == ({"pemahaman": "85"}, "Dari laptop", "WITA")
    assert (Draft.objects.get().values, Receipt.objects.count()) == ({"pemahaman": "85"}, 1)


def test_refusals_say_what_stands_against_the_entry(mine, sync, panelist, panelists, secretariat):
    status, answer = sync(panelist, mine, action="send", values=FULL | {"komitmen": "1.234", "dana_lain": ""})
    assert (status, answer["errors"]) == (
        422,
        {
            "komitmen": ["Tulis paling banyak dua angka di belakang koma, misalnya 85,25."],
            "dana_lain": ["Isi nilai ini. Kosong tidak sama dengan 0."],
        },
    )
    assert not Draft.objects.exists()  # no receipt, so nothing of it is kept
    assert sync(panelist, mine, account=panelists[2].pk)[1]["reason"] == "account"
    for wrong in ({"key": "1"}, {"values": [1]}, {"values": {"pemahaman": 85}}, {"notes": "\0"}, {"notes": "\ud800"},
                  {"version": -1}, {"entered_at": "kemarin"}, {"entered_at": "0001-01-01T00:00:00+14:00"}):  # fmt: skip
        assert sync(panelist, mine, **wrong)[0] == 400, wrong
    sheets.withdraw(mine, "Salah penugasan.", by=secretariat)
    status, answer = sync(panelist, mine, values=FULL)
    assert (status, answer["sentence"]) == (410, "Lembar ini tidak dapat diisi lagi: ditarik.")


def test_nobody_else_and_nobody_signed_out_sends_an_entry(mine, sync, panelist, panelists, chair, stranger):
    for user in (panelists[1], chair, stranger):
        with pytest.raises(json.JSONDecodeError):  # the page of a 404, which is no receipt
            sync(user, mine)
    for nobody in (Client(), Client(enforce_csrf_checks=True)):
        assert sync(panelist, mine, client=nobody) == (401, {"reason": "signed_out"})
    entry = {"action": "draft", "values": {}, "notes": "", "version": 0, "entered_at": timezone.now()}
    with pytest.raises(PermissionDenied):
        receipts.receive(mine, key=uuid.uuid4(), by=panelists[1], **entry)
    receipts.receive(mine, key=uuid.uuid4(), by=panelist, **entry)
    assert not Receipt.objects.visible_to(panelists[1], "sheets.fill").exists()


def test_sent_sheet_stays_sent_when_its_draft_changes(mine, sync, panelist):
    _, sent = sync(panelist, mine, action="send", values=FULL)
    sync(panelist, mine, values=FULL | {"komitmen": "70"}, version=sent["receipt"]["version"])
    assert [row.action for row in Receipt.objects.order_by("pk")] == ["send", "draft"]
    assert str(mine.marks.get(criterion__code="komitmen").value) == "85.50"
    with pytest.raises(ValidationError):
        receipts.receive(
            mine, key=uuid.uuid4(), action="send", values=FULL, notes="", version=0, entered_at=timezone.now(),
            by=panelist,
        )  # fmt: skip
