"""Orders out of ballots: Borda's points, and the order of Kemeny that contradicts the fewest pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

LARGEST = 16  # Kemeny looks at every subset of the candidates


@dataclass(frozen=True)
class Ballot:
    """`count` voters put the candidates in this order, the best first."""

    order: tuple[str, ...]
    count: int = 1


def borda(ballots: Sequence[Ballot]) -> dict[str, int]:
    """n - 1 points for a first of n places, 0 for the last. Raises ValueError for ballots over other candidates."""
    points = dict.fromkeys(_candidates(ballots), 0)
    for ballot in ballots:
        for below, candidate in enumerate(reversed(ballot.order)):
            points[candidate] += below * ballot.count
    return points


def kemeny(ballots: Sequence[Ballot]) -> tuple[list[str], int]:
    """An order with the smallest Kendall distance to all ballots together, and this distance.

    Of several such orders the one that comes first by the candidates' names. Exact, by dynamic programming over
    subsets; raises ValueError for more than LARGEST candidates.
    """
    names = sorted(_candidates(ballots))
    n = len(names)
    if n > LARGEST:
        raise ValueError(f"at most {LARGEST} candidates")
    number = {name: i for i, name in enumerate(names)}
    against = [[0] * n for _ in names]  # against[i][j]: ballots that want j before i
    for ballot in ballots:
        for place, later in enumerate(ballot.order):
            for earlier in ballot.order[:place]:
                against[number[later]][number[earlier]] += ballot.count
    # least[rest]: the smallest distance among the candidates of the bit set `rest`.
    least = [0] * (1 << n)
    head = [0] * (1 << n)
    for rest in range(1, 1 << n):
        members = [i for i in range(n) if rest >> i & 1]
        costs = [(least[rest & ~(1 << i)] + sum(against[i][j] for j in members), i) for i in members]
        least[rest], head[rest] = min(costs)
    order, rest = [], (1 << n) - 1
    while rest:
        order.append(names[head[rest]])
        rest &= ~(1 << head[rest])
    return order, least[-1]


def _candidates(ballots: Sequence[Ballot]) -> list[str]:
    if not ballots:
        raise ValueError("no ballots")
    first = ballots[0].order
    for ballot in ballots:
        if len(set(ballot.order)) < len(ballot.order) or set(ballot.order) != set(first):
            raise ValueError("every ballot orders the same candidates, each once")
        if ballot.count < 1:
            raise ValueError("a ballot counts at least once")
    return list(first)
