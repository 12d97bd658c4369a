"""Rings, pauses and time limits: read from times, the server's clock being the judge."""

from datetime import datetime

from simulator.domain.events import CallRang
from simulator.domain.library import Timing


def rings_between(began: datetime, now: datetime, timing: Timing) -> int:
    """Return how many rings have sounded by `now`, from 1."""
    return int(max(0.0, (now - began).total_seconds()) // timing.ring_seconds) + 1


def has_rung_out(began: datetime, now: datetime, timing: Timing) -> bool:
    """True if the caller has given up waiting."""
    return rings_between(began, now, timing) > timing.rings_at_most


def judged_rings(counted: int | None, began: datetime, now: datetime, timing: Timing) -> int:
    """Return the rings as the trainee's telephone counted them if its clock can be right, else the server's count.

    The way from the page to the server takes time: who picks up at the third ring must not be told of a fourth.
    """
    measured = rings_between(began, now, timing)
    if counted is None or counted < 1:
        return measured
    seconds = (now - began).total_seconds()
    slack = timing.clock_tolerance_seconds
    earliest, latest = (counted - 1) * timing.ring_seconds - slack, counted * timing.ring_seconds + slack
    return counted if earliest <= seconds <= latest else measured


def is_past_exam_time(started: CallRang, now: datetime, timing: Timing) -> bool:
    """True if the call is an exam whose time is over."""
    return started.mode == "exam" and (now - started.at).total_seconds() > timing.exam_seconds


def counted_wait(seconds: float, timing: Timing) -> float:
    """Return the length of a pause; one that falls short by less than the tolerance counts in full."""
    short = timing.wait_seconds - seconds
    return timing.wait_seconds if 0 < short <= timing.wait_tolerance_seconds else max(0.0, seconds)
