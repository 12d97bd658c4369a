"""Calls: their logs, and the summaries that are kept beside them."""

from collections.abc import Sequence
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Select, Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from simulator.domain import events as ev
from simulator.domain.errors import Conflict, NotFound, Refused
from simulator.domain.summaries import CallSummary
from simulator.storage.database import Database
from simulator.storage.event_json import from_json, to_json
from simulator.storage.tables import CallRow, EventRow, PersonRow
from simulator.storage.tally import CallKey, Tally, Watch, summary_of
from simulator.storage.upsert import write

BLIND_SHARE = 0.02
"""Share of replies that a trainer is to grade without sight of the machine's grade."""

_SUMS = ("length", "replies", "scored", "score_sum", "criticals")
_UNSETTLED: dict[str, object] = {"rings": None, "ended_at": None, "end_reason": None}

# Statements of the way of every reply are built once: building them takes longer than running them.
_CALLS, _EVENTS = cast("Table", CallRow.__table__), cast("Table", EventRow.__table__)
_INSERT_EVENTS = insert(_EVENTS)
_GROW = (
    update(_CALLS)
    .where(_CALLS.c.pk == bindparam("at_pk"), _CALLS.c.length == bindparam("at_length"))
    .values(
        {
            **{name: _CALLS.c[name] + bindparam(f"new_{name}", type_=Integer) for name in _SUMS},
            **{name: bindparam(f"new_{name}") for name in ("spoke_at", "reply_ms")},
            **{
                name: func.coalesce(bindparam(f"new_{name}", type_=_CALLS.c[name].type), _CALLS.c[name])
                for name in _UNSETTLED
            },
        }
    )
)


class SqlCalls:
    """The call store.

    Args:
        database: Where calls are kept.
        zone: Time zone in which a week begins.
        blind_share: Share of replies that are drawn for a blind audit.
    """

    def __init__(self, database: Database, zone: ZoneInfo, blind_share: float = BLIND_SHARE) -> None:
        """Keep calls in a database."""
        self._database = database
        self._tally = Tally(zone, blind_share)

    def create(self, call_id: str, log: Sequence[ev.Event]) -> None:
        """Keep a new call; `log` begins with `CallRang` (a branch carries its copied prefix).

        The grades of a copied prefix are part of the branch's own score but not counted twice in reports.

        Raises:
            Refused: If the log does not begin with `CallRang`.
            NotFound: If there is no such trainee.
            Conflict: If there is a call of that id.
        """
        if not log or not isinstance(rang := log[0], ev.CallRang):
            raise Refused("call_log_broken")
        with self._database.writing() as session:
            if session.scalar(select(CallRow.pk).where(CallRow.id == call_id)) is not None:
                raise Conflict("call_exists")
            person = session.execute(_PERSON.where(PersonRow.id == rang.trainee)).one_or_none()
            if person is None:
                raise NotFound("person_unknown")
            counts = person.role != "guest"
            values = call_values(call_id, person.pk, log, counts)
            pk = session.scalars(insert(CallRow).values(values).returning(CallRow.pk)).one()
            session.connection().execute(_INSERT_EVENTS, event_rows(pk, 0, log))
            if counts:
                key = CallKey(pk, call_id, person.pk, rang.mode)
                write(session, self._tally.derive(key, *own_part(log)))

    def append(self, call_id: str, after: int, more: Sequence[ev.Event]) -> None:
        """Append events to a log that has exactly `after` events, all or nothing.

        Raises:
            Conflict: If the log has another length by now.
            NotFound: If there is no such call.
        """
        with self._database.writing() as session:
            call = session.execute(_STATE.where(CallRow.id == call_id)).one_or_none()
            if call is None:
                raise NotFound("call_unknown")
            watch = Watch(call.spoke_at, call.reply_ms)
            if not _grow(session, call.pk, after, summary_of(more, watch)):
                raise Conflict("call_moved_on")
            if rows := event_rows(call.pk, after, more):
                session.connection().execute(_INSERT_EVENTS, rows)
            if call.counts:
                key = CallKey(call.pk, call_id, call.person_pk, call.mode)
                write(session, self._tally.derive(key, more, watch))

    def log(self, call_id: str) -> tuple[ev.Event, ...]:
        """Return the whole log in order.

        Raises:
            NotFound: ``call_unknown``, or ``transcript_deleted`` if it was kept long enough.
        """
        query = (
            select(EventRow.kind, EventRow.payload)
            .join(CallRow, CallRow.pk == EventRow.call_pk)
            .where(CallRow.id == call_id)
            .order_by(EventRow.seq)
        )
        with self._database.reading() as session:
            rows = session.execute(query).all()
            if not rows:
                raise _missing(session, call_id)
        return tuple(from_json(kind, payload) for kind, payload in rows)

    def open_calls(self, trainee: str) -> tuple[str, ...]:
        """Return ids of the trainee's calls that are not over, newest first."""
        query = (
            select(CallRow.id)
            .join(PersonRow, PersonRow.pk == CallRow.person_pk)
            .where(PersonRow.id == trainee, CallRow.ended_at.is_(None))
            .order_by(CallRow.began_at.desc(), CallRow.pk.desc())
        )
        with self._database.reading() as session:
            return tuple(session.scalars(query))

    def calls_of(self, trainee: str, limit: int = 50) -> tuple[CallSummary, ...]:
        """Return the trainee's calls, newest first."""
        query = _summaries().where(PersonRow.id == trainee).limit(limit)
        with self._database.reading() as session:
            return tuple(_summary(call, person, name) for call, person, name in session.execute(query))


_PERSON = select(PersonRow.pk, PersonRow.role)
_STATE = select(
    CallRow.pk, CallRow.person_pk, CallRow.mode, CallRow.counts, CallRow.spoke_at, CallRow.reply_ms
).select_from(CallRow)


def call_values(call_id: str, person_pk: int, log: Sequence[ev.Event], counts: bool) -> dict[str, object]:
    """Return the row of `calls` for a log that begins with `CallRang`."""
    rang = log[0]
    assert isinstance(rang, ev.CallRang)
    return {
        "id": call_id,
        "person_pk": person_pk,
        "scenario": rang.scenario,
        "mode": rang.mode,
        "difficulty": rang.difficulty,
        "branch_of": rang.branch_of,
        "counts": counts,
        "began_at": rang.at,
        "rubric": rang.rubric,
        **summary_of(log, Watch()),
    }


def event_rows(call_pk: int, after: int, events: Sequence[ev.Event]) -> list[dict[str, object]]:
    """Return rows of `events` for events that follow the first `after` ones."""
    return [
        {"call_pk": call_pk, "seq": seq, "kind": event.kind, "payload": to_json(event)}
        for seq, event in enumerate(events, start=after)
    ]


def own_part(log: Sequence[ev.Event]) -> tuple[Sequence[ev.Event], Watch]:
    """Return the events that a branch does not share, and the stopwatch at its beginning."""
    rang = log[0]
    shared = rang.branch_events if isinstance(rang, ev.CallRang) else 0
    watch = Watch()
    for event in log[:shared]:
        watch = watch.after(event)
    return log[shared:], watch


def _missing(session: Session, call_id: str) -> NotFound:
    known = session.scalar(select(CallRow.pk).where(CallRow.id == call_id)) is not None
    return NotFound("transcript_deleted" if known else "call_unknown")


def _grow(session: Session, pk: int, after: int, added: dict[str, object]) -> bool:
    """Bring a call's row up to date if its log still has `after` events; the row stays locked."""
    values = {f"new_{name}": value for name, value in {**_UNSETTLED, **added}.items()}
    return session.connection().execute(_GROW, {"at_pk": pk, "at_length": after, **values}).rowcount == 1


def _summaries() -> Select[CallRow, str, str]:
    return (
        select(CallRow, PersonRow.id, PersonRow.name)
        .join(PersonRow, PersonRow.pk == CallRow.person_pk)
        .order_by(CallRow.began_at.desc(), CallRow.pk.desc())
    )


def _summary(call: CallRow, person: str, name: str) -> CallSummary:
    return CallSummary.model_validate(
        {
            "call_id": call.id,
            "trainee": person,
            "trainee_name": name,
            "scenario": call.scenario,
            "mode": call.mode,
            "difficulty": call.difficulty,
            "began_at": call.began_at,
            "ended_at": call.ended_at,
            "score": round(call.score_sum / call.scored) if call.scored else None,
            "replies": call.replies,
            "criticals": call.criticals,
            "branch_of": call.branch_of,
            "counts": call.counts,
        }
    )
