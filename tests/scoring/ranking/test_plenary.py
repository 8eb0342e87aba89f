import datetime
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from nominations.workflow import Status
from paritrana.audit.models import Entry
from paritrana.committees.models import Stage
from paritrana.committees.services import stages
from scoring.models import Decision, Placement, SpecialAward
from scoring.plenary_reading import advice
from scoring.ranking_agenda import blockers
from scoring.services import plenary, ranking, review
from tests.scoring.ranking.conftest import HARSH, TIE, nominations_of

MEETING = {"held_on": datetime.date(2025, 7, 30), "place": "Kantor Gubernur", "deviation_reason": ""}


def decide(run, places, by, **changes):
    nominations = nominations_of(run)
    placements = [(nominations[index], place) for index, place in places.items()]
    return plenary.decide(run.category, run, placements, by=by, **(MEETING | changes))


def words(decision):
    return list(decision.placements.values_list("nomination__number", "word", "units"))


def test_decision_freezes_words_and_totals(run, chair):
    run.category.rank_words = ["Juara I", "Juara II", "Juara III"]
    run.category.save()
    decision = decide(run, {0: 1, 1: 2, 2: 3}, chair)
    run.category.rank_words = []
    run.category.save()
    assert words(decision) == [(2, "Juara I", 8260), (1, "Juara II", 8108), (3, "Juara III", 7920)]
    assert Entry.objects.get(verb="decision.close").actor_id == chair.pk


def test_shared_place_is_said_so(tied, chair):
    assert words(decide(tied, {0: 1, 1: 2, 2: 2}, chair)) == [
        (1, "Juara 1", 8200),
        (2, "Juara 2 bersama", 8000),
        (3, "Juara 2 bersama", 8000),
    ]


def test_choice_inside_a_tie_needs_no_reason(tied, chair):
    decision = decide(tied, {0: 1, 2: 2, 1: 3}, chair, deviation_reason="Tidak dicetak.")
    assert decision.deviation_reason == ""


def test_deviation_needs_a_reason_that_is_kept(run, chair):
    with pytest.raises(ValidationError) as refusal:
        decide(run, {1: 1, 0: 2, 2: 3}, chair)
    assert list(refusal.value.message_dict) == ["deviation_reason"]
    assert decide(run, {1: 1, 0: 2, 2: 3}, chair, deviation_reason="Inovasi.").deviation_reason == "Inovasi."


def test_no_winner_below_the_minimum(closed, chair, secretariat):
    run = ranking.run(closed(TIE, minimum="90.00"), by=secretariat)
    assert words(decide(run, {}, chair)) == []


def test_no_winner_otherwise_is_a_deviation(run, chair):
    with pytest.raises(ValidationError):
        decide(run, {}, chair)


def test_place_beyond_the_category_is_refused(run, chair):
    with pytest.raises(ValidationError, match="juara 1 sampai 3"):
        decide(run, {0: 4}, chair, deviation_reason="Alasan.")


def test_future_meeting_is_refused(run, chair):
    with pytest.raises(ValidationError) as refusal:
        decide(run, {0: 1, 1: 2, 2: 3}, chair, held_on=timezone.localdate() + datetime.timedelta(days=2))
    assert list(refusal.value.message_dict) == ["held_on"]


def test_withdrawal_after_the_run_asks_for_a_new_one(run, chair):
    last = nominations_of(run)[-1]
    last.status = Status.WITHDRAWN
    last.save(update_fields=["status"])
    with pytest.raises(ValidationError, match="Data berubah"):
        decide(run, {0: 1, 1: 2, 2: 3}, chair)


def test_wrong_stage_is_refused(run, chair):
    run.category.stage = Stage.INTERVIEWS
    run.category.save()
    with pytest.raises(ValidationError, match="Rapat pleno"):
        decide(run, {0: 1, 1: 2, 2: 3}, chair)


@pytest.mark.parametrize("who", ["secretariat", "panelist", "observer", "branch_head", "official", "stranger"])
def test_only_the_chair_decides(run, request, who):
    with pytest.raises(PermissionDenied):
        decide(run, {0: 1, 1: 2, 2: 3}, request.getfixturevalue(who))


def test_second_decision_waits_for_the_revocation(run, chair):
    first = decide(run, {0: 1, 1: 2, 2: 3}, chair)
    with pytest.raises(ValidationError, match="sudah ditetapkan"):
        decide(run, {0: 1, 1: 2, 2: 3}, chair)
    with pytest.raises(ValidationError) as refusal:
        plenary.revoke(first, by=chair, note=" ")
    assert list(refusal.value.message_dict) == ["note"]
    plenary.revoke(first, by=chair, note="Salah hitung suara.")
    second = decide(run, {0: 1, 1: 2, 2: 3}, chair)
    assert list(Decision.objects.filter(revoked_at=None)) == [second]


def test_run_and_review_stand_still_after_the_decision(reviewed, chair, secretariat, branch, branch_head):
    decide(reviewed, {0: 1, 1: 2, 2: 3}, chair)
    with pytest.raises(ValidationError):
        ranking.run(reviewed.category, by=secretariat)
    with pytest.raises(ValidationError):
        review.respond(reviewed, nominations_of(reviewed)[0], branch, "agreed", "", by=branch_head)


def test_release_closes_everything(run, chair, nominees):
    decision = decide(run, {0: 1, 1: 2, 2: 3}, chair)
    run.category.released_at = timezone.now()
    run.category.save()
    with pytest.raises(ValidationError, match="Keputusan perubahan"):
        plenary.revoke(decision, by=chair, note="Terlambat.")
    with pytest.raises(ValidationError, match="Keputusan perubahan"):
        award(run, nominees[0], chair)


def award(run, nominee, by, name="Cakupan tertinggi"):
    return plenary.special_award(
        run.category, nominee, name=name, measure="coverage", reason="Pertimbangan pleno.", by=by
    )


def test_one_recipient_may_hold_several_awards(run, chair, secretariat, nominees):
    award(run, nominees[0], chair)
    award(run, nominees[0], secretariat, name="Komitmen terbesar")
    with pytest.raises(ValidationError) as refusal:
        award(run, nominees[0], chair)
    assert list(refusal.value.message_dict) == ["name"]
    plenary.remove_award(SpecialAward.objects.first(), by=secretariat)
    assert SpecialAward.objects.count() == 1


def test_award_names_its_measure_and_goes_to_the_category(run, chair, nominees):
    with pytest.raises(ValidationError) as refusal:
        plenary.special_award(run.category, nominees[0], name="Inovasi", measure="palsu", reason="", by=chair)
    assert set(refusal.value.message_dict) == {"measure", "reason"}
    with pytest.raises(ValidationError) as refusal:
        award(run, nominees[9], chair)
    assert list(refusal.value.message_dict) == ["nominee"]


@pytest.mark.parametrize("who", ["panelist", "observer", "branch_head", "official", "stranger"])
def test_only_secretariat_and_chair_give_awards(run, nominees, request, who):
    with pytest.raises(PermissionDenied):
        award(run, nominees[0], request.getfixturevalue(who))


def texts(category, target):
    return [(blocker.hard, blocker.text) for blocker in blockers(category, target)]


def test_stage_decided_waits_for_run_and_decision(closed, secretariat, chair, branch):
    category = closed(HARSH)
    assert texts(category, Stage.DECIDED) == [(True, "Peringkat belum dihitung.")]
    run = ranking.run(category, by=secretariat)
    assert texts(category, Stage.DECIDED) == [(True, "Rapat pleno belum menetapkan juara.")]
    review.open_review(run, timezone.now() + datetime.timedelta(hours=1), by=secretariat)
    decide(run, {0: 1, 1: 2, 2: 3}, chair)
    assert texts(category, Stage.DECIDED) == [
        (False, "3 tanggapan cabang belum masuk dan masa tanggapan masih berjalan.")
    ]
    plenary.revoke(Decision.objects.get(), by=chair, note="Salah.")
    assert texts(category, Stage.ANNOUNCED) == [(True, "Belum ada penetapan yang berlaku.")]


def test_category_is_not_taken_back_behind_a_decision_in_force(run, chair, secretariat):
    decision = decide(run, {0: 1, 1: 2, 2: 3}, chair)
    category = run.category
    with pytest.raises(ValidationError, match="Cabut dahulu penetapan"):
        stages.advance(category, Stage.INTERVIEWS, by=secretariat, note="Ulang.")
    assert stages.advance(category, Stage.DECIDED, by=chair).target == Stage.DECIDED
    category.refresh_from_db()
    assert stages.advance(category, Stage.DELIBERATION, by=chair, note="Periksa.").target == Stage.DELIBERATION
    plenary.revoke(decision, by=chair, note="Ulang.")
    category.refresh_from_db()
    assert stages.advance(category, Stage.INTERVIEWS, by=secretariat, note="Ulang.").target == Stage.INTERVIEWS


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_make_one(closed, secretariat, chair):
    run = ranking.run(closed(HARSH), by=secretariat)
    barrier, refused = threading.Barrier(2), []

    def press() -> None:
        try:
            barrier.wait(timeout=10)
            decide(run, {0: 1, 1: 2, 2: 3}, chair)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(refused) == 1
    assert (Decision.objects.count(), Placement.objects.count()) == (1, 3)


# --- ties and thin categories ---------------------------------------------------------------------------


def test_vote_is_written_down_and_no_deviation(closed, secretariat, chair):
    run = ranking.run(closed(TIE, tie_places="vote"), by=secretariat)
    with pytest.raises(ValidationError) as refusal:
        decide(run, {0: 1, 1: 2, 2: 2}, chair)
    assert list(refusal.value.message_dict) == ["tie_basis"]
    with pytest.raises(ValidationError) as refusal:
        decide(run, {0: 1, 2: 2, 1: 3}, chair)
    assert list(refusal.value.message_dict) == ["tie_basis"]
    decision = decide(run, {0: 1, 2: 2, 1: 3}, chair, tie_basis="Suara 5 : 4.")
    assert (decision.deviation_reason, decision.tie_basis) == ("", "Suara 5 : 4.")
    assert list(decision.placements.values_list("place", "from_tie")) == [(1, False), (2, True), (3, True)]


def test_next_place_is_given_where_the_rules_do_not_skip_it(closed, secretariat, chair):
    run = ranking.run(closed(TIE, tie_places="shared_next"), by=secretariat)
    assert [word for _number, word, _units in words(decide(run, {0: 1, 1: 2, 2: 2, 3: 3}, chair))] == [
        "Juara 1", "Juara 2 bersama", "Juara 2 bersama", "Juara 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "minimum", "expected"),
    [
        (TIE, None, ["Nilai sama pada Juara 2: ", "Tidak diberikan: Juara 3."]),
        (
            TIE[:1],
            None,
            ["Hanya satu kandidat: ", "Kandidat yang memenuhi syarat juara: 1.", "Tidak diberikan: Juara 2, Juara 3."],
        ),
        (TIE[:1], "90.00", ["Hanya satu kandidat: ", "Tidak ada kandidat yang memenuhi syarat."]),
        (HARSH, "80.00", ["Kandidat yang memenuhi syarat juara: 2.", "Tidak diberikan: Juara 3."]),
    ],
)
def test_plenary_is_told_what_the_rules_mean(closed, secretariat, table, minimum, expected):
    run = ranking.run(closed(table, minimum=minimum), by=secretariat)
    found = advice(run, run.category)
    assert [text[: len(start)] for text, start in zip(found, expected, strict=True)] == expected


def test_one_candidate_without_a_minimum_may_be_no_winner(closed, secretariat, chair):
    run = ranking.run(closed(TIE[:1]), by=secretariat)
    assert words(decide(run, {}, chair)) == []


def test_another_measure_has_a_text_of_its_own(run, chair, nominees):
    fields = {"name": "Khusus", "reason": "Tertinggi di antara desa.", "by": chair}
    with pytest.raises(ValidationError) as refusal:
        plenary.special_award(run.category, nominees[0], measure="other", measure_text=" ", **fields)
    assert list(refusal.value.message_dict) == ["measure_text"]
    other = plenary.special_award(run.category, nominees[0], measure="other", measure_text="Dana desa", **fields)
    listed = plenary.special_award(run.category, nominees[1], measure="apbd", measure_text="Dana desa", **fields)
    assert [other.measure, listed.measure] == ["Dana desa", "Porsi APBD terbesar untuk iuran"]
