"""Training the models of violations from labelled replies. Needs the extra ``train`` (scikit-learn).

As with elements, one model learns whole replies and one learns clauses. Nobody labels the clause that offends: the
model starts from all clauses of the offending replies and then keeps the one that it believes in most.
"""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from simulator.domain.detection import Columns, Detection, OffenceWeights
from simulator.domain.rubric import Rubric
from simulator.grading.detector import Detector
from simulator.grading.matrix import Matrix
from simulator.grading.offence_model import ANY, ZERO
from simulator.grading.records import Record
from simulator.grading.training import APPROVED_WEIGHT, approved
from simulator.grading.wording import MOST_WEIGHT, Wording

TO_THE_LETTER = ("wei_opener", "informal_you", "premature_hang_up")
"""Violations that rules and the action log settle."""

_REPLY_REGULARISATION = 300.0
_CLAUSE_REGULARISATION = 200.0
LEAST_STEPS = 10
"""An n-gram that weighs less for every violation is left out: half of them, and no verdict changes."""


def train_offences(records: Iterable[Record], rubric: Rubric, detection: Detection) -> OffenceWeights:
    """Return the weights of all violations; the same replies give the same weights, digit for digit.

    Replies whose violations are not labelled are passed over.
    """
    detector = Detector(detection)
    known = [
        (r.reply, frozenset(r.violations), r.situation) for r in records if r.violations is not None and r.reply.strip()
    ]
    known += ((text, found, "") for text, found in _examples(rubric, detection, detector))
    keys = (ANY, *sorted(key for key in rubric.violations if key not in TO_THE_LETTER))
    labelled = [found.intersection(keys) for _, found, _ in known]
    labels = [np.array([bool(f) if key == ANY else key in f for f in labelled], dtype=int) for key in keys]
    trainer = _Trainer([detector.hear(text).wording for text, _, _ in known], [where for *_, where in known])
    return trainer.weights(keys, labels)


def _examples(rubric: Rubric, detection: Detection, detector: Detector) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the rubric's own examples, the guide's wordings several times over, with the violations in them."""
    for text in list(approved(rubric)):
        yield text, frozenset()
    for situation in rubric.by_row:
        for text in situation.forbidden * APPROVED_WEIGHT:
            yield text, frozenset(detector.hear(text).offences.by_rule)
    for key, rule in detection.violations.items():
        violation = rubric.violations[key]
        for ok, not_ok in ((violation.ok, violation.not_ok), *((clue.ok, clue.not_ok) for clue in rule.clues)):
            yield from ((text, frozenset(detector.hear(text).offences.by_rule) | {key}) for text in ok)
            yield from ((text, frozenset(detector.hear(text).offences.by_rule) - {key}) for text in not_ok)


class _Trainer:
    """The replies and their clauses as matrices, fitted once a violation."""

    def __init__(self, wordings: Sequence[Wording], situations: Sequence[str]) -> None:
        pieces = [(n, found) for n, w in enumerate(wordings) for _, found in w.pieces]
        self._replies = Matrix([(w.text,) for w in wordings], situations)
        self._clauses = Matrix([found for _, found in pieces], [situations[n] for n, _ in pieces])
        self._owner = np.array([number for number, _ in pieces])

    def weights(self, keys: tuple[str, ...], labels: Sequence[np.ndarray]) -> OffenceWeights:
        """Return the weights, a column for each violation in each of the two models."""
        replies = [self._replies.fit(y, np.ones(len(y)), _REPLY_REGULARISATION) for y in labels]
        clauses = [self._clause(y) for y in labels]
        grams = sorted({*self._replies.vocabulary, *self._clauses.vocabulary})
        reply, reply_bytes = _columns(replies, self._replies, grams)
        clause, clause_bytes = _columns(clauses, self._clauses, grams)
        table = np.hstack([reply_bytes, clause_bytes])
        used = [n for n, row in enumerate(table) if (abs(row.astype(int) - ZERO) >= LEAST_STEPS).any()]
        return OffenceWeights(
            keys=keys,
            reply=reply,
            clause=clause,
            grams=tuple(grams[n] for n in used),
            weights=b64encode(table[used].tobytes()).decode("ascii"),
        )

    def _clause(self, labels: np.ndarray) -> LogisticRegression:
        owned = labels[self._owner]
        model = self._clauses.fit(owned, np.ones(len(owned)), _CLAUSE_REGULARISATION)
        used = np.where(owned == 1, 0.0, 1.0)
        used[self._best(model, owned)] = 1.0
        return self._clauses.fit(owned, used, _CLAUSE_REGULARISATION)

    def _best(self, model: LogisticRegression, owned: np.ndarray) -> list[int]:
        """Return, for every offending reply, its clause of the highest score (the first of equals)."""
        scores = self._clauses.scores(model)
        places: defaultdict[int, list[int]] = defaultdict(list)
        for place in np.flatnonzero(owned):
            places[int(self._owner[place])].append(int(place))
        return [max(found, key=lambda place: (round(float(scores[place]), 6), -place)) for found in places.values()]


def _columns(models: Sequence[LogisticRegression], matrix: Matrix, grams: Sequence[str]) -> tuple[Columns, np.ndarray]:
    """Return biases and scales of every model, and its weights as bytes, a row for each of `grams`."""
    place = {gram: n for n, gram in enumerate(grams)}
    rows = [place[gram] for gram in matrix.vocabulary]
    table = np.full((len(grams), len(models)), ZERO, dtype=np.uint8)
    weights = [matrix.grams_of(model) for model in models]
    scales = [round(float(np.abs(found).max()) / MOST_WEIGHT, 6) for found in weights]
    for column, (found, scale) in enumerate(zip(weights, scales, strict=True)):
        table[rows, column] = np.clip(np.rint(found / scale), -MOST_WEIGHT, MOST_WEIGHT).astype(int) + ZERO
    bias = tuple(round(float(model.intercept_[0]), 4) for model in models)
    return Columns(bias=bias, scale=tuple(scales), situations=matrix.situations_of(models)), table
