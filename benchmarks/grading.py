"""How fast the offline grader starts and grades, and how much memory it takes.

python benchmarks/grading.py
"""

import resource
import time
from collections.abc import Callable
from pathlib import Path

from simulator.wiring.batch import labelled_replies
from simulator.wiring.rubric import build_grader

RUBRIC_DIR = Path(__file__).parents[1] / "rubric"
ROUNDS = 7


def best_seconds(work: Callable[[], object]) -> float:
    """Return the shortest of several runs, in processor time: other programs do not count."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    before = megabytes()
    start = time.process_time()
    grader = build_grader(RUBRIC_DIR)
    print(f"load the rubric: {1000 * (time.process_time() - start):.0f} ms")
    replies = [record for record in labelled_replies(RUBRIC_DIR) if record.situation]
    turns = [(r.situation, r.step, r.turn, r.context) for r in replies]
    start = time.process_time()
    for turn in turns[:100]:
        grader.grade(*turn)
    print(f"first 100 replies, every rule compiled on the way: {1000 * (time.process_time() - start):.0f} ms")
    microseconds = 1e6 / len(turns)
    print(f"one reply: {microseconds * best_seconds(lambda: [grader.grade(*turn) for turn in turns]):.0f} us")
    print(
        f"heard(), all elements: {microseconds * best_seconds(lambda: [grader.heard(r.reply) for r in replies]):.0f} us"
    )
    print(f"memory: {megabytes():.0f} MB in all, {megabytes() - before:.0f} MB for the grader and {len(turns)} replies")


if __name__ == "__main__":
    main()
