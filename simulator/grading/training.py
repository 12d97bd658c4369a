"""Training the classifier from labelled replies. Needs the extra ``train`` (scikit-learn).

The model for whole replies learns from the labels alone. The model for clauses learns from the clause in which
a rule heard the element; where no rule did, from the clause that it believes in most itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from simulator.domain.detection import Detection, ElementWeights, Weights
from simulator.domain.rubric import Rubric
from simulator.grading.classifier import Grams, Span, Wording, grams
from simulator.grading.detector import Detector
from simulator.grading.records import Record

ATTACKS = ("injection", "negation", "quotation", "sarcasm", "stuffing")
"""Kinds of labelled replies that do not mean what they say."""

FEWEST_OF_EACH = 5
"""An element with fewer samples that contain it, or that do not, gets no weights."""

MOST_GRAMS = 400
"""Weights kept for each model of each element; the heaviest ones."""

_REPLY_REGULARISATION = 50.0
_CLAUSE_REGULARISATION = 30.0
_APPROVED_WEIGHT = 4
_PUNCTUATION = re.compile("[，。！？；：、…—]+")
_SPOKEN = ("", " ")
_LABELLED, _ASSUMED = 3.0, 0.3
"""Weight of a clause whose reply is labelled for the element, and of one that is only assumed not to hold it."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One text with what is known of it.

    Attributes:
        wording: The words.
        labels: Elements that it contains, and that it does not.
        heard: Where rules hear elements.
        is_attack: Rules find that parts of it count for nothing.
        means_it: It is known not to mock, quote, deny or recite.
    """

    wording: Wording
    labels: Mapping[str, bool]
    heard: Mapping[str, Span]
    is_attack: bool
    means_it: bool


def samples(records: Iterable[Record], rubric: Rubric, detection: Detection) -> tuple[Sample, ...]:
    """Return every labelled reply, and every example in the rubric's data."""
    detector = Detector(detection)
    texts = [
        (r.reply, r.elements, r.kind not in ATTACKS) for r in records if r.reply.strip() and r.elements is not None
    ]
    texts += [(text, {key: label}, True) for key, text, label in _examples(rubric, detection)]
    texts += [(text, {}, True) for text in _approved(rubric)]
    return tuple(_sample(detector, text, labels, means_it) for text, labels, means_it in texts)


def train_attack(learnt: Sequence[Sample]) -> Weights:
    """Return the weights by which a reply is known that mocks, quotes, denies or recites.

    Every text is learnt three times, as typed and as two kinds of speech recognisers write it: that punctuation is
    missing must speak neither for nor against a reply.
    """
    texts = [text for sample in learnt for text in _as_spoken(sample.wording.text)]
    matrix = _Matrix([grams(text) for text in texts])
    labels = np.array([not sample.means_it for sample in learnt], dtype=int).repeat(len(_SPOKEN) + 1)
    return matrix.weights(matrix.fit(labels, np.ones(len(texts)), _CLAUSE_REGULARISATION), 4 * MOST_GRAMS)


def _as_spoken(text: str) -> Iterator[str]:
    yield text
    for pause in _SPOKEN:
        yield _PUNCTUATION.sub(pause, text).strip()


def train_classifier(learnt: Sequence[Sample], keys: Iterable[str]) -> dict[str, ElementWeights]:
    """Return the weights by element; the same samples give the same weights, digit for digit."""
    pieces = [(number, span, found) for number, s in enumerate(learnt) for span, found in s.wording.stretches]
    clauses = _Matrix([found for _, _, found in pieces])
    trained: dict[str, ElementWeights] = {}
    for key in sorted(keys):
        labels = [s.labels[key] for s in learnt if key in s.labels]
        if min(sum(labels), len(labels) - sum(labels)) >= FEWEST_OF_EACH:
            replies = _Matrix([s.wording.whole for s in learnt if key in s.labels])
            reply = replies.fit(np.array(labels, dtype=int), np.ones(len(labels)), _REPLY_REGULARISATION)
            trained[key] = ElementWeights(
                reply=replies.weights(reply), clause=_clause_weights(key, learnt, pieces, clauses)
            )
    return trained


def _approved(rubric: Rubric) -> Iterator[str]:
    """Yield the guide's own wordings, several times over: attacks quote them, yet they are the very thing."""
    blanks = {"centre": "锦绣花园业主服务中心", "surname": "王", "honorific": "先生", "hours": "2"}
    for situation in rubric.by_row:
        for step in situation.steps:
            yield from [wording.format(**blanks) for wording in step.approved] * _APPROVED_WEIGHT


def _examples(rubric: Rubric, detection: Detection) -> Iterator[tuple[str, str, bool]]:
    for key, rule in detection.elements.items():
        element = rubric.elements[key]
        for ok, not_ok in ((element.ok, element.not_ok), *((clue.ok, clue.not_ok) for clue in rule.clues)):
            yield from ((key, text, True) for text in ok)
            yield from ((key, text, False) for text in not_ok)


def _sample(detector: Detector, text: str, labels: Mapping[str, bool], means_it: bool) -> Sample:
    heard = detector.hear(text)
    spans = {key: span for key, rule in detector.elements.items() if (span := rule.find(heard.reading)) is not None}
    return Sample(heard.wording, labels, spans, bool(heard.attack.flags), means_it)


def _clause_weights(
    key: str, learnt: Sequence[Sample], pieces: Sequence[tuple[int, Span, Grams]], matrix: "_Matrix"
) -> Weights:
    labels = np.zeros(len(pieces), dtype=int)
    weights = np.zeros(len(pieces))
    open_places: defaultdict[int, list[int]] = defaultdict(list)
    for place, (number, span, _) in enumerate(pieces):
        labels[place], weights[place], is_open = _judge(key, learnt[number], span)
        if is_open:
            open_places[number].append(place)
    model = matrix.fit(labels, weights, _CLAUSE_REGULARISATION)
    if open_places:
        scores = matrix.scores(model)
        for places in open_places.values():
            best = max(places, key=lambda place: (round(float(scores[place]), 6), -place))
            labels[best], weights[best] = 1, _LABELLED
        model = matrix.fit(labels, weights, _CLAUSE_REGULARISATION)
    return matrix.weights(model)


def _judge(key: str, sample: Sample, span: Span) -> tuple[int, float, bool]:
    """Return label and weight of a clause (weight 0: not learnt from), and whether it may hold the element unheard."""
    label, heard = sample.labels.get(key), sample.heard.get(key)
    if label is False:
        return 0, _LABELLED, False
    if heard is None:
        return (0, 0.0, True) if label else (0, 0.0 if sample.is_attack else _ASSUMED, False)
    holds = span[0] <= heard[0] + 1 and heard[1] - 1 <= span[1]
    touches = span[0] < heard[1] and heard[0] < span[1]
    if label and holds:
        return 1, _LABELLED, False
    return 0, 0.0 if touches or sample.is_attack else _ASSUMED, False


class _Matrix:
    """Texts as rows, n-grams that occur in two of them as columns, each row of length one."""

    def __init__(self, texts: Sequence[Grams]) -> None:
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
