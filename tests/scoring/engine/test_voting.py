import random
from itertools import permutations

import pytest

from scoring.engine.voting import Ballot, borda, kemeny

# Young 1988 gives Condorcet's example of 60 voters.
CONDORCET = [
    Ballot(("a", "b", "c"), 23),
    Ballot(("b", "c", "a"), 17),
    Ballot(("b", "a", "c"), 2),
    Ballot(("c", "a", "b"), 10),
    Ballot(("c", "b", "a"), 8),
]


def test_borda_and_kemeny_of_condorcets_example_differ():
    assert borda(CONDORCET) == {"a": 58, "b": 69, "c": 53}
    assert kemeny(CONDORCET) == (["b", "c", "a"], 76)


def distance(order, ballots):
    place = {name: i for i, name in enumerate(order)}
    return sum(
        ballot.count
        for ballot in ballots
        for i, earlier in enumerate(ballot.order)
        for later in ballot.order[i + 1 :]
        if place[earlier] > place[later]
    )


def test_kemeny_is_the_first_of_the_nearest_orders():
    random_ = random.Random(10)
    for _ in range(20):
        names = "abcde"
        ballots = [Ballot(tuple(random_.sample(names, 5)), random_.randrange(1, 4)) for _ in range(4)]
        best = min(permutations(names), key=lambda order: (distance(order, ballots), order))
        assert kemeny(ballots) == (list(best), distance(best, ballots))


@pytest.mark.parametrize(
    "ballots",
    [
        [],
        [Ballot(("a", "b")), Ballot(("a", "c"))],
        [Ballot(("a", "a"))],
        [Ballot(("a", "b"), 0)],
    ],
)
def test_ballots_that_do_not_fit_are_refused(ballots):
    with pytest.raises(ValueError):
        borda(ballots)


def test_kemeny_refuses_more_than_it_can_prove():
    with pytest.raises(ValueError):
        kemeny([Ballot(tuple(map(str, range(17))))])
