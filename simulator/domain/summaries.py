"""Lines of lists and reports: what storage counts and the pages of trainees and trainers show."""

from datetime import datetime

from simulator.domain.base import Frozen
from simulator.domain.events import Difficulty, Mode

FEWEST_REPLIES = 3
"""No mean and no rate is given over fewer replies than this."""


class CallSummary(Frozen):
    """One line of a list of calls.

    Attributes:
        trainee_name: Name at the time of reading; untrusted text.
        score: Mean score of the graded replies, None if none was graded.
        replies: Number of graded replies.
        counts: False for guests' calls.
    """

    call_id: str
    trainee: str
    trainee_name: str
    scenario: str
    mode: Mode
    difficulty: Difficulty
    began_at: datetime
    ended_at: datetime | None
    score: int | None
    replies: int
    criticals: int
    branch_of: str | None = None
    counts: bool = True


class RowScore(Frozen):
    """How the graded replies of one situation went, for some set of people.

    Attributes:
        mean_score: 0–100 over replies that have a score; None below three.
    """

    situation: str
    row: int
    replies: int
    passed: int
    mean_score: float | None


class TraineeScore(Frozen):
    """One line of the trainer's table."""

    trainee: str
    name: str
    calls: int
    replies: int
    mean_score: float | None
    last_call_at: datetime | None
    weakest: tuple[RowScore, ...]


def mean_of(total: float, count: int) -> float | None:
    """Return the mean, or None where it would rest on too few replies."""
    return total / count if count >= FEWEST_REPLIES else None
