"""A second opinion on violations: the classifier's, beside what the rules hear.

Rules hear an offence by its words, the models by how offences sound that people have labelled. A violation that a
rule hears falls if the models find the words harmless; one that no rule hears stands if the models are sure. They
are not asked about how the owner is addressed (喂, 你), which rules hear to the letter, nor about hanging up.
"""

from base64 import b64decode
from collections.abc import Set
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.domain.detection import Columns, OffenceWeights
from simulator.grading.wording import NEVER, Part, Span, Wording, chance

ANY = "any"
"""The first column: some critical violation."""

ZERO = 128
"""The byte that stands for the weight zero."""

HARMLESS = 0.4
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


class OffenceModel:
    """The trained weights of all violations that words can be."""

    def __init__(self, weights: OffenceWeights, first: int) -> None:
        """Take the weights.

        Args:
            weights: Of both models.
            first: Number of columns in the table before these.
        """
        self.keys = weights.keys
        self.width = 2 * len(weights.keys)
        self._weights = weights
        self.reply = _Columns(weights.reply, first)
        self.clause = _Columns(weights.clause, first + len(weights.keys))

    def part(self) -> Part:
        """Return the weights in steps."""
        table = np.frombuffer(b64decode(self._weights.weights), dtype=np.uint8).reshape(len(self._weights.grams), -1)
        return self._weights.grams, (table ^ ZERO).view(np.int8)

    def opinion(self, wording: Wording, situation: str = "") -> "Opinion":
        """Return what the models make of one reply; nothing is worked out before it is asked for.

        Args:
            wording: The words.
            situation: In which they are said; "" if that is not known.
        """
        return Opinion(self, wording, situation)


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
        if self._wording.is_short or (not judged and chance(float(self._whole[0])) < CALM):
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
        return self._wording.strongest(self._clauses[:, self._model.keys.index(key)])

    @cached_property
    def _whole(self) -> NDArray[np.float64]:
        """The log odds of every column by the whole reply."""
        return self._model.reply.odds(self._wording.means[0], self._situation)

    @cached_property
    def _clauses(self) -> NDArray[np.float64]:
        """The log odds of every column, for every clause and every two side by side."""
        return self._model.clause.odds(self._wording.means[1:], self._situation)

    @cached_property
    def chances(self) -> dict[str, float]:
        """The mean of both models for every column; of the clauses, the one that speaks most for it."""
        best = self._clauses.max(axis=0, initial=NEVER).tolist()
        pairs = zip(self._model.keys, self._whole.tolist(), best, strict=True)
        return {key: (chance(a) + chance(b)) / 2 for key, a, b in pairs}


class _Columns:
    """One model: some columns of the table of weights."""

    def __init__(self, columns: Columns, first: int) -> None:
        self._part = slice(first, first + len(columns.bias))
        self._scale = np.array(columns.scale)
        self._bias = {where: np.add(columns.bias, more) for where, more in columns.situations.items()}
        self._unknown = np.array(columns.bias)

    def odds(self, means: NDArray[np.float64], situation: str) -> NDArray[np.float64]:
        """Return the log odds of every column, given all means of one stretch or of several."""
        odds: NDArray[np.float64] = means[..., self._part] * self._scale + self._bias.get(situation, self._unknown)
        return odds
