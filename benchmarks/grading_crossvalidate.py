"""Cross-validate the trained part of the offline grader: whole groups of wording are left out.

    python benchmarks/grading_crossvalidate.py [--folds 5]

Replies that say nearly the same are put into one group, and a group is never split between training and test.
The rules themselves stay as they are: the figures say what the classifier adds, not how the rules would do on
replies that nobody has seen (for that, see `simulator agreement` on replies kept apart).
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from simulator.content.rubric import load_detection, load_rubric
from simulator.domain.grade import Grade
from simulator.grading.agreement import Report, report
from simulator.grading.classifier import grams
from simulator.grading.detector import Detector
from simulator.grading.offline import OfflineGrader
from simulator.grading.records import Record
from simulator.grading.training import samples, train_attack, train_classifier
from simulator.wiring.batch import labelled_replies

RUBRIC_DIR = Path(__file__).parents[1] / "rubric"
ALIKE = 0.5
"""Two replies with so large a share of n-grams in common belong to one group (Jaccard)."""


def groups(texts: Sequence[str]) -> list[int]:
    """Return the group of every text: that of the first earlier text which it is like, or one of its own."""
    known = [grams(text) for text in texts]
    found: list[int] = []
    for place, mine in enumerate(known):
        alike = (i for i in range(place) if mine and len(mine & known[i]) >= ALIKE * len(mine | known[i]))
        first = next(alike, None)
        found.append(place if first is None else found[first])
    return found


def held_out(replies: Sequence[Record], fold_of: Sequence[int], fold: int) -> list[tuple[Record, Grade]]:
    """Grade one fold with a classifier trained on the others."""
    rubric = load_rubric(RUBRIC_DIR)
    detection = load_detection(RUBRIC_DIR, rubric)
    learnt = samples((r for r, f in zip(replies, fold_of, strict=True) if f != fold), rubric, detection)
    weights, attack = train_classifier(learnt, detection.elements), train_attack(learnt)
    trained = detection.model_copy(update={"classifier": weights, "attack": attack})
    grader = OfflineGrader(rubric, Detector(trained))
    tested = [r for r, f in zip(replies, fold_of, strict=True) if f == fold and r.situation]
    return [(r, grader.grade(r.situation, r.step, r.turn, r.context)) for r in tested]


def show(found: Report) -> None:
    """Print one line a figure."""
    o = found.overall
    print(f"{found.replies} replies, {o.n} decisions: kappa {o.kappa:.3f}, decided {o.decided:.1%}, ", end="")
    print(f"errors among decided {o.decided_errors:.2%}, verdict kappa {found.verdict_kappa:.3f}")
    for key, a in sorted(found.elements.items(), key=lambda item: item[1].agree)[:15]:
        print(f"  {key:26s} n {a.n:4d}  agree {a.agree:.1%}  missed {a.missed}  wrong {a.wrong}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", type=int, default=5)
    folds = parser.parse_args().folds
    replies = labelled_replies(RUBRIC_DIR)
    group = groups([record.reply for record in replies])
    order = {g: place % folds for place, g in enumerate(sorted(set(group)))}
    fold_of = [order[g] for g in group]
    pairs = [pair for fold in range(folds) for pair in held_out(replies, fold_of, fold)]
    show(report(pairs, load_rubric(RUBRIC_DIR)))


if __name__ == "__main__":
    main()
