"""Texts as a sparse matrix of character n-grams, and logistic regression over it. Needs the extra ``train``."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from simulator.domain.detection import Weights
from simulator.grading.wording import grams

MOST_GRAMS = 800
"""Weights kept for each model; the heaviest ones."""


TOLERANCE = 1e-2
"""Of the solver; a finer one changes no verdict and takes half as long again."""

SITUATION_VALUE = 0.6
"""What the situation weighs beside the n-grams, whose values make up a length of one."""


class Matrix:
    """Texts as rows, n-grams that occur in two of them as columns; a cell is a count over the root of the row's sum.

    Behind the columns of the n-grams there is one for each situation, if situations are given.
    """

    def __init__(self, texts: Sequence[Sequence[str]], situations: Sequence[str] = ()) -> None:
        """Count the n-grams of every text.

        Args:
            texts: Of every text, the pieces from which its n-grams are taken: none reaches from one into the next.
            situations: In which situation each text is said; "" where that is not known.
        """
        counted = [Counter(gram for piece in pieces for gram in grams(piece)) for pieces in texts]
        spread = Counter(gram for found in counted for gram in found)
        self.vocabulary = sorted(gram for gram, n in spread.items() if n > 1)
        self.situations = sorted(set(situations) - {""})
        places = {gram: place for place, gram in enumerate((*self.vocabulary, *self.situations))}
        cells = [
            (row, places[gram], found[gram] * found.total() ** -0.5)
            for row, found in enumerate(counted)
            for gram in sorted(found.keys() & places.keys())
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
        with threadpool_limits(1, user_api="blas"):  # sums in one order: the same weights on every machine
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
