"""What a stretch of a call's log adds to the summaries, as rows ready to be written. Pure functions."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.domain import events as ev
from simulator.domain.grade import Grade, State
from simulator.domain.review import reasons_for

Row = dict[str, object]

SLOW_MS = 10_000
"""A reply that takes longer to begin is slow: ten seconds of silence make an owner ask whether anybody is there."""

SITUATION_KEY = ("person_pk", "situation", "mode", "week")
ELEMENT_KEY = ("person_pk", "element", "mode", "week")


@dataclass(frozen=True)
class CallKey:
    """A call as its rows name it."""

    pk: int
    id: str
    person_pk: int
    mode: str


@dataclass(frozen=True)
class Watch:
    """The stopwatch of the turn that is open.

    Attributes:
        spoke_at: When the owner spoke last.
        reply_ms: How long the first words of the reply took (None: nothing was said yet).
    """

    spoke_at: datetime | None = None
    reply_ms: int | None = None

    def after(self, event: ev.Event) -> "Watch":
        """Return the stopwatch after one more event."""
        if isinstance(event, ev.CallerSpoke):
            return Watch(event.at)
        if isinstance(event, ev.Replied) and self.spoke_at is not None and self.reply_ms is None:
            waited = min(max(event.at - self.spoke_at, timedelta()), timedelta(days=1))
            return replace(self, reply_ms=waited // timedelta(milliseconds=1))
        return self


@dataclass(frozen=True)
class Graded:
    """One grade with its place in the call; `part` numbers the grades of a turn from 0."""

    at: datetime
    turn: int
    part: int
    ms: int | None
    grade: Grade


@dataclass
class Derived:
    """Rows that follow from grades, by table."""

    replies: list[Row] = field(default_factory=list)
    violations: list[Row] = field(default_factory=list)
    situations: list[Row] = field(default_factory=list)
    elements: list[Row] = field(default_factory=list)
    queue: list[Row] = field(default_factory=list)

    def add(self, other: "Derived") -> None:
        """Add the rows of another call."""
        self.replies += other.replies
        self.violations += other.violations
        self.situations += other.situations
        self.elements += other.elements
        self.queue += other.queue


class Tally:
    """Derives the rows of reports from a log.

    Args:
        zone: Time zone in which a week begins.
        blind_share: Share of replies that are drawn for a blind audit, the same ones whenever asked.
    """

    def __init__(self, zone: ZoneInfo, blind_share: float) -> None:
        """Keep the settings."""
        self._zone = zone
        self._blind_share = blind_share

    def derive(self, call: CallKey, log: Iterable[ev.Event], watch: Watch) -> Derived:
        """Return the rows that the grades of a stretch of a log add."""
        derived = Derived()
        for g in _graded(log, watch):
            place = self._place(call, g)
            derived.replies.append({**place, **_reply(g)})
            derived.violations += [{**place, **violation} for violation in violation_values(g.grade)]
            derived.situations.append(situation_row(place, g.grade, g.ms))
            derived.elements += element_rows(place, g.grade)
            derived.queue += self._queue(call, g)
        return derived

    def _place(self, call: CallKey, g: Graded) -> Row:
        return {
            "call_pk": call.pk,
            "turn": g.turn,
            "part": g.part,
            "person_pk": call.person_pk,
            "mode": call.mode,
            "week": week_of(g.at, self._zone),
            "at": g.at,
            "situation": g.grade.situation,
        }

    def _queue(self, call: CallKey, g: Graded) -> list[Row]:
        lot = zlib.crc32(f"{call.id}:{g.turn}:{g.part}".encode()) / 2**32
        return [
            {"call_pk": call.pk, "turn": g.turn, "part": g.part, "reason": reason, "at": g.at}
            for reason in reasons_for(g.grade, drawn=lot < self._blind_share)
        ]


def week_of(at: datetime, zone: ZoneInfo) -> int:
    """Return the ordinal of the Monday of the week in which an instant lies, as a clock on the wall shows it."""
    day = at.astimezone(zone).toordinal()
    return day - (day - 1) % 7


def summary_of(log: Sequence[ev.Event], watch: Watch) -> Row:
    """Return what a stretch of a log adds to the columns of `calls`: numbers to add, and values to set."""
    grades = [grade for event in log if isinstance(event, ev.TurnGraded) for grade in event.grades]
    scores = [grade.score for grade in grades if grade.score is not None]
    for event in log:
        watch = watch.after(event)
    return {
        "length": len(log),
        "replies": len(grades),
        "scored": len(scores),
        "score_sum": sum(scores),
        "criticals": sum(grade.critical for grade in grades),
        "spoke_at": watch.spoke_at,
        "reply_ms": watch.reply_ms,
        **{name: value for event in log for name, value in _settled(event)},
    }


def situation_row(place: Row, grade: Grade, ms: int | None, sign: int = 1) -> Row:
    """Return what a reply adds to (or, with sign -1, takes from) the counts of its situation."""
    counted = {
        "replies": 1,
        "passed": grade.verdict == "pass",
        "scored": grade.score is not None,
        "total": grade.score or 0,
        "timed": ms is not None,
        "ms": ms or 0,
        "slow": ms is not None and ms > SLOW_MS,
    }
    return {**{name: place[name] for name in SITUATION_KEY}, **{name: sign * n for name, n in counted.items()}}


def element_rows(place: Row, grade: Grade, sign: int = 1) -> list[Row]:
    """Return what a grade adds to (or, with sign -1, takes from) the counts of elements."""
    key = {name: place[name] for name in ("person_pk", "week", "mode")}
    return [
        {**key, "element": element, **{column: sign * (mark.state is state) for column, state in _COUNTED.items()}}
        for element, mark in grade.elements.items()
        if element in grade.required and mark.state is not State.NOT_ASSESSED
    ]


def summed(rows: Iterable[Row], key: Sequence[str]) -> list[Row]:
    """Return rows of counts with one row a key, ordered by key so that writers cannot deadlock."""
    sums: defaultdict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        of_key = sums[tuple(row[name] for name in key)]
        for column, value in row.items():
            if column not in key:
                assert isinstance(value, int)
                of_key[column] += value
    return [{**dict(zip(key, values, strict=True)), **sums[values]} for values in sorted(sums, key=repr)]


_COUNTED = {"met": State.MET, "missed": State.NOT_MET, "unsure": State.UNSURE}


def violation_values(grade: Grade) -> list[Row]:
    """Return a row for every kind of violation in a grade; its first quote stands for it."""
    first = {v.key: v for v in reversed(grade.violations)}
    return [{"key": v.key, "severity": v.severity, "quote": _storable(v.quote)} for v in first.values()]


def _graded(log: Iterable[ev.Event], watch: Watch) -> Iterator[Graded]:
    for event in log:
        watch = watch.after(event)
        if isinstance(event, ev.TurnGraded):
            for part, grade in enumerate(event.grades):
                yield Graded(event.at, event.turn, part, watch.reply_ms, grade)


def _reply(g: Graded) -> Row:
    grade = g.grade
    return {
        "step": grade.step,
        "verdict": grade.verdict,
        "score": grade.score,
        "critical": grade.critical,
        "ms": g.ms,
    }


def _settled(event: ev.Event) -> tuple[tuple[str, object], ...]:
    """Return the columns of a call that an event settles for good."""
    match event:
        case ev.Answered():
            return (("rings", event.rings),)
        case ev.Ended():
            return ("ended_at", event.at), ("end_reason", event.reason)
        case _:
            return ()


def _storable(quote: str | None) -> str | None:
    """PostgreSQL refuses the character NUL in a text (in JSON it is escaped)."""
    return None if quote is None else quote.replace("\0", "")
