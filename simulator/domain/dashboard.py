"""What the trainer's dashboards show. n is always there; a mean or rate is None under three tries."""

from datetime import date, datetime
from typing import Literal

from simulator.domain.base import Frozen
from simulator.domain.events import Mode
from simulator.domain.rubric import Severity


class Scope(Frozen):
    """Which calls a dashboard looks at.

    Attributes:
        class_id: Members of this class only.
        since, until: Whole weeks: the first from the Monday on or before `since`, the last with `until` in it.
    """

    class_id: str | None = None
    trainee: str | None = None
    mode: Mode | None = None
    since: date | None = None
    until: date | None = None


class HeatCell(Frozen):
    """One person on one row of the guide.

    Attributes:
        scored, score_sum: Replies that have a score, and the sum of their scores: for means over several cells.
    """

    trainee: str
    name: str
    situation: str
    row: int
    replies: int
    passed: int
    scored: int
    score_sum: int
    mean_score: float | None


class CallsTaken(Frozen):
    """Somebody with the number of their calls that count, and the beginning of the last."""

    trainee: str
    name: str
    calls: int
    last_call_at: datetime


class TrendPoint(Frozen):
    """One week of one class, one person or everybody.

    Attributes:
        who: Id of the class or person; None for everybody.
        week: Its Monday.
    """

    who: str | None
    name: str
    week: date
    replies: int
    mean_score: float | None


class Lift(Frozen):
    """How far somebody came: the first scored call against the best; None under three calls."""

    trainee: str
    name: str
    calls: int
    first: int | None
    best: int | None

    @property
    def gain(self) -> int | None:
        """Points won."""
        return None if self.first is None or self.best is None else self.best - self.first


class Example(Frozen):
    """Somebody's words as an example, telephone numbers masked."""

    call_id: str
    turn: int
    words: str


class ElementRate(Frozen):
    """How often an element was asked for and missed.

    Attributes:
        rate: Missed among decided ones.
    """

    element: str
    asked: int
    missed: int
    unsure: int
    rate: float | None


class ViolationCount(Frozen):
    """How often a violation occurred, by how many people, with the latest examples."""

    violation: str
    severity: Severity
    count: int
    people: int
    examples: tuple[Example, ...]


class RowTiming(Frozen):
    """How long owners waited for the first words of a reply.

    Attributes:
        slow: Share of replies that took longer than ten seconds.
    """

    situation: str
    row: int
    replies: int
    mean_seconds: float | None
    slow: float | None


class PickUp(Frozen):
    """How soon calls are answered.

    Attributes:
        late: Share answered after the third ring (row 15).
    """

    calls: int
    mean_rings: float | None
    late: float | None


class ScenarioHealth(Frozen):
    """How a scenario fares, so that its author sees one that is too hard, too easy or left half-way."""

    scenario: str
    calls: int
    finished: float | None
    left: float | None
    hung_up_on: float | None
    critical: float | None
    mean_score: float | None


class Table(Frozen):
    """A table ready to be exported; a cell is text, a number, or empty."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


Dimension = Literal["all", "class", "person"]
"""Whose trend: everybody's together, each class's, each person's."""
