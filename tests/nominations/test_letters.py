"""Signed letters that a category may ask for."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from nominations.models import Letter, Nomination
from nominations.services import answers, letters
from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from paritrana.committees.services import editions
from paritrana.files.models import File
from tests.nominations.conftest import pdf

TYPED = {
    "number": "100/12/2025",
    "date": datetime.date(2025, 6, 2),
    "signer": "Nama Contoh",
    "office": "Sekretaris Daerah",
}
SENDER = {"sender_name": "Pejabat", "sender_office": "Kabid"}


@pytest.fixture
def asking(category):
    """The category asks for the statement of truth."""
    category.letters = ["statement"]
    category.save()
    return category


def put(nomination, by, **fields):
    return letters.put(nomination, "statement", by=by, **TYPED | {"scan": pdf("surat.pdf")} | fields)


def test_sending_waits_for_the_letter_and_the_receipt_names_it(asking, nomination, answer_all, official):
    answer_all(nomination)
    with pytest.raises(ValidationError) as refusal:
        answers.send(nomination, by=official, **SENDER)
    assert refusal.value.messages == ["Unggah dulu surat yang diminta: surat pernyataan kebenaran data."]
    made = put(nomination, official)
    sent = answers.send(nomination, by=official, **SENDER)
    assert sent.content["letters"] == [
        {
            "kind": "statement",
            "name": "Surat pernyataan kebenaran data",
            "number": "100/12/2025",
            "date": "2025-06-02",
            "signer": "Nama Contoh",
            "office": "Sekretaris Daerah",
            "file": {"name": "surat.pdf", "size": made.file.size, "sha256": made.file.sha256},
        }
    ]
    with pytest.raises(ValidationError):
        put(nomination, official)


def test_a_refused_scan_is_no_letter(asking, nomination, answer_all, official):
    answer_all(nomination)
    put(nomination, official)
    File.objects.update(state=File.State.REJECTED)
    with pytest.raises(ValidationError, match="surat yang diminta"):
        answers.send(nomination, by=official, **SENDER)


def test_a_new_letter_replaces_the_former_which_stays(asking, nomination, instrument, official):
    put(nomination, official)
    put(nomination, official, number="101/12/2025", scan=pdf("baru.pdf", "baru"))
    rows = Letter.objects.order_by("pk")
    assert [(row.number, row.replaced_at is None) for row in rows] == [("100/12/2025", False), ("101/12/2025", True)]
    assert Entry.objects.filter(verb="letters.put").order_by("-pk").first().before["number"] == "100/12/2025"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"number": " "}, "number"),
        ({"signer": ""}, "signer"),
        ({"date": datetime.date(2999, 1, 1)}, "date"),
        ({"scan": pdf("surat.docx")}, "scan"),
    ],
)
def test_bad_letters_are_told_at_their_field(asking, nomination, instrument, official, fields, field):
    with pytest.raises(ValidationError) as refusal:
        put(nomination, official, **fields)
    assert (list(refusal.value.message_dict), Letter.objects.count()) == ([field], 0)


def test_only_the_candidate_puts_a_letter_that_is_asked(
    asking, nomination, instrument, official, secretariat, stranger
):
    for person in (secretariat, stranger):
        with pytest.raises(PermissionDenied):
            put(nomination, person)
    with pytest.raises(ValidationError, match="tidak diminta"):
        letters.put(nomination, "cover", by=official, **TYPED | {"scan": pdf()})


def test_letters_are_read_by_who_verifies_after_sending(
    asking, nomination, answer_all, official, secretariat, observer, panelist, stranger
):
    answer_all(nomination)
    made = put(nomination, official)
    File.objects.update(state=File.State.ACCEPTED)
    seen = {
        person.username: list(Letter.objects.visible_to(person, "letters.view"))
        for person in (official, secretariat, panelist, stranger)
    }
    assert seen == {"pejabat": [made], "sekretariat": [], panelist.username: [], "asing": []}
    answers.send(nomination, by=official, **SENDER)
    for person in (official, secretariat, observer):
        assert list(Letter.objects.visible_to(person, "letters.view")) == [made]


def test_letters_are_fixed_when_nominations_open(category, secretariat):
    category.stage = Stage.PREPARATION
    category.save()
    assert editions.edit_category(category, by=secretariat, letters=["statement", "cover"]).letters == [
        "statement", "cover",
    ]  # fmt: skip
    category.stage = Stage.NOMINATION
    category.save(update_fields=["stage"])
    with pytest.raises(ValidationError) as refusal:
        editions.edit_category(category, by=secretariat, letters=[])
    assert list(refusal.value.message_dict) == ["letters"]


def test_pages_name_take_and_show_the_letter(
    asking, nomination, answer_all, official, official_client, secretariat_client, page, edition
):
    answer_all(nomination)
    check, url = page("nomination_check", edition, 1), page("letter", edition, 1, "statement")
    text = official_client.get(check).text
    assert (f'href="{url}">Surat pernyataan kebenaran data' in text, "Kirim penilaian mandiri" in text) == (True, False)
    assert official_client.get(url).status_code == 200
    assert official_client.get(page("letter", edition, 1, "cover")).status_code == 404
    assert official_client.post(url, {}).status_code == 422
    today = timezone.localdate()
    typed = TYPED | {"date": f"{today:%Y-%m-%d}", "scan": pdf("surat.pdf")}
    assert official_client.post(url, typed).url == check
    text = official_client.get(check).text
    assert ("Nomor 100/12/2025" in text, "Kirim penilaian mandiri" in text) == (True, True)
    file = page("letter_file", edition, 1, Letter.objects.get().pk)
    answer = official_client.get(file)
    assert (b"".join(answer.streaming_content)[:4], secretariat_client.get(file).status_code) == (b"%PDF", 404)
    File.objects.update(state=File.State.ACCEPTED)
    Nomination.objects.update(status="sent")
    assert b"".join(secretariat_client.get(file).streaming_content)[:4] == b"%PDF"
    assert "Nomor 100/12/2025" in secretariat_client.get(page("verification_file", edition, 1)).text
