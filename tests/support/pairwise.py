"""Few cases that still bring every two values of different kinds together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

Case = tuple[str, ...]


def pairs_of(case: Case) -> set[tuple[int, str, int, str]]:
    """Return the pairs of values in a case, each value with the kind that it is of."""
    return {(i, case[i], j, case[j]) for i, j in combinations(range(len(case)), 2)}


def pairwise(kinds: Sequence[Sequence[str]]) -> list[Case]:
    """Return cases that together hold each pair of values of two kinds: always the same ones.

    Greedy: the next case is the one that holds the most pairs that are still to come.
    """
    every = list(product(*kinds))
    left = set().union(*map(pairs_of, every))
    chosen: list[Case] = []
    while left:
        best = max(every, key=lambda case: len(pairs_of(case) & left))
        chosen.append(best)
        left -= pairs_of(best)
    return chosen
