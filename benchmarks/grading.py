"""How fast the offline grader starts and grades, how much memory it takes, and two simple graders beside it.

    python -m benchmarks.grading

The same replies, in the same run: this grader (all elements and violations, with evidence) against two ways of
comparing a reply with wordings that are known to hold an element: alignment (rapidfuzz) and cosine over character
n-grams (TF-IDF). Those two hear no violations and show no evidence; their thresholds are the best that any could be,
chosen on the replies on which they are measured.
"""

import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import cohen_kappa_score

from simulator.domain.grade import State
from simulator.domain.reply import Facts, Reply
from simulator.domain.rubric import Rubric
from simulator.grading.offline import OfflineGrader
from simulator.grading.records import Record, read_records
from simulator.wiring.rubric import build_grader

ROOT = Path(__file__).parents[1]
UNSEEN = ROOT / "tests" / "cases" / "unseen"
ROUNDS = 7
THRESHOLDS = 50
Decision = tuple[Record, str, bool]
"""A reply, an element of words that its step asks for, and its label."""


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the shortest of several runs, in processor time: other programs do not count."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def megabytes() -> float:
    """Return the most memory that the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def unseen() -> list[Record]:
    """Return the labelled replies that the grader has not learnt from."""
    found = [record for path in sorted(UNSEEN.glob("*.jsonl")) for _, record in _read(path)]
    return [record for record in found if isinstance(record, Record) and record.elements is not None]


def _read(path: Path) -> list[tuple[int, object]]:
    with path.open("rb") as lines:
        return list(read_records(lines))


def decisions(replies: Sequence[Record], rubric: Rubric) -> list[Decision]:
    """Return every decision about an element of words."""
    return [
        (record, key, label)
        for record in replies
        for key, label in (record.elements or {}).items()
        if rubric.elements[key].kind == "say"
    ]


def ours(grader: OfflineGrader, replies: Sequence[Record], asked: Sequence[Decision]) -> tuple[float, float]:
    """Return seconds and κ of this grader; unsure counts as not met."""

    def run() -> dict[str, dict[str, bool]]:
        grades = {r.id: grader.grade(r.situation, r.step, r.turn, r.context) for r in replies}
        return {name: {k: e.state is State.MET for k, e in grade.elements.items()} for name, grade in grades.items()}

    found = run()
    kappa = cohen_kappa_score([label for *_, label in asked], [found[r.id][key] for r, key, _ in asked])
    return seconds(run), float(kappa)


def aligned(rubric: Rubric, replies: Sequence[Record], asked: Sequence[Decision]) -> tuple[float, float]:
    """Return seconds and κ of alignment with the known wordings of each element."""
    known = {key: [w for w in element.ok if w] for key, element in rubric.elements.items()}

    def run() -> list[float]:
        hits = (process.extractOne(r.reply, known[key], scorer=fuzz.partial_ratio) for r, key, _ in asked)
        return [hit[1] if hit and r.reply else 0.0 for hit, (r, _, _) in zip(hits, asked, strict=True)]

    return seconds(run, 3), _best_kappa(np.array(run()), asked)


def vectors(rubric: Rubric, replies: Sequence[Record], asked: Sequence[Decision]) -> tuple[float, float]:
    """Return seconds and κ of the cosine between a reply and the known wordings of each element."""
    known = {key: list(element.ok) for key, element in rubric.elements.items() if element.ok}
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit([w for ws in known.values() for w in ws])
    learnt = {key: vectorizer.transform(wordings) for key, wordings in known.items()}
    place = {record.id: number for number, record in enumerate(replies)}

    def run() -> list[float]:
        matrix = vectorizer.transform([record.reply for record in replies])
        return [float((matrix[place[r.id]] @ learnt[key].T).max()) for r, key, _ in asked]

    return seconds(run, 3), _best_kappa(np.array(run()), asked)


def _best_kappa(scores: np.ndarray, asked: Sequence[Decision]) -> float:
    labels = [label for *_, label in asked]
    cuts = np.linspace(scores.min(), scores.max(), THRESHOLDS)
    return max(float(cohen_kappa_score(labels, scores >= cut)) for cut in cuts)


def start_up(console: Console) -> OfflineGrader:
    """Load the grader and print how long it takes and what it holds."""
    before = megabytes()
    start = time.process_time()
    grader = build_grader(ROOT / "rubric")
    loaded = time.process_time() - start
    grader.grade("opening", 1, Reply(text="您好"), Facts())
    first = time.process_time() - start - loaded
    console.print(f"load the rubric {1000 * loaded:.0f} ms, first reply {1000 * first:.0f} ms")
    console.print(f"memory for the grader {megabytes() - before:.0f} MB")
    return grader


def main() -> None:
    """Measure and print."""
    console = Console()
    grader = start_up(console)
    replies = unseen()
    asked = decisions(replies, grader.rubric)
    table = Table(title=f"{len(replies)} replies, {len(asked)} decisions", caption="best of several runs")
    for column in ("", "µs a reply", "κ elements", "violations", "evidence"):
        table.add_column(column, justify="left" if not column else "right")
    rows = (
        ("this grader", ours(grader, replies, asked), "yes", "yes"),
        ("rapidfuzz, partial ratio", aligned(grader.rubric, replies, asked), "no", "no"),
        ("TF-IDF, 1–3 characters", vectors(grader.rubric, replies, asked), "no", "no"),
    )
    for name, (spent, kappa), *more in rows:
        table.add_row(name, f"{1e6 * spent / len(replies):.0f}", f"{kappa:.3f}", *more)
    console.print(table)
    texts = [record.reply for record in replies]
    spent = seconds(lambda: [grader.heard(text) for text in texts])
    console.print(f"heard(), all elements at once: {1e6 * spent / len(texts):.0f} µs a reply")


if __name__ == "__main__":
    main()
