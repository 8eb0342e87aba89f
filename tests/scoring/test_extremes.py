"""A sheet with a lowest or highest mark says why, where the rules want that; elsewhere nothing changes."""

import hashlib
import json
import re
import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from scoring.extremes import is_extreme
from scoring.ledger_check import faults
from scoring.models import Draft, RuleBook, ScoreSheet
from scoring.receipts import content_sha256
from scoring.services import rubric, sheets
from tests.scoring.conftest import PANEL

BANDS = [{"from": low, "to": high, "text": "."} for low, high in (("75", "100"), ("0", "59"), ("60", "74"))]
HIGH = dict.fromkeys(PANEL, "80") | {"pemahaman": "90"}
TYPED = {f"mark_{code}": text for code, text in HIGH.items()}


@pytest.mark.parametrize(
    ("levels", "mark", "extreme"),
    [
        (BANDS, "59.99", True), (BANDS, "60", False), (BANDS, "74.5", False), (BANDS, "75", True),
        ([], "49.99", True), ([], "50", False), ([], "94.99", False), ([], "95", True),
        (BANDS[:2], "74", False), (BANDS[:2], "96", True),
    ],
)  # fmt: skip
def test_first_and_last_band_are_extreme(levels, mark, extreme):
    assert is_extreme(Decimal(mark), levels) == extreme


@pytest.fixture
def asked(book, secretariat):
    """The rules ask for reasons before they are frozen."""
    return rubric.edit_rules(book, extreme_reasons=True, by=secretariat)


@pytest.fixture
def mine(asked, interview_sheets, panelist):
    return next(sheet for sheet in interview_sheets if sheet.person_id == panelist.pk)


def page_of(sheet):
    edition = sheet.nomination.edition
    return reverse("sheet", args=[edition.province.slug, edition.slug, sheet.pk])


def test_extreme_mark_is_sent_with_a_reason_only_and_a_draft_needs_none(mine, scored_category, panelist):
    assert RuleBook.objects.get().content["extreme_reasons"] is True
    kept = sheets.save_draft(mine, HIGH, "", 0, by=panelist)
    with pytest.raises(ValidationError) as refused:
        sheets.submit(kept, HIGH, kept.version, by=panelist)
    assert list(refused.value.message_dict) == ["reasons"]
    sent = sheets.submit(kept, HIGH, kept.version, by=panelist, reasons=["spoken", "complete", "???"])
    assert (sent.status, sent.reasons) == ("sent", ["complete", "spoken"])
    assert sheets.submit(sent, HIGH, 0, by=panelist, reasons=sent.reasons).version == sent.version
    assert sheets.submit(sent, HIGH, sent.version, by=panelist, reasons=["spoken"]).version == sent.version + 1
    assert list(faults(scored_category)) == []
    ScoreSheet.objects.filter(pk=mine.pk).update(reasons=["no_data"])
    assert list(faults(scored_category)) != []


def test_marks_in_between_need_no_reason(mine, fill):
    assert fill(mine, "75").reasons == []


def test_rules_that_do_not_ask_keep_no_reason(interview_sheets, panelist):
    sheet = next(sheet for sheet in interview_sheets if sheet.person_id == panelist.pk)
    kept = sheets.save_draft(sheet, HIGH, "", 0, by=panelist, reasons=["spoken"])
    assert sheets.submit(kept, HIGH, kept.version, by=panelist, reasons=["spoken"]).reasons == []
    assert Draft.objects.get().reasons == []


def test_page_refuses_at_the_list_and_loses_nothing(mine, panelist, client_of):
    client, url = client_of(panelist), page_of(mine)
    page = client.get(url).content.decode()
    assert re.findall(r'name="reasons" value="(\w+)"', page) == ScoreSheet.Reason.values
    assert 'data-low="60" data-high="90"' in page
    refused = client.post(url, {**TYPED, "notes": "Jelas.", "version": 0, "action": "send"})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert 'id="id_reasons_error"><p>Pilih paling sedikit satu alasan' in text
    assert ('href="#id_reasons_0"' in text, 'value="90"' in text, "Jelas.</textarea>" in text) == (True, True, True)
    other_tab = client.post(url, {**TYPED, "reasons": "spoken", "version": 0, "action": "draft"}).content.decode()
    assert "Di perangkat lain: kosong" in other_tab
    sent = client.post(url, {**TYPED, "reasons": "spoken", "version": 1, "action": "send"}, follow=True)
    assert "Alasan nilai terendah atau tertinggi: Lainnya, disampaikan lisan." in sent.content.decode()


def test_page_and_device_know_nothing_of_it_where_the_rules_do_not_ask(interview_sheets, panelist, client_of):
    sheet = next(sheet for sheet in interview_sheets if sheet.person_id == panelist.pk)
    page = client_of(panelist).get(page_of(sheet)).content.decode()
    assert not re.search(r"reasons|data-low|ekstrem", page)


def test_receipt_covers_the_reasons(mine, panelist, client_of):
    edition = mine.nomination.edition
    url = reverse("sheet_sync", args=[edition.province.slug, edition.slug, mine.pk])
    client = client_of(panelist)

    def send(**more):
        entry = {
            "account": panelist.pk, "key": str(uuid.uuid4()), "action": "send", "values": HIGH, "notes": "",
            "version": 0, "entered_at": timezone.now().isoformat(),
        } | more  # fmt: skip
        answer = client.post(url, entry, content_type="application/json")
        return answer.status_code, json.loads(answer.content)

    status, answer = send()
    assert (status, list(answer["errors"]), Draft.objects.exists()) == (422, ["reasons"], False)
    assert send(reasons=["???"])[0] == 400
    status, answer = send(reasons=["no_data"])
    content = {"action": "send", "notes": "", "reasons": ["no_data"], "values": HIGH}
    plain = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
    assert answer["receipt"]["content_sha256"] == hashlib.sha256(plain).hexdigest()
    assert content_sha256("send", HIGH, "", []) == content_sha256("send", HIGH, "")
    status, answer = send(action="draft", reasons=["spoken"])
    assert (status, answer["reasons"]) == (409, ["no_data"])
    bundle = json.loads(client.get(reverse("sheet_bundle", args=[edition.province.slug, edition.slug])).content)
    [item] = [item for item in bundle["sheets"] if item["sheet"] == str(mine.pk)]
    assert (item["reasons"], item["sent"]["reasons"]) == (["no_data"], ["no_data"])
    assert 'name="reasons"' in bundle["forms"][0]["html"]
