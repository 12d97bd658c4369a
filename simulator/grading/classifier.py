"""A second opinion on what the patterns leave open: sparse logistic regression over character n-grams.

Two models speak for each element, one having read whole replies, one having read single clauses; their mean
counts. They never overrule code on actions, violations or times, and are not asked about replies that attack
the grader. The weights are data (`rubric/tables/classifier.json`), rebuilt by `simulator train`.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from operator import add

from simulator.domain.detection import ElementWeights, Weights
from simulator.grading.reading import Reading

HOPELESS = 0.05
"""A reply that seems so unlikely at first sight is not looked at clause by clause."""

_SHORTEST_EVIDENCE = 2
Span = tuple[int, int]
Grams = frozenset[str]


def grams(text: str) -> Grams:
    """Return every run of one to three characters of a normalised text."""
    pairs = list(map(add, text, text[1:]))
    return frozenset(chain(text, pairs, map(add, pairs, text[2:])))


@dataclass(frozen=True, eq=False)
class Wording:
    """A normalised reply as the models see it.

    Attributes:
        text: The words.
        clauses: Spans of its clauses.
    """

    text: str
    clauses: tuple[Span, ...]

    @classmethod
    def of(cls, reading: Reading) -> "Wording":
        """Return a reading as the models see it."""
        return cls(reading.text, reading.clauses)

    @cached_property
    def whole(self) -> Grams:
        """The n-grams of the whole reply."""
        return grams(self.text)

    @cached_property
    def pieces(self) -> tuple[Grams, ...]:
        """The n-grams of every clause."""
        return tuple(grams(self.text[start:end]) for start, end in self.clauses)

    @cached_property
    def shared(self) -> tuple[Grams, ...]:
        """The n-grams that every two clauses side by side have in common."""
        return tuple(left & right for left, right in pairwise(self.pieces))

    @property
    def stretches(self) -> Iterator[tuple[Span, Grams]]:
        """Every clause and every two clauses side by side, with their n-grams."""
        yield from zip(self.clauses, self.pieces, strict=True)
        for (a, b), (x, y) in zip(pairwise(self.clauses), pairwise(self.pieces), strict=True):
            yield (a[0], b[1]), x | y


class Classifier:
    """The trained weights, asked for one element at a time."""

    def __init__(self, weights: Mapping[str, ElementWeights], attack: Weights) -> None:
        """Take the weights by element (elements without weights get no opinion), and those of attacks."""
        self._weights = weights
        self._attack = attack

    def attack(self, wording: Wording) -> float:
        """Return the probability that the reply mocks, quotes, denies or recites."""
        return _logistic(self._attack.bias, _total(self._attack, wording.whole), len(wording.whole))

    def at_first_sight(self, key: str, wording: Wording) -> float | None:
        """Return the probability by the whole reply alone: quicker, and enough where it is high."""
        weights = self._weights.get(key)
        return (
            None
            if weights is None or not wording.whole
            else _logistic(weights.reply.bias, _total(weights.reply, wording.whole), len(wording.whole))
        )

    def probability(self, key: str, wording: Wording) -> float | None:
        """Return the probability that the reply contains the element; None without an opinion."""
        first = self.at_first_sight(key, wording)
        if first is None or first < HOPELESS:
            return first
        best = max(self._by_stretch(key, wording), default=(0.0, (0, 0)))
        return (first + best[0]) / 2

    def evidence(self, key: str, wording: Wording) -> Span | None:
        """Return the clause or two clauses that speak most for the element; None without two characters."""
        found = (item for item in self._by_stretch(key, wording) if item[1][1] - item[1][0] >= _SHORTEST_EVIDENCE)
        best = max(found, default=None)
        return best[1] if best else None

    def _by_stretch(self, key: str, wording: Wording) -> Iterator[tuple[float, Span]]:
        """Yield the probability of every clause and of every two side by side, which share some n-grams."""
        weights = self._weights[key].clause
        sums = [_total(weights, found) for found in wording.pieces]
        sizes = [len(found) for found in wording.pieces]
        for total, size, span in zip(sums, sizes, wording.clauses, strict=True):
            yield _logistic(weights.bias, total, size), span
        for place, shared in enumerate(wording.shared):
            total = sums[place] + sums[place + 1] - (_total(weights, shared) if shared else 0.0)
            size = sizes[place] + sizes[place + 1] - len(shared)
            span = (wording.clauses[place][0], wording.clauses[place + 1][1])
            yield _logistic(weights.bias, total, size), span


def _total(weights: Weights, found: Grams) -> float:
    """Add up the weights of n-grams; exactly, since a set has no order."""
    return math.fsum(map(weights.grams.__getitem__, weights.grams.keys() & found))


def _logistic(bias: float, total: float, size: int) -> float:
    return 1 / (1 + math.exp(-(bias + total / math.sqrt(size or 1))))
