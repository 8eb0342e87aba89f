import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scoring.models import Receipt, ScoreSheet
from scoring.receipts import content_sha256, device_key
from scoring.services import receipts, sheets
from tests.scoring.conftest import PANEL


def at(name, edition, *more):
    return reverse(name, args=[edition.province.slug, edition.slug, *more])


@pytest.fixture
def mine(interview_sheets, panelist):
    return [sheet for sheet in interview_sheets if sheet.person_id == panelist.pk]


def test_bundle_holds_my_open_sheets_and_nothing_of_others(
    mine, fill, interview_sheets, panelist, panelists, secretariat, chair, client_of, edition
):
    fill(mine[0], "80")
    sheets.save_draft(mine[1], {"pemahaman": "72,5"}, "Rahasia\r\nsaya", 0, by=panelist)
    sheets.withdraw(mine[2], "Salah penugasan.", by=secretariat)
    fill(next(sheet for sheet in interview_sheets if sheet.person == panelists[1]), "91,17")
    answer = client_of(panelist).get(at("sheet_bundle", edition))
    bundle = json.loads(answer.content)
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert [row["sheet"] for row in bundle["sheets"]] == [str(mine[0].pk), str(mine[1].pk)]
    sent, draft = bundle["sheets"]
    assert (sent["sent"]["values"], sent["key"]) == (dict.fromkeys(PANEL, "80"), device_key(panelist.pk, mine[0].pk))
    assert (draft["values"], draft["notes"], draft["sent"]) == ({"pemahaman": "72,5"}, "Rahasia\nsaya", None)
    assert (bundle["account"], len(bundle["forms"])) == (panelist.pk, 1)
    assert re.findall(r'name="mark_(\w+)"', bundle["forms"][0]["html"]) == PANEL
    assert "91,17" not in answer.content.decode()
    assert "csrf" not in answer.content.decode()


def test_sheet_shows_my_other_sheets_to_compare_with(mine, fill, interview_sheets, panelist, client_of, edition):
    fill(mine[0], "81,25")
    fill(next(sheet for sheet in interview_sheets if sheet.person != panelist), "91,17")
    page = client_of(panelist).get(at("sheet", edition, mine[1].pk)).content.decode()
    assert "Lembar Anda yang lain" in page
    assert page.count("81,25") == 4
    assert "91,17" not in page


def test_first_load_of_a_sheet_is_light(mine, panelist, client_of, edition):
    """At most 60 KB before something is seen, 120 KB in all; everything packed as it goes over the wire."""
    page = client_of(panelist).get(at("sheet", edition, mine[0].pk)).content
    text = page.decode()
    head = text[: text.index("</head>")]
    styles = re.findall(r'rel="stylesheet" href="/static/([^"]+)"', text)
    scripts = re.findall(r'<script src="/static/([^"]+)" (\w+)', text)
    assert "<script" not in re.sub(r"<script src=[^>]+ defer>", "", head)  # no script holds the page up
    assert {how for _name, how in scripts} == {"defer"}
    assert all(style in head for style in styles)
    root = Path(staticfiles_storage.location)
    packed = {name: len(gzip.compress((root / name).read_bytes(), 6)) for name in [*styles, *(s for s, _ in scripts)]}
    font = next(root.glob("vendor/source-sans-3-latin-wght-normal.*.woff2")).stat().st_size
    blocking = len(gzip.compress(page, 6)) + sum(packed[name] for name in styles)
    whole = blocking + sum(packed[name] for name, _how in scripts) + font
    assert blocking <= 60 * 1024
    assert whole <= 120 * 1024


def test_what_the_phone_keeps_of_the_portal_holds_no_person(mine, panelist, client_of, edition):
    shell = client_of(panelist).get("/luring/").content
    assert shell == Client().get("/luring/").content
    assert panelist.name.encode() not in shell
    worker = Client().get("/sw.js")
    assert (worker["Content-Type"], worker["Cache-Control"]) == ("text/javascript", "no-cache")
    files = json.loads(re.search(r"FILES = (\[.+\])", worker.content.decode())[1])
    for name in files:
        assert (Path(staticfiles_storage.location) / name.removeprefix("/static/")).is_file()
    needed = set(re.findall(rb'(?:src|href)="(/static/[^"]+\.(?:js|css))"', shell))
    assert needed <= {name.encode() for name in files}
    manifest = json.loads(Client().get("/manifest.webmanifest").content)
    assert (manifest["scope"], manifest["display"], len(manifest["icons"])) == ("/", "standalone", 2)


def test_practice_proves_the_round_trip_and_keeps_nothing(mine, fill, panelist, client_of, edition):
    client = client_of(panelist)
    # Also for whoever has marked the documents at a desk before.
    desk = {name: getattr(mine[0], name) for name in ("province", "nomination", "person", "seat")}
    ScoreSheet.objects.create(**desk, round="desk", status="sent", sent_at=timezone.now())
    assert "Coba lembar latihan" in client.get(at("sheets", edition)).content.decode()
    page = client.get(at("practice", edition)).content.decode()
    assert "Kabupaten Contoh" in page
    entry = {
        "account": panelist.pk, "key": "00000000-0000-4000-8000-000000000007", "action": "send", "version": 0,
        "values": {"pemahaman": "85,5"}, "notes": "", "entered_at": timezone.now().isoformat(),
    }  # fmt: skip
    answer = client.post(at("practice_sync", edition), entry, content_type="application/json")
    receipt = json.loads(answer.content)["receipt"]
    assert receipt["content_sha256"] == content_sha256("send", {"pemahaman": "85,5"}, "")
    assert (receipt["sheet"], Receipt.objects.count()) == ("latihan", 0)
    fill(mine[0])
    assert "Coba lembar latihan" not in client.get(at("sheets", edition)).content.decode()


def test_sent_sheet_says_what_of_it_was_sent(mine, panelist, client_of, edition):
    entry = {"notes": "", "entered_at": timezone.now(), "by": panelist}
    full = dict.fromkeys(PANEL, "80")
    sent = receipts.receive(
        mine[0], key="00000000-0000-4000-8000-000000000001", action="send", values=full, version=0, **entry
    )
    receipts.receive(
        mine[0], key="00000000-0000-4000-8000-000000000002", action="draft", values=full | {"komitmen": "70"},
        version=sent.version, **entry,
    )  # fmt: skip
    page = client_of(panelist).get(at("sheet", edition, mine[0].pk) + "?ubah=1").content.decode()
    device = json.loads(re.search(r'<script id="lembar-data" type="application/json">(.+?)</script>', page)[1])
    assert device["sent"]["values"] == dict.fromkeys(PANEL, "80,00")
    assert device["values"] == full | {"komitmen": "70"}
