"""When a failed call is tried again: the only place that decides it."""

from collections.abc import Callable
from dataclasses import dataclass

from tenacity import RetryCallState, Retrying, retry_if_exception
from tenacity.stop import stop_after_attempt, stop_base
from tenacity.wait import wait_base, wait_random_exponential

from simulator.llm.failures import classify

Seconds = Callable[[], float]
"""A clock that only ever goes forward."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call may take, tries and waits together.

    Attributes:
        max_attempts: Tries of one call.
        budget_seconds: Bound on the time of all of them.
        read_seconds: Longest silence on the line within one try.
        connect_seconds: Longest time until a connection stands.
        first_wait_seconds, longest_wait_seconds: Pause between tries: random, doubling.
    """

    max_attempts: int = 4
    budget_seconds: float = 15.0
    read_seconds: float = 12.0
    connect_seconds: float = 3.0
    first_wait_seconds: float = 0.2
    longest_wait_seconds: float = 4.0


class _WhatTheEndpointAsks(wait_base):
    """`Retry-After` where there is one, else a random pause that doubles."""

    def __init__(self, patience: Patience) -> None:
        self._otherwise = wait_random_exponential(patience.first_wait_seconds, patience.longest_wait_seconds)

    def __call__(self, retry_state: RetryCallState) -> float:
        failure = classify(_error(retry_state))
        asked = failure.retry_after_seconds
        return self._otherwise(retry_state) if asked is None else asked


class _BeforeTheDeadline(stop_base):
    """Stop rather than begin a pause that would outlast the call."""

    def __init__(self, clock: Seconds, deadline: float) -> None:
        self._clock = clock
        self._deadline = deadline

    def __call__(self, retry_state: RetryCallState) -> bool:
        return self._clock() + retry_state.upcoming_sleep >= self._deadline


def retrying(
    patience: Patience,
    *,
    clock: Seconds,
    deadline: float,
    sleep: Callable[[float], None],
    is_transient: Callable[[BaseException], bool],
    attempts: int,
) -> Retrying:
    """Return the policy for one call that must be done by `deadline` on `clock`."""
    return Retrying(
        sleep=sleep,
        stop=stop_after_attempt(attempts) | _BeforeTheDeadline(clock, deadline),
        wait=_WhatTheEndpointAsks(patience),
        retry=retry_if_exception(is_transient),
        reraise=True,
    )


def _error(retry_state: RetryCallState) -> Exception:
    outcome = retry_state.outcome
    error = outcome.exception() if outcome is not None else None
    if not isinstance(error, Exception):
        raise AssertionError("a pause follows a failed try only")
    return error
