"""What reviews need from below."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from simulator.domain.grade import Grade
from simulator.domain.review import Dispute, GradeRef, Judgement, Mark, Outcome, QueueItem, Reason


class Corrects(Protocol):
    """Applies marks to a grade."""

    def corrected(self, grade: Grade, marks: Sequence[Judgement]) -> Grade:
        """Return the grade in force."""
        ...


class ReviewStore(Protocol):
    """Keeps the queue, marks and disputes."""

    def queue(self, reason: Reason | None, limit: int) -> tuple[QueueItem, ...]:
        """Return replies that wait, most urgent reason first, then oldest first."""
        ...

    def waiting(self) -> dict[Reason, int]:
        """Return how many replies wait for each reason."""
        ...

    def waiting_in(self, call_id: str) -> dict[GradeRef, tuple[Reason, ...]]:
        """Return the replies of a call that wait, each with its reasons, most urgent first."""
        ...

    def marks(self, call_id: str) -> tuple[tuple[GradeRef, Mark], ...]:
        """Return every mark on a call's grades, blind ones too, oldest first."""
        ...

    def correct(self, ref: GradeRef, marks: Sequence[Mark], seen: int, before: Grade, after: Grade) -> None:
        """Append marks to a grade that has exactly `seen`, and put the new grade in force.

        Raises:
            Conflict: If somebody else has marked it meanwhile.
        """
        ...

    def grade_blindly(self, ref: GradeRef, marks: Sequence[Mark]) -> None:
        """Keep a trainer's blind judgements.

        Raises:
            Conflict: If the same trainer has done so before.
        """
        ...

    def graded_once(self, but_by: str, limit: int) -> tuple[QueueItem, ...]:
        """Return replies that one trainer has graded blindly, and not this one."""
        ...

    def dispute(self, ref: GradeRef, trainee: str, word: str, at: datetime) -> None:
        """Keep a trainee's objection and put the reply into the queue."""
        ...

    def decide(
        self,
        ref: GradeRef,
        outcome: Outcome,
        answer: str,
        author: str,
        at: datetime,
        marks: Sequence[Mark] = (),
        seen: int | None = None,
    ) -> None:
        """Keep the outcome of a dispute, and marks on a grade that has exactly `seen`.

        Raises:
            NotFound: If there is no such dispute.
            Conflict: If somebody else has decided it or marked the grade meanwhile.
        """
        ...

    def disputes(self, call_id: str | None = None, open_only: bool = False) -> tuple[Dispute, ...]:
        """Return disputes, oldest first."""
        ...
