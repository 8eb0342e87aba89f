"""Frozen rows as a finished plenary leaves them, for the tests of documents."""

import datetime

from django.utils import timezone

from nominations.models import Nomination, Submission
from nominations.workflow import Status
from paritrana.accounts.models import User
from paritrana.committees.models import Category
from paritrana.regions.models import Nominee
from reports.models import Signer
from scoring.models import Decision, Placement, RankingRow, RankingRun, ScoreSheet, SpecialAward
from tests import factories

RULES = {
    "criteria": [
        {"code": "A", "name": "Regulasi", "source": "desk", "weight": "40.00", "parent": None},
        {"code": "B", "name": "Wawancara", "source": "panel", "weight": "60.00", "parent": None},
    ],
    "decimals": "2",
    "missing_policy": "ls_fill",
    "tie_break": ["B"],
    "minimum_total": None,
    "scoring_people": "9",
    "desk_people": "9",
    "max_mark": "100.00",
    "engine": "1",
}
SEAL = "3f2a91bc77d0e8114c5b9a60d2f7c3e81b04a6f59d3c7e2288aa10b4c6d5e7f9"
WORDS = ["Juara I", "Juara II", "Juara III"]


def nominations(category: Category, nominees: list[Nominee], by: User) -> list[Nomination]:
    return [factories.nomination(category, nominee, by, Status.SHORTLISTED) for nominee in nominees]


def run(category: Category, ranked: list[Nomination], by: User, unranked: tuple[Nomination, ...] = ()) -> RankingRun:
    """Totals 90,00, 89,00, ... in the given order."""
    made = RankingRun.objects.create(
        province=category.province,
        category=category,
        number=1,
        made_by=by,
        rules_sha256=SEAL,
        input={"rules": RULES},
        result={"rows": [], "policy_difference": [], "below_minimum": [], "clamped": []},
        sha256=SEAL,
    )
    for index, nomination in enumerate(ranked):
        points = 90 - index
        RankingRow.objects.create(
            province=category.province,
            run=made,
            nomination=nomination,
            ranked=True,
            total_num=str(points),
            total_den="1",
            units=points * 100,
            rank=index + 1,
            components=[
                {"code": "A", "points_4": f"{points - 50}.0000"},
                {"code": "B", "points_4": "50.0000"},
            ],
        )
    for nomination in unranked:
        RankingRow.objects.create(
            province=category.province, run=made, nomination=nomination, ranked=False, reason="no_sheets"
        )
    return made


def decision(of: RankingRun, placed: list[Nomination], by: User) -> Decision:
    made = Decision.objects.create(
        province=of.province,
        category=of.category,
        run=of,
        held_on=datetime.date(2025, 7, 29),
        place="Samarinda",
        decided_by=by,
    )
    for index, nomination in enumerate(placed):
        Placement.objects.create(
            province=of.province, decision=made, nomination=nomination, place=index + 1, word=WORDS[index]
        )
    return made


def sheet(nomination: Nomination, person: User, status: str = "closed", reason: str = "") -> ScoreSheet:
    return ScoreSheet.objects.create(
        province=nomination.province,
        nomination=nomination,
        person=person,
        seat=person.seats.get(),
        round="interview",
        status=status,
        reason=reason,
    )


def award(category: Category, nominee: Nominee, by: User) -> SpecialAward:
    return SpecialAward.objects.create(
        province=category.province,
        edition=category.edition,
        category=category,
        nominee=nominee,
        name="Komitmen terbesar bagi pekerja rentan",
        measure="porsi APBD",
        reason="Porsi APBD terbesar.",
        by=by,
    )


def signer(category: Category) -> Signer:
    return Signer.objects.create(
        province=category.province,
        edition=category.edition,
        name="Nama Contoh, S.H.",
        office="Sekretaris Daerah",
        on_behalf="Gubernur Kalimantan Timur",
        acting="Plt.",
        nip="19700101 199503 1 001",
    )


def submission(nomination: Nomination, by: User) -> Submission:
    answer = {
        "code": "I1",
        "question": "Ada Perda?",
        "answer": "Ya",
        "note": "",
        "files": [{"name": "perda.pdf", "size": 2048, "sha256": SEAL, "evidence": 1, "type": "pdf"}],
    }
    return Submission.objects.create(
        province=nomination.province,
        nomination=nomination,
        receipt=f"TT-64-2024-{nomination.number:03}-1",
        sent_by=by,
        sent_at=timezone.now(),
        sender_name="Nama Pengirim",
        sender_office="Kepala Dinas",
        content={"answers": [answer]},
    )
