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


TOLERANCE = 1e-2
"""Of the solver; a finer one changes no verdict and takes half as long again."""

SITUATION_VALUE = 0.6
"""What the situation weighs beside the n-grams, whose values make up a length of one."""


class Matrix:
    """Texts as rows, n-grams that occur in two of them as columns, each row of length one.

    Behind the columns of the n-grams there is one for each situation, if situations are given.
    """

    def __init__(self, texts: Sequence[Grams], situations: Sequence[str] = ()) -> None:
        """Count the n-grams of every text.

        Args:
            texts: The n-grams of every text.
            situations: In which situation each text is said; "" where that is not known.
        """
        counts: defaultdict[str, int] = defaultdict(int)
        for found in texts:
            for gram in found:
                counts[gram] += 1
        self.vocabulary = sorted(gram for gram, n in counts.items() if n > 1)
        self.situations = sorted(set(situations) - {""})
        places = {gram: place for place, gram in enumerate((*self.vocabulary, *self.situations))}
        cells = [
            (row, places[g], len(found) ** -0.5)
            for row, found in enumerate(texts)
            for g in sorted(found & places.keys())
        ]
        cells += [(row, places[where], SITUATION_VALUE) for row, where in enumerate(situations) if where]
        rows, columns, values = zip(*cells, strict=True)
        self._matrix = csr_matrix((values, (rows, columns)), shape=(len(texts), len(places)))

    def fit(self, labels: np.ndarray, weights: np.ndarray, regularisation: float) -> LogisticRegression:
        """Train on the rows that have a weight."""
        used = weights > 0
        model = LogisticRegression(
            C=regularisation, class_weight="balanced", solver="liblinear", random_state=0, tol=TOLERANCE
        )
        return model.fit(self._matrix[used], labels[used], sample_weight=weights[used])

    def scores(self, model: LogisticRegression) -> np.ndarray:
        """Return the log odds of every row."""
        return np.asarray(model.decision_function(self._matrix))

    def grams_of(self, model: LogisticRegression) -> np.ndarray:
        """Return the weights of the n-grams, in the order of the vocabulary."""
        return np.asarray(model.coef_[0][: len(self.vocabulary)])

    def situations_of(self, models: Sequence[LogisticRegression]) -> dict[str, tuple[float, ...]]:
        """Return what each situation adds to the log odds of every model."""
        first = len(self.vocabulary)
        return {
            where: tuple(round(float(model.coef_[0][first + n]) * SITUATION_VALUE, 4) for model in models)
            for n, where in enumerate(self.situations)
        }

    def weights(self, model: LogisticRegression, most: int = MOST_GRAMS) -> Weights:
        """Return the heaviest weights, rounded."""
        rounded = {gram: round(float(w), 2) for gram, w in zip(self.vocabulary, self.grams_of(model), strict=True)}
        heaviest = sorted(rounded, key=lambda gram: (-abs(rounded[gram]), gram))[:most]
        return Weights(
            bias=round(float(model.intercept_[0]), 2), grams={g: rounded[g] for g in sorted(heaviest) if rounded[g]}
        )
