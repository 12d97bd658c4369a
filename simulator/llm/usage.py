"""What calls to an endpoint cost. Usage adds up; a part that is unknown makes the sum unknown, never 0."""

from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Usage:
    """Cost of some calls.

    Attributes:
        calls: Answers received (tries that failed are not billed).
        tokens_in: Tokens of the prompts, cached ones included; None if an endpoint did not say.
        tokens_cached: Those of them that came from the endpoint's prompt cache.
        tokens_out: Tokens of the answers.
        seconds: Time from sending to the last byte.
        cost: In the currency of the price list; None without a price.
    """

    calls: int = 0
    tokens_in: int | None = 0
    tokens_cached: int | None = 0
    tokens_out: int | None = 0
    seconds: float = 0.0
    cost: float | None = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        """Return the cost of both together."""
        return Usage(
            self.calls + other.calls,
            _sum(self.tokens_in, other.tokens_in),
            _sum(self.tokens_cached, other.tokens_cached),
            _sum(self.tokens_out, other.tokens_out),
            self.seconds + other.seconds,
            _sum(self.cost, other.cost),
        )


@dataclass(frozen=True, slots=True)
class Price:
    """What an endpoint charges for a million tokens."""

    tokens_in: float
    tokens_out: float

    def of(self, tokens_in: int | None, tokens_out: int | None) -> float | None:
        """Return the cost of one call (cached tokens at the full price: the upper bound); None if unknown."""
        if tokens_in is None or tokens_out is None:
            return None
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1e6


class Meter:
    """Adds up the usage of a process; safe to share between threads."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._lock = Lock()
        self._total = Usage()

    def record(self, usage: Usage) -> None:
        """Count one call."""
        with self._lock:
            self._total += usage

    @property
    def total(self) -> Usage:
        """Everything so far."""
        with self._lock:
            return self._total


def _sum(one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else one + other
