"""Marks from paper: two officers, the same road as from the screen, and never both."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from paritrana.audit.models import Entry
from paritrana.committees.models import Seat
from paritrana.notices.models import Notice
from scoring import commitments
from scoring.ledger_check import faults
from scoring.models import Event, PaperSheet, ScoreSheet
from scoring.paper_sheet_queries import payload, read_code
from scoring.services import closing, paper_sheets, seals, sheets
from tests.conftest import owner
from tests.scoring.conftest import PANEL
from tests.scoring.test_tampering import tampered

Status = ScoreSheet.Status
TYPED = {"pemahaman": "85,5", "inovasi_wawancara": "80", "komitmen": "90.25", "dana_lain": "0"}
ON_SCREEN = dict.fromkeys(PANEL, "70")


@pytest.fixture
def sheet(interview_sheets, panelist):
    return next(row for row in interview_sheets if row.person_id == panelist.pk)


@pytest.fixture
def keyed(sheet, secretariat):
    return paper_sheets.enter(sheet, 1, TYPED, by=secretariat)


@pytest.fixture
def pair(sheet, keyed, panelist, second_secretariat):
    """Sent from the screen, then confirmed from paper with other marks."""
    sheets.submit(sheet, ON_SCREEN, 0, by=panelist)
    return paper_sheets.confirm(keyed, by=second_secretariat)


def marks(sheet):
    return {mark.criterion.code: mark.value for mark in sheet.marks.select_related("criterion")}


def read_again(sheet):
    return ScoreSheet.objects.get(pk=sheet.pk)


def found(sheet):
    return list(faults(sheet.nomination.category))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (payload(812, 2), (812, 2)),
        ("paritrana-lembar 812 2\r\n", (812, 2)),
        (" 812-2 ", (812, 2)),
        ("812", None),
        ("812-2-9", None),
        ("https://paritrana.example/cek/812-2", None),
    ],
)
def test_code_is_read_as_scanned_and_as_typed(typed, read):
    assert read_code(typed) == read


# --- keyed by one, compared by another


def test_confirmed_paper_is_sent_as_from_the_screen(sheet, keyed, second_secretariat, panelist):
    assert (read_again(sheet).status, keyed.values) == (Status.ASSIGNED, TYPED)
    paper_sheets.confirm(keyed, by=second_secretariat)
    sent = read_again(sheet)
    assert sent.status == Status.SENT
    assert marks(sent) == {
        "pemahaman": Decimal("85.50"),
        "inovasi_wawancara": Decimal("80.00"),
        "komitmen": Decimal("90.25"),
        "dana_lain": Decimal("0.00"),
    }
    event = Event.objects.order_by("number").last()
    content = commitments.content_of(sent, {code: int(value * 100) for code, value in marks(sent).items()})
    assert (event.verb, event.data) == (
        "sheets.from_paper",
        {"commitment": commitments.commitment(event.salt, content)},
    )
    assert sorted(event.rows) == sorted([f"papersheet:{keyed.pk}", f"scoresheet:{sheet.pk}"])
    assert found(sheet) == []
    assert Notice.objects.get().to == panelist


def test_trail_names_the_sheet_and_no_mark(sheet, keyed, second_secretariat):
    paper_sheets.confirm(keyed, by=second_secretariat)
    entries = Entry.objects.filter(verb__in=["paper_sheets.enter", "sheets.from_paper"]).order_by("pk")
    assert [(entry.verb, sorted(entry.after)) for entry in entries] == [
        ("paper_sheets.enter", ["scan", "sheet"]),
        ("sheets.from_paper", ["status"]),
    ]


def test_who_keyed_it_does_not_confirm_it_and_who_marks_does_neither(sheet, keyed, secretariat, chair, panelists):
    with pytest.raises(PermissionDenied, match="Petugas kedua adalah orang lain"):
        paper_sheets.confirm(keyed, by=secretariat)
    with pytest.raises(PermissionDenied):
        paper_sheets.confirm(keyed, by=chair)
    both = panelists[1]
    Seat.objects.create(person=both, role="secretariat", province=sheet.province)
    with pytest.raises(PermissionDenied, match="Anda ikut menilai kategori ini"):
        paper_sheets.enter(sheet, 1, TYPED, by=both)
    with pytest.raises(PermissionDenied):
        paper_sheets.confirm(keyed, by=both)


def test_marks_are_refused_at_their_criterion(sheet, secretariat):
    with pytest.raises(ValidationError) as refused:
        paper_sheets.enter(sheet, 1, TYPED | {"komitmen": "101", "dana_lain": ""}, by=secretariat)
    assert refused.value.message_dict == {
        "komitmen": ["Nilai dari 0 sampai 100."],
        "dana_lain": ["Isi nilai ini. Kosong tidak sama dengan 0."],
    }


def test_rejected_paper_is_keyed_anew_and_a_standing_one_is_not(sheet, keyed, secretariat, second_secretariat):
    with pytest.raises(ValidationError, match="Lembar ini sudah dicatat: menunggu petugas kedua"):
        paper_sheets.enter(sheet, 1, TYPED, by=secretariat)
    with pytest.raises(ValidationError):
        paper_sheets.reject(keyed, note=" ", by=second_secretariat)
    paper_sheets.reject(keyed, note="Komitmen tertulis 80", by=second_secretariat)
    assert Notice.objects.get().to == secretariat
    again = paper_sheets.enter(sheet, 1, TYPED | {"komitmen": "80"}, by=secretariat)
    paper_sheets.confirm(again, by=second_secretariat)
    with pytest.raises(ValidationError, match="Lembar ini sudah dikonfirmasi"):
        paper_sheets.confirm(again, by=second_secretariat)
    assert (read_again(sheet).status, found(sheet)) == (Status.SENT, [])


def test_paper_of_older_rules_is_refused_with_the_way_out(sheet, secretariat):
    with pytest.raises(ValidationError, match="Cetak lembar kosong yang baru"):
        paper_sheets.enter(sheet, 2, TYPED, by=secretariat)


def test_paper_of_who_does_not_mark_is_refused(sheet, keyed, panelist, secretariat, second_secretariat):
    sheets.recuse(sheet.nomination, person=panelist, kind="family", reason="Ipar", by=panelist)
    with pytest.raises(ValidationError, match="konflik kepentingan.*Tolak catatan ini"):
        paper_sheets.confirm(keyed, by=second_secretariat)
    paper_sheets.reject(keyed, note="Tidak ikut menilai", by=secretariat)
    with pytest.raises(ValidationError, match="konflik kepentingan"):
        paper_sheets.enter(sheet, 1, TYPED, by=secretariat)


# --- paper against screen


def test_neither_counts_until_the_owner_picks(pair, sheet, panelist, secretariat):
    assert read_again(sheet).status == Status.UNDECIDED
    missing = [text for text in closing.missing(sheet.nomination.category) if "kertas" in text]
    assert missing == [
        f"{sheet.seat} ({panelist}) belum memilih antara lembar kertas dan layar: {sheet.nomination.nominee}."
    ]
    with pytest.raises(ValidationError, match="Pilih dahulu mana yang berlaku"):
        sheets.submit(read_again(sheet), TYPED, 1, by=panelist)
    with pytest.raises(PermissionDenied):
        paper_sheets.pick(pair, "paper", by=secretariat)
    picked = paper_sheets.pick(pair, "paper", by=panelist)
    sent = read_again(sheet)
    assert (sent.status, marks(sent)["komitmen"]) == (Status.SENT, Decimal("90.25"))
    assert (picked.status, picked.screen) == ("chosen", dict.fromkeys(PANEL, "70.00"))
    assert sum("commitment" in event.data for event in Event.objects.all()) == 3
    assert found(sheet) == []
    with pytest.raises(ValidationError, match="Pilihan ini sudah dibuat"):
        paper_sheets.pick(pair, "screen", by=panelist)


def test_chair_picks_in_the_absence_with_a_reason(pair, sheet, chair, panelists):
    with pytest.raises(PermissionDenied):
        paper_sheets.pick(pair, "screen", reason="Sakit", by=panelists[1])
    with pytest.raises(ValidationError) as refused:
        paper_sheets.pick(pair, "screen", by=chair)
    assert list(refused.value.message_dict) == ["reason"]
    picked = paper_sheets.pick(pair, "screen", reason="Panelis sudah pulang", by=chair)
    assert (picked.status, marks(sheet)["komitmen"], found(sheet)) == ("set_aside", Decimal("70.00"), [])


def test_the_same_marks_on_both_need_no_pick(sheet, keyed, panelist, second_secretariat):
    sheets.submit(sheet, TYPED, 0, by=panelist)
    paper_sheets.confirm(keyed, by=second_secretariat)
    assert (read_again(sheet).status, found(sheet)) == (Status.SENT, [])


def test_screen_sheet_that_arrives_after_the_paper_waits_for_the_pick_too(sheet, keyed, panelist, second_secretariat):
    """Marked without network, sent when the paper had been keyed: the version is that of the screen."""
    paper_sheets.confirm(keyed, by=second_secretariat)
    late = sheets.submit(sheet, ON_SCREEN, 0, by=panelist)
    assert (late.status, marks(late)["komitmen"]) == (Status.UNDECIDED, Decimal("70.00"))
    paper_sheets.pick(keyed, "paper", by=panelist)
    with pytest.raises(sheets.Conflict):
        sheets.submit(sheet, ON_SCREEN, late.version, by=panelist)
    assert (marks(sheet)["komitmen"], found(sheet)) == (Decimal("90.25"), [])


@pytest.mark.django_db(transaction=True)
def test_screen_sent_while_the_paper_is_confirmed_never_counts_beside_it(sheet, keyed, panelist, second_secretariat):
    ready = threading.Barrier(2)

    def go(verb):
        try:
            ready.wait(timeout=20)
            verb()
        finally:
            connection.close()

    verbs = [
        lambda: sheets.submit(sheet, ON_SCREEN, 0, by=panelist),
        lambda: paper_sheets.confirm(keyed, by=second_secretariat),
    ]
    threads = [threading.Thread(target=go, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    both = read_again(sheet)
    assert (both.status, both.marks.count(), marks(both)["komitmen"]) == (Status.UNDECIDED, 4, Decimal("70.00"))
    assert found(sheet) == []


def test_waiting_paper_keeps_scoring_open(sheet, keyed, panelist):
    sheets.submit(sheet, TYPED, 0, by=panelist)
    assert f"{sheet.seat} ({panelist}): lembar kertas menunggu petugas kedua: {sheet.nomination.nominee}." in (
        closing.missing(sheet.nomination.category)
    )


# --- what the database holds


def test_database_takes_one_standing_paper_and_two_officers(sheet, keyed, secretariat):
    twice = PaperSheet(province=sheet.province, sheet=sheet, version=1, values={}, entered_by=secretariat)
    with pytest.raises(IntegrityError, match="paper_sheet_one_standing"), transaction.atomic():
        twice.save()
    for status, rest in (("confirmed", {"confirmed_by": secretariat}), ("chosen", {}), ("rejected", {})):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperSheet.objects.filter(pk=keyed.pk).update(status=status, **rest)


@pytest.mark.django_db(transaction=True)
def test_no_column_of_a_paper_changes_unseen(pair, panelist, sheet):
    paper_sheets.pick(pair, "paper", by=panelist)
    changed = {"values": '{"komitmen": "1"}', "screen": "{}", "version": "3", "reason": "x", "status": "set_aside"}
    people = ["entered_by_id", "confirmed_by_id", "picked_by_id"]
    times = ["entered_at", "confirmed_at", "picked_at"]
    changed |= dict.fromkeys(people, str(sheet.seat.person_id)) | dict.fromkeys(times, "2025-01-01 00:00+00")
    seen = set()
    with owner(connection.settings_dict["NAME"]).cursor() as cursor:
        for column, text in changed.items():
            with tampered(cursor, PaperSheet, pair.pk, column, text) as done:
                if done:
                    assert found(sheet) == [f"papersheet:{pair.pk} is not what was recorded"], column
                    seen.add(column)
    assert seen == set(changed) - {"picked_by_id"}


def test_paper_after_the_turn_was_sealed_is_sealed_with_it(sheet, keyed, secretariat, second_secretariat):
    """The power was cut and the session closed: nothing is sent yet, then the paper comes."""
    nomination, category = sheet.nomination, sheet.nomination.category
    assert seals.seal_turn(nomination, "interview", by=secretariat) == ""
    paper_sheets.confirm(keyed, by=second_secretariat)
    root = commitments.turn_root(nomination, "interview")
    assert (len(root), commitments.sealed_turns(category, "interview")) == (64, {str(nomination.number): root})
    assert (read_again(sheet).locked_at is None, found(sheet)) == (False, [])
