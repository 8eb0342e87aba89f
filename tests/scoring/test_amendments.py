"""Frozen rules change by two officers, under a number, and every sheet made under them falls."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from paritrana.committees.models import Round
from scoring.agenda import agenda
from scoring.amendment_queries import fingerprint, standing_sheets, typed_word
from scoring.engine.canonical import sha256
from scoring.ledger_check import faults
from scoring.models import Amendment, Event, Mark, RuleBook, ScoreSheet, Value
from scoring.services import amendments, rubric, sheets, values
from tests.scoring.test_rubric_pages import at


def proposed(frozen, by):
    return amendments.propose(frozen, reason="Bobot wawancara keliru.", by=by)


def confirm(row, by, **changes):
    standing = standing_sheets(row.category)
    given = {"seen": fingerprint(standing), "typed": typed_word(standing.count())} | changes
    return amendments.confirm(row, by=by, **given)


def found(category):
    return list(faults(category))


def test_two_officers_open_and_a_second_one_seals_anew(frozen, secretariat, chair):
    before = frozen.content
    row = confirm(proposed(frozen, secretariat), chair)
    book = RuleBook.objects.get()
    assert (row.number, row.status, book.frozen_at, row.content) == (1, "open", None, before)
    rubric.edit_rules(book, decimals=3, by=secretariat)
    with pytest.raises(PermissionDenied, match="bukan yang mengusulkannya"):
        rubric.freeze(book, by=secretariat)
    book = rubric.freeze(book, by=chair)
    assert (book.content["amendment"], book.content["decimals"], before["amendment"]) == ("1", "3", "0")
    assert book.sha256 == sha256(book.content) != row.sha256
    assert list(Event.objects.order_by("number").values_list("verb", flat=True)) == [
        "rubric.freeze", "amendments.propose", "amendments.confirm", "rubric.freeze",
    ]  # fmt: skip
    assert [event.data.get("rules") for event in Event.objects.order_by("number")] == [
        row.sha256,
        None,
        None,
        book.sha256,
    ]
    assert found(frozen.category) == []


def test_sheets_fall_with_their_marks_and_are_given_out_again(frozen, interview_sheets, fill, secretariat, chair):
    sent = fill(interview_sheets[0])
    row = confirm(proposed(frozen, secretariat), chair)
    old = ScoreSheet.objects.filter(voided_by=row)
    assert (old.count(), set(old.values_list("status", "reason"))) == (
        27, {("withdrawn", "Dibatalkan oleh perubahan kriteria ke-1.")},
    )  # fmt: skip
    assert set(Mark.objects.filter(sheet=sent).values_list("criterion", "code")) == {
        (None, code) for code in ("pemahaman", "inovasi_wawancara", "komitmen", "dana_lain")
    }
    book = RuleBook.objects.get()
    rubric.remove_criterion(book.criteria.get(code="dana_lain"), by=secretariat)
    leaf = book.criteria.get(code="komitmen")
    rubric.set_weights(
        book, {leaf.pk: leaf.weight + 10_000 - sum(book.criteria.values_list("weight", flat=True))}, by=secretariat
    )
    rubric.freeze(book, by=chair)
    new = ScoreSheet.objects.filter(voided_by=None)
    assert (new.count(), set(new.values_list("status", flat=True))) == (27, {"assigned"})
    fill(new.get(person=sent.person, nomination=sent.nomination))
    assert found(frozen.category) == []


def test_what_was_counted_for_a_criterion_goes_with_it(frozen, nominations, secretariat, chair):
    criterion = frozen.criteria.get(source="computed")
    values.record_value(nominations[0], criterion, 100, "hadir", by=secretariat)
    confirm(proposed(frozen, secretariat), chair)
    rubric.remove_criterion(criterion, by=secretariat)
    assert (Value.objects.count(), found(frozen.category)) == (0, [])


def test_sheet_sent_between_proposing_and_confirming_is_seen_first(frozen, interview_sheets, fill, secretariat, chair):
    row = proposed(frozen, secretariat)
    seen = fingerprint(standing_sheets(frozen.category))
    fill(interview_sheets[0])
    with pytest.raises(ValidationError, match="berubah sejak halaman dibuka"):
        confirm(row, chair, seen=seen)
    with pytest.raises(ValidationError, match="batalkan 27 lembar"):
        confirm(row, chair, typed="ya")
    assert confirm(row, chair, typed="  Batalkan 27  lembar ").number == 1


def test_proposer_and_strangers_do_not_confirm(frozen, secretariat, panelist, stranger):
    row = proposed(frozen, secretariat)
    for person in (secretariat, panelist, stranger):
        with pytest.raises(PermissionDenied):
            confirm(row, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=row.pk).update(status="open", number=1, confirmed_by=secretariat)


def test_one_amendment_at_a_time_with_a_reason(frozen, secretariat, observer):
    with pytest.raises(ValidationError):
        amendments.propose(frozen, reason=" ", by=secretariat)
    row = proposed(frozen, secretariat)
    with pytest.raises(ValidationError, match="sudah diusulkan"):
        proposed(frozen, secretariat)
    with pytest.raises(ValidationError):
        amendments.discard(row, note="", by=observer)
    amendments.discard(row, note="Tidak perlu.", by=observer)
    with pytest.raises(ValidationError, match="sudah dibatalkan"):
        confirm(row, observer)
    assert (RuleBook.objects.get().sha256, found(frozen.category)) == (frozen.sha256, [])
    assert proposed(frozen, secretariat).status == "waiting"


def test_changed_byte_of_an_amendment_is_found(frozen, secretariat):
    row = proposed(frozen, secretariat)
    Amendment.objects.filter(pk=row.pk).update(reason="Lain.")
    assert found(frozen.category) == [f"amendment:{row.pk} is not what was recorded"]


def test_open_rules_give_out_no_sheet(frozen, nominations, committee_seats, secretariat, chair):
    confirm(proposed(frozen, secretariat), chair)
    with pytest.raises(ValidationError, match="Tetapkan dahulu"):
        sheets.assign(nominations[0], Round.INTERVIEW, committee_seats, by=secretariat)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_open_once(frozen, interview_sheets, secretariat, chair, observer):
    row = proposed(frozen, secretariat)
    given = {"seen": fingerprint(standing_sheets(row.category)), "typed": typed_word(27)}
    barrier, refused = threading.Barrier(2), []

    def press(by) -> None:
        try:
            barrier.wait(timeout=10)
            amendments.confirm(row, by=by, **given)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[by]) for by in (chair, observer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (len(refused), Event.objects.filter(verb="amendments.confirm").count()) == (1, 1)
    assert found(frozen.category) == []


def test_pages_tell_the_effect_and_show_the_number(frozen, interview_sheets, secretariat, chair, client_of):
    office, head = client_of(secretariat), client_of(chair)
    assert office.post(at("amendment_propose", frozen.category), {"note": " "}).status_code == 422
    assert office.post(at("amendment_propose", frozen.category), {"note": "Bobot keliru."}).status_code == 302
    row = Amendment.objects.get()
    url = at("amendment", frozen.category, row.pk)
    assert [item.url for item in agenda(chair) if "perubahan kriteria" in item.title] == [url]
    assert "Petugas kedua adalah orang lain" in office.get(url).content.decode()
    page = head.get(url).content.decode()
    for text in ("27 lembar penilaian dibatalkan, 0 di antaranya", "Ketik “batalkan 27 lembar”", frozen.sha256):
        assert text in page
    confirm_url = at("amendment_confirm", frozen.category, row.pk)
    assert head.post(confirm_url, {"seen": "27.0", "typed": "ya"}).status_code == 422
    assert head.post(confirm_url, {"seen": "27.0", "typed": "batalkan 27 lembar"}).status_code == 302
    assert head.post(at("rule_book_freeze", frozen.category)).status_code == 302
    page = office.get(at("rule_book", frozen.category)).content.decode()
    assert '<span class="tag tag-amber">Perubahan ke-1</span>' in page
