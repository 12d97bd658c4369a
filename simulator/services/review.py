"""Reviews: the trainer's queue, corrections with a reason, blind grading, and trainees' disputes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from simulator.domain.base import Clock
from simulator.domain.call import Turn, replay
from simulator.domain.errors import Conflict, NotFound, Refused
from simulator.domain.grade import Grade
from simulator.domain.masking import mask_phones
from simulator.domain.permissions import may, require
from simulator.domain.person import Person
from simulator.domain.review import (
    Dispute,
    GradeRef,
    Judgement,
    Mark,
    QueueItem,
    Reason,
    Reviewed,
    Value,
)
from simulator.services.audit import Audit
from simulator.services.ports import CallStore, PersonStore
from simulator.services.review_branches import home, homes
from simulator.services.review_ports import Corrects, ReviewStore
from simulator.services.review_values import LONGEST_WORD, masked, value_in, worded

__all__ = ["LONGEST_WORD", "Review"]


class Review:
    """Reviews.

    Args:
        store: Keeps them.
        calls: Keeps the logs that they are about.
        people: Knows names.
        corrector: Applies marks to grades.
        audit: Keeps the record.
        clock: Dates marks.
    """

    def __init__(
        self,
        store: ReviewStore,
        calls: CallStore,
        people: PersonStore,
        corrector: Corrects,
        audit: Audit,
        clock: Clock,
    ) -> None:
        """Use a store."""
        self._store = store
        self._calls = calls
        self._people = people
        self._corrector = corrector
        self._audit = audit
        self._clock = clock

    def queue(self, person: Person, reason: Reason | None = None, limit: int = 100) -> tuple[QueueItem, ...]:
        """Return replies that wait for a trainer, most urgent first."""
        require(person, "review")
        return self._store.queue(reason, limit)

    def waiting(self, person: Person) -> dict[Reason, int]:
        """Return how many replies wait for each reason."""
        require(person, "review")
        return self._store.waiting()

    def second_opinions(self, person: Person, limit: int = 100) -> tuple[QueueItem, ...]:
        """Return replies that another trainer has graded blindly and this one has not."""
        require(person, "review")
        return self._store.graded_once(person.id, limit)

    def open(self, person: Person, ref: GradeRef, blind: bool = False) -> Reviewed:
        """Return a graded reply with its marks; telephone numbers are masked.

        Args:
            person: A trainer.
            ref: Which grade.
            blind: Without the machine's grade, for blind grading.

        Raises:
            NotFound: ``call_unknown`` or ``grade_unknown``.
        """
        require(person, "review")
        ref = home(ref, self._calls)
        return self._reviewed(ref, hidden=blind)

    def override(
        self, person: Person, ref: GradeRef, judgements: Sequence[Judgement], reason: str, seen: int
    ) -> Reviewed:
        """Correct elements or violations; the machine's values stay in the log.

        Args:
            person: A trainer.
            ref: Which grade.
            judgements: The trainer's values; those already in force are passed over.
            reason: Why, for everybody who sees the correction.
            seen: `Reviewed.version` as the trainer saw it.

        Raises:
            Conflict: ``review_moved_on`` if another trainer has marked it meanwhile.
            Refused: ``reason_empty``, ``reason_long``, ``mark_unknown`` (no such element here) or
                ``mark_nothing`` (all of it is in force already).
        """
        require(person, "review")
        ref = home(ref, self._calls)
        why = worded(reason, "reason")
        machine = self._turn(ref)[1]
        before = self._in_force(ref, machine, seen)
        marks = [self._mark(person, j, before, machine, why, blind=False) for j in judgements]
        marks = [mark for mark in marks if mark.value != mark.before]
        if not marks:
            raise Refused("mark_nothing")
        after = self._corrector.corrected(before, marks)
        self._store.correct(ref, marks, seen, before, after)
        for mark in marks:
            self._audit.note(person, "override", ref.call_id, f"{ref.turn}.{ref.part} {mark.key}: {mark.value}")
        return self._reviewed(ref)

    def confirm(self, person: Person, ref: GradeRef, seen: int) -> Reviewed:
        """Settle what a reply waits for without a change.

        Raises:
            Conflict: ``review_moved_on`` if another trainer has marked it meanwhile.
        """
        require(person, "review")
        ref = home(ref, self._calls)
        grade = self._in_force(ref, self._turn(ref)[1], seen)
        self._store.correct(ref, [], seen, grade, grade)
        self._audit.note(person, "confirmed", ref.call_id, f"{ref.turn}.{ref.part}")
        return self._reviewed(ref)

    def grade_blindly(
        self, person: Person, ref: GradeRef, elements: Mapping[str, bool], violations: Collection[str]
    ) -> Reviewed:
        """Keep a judgement of every element and violation that was given without sight of the machine's.

        It measures agreement and changes no score; afterwards the trainer sees the machine's grade.

        Raises:
            Refused: ``blind_incomplete`` unless exactly the elements in question are judged.
            Conflict: ``graded_already`` if this trainer has done so before.
        """
        require(person, "review")
        ref = home(ref, self._calls)
        machine = self._turn(ref)[1]
        if set(elements) != set(machine.elements):
            raise Refused("blind_incomplete")
        judgements = [Judgement(kind="element", key=k, value="met" if v else "not_met") for k, v in elements.items()]
        for key in sorted({*violations, *(v.key for v in machine.violations)}):
            value: Value = "present" if key in violations else "absent"
            judgements.append(Judgement(kind="violation", key=key, value=value))
        marks = [self._mark(person, j, machine, machine, "", blind=True) for j in judgements]
        self._store.grade_blindly(ref, marks)
        self._audit.note(person, "graded_blindly", ref.call_id, f"{ref.turn}.{ref.part}")
        return self._reviewed(ref)

    def dispute(self, person: Person, ref: GradeRef, word: str) -> None:
        """Object to a grade of one's own call, with a word why.

        Raises:
            Refused: ``dispute_empty`` or ``dispute_long``.
            NotFound: ``grade_unknown``, also for another's call.
            Conflict: ``dispute_exists``.
        """
        require(person, "dispute")
        ref = home(ref, self._calls)
        self._store.dispute(ref, person.id, worded(word, "dispute"), self._clock())

    def decide(self, person: Person, ref: GradeRef, outcome: Literal["upheld", "rejected"], answer: str) -> None:
        """Answer a dispute; a grade that was wrong is corrected by `override` first.

        Raises:
            Refused: ``answer_empty`` or ``answer_long``.
            NotFound: ``dispute_unknown``.
            Conflict: ``dispute_decided`` if another trainer has decided it meanwhile.
        """
        require(person, "review")
        ref = home(ref, self._calls)
        self._store.decide(ref, outcome, worded(answer, "answer"), person.name, self._clock())
        self._audit.note(person, "dispute_decided", ref.call_id, f"{ref.turn}.{ref.part}: {outcome}")

    def disputes(self, person: Person, call_id: str) -> tuple[Dispute, ...]:
        """Return the disputes of a call, oldest first; a trainee may see those of their own calls."""
        self._may_see(person, call_id)
        given = homes(call_id, self._calls)
        found = (d for origin in _calls_of(given) for d in self._store.disputes(origin))
        return tuple(d.model_copy(update={"ref": given[d.ref]}) for d in found if d.ref in given)

    def corrections(self, person: Person, call_id: str) -> tuple[tuple[GradeRef, Mark], ...]:
        """Return the trainers' corrections in a call, oldest first; a trainee may see those of their own calls."""
        self._may_see(person, call_id)
        given = homes(call_id, self._calls)
        found = (line for origin in _calls_of(given) for line in self._store.marks(origin))
        return tuple((given[ref], mark) for ref, mark in found if ref in given and not mark.blind)

    def grade_in_force(self, person: Person, ref: GradeRef) -> Grade:
        """Return a grade with the corrections applied; a trainee may see those of their own calls."""
        self._may_see(person, ref.call_id)
        ref = home(ref, self._calls)
        return self._corrector.corrected(self._turn(ref)[1], self._marks(ref))

    def _may_see(self, person: Person, call_id: str) -> None:
        if not may(person, "review") and replay(self._calls.log(call_id)).started.trainee != person.id:
            require(person, "review")

    def _turn(self, ref: GradeRef) -> tuple[Turn, Grade, str]:
        """Return turn, machine's grade, and id of the trainee."""
        call = replay(self._calls.log(ref.call_id))
        turn = next((t for t in call.turns if t.number == ref.turn), None)
        if turn is None or not 0 <= ref.part < len(turn.grades):
            raise NotFound("grade_unknown")
        return turn, turn.grades[ref.part], call.started.trainee

    def _marks(self, ref: GradeRef) -> tuple[Mark, ...]:
        return tuple(mark for at, mark in self._store.marks(ref.call_id) if at == ref and not mark.blind)

    def _in_force(self, ref: GradeRef, machine: Grade, seen: int) -> Grade:
        """Return the grade that a trainer who saw so many marks has before them."""
        marks = self._marks(ref)
        if len(marks) != seen:
            raise Conflict("review_moved_on")
        return self._corrector.corrected(machine, marks)

    def _mark(
        self, person: Person, judgement: Judgement, before: Grade, machine: Grade, reason: str, blind: bool
    ) -> Mark:
        return Mark(
            **judgement.model_dump(),
            before=value_in(before, judgement),
            machine=value_in(machine, judgement),
            reason=reason,
            author=person.id,
            author_name=person.name,
            at=self._clock(),
            blind=blind,
        )

    def _reviewed(self, ref: GradeRef, hidden: bool = False) -> Reviewed:
        call = replay(self._calls.log(ref.call_id))
        turn, machine, trainee = self._turn(ref)
        marks = self._marks(ref)
        dispute = next((d for d in self._store.disputes(ref.call_id) if d.ref == ref), None)
        words = mask_phones(turn.reply.text)
        return Reviewed(
            ref=ref,
            trainee=trainee,
            trainee_name=self._people.person(trainee).name,
            scenario=call.started.scenario,
            situation=machine.situation,
            step=machine.step,
            at=turn.replied_at or turn.caller.at,
            caller=mask_phones(turn.caller.text),
            reply=turn.reply.model_copy(update={"text": words}),
            asked=tuple(machine.elements),
            machine=None if hidden else masked(machine, words),
            in_force=None if hidden else masked(self._corrector.corrected(machine, marks), words),
            marks=() if hidden else marks,
            dispute=None if hidden else dispute,
        )


def _calls_of(refs: Iterable[GradeRef]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref.call_id for ref in refs))
