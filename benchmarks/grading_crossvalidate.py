"""Cross-validate everything of the offline grader that is trained: whole groups of wording are left out.

    python -m benchmarks.grading_crossvalidate [--folds 5] [--write docs/crossvalidation.md]

Replies that say nearly the same are put into one group, and a group is never split between training and test. The
rules and the thresholds stay as they are: the figures say how the models do on wording that they have not seen, not
how the rules would do on replies that nobody has seen (for that, `simulator agreement` on replies kept apart).
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from simulator.content.rubric import load_detection, load_rubric
from simulator.domain.grade import Grade
from simulator.grading.agreement import Agreement, Detected, Report, report
from simulator.grading.detector import Detector
from simulator.grading.offence_training import train_offences
from simulator.grading.offline import OfflineGrader
from simulator.grading.records import Record
from simulator.grading.training import polite_words, samples, train_attack, train_classifier
from simulator.grading.wording import grams
from simulator.wiring.batch import labelled_replies

RUBRIC_DIR = Path(__file__).parents[1] / "rubric"
ALIKE = 0.5
"""Two replies with so large a share of n-grams in common belong to one group (Jaccard)."""

_CHUNK = 500
_HEAD = "| | n | κ | agree | 95 % interval | decided | errors among decided | missed | wrong |"
_VIOLATION_HEAD = "| | labelled | found | right | precision | recall |"


def groups(texts: Sequence[str]) -> list[int]:
    """Return the group of every text: that of the first earlier text which it is like, or one of its own."""
    known = [frozenset(grams(text)) for text in texts]
    places = {gram: place for place, gram in enumerate(sorted({g for found in known for g in found}))}
    rows = [row for row, found in enumerate(known) for _ in found]
    columns = [places[gram] for found in known for gram in found]
    matrix = csr_matrix((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(len(texts), len(places)))
    sizes = np.array([len(found) for found in known])
    found: list[int] = []
    for start in range(0, len(texts), _CHUNK):
        common = (matrix[start : start + _CHUNK] @ matrix.T).toarray()
        for place, shared in enumerate(common, start):
            alike = np.flatnonzero(shared[:place] >= ALIKE * (sizes[:place] + sizes[place] - shared[:place]))
            found.append(found[alike[0]] if sizes[place] and len(alike) else place)
    return found


def held_out(fold: int, replies: Sequence[Record], fold_of: Sequence[int]) -> list[tuple[Record, Grade]]:
    """Grade one fold with models trained on the others."""
    rubric = load_rubric(RUBRIC_DIR)
    detection = load_detection(RUBRIC_DIR, rubric)
    others = [r for r, f in zip(replies, fold_of, strict=True) if f != fold]
    learnt = samples(others, rubric, detection)
    trained = detection.model_copy(
        update={
            "classifier": train_classifier(learnt, detection.elements),
            "attack": train_attack(learnt, polite_words(others, detection)),
            "offences": train_offences(others, rubric, detection),
        }
    )
    grader = OfflineGrader(rubric, Detector(trained))
    tested = [r for r, f in zip(replies, fold_of, strict=True) if f == fold and r.situation]
    return [(r, grader.grade(r.situation, r.step, r.turn, r.context)) for r in tested]


def lines(found: Report) -> Iterator[str]:
    """Yield the tables as Markdown."""
    o, v = found.overall, found.violations_overall
    yield f"{found.replies} replies, {o.n} decisions about elements: κ {_number(o.kappa)}, {o.decided:.1%} decided,"
    yield f"{o.decided_errors:.2%} errors among the decided. Violations: precision {_share(v.precision)}, recall"
    yield f"{_share(v.recall)}; critical or not is right in {found.critical_accuracy:.1%} of the replies; verdict"
    yield f"κ {_number(found.verdict_kappa)} ({found.verdicts_open} left open, counted as wrong)."
    yield from _violations(found.violations)
    yield from _agreements("Row of the guide", {str(row): a for row, a in found.rows.items()})
    yield from _agreements("Element", found.elements)


def _agreements(title: str, values: Mapping[str, Agreement]) -> Iterator[str]:
    yield from ("", f"## {title}", "", _HEAD, "| --- |" + " ---: |" * 8)
    for name, a in values.items():
        yield (
            f"| {name} | {a.n} | {_number(a.kappa)} | {a.agree:.1%} | {a.low:.0%}–{a.high:.0%} "
            f"| {a.decided:.1%} | {a.decided_errors:.1%} | {a.missed} | {a.wrong} |"
        )


def _violations(values: Mapping[str, Detected]) -> Iterator[str]:
    yield from ("", "## Violation", "", _VIOLATION_HEAD, "| --- |" + " ---: |" * 5)
    for name, d in values.items():
        yield f"| {name} | {d.labelled} | {d.found} | {d.hits} | {_share(d.precision)} | {_share(d.recall)} |"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def main() -> None:
    """Measure and print, or write to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    replies = labelled_replies(RUBRIC_DIR)
    group = groups([record.reply for record in replies])
    order = {g: place % arguments.folds for place, g in enumerate(sorted(set(group)))}
    fold_of = [order[g] for g in group]
    with ProcessPoolExecutor(arguments.workers) as pool:
        graded = pool.map(partial(held_out, replies=replies, fold_of=fold_of), range(arguments.folds))
        pairs = [pair for fold in graded for pair in fold]
    text = "\n".join(lines(report(pairs, load_rubric(RUBRIC_DIR)))) + "\n"
    if arguments.write:
        head = f"# Cross-validation\n\nWritten by `python -m {__spec__.name} --write`. Groups of like wording are left "
        arguments.write.write_text(f"{head}out whole; rules and\nthresholds as they are.\n\n{text}", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
