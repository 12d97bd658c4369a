"""Trainers' decisions, counted by the database: there may be many thousands."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select, tuple_

from simulator.domain.review import Decided, GradeRef, Label
from simulator.storage.database import Database
from simulator.storage.tables import CallRow, ReplyRow
from simulator.storage.tables_desk import MarkRow

_YES = ("met", "present")
_REPLY = (MarkRow.call_pk, MarkRow.turn, MarkRow.part)
_DECIDED = tuple(Decided.model_fields)
_LAST_FIRST = (MarkRow.blind.desc(), MarkRow.pk.desc())


class SqlDecisions:
    """The store of trainers' decisions: each one's last word on each element and violation of a reply.

    A blind word is the last whatever came after it: what a trainer said without sight of the machine's grade is what
    they think, even if they corrected the reply as well.

    Args:
        database: Where their marks are kept.
    """

    def __init__(self, database: Database) -> None:
        """Count in a database."""
        self._database = database

    def decided(self, since: datetime | None) -> tuple[Decided, ...]:
        """Return how often each answer was given, beside the machine's, to each question."""
        last = _last_words(*_counted(since))
        answer = (ReplyRow.situation, last.c.kind, last.c.key, last.c.machine, last.c.trainer, last.c.blind)
        query = _of_replies(select(*answer, func.count()), last).group_by(*answer)
        with self._database.reading() as session:
            return tuple(Decided(**dict(zip(_DECIDED, line, strict=True))) for line in session.execute(query))

    def replies(self, since: datetime | None, *, blind_only: bool) -> dict[str, int]:
        """Return in how many replies something was decided, by situation."""
        marked = select(*_REPLY).where(*_counted(since, blind_only)).distinct().subquery()
        query = _of_replies(select(ReplyRow.situation, func.count()), marked).group_by(ReplyRow.situation)
        with self._database.reading() as session:
            return {situation: count for situation, count in session.execute(query)}

    def graded_twice(self, since: datetime | None) -> tuple[Label, ...]:
        """Return the blind decisions on replies that several trainers graded, in the order in which they began."""
        counted = _counted(since, blind_only=True)
        several = select(*_REPLY).where(*counted).group_by(*_REPLY).having(func.count(MarkRow.author.distinct()) > 1)
        last = _last_words(*counted, tuple_(*_REPLY).in_(several))
        columns = (last.c.kind, last.c.key, last.c.author, last.c.machine, last.c.trainer)
        query = _of_replies(select(CallRow.id, last.c.turn, last.c.part, ReplyRow.situation, *columns), last)
        query = query.join(CallRow, CallRow.pk == last.c.call_pk).order_by(last.c.pk)
        with self._database.reading() as session:
            return tuple(_label(*line) for line in session.execute(query))


def _counted(since: datetime | None, blind_only: bool = False) -> list[ColumnElement[bool]]:
    recent = [] if since is None else [MarkRow.at >= since]
    return [*recent, MarkRow.blind.is_(True)] if blind_only else recent


def _last_words(*where: ColumnElement[bool]) -> Subquery:
    mine = (*_REPLY, MarkRow.author, MarkRow.kind, MarkRow.key)
    every = (
        select(
            *mine,
            MarkRow.blind,
            MarkRow.pk,
            MarkRow.machine.in_(_YES).label("machine"),
            MarkRow.value.in_(_YES).label("trainer"),
            func.row_number()
            .over(partition_by=mine, order_by=(MarkRow.blind.desc(), MarkRow.pk.desc()))
            .label("place"),
        )
        .where(*where)
        .subquery()
    )
    return select(every).where(every.c.place == 1).subquery()


def _of_replies(query: Select[*tuple[Any, ...]], marked: Subquery) -> Select[*tuple[Any, ...]]:
    """Join the reply that each line of a sub-query is about."""
    same = (getattr(ReplyRow, name) == marked.c[name] for name in ("call_pk", "turn", "part"))
    return query.select_from(marked).join(ReplyRow, and_(*same))


def _label(call_id: str, turn: int, part: int, situation: str, *decision: Any) -> Label:
    kind, key, author, machine, trainer = decision
    ref = GradeRef(call_id=call_id, turn=turn, part=part)
    return Label(ref=ref, situation=situation, kind=kind, key=key, author=author, machine=machine, trainer=trainer)
