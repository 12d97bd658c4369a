"""The grades of a call as they are in force: the machine's, with what trainers have changed, and the disputes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from simulator.domain.call import Turn, mean_score
from simulator.domain.grade import Grade
from simulator.domain.review import Dispute, GradeRef, Mark
from simulator.services.views import Debrief
from simulator.ui.desk import Desk

Place = tuple[int, int]
"""Number of the turn, and place among its grades."""


@dataclass(frozen=True)
class Verdicts:
    """Grades in force, corrections and disputes of one call.

    Attributes:
        changed: Grades that trainers have corrected.
        marks: The corrections, oldest first.
        disputes: The trainee's objections.
        kept_back: Grades that the reader, a trainer, is to judge blind before seeing them.
        corrected_score: Mean score with the corrections; None if there are none.
    """

    changed: Mapping[Place, Grade]
    marks: Mapping[Place, tuple[Mark, ...]]
    disputes: Mapping[Place, Dispute]
    kept_back: frozenset[Place]
    corrected_score: int | None = None

    def of(self, turn: Turn) -> tuple[Grade, ...]:
        """Return the grades of a turn as they are in force."""
        return tuple(self.changed.get((turn.number, place), grade) for place, grade in enumerate(turn.grades))

    def all_of(self, debrief: Debrief) -> tuple[Grade, ...]:
        """Return every grade of the call as it is in force."""
        return tuple(grade for part in debrief.turns for grade in self.of(part.turn))

    def seen(self, turn: Turn) -> tuple[Grade, ...]:
        """Return those of them that the reader may see by now."""
        return tuple(g for place, g in enumerate(self.of(turn)) if (turn.number, place) not in self.kept_back)

    def first(self, turn: Turn) -> Grade | None:
        """Return the grade for the situation on hand; None also while it is kept back."""
        grades = self.of(turn)
        return grades[0] if grades and (turn.number, 0) not in self.kept_back else None

    def dispute(self, turn: int, place: int) -> Dispute | None:
        """Return the objection to a grade."""
        return self.disputes.get((turn, place))

    def remarks(self, desk: Desk, turn: int, place: int) -> list[str]:
        """Return in sentences what was changed and what became of a dispute."""
        lines = [_correction(desk, mark) for mark in self.marks.get((turn, place), ())]
        if (dispute := self.dispute(turn, place)) is not None:
            key = dispute.outcome or "open"
            lines.append(desk.t(f"dispute.is_{key}", word=dispute.word, answer=dispute.answer, by=dispute.decided_by))
        return lines


def verdicts_of(desk: Desk, debrief: Debrief) -> Verdicts:
    """Return the grades of a call as they are in force."""
    review, person, call_id = desk.training.review, desk.person, debrief.call_id
    marks: dict[Place, tuple[Mark, ...]] = {}
    for ref, mark in review.corrections(person, call_id):
        marks[ref.turn, ref.part] = (*marks.get((ref.turn, ref.part), ()), mark)
    changed = {
        place: review.grade_in_force(person, GradeRef(call_id=call_id, turn=place[0], part=place[1])) for place in marks
    }
    disputes = {(d.ref.turn, d.ref.part): d for d in review.disputes(person, call_id)}
    kept_back = frozenset((ref.turn, ref.part) for ref in review.kept_back(person, call_id))
    found = Verdicts(changed, marks, disputes, kept_back)
    return replace(found, corrected_score=mean_score(found.all_of(debrief))) if changed else found


def _correction(desk: Desk, mark: Mark) -> str:
    rubric = desk.services.rubric
    known = rubric.elements.get(mark.key) or rubric.violations.get(mark.key)
    return desk.t(
        "debrief.corrected",
        by=mark.author_name,
        label=known.label if known else mark.key,
        before=desk.t(f"value.{mark.before}"),
        after=desk.t(f"value.{mark.value}"),
        reason=mark.reason,
    )
