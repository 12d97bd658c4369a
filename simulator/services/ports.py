"""What the use cases need from below, as protocols; `wiring` gives them the real ones.

The grader's protocol is `simulator.domain.grade.Grader`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from simulator.domain.base import Frozen
from simulator.domain.events import Difficulty, Event, Mode
from simulator.domain.person import Person, Role


class CallSummary(Frozen):
    """One line of a list of calls.

    Attributes:
        trainee_name: Name at the time of reading; untrusted text.
        score: Mean score of the graded replies, None if none was graded.
        replies: Number of graded replies.
        counts: False for guests' calls and demo data.
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


class CallStore(Protocol):
    """Keeps event logs. A log only ever grows at its end."""

    def create(self, call_id: str, log: Sequence[Event]) -> None:
        """Keep a new call; `log` begins with `CallRang` (a branch carries its copied prefix)."""
        ...

    def append(self, call_id: str, after: int, more: Sequence[Event]) -> None:
        """Append events to a log that has exactly `after` events, all or nothing.

        Raises:
            Conflict: If the log has another length by now.
            NotFound: If there is no such call.
        """
        ...

    def log(self, call_id: str) -> tuple[Event, ...]:
        """Return the whole log in order.

        Raises:
            NotFound: If there is no such call.
        """
        ...

    def open_calls(self, trainee: str) -> tuple[str, ...]:
        """Return ids of the trainee's calls that are not over, newest first."""
        ...

    def calls_of(self, trainee: str, limit: int = 50) -> tuple[CallSummary, ...]:
        """Return the trainee's calls, newest first."""
        ...


class PersonStore(Protocol):
    """Keeps people and their sign-ins."""

    def enter(self, name: str, role: Role) -> Person:
        """Return the person of that name, made if new (names are compared trimmed and case-folded)."""
        ...

    def person(self, person_id: str) -> Person:
        """Return a person by id.

        Raises:
            NotFound: If there is none.
        """
        ...

    def open_session(self, person_id: str, seconds: int) -> str:
        """Return a new random session token; only its SHA-256 is kept, valid for so many seconds."""
        ...

    def by_session(self, token: str) -> Person | None:
        """Return who holds the token; None if it is unknown, ended or expired."""
        ...

    def close_session(self, token: str) -> None:
        """End a session; ending one that is unknown does nothing."""
        ...


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


class ReportStore(Protocol):
    """Aggregates for trainers, computed by the database."""

    def trainees(self) -> tuple[TraineeScore, ...]:
        """Return a line for everybody who has taken a call that counts, by name."""
        ...

    def rows(self, trainee: str | None = None) -> tuple[RowScore, ...]:
        """Return a line for every situation that was graded (for one trainee or all), by row."""
        ...
