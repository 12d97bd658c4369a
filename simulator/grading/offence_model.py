"""A second opinion on violations: the classifier's, beside what the rules hear.

Rules hear an offence by its words, the models by how offences sound that people have labelled. A violation that a
rule hears falls if the models find the words harmless; one that no rule hears stands if the models are sure. They
are not asked about how the owner is addressed (喂, 你), which rules hear to the letter, nor about hanging up.
"""

import math
import sys
from array import array
from base64 import b64decode
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from operator import add

from simulator.domain.detection import Columns, OffenceWeights
from simulator.grading.classifier import Grams, Span, Wording

ANY = "any"
"""The first column: some critical violation."""

ZERO = 128
"""The byte that stands for the weight zero."""

HARMLESS = 0.45
"""Below this probability a violation that a rule heard falls."""

LIKELY = 0.75
"""From this probability the likeliest violation stands though no rule heard it, where some offence is likely too."""

OFFENSIVE = 0.6
"""From this probability some offence is likely."""

CERTAIN = 0.9
"""From this probability a violation stands whatever else was heard."""

HEARD_ONLY = (ANY, "careless_answer")
"""Never found by the models alone: a price stated as a fact is careless only if the trainee could not know it."""

CALM = 2 * OFFENSIVE - 1
"""Below this probability of some offence at first sight, no clause could make an offence likely."""

_SHORTEST_EVIDENCE = 2
_MOST_ODDS = 500.0
_LANE = "I"
"""Columns are added up in parallel, each in 32 bits of one long integer: no sum of bytes can reach its neighbour."""
_LANE_BYTES = array(_LANE).itemsize


class OffenceModel:
    """The trained weights of all violations that words can be."""

    def __init__(self, weights: OffenceWeights) -> None:
        """Take the weights."""
        self.keys = weights.keys
        width = len(weights.keys)
        self._rows = dict(zip(weights.grams, _lanes(b64decode(weights.weights), 2 * width), strict=True))
        self._zero = int.from_bytes(array(_LANE, [ZERO] * 2 * width).tobytes(), sys.byteorder)
        self.reply = _Model(weights.reply, 0, width)
        self.clause = _Model(weights.clause, width, 2 * width)

    def opinion(self, wording: Wording, situation: str = "") -> "Opinion":
        """Return what the models make of one reply; nothing is worked out before it is asked for.

        Args:
            wording: The words.
            situation: In which they are said; "" if that is not known.
        """
        return Opinion(self, wording, situation)

    def sums(self, found: Grams) -> "Sums":
        """Return the sum of every column of both models over the n-grams that are known."""
        rows = [row for row in map(self._rows.get, found) if row is not None]
        return Sums(sum(rows) + self._zero, len(rows) + 1, 2 * len(self.keys))


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of rows, a lane for each column; every row is ZERO too high in every lane.

    Attributes:
        lanes: The sum of the rows as one integer.
        rows: How many rows there are in it.
        width: Number of lanes.
    """

    lanes: int
    rows: int
    width: int

    def joined(self, other: "Sums", shared: "Sums") -> "Sums":
        """Return the sums over both, what they share counted once."""
        return Sums(self.lanes + other.lanes - shared.lanes, self.rows + other.rows - shared.rows, self.width)

    def columns(self, first: int, end: int) -> list[int]:
        """Return the sums of some columns."""
        lanes = array(_LANE, self.lanes.to_bytes(self.width * _LANE_BYTES, sys.byteorder))
        zero = ZERO * self.rows
        return [lane - zero for lane in lanes[first:end]]


def _lanes(table: bytes, width: int) -> Iterator[int]:
    """Yield every row of a table of bytes as one integer, so that rows are added up column by column at once."""
    wide = array(_LANE, list(table)).tobytes()
    size = width * _LANE_BYTES
    for place in range(0, len(wide), size):
        yield int.from_bytes(wide[place : place + size], sys.byteorder)


class Opinion:
    """What the models make of one reply."""

    def __init__(self, model: OffenceModel, wording: Wording, situation: str) -> None:
        """Take the models, the words and where they are said."""
        self._model = model
        self._wording = wording
        self._situation = situation

    def settled(self, heard: Set[str]) -> frozenset[str]:
        """Return the violations that stand, given those that rules heard."""
        judged = heard & set(self._model.keys)
        if not self._wording.whole or (not judged and self._whole[0] < CALM):
            return frozenset(heard)
        chances = self.chances
        standing = {key for key in judged if chances[key] >= HARMLESS}
        open_keys = [key for key in self._model.keys if key not in HEARD_ONLY]
        unheard = {key for key in open_keys if chances[key] >= CERTAIN}
        if not standing and not unheard and chances[ANY] >= OFFENSIVE:
            unheard = {key for key in [max(open_keys, key=chances.__getitem__)] if chances[key] >= LIKELY}
        return frozenset((heard - judged) | standing | unheard)

    def evidence(self, key: str) -> Span | None:
        """Return the clause or two clauses that speak most for a violation; None without two characters."""
        column = self._model.keys.index(key)
        found = (s for s in self._stretches if s[1][1] - s[1][0] >= _SHORTEST_EVIDENCE)
        best = max(found, key=lambda stretch: (stretch[0][column], -stretch[1][0]), default=None)
        return best[1] if best else None

    @cached_property
    def _whole(self) -> list[float]:
        """The chances of every column at first sight: by the whole reply."""
        found = self._wording.whole
        return self._model.reply.chances(self._model.sums(found), len(found), self._situation)

    @cached_property
    def chances(self) -> dict[str, float]:
        """The mean of both models for every column; of the clauses, the one that speaks most for it."""
        pieces = [chances for chances, _ in self._stretches] or [[0.0] * len(self._whole)]
        best = map(max, zip(*pieces, strict=True))
        return {key: (a + b) / 2 for key, a, b in zip(self._model.keys, self._whole, best, strict=True)}

    @cached_property
    def _stretches(self) -> tuple[tuple[list[float], Span], ...]:
        """Every clause and every two side by side, which share some n-grams, with the chances of every column."""
        spans, pieces, where = self._wording.clauses, self._wording.pieces, self._situation
        chances, sums = self._model.clause.chances, [self._model.sums(found) for found in pieces]
        single = [(chances(s, len(found), where), span) for s, found, span in zip(sums, pieces, spans, strict=True)]
        double = []
        for n, shared in enumerate(self._wording.shared):
            joined = sums[n].joined(sums[n + 1], self._model.sums(shared))
            double.append((chances(joined, _size(pieces, n, shared), where), _span(spans, n)))
        return (*single, *double)


class _Model:
    """One model: some of the columns."""

    def __init__(self, columns: Columns, first: int, end: int) -> None:
        self._columns = columns
        self._first = first
        self._end = end
        self._bias = {where: tuple(map(add, columns.bias, more)) for where, more in columns.situations.items()}

    def chances(self, sums: Sums, size: int, situation: str) -> list[float]:
        """Return the probability of every column, given its sum over `size` n-grams."""
        root = math.sqrt(size or 1)
        bias = self._bias.get(situation, self._columns.bias)
        totals = sums.columns(self._first, self._end)
        odds = [b + scale * total / root for b, scale, total in zip(bias, self._columns.scale, totals, strict=True)]
        return [1 / (1 + math.exp(-o)) if o > -_MOST_ODDS else 0.0 for o in odds]


def _size(pieces: Sequence[Grams], place: int, shared: Grams) -> int:
    return len(pieces[place]) + len(pieces[place + 1]) - len(shared)


def _span(spans: Sequence[Span], place: int) -> Span:
    return spans[place][0], spans[place + 1][1]
