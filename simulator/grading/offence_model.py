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

CALM = 0.1
"""Below this probability of some offence at first sight, no single one is looked for."""

_SHORTEST_EVIDENCE = 2


class OffenceModel:
    """The trained weights of all violations that words can be."""

    def __init__(self, weights: OffenceWeights) -> None:
        """Take the weights apart into a row of bytes for each n-gram."""
        self.keys = weights.keys
        self.reply = weights.reply
        self.clause = weights.clause
        width = 2 * len(weights.keys)
        table = b64decode(weights.weights)
        self._rows = {gram: table[n * width : (n + 1) * width] for n, gram in enumerate(weights.grams)}

    def rows(self, found: Grams) -> list[bytes]:
        """Return the rows of the n-grams that are known."""
        known = self._rows
        return [known[gram] for gram in found if gram in known]

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
        rows, found = self._model.rows(self._wording.whole), self._wording.whole
        total = self._model.reply.scale[0] * (sum(row[0] for row in rows) - ZERO * len(rows))
        return _logistic(self._model.reply.bias[0] + total / math.sqrt(len(found))) < CALM

    @cached_property
    def _chances(self) -> dict[str, float]:
        """The mean of both models for every column; of the clauses, the one that speaks most for it."""
        whole = self._by_column(self._wording.whole, self._model.reply, 0)
        pieces = [chances for chances, _ in self._stretches] or [[0.0] * len(whole)]
        best = [max(column) for column in zip(*pieces, strict=True)]
        return {key: (a + b) / 2 for key, a, b in zip(self._model.keys, whole, best, strict=True)}

    @cached_property
    def _stretches(self) -> tuple[tuple[list[float], Span], ...]:
        width = len(self._model.keys)
        return tuple(
            (self._by_column(found, self._model.clause, width), span) for span, found in self._wording.stretches
        )

    def _by_column(self, found: Grams, columns: Columns, first: int) -> list[float]:
        rows = self._model.rows(found)
        sums: Sequence[int] = [sum(column) - ZERO * len(rows) for column in zip(*rows, strict=True)]
        sums = sums[first : first + len(columns.bias)] or [0] * len(columns.bias)
        root = math.sqrt(len(found) or 1)
        return [
            _logistic(bias + scale * total / root)
            for bias, scale, total in zip(columns.bias, columns.scale, sums, strict=True)
        ]


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
