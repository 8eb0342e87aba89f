"""Rows of scoring that the example lacks, made on the spot."""

import datetime
from typing import Any

from django.utils import timezone

from interviews.models import Session
from paritrana.accounts.models import User
from paritrana.committees.models import Seat
from paritrana.regions.models import Branch
from scoring.models import (
    Amendment,
    BranchResponse,
    Criterion,
    Decision,
    DecisionChange,
    Mark,
    MarkCorrection,
    MarkQuestion,
    Objection,
    ObjectionFile,
    ObjectionWindow,
    PaperAct,
    PaperSheet,
    RankingRun,
    Recusal,
    RecusalLift,
    ScoreSheet,
    SpecialAward,
)
from tests.world_cast import CAST
from tests.world_rows import Rows


class ScoringRows(Rows):
    def session(self) -> Session:
        return self.first(Session, edition=self.edition)

    def sheet(self) -> ScoreSheet:
        return self.first(ScoreSheet, nomination=self.nomination, person__username=CAST["P"])

    def paper_sheet(self, **changed: Any) -> PaperSheet:
        """The sheet of the panelist, keyed by another officer."""
        return PaperSheet.objects.get_or_create(
            sheet=self.sheet(),
            defaults={
                "province_id": "64",
                "version": 1,
                "values": {},
                "scan": self.scan(),
                "entered_by": User.objects.get(username="sekretariat2.kaltim"),
                **changed,
            },
        )[0]

    def picked_paper(self) -> PaperSheet:
        by = {"confirmed_by": self.staff, "confirmed_at": timezone.now()}
        return self.paper_sheet(status="confirmed", **by)

    def asked_sheet(self) -> ScoreSheet:
        """Its owner was asked for a reason."""
        sheet = self.sheet()
        MarkQuestion.objects.get_or_create(sheet=sheet, defaults={"province_id": "64"})
        return sheet

    def recusal(self) -> Recusal:
        """Another panelist than the one of the cast does not score Bontang; a second officer is asked to lift it."""
        row = Recusal.objects.get_or_create(
            nomination=self.nomination,
            person=User.objects.get(username="panelis5.kaltim"),
            lifted_at=None,
            defaults={"province_id": "64", "kind": "family", "reason": "Contoh.", "by": self.staff},
        )[0]
        defaults = {"province_id": "64", "reason": "Contoh.", "proposed_by": self.staff}
        RecusalLift.objects.get_or_create(recusal=row, status="waiting", defaults=defaults)
        return row

    def run(self) -> RankingRun:
        return self.first(RankingRun, category=self.category)

    def response(self) -> BranchResponse:
        return BranchResponse.objects.get_or_create(
            run=self.run(),
            nomination=self.nomination,
            branch=Branch.objects.get(code="CONTOH-BTG"),
            defaults={"province_id": "64", "answer": "remark", "reason": "Contoh.", "by": self.staff},
        )[0]

    def award(self) -> SpecialAward:
        return SpecialAward.objects.get_or_create(
            category=self.category,
            nominee=self.nomination.nominee,
            name="Contoh",
            defaults={
                "province_id": "64",
                "edition": self.edition,
                "measure": "plenary",
                "reason": "Contoh.",
                "by": self.staff,
            },
        )[0]

    def amendment(self) -> Amendment:
        book = self.category.rule_book
        return Amendment.objects.get_or_create(
            category=self.category,
            status="waiting",
            defaults={
                "province_id": "64",
                "reason": "Contoh.",
                "content": book.content,
                "sha256": book.sha256,
                "frozen_at": book.frozen_at,
                "proposed_by": User.objects.get(username="sekretariat2.kaltim"),
            },
        )[0]

    def mark_correction(self) -> MarkCorrection:
        """A mark of Bontang (before there are marks, a value) that waits for a second officer."""
        mark = self.first(Mark, sheet__nomination=self.nomination)
        return MarkCorrection.objects.get_or_create(
            province_id="64",
            nomination=self.nomination,
            sheet=mark and mark.sheet,
            criterion=mark.criterion if mark else self.first(Criterion, province="64"),
            defaults={
                "before": mark and mark.value,
                "after": 80,
                "letter": "001/CONTOH",
                "reason": "Contoh.",
                "scan": self.scan(),
                "proposed_by": self.staff,
            },
        )[0]

    def decision(self) -> Decision:
        defaults = {"held_on": timezone.localdate(), "place": "Contoh", "decided_by": self.staff, "province_id": "64"}
        return Decision.objects.get_or_create(category=self.category, run=self.run(), defaults=defaults)[0]

    def window(self) -> ObjectionWindow:
        """Ends tomorrow."""
        now = timezone.now()
        defaults = {
            "province_id": "64",
            "category": self.category,
            "days": 5,
            "answer_days": 10,
            "last_day": now.date(),
            "closes_at": now + datetime.timedelta(days=1),
            "statute_last_day": now.date(),
            "statute_answer_days": 10,
            "opened_by": self.staff,
            "opened_at": now,
        }
        return ObjectionWindow.objects.get_or_create(decision=self.decision(), defaults=defaults)[0]

    def objection(self) -> Objection:
        """Bontang objects with one file; answered."""
        window, now = self.window(), timezone.now()
        row, made = Objection.objects.get_or_create(
            category=self.category,
            number=1,
            defaults={
                "province_id": "64",
                "window": window,
                "nomination": self.nomination,
                "text": "Contoh.",
                "filed_at": now,
                "filed_by": User.objects.get(username=CAST["N"]),
                "answer_by": now.date(),
                "outcome": "rejected",
                "answer_number": "1",
                "answer_date": now.date(),
                "answer_file": self.scan(),
                "run": self.run(),
                "answered_by": self.staff,
                "answered_at": now,
            },
        )
        if made:
            ObjectionFile.objects.create(province_id="64", objection=row, file=self.scan(), sha256="0" * 64)
        return row

    def change(self) -> DecisionChange:
        return DecisionChange.objects.get_or_create(
            category=self.category,
            supersedes=self.decision(),
            defaults={"province_id": "64", "order": "Contoh", "reason": "Contoh.", "opened_by": self.staff},
        )[0]

    def paper(self) -> PaperAct:
        return PaperAct.objects.create(
            province_id="64",
            category=self.category,
            verb="respond",
            seat=self.first(Seat, branch__code="CONTOH-BTG", role="branch_head"),
            payload={
                "run": self.run().number,
                "nomination": self.nomination.number,
                "branch": "CONTOH-BTG",
                "answer": "agreed",
                "reason": "",
            },
            letter="001/CONTOH",
            scan=self.scan(),
            entered_by=User.objects.get(username="sekretariat2.kaltim"),
        )
