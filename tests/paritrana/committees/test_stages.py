import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from paritrana.accounts.models import User
from paritrana.audit.models import Entry
from paritrana.committees import agenda
from paritrana.committees.models import Category, Stage, StageMove
from paritrana.committees.services import editions, seats, stages
from paritrana.notices.models import Notice
from paritrana.notices.tasks import stage_moved
from tests import factories


@pytest.fixture
def prepared(edition, secretariat, second_secretariat, nominees):
    """A category in preparation with everything but persons and the decree's number."""
    category = factories.category(edition, stage=Stage.PREPARATION)
    factories.instrument(category)
    return category


def soft(category):
    return [blocker.text for blocker in stages.open_blockers(category, stages.next_stage(category)) if not blocker.hard]


def test_hard_conditions_refuse_everybody(edition, chair, secretariat):
    category = factories.category(edition, stage=Stage.PREPARATION, nomination_opens=None, nomination_closes=None)
    for by in (secretariat, chair):
        with pytest.raises(ValidationError) as refusal:
            stages.advance(category, Stage.NOMINATION, by=by, note="tetap", set_aside=soft(category))
        assert "Belum dapat dilanjutkan: Waktu pengusulan kategori ini belum diisi." in refusal.value.messages
    category.refresh_from_db()
    assert category.stage == Stage.PREPARATION


def test_soft_conditions_are_set_aside_by_the_chair_with_a_stored_reason(prepared, chair, secretariat):
    named = soft(prepared)
    assert "Nomor keputusan panitia menyusul." in named
    with pytest.raises(ValidationError):
        stages.advance(prepared, Stage.NOMINATION, by=secretariat)
    with pytest.raises(PermissionDenied):
        stages.advance(prepared, Stage.NOMINATION, by=secretariat, set_aside=named, note="segera")
    with pytest.raises(ValidationError) as refusal:
        stages.advance(prepared, Stage.NOMINATION, by=chair, set_aside=named)
    assert list(refusal.value.message_dict) == ["note"]
    move = stages.advance(prepared, Stage.NOMINATION, by=chair, set_aside=named, note="Perintah Gubernur")
    assert (move.note, move.set_aside) == ("Perintah Gubernur", named)
    assert Entry.objects.get(verb="stages.forward").reason == "Perintah Gubernur"


def test_a_soft_condition_that_was_not_shown_is_not_set_aside(prepared, chair):
    with pytest.raises(ValidationError):
        stages.advance(prepared, Stage.NOMINATION, by=chair, set_aside=["yang lain"], note="lanjut")


def test_soft_conditions_may_be_set_aside_from_a_signed_paper(prepared, second_secretariat):
    move = stages.advance(
        prepared, Stage.NOMINATION, by=second_secretariat, set_aside=soft(prepared), note="Perintah", from_paper="BA-1"
    )
    assert move.from_paper == "BA-1"


def test_a_move_back_needs_a_reason_and_tells_all_concerned(category, secretariat, chair, official, stranger):
    category.stage = Stage.SELECTION
    category.save(update_fields=["stage"])
    with pytest.raises(ValidationError) as refusal:
        stages.advance(category, Stage.NOMINATION, by=secretariat)
    assert list(refusal.value.message_dict) == ["note"]
    move = stages.advance(category, Stage.NOMINATION, by=secretariat, note="Satu usulan tertinggal")
    stage_moved(move.pk)
    told = set(Notice.objects.values_list("to__username", flat=True))
    assert told == {"sekretariat", "ketua", "pejabat"}
    assert "Satu usulan tertinggal" in Notice.objects.first().text


def test_nothing_is_taken_back_after_the_announcement(edition, secretariat, chair):
    category = factories.category(edition, stage=Stage.ANNOUNCED)
    with pytest.raises(ValidationError, match="Keputusan perubahan"):
        stages.advance(category, Stage.DECIDED, by=chair, note="keliru")
    assert stages.advance(category, Stage.CLOSED, by=secretariat).target == Stage.CLOSED


def test_release_is_the_chair_s_and_opens_the_category(decided, secretariat, chair):
    category = decided
    named = soft(category)
    with pytest.raises(PermissionDenied):
        stages.release(category, by=secretariat, note="x", set_aside=named)
    assert list(Category.objects.visible_to(chair, "results.view")) == []
    stages.release(category, by=chair, note="Upacara dimulai" if named else "", set_aside=named)
    category.refresh_from_db()
    assert (category.stage, category.released_at is None) == (Stage.ANNOUNCED, False)
    assert list(Category.objects.visible_to(chair, "results.view")) == [category]


def test_release_from_paper_is_the_second_officer_s(decided, second_secretariat, stranger):
    category = decided
    how = {"from_paper": "BA-9", "note": "Upacara", "set_aside": soft(category)}
    with pytest.raises(PermissionDenied):
        stages.release(category, by=stranger, **how)
    assert stages.release(category, by=second_secretariat, **how).from_paper == "BA-9"


def test_skipped_stages_ask_their_conditions_on_the_way(edition):
    """Without interviews the criteria must still be frozen before the plenary."""
    category = factories.category(edition, stage=Stage.SELECTION, skips=["interviews"])
    frozen = [blocker for blocker in agenda.blockers(category, Stage.INTERVIEWS) if blocker.hard]
    assert frozen != []
    assert set(frozen) <= set(stages.open_blockers(category, Stage.DELIBERATION))


def test_another_province_moves_nothing(category, stranger):
    with pytest.raises(PermissionDenied):
        stages.advance(category, Stage.SELECTION, by=stranger)


def test_the_second_tab_is_told_that_the_first_has_moved_on(category, secretariat):
    seen = Category.objects.get(pk=category.pk)
    stages.advance(category, Stage.SELECTION, by=secretariat, note="")
    with pytest.raises(ValidationError, match="sudah berada di tahap Seleksi administrasi"):
        stages.advance(seen, Stage.SELECTION, by=secretariat)
    with pytest.raises(ValidationError):
        stages.advance(Category.objects.get(pk=category.pk), Stage.SELECTION, by=secretariat, source="nomination")
    assert StageMove.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_moves_the_category():
    """Two connections advance the same category; the row lock lets one through, the other gets the message."""
    kaltim = factories.province("64")
    category = factories.category(factories.edition(kaltim))
    people = [factories.person(name, name, "secretariat", province=kaltim).pk for name in ("satu", "dua")]
    start, outcomes = threading.Barrier(2), []

    def act(pk):
        try:
            by, row = User.objects.get(pk=pk), Category.objects.get(pk=category.pk)
            start.wait(timeout=10)
            stages.advance(row, Stage.SELECTION, by=by)
            outcomes.append("moved")
        except ValidationError as error:
            outcomes.append(error.messages[0])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=[pk]) for pk in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [
        "Kategori Kabupaten/Kota sudah berada di tahap Seleksi administrasi. Periksa dahulu keadaan terbaru.",
        "moved",
    ]
    assert StageMove.objects.count() == 1


def test_preparation_names_what_is_open(edition, secretariat):
    category = factories.category(edition, stage=Stage.PREPARATION)
    seats.lay_out(edition, by=secretariat)
    texts = soft(category)
    assert "9 peran panitia masih kosong." in texts
    editions.edit(edition, by=secretariat, decree_number="1")
    category.refresh_from_db()
    assert "Nomor keputusan panitia menyusul." not in soft(Category.objects.get(pk=category.pk))
