"""A circuit breaker: an endpoint that is dead is left alone, and tried again later by one probe."""

from collections.abc import Callable
from threading import Lock
from typing import Literal

Permit = Literal["go", "probe", "rest"]


class Breaker:
    """Closed while calls succeed; open after failures in a row; half-open for one probe after a rest.

    Args:
        clock: Seconds that only go forward.
        threshold: Failures in a row that open it.
        rest_seconds: First rest; it doubles with every failed probe.
        longest_rest_seconds: Bound on the rest.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        threshold: int = 2,
        rest_seconds: float = 30.0,
        longest_rest_seconds: float = 300.0,
    ) -> None:
        """Begin closed."""
        self._clock = clock
        self._threshold = threshold
        self._first_rest = rest_seconds
        self._longest_rest = longest_rest_seconds
        self._lock = Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._probing = False
        self._rest = rest_seconds

    def enter(self) -> Permit:
        """Ask to make a call: "go", "rest" (do not), or "probe" (do not, but let one find out how it is)."""
        with self._lock:
            if self._opened_at is None:
                return "go"
            if self._probing or self._clock() < self._opened_at + self._rest:
                return "rest"
            self._probing = True
            return "probe"

    def succeeded(self) -> None:
        """The endpoint answered."""
        with self._lock:
            self._close()

    def failed(self, *, hopeless: bool = False) -> None:
        """The endpoint failed; a hopeless failure (wrong key) opens at once."""
        with self._lock:
            self._failures += 1
            if self._opened_at is not None and self._probing:
                self._rest = min(2 * self._rest, self._longest_rest)
                self._open()
            elif self._opened_at is None and (hopeless or self._failures >= self._threshold):
                self._open()

    def abandoned(self) -> None:
        """The call ended without telling anything about the endpoint."""
        with self._lock:
            self._probing = False

    @property
    def is_open(self) -> bool:
        """True while calls are being refused."""
        with self._lock:
            return self._opened_at is not None

    def _open(self) -> None:
        self._opened_at = self._clock()
        self._probing = False

    def _close(self) -> None:
        self._failures = 0
        self._opened_at = None
        self._probing = False
        self._rest = self._first_rest
