"""The advice beside a run, put into the words and rows of the pages. Nothing is computed anew."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from paritrana.numbers import num
from scoring.engine.rules import Rules
from scoring.models import RankingRow

SHADOWS = {
    "trimmed": gettext_lazy("Tanpa nilai tertinggi dan terendah"),
    "median": gettext_lazy("Nilai tengah"),
    "borda": gettext_lazy("Menurut urutan tiap panelis"),
}


@dataclass(frozen=True)
class Firm:
    """One nominee of the official order with what is known of its place; shares in percent, None is unknown."""

    row: RankingRow
    gap: Fraction | None  # to the next in the order
    first: Fraction | None
    winning: Fraction | None
    ranks: tuple[int, int, int] | None
    box: Fraction | None
    free: Fraction | None
    shadows: list[tuple[Any, str | None]]
    equals: str

    @property
    def reach(self) -> str:
        """The interval of ranks in words."""
        if self.ranks is None:
            return "–"
        low, _middle, high = self.ranks
        return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class Tie:
    """Two neighbours around a prize place that noise alone may part, and what was written about them."""

    key: str
    above: RankingRow
    below: RankingRow
    gap: Fraction
    reason: Any


def codes(result: Mapping[str, Any]) -> dict[str, str]:
    """P1, P2, ...: persons under codes, in the order of the report."""
    return {person: f"P{place}" for place, person in enumerate(result["people"], 1)}


def firm_rows(result: Mapping[str, Any], rows: Sequence[RankingRow]) -> list[Firm]:
    """The official order, each with its figures."""
    equals = _equals(rows, noise(result))
    sampled, weights, shadow = result.get("bootstrap"), result.get("weights"), result.get("shadow", {})
    return [
        Firm(
            row=row,
            gap=_gap(row, below) if below else None,
            first=_percent(sampled and sampled["first"].get(number)),
            winning=_percent(sampled and sampled["winning"].get(number)),
            ranks=_three(sampled and sampled["ranks"].get(number)),
            box=_percent(weights and weights["box"]["first"].get(number)),
            free=_percent(weights and weights["simplex"]["first"].get(number)),
            shadows=[(words, shadow[kind].get(number)) for kind, words in SHADOWS.items() if kind in shadow],
            equals=equal,
        )
        for row, below, equal in zip(rows, [*rows[1:], None], equals, strict=True)
        for number in [str(row.nomination.number)]
    ]


def shadow_names(result: Mapping[str, Any]) -> list[Any]:
    return [words for kind, words in SHADOWS.items() if kind in result.get("shadow", {})]


def ties(result: Mapping[str, Any], rows: Sequence[RankingRow], reasons: Mapping[tuple[int, int], Any]) -> list[Tie]:
    """Close pairs at a prize place; `reasons` by keys of nominations."""
    by_number = {str(row.nomination.number): row for row in rows}
    return [
        Tie(
            key=f"{tie['above']}-{tie['below']}",
            above=above,
            below=below,
            gap=_gap(above, below),
            reason=reasons.get((above.nomination_id, below.nomination_id)),
        )
        for tie in result["ties"]
        for above, below in [(by_number[tie["above"]], by_number[tie["below"]])]
    ]


def sentences(result: Mapping[str, Any], rules: Rules, rows: Sequence[RankingRow], people: Mapping[str, str]) -> list:
    """What the plenary should read first, each a sentence; `people` are the words for persons."""
    found = [*_without_one(result, people), *_first_margin(result, rules, rows, people)]
    return found + ([_limit_words(result)] if noise(result) is not None else [])


def distances(result: Mapping[str, Any], rules: Rules, rows: Sequence[RankingRow]) -> list[str]:
    """For the sheet of decision: how far apart the prize places are, in words."""
    names = {str(row.nomination.number): row for row in rows}
    found = []
    for margin in result.get("margins", []):
        above, below = names[margin["above"]], names[margin["below"]]
        text = _("Peringkat %(above)s dan %(below)s: selisih %(gap)s.") % {
            "above": above.rank, "below": below.rank, "gap": num(_gap(above, below), above.decimals),
        }  # fmt: skip
        found.append(f"{text} {_one_mark(margin, rules)}")
    return found


def severities(result: Mapping[str, Any], people: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each person's distance from the panel, with its standard error."""
    return [
        {
            "person": people[row["person"]],
            "b": Fraction(row["b"]),
            "error": Fraction(row["error"]),
            "reported": row["reported"],
        }
        for row in result["panel"]["severity"]
    ]


def flagged(
    result: Mapping[str, Any],
    rows: Sequence[RankingRow],
    people: Mapping[str, str],
    questions: Mapping[tuple[str, str], Any],
) -> list[dict[str, Any]]:
    """Marks far from what the others of the panel lead to expect; `questions` by nominee and person."""
    by_number = {str(row.nomination.number): row for row in rows}
    return [
        {
            "row": by_number[flag["nominee"]],
            "person": people[flag["person"]],
            "z": Fraction(flag["z"]),
            "question": questions.get((flag["nominee"], flag["person"])),
        }
        for flag in result["panel"]["flags"]
    ]


# --- inside ---------------------------------------------------------------------------------------------


def _without_one(result: Mapping[str, Any], people: Mapping[str, str]) -> list[str]:
    tried = result.get("without", [])
    if not tried:
        return []
    winners = set(result["firsts"])
    known = [found for found in tried if found["first"] is not None]
    kept = sum(set(found["first"]) == winners for found in known)
    words = [
        _("Juara 1 tetap pada %(kept)s dari %(all)s perhitungan tanpa satu penilai.")
        % {"kept": kept, "all": len(known)}
    ]
    other = [people[found["person"]] for found in known if set(found["first"]) != winners]
    if other:
        words.append(_("Juara 1 lain bila tanpa: %s.") % ", ".join(other))
    if len(known) < len(tried):
        lost = [people[found["person"]] for found in tried if found["first"] is None]
        words.append(_("Tidak dapat dihitung tanpa: %s.") % ", ".join(lost))
    return [" ".join(words)]


def _first_margin(
    result: Mapping[str, Any], rules: Rules, rows: Sequence[RankingRow], people: Mapping[str, str]
) -> list[str]:
    """The smallest changes that would swap the first two."""
    if not result.get("margins"):
        return []
    margin = result["margins"][0]
    by_number = {str(row.nomination.number): row for row in rows}
    names = {number: str(row.nomination.nominee) for number, row in by_number.items()}
    criteria = {leaf.code: leaf.name for leaf in rules.leaves()}
    above, below = by_number[margin["above"]], by_number[margin["below"]]
    gap = _("Selisih %(above)s dan %(below)s adalah %(gap)s.") % {
        "above": above.nomination.nominee, "below": below.nomination.nominee,
        "gap": num(_gap(above, below), above.decimals),
    }  # fmt: skip
    found = [f"{gap} {_one_mark(margin, rules)}"]
    if mark := margin["one_mark"]:
        found.append(
            _("Nilai itu: %(criterion)s dari %(person)s untuk %(nominee)s.")
            % {
                "criterion": criteria[mark["criterion"]],
                "person": people[mark["person"]],
                "nominee": names[mark["nominee"]],
            }
        )
    if shift := margin["weight"]:
        found.append(
            _("Memindahkan bobot %(points)s dari %(source)s ke %(target)s membuat nilai keduanya sama.")
            % {
                "points": num(Fraction(shift["points"]), 2),
                "source": criteria[shift["source"]],
                "target": criteria[shift["target"]],
            }
        )
    return found


def _one_mark(margin: Mapping[str, Any], rules: Rules) -> str:
    if rules.trim or rules.rounding_stages:
        return _("Perubahan yang menukar keduanya tidak dihitung: aturan menyisihkan atau membulatkan nilai di tengah.")
    if mark := margin["one_mark"]:
        change = Fraction(mark["change"])
        size = num(abs(change), 2)
        if change > 0:
            return _("%s angka lebih tinggi dari satu penilai sudah menukar keduanya.") % size
        return _("%s angka lebih rendah dari satu penilai sudah menukar keduanya.") % size
    if margin["marks"]:
        count = int(margin["marks"])
        return ngettext(
            "Satu nilai saja tidak dapat menukar keduanya; paling sedikit %(count)s nilai.",
            "Satu nilai saja tidak dapat menukar keduanya; paling sedikit %(count)s nilai.",
            count,
        ) % {"count": count}
    return _("Tidak ada perubahan nilai panel yang dapat menukar keduanya.")


def _gap(above: RankingRow, below: RankingRow) -> Fraction:
    """Of the printed totals: whoever subtracts them on the sheet finds the same."""
    return Fraction((above.units or 0) - (below.units or 0), 10**above.decimals)


def _limit_words(result: Mapping[str, Any]) -> str:
    limit = num(noise(result), 2)
    return _("Selisih di bawah %s dapat terjadi hanya karena penilai berbeda (batas beda nyata 5%%).") % limit


def noise(result: Mapping[str, Any]) -> Fraction | None:
    """The difference of two totals that another panel of the same kind may make: the LSD."""
    panel = result.get("panel")
    return Fraction(panel["lsd_total"]) if panel and panel["lsd_total"] else None


def _equals(rows: Sequence[RankingRow], lsd: Fraction | None) -> list[str]:
    """Per row the ranks from which noise alone may part it: "1–3", or empty where it stands apart.

    Rows come by falling totals, so one window moves down over them.
    """
    if lsd is None:
        return [""] * len(rows)
    units = [row.units or 0 for row in rows]
    found, low, high = [], 0, 0
    for place, row in enumerate(rows):
        reach = math.ceil(lsd * 10**row.decimals)
        while units[low] - units[place] >= reach:
            low += 1
        while high + 1 < len(rows) and units[place] - units[high + 1] < reach:
            high += 1
        first, last = rows[low].rank, rows[high].rank
        found.append("" if first == last else f"{first}–{last}")
    return found


def _percent(share: str | None) -> Fraction | None:
    return None if share is None else Fraction(share) * 100


def _three(ranks: Sequence[str] | None) -> tuple[int, int, int] | None:
    return None if ranks is None else (int(ranks[0]), int(ranks[1]), int(ranks[2]))
