"""Which demands collide where no plan exists: a smallest set, so that easing any one of them is enough."""

from dataclasses import dataclass, replace

from interviews.planner.bounds import bounds
from interviews.planner.demands import Demands
from interviews.planner.kinds import kinds_of
from interviews.planner.search import Budget, Undecided, find

PATIENCE = 100  # steps for one question in the first pass


@dataclass(frozen=True)
class Demand:
    """One thing that was asked: `kind` turn, window, absence, block, linked or pause; `key` says which."""

    kind: str
    key: int | str = 0


@dataclass(frozen=True)
class Collision:
    """Demands that cannot be kept together. `sure`: without any one of them there is a plan."""

    demands: tuple[Demand, ...]
    sure: bool = True


def asked(demands: Demands) -> list[Demand]:
    """All that may be eased, delegations first: what stays at the end is what a person would look at."""
    return [
        *(Demand("turn", turn.key) for turn in demands.turns),
        *(Demand("window", turn.key) for turn in demands.turns if (turn.earliest, turn.latest) != (None, None)),
        *(Demand("block", number) for number in range(len(demands.blocks))),
        *(Demand("absence", number) for number in range(len(demands.absences))),
        *(Demand("linked", group.key) for group in demands.groups),
        *([Demand("pause")] if demands.most else []),
    ]


def only(demands: Demands, kept: set[Demand]) -> Demands:
    """The same question with nothing asked but `kept`."""
    return replace(
        demands,
        turns=tuple(
            turn if Demand("window", turn.key) in kept else replace(turn, earliest=None, latest=None)
            for turn in demands.turns
            if Demand("turn", turn.key) in kept
        ),
        blocks=tuple(block for number, block in enumerate(demands.blocks) if Demand("block", number) in kept),
        absences=tuple(one for number, one in enumerate(demands.absences) if Demand("absence", number) in kept),
        loose=frozenset(group.key for group in demands.groups if Demand("linked", group.key) not in kept),
        most=demands.most if Demand("pause") in kept else 0,
    )


def without(demands: Demands, collision: Collision, demand: Demand | None = None) -> Demands:
    """Only the colliding demands, perhaps one of them left out."""
    return only(demands, {one for one in collision.demands if one != demand})


def collision(demands: Demands, budget: Budget | None = None) -> Collision:
    """For demands that cannot all be kept: a smallest set of them that cannot.

    Leaving a turn out may part two panels that it linked, so one pass is not enough: passes go on until
    nothing more can be left out. A hard question often falls away with other demands, so it waits for a later pass.
    """
    budget = budget or Budget()
    guess = _first_guess(demands)
    kept = [one for one in asked(demands) if one.kind not in ("turn", "window") or one.key in guess]
    patience = PATIENCE
    while True:
        sure, smaller = True, False
        for one in list(kept):
            rest = [other for other in kept if other != one]
            found = _possible(only(demands, set(rest)), budget, patience)
            sure = sure and found is not None
            if found is False:
                kept, smaller = rest, True
        if not smaller and (sure or budget.steps <= 0):
            return Collision(tuple(kept), sure)
        if not smaller:
            patience *= 10


def _possible(demands: Demands, budget: Budget, patience: int) -> bool | None:
    own = Budget(min(patience, budget.steps))
    given = own.steps
    try:
        return find(demands, "", own) is not None
    except Undecided:
        return None
    finally:
        budget.steps -= given - max(own.steps, 0)


def _first_guess(demands: Demands) -> set[int]:
    """Turns that cannot all be kept by counting alone: one without any place, or one more than fit; else all."""
    kinds = kinds_of(demands)
    for kind in kinds:
        if not kind.starts:
            return {kind.turns[0].key}
    guesses = [{turn.key for turn in demands.turns}]
    for bound in bounds(kinds, demands):
        left = [0] * len(kinds)
        guess = set()
        for key, own in sorted((turn.key, number) for number in bound.kinds for turn in kinds[number].turns):
            left[own] += 1
            guess.add(key)
            if not bound.holds(left, {}, 0):
                guesses.append(guess)
                break
    return min(guesses, key=len)
