"""A second opinion on what the patterns leave open: sparse logistic regression over character n-grams.

Two models speak for each element, one having read whole replies, one having read single clauses; their mean
counts. They never overrule code on actions, violations or times, and are not asked about replies that attack
the grader. The weights are data (`rubric/tables/classifier.json`), rebuilt by `simulator train`.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from simulator.domain.detection import ElementWeights, Weights

LONGEST_GRAM = 3
Span = tuple[int, int]
Grams = frozenset[str]


def grams(text: str) -> Grams:
    """Return every run of one to three characters of a normalised text."""
    return frozenset(text[i : i + n] for n in range(1, LONGEST_GRAM + 1) for i in range(len(text) - n + 1))


@dataclass(frozen=True, eq=False)
class Wording:
    """A normalised reply as the models see it.

    Attributes:
        text: The words.
        clauses: Spans of its clauses.
    """

    text: str
    clauses: tuple[Span, ...]

    @cached_property
    def whole(self) -> Grams:
        """The n-grams of the whole reply."""
        return grams(self.text)

    @cached_property
    def pieces(self) -> tuple[tuple[Span, Grams], ...]:
        """Every clause and every two clauses side by side, with their n-grams."""
        single = [(span, grams(self.text[span[0] : span[1]])) for span in self.clauses]
        double = [((a[0], b[1]), x | y) for (a, x), (b, y) in pairwise(single)]
        return (*single, *double)


class Classifier:
    """The trained weights, asked for one element at a time."""

    def __init__(self, weights: Mapping[str, ElementWeights]) -> None:
        """Take the weights by element; elements without weights get no opinion."""
        self._weights = weights

    def at_first_sight(self, key: str, wording: Wording) -> float | None:
        """Return the probability by the whole reply alone: quicker, and enough where it is high."""
        weights = self._weights.get(key)
        return None if weights is None or not wording.whole else _probability(weights.reply, wording.whole)

    def probability(self, key: str, wording: Wording) -> float | None:
        """Return the probability that the reply contains the element; None without an opinion."""
        first = self.at_first_sight(key, wording)
        if first is None:
            return None
        clause = self._weights[key].clause
        return (first + max((_probability(clause, found) for _, found in wording.pieces), default=0.0)) / 2

    def evidence(self, key: str, wording: Wording) -> Span | None:
        """Return the clause that speaks most for the element; None if the reply has none of two characters."""
        clause = self._weights[key].clause
        long_enough = ((span, found) for span, found in wording.pieces if span[1] - span[0] >= 2)
        best = max(long_enough, key=lambda piece: _probability(clause, piece[1]), default=None)
        return best[0] if best else None


def _probability(weights: Weights, found: Grams) -> float:
    known = weights.grams
    total = _sum(known[gram] for gram in found if gram in known)
    return 1 / (1 + math.exp(-(weights.bias + total / math.sqrt(len(found) or 1))))


def _sum(values: Iterable[float]) -> float:
    """Add up in an order-free way: the n-grams come from a set."""
    return math.fsum(values)
