"""The ranking report: a frozen run, the branches' answers and the decision as far as there is one."""

from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from interviews.models import Slot
from nominations.models import Nomination
from nominations.workflow import ENDED
from paritrana.committees.models import Category, StageMove
from paritrana.numbers import tanggal
from paritrana.regions.models import Branch, Province
from reports.documents import Data, edition_facts, moment_words, sheet
from scoring.engine.ranking import SHARED
from scoring.engine.rules import Rules
from scoring.models import BranchResponse, Criterion, Decision, RankingRow, RankingRun, ScoreSheet
from scoring.queries import uses_example_weights
from scoring.ranking_queries import asked

# Why a nominee has no rank, in the engine's words (scoring/engine/ranking.py).
UNRANKED = {
    "no_sheets": _lazy("Belum ada lembar nilai"),
    "few_sheets": _lazy("Lembar nilai kurang dari batas kuorum"),
    "missing_value": _lazy("Ada nilai yang belum tersedia"),
    "not_connected": _lazy("Tidak dapat dibandingkan: tidak ada panelis yang juga menilai nomine lain"),
}
RELEASED = {
    ScoreSheet.Status.RECUSED: _lazy("tidak ikut menilai"),
    ScoreSheet.Status.ABSENT: _lazy("tidak hadir"),
    ScoreSheet.Status.WITHDRAWN: _lazy("ditarik"),
}
ANSWERS = {BranchResponse.Answer.AGREED: "agree", BranchResponse.Answer.REMARK: "note"}


def ranking_report(run: RankingRun, *, now: datetime) -> Data:
    """Laporan peringkat of a run, with the branches' answers and the decision as far as there is one at `now`."""
    category = run.category
    edition, province = category.edition, category.edition.province
    rules = Rules.from_dict(run.input["rules"])
    criteria = rules.leaves()
    names = {criterion.code: criterion.name for criterion in criteria}
    decision = Decision.objects.filter(category=category, run=run, revoked_at=None).first()
    rows = list(run.rows.select_related("nomination__nominee__regency"))
    sheets = _sheets(rows)
    return {
        **sheet(province, edition),
        "edition": edition_facts(edition),
        "category": category.name,
        "status": "decided" if decision else "provisional",
        "status_note": _embargo(category, decision),
        "run": {
            "number": run.number,
            "time": moment_words(run.made_at, province),
            "engine": run.input["rules"]["engine"],
        },
        "rules_hash": run.rules_sha256,
        "example_weights": uses_example_weights(category.rule_book),
        "criteria": [
            {
                "code": criterion.code,
                "name": criterion.name,
                "source": str(Criterion.Source(criterion.source).label),
                "weight": decimal_text(criterion.weight, 2),
            }
            for criterion in criteria
        ],
        "missing_policy": rules.missing_policy,
        "tie_break": [names.get(code, code) for code in rules.tie_break],
        "rows": [_ranked(row, names, sheets, decision) for row in rows if row.ranked],
        "unranked": [*_unranked(rows), *_ended(category, rows)],
        "sheet_notes": _sheet_notes(rows, sheets),
        "responses": _responses(run, now),
        "decision": _decision(decision, category, province) if decision else None,
        "signer": None,
        "place": "",
        "date": "",
        "printed": moment_words(now, province),
    }


def decimal_text(units: int, decimals: int) -> str:
    """Units of 10^-decimals as canonical text: 8203 -> "82.03"."""
    whole, rest = divmod(units, 10**decimals)
    return f"{whole}.{rest:0{decimals}}"


def _embargo(category: Category, decision: Decision | None) -> str:
    if decision and not category.released_at:
        return _("Embargo: hanya untuk yang berwenang sampai hasil diumumkan.")
    return ""


def _sheets(rows: list[RankingRow]) -> dict[int, Counter[str]]:
    """How many sheets of each state every nomination has."""
    counts: dict[int, Counter[str]] = {row.nomination_id: Counter() for row in rows}
    statuses = ScoreSheet.objects.filter(nomination__in=counts).values_list("nomination", "status")
    for nomination, status in statuses:
        counts[nomination][status] += 1
    return counts


def _ranked(row: RankingRow, names: dict[str, str], sheets: dict[int, Counter[str]], decision: Decision | None) -> Data:
    points = {component["code"]: component["points_4"] for component in row.components}
    count = sheets[row.nomination_id]
    placements = decision.placements.all() if decision else ()
    words = {placement.nomination_id: placement.word for placement in placements}
    assert row.units is not None, "a ranked row has a total"
    below = str(row.nomination.number) in row.run.result["below_minimum"]
    notes = [_tie(row.deciding_step, names), _("Di bawah nilai paling rendah untuk juara.") if below else ""]
    return {
        "rank": row.rank,
        "place": words.get(row.nomination_id, ""),
        "nominee": row.nomination.nominee.name,
        "total": decimal_text(row.units, row.decimals),
        "components": [points[code] for code in names],
        "sheets": count[ScoreSheet.Status.CLOSED],
        "panel": sum(count.values()),
        "note": " ".join(note for note in notes if note),
    }


def _tie(step: str, names: dict[str, str]) -> str:
    """How equal totals were told apart; see `deciding_step` of the engine."""
    if not step:
        return ""
    if step == SHARED:
        return _("Nilai akhir sama dan tidak terurai oleh urutan pembeda; peringkat bersama.")
    return _("Nilai akhir sama; dibedakan oleh nilai %(criterion)s.") % {"criterion": names.get(step, step)}


def _unranked(rows: list[RankingRow]) -> list[Data]:
    """Those without a rank and why; whoever did not come to the interview is told so."""
    left = [row for row in rows if not row.ranked]
    away = [Slot.Status.EXCUSED, Slot.Status.MISSING]
    slots = Slot.objects.filter(nomination__in=[row.nomination_id for row in left], status__in=away)
    absent = {slot.nomination_id: str(slot.get_status_display()) for slot in slots}
    return [
        {
            "nominee": row.nomination.nominee.name,
            "reason": absent.get(row.nomination_id) or str(UNRANKED.get(row.reason, row.reason)),
        }
        for row in left
    ]


def _ended(category: Category, rows: list[RankingRow]) -> list[Data]:
    """Candidates whose way ended before: withdrawn, disqualified, refused."""
    ended = Nomination.objects.filter(category=category, status__in=sorted(ENDED)).select_related("nominee")
    seen = {row.nomination_id for row in rows}
    return [
        {"nominee": nomination.nominee.name, "reason": str(nomination.get_status_display())}
        for nomination in ended
        if nomination.pk not in seen
    ]


def _sheet_notes(rows: list[RankingRow], sheets: dict[int, Counter[str]]) -> list[str]:
    """Where sheets are missing and why: counts, no names of panelists."""
    notes = []
    for row in rows:
        count = sheets[row.nomination_id]
        why = [f"{count[status]} {words}" for status, words in RELEASED.items() if count[status]]
        if why:
            notes.append(
                _("%(nominee)s: %(used)s dari %(panel)s lembar nilai (%(why)s).")
                % {
                    "nominee": row.nomination.nominee.name,
                    "used": count[ScoreSheet.Status.CLOSED],
                    "panel": sum(count.values()),
                    "why": ", ".join(why),
                }
            )
    return notes


def _responses(run: RankingRun, now: datetime) -> list[Data]:
    """Every branch on every row of its area; silence is printed once the window has lapsed."""
    if run.review_opened_at is None:
        return []
    lapsed = run.review_closes_at is not None and run.review_closes_at <= now
    found = sorted(asked(run), key=lambda pair: pair.branch.name)
    return [_response(pair.branch, pair.row, pair.response, "silent" if lapsed else "open") for pair in found]


def _response(branch: Branch, row: RankingRow, answer: BranchResponse | None, silence: str) -> Data:
    return {
        "branch": branch.name,
        "regencies": row.nomination.nominee.name,
        "answer": ANSWERS[BranchResponse.Answer(answer.answer)] if answer else silence,
        "reason": answer.reason if answer else "",
        "reply": answer.reply if answer else "",
        "recorded": _recorded(answer.from_paper) if answer else "",
    }


def _decision(decision: Decision, category: Category, province: Province) -> Data:
    moves = StageMove.objects.filter(category=category).exclude(set_aside=[]).order_by("pk")
    deviation = decision.deviation_reason
    return {
        "date": tanggal(decision.held_on),
        "recorded": _recorded(decision.from_paper),
        "places": [
            {"place": placement.word, "nominee": placement.nomination.nominee.name}
            for placement in decision.placements.select_related("nomination__nominee")
        ],
        "specials": [
            {"title": award.name, "nominee": award.nominee.name, "basis": award.measure}
            for award in category.special_awards.select_related("nominee")
        ],
        "deviations": [{"text": _("Urutan penetapan berbeda dari hasil perhitungan."), "reason": deviation}]
        if deviation
        else [],
        "conditions": [{"text": text, "reason": move.note} for move in moves for text in move.set_aside],
    }


def _recorded(letter: str) -> str:
    return _("Dicatat dari berita acara bertanda tangan %(letter)s.") % {"letter": letter} if letter else ""
