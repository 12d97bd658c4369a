"""A judge that is wrong in one verdict in ten and invents one quote in ten: what the merged grade makes of it.

Run it with ``python -m benchmarks.noisy_oracle [--noise 0.1]``.
"""

import argparse
from collections.abc import Sequence

from benchmarks.judging import Setup, endpoint, errors, grade_all, grader, labelled
from simulator.domain.grade import Grade, Grader
from simulator.grading.cascade import JudgedGrader
from simulator.grading.judge import NoOpinion
from simulator.grading.records import Record

_FOR_REVIEW = frozenset({"conflict", "ungraded", "injection", "stuffing"})


def for_review(grade: Grade) -> bool:
    """True if a trainer is to look at the grade."""
    return (
        not grade.decided
        or any(found.provisional for found in grade.elements.values())
        or any(violation.pending_review for violation in grade.violations)
        or not _FOR_REVIEW.isdisjoint(grade.flags)
    )


def alone(judged: JudgedGrader, records: Sequence[Record]) -> tuple[int, int]:
    """Return decided and wrong elements of the judge's bare word."""
    decided = wrong = 0
    for record in records:
        truth = record.elements or {}
        keys = tuple(key for key in truth if judged.rubric.elements[key].kind == "say")
        if not keys:
            continue
        try:
            opinion = judged.judge.ask(record.situation, record.step, record.context, record.reply, keys)
        except NoOpinion:
            continue
        decided += len(opinion.views)
        wrong += sum(view.met != truth[key] for key, view in opinion.views.items())
    return decided, wrong


def show(name: str, offline_or_judged: Grader, records: Sequence[Record]) -> None:
    grades, _ = grade_all(offline_or_judged, list(records), workers=8)
    decided, wrong, _ = (sum(column) for column in zip(*map(errors, records, grades), strict=True))
    surely = [(r, g) for r, g in zip(records, grades, strict=True) if not for_review(g)]
    sure, sure_wrong, _ = (sum(column) for column in zip(*(errors(r, g) for r, g in surely), strict=True))
    review = 1 - len(surely) / len(grades)
    print(f"{name:34} {decided:8} {wrong / decided:8.2%} {review:8.1%} {sure_wrong / sure:16.2%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--noise", type=float, default=0.1)
    options = parser.parse_args()
    records = [r for r in labelled() if r.reply.strip()]
    print(f"{len(records)} replies, {options.noise:.0%} of verdicts flipped, {options.noise:.0%} of quotes invented")
    print(f"{'':34} {'decided':>8} {'wrong':>8} {'review':>8} {'wrong unreviewed':>16}")
    with endpoint(Setup(noise=options.noise)) as url:
        judged = grader(url)
        decided, wrong = alone(judged, records)
        print(f"{'the judge alone':34} {decided:8} {wrong / decided:8.2%} {'–':>8} {wrong / decided:16.2%}")
        show("rules alone", judged.offline, records)
        show("rules, then judge (as shipped)", judged, records)
        show("rules, and judge on every element", grader(url, audit_share=1), records)


if __name__ == "__main__":
    main()
