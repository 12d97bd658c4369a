"""Reviews: the trainer's queue, corrections with a reason, blind grading, and trainees' disputes."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from simulator.domain.base import Clock
from simulator.domain.call import replay
from simulator.domain.errors import Refused
from simulator.domain.grade import Grade
from simulator.domain.permissions import may, require
from simulator.domain.person import Person
from simulator.domain.review import (
    Dispute,
    GradeRef,
    Judgement,
    Mark,
    Outcome,
    QueueItem,
    Reason,
    Reviewed,
    Value,
)
from simulator.services.audit import Audit
from simulator.services.ports import CallStore, PersonStore
from simulator.services.review_book import GradeBook, masked_dispute, masked_mark
from simulator.services.review_branches import home, homes
from simulator.services.review_ports import Corrects, ReviewStore
from simulator.services.review_values import LONGEST_WORD, standing, value_in, worded

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
        self._corrector = corrector
        self._book = GradeBook(store, calls, people, corrector)
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
            blind: Without the machine's grade, for blind grading, unless the trainer has done that; so it is in any
                case while they owe a blind judgement of the reply.

        Raises:
            NotFound: ``call_unknown`` or ``grade_unknown``.
        """
        require(person, "review")
        ref = home(ref, self._calls)
        owed = ref in self._book.hidden_in(ref.call_id, person)
        return self._book.reviewed(ref, hidden=owed or (blind and not self._book.has_judged(person, ref)))

    def kept_back(self, person: Person, call_id: str) -> frozenset[GradeRef]:
        """Return the grades of a call that somebody is not to see yet: a trainer who is to judge them blind."""
        if not may(person, "review"):
            return frozenset()
        given = homes(call_id, self._calls)
        hidden = {ref for origin in _calls_of(given) for ref in self._book.hidden_in(origin, person)}
        return frozenset(given[ref] for ref in hidden & given.keys())

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
            Refused: ``blind_first``, ``reason_empty``, ``reason_long``, ``mark_unknown`` (no such element here) or
                ``mark_nothing`` (all of it is in force already).
        """
        require(person, "review")
        ref = self._book.seen_by(person, ref)
        why = worded(reason, "reason")
        machine = self._book.turn(ref)[1]
        before = self._book.in_force(ref, machine, seen)
        marks = [m for m in self._marks(person, judgements, before, machine, why) if not m.confirms]
        if not marks:
            raise Refused("mark_nothing")
        after = self._corrector.corrected(before, marks)
        self._store.correct(ref, marks, seen, before, after)
        for mark in marks:
            self._audit.note(person, "override", ref.call_id, f"{ref.turn}.{ref.part} {mark.key}: {mark.value}")
        return self._book.reviewed(ref)

    def confirm(self, person: Person, ref: GradeRef, seen: int) -> Reviewed:
        """Settle what a reply waits for without a change: every value in force becomes a decision of the trainer's.

        Raises:
            Conflict: ``review_moved_on`` if another trainer has marked it meanwhile.
            Refused: ``blind_first``.
        """
        require(person, "review")
        ref = self._book.seen_by(person, ref)
        machine = self._book.turn(ref)[1]
        grade = self._book.in_force(ref, machine, seen)
        self._store.correct(ref, self._confirming(person, ref, grade, machine), seen, grade, grade)
        self._audit.note(person, "confirmed", ref.call_id, f"{ref.turn}.{ref.part}")
        return self._book.reviewed(ref)

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
        machine = self._book.turn(ref)[1]
        if set(elements) != set(machine.elements):
            raise Refused("blind_incomplete")
        judgements = [Judgement(kind="element", key=k, value="met" if v else "not_met") for k, v in elements.items()]
        for key in sorted({*violations, *(v.key for v in machine.violations)}):
            value: Value = "present" if key in violations else "absent"
            judgements.append(Judgement(kind="violation", key=key, value=value))
        marks = self._marks(person, judgements, machine, machine, blind=True)
        self._store.grade_blindly(ref, marks)
        self._audit.note(person, "graded_blindly", ref.call_id, f"{ref.turn}.{ref.part}")
        return self._book.reviewed(ref)

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

    def decide(self, person: Person, ref: GradeRef, outcome: Outcome, answer: str, seen: int | None = None) -> None:
        """Answer a dispute; a grade that was wrong is corrected by `override` first.

        To reject it is to confirm the grade in force.

        Args:
            person: A trainer.
            ref: Which grade.
            outcome: Of the dispute.
            answer: What the trainee reads.
            seen: `Reviewed.version` as the trainer saw it; None: as it is now.

        Raises:
            Refused: ``blind_first``, ``answer_empty`` or ``answer_long``.
            NotFound: ``dispute_unknown``.
            Conflict: ``dispute_decided`` or ``review_moved_on`` if another trainer was quicker.
        """
        require(person, "review")
        ref, words = self._book.seen_by(person, ref), worded(answer, "answer")
        seen = len(self._book.marks(ref)) if seen is None else seen
        machine = self._book.turn(ref)[1]
        grade = self._book.in_force(ref, machine, seen)
        marks = self._confirming(person, ref, grade, machine) if outcome == "rejected" else []
        self._store.decide(ref, outcome, words, person.name, self._clock(), marks, seen)
        self._audit.note(person, "dispute_decided", ref.call_id, f"{ref.turn}.{ref.part}: {outcome}")

    def disputes(self, person: Person, call_id: str) -> tuple[Dispute, ...]:
        """Return the disputes of a call, oldest first, masked; a trainee may see those of their own calls."""
        self._may_see(person, call_id)
        given = homes(call_id, self._calls)
        found = (d for origin in _calls_of(given) for d in self._store.disputes(origin))
        return tuple(masked_dispute(d).model_copy(update={"ref": given[d.ref]}) for d in found if d.ref in given)

    def corrections(self, person: Person, call_id: str) -> tuple[tuple[GradeRef, Mark], ...]:
        """Return the trainers' corrections in a call, oldest first; a trainee may see those of their own calls."""
        self._may_see(person, call_id)
        given = homes(call_id, self._calls)
        found = (line for origin in _calls_of(given) for line in self._store.marks(origin))
        return tuple(
            (given[ref], masked_mark(mark)) for ref, mark in found if ref in given and not (mark.blind or mark.confirms)
        )

    def grade_in_force(self, person: Person, ref: GradeRef) -> Grade:
        """Return a grade with the corrections applied, masked; a trainee may see those of their own calls."""
        self._may_see(person, ref.call_id)
        return self._book.shown(home(ref, self._calls))

    def _may_see(self, person: Person, call_id: str) -> None:
        if not may(person, "review") and replay(self._calls.log(call_id)).started.trainee != person.id:
            require(person, "review")

    def _confirming(self, person: Person, ref: GradeRef, grade: Grade, machine: Grade) -> list[Mark]:
        """Return a mark for every value in force that is not the trainer's own last word already."""
        own = {(mark.kind, mark.key): mark.value for mark in self._book.marks(ref) if mark.author == person.id}
        return self._marks(person, [j for j in standing(grade) if own.get((j.kind, j.key)) != j.value], grade, machine)

    def _marks(
        self,
        person: Person,
        judgements: Iterable[Judgement],
        before: Grade,
        machine: Grade,
        reason: str = "",
        blind: bool = False,
    ) -> list[Mark]:
        """Return the marks of one deed, all of one instant."""
        now = self._clock()
        return [
            Mark(
                **judgement.model_dump(),
                before=value_in(before, judgement),
                machine=value_in(machine, judgement),
                reason=reason,
                author=person.id,
                author_name=person.name,
                at=now,
                blind=blind,
            )
            for judgement in judgements
        ]


def _calls_of(refs: Iterable[GradeRef]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref.call_id for ref in refs))
