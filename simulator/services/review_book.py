"""Graded replies as reviewers read them: the machine's grade, the marks on it, the one in force; who may see it."""

from collections.abc import Collection, Iterable

from simulator.domain.call import Call, Turn, replay
from simulator.domain.errors import Conflict, NotFound, Refused
from simulator.domain.grade import Grade
from simulator.domain.masking import mask_phones
from simulator.domain.person import Person
from simulator.domain.review import Dispute, GradeRef, Mark, Reason, Reviewed
from simulator.services.masked import masked_grade, masked_turn
from simulator.services.ports import CallStore, PersonStore
from simulator.services.review_branches import home
from simulator.services.review_ports import Corrects, ReviewStore


class GradeBook:
    """Reads graded replies; what it hands out for display is masked.

    Args:
        store: Keeps marks and disputes.
        calls: Keeps the logs that they are about.
        people: Knows names.
        corrector: Applies marks to grades.
    """

    def __init__(self, store: ReviewStore, calls: CallStore, people: PersonStore, corrector: Corrects) -> None:
        """Use stores."""
        self._store = store
        self._calls = calls
        self._people = people
        self._corrector = corrector

    def turn(self, ref: GradeRef) -> tuple[Turn, Grade, str]:
        """Return turn, machine's grade, and id of the trainee.

        Raises:
            NotFound: ``call_unknown`` or ``grade_unknown``.
        """
        call = replay(self._calls.log(ref.call_id))
        turn = _graded(call, ref)
        return turn, turn.grades[ref.part], call.started.trainee

    def marks(self, ref: GradeRef) -> tuple[Mark, ...]:
        """Return the marks on a grade but the blind ones, oldest first."""
        return tuple(mark for at, mark in self._store.marks(ref.call_id) if at == ref and not mark.blind)

    def corrected(self, machine: Grade, marks: Iterable[Mark]) -> Grade:
        """Return the grade with the marks that change something."""
        return self._corrector.corrected(machine, [mark for mark in marks if not mark.confirms])

    def in_force(self, ref: GradeRef, machine: Grade, seen: int) -> Grade:
        """Return the grade that a trainer who saw so many marks has before them.

        Raises:
            Conflict: ``review_moved_on`` if there are more by now.
        """
        marks = self.marks(ref)
        if len(marks) != seen:
            raise Conflict("review_moved_on")
        return self.corrected(machine, marks)

    def shown(self, ref: GradeRef) -> Grade:
        """Return the grade in force for display."""
        turn, machine, _ = self.turn(ref)
        return masked_grade(self.corrected(machine, self.marks(ref)), mask_phones(turn.reply.text))

    def hidden_in(self, call_id: str, person: Person) -> frozenset[GradeRef]:
        """Return the grades given in a call that a trainer is to judge before seeing them."""
        waiting, marks = self._store.waiting_in(call_id), self._store.marks(call_id)
        refs = {*waiting, *(ref for ref, mark in marks if mark.blind)}
        on = {ref: [mark for at, mark in marks if at == ref] for ref in refs}
        return frozenset(ref for ref in refs if is_hidden_from(person.id, on[ref], waiting.get(ref, ())))

    def has_judged(self, person: Person, ref: GradeRef) -> bool:
        """True if the trainer has judged a grade blind."""
        marks = self._store.marks(ref.call_id)
        return any(at == ref and mark.blind and mark.author == person.id for at, mark in marks)

    def seen_by(self, person: Person, ref: GradeRef) -> GradeRef:
        """Return where a grade was given.

        Raises:
            NotFound: If there is no such call.
            Refused: ``blind_first`` if the trainer is to judge it before seeing it.
        """
        ref = home(ref, self._calls)
        if ref in self.hidden_in(ref.call_id, person):
            raise Refused("blind_first")
        return ref

    def reviewed(self, ref: GradeRef, hidden: bool = False) -> Reviewed:
        """Return a graded reply for display, without the grade if it is hidden."""
        call = replay(self._calls.log(ref.call_id))
        turn = _graded(call, ref)
        machine, trainee = turn.grades[ref.part], call.started.trainee
        marks, shown = self.marks(ref), masked_turn(turn)
        dispute = next((d for d in self._store.disputes(ref.call_id) if d.ref == ref), None)
        in_force = masked_grade(self.corrected(machine, marks), shown.reply.text)
        return Reviewed(
            ref=ref,
            trainee=trainee,
            trainee_name=self._people.person(trainee).name,
            scenario=call.started.scenario,
            situation=machine.situation,
            step=machine.step,
            at=turn.replied_at or turn.caller.at,
            caller=shown.caller.text,
            reply=shown.reply,
            asked=tuple(machine.elements),
            machine=None if hidden else shown.grades[ref.part],
            in_force=None if hidden else in_force,
            marks=() if hidden else tuple(masked_mark(mark) for mark in marks),
            dispute=None if hidden or dispute is None else masked_dispute(dispute),
        )


def _graded(call: Call, ref: GradeRef) -> Turn:
    """Return the turn in which a grade was given.

    Raises:
        NotFound: ``grade_unknown``.
    """
    turn = next((t for t in call.turns if t.number == ref.turn), None)
    if turn is None or not 0 <= ref.part < len(turn.grades):
        raise NotFound("grade_unknown")
    return turn


def is_hidden_from(author: str, marks: Iterable[Mark], reasons: Collection[Reason]) -> bool:
    """True if a trainer is given a reply blind and has not judged it yet.

    Args:
        author: The trainer.
        marks: Every mark on the reply.
        reasons: Why it waits. While it waits for an audit, everybody judges blind first; after one trainer did,
            it is given to the others for a second opinion, unless it waits for something else.
    """
    judged = {mark.author for mark in marks if mark.blind}
    return author not in judged and ("audit" in reasons or (len(judged) == 1 and not reasons))


def masked_dispute(dispute: Dispute) -> Dispute:
    """Return a dispute without telephone numbers."""
    words = {"word": mask_phones(dispute.word), "answer": mask_phones(dispute.answer)}
    return dispute.model_copy(update=words)


def masked_mark(mark: Mark) -> Mark:
    """Return a mark without telephone numbers in its reason."""
    return mark.model_copy(update={"reason": mask_phones(mark.reason)})
