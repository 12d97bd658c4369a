"""A machine's grade with a trainer's marks applied: verdict and score are worked out anew."""

from collections.abc import Iterable

from simulator.domain.grade import ElementGrade, Grade, State, ViolationGrade
from simulator.domain.review import Judgement
from simulator.domain.rubric import Alternative, Rubric
from simulator.grading.score import best_alternative, score, verdict


class Corrector:
    """Applies marks.

    Args:
        rubric: Of the weights and severities.
    """

    def __init__(self, rubric: Rubric) -> None:
        """Use a rubric."""
        self._rubric = rubric

    def corrected(self, grade: Grade, marks: Iterable[Judgement]) -> Grade:
        """Return the grade in force; without marks it is the grade itself.

        Marks of elements that the step does not ask for, and of violations that the rubric does not know, are
        without effect.
        """
        elements = dict(grade.elements)
        violations = {v.key: v for v in grade.violations}
        found = False
        for mark in marks:
            found = True
            if mark.kind == "element" and mark.key in elements:
                elements[mark.key] = _element(elements[mark.key], State(mark.value))
            elif mark.kind == "violation" and mark.value == "absent":
                violations.pop(mark.key, None)
            elif mark.kind == "violation" and mark.key in violations:
                violations[mark.key] = violations[mark.key].model_copy(update={"pending_review": False})
            elif mark.kind == "violation" and mark.key in self._rubric.violations:
                severity = self._rubric.violations[mark.key].severity
                violations[mark.key] = ViolationGrade(key=mark.key, severity=severity, by="trainer")
        return self._regraded(grade, elements, tuple(violations.values())) if found else grade

    def _regraded(
        self, grade: Grade, elements: dict[str, ElementGrade], violations: tuple[ViolationGrade, ...]
    ) -> Grade:
        required = self._required(grade, elements)
        return grade.model_copy(
            update={
                "elements": elements,
                "violations": violations,
                "required": required,
                "verdict": verdict((elements[key] for key in required), violations),
                "score": score(required, elements, violations, self._rubric),
            }
        )

    def _required(self, grade: Grade, elements: dict[str, ElementGrade]) -> tuple[str, ...]:
        """Return the keys of the alternative best met; a grade holds every element of those open to it."""
        situation = self._rubric.situations.get(grade.situation)
        if situation is None or not 1 <= grade.step <= len(situation.steps):
            return grade.required
        open_ones: tuple[Alternative, ...] = tuple(
            option for option in situation.step(grade.step).alternatives if set(option.required) <= elements.keys()
        )
        return best_alternative(open_ones, elements).required if open_ones else grade.required


def _element(before: ElementGrade, state: State) -> ElementGrade:
    """Return the element as the trainer has it; the quote stays where it still is evidence."""
    if state is State.MET:
        return before.model_copy(update={"state": state, "by": "trainer", "provisional": False})
    return ElementGrade(state=state, by="trainer")
