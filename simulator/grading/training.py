"""Training the classifier from labelled replies. Needs the extra ``train`` (scikit-learn).

The model for whole replies learns from the labels alone. The model for clauses learns from the clause in which
a rule heard the element; where no rule did, from the clause that it believes in most itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.domain.detection import Detection, ElementWeights, Weights
from simulator.domain.rubric import Rubric
from simulator.grading.detector import Detector
from simulator.grading.matrix import Matrix
from simulator.grading.records import Record
from simulator.grading.wording import Span, Wording

ATTACKS = ("injection", "negation", "quotation", "sarcasm", "stuffing")
"""Kinds of labelled replies that do not mean what they say."""

MOST_ATTACK_GRAMS = 20_000
"""Weights kept of the model of attacks: mockery has no few words of its own."""

FEWEST_OF_EACH = 5
"""An element with fewer samples that contain it, or that do not, gets no weights."""

_REPLY_REGULARISATION = 200.0
_CLAUSE_REGULARISATION = 100.0
APPROVED_WEIGHT = 4
"""So many times a wording of the guide itself is learnt."""

_PUNCTUATION = re.compile("[，。！？；：、…—]+")
_SPOKEN = ("", " ")
_LABELLED, _ASSUMED = 3.0, 0.3
"""Weight of a clause whose reply is labelled for the element, and of one that is only assumed not to hold it."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One text with what is known of it.

    Attributes:
        wording: The words.
        told: Those of them by which it is known whether they are meant.
        labels: Elements that it contains, and that it does not.
        heard: Where rules hear elements.
        is_attack: Rules find that parts of it count for nothing.
        means_it: It is known not to mock, quote, deny or recite.
    """

    wording: Wording
    told: str
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
    texts += [(text, {}, True) for text in approved(rubric)]
    return tuple(_sample(detector, text, labels, means_it) for text, labels, means_it in texts)


def polite_words(records: Iterable[Record], detection: Detection) -> tuple[str, ...]:
    """Return the words of every reply that is known to be polite and of which no more is known."""
    detector = Detector(detection)
    polite = (r.reply for r in records if r.elements is None and not r.violations and r.reply.strip())
    return tuple(detector.hear(text).told.text for text in polite)


def train_attack(learnt: Sequence[Sample], polite: Sequence[str]) -> Weights:
    """Return the weights by which a reply is known that mocks, quotes, denies or recites.

    Every text is learnt three times, as typed and as two kinds of speech recognisers write it: that punctuation is
    missing must speak neither for nor against a reply. What stands beside a quotation or an aside in an attack may be
    honest; it is passed over.

    Args:
        learnt: Labelled replies.
        polite: Further replies that are meant.
    """
    clear = [sample for sample in learnt if sample.means_it or sample.told == sample.wording.text]
    told = [sample.told for sample in clear]
    texts = [text for words in (*told, *polite) for text in _as_spoken(words)]
    is_attack = [not sample.means_it for sample in clear] + [False] * len(polite)
    matrix = Matrix([(text,) for text in texts])
    labels = np.array(is_attack, dtype=int).repeat(len(_SPOKEN) + 1)
    return matrix.weights(matrix.fit(labels, np.ones(len(texts)), _CLAUSE_REGULARISATION), MOST_ATTACK_GRAMS)


def _as_spoken(text: str) -> Iterator[str]:
    yield text
    for pause in _SPOKEN:
        yield _PUNCTUATION.sub(pause, text).strip()


def train_classifier(learnt: Sequence[Sample], keys: Iterable[str]) -> dict[str, ElementWeights]:
    """Return the weights by element; the same samples give the same weights, digit for digit."""
    pieces = [(number, span, found) for number, s in enumerate(learnt) for span, found in s.wording.pieces]
    clauses = Matrix([found for _, _, found in pieces])
    trained: dict[str, ElementWeights] = {}
    for key in sorted(keys):
        labels = [s.labels[key] for s in learnt if key in s.labels]
        if min(sum(labels), len(labels) - sum(labels)) >= FEWEST_OF_EACH:
            replies = Matrix([(s.wording.text,) for s in learnt if key in s.labels])
            reply = replies.fit(np.array(labels, dtype=int), np.ones(len(labels)), _REPLY_REGULARISATION)
            trained[key] = ElementWeights(
                reply=replies.weights(reply), clause=_clause_weights(key, learnt, pieces, clauses)
            )
    return trained


def approved(rubric: Rubric) -> Iterator[str]:
    """Yield the guide's own wordings, several times over: attacks quote them, yet they are the very thing."""
    blanks = {"centre": "锦绣花园业主服务中心", "surname": "王", "honorific": "先生", "hours": "2"}
    for situation in rubric.by_row:
        for step in situation.steps:
            yield from [wording.format(**blanks) for wording in step.approved] * APPROVED_WEIGHT


def _examples(rubric: Rubric, detection: Detection) -> Iterator[tuple[str, str, bool]]:
    for key, rule in detection.elements.items():
        element = rubric.elements[key]
        for ok, not_ok in ((element.ok, element.not_ok), *((clue.ok, clue.not_ok) for clue in rule.clues)):
            yield from ((key, text, True) for text in ok)
            yield from ((key, text, False) for text in not_ok)


def _sample(detector: Detector, text: str, labels: Mapping[str, bool], means_it: bool) -> Sample:
    heard = detector.hear(text)
    spans = {key: span for key, rule in detector.elements.items() if (span := rule.find(heard.reading)) is not None}
    return Sample(heard.wording, heard.told.text, labels, spans, bool(heard.attack.flags), means_it)


def _clause_weights(
    key: str, learnt: Sequence[Sample], pieces: Sequence[tuple[int, Span, Sequence[str]]], matrix: Matrix
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
