"""Reads of what a candidate with too few sheets lacks, and which ways the frozen rules allow for it."""

from nominations.models import Nomination
from paritrana.committees.models import Round
from scoring.engine.ranking import ROUND_SOURCE
from scoring.engine.rules import Rules, sheets_needed
from scoring.models import RankingRun, RuleBook, ScoreSheet

Way = RuleBook.QuorumWay


def short_rounds(run: RankingRun, nomination: Nomination) -> list[str]:
    """The rounds with criteria in which the candidate has fewer sheets than it needs, in this run."""
    rules, number = Rules.from_dict(run.input["rules"]), str(nomination.number)
    planned = {Round.DESK: rules.desk_people, Round.INTERVIEW: rules.scoring_people}
    return [
        round_
        for round_, people in planned.items()
        if rules.leaves(ROUND_SOURCE[round_.value])
        and sum((row["nominee"], row["round"]) == (number, round_) for row in run.input["sheets"])
        < sheets_needed(people)
    ]


def ways_for(run: RankingRun, nomination: Nomination) -> list[str]:
    """Empty where the candidate is ranked, or nobody may choose: who did not come stays unranked, as the rules say."""
    short = short_rounds(run, nomination)
    quorum = run.input["rules"].get("quorum", {})
    if not short:
        return []
    ways = [way for way in Way.values if way in quorum.get("ways", [])]
    if Round.INTERVIEW in short and was_absent(nomination):
        # Never 0; by default nothing follows.
        return [Way.HEAR_AGAIN] if quorum.get("absent") == RuleBook.Absent.ONLINE else []
    if Round.INTERVIEW not in short:
        ways = [way for way in ways if way not in (Way.HEAR_AGAIN, Way.NO_INTERVIEW)]
    return ways


def was_absent(nomination: Nomination) -> bool:
    """Whether the candidate did not come: nobody marked it in the interview, and somebody's sheet says why."""
    found = set(
        ScoreSheet.objects.filter(nomination=nomination, round=Round.INTERVIEW, voided_by=None).values_list(
            "status", flat=True
        )
    )
    return ScoreSheet.Status.ABSENT in found and ScoreSheet.Status.CLOSED not in found
