"""A candidate with too few sheets: the others are ranked, and the rules say what may follow."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from scoring.ledger_check import faults
from scoring.models import Event, QuorumChoice, RuleBook, ScoreSheet
from scoring.plenary_reading import advice
from scoring.queries import is_scoring_closed
from scoring.quorum_queries import ways_for
from scoring.services import closing, quorum, ranking, sheets
from tests.scoring.ranking.conftest import nominations_of
from tests.scoring.ranking.test_pages import at, text_of

THIN = [["", "", "", "84", "85"], ["80"] * 5, ["81"] * 5, ["82"] * 5]
AWAY = [[""] * 5, ["80"] * 5, ["81"] * 5, ["82"] * 5]
WHY = "Dua penilai pulang lebih awal."


def thin(closed, secretariat, table=THIN, **settings):
    """The first of four lacks sheets; its row in the run, too."""
    category = closed(table, **settings)
    # Who left early, or was told that the candidate did not come.
    ScoreSheet.objects.exclude(status="closed").update(status="absent")
    run = ranking.run(category, by=secretariat)
    [row] = run.rows.filter(ranked=False).select_related("nomination")
    return run, row.nomination


def test_others_are_ranked_and_the_ways_of_the_rules_are_offered(closed, secretariat):
    run, nomination = thin(closed, secretariat, quorum_ways=["hear_again", "plenary"])
    assert (run.rows.filter(ranked=True).count(), ways_for(run, nomination)) == (3, ["hear_again", "plenary"])
    ranked = nominations_of(run)[0]
    assert ways_for(run, ranked) == []
    with pytest.raises(ValidationError) as refusal:
        quorum.choose(run, nomination, "no_interview", reason=WHY, by=secretariat)
    assert list(refusal.value.message_dict) == ["way"]


def test_plenary_is_recorded_with_its_reason_once(closed, secretariat, chair):
    run, nomination = thin(closed, secretariat)
    with pytest.raises(ValidationError) as refusal:
        quorum.choose(run, nomination, "plenary", reason=" ", by=chair)
    assert list(refusal.value.message_dict) == ["reason"]
    quorum.choose(run, nomination, "plenary", reason=WHY, by=chair)
    with pytest.raises(ValidationError, match="sudah dipilih"):
        quorum.choose(run, nomination, "hear_again", reason=WHY, by=chair)
    assert Event.objects.order_by("number").last().verb == "quorum.choose"
    assert f"{nomination.nominee} tidak diperingkat. Diputus rapat pleno dengan alasan yang dicetak: {WHY}" in advice(
        run, run.category
    )
    QuorumChoice.objects.update(reason="Lain.")
    assert f"quorumchoice:{QuorumChoice.objects.get().pk} is not what was recorded" in faults(run.category)


def test_heard_again_the_candidate_is_ranked(closed, secretariat):
    run, nomination = thin(closed, secretariat)
    quorum.choose(run, nomination, "hear_again", reason=WHY, by=secretariat)
    fresh = ScoreSheet.objects.filter(nomination=nomination, status="assigned")
    assert (fresh.count(), is_scoring_closed(run.category)) == (3, False)
    for sheet in fresh:
        sheets.submit(sheet, {"wawancara": "86"}, sheet.version, by=sheet.person)
    assert closing.close_scoring(run.category, by=secretariat) == 3
    again = ranking.run(run.category, by=secretariat)
    assert (again.number, again.rows.filter(ranked=True).count()) == (2, 4)


@pytest.mark.parametrize(("absent", "ways"), [("unranked", []), ("online", ["hear_again"])])
def test_who_did_not_come_stays_unranked_unless_the_rules_hear_it_online(closed, secretariat, absent, ways):
    run, nomination = thin(closed, secretariat, AWAY, absent=absent)
    assert ways_for(run, nomination) == ways


@pytest.mark.parametrize("who", ["panelist", "observer", "branch_head", "stranger"])
def test_only_secretariat_and_chair_choose(closed, secretariat, request, who):
    run, nomination = thin(closed, secretariat)
    with pytest.raises(PermissionDenied):
        quorum.choose(run, nomination, "plenary", reason=WHY, by=request.getfixturevalue(who))


def test_page_offers_the_ways_and_keeps_what_was_chosen(closed, secretariat, client_of):
    run, nomination = thin(closed, secretariat)
    client, url = client_of(secretariat), at(run.category, "quorum", nomination.number)
    assert url in client.get(at(run.category, "ranking")).content.decode()
    page = text_of(client.get(url))
    assert all(str(label) in page for label in RuleBook.QuorumWay.labels)
    assert client.post(url, {"way": "plenary", "reason": ""}).status_code == 422
    assert client.post(url, {"way": "plenary", "reason": WHY}).status_code == 302
    assert WHY in text_of(client.get(at(run.category, "ranking")))
    assert WHY in text_of(client.get(url))
