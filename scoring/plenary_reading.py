"""What the rules mean for the places of a run, in sentences that the plenary reads before it decides."""

from fractions import Fraction

from django.utils.translation import gettext as _

from paritrana.committees.models import Category
from paritrana.numbers import num
from scoring import placing
from scoring.models import QuorumChoice, RankingRow, RankingRun, RuleBook
from scoring.ranking_queries import standings, tie_rule


def advice(run: RankingRun, category: Category) -> list[str]:
    """Ties at a place, a candidate alone, fewer candidates than places, nobody at all."""
    rows = list(RankingRow.objects.filter(run=run).select_related("nomination__nominee"))
    found = standings(run, rows)
    rule, places = tie_rule(run), category.places
    minimum = run.input["rules"]["minimum_total"]
    words = [_alone(minimum)] if len(rows) == 1 else []
    names = {row.nomination_id: str(row.nomination.nominee) for row in rows}
    words += [
        _("Nilai sama pada %(place)s: %(names)s. Menurut aturan: %(means)s.")
        % {
            "place": category.rank_word(place),
            "names": ", ".join(names[nomination] for nomination in members),
            "means": _means(run, rule),
        }
        for place, members in placing.ties(found, places, rule)
    ]
    words += [
        _("%(nominee)s tidak diperingkat. %(way)s: %(reason)s")
        % {"nominee": names[choice.nomination_id], "way": choice.get_way_display(), "reason": choice.reason}
        for choice in QuorumChoice.objects.filter(run=run)
    ]
    eligible = sum(row.rank is not None for row in found)
    if not eligible:
        return [*words, _("Tidak ada kandidat yang memenuhi syarat. Usulan: tidak ada pemenang.")]
    if eligible < places:
        words.append(_("Kandidat yang memenuhi syarat juara: %s.") % eligible)
    given = placing.computed_places(found, places, rule).values()
    left = [category.rank_word(place) for place in range(1, places + 1) if place not in given]
    return [*words, _("Tidak diberikan: %s.") % ", ".join(left)] if left else words


def _alone(minimum: str | None) -> str:
    if minimum is None:
        return _(
            "Hanya satu kandidat: tidak ada peringkat. Aturan tidak menetapkan nilai paling rendah; pleno boleh "
            "menetapkan juara 1 atau tidak ada pemenang."
        )
    text = _("Hanya satu kandidat: tidak ada peringkat. Juara 1 memerlukan nilai paling rendah %s.")
    return text % num(Fraction(minimum), 2)


def _means(run: RankingRun, rule: placing.TieRule) -> str:
    label = str(RuleBook.TiePlaces(rule).label)
    looked = run.input["rules"].get("ties", {}).get("criterion")
    names = {row["code"]: row["name"] for row in run.input["rules"]["criteria"]}
    return f"{label}: {names[looked]}" if looked else label
