"""Demonstration data, many rows at a time."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from simulator.domain import events as ev
from simulator.domain.errors import Conflict
from simulator.storage.calls import BLIND_SHARE, call_values, event_rows, own_part
from simulator.storage.database import Database
from simulator.storage.people import name_key
from simulator.storage.tables import CallRow, EventRow, PersonRow
from simulator.storage.tables_desk import ClassRow, MemberRow
from simulator.storage.tally import CallKey, Derived, Tally
from simulator.storage.upsert import write

Log = tuple[ev.Event, ...]


class SqlBulk:
    """The store of demonstration data.

    Args:
        database: Where it is kept.
        zone: Time zone in which a week begins.
        blind_share: Share of replies that are drawn for a blind audit.
    """

    def __init__(self, database: Database, zone: ZoneInfo, blind_share: float = BLIND_SHARE) -> None:
        """Keep data in a database."""
        self._database = database
        self._tally = Tally(zone, blind_share)

    def add_class(self, name: str, members: Sequence[str], at: datetime) -> tuple[str, ...]:
        """Make a class of new demo people of these names and return their ids.

        Raises:
            Conflict: If the class or one of the people is there already.
        """
        people = [{"id": uuid.uuid4().hex, "name": n, "name_key": name_key(n)} for n in members]
        keys = [person["name_key"] for person in people]
        with self._database.writing() as session:
            known = session.scalar(select(func.count()).where(PersonRow.name_key.in_(keys)))
            if known or session.scalar(select(ClassRow.pk).where(ClassRow.name_key == name_key(name))):
                raise Conflict("demo_exists")
            common = {"role": "trainee", "created_at": at, "demo": True}
            added = insert(PersonRow).returning(PersonRow.pk, sort_by_parameter_order=True)
            pks = session.scalars(added, [{**person, **common} for person in people]).all()
            values = {"id": uuid.uuid4().hex, "name": name, "name_key": name_key(name), "created_at": at, "demo": True}
            class_pk = session.scalars(insert(ClassRow).values(values).returning(ClassRow.pk)).one()
            session.execute(insert(MemberRow), [{"class_pk": class_pk, "person_pk": pk} for pk in pks])
        return tuple(person["id"] for person in people)

    def add_calls(self, calls: Sequence[tuple[str, Log]]) -> int:
        """Keep calls of demo people and return the number of graded replies."""
        with self._database.writing() as session:
            people = {pid: pk for pid, pk in session.execute(select(PersonRow.id, PersonRow.pk).where(PersonRow.demo))}
            owners = [people[rang.trainee] for _, log in calls if isinstance(rang := log[0], ev.CallRang)]
            keys = _insert_calls(session, calls, owners)
            derived = Derived()
            events: list[dict[str, object]] = []
            for key, (_, log) in zip(keys, calls, strict=True):
                events += event_rows(key.pk, 0, log)
                derived.add(self._tally.derive(key, *own_part(log)))
            session.execute(insert(EventRow), events)
            write(session, derived)
        return len(derived.replies)

    def remove(self) -> int:
        """Remove all demo people with everything of theirs, and demo classes; return how many people."""
        with self._database.writing() as session:
            count = session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.demo)) or 0
            session.execute(delete(ClassRow).where(ClassRow.demo))
            session.execute(delete(PersonRow).where(PersonRow.demo))
        return count


def _insert_calls(session: Session, calls: Sequence[tuple[str, Log]], owners: Sequence[int]) -> list[CallKey]:
    rows = [
        {**_NO_END, **call_values(call_id, owner, log, counts=True)}
        for (call_id, log), owner in zip(calls, owners, strict=True)
    ]
    added = insert(CallRow).returning(CallRow.pk, sort_by_parameter_order=True)
    pks = session.scalars(added, rows).all()
    return [
        CallKey(pk, call_id, owner, log[0].mode if isinstance(log[0], ev.CallRang) else "")
        for pk, (call_id, log), owner in zip(pks, calls, owners, strict=True)
    ]


_NO_END: dict[str, object] = {"ended_at": None, "end_reason": None, "rings": None}
