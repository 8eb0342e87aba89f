import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from paritrana.audit.models import Entry
from paritrana.committees.models import Round, Scorer
from paritrana.committees.queries import scorers_now
from paritrana.committees.services import seats
from paritrana.notices.models import Notice
from scoring.models import Draft, Mark, Recusal, ScoreSheet
from scoring.queries import rules_of, sheets_for_run
from scoring.services import closing, rubric, sheets
from tests.scoring.conftest import PANEL

Status = ScoreSheet.Status
TYPED = {"pemahaman": "85,5", "inovasi_wawancara": "80", "komitmen": "90.25", "dana_lain": "0"}


def own(interview_sheets, user, at=0):
    return [sheet for sheet in interview_sheets if sheet.person_id == user.pk][at]


def statuses(**wanted):
    return sorted(ScoreSheet.objects.filter(**wanted).values_list("status", flat=True))


# --- the roster


def test_assign_needs_a_frozen_rubric(book, nominations, committee_seats, secretariat):
    with pytest.raises(ValidationError, match="Tetapkan dahulu"):
        sheets.assign(nominations[0], Round.INTERVIEW, committee_seats, by=secretariat)


def test_assign_twice_makes_each_sheet_once(interview_sheets, nominations, committee_seats, secretariat):
    again = sheets.assign(nominations[0], Round.INTERVIEW, committee_seats, by=secretariat)
    assert [sheet.pk for sheet in again] == [sheet.pk for sheet in interview_sheets[:9]]
    assert ScoreSheet.objects.count() == 27


def test_seats_that_do_not_score_or_stand_empty_get_no_sheet(frozen, nominations, committee_seats, secretariat):
    Scorer.objects.filter(seat=committee_seats[0], round=Round.INTERVIEW).delete()
    committee_seats[1].person = None
    committee_seats[1].save()
    made = sheets.assign(nominations[0], Round.INTERVIEW, committee_seats, by=secretariat)
    assert [sheet.seat_id for sheet in made] == [seat.pk for seat in committee_seats[2:]]


def test_absent_sheet_is_opened_again_by_a_new_turn(interview_sheets, nominations, committee_seats, secretariat):
    sheets.mark_absent(interview_sheets[0], "Kandidat berhalangan.", by=secretariat)
    sheets.assign(nominations[0], Round.INTERVIEW, committee_seats, by=secretariat)
    interview_sheets[0].refresh_from_db()
    assert (interview_sheets[0].status, interview_sheets[0].reason) == (Status.ASSIGNED, "")


def test_successor_is_a_rater_of_its_own(interview_sheets, fill, chair, nobody, scored_category, secretariat):
    fill(own(interview_sheets, chair, 0))
    seats.hand_over(chair.seats.get(), nobody, by=secretariat, acting="Plh.", letter="821/1")
    given = sheets.follow_hand_overs(scored_category, by=secretariat)
    assert [sheet.person for sheet in given] == [nobody, nobody]
    assert statuses(person=chair) == [Status.SENT, Status.WITHDRAWN, Status.WITHDRAWN]


def test_hand_over_of_next_week_changes_nobody_s_sheets_yet(
    frozen, nominations, committee_seats, nobody, scored_category, secretariat
):
    sitting = committee_seats[0]
    next_week = timezone.now() + timedelta(days=7)
    coming = seats.hand_over(sitting, nobody, by=secretariat, at=next_week, acting="Plh.", letter="821/1")
    assert scorers_now(scored_category).filter(round=Round.INTERVIEW).count() == 9
    assert rules_of(frozen).scoring_people == 9
    made = sheets.assign(nominations[0], Round.INTERVIEW, [sitting, coming], by=secretariat)
    assert [(sheet.seat, sheet.status) for sheet in made] == [(sitting, Status.ASSIGNED)]
    assert nobody.pk not in {sheet.person_id for sheet in sheets.open_desk_round(scored_category, by=secretariat)}
    assert sheets.follow_hand_overs(scored_category, by=secretariat) == []


def test_sheets_follow_a_seat_that_was_handed_on_twice(
    interview_sheets, chair, nobody, administrator, scored_category, secretariat
):
    acting = seats.hand_over(chair.seats.get(), nobody, by=secretariat, acting="Plh.", letter="821/1")
    last = seats.hand_over(acting, administrator, by=secretariat)
    given = sheets.follow_hand_overs(scored_category, by=secretariat)
    assert {(sheet.person, sheet.seat) for sheet in given} == {(administrator, last)}
    assert statuses(person=chair) == [Status.WITHDRAWN] * 3
    assert statuses(person=nobody) == []


def test_round_without_criteria_has_no_sheets(scored_category, nominations, committee_seats, secretariat):
    """A panel may hear candidates whose rubric counts documents only; there is nothing to mark then."""
    book = rubric.rule_book(scored_category, by=secretariat, example=False)
    rubric.add_criterion(book, name="Dokumen", source="desk", weight=10_000, code="dokumen", by=secretariat)
    rubric.freeze(book, by=secretariat)
    assert sheets.assign(nominations[0], Round.INTERVIEW, committee_seats, by=secretariat) == []
    made = sheets.open_desk_round(scored_category, by=secretariat)
    for sheet in made:
        sheets.submit(sheet, {"dokumen": "80"}, sheet.version, by=sheet.person)
    assert closing.close_scoring(scored_category, by=secretariat) == 27
    assert {len(sheet.marks) for sheet in sheets_for_run(scored_category)} == {1}


def test_desk_round_gives_sheets_of_documents_and_tells_each_person_once(
    frozen, nominations, scored_category, secretariat
):
    made = sheets.open_desk_round(scored_category, by=secretariat)
    assert len(made) == 27
    assert {sheet.round for sheet in made} == {Round.DESK}
    assert Notice.objects.count() == 9
    sheets.open_desk_round(scored_category, by=secretariat)
    assert Notice.objects.count() == 9


def test_absence_and_withdrawal_need_a_reason(interview_sheets, secretariat):
    for verb in (sheets.mark_absent, sheets.withdraw):
        with pytest.raises(ValidationError, match="Tuliskan"):
            verb(interview_sheets[0], "  ", by=secretariat)


# --- drafts


def test_draft_keeps_what_was_typed_as_typed(interview_sheets, panelist):
    sheet = own(interview_sheets, panelist)
    saved = sheets.save_draft(
        sheet, {"pemahaman": "85,5", "komitmen": "1.234", "dana_lain": ""}, "Catatan", 0, by=panelist
    )
    assert (saved.status, saved.version) == (Status.DRAFT, 1)
    assert (saved.draft.values, saved.draft.notes) == ({"pemahaman": "85,5", "komitmen": "1.234"}, "Catatan")
    assert not Mark.objects.exists()


def test_second_tab_is_told_and_overwrites_nothing(interview_sheets, panelist):
    sheet = own(interview_sheets, panelist)
    sheets.save_draft(sheet, {"pemahaman": "85"}, "", 0, by=panelist)
    with pytest.raises(sheets.Conflict):
        sheets.save_draft(sheet, {"pemahaman": "70"}, "", 0, by=panelist)
    assert Draft.objects.get(sheet=sheet).values == {"pemahaman": "85"}


def test_repeated_saving_of_the_same_is_no_conflict(interview_sheets, panelist):
    sheet = own(interview_sheets, panelist)
    sheets.save_draft(sheet, {"pemahaman": "85"}, "", 0, by=panelist)
    assert sheets.save_draft(sheet, {"pemahaman": "85"}, "", 0, by=panelist).version == 1


def test_nobody_else_writes_a_sheet(interview_sheets, panelists, chair, secretariat, stranger):
    sheet = own(interview_sheets, panelists[0])
    for user in (panelists[1], chair, secretariat, stranger):
        with pytest.raises(PermissionDenied):
            sheets.save_draft(sheet, {"pemahaman": "1"}, "", 0, by=user)
        with pytest.raises(PermissionDenied):
            sheets.submit(sheet, TYPED, 0, by=user)


# --- sending


def test_sent_marks_are_exact_decimals_and_0_is_a_mark(interview_sheets, panelist):
    sheet = sheets.submit(own(interview_sheets, panelist), TYPED, 0, by=panelist)
    assert sheet.status == Status.SENT
    assert {mark.criterion.code: mark.value for mark in sheet.marks.all()} == {
        "pemahaman": Decimal("85.50"),
        "inovasi_wawancara": Decimal("80.00"),
        "komitmen": Decimal("90.25"),
        "dana_lain": Decimal("0.00"),
    }


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Isi nilai ini. Kosong tidak sama dengan 0."),
        ("1.234", "Tulis paling banyak dua angka di belakang koma, misalnya 85,25."),
        ("101", "Nilai dari 0 sampai 100."),
        ("-5", "Tulis angka saja, misalnya 85 atau 85,5."),
        ("delapan", "Tulis angka saja, misalnya 85 atau 85,5."),
    ],
)
def test_unreadable_mark_is_refused_at_its_criterion(interview_sheets, panelist, typed, message):
    sheet = own(interview_sheets, panelist)
    with pytest.raises(ValidationError) as refused:
        sheets.submit(sheet, {**TYPED, "komitmen": typed}, 0, by=panelist)
    assert refused.value.message_dict == {"komitmen": [message]}
    assert not Mark.objects.exists()


def test_sheet_is_complete_or_refused(interview_sheets, panelist):
    with pytest.raises(ValidationError) as refused:
        sheets.submit(own(interview_sheets, panelist), {}, 0, by=panelist)
    assert sorted(refused.value.message_dict) == sorted(PANEL)


def test_repeated_sending_changes_nothing(interview_sheets, panelist):
    sheet = own(interview_sheets, panelist)
    first = sheets.submit(sheet, TYPED, 0, by=panelist)
    again = sheets.submit(sheet, TYPED, 0, by=panelist)
    assert (again.version, again.sent_at) == (first.version, first.sent_at)
    assert Entry.objects.filter(verb="sheets.submit").count() == 1


def test_owner_changes_a_sent_sheet_until_closing(interview_sheets, panelist):
    sheet = sheets.submit(own(interview_sheets, panelist), TYPED, 0, by=panelist)
    changed = sheets.submit(sheet, {**TYPED, "dana_lain": "60"}, sheet.version, by=panelist)
    assert changed.version == 2
    assert changed.marks.get(criterion__code="dana_lain").value == Decimal("60.00")
    assert changed.marks.count() == 4
    with pytest.raises(sheets.Conflict):
        sheets.submit(sheet, {**TYPED, "dana_lain": "10"}, sheet.version, by=panelist)


def test_trail_never_holds_a_mark(interview_sheets, panelist):
    sheet = own(interview_sheets, panelist)
    sheets.save_draft(sheet, TYPED, "rahasia", 0, by=panelist)
    sheet = sheets.submit(sheet, TYPED, 1, by=panelist)
    sheets.submit(sheet, {**TYPED, "dana_lain": "60"}, 2, by=panelist)
    for entry in Entry.objects.filter(table="scoring.ScoreSheet"):
        assert set(entry.before or {}) | set(entry.after or {}) <= {"status", "version"}
        assert "rahasia" not in entry.reason


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_send_once(interview_sheets, panelist):
    sheet = own(interview_sheets, panelist)
    ready, outcomes = threading.Barrier(2), []

    def press(mark):
        try:
            ready.wait(timeout=10)
            sheets.submit(sheet, dict.fromkeys(PANEL, mark), 0, by=panelist)
            outcomes.append("sent")
        except sheets.Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(mark,)) for mark in ("70", "90")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["conflict", "sent"]
    assert Mark.objects.filter(sheet=sheet).count() == 4
    assert len(set(Mark.objects.values_list("value", flat=True))) == 1


# --- conflicts of interest


def test_declared_before_assignment_gives_a_recused_sheet(frozen, nominations, committee_seats, panelist, secretariat):
    sheets.recuse(nominations[0], person=panelist, kind="family", reason="Saudara bupati.", by=panelist)
    sheets.assign(nominations[0], Round.INTERVIEW, committee_seats, by=secretariat)
    assert statuses(person=panelist) == [Status.RECUSED]


def test_later_declaration_takes_the_sheet_out_and_keeps_its_marks(
    interview_sheets, nominations, fill, panelist, secretariat, scored_category
):
    for sheet in interview_sheets:
        fill(sheet)
    sheets.recuse(nominations[0], person=panelist, kind="employer", reason="Konsultan.", by=panelist)
    sheet = own(interview_sheets, panelist)
    sheet.refresh_from_db()
    assert (sheet.status, sheet.marks.count()) == (Status.RECUSED, 4)
    with pytest.raises(ValidationError, match="tidak dapat diisi lagi"):
        sheets.submit(sheet, TYPED, sheet.version, by=panelist)


def test_one_declares_for_oneself_and_the_secretariat_from_paper(nominations, panelists, chair, stranger, secretariat):
    for user in (panelists[1], chair, stranger):
        with pytest.raises(PermissionDenied):
            sheets.recuse(nominations[0], person=panelists[0], kind="other", reason="x", by=user)
    sheets.recuse(nominations[0], person=panelists[0], kind="other", reason="Surat.", by=secretariat)
    with pytest.raises(ValidationError, match="sudah dinyatakan"):
        sheets.recuse(nominations[0], person=panelists[0], kind="other", reason="Lagi.", by=panelists[0])


def test_declarations_are_read_by_self_and_by_those_who_follow(
    nominations, panelists, chair, observer, secretariat, administrator, stranger
):
    sheets.recuse(nominations[0], person=panelists[0], kind="other", reason="x", by=panelists[0])
    follow = [user.username for user in (secretariat, chair, observer)]
    for user in (panelists[0], panelists[1], secretariat, chair, observer, administrator, stranger):
        assert Recusal.objects.visible_to(user, "recusals.follow").exists() is (user.username in follow)
        assert Recusal.objects.visible_to(user, "recusals.view").exists() is (user == panelists[0])
