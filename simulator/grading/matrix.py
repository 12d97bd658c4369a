"""Texts as a sparse matrix of character n-grams, and logistic regression over it. Needs the extra ``train``."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from simulator.domain.detection import Weights
from simulator.grading.classifier import Grams

MOST_GRAMS = 400
"""Weights kept for each model; the heaviest ones."""


class Matrix:
    """Texts as rows, n-grams that occur in two of them as columns, each row of length one."""

    def __init__(self, texts: Sequence[Grams]) -> None:
        """Count the n-grams of every text."""
        counts: defaultdict[str, int] = defaultdict(int)
        for found in texts:
            for gram in found:
                counts[gram] += 1
        self.vocabulary = sorted(gram for gram, n in counts.items() if n > 1)
        places = {gram: place for place, gram in enumerate(self.vocabulary)}
        cells = [
            (row, places[g], len(found) ** -0.5)
            for row, found in enumerate(texts)
            for g in sorted(found & places.keys())
        ]
        rows, columns, values = zip(*cells, strict=True)
        self._matrix = csr_matrix((values, (rows, columns)), shape=(len(texts), len(places)))

    def fit(self, labels: np.ndarray, weights: np.ndarray, regularisation: float) -> LogisticRegression:
        """Train on the rows that have a weight."""
        used = weights > 0
        model = LogisticRegression(C=regularisation, class_weight="balanced", solver="liblinear", random_state=0)
        return model.fit(self._matrix[used], labels[used], sample_weight=weights[used])

    def scores(self, model: LogisticRegression) -> np.ndarray:
        """Return the log odds of every row."""
        return np.asarray(model.decision_function(self._matrix))

    def weights(self, model: LogisticRegression, most: int = MOST_GRAMS) -> Weights:
        """Return the heaviest weights, rounded."""
        rounded = {gram: round(float(w), 2) for gram, w in zip(self.vocabulary, model.coef_[0], strict=True)}
        heaviest = sorted(rounded, key=lambda gram: (-abs(rounded[gram]), gram))[:most]
        return Weights(
            bias=round(float(model.intercept_[0]), 2), grams={g: rounded[g] for g in sorted(heaviest) if rounded[g]}
        )
