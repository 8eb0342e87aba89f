from scoring.models.plenary import Decision, PaperAct, Placement, SpecialAward
from scoring.models.ranking import BranchResponse, RankingRow, RankingRun
from scoring.models.rules import Criterion, RuleBook
from scoring.models.sheets import Draft, Mark, Recusal, ScoreSheet, Value, scoring_closed

__all__ = [
    "BranchResponse",
    "Criterion",
    "Decision",
    "Draft",
    "Mark",
    "PaperAct",
    "Placement",
    "RankingRow",
    "RankingRun",
    "Recusal",
    "RuleBook",
    "ScoreSheet",
    "SpecialAward",
    "Value",
    "scoring_closed",
]
