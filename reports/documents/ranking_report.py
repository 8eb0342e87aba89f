"""The ranking report: a frozen run, the branches' answers and the decision as far as there is one."""

from collections import Counter
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from interviews.models import Slot
from nominations.models import Nomination
from nominations.workflow import ENDED
from paritrana.charts import data_uri, lengths
from paritrana.committees.models import Category, StageMove
from paritrana.numbers import num, pct, points, tanggal
from paritrana.regions.models import Branch, Province
from reports.documents import Data, edition_facts, moment_words, sheet
from scoring.engine.ranking import SHARED
from scoring.engine.rules import Rules
from scoring.models import (
    BranchResponse,
    Criterion,
    Decision,
    MarkCorrection,
    QuorumChoice,
    RankingRow,
    RankingRun,
    Robustness,
    ScoreSheet,
)
from scoring.plots import rank_plot
from scoring.queries import uses_example_weights
from scoring.ranking_queries import asked
from scoring.robustness_reading import codes, firm_rows, sentences
from scoring.snapshot import published

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
DRAWN = 25  # rows of a plot
SHORT = 48  # letters of a name in a plot
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
            "replaces": run.replaces,
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
        "plot": _plot(rows),
        "firmness": _firmness(run, rules, [row for row in rows if row.ranked]),
        "unranked": [*_unranked(rows), *_ended(category, rows)],
        "sheet_notes": _sheet_notes(rows, sheets),
        "corrections": _corrections(run),
        "responses": branch_responses(run, now),
        "decision": _decision(decision, category, province) if decision else None,
        "embedded": _package(decision) if decision else None,
        "signer": None,
        "place": "",
        "date": "",
        "printed": moment_words(now, province),
    }


def _package(decision: Decision) -> Data:
    """The signed package of the result, as everybody downloads it after the announcement; the PDF carries it."""
    return {
        "name": "paket-hasil.json",
        "about": _("Paket hasil bertanda tangan; diperiksa seperti yang diunduh dari halaman pengumuman."),
        "text": published(decision).decode(),
    }


def _plot(rows: list[RankingRow]) -> str:
    """The totals of the first ranks as bars; all of them stand in the table."""
    ranked = [row for row in rows if row.ranked][:DRAWN]
    if not ranked:
        return ""
    bars = [
        (f"{row.rank}. {_short(row.nomination.nominee.name)}", Fraction(row.units or 0, 10**row.decimals),
         points(row.units, row.decimals))
        for row in ranked
    ]  # fmt: skip
    text = _("Nilai akhir tiap nomine; angkanya ada pada tabel.")
    return data_uri(lengths(bars, full=100, title=_("Nilai akhir"), text=text))


def _firmness(run: RankingRun, rules: Rules, rows: list[RankingRow]) -> Data | None:
    """Ketahanan urutan as the worker has counted it: advice for the plenary, persons under codes; None without it."""
    advice = Robustness.objects.filter(run=run, computed_at__isnull=False).first()
    if advice is None or len(rows) < 2:
        return None
    result = advice.result
    found = firm_rows(result, rows)
    sampled = [row for row in found if row.ranks]
    drawn = [(_short(str(row.row.nomination.nominee)), row.row.rank or 0, row.ranks) for row in sampled if row.ranks]
    return {
        "sentences": sentences(result, rules, rows, codes(result)),
        "rows": [
            {
                "rank": row.row.rank,
                "nominee": row.row.nomination.nominee.name,
                "first": pct(row.first, 1),
                "winning": pct(row.winning, 1),
                "reach": row.reach,
                "equals": row.equals,
            }
            for row in sampled
        ],
        "plot": data_uri(rank_plot(drawn[:DRAWN])) if drawn else "",
    }


def _short(name: str) -> str:
    return name if len(name) <= SHORT else f"{name[: SHORT - 1]}…"


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
    statuses = ScoreSheet.objects.filter(nomination__in=counts, voided_by=None).values_list("nomination", "status")
    for nomination, status in statuses:
        counts[nomination][status] += 1
    return counts


def _ranked(row: RankingRow, names: dict[str, str], sheets: dict[int, Counter[str]], decision: Decision | None) -> Data:
    parts = {component["code"]: component["points_4"] for component in row.components}
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
        "components": [parts[code] for code in names],
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
    choices = QuorumChoice.objects.filter(run__in={row.run_id for row in left})
    ways = {choice.nomination_id: f" {choice.get_way_display()}: {choice.reason}" for choice in choices}
    return [
        {
            "nominee": row.nomination.nominee.name,
            "reason": (absent.get(row.nomination_id) or str(UNRANKED.get(row.reason, row.reason)))
            + ways.get(row.nomination_id, ""),
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


def _corrections(run: RankingRun) -> list[str]:
    """Marks and values that two officers corrected after the closing, up to this run; no names of panelists."""
    rows = MarkCorrection.objects.filter(run__category=run.category_id, run__number__lte=run.number).order_by("pk")
    return [
        _("%(nominee)s, %(criterion)s: %(before)s menjadi %(after)s (%(letter)s; perhitungan ke-%(run)s).")
        % {
            "nominee": row.nomination.nominee.name,
            "criterion": row.criterion.name,
            "before": num(row.before),
            "after": num(row.after),
            "letter": row.letter,
            "run": row.run.number if row.run else "",
        }
        for row in rows.select_related("nomination__nominee", "criterion", "run").defer("run__input", "run__result")
    ]


def branch_responses(run: RankingRun, now: datetime) -> list[Data]:
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
        "reason": ": ".join(filter(None, [str(answer.get_kind_display()), answer.reason])) if answer else "",
        "outcome": str(answer.get_outcome_display()) if answer else "",
        "reply": answer.reply if answer else "",
        "recorded": recorded(answer.from_paper) if answer else "",
    }


def _decision(decision: Decision, category: Category, province: Province) -> Data:
    moves = StageMove.objects.filter(category=category).exclude(set_aside=[]).order_by("pk")
    deviation = decision.deviation_reason
    return {
        "date": tanggal(decision.held_on),
        "recorded": recorded(decision.from_paper),
        "places": [
            {
                "place": placement.word,
                "nominee": placement.nomination.nominee.name,
            }
            | ({"note": _("putusan pleno atas nilai sama")} if placement.from_tie else {})
            for placement in decision.placements.select_related("nomination__nominee")
        ],
        "specials": [
            {"title": award.name, "nominee": award.nominee.name, "basis": award.measure}
            for award in category.special_awards.select_related("nominee")
        ],
        "tie_basis": decision.tie_basis,
        "deviations": [{"text": _("Urutan penetapan berbeda dari hasil perhitungan."), "reason": deviation}]
        if deviation
        else [],
        "conditions": [{"text": text, "reason": move.note} for move in moves for text in move.set_aside],
    }


def recorded(letter: str) -> str:
    return _("Dicatat dari berita acara bertanda tangan %(letter)s.") % {"letter": letter} if letter else ""
