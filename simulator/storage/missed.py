"""Replies that miss an element, found in the logs."""

from collections.abc import Collection, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, union_all

from simulator.domain.call import replay
from simulator.domain.dashboard import Example, Scope
from simulator.domain.errors import NotFound
from simulator.domain.grade import State
from simulator.domain.masking import mask_phones
from simulator.storage import scope as within
from simulator.storage.calls import SqlCalls
from simulator.storage.database import Database
from simulator.storage.tables import CallRow, ReplyRow

LOOKED_AT = 60
"""How many of the latest replies that did not pass are looked at, and of each situation at most."""


def missed(
    database: Database, zone: ZoneInfo, scope: Scope, element: str, situations: Collection[str]
) -> Iterator[Example]:
    """Yield the latest replies in these situations that miss an element, telephone numbers masked."""
    if not situations:
        return
    latest = union_all(*(_latest(scope, situation) for situation in sorted(situations))).subquery()
    newest = select(latest).order_by(latest.c.at.desc()).limit(LOOKED_AT)
    with database.reading() as session:
        lines = session.execute(newest).all()
    calls = SqlCalls(database, zone)
    for call_id, number, part, _ in lines:
        try:
            turn = replay(calls.log(call_id)).turns[number - 1]
        except NotFound:  # the transcript was deleted
            continue
        mark = turn.grades[part].elements.get(element)
        if mark is not None and mark.state is State.NOT_MET and turn.reply.text:
            yield Example(call_id=call_id, turn=number, words=mask_phones(turn.reply.text))


def _latest(scope: Scope, situation: str) -> Select[*tuple[Any, ...]]:
    """Return a query for the latest of one situation: one by one they are read from the end of an index."""
    query = (
        select(CallRow.id, ReplyRow.turn, ReplyRow.part, ReplyRow.at)
        .join(CallRow, CallRow.pk == ReplyRow.call_pk)
        .where(ReplyRow.situation == situation, ReplyRow.verdict != "pass")
    )
    ordered = within.weekly(query, ReplyRow, scope).order_by(ReplyRow.at.desc()).limit(LOOKED_AT)
    return select(ordered.subquery())
