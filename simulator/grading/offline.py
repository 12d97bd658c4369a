"""The grader that is always on: deterministic, explained by the trainee's own words, no network."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from simulator.domain.grade import ElementGrade, Grade, State, ViolationGrade
from simulator.domain.reply import Facts, Reply
from simulator.domain.rubric import Alternative, Rubric, Situation
from simulator.grading.actions import action_grades, is_premature
from simulator.grading.detector import Detector, Heard
from simulator.grading.score import best_alternative, score, verdict


@dataclass(frozen=True, eq=False)
class OfflineGrader:
    """Implements `simulator.domain.grade.Grader` with rules alone.

    Attributes:
        rubric: The guide, and the hash of all its data.
        detector: The compiled detection rules of the same rubric.
    """

    rubric: Rubric
    detector: Detector

    def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
        """Grade `reply` against step `step` (from 1) of `situation`.

        Raises:
            NotFound: If the rubric has no such situation or step.
        """
        row = self.rubric.situation(situation)
        asked = row.step(step)
        heard = self.detector.hear(reply.text)
        required = asked.required(facts)
        said = {key: heard.element(key, facts) for key in required if self.rubric.elements[key].kind == "say"}
        elements = said | action_grades(required, self.rubric.elements, reply)
        elements = {key: elements[key] for key in required}
        chosen = best_alternative(asked.open_to(facts), elements)
        violations = self._violations(row, chosen, reply, heard, said)
        return Grade(
            situation=situation,
            step=step,
            verdict=verdict((elements[key] for key in chosen.required), violations),
            score=score(chosen.required, elements, violations, self.rubric),
            elements=elements,
            violations=violations,
            required=chosen.required,
            rubric=self.rubric.hash,
            flags=heard.flags,
        )

    def heard(self, text: str) -> frozenset[str]:
        """Return every `say` element, of whatever situation, that the words alone contain."""
        heard = self.detector.hear(text)
        return frozenset(key for key in self.detector.elements if heard.says(key)) | heard.deadline_keys()

    def _violations(
        self, row: Situation, chosen: Alternative, reply: Reply, heard: Heard, said: Mapping[str, ElementGrade]
    ) -> tuple[ViolationGrade, ...]:
        found = tuple(
            ViolationGrade(
                key=key,
                severity=self.rubric.violations[key].severity,
                by="rules",
                quote=reply.text[start:end],
                start=start,
                end=end,
                row=self._row(key, row, reply.text),
            )
            for key, (start, end) in heard.offences.violations(row.key).items()
        )
        words = [said[key] for key in chosen.required if key in said]
        maybe = sum(grade.state in (State.MET, State.UNSURE) for grade in words)
        if not is_premature(chosen.required, reply, maybe, len(words)):
            return found
        key = "premature_hang_up"
        severity = self.rubric.violations[key].severity
        return (*found, ViolationGrade(key=key, severity=severity, by="actions", row=self._row(key, row, "")))

    def _row(self, key: str, present: Situation, text: str) -> int | None:
        """Return the row whose 不应该 cell says it: the present one first, then a row that has the very words."""
        rows = self.rubric.violations[key].from_rows
        if present.row in rows:
            return present.row
        bare = self.detector.bare(text)
        return next((row for row, wording in self._forbidden if row in rows and wording in bare), None)

    @cached_property
    def _forbidden(self) -> tuple[tuple[int, str], ...]:
        """Every forbidden wording of the guide with its row, bare of punctuation."""
        return tuple((s.row, self.detector.bare(wording)) for s in self.rubric.by_row for wording in s.forbidden)
