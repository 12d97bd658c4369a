"""How far two judges agree on yes/no decisions: share, Cohen's κ, Gwet's AC1, and the interval.

κ collapses where one answer is rare (all replies contain 您好: agreement 99 %, κ near 0); AC1 does not. Both
are given, with n, and nothing under three cases.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from simulator.domain.base import Frozen
from simulator.domain.summaries import FEWEST_REPLIES

Z = 1.959964
"""Of the normal distribution, for 95 %."""


class Agreement(Frozen):
    """Agreement of two judges over n decisions; every figure is None under three.

    Attributes:
        share: Share of equal decisions.
        low, high: Its 95 % interval (Wilson's).
        kappa: Cohen's κ; None also where chance alone explains everything.
        ac1: Gwet's AC1.
        difference: Share of yes of the first judge minus that of the second: who is kinder.
    """

    n: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    kappa: float | None = None
    ac1: float | None = None
    difference: float | None = None


def agreement(pairs: Iterable[tuple[bool, bool]]) -> Agreement:
    """Return the agreement over (first judge, second judge) decisions."""
    return counted_agreement(Counter(pairs))


def counted_agreement(counts: Mapping[tuple[bool, bool], int]) -> Agreement:
    """Return the agreement over decisions, given how often each pair of answers was given."""
    n = sum(counts.values())
    if n < FEWEST_REPLIES:
        return Agreement(n=n)
    equal = sum(count for (a, b), count in counts.items() if a == b)
    first, second = (sum(count for pair, count in counts.items() if pair[judge]) / n for judge in (0, 1))
    low, high = wilson(equal, n)
    return Agreement(
        n=n,
        share=equal / n,
        low=low,
        high=high,
        kappa=_beyond(equal / n, first * second + (1 - first) * (1 - second)),
        ac1=_beyond(equal / n, 2 * (middle := (first + second) / 2) * (1 - middle)),
        difference=first - second,
    )


def _beyond(observed: float, chance: float) -> float | None:
    """Return the agreement beyond chance as a share of what chance leaves; None if it leaves nothing."""
    return None if math.isclose(chance, 1.0) else (observed - chance) / (1 - chance)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share; everything from 0 to 1 if n is 0."""
    if not n:
        return 0.0, 1.0
    share = hits / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
