"""Verdicts behind an endpoint that misbehaves: how many are wrong, how many are missing.

Run it with ``python -m benchmarks.faults [--every 4] [--workers 1]``. "rules first" is the grader as it ships, "judge
alone" leaves every element to the judge. Faults of every third answer hit both tries of one reply only where several
replies are graded at a time.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.judging import Reopened, Setup, endpoint, errors, grade_all, grader, labelled
from benchmarks.oracle import FAULTS
from simulator.domain.grade import Grade
from simulator.grading.cascade import JudgedGrader
from simulator.grading.records import Record


def by_judge(record: Record, grade: Grade) -> tuple[int, int]:
    """Return how many elements the judge decided, and how many of them wrongly."""
    only = {key: found for key, found in grade.elements.items() if found.by == "judge"}
    decided, wrong, _ = errors(record, grade.model_copy(update={"elements": only}))
    return decided, wrong


def line(name: str, judged: JudgedGrader, records: Sequence[Record], workers: int) -> str:
    before = judged.judge.chat.meter.total.calls  # type: ignore[attr-defined]  # the real client has one
    grades, seconds = grade_all(judged, list(records), workers)
    counts = [by_judge(record, grade) for record, grade in zip(records, grades, strict=True)]
    asked = [grade for grade in grades if grade.judge is not None or "ungraded" in grade.flags]
    usable = sum("ungraded" not in grade.flags for grade in asked) / max(1, len(asked))
    decided, wrong = (sum(column) for column in zip(*counts, strict=True))
    calls = (judged.judge.chat.meter.total.calls - before) / max(1, len(asked))  # type: ignore[attr-defined]
    return f"{name:38} {decided:8} {wrong:6} {usable:8.1%} {calls:7.2f} {seconds:7.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=4, help="take every n-th labelled reply")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--fault", choices=list(FAULTS), action="append", help="only this one; may be given again")
    options = parser.parse_args()
    records = [r for r in labelled() if len(r.reply) > 3][:: options.every]
    print(
        f"{len(records)} replies\n{'fault':38} {'verdicts':>8} {'wrong':>6} {'usable':>8} {'answers':>7} {'seconds':>7}"
    )
    for name in options.fault or FAULTS:
        with endpoint(Setup(fault=name)) as url:
            judged = grader(url, audit_share=0)
            print(line(f"{name}: rules first", judged, records, options.workers))
            reopened = replace(judged, offline=Reopened(judged.offline))
            print(line("  judge alone", reopened, records, options.workers), flush=True)


if __name__ == "__main__":
    main()
