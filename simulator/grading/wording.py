"""A reply as the models see it: how heavy its n-grams weigh in every model, as a whole and stretch by stretch."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count, pairwise, repeat
from operator import add

import numpy as np
from numpy.typing import NDArray

from simulator.grading.reading import Reading

Span = tuple[int, int]
Part = tuple[Sequence[str], NDArray[np.int8]]
"""N-grams, and their weights: a row for each of them, a column for each model."""

LONGEST = 3
NEVER = -500.0
"""Log odds of what cannot be."""

SHORTEST = 6
"""On a reply of fewer characters the models have no opinion: 嗯。 and 那个 have said nothing."""

_SHORTEST_EVIDENCE = 2

_BLOCK = 32
"""So many clauses are added up at once: what that takes grows with the length of a reply, not with its square."""

MOST_WEIGHT = 127
"""Of an n-gram in a model, in steps of the model's scale."""


def grams(text: str) -> Iterator[str]:
    """Yield every run of one to three characters, as often as it occurs: the single ones, the pairs, the threes."""
    pairs = list(map(add, text, text[1:]))
    yield from text
    yield from pairs
    yield from map(add, pairs, text[2:])


@lru_cache(maxsize=256)
def _places(length: int) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """Return where the n-grams of a text of so many characters begin and end, in the order of `grams`."""
    runs = [np.arange(max(length - more, 0)) for more in range(LONGEST)]
    return np.concatenate(runs), np.concatenate([run + more + 1 for more, run in enumerate(runs)])


class GramTable:
    """The weights of every known n-gram in all models."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Put the weights of several groups of models side by side."""
        self._rows: dict[str, int] = {}
        for names, _ in parts:
            fresh = [gram for gram in names if gram not in self._rows]
            self._rows.update(zip(fresh, count(len(self._rows) + 1), strict=False))
        self._weights = np.zeros((len(self._rows) + 1, sum(weights.shape[1] for _, weights in parts)), dtype=np.int8)
        first = 0
        for names, weights in parts:
            end = first + weights.shape[1]
            self._weights[self._find(names), first:end] = weights
            first = end

    def weights(self, found: Iterable[str]) -> NDArray[np.float32]:
        """Return the weights of n-grams, a row for each; nothing but zeros for those that are unknown."""
        return self._weights[self._find(found)].astype(np.float32)

    def _find(self, found: Iterable[str]) -> NDArray[np.int_]:
        return np.fromiter(map(self._rows.get, found, repeat(0)), dtype=np.int_)


@dataclass(frozen=True, eq=False)
class Wording:
    """A normalised reply as the models see it.

    Attributes:
        table: The weights of all models.
        text: The words.
        clauses: Spans of its clauses.
    """

    table: GramTable
    text: str
    clauses: tuple[Span, ...]

    def of(self, reading: Reading) -> "Wording":
        """Return a reading as the same models see it."""
        return self if reading.text == self.text else Wording(self.table, reading.text, reading.clauses)

    @property
    def is_short(self) -> bool:
        """True if that is too little for an opinion."""
        return len(self.text) < SHORTEST

    @cached_property
    def stretches(self) -> tuple[Span, ...]:
        """The whole reply, then every clause, then every two side by side."""
        return (0, len(self.text)), *self.clauses, *((a[0], b[1]) for a, b in pairwise(self.clauses))

    @property
    def pieces(self) -> Iterator[tuple[Span, tuple[str, ...]]]:
        """Every stretch but the whole reply, and the clauses in it: none of its n-grams reaches out of one."""
        words = [self.text[start:end] for start, end in self.clauses]
        yield from zip(self.stretches[1:], [*((word,) for word in words), *pairwise(words)], strict=True)

    @cached_property
    def means(self) -> NDArray[np.float64]:
        """The sums of weights, each over the root of the number of n-grams: a row for each stretch, a column a model.

        N-grams that reach from one clause into the next belong to the whole reply alone.
        """
        weights = self.table.weights(grams(self.text))
        sums, sizes = weights.sum(axis=0, keepdims=True), np.array([[len(weights)]])
        for first in range(0, len(self.clauses), _BLOCK):
            single, size = self._added(weights, self.clauses[first : first + _BLOCK])
            sums, sizes = np.concatenate((sums, single)), np.concatenate((sizes, size))
        sums = np.concatenate((sums, sums[1:-1] + sums[2:]), dtype=np.float64)
        sizes = np.concatenate((sizes, sizes[1:-1] + sizes[2:]))
        means: NDArray[np.float64] = sums / np.sqrt(np.maximum(sizes, 1))
        return means

    def strongest(self, values: NDArray[np.float64]) -> Span | None:
        """Return the clause or two clauses of the highest value; None without any, or without two characters.

        Args:
            values: One for every stretch but the whole reply.
        """
        if not self.clauses:
            return None
        start, end = self.stretches[1 + int(values.argmax())]
        return (start, end) if end - start >= _SHORTEST_EVIDENCE else None

    def _added(
        self, weights: NDArray[np.float32], clauses: Sequence[Span]
    ) -> tuple[NDArray[np.float32], NDArray[np.int_]]:
        """Return the sums of the weights of the n-grams in every clause, and their numbers."""
        starts, ends = _places(len(self.text))
        spans = np.array(clauses)
        if len(clauses) < len(self.clauses):
            near = (starts >= spans[0, 0]) & (ends <= spans[-1, 1])
            starts, ends, weights = starts[near], ends[near], weights[near]
        within = (starts >= spans[:, :1]) & (ends <= spans[:, 1:])
        return within.astype(np.float32) @ weights, within.sum(axis=1, keepdims=True)


def chance(odds: float) -> float:
    """Return the probability of some log odds."""
    return 1 / (1 + math.exp(-odds)) if odds > NEVER else 0.0
