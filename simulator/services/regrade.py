"""Use case: grade again what could not be graded in full while the endpoint was down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from simulator.domain.base import Clock, Frozen
from simulator.domain.call import Call, replay
from simulator.domain.errors import SimulatorError
from simulator.domain.events import Regraded
from simulator.domain.grade import Grade, Grader
from simulator.domain.reply import Facts, Reply
from simulator.domain.review import GradeRef, Mark, QueueItem, Reason
from simulator.services.ports import CallStore

UNGRADED = "ungraded"
"""Flag of a grade for which the judge was needed and gave no answer."""


class RegradeStore(Protocol):
    """What waits for a trainer, and the figures that follow from grades; the store of reviews is one."""

    def queue(self, reason: Reason | None, limit: int) -> tuple[QueueItem, ...]:
        """Return replies that wait, oldest first."""
        ...

    def marks(self, call_id: str) -> tuple[tuple[GradeRef, Mark], ...]:
        """Return trainers' marks on a call's grades."""
        ...

    def correct(self, ref: GradeRef, marks: Sequence[Mark], seen: int, before: Grade, after: Grade) -> None:
        """Put another grade in force in every figure, if the grade has exactly `seen` marks.

        Raises:
            Conflict: If a trainer has marked it meanwhile.
        """
        ...


class RegradeReport(Frozen):
    """What came of it.

    Attributes:
        waiting: Replies that had no full grade and that no trainer has settled.
        graded: Those that have one now.
    """

    waiting: int
    graded: int

    @property
    def left(self) -> int:
        """Those that still have none."""
        return self.waiting - self.graded


@dataclass(frozen=True)
class Regrade:
    """Grades again; the first grade stays in the log.

    Attributes:
        calls: Keeps the logs.
        store: Says what waits.
        grader: Grades, judge included.
        facts: Returns the facts of a call that grading needs.
        clock: Judge of all times.
    """

    calls: CallStore
    store: RegradeStore
    grader: Grader
    facts: Callable[[Call], Facts]
    clock: Clock

    def run(self, limit: int) -> RegradeReport:
        """Grade at most `limit` replies of finished calls; one that fails again is left as it is."""
        waiting = graded = 0
        for item in self.store.queue("unsure", limit):
            before = self._ungraded(item.ref)
            if before is None:
                continue
            waiting += 1
            graded += self._grade(item.ref, *before)
        return RegradeReport(waiting=waiting, graded=graded)

    def _ungraded(self, ref: GradeRef) -> tuple[Call, Grade] | None:
        """Return call and grade if the call is over, the grade is wanting, and no trainer has touched it."""
        try:
            call = replay(self.calls.log(ref.call_id))
        except SimulatorError:  # the transcript was deleted, or cannot be read: nothing left to grade
            return None
        grade = call.turns[ref.turn - 1].grades[ref.part]
        touched = any(marked == ref and not mark.blind for marked, mark in self.store.marks(ref.call_id))
        return (call, grade) if call.is_over and UNGRADED in grade.flags and not touched else None

    def _grade(self, ref: GradeRef, call: Call, before: Grade) -> bool:
        turn = call.turns[ref.turn - 1]
        # A situation that the trainee opened unasked was graded by the words alone.
        reply = turn.reply if ref.part == 0 else Reply(text=turn.reply.text)
        after = self.grader.grade(before.situation, before.step, reply, self.facts(call))
        if UNGRADED in after.flags:
            return False
        event = Regraded(at=self.clock(), turn=ref.turn, part=ref.part, grade=after)
        self.calls.append(ref.call_id, call.length, (event,))
        self.store.correct(ref, (), 0, before, after)
        return True
