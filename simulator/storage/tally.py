"""What a stretch of a call's log adds to the summaries, as rows ready to be written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.domain import events as ev
from simulator.domain.grade import Grade, State

Row = dict[str, object]


@dataclass(frozen=True)
class CallKey:
    """A call as its rows name it."""

    pk: int
    person_pk: int
    mode: str


@dataclass(frozen=True)
class Graded:
    """One grade with its place in the call; `part` numbers the grades of a turn from 0."""

    at: datetime
    turn: int
    part: int
    grade: Grade


def graded(log: Iterable[ev.Event]) -> Iterator[Graded]:
    """Yield every grade of a log in order."""
    for event in log:
        if isinstance(event, ev.TurnGraded):
            for part, grade in enumerate(event.grades):
                yield Graded(event.at, event.turn, part, grade)


def summary_of(log: Sequence[ev.Event]) -> Row:
    """Return what a stretch of a log adds to the columns of `calls` (numbers to add, end to set)."""
    grades = [g.grade for g in graded(log)]
    scores = [g.score for g in grades if g.score is not None]
    last = log[-1] if log else None
    return {
        "length": len(log),
        "replies": len(grades),
        "scored": len(scores),
        "score_sum": sum(scores),
        "criticals": sum(g.critical for g in grades),
        "ended_at": last.at if isinstance(last, ev.Ended) else None,
        "end_reason": last.reason if isinstance(last, ev.Ended) else None,
    }


def week_of(at: datetime, zone: ZoneInfo) -> int:
    """Return the ordinal of the Monday of the week in which an instant lies, as a clock on the wall shows it."""
    day = at.astimezone(zone).date()
    return (day - timedelta(days=day.weekday())).toordinal()


def reply_rows(call: CallKey, log: Iterable[ev.Event], zone: ZoneInfo) -> list[Row]:
    """Return a row of `replies` for every grade."""
    return [
        {**_place(call, g, zone), "step": g.grade.step, "verdict": g.grade.verdict, "score": g.grade.score}
        for g in graded(log)
    ]


def violation_rows(call: CallKey, log: Iterable[ev.Event], zone: ZoneInfo) -> list[Row]:
    """Return a row of `violations` for every kind of violation in every grade; its first quote stands for it."""
    return [
        {**_place(call, g, zone), "key": v.key, "severity": v.severity, "quote": _storable(v.quote)}
        for g in graded(log)
        for v in {v.key: v for v in reversed(g.grade.violations)}.values()
    ]


def element_rows(call: CallKey, log: Iterable[ev.Event], zone: ZoneInfo) -> list[Row]:
    """Return rows of `element_counts` to add, in the order of their keys (so that writers cannot deadlock)."""
    counts: Counter[tuple[int, str, State]] = Counter(
        (week_of(g.at, zone), element, mark.state)
        for g in graded(log)
        for element, mark in g.grade.elements.items()
        if element in g.grade.required
    )
    return [
        {
            "person_pk": call.person_pk,
            "mode": call.mode,
            "week": week,
            "element": element,
            "met": counts[week, element, State.MET],
            "missed": counts[week, element, State.NOT_MET],
            "unsure": counts[week, element, State.UNSURE],
        }
        for week, element in sorted({(week, element) for week, element, _ in counts})
    ]


def _storable(quote: str | None) -> str | None:
    """PostgreSQL refuses the character NUL in a text (in JSON it is escaped)."""
    return None if quote is None else quote.replace("\0", "")


def _place(call: CallKey, g: Graded, zone: ZoneInfo) -> Row:
    return {
        "call_pk": call.pk,
        "turn": g.turn,
        "part": g.part,
        "person_pk": call.person_pk,
        "mode": call.mode,
        "week": week_of(g.at, zone),
        "at": g.at,
        "situation": g.grade.situation,
    }
