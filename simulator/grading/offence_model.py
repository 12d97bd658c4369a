"""A second opinion on violations: the classifier's, beside what the rules hear.

Rules hear an offence by its words, the models by how offences sound that people have labelled. A violation that a
rule hears falls if the models find the words harmless; one that no rule hears stands if the models are sure. They
are not asked about how the owner is addressed (喂, 你), which rules hear to the letter, nor about hanging up.
"""

import math
from base64 import b64decode
from collections.abc import Sequence, Set
from functools import cached_property

from simulator.domain.detection import Columns, OffenceWeights
from simulator.grading.classifier import Grams, Span, Wording

ANY = "any"
"""The first column: some critical violation."""

ZERO = 128
"""The byte that stands for the weight zero."""

HARMLESS = 0.15
"""Below this probability a violation that a rule heard falls."""

LIKELY = 0.5
"""From this probability the likeliest violation stands though no rule heard it, where some offence is likely too."""

CERTAIN = 0.8
"""From this probability a violation stands whatever else was heard."""

HEARD_ONLY = (ANY, "careless_answer")
"""Never found by the models alone: a price stated as a fact is careless only if the trainee could not know it."""

CALM = 0.15
"""Below this probability of some offence at first sight, no single one is looked for."""

_SHORTEST_EVIDENCE = 2


class OffenceModel:
    """The trained weights of all violations that words can be."""

    def __init__(self, weights: OffenceWeights) -> None:
        """Take the weights apart into a row of bytes for each n-gram and model."""
        self.keys = weights.keys
        table, width = b64decode(weights.weights), len(weights.keys)
        rows = [table[place : place + width] for place in range(0, len(table), width)]
        self.reply = _Model(weights.reply, dict(zip(weights.grams, rows[0::2], strict=True)))
        self.clause = _Model(weights.clause, dict(zip(weights.grams, rows[1::2], strict=True)))

    def opinion(self, wording: Wording) -> "Opinion":
        """Return what the models make of one reply; nothing is worked out before it is asked for."""
        return Opinion(self, wording)


class Opinion:
    """What the models make of one reply."""

    def __init__(self, model: OffenceModel, wording: Wording) -> None:
        """Take the models and the words."""
        self._model = model
        self._wording = wording

    def settled(self, heard: Set[str]) -> frozenset[str]:
        """Return the violations that stand, given those that rules heard."""
        judged = heard & set(self._model.keys)
        if not self._wording.whole or (not judged and self._is_calm):
            return frozenset(heard)
        chances = self._chances
        standing = {key for key in judged if chances[key] >= HARMLESS}
        open_keys = [key for key in self._model.keys if key not in HEARD_ONLY]
        unheard = {key for key in open_keys if chances[key] >= CERTAIN}
        if not standing and not unheard and chances[ANY] >= LIKELY:
            unheard = {key for key in [max(open_keys, key=chances.__getitem__)] if chances[key] >= LIKELY}
        return frozenset((heard - judged) | standing | unheard)

    def evidence(self, key: str) -> Span | None:
        """Return the clause or two clauses that speak most for a violation; None without two characters."""
        column = self._model.keys.index(key)
        found = (s for s in self._stretches if s[1][1] - s[1][0] >= _SHORTEST_EVIDENCE)
        best = max(found, key=lambda stretch: (stretch[0][column], -stretch[1][0]), default=None)
        return best[1] if best else None

    @cached_property
    def _is_calm(self) -> bool:
        return self._model.reply.first(self._wording.whole) < CALM

    @cached_property
    def _chances(self) -> dict[str, float]:
        """The mean of both models for every column; of the clauses, the one that speaks most for it."""
        found = self._wording.whole
        whole = self._model.reply.chances(self._model.reply.sums(found), len(found))
        pieces = [chances for chances, _ in self._stretches] or [[0.0] * len(whole)]
        best = [max(column) for column in zip(*pieces, strict=True)]
        return {key: (a + b) / 2 for key, a, b in zip(self._model.keys, whole, best, strict=True)}

    @cached_property
    def _stretches(self) -> tuple[tuple[list[float], Span], ...]:
        """Every clause and every two side by side, which share some n-grams, with the chances of every column."""
        model, spans, pieces = self._model.clause, self._wording.clauses, self._wording.pieces
        sums = [model.sums(found) for found in pieces]
        single = [(model.chances(s, len(found)), span) for s, found, span in zip(sums, pieces, spans, strict=True)]
        double = []
        for n, shared in enumerate(self._wording.shared):
            joined = _joined(sums[n], sums[n + 1], model.sums(shared))
            double.append((model.chances(joined, _size(pieces, n, shared)), _span(spans, n)))
        return (*single, *double)


class _Model:
    """One model: a column of weights for each violation, a row of bytes for each n-gram."""

    def __init__(self, columns: Columns, rows: dict[str, bytes]) -> None:
        self._columns = columns
        self._rows = {gram: row for gram, row in rows.items() if row.strip(bytes([ZERO]))}
        self._first = {gram: row[0] - ZERO for gram, row in self._rows.items() if row[0] != ZERO}

    def sums(self, found: Grams) -> list[int]:
        """Return the sum of every column over the n-grams that are known."""
        known = self._rows
        rows = [known[gram] for gram in found if gram in known]
        if not rows:
            return [0] * len(self._columns.bias)
        zero = ZERO * len(rows)
        return [total - zero for total in map(sum, zip(*rows, strict=True))]

    def chances(self, sums: Sequence[int], size: int) -> list[float]:
        """Return the probability of every column, given its sum over `size` n-grams."""
        root = math.sqrt(size or 1)
        columns = zip(self._columns.bias, self._columns.scale, sums, strict=True)
        return [_logistic(bias + scale * total / root) for bias, scale, total in columns]

    def first(self, found: Grams) -> float:
        """Return the probability of the first column alone."""
        known = self._first
        total = sum([known[gram] for gram in found if gram in known])
        return _logistic(self._columns.bias[0] + self._columns.scale[0] * total / math.sqrt(len(found) or 1))


def _joined(left: Sequence[int], right: Sequence[int], shared: Sequence[int]) -> list[int]:
    return [a + b - c for a, b, c in zip(left, right, shared, strict=True)]


def _size(pieces: Sequence[Grams], place: int, shared: Grams) -> int:
    return len(pieces[place]) + len(pieces[place + 1]) - len(shared)


def _span(spans: Sequence[Span], place: int) -> Span:
    return spans[place][0], spans[place + 1][1]


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
