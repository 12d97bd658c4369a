"""Training the classifier from labelled replies. Needs the extra ``train`` (scikit-learn)."""

from collections.abc import Callable, Sequence

import numpy as np

from simulator.domain.detection import Weights
from simulator.grading.classifier import grams
from simulator.grading.records import Record

FEWEST_OF_EACH = 5
"""An element with fewer replies that contain it, or that do not, gets no weights."""

MOST_GRAMS = 400
"""Weights kept for each element; the heaviest ones."""

_REGULARISATION = 50.0
_FEWEST_REPLIES = 2


def train(records: Sequence[Record], normalise: Callable[[str], str], keys: Sequence[str]) -> dict[str, Weights]:
    """Return the weights by element; the same records give the same weights, digit for digit."""
    known = {id(record): grams(normalise(record.reply)) for record in records}
    trained: dict[str, Weights] = {}
    for key in keys:
        labelled = [(known[id(r)], r.elements[key]) for r in records if r.elements and key in r.elements and r.reply]
        positive = sum(label for _, label in labelled)
        if min(positive, len(labelled) - positive) >= FEWEST_OF_EACH:
            trained[key] = _fit(labelled)
    return trained


def _fit(labelled: list[tuple[frozenset[str], bool]]) -> Weights:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    vocabulary = _vocabulary([found for found, _ in labelled])
    places = {gram: i for i, gram in enumerate(vocabulary)}
    rows, columns, values = [], [], []
    for row, (found, _) in enumerate(labelled):
        for gram in found & places.keys():
            rows.append(row)
            columns.append(places[gram])
            values.append(len(found) ** -0.5)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(labelled), len(vocabulary)))
    matrix.sort_indices()
    model = LogisticRegression(C=_REGULARISATION, class_weight="balanced", solver="liblinear", random_state=0, tol=1e-8)
    model.fit(matrix, np.array([label for _, label in labelled]))
    order = sorted(range(len(vocabulary)), key=lambda i: (-abs(round(model.coef_[0][i], 2)), vocabulary[i]))
    kept = sorted(order[:MOST_GRAMS], key=lambda i: vocabulary[i])
    weights = {vocabulary[i]: round(float(model.coef_[0][i]), 2) for i in kept}
    return Weights(bias=round(float(model.intercept_[0]), 2), grams={g: w for g, w in weights.items() if w})


def _vocabulary(found: list[frozenset[str]]) -> list[str]:
    counts: dict[str, int] = {}
    for one in found:
        for gram in one:
            counts[gram] = counts.get(gram, 0) + 1
    return sorted(gram for gram, n in counts.items() if n >= _FEWEST_REPLIES)
