"""Reviews: what waits for a trainer, a trainer's marks, a trainee's disputes.

The machine's grade stands in the call's log for ever. A mark is appended beside it; the grade in force is
the machine's with the marks applied in order.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from simulator.domain.base import Frozen
from simulator.domain.grade import Grade, State
from simulator.domain.reply import Facts, Reply

Reason = Literal["dispute", "conflict", "critical", "attack", "gap", "unsure", "audit"]
"""Why a reply waits: the trainee disputes it · rules and judge contradict · a critical violation · the words
address the grader · the judge met or found what the rules did not · undecided · drawn for a blind audit."""

REASONS: tuple[Reason, ...] = ("dispute", "conflict", "critical", "attack", "gap", "unsure", "audit")
"""Most urgent first."""

Outcome = Literal["upheld", "rejected"]
"""Of a dispute: the trainee is right · the grade stands."""

Kind = Literal["element", "violation"]
Value = Literal["met", "not_met", "unsure", "not_assessed", "present", "absent"]


class GradeRef(Frozen):
    """Which grade: the call, the turn from 1, and the place among the turn's grades from 0."""

    call_id: str
    turn: int
    part: int = 0


class Judgement(Frozen):
    """A trainer's value of one element or violation.

    Attributes:
        value: "met" or "not_met" for an element; "present" or "absent" for a violation.
    """

    kind: Kind
    key: str
    value: Value


class Mark(Judgement):
    """A judgement that was kept.

    Attributes:
        before: The value in force before; equal to `value` if the trainer confirmed it.
        machine: The machine's value.
        blind: Given without sight of the machine's grade; it measures agreement and changes nothing.
    """

    before: Value
    machine: Value
    reason: str
    author: str
    author_name: str
    at: datetime
    blind: bool = False

    @property
    def confirms(self) -> bool:
        """True if the trainer let the value stand; it counts as a decision and changes no grade."""
        return self.value == self.before


class Dispute(Frozen):
    """A trainee's objection to a grade.

    Attributes:
        word: The trainee's own words why.
        outcome: None while it waits.
        answer: The trainer's words.
    """

    ref: GradeRef
    trainee: str
    word: str
    at: datetime
    outcome: Outcome | None = None
    answer: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


class QueueItem(Frozen):
    """One reply that waits for a trainer.

    Attributes:
        reasons: Most urgent first.
        score: As in force; None for an item of a blind audit, whose grade is not to be seen yet.
    """

    ref: GradeRef
    reasons: tuple[Reason, ...]
    trainee: str
    trainee_name: str
    situation: str
    step: int
    score: int | None
    at: datetime

    @property
    def blind(self) -> bool:
        """True if the reply is to be graded without sight of the machine's grade, before all else that it waits for.

        An audit that passed over disputed or critical replies would make the grader look better than it is.
        """
        return "audit" in self.reasons


class Reviewed(Frozen):
    """A graded reply with everything that a reviewer needs.

    Attributes:
        caller: What the owner said before.
        machine: The machine's grade; None where the reviewer is to grade blindly.
        in_force: The grade with the marks applied; None likewise.
        asked: Keys of the elements that are to be graded.
        marks: Every mark but blind ones, oldest first; their number is the version to name in a change.
    """

    ref: GradeRef
    trainee: str
    trainee_name: str
    scenario: str
    situation: str
    step: int
    at: datetime
    caller: str
    reply: Reply
    asked: tuple[str, ...]
    machine: Grade | None
    in_force: Grade | None
    marks: tuple[Mark, ...]
    dispute: Dispute | None

    @property
    def version(self) -> int:
        """Number of marks; a change must name the number that its author saw."""
        return len(self.marks)


class Label(Frozen):
    """One trainer's judgement beside the machine's, for measuring agreement.

    Attributes:
        machine: True if the machine said met or present (unsure counts as not met).
        trainer: True if the trainer did.
    """

    ref: GradeRef
    situation: str
    kind: Kind
    key: str
    author: str
    machine: bool
    trainer: bool


class Decided(Frozen):
    """How often trainers gave one answer to one question, where the machine gave one answer.

    Attributes:
        machine, trainer: As in `Label`.
        blind: Without sight of the machine's grade.
        count: A trainer's last word on each element or violation of a reply counts once; the blind one before others.
    """

    situation: str
    kind: Kind
    key: str
    machine: bool
    trainer: bool
    blind: bool
    count: int


class LabelledReply(Frozen):
    """A reply with the labels that a trainer gave it, as `simulator export-labels` writes it.

    Attributes:
        context: Facts of the call that grading needs.
        source: "blind" (graded without sight of the machine) or "override".
    """

    id: str
    situation: str
    step: Annotated[int, Field(ge=1)]
    context: Facts
    caller: str
    reply: Reply
    elements: dict[str, bool]
    violations: tuple[str, ...]
    source: Literal["blind", "override"]


def reasons_for(grade: Grade, drawn: bool) -> tuple[Reason, ...]:
    """Return why a fresh grade is to be seen by a trainer, most urgent first.

    Args:
        grade: The machine's grade.
        drawn: It was drawn for a blind audit.
    """
    found = {
        "conflict": "conflict" in grade.flags,
        "critical": grade.critical,
        "attack": bool({"injection", "stuffing"} & set(grade.flags)),
        "gap": any(e.provisional for e in grade.elements.values()) or any(v.pending_review for v in grade.violations),
        "unsure": "ungraded" in grade.flags or _open(grade),
        "audit": drawn or "audit" in grade.flags,
    }
    return tuple(reason for reason in REASONS if found.get(reason))


def _open(grade: Grade) -> bool:
    return any(mark.state is State.UNSURE for key, mark in grade.elements.items() if key in grade.required)
