"""What the use cases need from below, as protocols; `wiring` gives them the real ones.

The grader's protocol is `simulator.domain.grade.Grader`.
"""

from collections.abc import Sequence
from typing import Protocol

from simulator.domain.events import Event
from simulator.domain.person import Person, Role
from simulator.domain.summaries import CallSummary, RowScore

__all__ = ["CallStore", "CallSummary", "PersonStore", "ReportStore", "RowScore"]


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


class ReportStore(Protocol):
    """Aggregates for trainers, computed by the database."""

    def rows(self, trainee: str | None = None) -> tuple[RowScore, ...]:
        """Return a line for every situation that was graded (for one trainee or all), by row."""
        ...
