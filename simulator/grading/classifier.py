"""A second opinion on what the patterns leave open: sparse logistic regression over character n-grams.

Two models speak for each element, one having read whole replies, one having read single clauses; their mean
counts. They never overrule code on actions, violations or times, and are not asked about replies that attack
the grader. The weights are data (`rubric/tables/classifier.json`), rebuilt by `simulator train`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

from simulator.domain.detection import ElementWeights, Weights
from simulator.grading.wording import MOST_WEIGHT, Part, Span, Wording, chance

HOPELESS = 0.05
"""A reply that seems so unlikely at first sight is not looked at clause by clause."""


@dataclass(frozen=True, slots=True)
class _Model:
    """One column of the table of weights.

    Attributes:
        column: Its place.
        bias: Log odds of no words at all.
        scale: Log odds of one step of a weight.
    """

    column: int
    bias: float
    scale: float

    def whole(self, wording: Wording) -> float:
        """Return the probability for the whole reply."""
        return chance(self.bias + self.scale * float(wording.means[0, self.column]))

    def best(self, wording: Wording) -> float:
        """Return the highest probability of a clause or of two side by side; 0 without any."""
        return chance(self.bias + self.scale * float(wording.means[1:, self.column].max())) if wording.clauses else 0.0


class Classifier:
    """The trained weights, asked for one element at a time."""

    def __init__(self, weights: Mapping[str, ElementWeights], attack: Weights, first: int) -> None:
        """Take the weights.

        Args:
            weights: By element; elements without weights get no opinion.
            attack: Of replies that mock, quote, deny or recite.
            first: Number of columns in the table before these.
        """
        weighed = [attack, *chain.from_iterable((pair.reply, pair.clause) for pair in weights.values())]
        models = [_Model(first + n, w.bias, _scale(w)) for n, w in enumerate(weighed)]
        self._weighed = weighed
        self._attack = models[0]
        self._reply = dict(zip(weights, models[1::2], strict=True))
        self._clause = dict(zip(weights, models[2::2], strict=True))

    def part(self) -> Part:
        """Return the weights in steps."""
        names = dict.fromkeys(chain.from_iterable(weights.grams for weights in self._weighed))
        places = dict(zip(names, range(len(names)), strict=True))
        table = np.zeros((len(names), len(self._weighed)), dtype=np.int8)
        for column, weights in enumerate(self._weighed):
            rows = list(map(places.__getitem__, weights.grams))
            table[rows, column] = np.rint(np.array(list(weights.grams.values())) / _scale(weights))
        return tuple(names), table

    def attack(self, wording: Wording) -> float:
        """Return the probability that the reply mocks, quotes, denies or recites."""
        return self._attack.whole(wording)

    def at_first_sight(self, key: str, wording: Wording) -> float | None:
        """Return the probability by the whole reply alone: enough where it is high; None without an opinion."""
        model = self._reply.get(key)
        return None if model is None or wording.is_short else model.whole(wording)

    def probability(self, key: str, wording: Wording) -> float | None:
        """Return the probability that the reply contains the element; None without an opinion."""
        first = self.at_first_sight(key, wording)
        if first is None or first < HOPELESS:
            return first
        return (first + self._clause[key].best(wording)) / 2

    def evidence(self, key: str, wording: Wording) -> Span | None:
        """Return the clause or two clauses that speak most for the element; None without two characters."""
        return wording.strongest(wording.means[1:, self._clause[key].column])


def _scale(weights: Weights) -> float:
    return max(map(abs, weights.grams.values()), default=1.0) / MOST_WEIGHT
