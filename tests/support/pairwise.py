"""Few cases that still bring every two values of different kinds together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

Case = tuple[str, ...]
# Two values, each after the number of the kind that it is of; the lower number first.
Pair = tuple[int, str, int, str]


def pairs_of(case: Case) -> set[Pair]:
    """Return the pairs of values in a case, each value with the kind that it is of."""
    return {(i, case[i], j, case[j]) for i, j in combinations(range(len(case)), 2)}


def every_pair(kinds: Sequence[Sequence[str]]) -> set[Pair]:
    """Return each pair of values of two kinds."""
    return {
        (i, one, j, other)
        for i, j in combinations(range(len(kinds)), 2)
        for one, other in product(kinds[i], kinds[j])
    }


def pairwise(kinds: Sequence[Sequence[str]]) -> list[Case]:
    """Return cases that together hold each pair of values of two kinds: always the same ones.

    Greedy: a case begins with the first pair that is still to come, and takes of each other kind
    the value that brings the most of such pairs. So many kinds cost no more than their pairs.
    """
    left = every_pair(kinds)
    chosen: list[Case] = []
    while left:
        chosen.append(_case(kinds, left))
        left -= pairs_of(chosen[-1])
    return chosen


def _case(kinds: Sequence[Sequence[str]], left: set[Pair]) -> Case:
    i, one, j, other = min(left)
    case = {i: one, j: other}
    for kind in (kind for kind in range(len(kinds)) if kind not in case):
        case[kind] = max(kinds[kind], key=lambda value: _gain(case, kind, value, left))
    return tuple(case[kind] for kind in range(len(kinds)))


def _gain(case: dict[int, str], kind: int, value: str, left: set[Pair]) -> int:
    """Return how many pairs that are still to come a value brings beside those of a case."""
    return sum(
        ((kind, value, k, held) if kind < k else (k, held, kind, value)) in left
        for k, held in case.items()
    )
