"""Which close places still lack their written reason."""

from scoring.models import RankingRun, Robustness, TieReason
from scoring.robustness import close_pairs


def unexplained(run: RankingRun) -> list[tuple[int, int]]:
    """Numbers of neighbours at a prize place that noise alone may part; once written, a pair is not asked for again."""
    advice = Robustness.objects.filter(run=run, computed_at__isnull=False).first()
    found = advice.result["ties"] if advice else close_pairs(run.input)
    pairs = [(int(tie["above"]), int(tie["below"])) for tie in found]
    written = TieReason.objects.filter(category=run.category_id) if pairs else TieReason.objects.none()
    known = set(written.values_list("above__number", "below__number"))
    return [pair for pair in pairs if pair not in known]


def tie_field(above: int, below: int) -> str:
    """The name of a pair in forms, payloads and refusals."""
    return f"tie_{above}_{below}"
