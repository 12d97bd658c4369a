"""How far somebody is with each step of the guide."""

from datetime import datetime
from typing import Literal

from simulator.domain.base import Frozen
from simulator.domain.grade import Verdict

Standing = Literal["never", "learning", "sits"]
"""没练过, 练习中, 已掌握."""

Why = Literal["weak", "due", "new"]
"""The last reply missed something; it is time to refresh it; it was never tried."""


class StepReply(Frozen):
    """One graded reply, as far as spaced repetition needs it."""

    situation: str
    step: int
    verdict: Verdict | None
    at: datetime


class StepProgress(Frozen):
    """One step of the guide.

    Attributes:
        tries: Graded replies so far.
        last: Verdict of the last one.
        due_at: When it is to be practised again; None if it was never tried.
        recall: Chance from 0 to 1 that it would be remembered now; None if it was never tried.
    """

    step: int
    standing: Standing
    tries: int = 0
    last: Verdict | None = None
    due_at: datetime | None = None
    recall: float | None = None


class RowProgress(Frozen):
    """One row of the guide; it sits when every step of it does.

    Attributes:
        due: A step of it is to be practised again by now.
    """

    situation: str
    row: int
    title: str
    standing: Standing
    due: bool
    steps: tuple[StepProgress, ...]


class DueStep(Frozen):
    """Something to practise next, and why."""

    situation: str
    row: int
    title: str
    step: int
    why: Why
