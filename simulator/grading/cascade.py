"""The grader with a judge: rules first, the judge only where they leave something open."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.domain.errors import EndpointError
from simulator.domain.grade import Grade, Grader, State
from simulator.domain.reply import Facts, Reply
from simulator.domain.rubric import Rubric
from simulator.grading.judge import Judge, NoOpinion
from simulator.grading.merge import flagged, merge

_OPEN = frozenset({State.UNSURE, State.NOT_ASSESSED})
_NOT_FOR_JUDGES = frozenset({"injection", "stuffing"})
"""Flags of replies that are meant to sway a judge: what the rules leave open there is a trainer's."""


@dataclass(frozen=True)
class JudgedGrader:
    """Implements `simulator.domain.grade.Grader`: the offline grade, completed by the judge.

    Attributes:
        offline: Always asked, and decides alone wherever it is sure.
        audit_share: Share of the replies without anything open that the judge grades in full all the same,
            so that rules and judge can be compared on more than the hard cases.
        draw: Returns a random number in [0, 1).
    """

    offline: Grader
    judge: Judge
    rubric: Rubric
    audit_share: float
    draw: Callable[[], float]

    def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
        """Grade `reply` against step `step` (from 1) of `situation`.

        Without an answer from the judge the grade is the offline one; what he was needed for stays unsure
        and the grade is flagged "ungraded".

        Raises:
            NotFound: If the rubric has no such situation or step.
        """
        offline = self.offline.grade(situation, step, reply, facts)
        if not reply.text.strip() or _NOT_FOR_JUDGES.intersection(offline.flags):
            return offline
        if asked := self.open_elements(offline):
            return self._judged(offline, reply, facts, asked)
        if self.draw() >= self.audit_share:
            return offline
        audited = offline.model_copy(update={"flags": flagged(offline.flags, "audit")})
        return self._judged(audited, reply, facts, self._in_words(offline), audit=True)

    def heard(self, text: str) -> frozenset[str]:
        """Return every `say` element that the words alone contain; the rules answer this alone."""
        return self.offline.heard(text)

    def open_elements(self, grade: Grade) -> tuple[str, ...]:
        """Return the elements that the judge is needed for; none if one alternative is met in full."""
        if all(grade.met(key) for key in grade.required):
            return ()
        return tuple(key for key in self._in_words(grade) if grade.elements[key].state in _OPEN)

    def _in_words(self, grade: Grade) -> tuple[str, ...]:
        return tuple(key for key in grade.elements if self.rubric.elements[key].kind == "say")

    def _judged(
        self, offline: Grade, reply: Reply, facts: Facts, asked: tuple[str, ...], *, audit: bool = False
    ) -> Grade:
        try:
            opinion = self.judge.ask(offline.situation, offline.step, facts, reply.text, asked)
        except EndpointError:
            return offline if audit else _with(offline, "ungraded")
        except NoOpinion as error:
            flags = (("injection",) if error.obeyed else ()) + (() if audit else ("ungraded",))
            return _with(offline, *flags)
        return merge(offline, opinion, reply.text, facts, self.rubric, self.judge.stamp)


def _with(grade: Grade, *flags: str) -> Grade:
    return grade.model_copy(update={"flags": flagged(grade.flags, *flags)})
