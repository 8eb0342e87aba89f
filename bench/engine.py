"""How long the scoring engine takes, beside what a naive programme would take: `make bench`.

Ratios are against naive Decimal arithmetic in the same run; seconds depend on the machine. Each figure is the
best of several repetitions.
"""

import random
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from scoring.engine.bootstrap import _panels, bootstrap
from scoring.engine.panel import panel_of
from scoring.engine.ranking import Sheet, rank
from scoring.engine.rules import Criterion, Rules, largest_remainder
from scoring.engine.smaa import simplex_weights, smaa
from scoring.engine.vector import float64_totals, int64_totals

SEED = "00" * 32
PEOPLE, CRITERIA = 9, 20


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the fastest of `times` runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def panel(nominees: int) -> tuple[list[int], Any, Any]:
    random_ = np.random.default_rng(nominees)
    weights = largest_remainder([1] * CRITERIA, 10_000)
    marks = random_.integers(5000, 10_001, size=(nominees, PEOPLE, CRITERIA))
    return weights, marks, np.ones((nominees, PEOPLE), dtype=bool)


def rules_and_sheets(nominees: int) -> tuple[Rules, list[Sheet], list[str]]:
    weights, marks, _present = panel(nominees)
    codes = [f"c{n}" for n in range(CRITERIA)]
    rules = Rules(
        tuple(Criterion(code, code, "panel", weight) for code, weight in zip(codes, weights, strict=True)),
        scoring_people=PEOPLE,
    )
    sheets = [
        Sheet(str(i), str(p), "interview", dict(zip(codes, map(int, row), strict=True)))
        for i, rows in enumerate(marks)
        for p, row in enumerate(rows)
    ]
    return rules, sheets, list(map(str, range(nominees)))


def naive_decimal(weights: list[int], marks: Any) -> list[Decimal]:
    """What a spreadsheet of Decimals does: a mean per criterion, times its weight."""
    shares = [Decimal(weight) / 10_000 for weight in weights]
    return [
        sum(
            (share * (sum(Decimal(int(mark)) / 100 for mark in column) / PEOPLE))
            for share, column in zip(shares, rows.T, strict=True)
        )
        for rows in marks
    ]


def numpy_float(weights: list[int], marks: Any) -> Any:
    return marks.mean(axis=1) @ np.array(weights) / 10**6


def totals(nominees: int) -> list[tuple[str, float, float]]:
    weights, marks, present = panel(nominees)
    part = max(1, nominees // 5_000)  # of 83,000 it does one in sixteen, and is counted sixteen times
    naive = part * best(lambda: naive_decimal(weights, marks[::part]), 1 if part > 1 else 3)
    rows = [(f"naive Decimal, {nominees}", naive, 1.0)]
    works = {
        "numpy float": lambda: numpy_float(weights, marks),
        "engine int64": lambda: int64_totals(weights, marks, present),
        "engine float64 (exact)": lambda: float64_totals(weights, marks, present),
    }
    if nominees <= 1000:
        rules, sheets, names = rules_and_sheets(nominees)
        works["engine Fraction, whole ranking"] = lambda: rank(rules, sheets, {}, names)
    for name, work in works.items():
        seconds = best(work)
        rows.append((f"{name}, {nominees}", seconds, naive / seconds))
    return rows


def robustness() -> list[tuple[str, float]]:
    rules, sheets, names = rules_and_sheets(17)
    found = panel_of(rules, sheets, rank(rules, sheets, {}, names))
    if found is None:
        raise RuntimeError("a complete panel is a panel")
    counts, _ways = _panels(PEOPLE)
    rows = [(f"exact bootstrap, 17 x 9, {len(counts)} panels", best(lambda: bootstrap(found, 2, SEED)))]
    random_ = random.Random(1)
    for nominees in (17, 514):
        measurements = [[random_.randrange(10_001) for _ in range(5)] for _ in range(nominees)]
        weights = simplex_weights(10_000, 5, SEED)
        rows.append((f"SMAA, {nominees} x 5, 10,000 draws", best(lambda m=measurements, w=weights: smaa(m, w), 1)))
    return rows


def main() -> None:
    print(f"{'totals of nominees x 9 x 20':48} {'ms':>10} {'times naive Decimal':>20}")
    for nominees in (17, 514, 83_000):
        for name, seconds, ratio in totals(nominees):
            print(f"{name:48} {seconds * 1000:10.2f} {ratio:20.1f}")
    print(f"\n{'robustness':48} {'ms':>10}")
    for name, seconds in robustness():
        print(f"{name:48} {seconds * 1000:10.2f}")


if __name__ == "__main__":
    main()
