import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from nominations.workflow import Status as NominationStatus
from paritrana.committees.models import Round, Seat
from paritrana.committees.services import seats
from scoring.models import Event, Mark, ScoreSheet
from scoring.queries import is_scoring_closed, sheets_for_run
from scoring.services import closing, sheets
from tests.scoring.conftest import PANEL

Status = ScoreSheet.Status


def statuses(**wanted):
    return sorted(ScoreSheet.objects.filter(**wanted).values_list("status", flat=True))


def test_closing_is_refused_with_what_is_missing_by_seat(interview_sheets, fill, scored_category, secretariat):
    made = sheets.open_desk_round(scored_category, by=secretariat)
    for sheet in [*interview_sheets[1:], *made]:
        fill(sheet)
    with pytest.raises(ValidationError) as refused:
        closing.close_scoring(scored_category, by=secretariat)
    assert refused.value.messages == ["Ketua (Sekretaris Daerah) belum mengirim 1 lembar: Pemerintah Kabupaten Paser."]
    assert not is_scoring_closed(scored_category)


def test_closing_is_refused_while_a_round_has_not_begun(interview_sheets, fill, scored_category, secretariat):
    for sheet in interview_sheets:
        fill(sheet)
    with pytest.raises(ValidationError) as refused:
        closing.close_scoring(scored_category, by=secretariat)
    assert refused.value.messages == [
        "Belum ada lembar penilaian (penilaian dokumen): Pemerintah Kabupaten Paser, "
        "Pemerintah Kabupaten Kutai Kartanegara, Pemerintah Kabupaten Berau."
    ]


def test_closing_closes_all_at_once_and_for_good(interview_sheets, fill, scored_category, panelist, secretariat):
    made = sheets.open_desk_round(scored_category, by=secretariat)
    sheets.mark_absent(interview_sheets[0], "Ketua berhalangan.", by=secretariat)
    for sheet in [*interview_sheets[1:], *made]:
        fill(sheet)
    assert closing.close_scoring(scored_category, by=secretariat) == 53
    assert statuses() == [Status.ABSENT] + [Status.CLOSED] * 53
    assert is_scoring_closed(scored_category)
    sheet = next(sheet for sheet in interview_sheets if sheet.person_id == panelist.pk)
    with pytest.raises(ValidationError):
        sheets.submit(sheet, dict.fromkeys(PANEL, "80"), sheet.version + 1, by=panelist)
    with pytest.raises(ValidationError, match="sudah ditutup"):
        sheets.assign(sheet.nomination, Round.INTERVIEW, [sheet.seat], by=secretariat)
    assert len(sheets_for_run(scored_category)) == 53


def test_nomination_that_left_the_race_does_not_hold_up_closing(
    interview_sheets, nominations, fill, scored_category, secretariat
):
    made = sheets.open_desk_round(scored_category, by=secretariat)
    for sheet in [*interview_sheets, *made]:
        if sheet.nomination != nominations[0]:
            fill(sheet)
    nominations[0].status = NominationStatus.WITHDRAWN
    nominations[0].save(update_fields=["status"])
    assert closing.close_scoring(scored_category, by=secretariat) == 36
    assert set(statuses(nomination=nominations[0])) == {Status.WITHDRAWN}
    assert {sheet.nominee for sheet in sheets_for_run(scored_category)} == {str(row.pk) for row in nominations[1:]}


def test_only_the_secretariat_manages_the_roster(
    interview_sheets, scored_category, chair, panelist, observer, stranger
):
    for user in (chair, panelist, observer, stranger):
        for act in (
            lambda user=user: closing.close_scoring(scored_category, by=user),
            lambda user=user: sheets.open_desk_round(scored_category, by=user),
            lambda user=user: sheets.withdraw(interview_sheets[0], "x", by=user),
            lambda user=user: sheets.mark_absent(interview_sheets[0], "x", by=user),
        ):
            with pytest.raises(PermissionDenied):
                act()


# --- independence


def test_nobody_reads_a_mark_of_others_before_closing(
    interview_sheets, fill, chair, panelists, secretariat, observer, administrator, official, branch_head, stranger,
    kaltim, edition,
):  # fmt: skip
    """Also not who wears several hats: a chair, secretary or observer who scores, nor one in conflict who has sent."""
    seats.give("observer", by=secretariat, person=panelists[7], province=kaltim, edition=edition)
    Seat.objects.create(person=panelists[6], role="secretariat", province=kaltim)
    sheets.recuse(interview_sheets[0].nomination, person=panelists[5], kind="family", reason="Ipar.", by=panelists[5])
    for sheet in ScoreSheet.objects.filter(status=Status.ASSIGNED).select_related("nomination__category"):
        fill(sheet)
    everybody = [chair, *panelists, secretariat, observer, administrator, official, branch_head, stranger]
    for user in everybody:
        marks = Mark.objects.visible_to(user, "marks.view").exclude(sheet__person=user)
        read = ScoreSheet.objects.visible_to(user, "marks.view").exclude(person=user)
        salts = Event.objects.visible_to(user, "marks.view")
        assert (marks.count(), read.count(), salts.count()) == (0, 0, 0), user.username


def test_after_closing_the_committee_reads_all_and_others_nothing(
    interview_sheets, fill, scored_category, chair, panelist, secretariat, observer, administrator, official,
    branch_head, stranger,
):  # fmt: skip
    for sheet in [*interview_sheets, *sheets.open_desk_round(scored_category, by=secretariat)]:
        fill(sheet)
    closing.close_scoring(scored_category, by=secretariat)
    for user in (chair, panelist, secretariat, observer):
        assert Mark.objects.visible_to(user, "marks.view").count() == 27 * 7
    for user in (administrator, official, branch_head, stranger):
        assert not Mark.objects.visible_to(user, "marks.view").exists()


def test_recused_only_category_shows_nothing(frozen, nominations, committee_seats, panelist, secretariat, fill):
    """A sheet that was sent and then taken out is no closed scoring."""
    [sheet] = sheets.assign(nominations[0], Round.INTERVIEW, committee_seats[1:2], by=secretariat)
    fill(sheet)
    sheets.withdraw(sheet, "Salah lembar.", by=secretariat)
    assert not Mark.objects.visible_to(secretariat, "marks.view").exists()
