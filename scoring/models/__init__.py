from scoring.models.amendment import Amendment
from scoring.models.changes import DecisionChange
from scoring.models.conflicts import Ground, NoConflict, RecusalLift
from scoring.models.corrections import MarkCorrection
from scoring.models.feedback import FeedbackComment
from scoring.models.ledger import Event
from scoring.models.objections import HandOver, Objection, ObjectionFile, ObjectionRules, ObjectionWindow
from scoring.models.paper_sheets import PaperSheet, marks_in
from scoring.models.plenary import Decision, PaperAct, Placement, SpecialAward
from scoring.models.questions import MarkQuestion
from scoring.models.quorum import QuorumChoice
from scoring.models.ranking import BranchResponse, RankingRow, RankingRun
from scoring.models.receipts import Receipt
from scoring.models.robustness import Robustness, TieReason
from scoring.models.rules import Criterion, RuleBook
from scoring.models.sheets import Draft, Mark, Recusal, ScoreSheet, Value, scoring_closed

__all__ = [
    "Amendment",
    "BranchResponse",
    "Criterion",
    "Decision",
    "DecisionChange",
    "Draft",
    "Event",
    "FeedbackComment",
    "Ground",
    "HandOver",
    "Mark",
    "MarkCorrection",
    "NoConflict",
    "Objection",
    "ObjectionFile",
    "ObjectionRules",
    "ObjectionWindow",
    "MarkQuestion",
    "PaperAct",
    "PaperSheet",
    "Placement",
    "QuorumChoice",
    "RankingRow",
    "RankingRun",
    "Receipt",
    "Recusal",
    "RecusalLift",
    "Robustness",
    "RuleBook",
    "ScoreSheet",
    "SpecialAward",
    "TieReason",
    "Value",
    "marks_in",
    "scoring_closed",
]
