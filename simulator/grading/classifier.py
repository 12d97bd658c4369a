"""A second opinion on what the patterns leave open: sparse logistic regression over character n-grams.

It never overrules code on actions, violations or times, and is not asked about replies that attack the grader.
The weights are data (`rubric/tables/classifier.json`), rebuilt by `simulator train`.
"""

import math
from collections.abc import Mapping

from simulator.domain.detection import Weights

LONGEST_GRAM = 3
SURE = 0.7
"""From this probability on an unsure element is met, and an unheard one is unsure."""

UNLIKELY = 0.5
"""Below this probability an unsure element is not met."""

DOUBTFUL = 0.12
"""Below this probability an element that a pattern heard is unsure."""


def grams(text: str) -> frozenset[str]:
    """Return every run of one to three characters of a normalised text."""
    return frozenset(text[i : i + n] for n in range(1, LONGEST_GRAM + 1) for i in range(len(text) - n + 1))


class Classifier:
    """The trained weights, asked for one element at a time."""

    def __init__(self, weights: Mapping[str, Weights]) -> None:
        """Take the weights by element; elements without weights get no opinion."""
        self._weights = weights

    def probability(self, key: str, found: frozenset[str]) -> float | None:
        """Return the probability that a reply with these n-grams contains the element; None without an opinion."""
        weights = self._weights.get(key)
        if weights is None or not found:
            return None
        total = sum(weights.grams[gram] for gram in found & weights.grams.keys())
        return 1 / (1 + math.exp(-(weights.bias + total / math.sqrt(len(found)))))

    def evidence(self, key: str, text: str, spans: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
        """Return the clause that speaks most for the element, or None if none does."""
        weights = self._weights[key].grams

        def weight(span: tuple[int, int]) -> float:
            return sum(weights[gram] for gram in grams(text[span[0] : span[1]]) & weights.keys())

        best = max((span for span in spans if span[1] - span[0] >= 2), key=weight, default=None)
        return best if best is not None and weight(best) > 0 else None
