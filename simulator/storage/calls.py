"""Calls: their logs, and the summaries that are kept beside them."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from simulator.domain import events as ev
from simulator.domain.errors import Conflict, NotFound, Refused
from simulator.domain.summaries import CallSummary
from simulator.storage.database import Database
from simulator.storage.event_json import from_json, to_json
from simulator.storage.tables import CallRow, EventRow, PersonRow, ReplyRow, ViolationRow
from simulator.storage.tally import CallKey, element_rows, reply_rows, summary_of, violation_rows
from simulator.storage.upsert import add_element_counts

_SUMS = ("length", "replies", "scored", "score_sum", "criticals")


class SqlCalls:
    """The call store.

    Args:
        database: Where calls are kept.
        zone: Time zone in which a week begins.
    """

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        """Keep calls in a database."""
        self._database = database
        self._zone = zone

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
            key, counts = self._insert(session, call_id, rang, log)
            self._insert_events(session, key, 0, log)
            if counts:
                self._count(session, key, log[rang.branch_events :])

    def append(self, call_id: str, after: int, more: Sequence[ev.Event]) -> None:
        """Append events to a log that has exactly `after` events, all or nothing.

        Raises:
            Conflict: If the log has another length by now.
            NotFound: If there is no such call.
        """
        with self._database.writing() as session:
            row = session.execute(_grow(call_id, after, more)).one_or_none()
            if row is None:
                raise _refusal(session, call_id)
            key = CallKey(row.pk, row.person_pk, row.mode)
            self._insert_events(session, key, after, more)
            if row.counts:
                self._count(session, key, more)

    def log(self, call_id: str) -> tuple[ev.Event, ...]:
        """Return the whole log in order.

        Raises:
            NotFound: If there is no such call.
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
            raise NotFound("call_unknown")
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

    def _insert(
        self, session: Session, call_id: str, rang: ev.CallRang, log: Sequence[ev.Event]
    ) -> tuple[CallKey, bool]:
        person = session.execute(select(PersonRow.pk, PersonRow.role).where(PersonRow.id == rang.trainee)).one_or_none()
        if person is None:
            raise NotFound("person_unknown")
        counts = person.role != "guest"
        values = {
            "id": call_id,
            "person_pk": person.pk,
            "scenario": rang.scenario,
            "mode": rang.mode,
            "difficulty": rang.difficulty,
            "branch_of": rang.branch_of,
            "counts": counts,
            "began_at": rang.at,
            **summary_of(log),
        }
        pk = session.execute(insert(CallRow).values(values).returning(CallRow.pk)).scalar_one()
        return CallKey(pk, person.pk, rang.mode), counts

    def _insert_events(self, session: Session, key: CallKey, after: int, more: Sequence[ev.Event]) -> None:
        rows = [
            {"call_pk": key.pk, "seq": seq, "kind": event.kind, "payload": to_json(event)}
            for seq, event in enumerate(more, start=after)
        ]
        if rows:
            session.execute(insert(EventRow), rows)

    def _count(self, session: Session, key: CallKey, more: Sequence[ev.Event]) -> None:
        """Keep what reports read."""
        if replies := reply_rows(key, more, self._zone):
            session.execute(insert(ReplyRow), replies)
            add_element_counts(session, element_rows(key, more, self._zone))
        if violations := violation_rows(key, more, self._zone):
            session.execute(insert(ViolationRow), violations)


def _grow(call_id: str, after: int, more: Sequence[ev.Event]) -> ReturningUpdate[int, int, str, bool]:
    """Lengthen a call if its log still has `after` events."""
    added = summary_of(more)
    sums = {name: getattr(CallRow, name) + added[name] for name in _SUMS}
    end = {"ended_at": added["ended_at"], "end_reason": added["end_reason"]} if added["end_reason"] else {}
    return (
        update(CallRow)
        .where(CallRow.id == call_id, CallRow.length == after)
        .values({**sums, **end})
        .returning(CallRow.pk, CallRow.person_pk, CallRow.mode, CallRow.counts)
    )


def _refusal(session: Session, call_id: str) -> Conflict | NotFound:
    found = session.scalar(select(func.count()).select_from(CallRow).where(CallRow.id == call_id))
    return Conflict("call_moved_on") if found else NotFound("call_unknown")


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
