"""A grade: what was met, what was missed, and the trainee's own words as evidence."""

from enum import StrEnum
from typing import Literal, Protocol

from simulator.domain.base import Frozen
from simulator.domain.reply import Facts, Reply
from simulator.domain.rubric import Severity


class State(StrEnum):
    """Three-valued outcome of one element, and "no rule can hear this"."""

    MET = "met"
    NOT_MET = "not_met"
    UNSURE = "unsure"
    NOT_ASSESSED = "not_assessed"


Verdict = Literal["pass", "partial", "fail"]
By = Literal["rules", "judge", "actions", "trainer"]


class ElementGrade(Frozen):
    """State of one required element.

    Attributes:
        quote: The trainee's words, exactly `reply.text[start:end]`; None without evidence in words.
        by: Who decided: the rules, the judge, the action log, or a trainer who corrected it.
        homophone: The words were recognised only after a homophone was repaired (同音字).
        provisional: Met by the judge where the rules heard nothing: a gap in the rules, to be reviewed.
    """

    state: State
    by: By
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    homophone: bool = False
    provisional: bool = False


class ViolationGrade(Frozen):
    """One forbidden wording or act that was found.

    Attributes:
        row: Row of the guide whose 不应该 cell says it, if one does.
        pending_review: Found by the judge alone; a trainer confirms it.
    """

    key: str
    severity: Severity
    by: By
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    row: int | None = None
    pending_review: bool = False


class JudgeStamp(Frozen):
    """Which judge had a part in a grade."""

    model: str
    prompt: str


class Grade(Frozen):
    """The grade of one reply against one step of one situation.

    Attributes:
        verdict: None if it depends on what is still unsure, or nothing could be graded.
        score: 0–100 over what was decided; None if nothing was.
        elements: One entry for every element that some open alternative asks for, in the guide's order.
        required: The keys of the alternative that was judged (the one best met).
        flags: Codes for review: "injection", "stuffing", "conflict", "audit", "ungraded".
        rubric: Hash of the rubric and its detection rules.
    """

    situation: str
    step: int
    verdict: Verdict | None
    score: int | None
    elements: dict[str, ElementGrade]
    violations: tuple[ViolationGrade, ...]
    required: tuple[str, ...]
    rubric: str
    flags: tuple[str, ...] = ()
    judge: JudgeStamp | None = None

    @property
    def decided(self) -> bool:
        """True if no element is left unsure."""
        return all(e.state is not State.UNSURE for e in self.elements.values())

    @property
    def critical(self) -> bool:
        """True if a critical violation was found."""
        return any(v.severity == "critical" for v in self.violations)

    @property
    def provisional(self) -> bool:
        """True if the score counts something that only the judge found: it stands until a trainer confirms it."""
        return any(v.pending_review for v in self.violations) or any(
            self.elements[key].provisional for key in self.required
        )

    def met(self, key: str) -> bool:
        """True if the element `key` was asked for and met."""
        return (found := self.elements.get(key)) is not None and found.state is State.MET


class Grader(Protocol):
    """Grades one reply; the only boundary between calls and grading."""

    def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
        """Grade `reply` against step `step` (from 1) of `situation`.

        Raises:
            NotFound: If the rubric has no such situation or step.
        """
        ...

    def heard(self, text: str) -> frozenset[str]:
        """Return every `say` element, of whatever situation, that the words alone contain."""
        ...
