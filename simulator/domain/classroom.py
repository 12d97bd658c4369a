"""Classes, what is assigned to them, how far each member is, and the certificate at the end."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from simulator.domain.base import Frozen
from simulator.domain.events import Mode

PASS_MARK = 80
"""Least score of an attempt, and of an exam that nobody assigned, unless a trainer says otherwise."""


class Classroom(Frozen):
    """A class of trainees."""

    id: str
    name: str
    members: int
    created_at: datetime


class Item(Frozen):
    """One thing to be done: a scenario, or a situation of the guide."""

    kind: Literal["scenario", "row"]
    key: str


class AssignmentDraft(Frozen):
    """An assignment as a trainer writes it.

    Attributes:
        attempts: Calls (or graded replies, for a row) that count; None: as many as wanted.
        pass_mark: Least score of one attempt, 0–100; a call that was cut short or has a critical violation never
            passes.
    """

    class_id: str
    title: Annotated[str, Field(max_length=80)]
    items: tuple[Item, ...]
    mode: Mode
    due_at: datetime
    attempts: Annotated[int, Field(ge=1, le=99)] | None = None
    pass_mark: Annotated[int, Field(ge=0, le=100)] = PASS_MARK


class Assignment(AssignmentDraft):
    """An assignment that was given."""

    id: str
    class_name: str
    assigned_at: datetime
    assigned_by: str


class ItemProgress(Frozen):
    """How far somebody is with one item.

    Attributes:
        tried: Attempts made since the assignment was given, in its mode.
        best: Best score of those that count; None if there is none.
        left: Attempts left; None if they are not limited.
    """

    item: Item
    tried: int
    best: int | None
    passed: bool
    left: int | None


class Progress(Frozen):
    """How far somebody is with an assignment.

    Attributes:
        state: "done", "open", "overdue" (the due date has passed) or "spent" (no attempts left, not passed).
    """

    assignment: Assignment
    trainee: str
    name: str
    items: tuple[ItemProgress, ...]
    state: Literal["done", "open", "overdue", "spent"]

    @property
    def passed(self) -> int:
        """Number of items passed."""
        return sum(item.passed for item in self.items)


class Tries(Frozen):
    """What somebody's attempts at an item come to: calls that are over, or graded replies to a situation.

    Attributes:
        tried: All of them since the assignment was given.
        best: Best score of those that count: the first ones, as many as are allowed, and none after the due date.
        clean: Best score of those of them that can pass: a call came to its end, and there is no critical violation.
    """

    trainee: str
    item: Item
    tried: int
    best: int | None
    clean: int | None


class RowReadiness(Frozen):
    """Whether somebody masters a row: the last three scored replies.

    Attributes:
        last: Their scores, newest first (fewer than three: not tried enough).
        critical: One of them holds a critical violation.
    """

    situation: str
    row: int
    last: tuple[int, ...]
    critical: bool
    ready: bool


class Certificate(Frozen):
    """A trainer's word that somebody masters the thirty rows.

    Attributes:
        id: Number on the paper.
        rows: Situation -> mean of the last three replies when it was signed.
        rubric: Hash of the rubric under which the replies were graded.
    """

    id: str
    trainee: str
    name: str
    rows: dict[str, int]
    rubric: str
    signed_by: str
    signed_at: datetime
    note: str
