"""What a phone could not send, as a text: read, kept for its owner, and counted only when the owner sends it."""

import base64
import hashlib
import hmac
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from interviews.copies import PREFIX, Unreadable, read
from interviews.models import SheetCopy
from interviews.services import copies
from paritrana.notices.models import Notice
from scoring.models import Draft, PaperSheet, ScoreSheet
from scoring.queries import criteria_of
from scoring.receipts import device_key
from scoring.services import sheets

VALUES = {"pemahaman": "85,5", "komitmen": "90"}


def written(sheet: int, key: str, **changes) -> str:
    """As static/interviews/copies.js writes it."""
    content = {"sheet": sheet, "version": 3, "entered_at": "2025-07-28T01:12:00.000Z", "values": VALUES, **changes}
    body = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    signature = hmac.new(bytes.fromhex(key), (PREFIX + body).encode(), hashlib.sha256).hexdigest()
    return f"{PREFIX}{body}.{hashlib.sha256(body.encode()).hexdigest()[:8]}.{signature}"


@pytest.fixture
def sheet(session, panelist) -> ScoreSheet:
    return ScoreSheet.objects.select_related("nomination__edition__province").filter(person=panelist).first()


@pytest.fixture
def code(sheet) -> str:
    return written(sheet.pk, device_key(sheet.person_id, sheet.pk))


@pytest.fixture
def handed_in(code, secretariat) -> SheetCopy:
    return copies.hand_in(code, by=secretariat)


def at(sheet: ScoreSheet, name: str, *args) -> str:
    edition = sheet.nomination.edition
    return reverse(name, args=[edition.province.slug, edition.slug, *args])


def test_copy_is_found_in_an_address_and_in_broken_lines():
    text = written(7, "ab" * 32)
    copy = read(f"https://portal.example.id/penilaian/salinan/#{text[:60]}\n{text[60:]}\n")
    assert (copy.sheet, copy.version, copy.values) == (7, 3, VALUES)
    assert copy.is_signed_with("ab" * 32)
    assert not copy.is_signed_with("cd" * 32)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PARITRANA-LEMBAR 7 3",
        written(7, "ab" * 32)[:-1],
        written(7, "ab" * 32).replace("1.ey", "1.ez"),
        written(7, "ab" * 32, values=[]),
        written(7, "ab" * 32, values={"pemahaman": 85}),
        written(7, "ab" * 32, entered_at="2025-07-28T01:12:00"),
        written(7, "ab" * 32, entered_at=1),
        written("7", "ab" * 32),
        written(2**70, "ab" * 32),
    ],
)
def test_what_is_no_whole_copy_is_refused(text):
    with pytest.raises(Unreadable):
        read(text)


def test_copy_waits_for_its_owner_and_counts_nothing(code, handed_in, sheet, panelist, secretariat):
    assert copies.hand_in(code, by=secretariat) == handed_in
    assert (handed_in.values, handed_in.status) == (VALUES, "waiting")
    assert not Draft.objects.filter(sheet=sheet).exists()
    assert Notice.objects.get(to=panelist, title="Salinan nilai menunggu konfirmasi Anda").url == at(
        sheet, "sheet_copy", handed_in.pk
    )


def test_altered_copy_and_one_of_another_province_are_refused(code, sheet, secretariat, stranger):
    forged = written(sheet.pk, device_key(sheet.person_id + 1, sheet.pk))
    for text, by in ((forged, secretariat), (code, stranger)):
        with pytest.raises(ValidationError):
            copies.hand_in(text, by=by)
    assert SheetCopy.objects.count() == 0


def test_owner_takes_it_over_what_stands_in_the_draft(handed_in, sheet, panelist, panelists):
    sheets.save_draft(sheet, {"pemahaman": "70", "dana_lain": "60"}, "Catatan saya.", 0, by=panelist)
    with pytest.raises(PermissionDenied):
        copies.take(handed_in, by=panelists[1])
    assert copies.take(handed_in, by=panelist).status == "draft"
    draft = Draft.objects.get(sheet=sheet)
    assert (draft.values, draft.notes) == ({**VALUES, "dana_lain": "60"}, "Catatan saya.")
    with pytest.raises(ValidationError, match="sudah diputuskan: dipakai panelis"):
        copies.discard(handed_in, by=panelist)


def test_secretariat_sees_whose_it_is_and_what_before_it_is_kept(code, sheet, secretariat, client_of):
    client, url = client_of(secretariat), at(sheet, "sheet_copies")
    page = client.post(url, {"code": code}).content.decode()
    assert [part in page for part in (str(sheet.person), "85,5", "Tanda tangan perangkat cocok")] == [True] * 3
    assert SheetCopy.objects.count() == 0
    assert client.post(url, {"code": code, "keep": "1"}).status_code == 302
    listed = client.get(url).content.decode()
    assert "Menunggu konfirmasi panelis" in listed
    assert "85,5" not in listed
    assert client.post(url, {"code": code[:50]}).status_code == 422


def test_owner_decides_on_a_page_of_the_own_copy(handed_in, sheet, panelist, panelists, client_of):
    url = at(sheet, "sheet_copy", handed_in.pk)
    assert client_of(panelists[1]).get(url).status_code == 404
    client = client_of(panelist)
    assert "85,5" in client.get(url).content.decode()
    assert client.post(url, {"action": "take"}).headers["Location"] == at(sheet, "sheet", sheet.pk) + "?ubah=1"
    assert client.post(url, {"action": "discard"}).status_code == 422


def test_copy_of_somebody_who_cannot_return_goes_on_to_a_second_officer(sheet, secretariat, client_of):
    key = device_key(sheet.person_id, sheet.pk)
    part = copies.hand_in(written(sheet.pk, key), by=secretariat)
    codes = [row.code for row in criteria_of(sheet.nomination.category, sheet.round)]
    whole = copies.hand_in(written(sheet.pk, key, values=dict.fromkeys(codes, "85,5")), by=secretariat)
    client = client_of(secretariat)
    assert client.post(at(sheet, "sheet_copy_key", part.pk)).status_code == 422
    assert client.post(at(sheet, "sheet_copy_key", whole.pk)).status_code == 302
    whole.refresh_from_db()
    assert (whole.status, PaperSheet.objects.get(sheet=sheet).status) == ("keyed", "waiting")
    assert not sheet.marks.exists()
