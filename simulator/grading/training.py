"""Training the classifier from labelled replies. Needs the extra ``train`` (scikit-learn)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from simulator.domain.detection import Detection, Weights
from simulator.domain.rubric import Rubric
from simulator.grading.classifier import grams
from simulator.grading.records import Record

FEWEST_OF_EACH = 5
"""An element with fewer replies that contain it, or that do not, gets no weights."""

MOST_GRAMS = 400
"""Weights kept for each element; the heaviest ones."""

_REGULARISATION = 50.0
_FEWEST_REPLIES = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """One decision to learn from: whether the words of a reply contain an element."""

    key: str
    text: str
    label: bool


def samples(records: Iterable[Record], rubric: Rubric, detection: Detection) -> Iterator[Sample]:
    """Yield every labelled decision about words, and every example in the rubric's data."""
    for record in records:
        for key, label in (record.elements or {}).items():
            if key in detection.elements and record.reply:
                yield Sample(key, record.reply, label)
    for key, rule in detection.elements.items():
        element = rubric.elements[key]
        for ok, not_ok in ((element.ok, element.not_ok), *((clue.ok, clue.not_ok) for clue in rule.clues)):
            yield from (Sample(key, text, True) for text in ok)
            yield from (Sample(key, text, False) for text in not_ok)


def train_classifier(learnt: Iterable[Sample], normalise: Callable[[str], str]) -> dict[str, Weights]:
    """Return the weights by element; the same samples give the same weights, digit for digit."""
    by_key: defaultdict[str, list[tuple[frozenset[str], bool]]] = defaultdict(list)
    for sample in learnt:
        by_key[sample.key].append((grams(normalise(sample.text)), sample.label))
    return {key: _fit(labelled) for key, labelled in sorted(by_key.items()) if _is_enough(labelled)}


def _is_enough(labelled: list[tuple[frozenset[str], bool]]) -> bool:
    positive = sum(label for _, label in labelled)
    return min(positive, len(labelled) - positive) >= FEWEST_OF_EACH


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
