"""The base of every domain model: frozen, and closed to unknown keys."""

from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

Clock = Callable[[], datetime]
"""Returns the present instant as an aware datetime in UTC. Always injected, never imported."""


class Frozen(BaseModel):
    """An immutable value; unknown keys are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def utc_now() -> datetime:
    """Return the machine's present instant in UTC: the clock that `wiring` injects."""
    return datetime.now(UTC)
