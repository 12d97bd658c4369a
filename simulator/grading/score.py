"""From single findings to one grade: which alternative, which verdict, how many points."""

from collections.abc import Iterable, Mapping, Sequence

from simulator.domain.grade import ElementGrade, State, Verdict, ViolationGrade
from simulator.domain.rubric import Alternative, Rubric

CRITICAL_CAP = 30
"""Most points of a reply with a critical violation: it fails, yet what was met still shows a difference."""


def best_alternative(alternatives: tuple[Alternative, ...], grades: Mapping[str, ElementGrade]) -> Alternative:
    """Return the alternative with the largest share met; the guide's order decides between equals."""

    def share(alternative: Alternative) -> tuple[float, float]:
        keys = alternative.required
        met = sum(grades[key].state is State.MET for key in keys)
        unsure = sum(grades[key].state is State.UNSURE for key in keys)
        return met / len(keys), unsure / len(keys)

    return max(alternatives, key=share)


def verdict(grades: Iterable[ElementGrade], violations: tuple[ViolationGrade, ...]) -> Verdict | None:
    """Return the verdict, or None if it hangs on what is unsure or nothing could be assessed.

    fail: a critical violation, or no required element met · pass: all met and no violation at all ·
    partial: anything between (guide, head of the situations).
    """
    states = [grade.state for grade in grades if grade.state is not State.NOT_ASSESSED]
    if any(violation.severity == "critical" for violation in violations):
        return "fail"
    if not states:
        return None
    possible = {_plain(states, unsure_met, bool(violations)) for unsure_met in (True, False)}
    return possible.pop() if len(possible) == 1 else None


def _plain(states: Sequence[State], unsure_met: bool, offended: bool) -> Verdict:
    met = sum(state is State.MET or (unsure_met and state is State.UNSURE) for state in states)
    if met == 0:
        return "fail"
    return "pass" if met == len(states) and not offended else "partial"


def score(
    required: tuple[str, ...],
    grades: Mapping[str, ElementGrade],
    violations: tuple[ViolationGrade, ...],
    rubric: Rubric,
) -> int | None:
    """Return 0–100: the weighted share met of what was decided, less the points of minor violations.

    A critical violation caps the score at `CRITICAL_CAP`. None if nothing was decided.
    """
    decided = [key for key in required if grades[key].state in (State.MET, State.NOT_MET)]
    total = sum(rubric.elements[key].weight for key in decided)
    if not total:
        return None
    met = sum(rubric.elements[key].weight for key in decided if grades[key].state is State.MET)
    minor = {v.key for v in violations if v.severity == "minor"}
    points = 100 * met / total - sum(rubric.violations[key].points_off for key in minor)
    if any(v.severity == "critical" for v in violations):
        points = min(points, CRITICAL_CAP)
    return round(max(points, 0.0))
