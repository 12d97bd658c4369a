"""Rules and judge joined into one grade: the table of who decides what, as pure functions.

offline says        judge says                      result
an action           anything                        offline
a violation         anything                        stands; only a trainer can lift it
no violation        present, quote found            violation, pending review
met                 met or silent                   met
met                 not met                         met, flagged "conflict" for review
not met, sure       met, quote found                met provisionally: a gap in the rules
not met, sure       met, quote not found            not met
unsure, tone        met with quote found, not met   the judge's
unsure, tone        null, silent, quote not found   unsure: to the trainer, never a number

Verdict and score are worked out anew from what was joined.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.domain.grade import ElementGrade, Grade, JudgeStamp, State, ViolationGrade
from simulator.domain.reply import Facts
from simulator.domain.rubric import Rubric
from simulator.grading.score import best_alternative, score, verdict

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class View:
    """What the judge holds of one element, his quote checked.

    Attributes:
        met: None if he cannot tell.
        span: Where his quote stands in the reply; None if it does not.
    """

    met: bool | None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the judge holds of a reply, every quote checked.

    Attributes:
        views: By element; elements that he was not asked about or left out are missing.
        violations: Violations whose words were found in the reply.
    """

    views: Mapping[str, View]
    violations: Mapping[str, Span]


def merge_element(offline: ElementGrade, view: View | None, text: str) -> ElementGrade:
    """Return the grade of one element of the reply `text`."""
    if view is None or view.met is None or offline.by == "actions" or offline.state is State.MET:
        return offline
    if not view.met:
        return offline if offline.state is State.NOT_MET else ElementGrade(state=State.NOT_MET, by="judge")
    if view.span is None:
        return offline
    start, end = view.span
    provisional = offline.state is State.NOT_MET
    return ElementGrade(
        state=State.MET, by="judge", quote=text[start:end], start=start, end=end, provisional=provisional
    )


def is_conflict(offline: ElementGrade, view: View | None) -> bool:
    """True if the judge denies what the rules heard: sarcasm, or a negation that they missed."""
    return view is not None and view.met is False and offline.by == "rules" and offline.state is State.MET


def merge(offline: Grade, opinion: Opinion, text: str, facts: Facts, rubric: Rubric, judge: JudgeStamp) -> Grade:
    """Return the grade of the reply `text` that rules and judge give together."""
    situation = rubric.situation(offline.situation)
    elements = {key: merge_element(grade, opinion.views.get(key), text) for key, grade in offline.elements.items()}
    chosen = best_alternative(situation.step(offline.step).open_to(facts), elements)
    violations = (*offline.violations, *_found(offline, opinion, text, situation.row, rubric))
    conflict = any(is_conflict(grade, opinion.views.get(key)) for key, grade in offline.elements.items())
    return offline.model_copy(
        update={
            "elements": elements,
            "violations": violations,
            "required": chosen.required,
            "verdict": verdict((elements[key] for key in chosen.required), violations),
            "score": score(chosen.required, elements, violations, rubric),
            "flags": flagged(offline.flags, *(("conflict",) if conflict else ())),
            "judge": judge,
        }
    )


def flagged(flags: tuple[str, ...], *more: str) -> tuple[str, ...]:
    """Return the flags with more added, each once."""
    return tuple(dict.fromkeys((*flags, *more)))


def _found(offline: Grade, opinion: Opinion, text: str, row: int, rubric: Rubric) -> list[ViolationGrade]:
    known = {violation.key for violation in offline.violations}
    return [
        ViolationGrade(
            key=key,
            severity=rubric.violations[key].severity,
            by="judge",
            quote=text[start:end],
            start=start,
            end=end,
            row=row if row in rubric.violations[key].from_rows else None,
            pending_review=True,
        )
        for key, (start, end) in opinion.violations.items()
        if key not in known
    ]
