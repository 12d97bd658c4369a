"""Reviews: the queue, trainers' marks, trainees' disputes."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, insert, select, update
from sqlalchemy.orm import Session

from simulator.domain.errors import Conflict, NotFound
from simulator.domain.grade import Grade
from simulator.domain.review import REASONS, Dispute, GradeRef, Mark, Outcome, QueueItem, Reason
from simulator.storage.database import Database
from simulator.storage.regrade import put_in_force
from simulator.storage.tables import CallRow, PersonRow, ReplyRow
from simulator.storage.tables_desk import DisputeRow, MarkRow, QueueRow

Line = Row[*tuple[Any, ...]]
_PLACE = {reason: place for place, reason in enumerate(REASONS)}


class SqlReviews:
    """The store of reviews.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        """Keep reviews in a database."""
        self._database = database

    def queue(self, reason: Reason | None, limit: int) -> tuple[QueueItem, ...]:
        """Return replies that wait, most urgent reason first, then oldest first."""
        waits = _waiting(reason).limit(limit).subquery()
        query = _with_reply(select(waits.c.urgency, *_ITEM), waits).order_by(waits.c.urgency, ReplyRow.at)
        with self._database.reading() as session:
            lines = session.execute(query).all()
            reasons = _reasons(session, [line.call_pk for line in lines])
        return tuple(_item(line, reasons[line.call_pk, line.turn, line.part]) for line in lines)

    def waiting(self) -> dict[Reason, int]:
        """Return how many replies wait for each reason."""
        query = select(QueueRow.reason, func.count()).where(QueueRow.closed.is_(False)).group_by(QueueRow.reason)
        with self._database.reading() as session:
            found = {reason: count for reason, count in session.execute(query)}
        return {reason: found.get(reason, 0) for reason in REASONS}

    def waiting_in(self, call_id: str) -> dict[GradeRef, tuple[Reason, ...]]:
        """Return the replies of a call that wait, each with its reasons, most urgent first."""
        with self._database.reading() as session:
            call_pk = session.scalar(select(CallRow.pk).where(CallRow.id == call_id))
            found = _reasons(session, [] if call_pk is None else [call_pk])
        return {GradeRef(call_id=call_id, turn=turn, part=part): why for (_, turn, part), why in found.items()}

    def marks(self, call_id: str) -> tuple[tuple[GradeRef, Mark], ...]:
        """Return every mark on a call's grades, blind ones too, oldest first."""
        query = select(MarkRow).join(CallRow, CallRow.pk == MarkRow.call_pk).where(CallRow.id == call_id)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(MarkRow.pk)).all()
            return tuple((GradeRef(call_id=call_id, turn=row.turn, part=row.part), _mark(row)) for row in rows)

    def correct(self, ref: GradeRef, marks: Sequence[Mark], seen: int, before: Grade, after: Grade) -> None:
        """Append marks to a grade that has exactly `seen` marks, and put the new grade in force everywhere.

        Whatever the reply waited for is settled, but for a dispute, which wants an answer.

        Raises:
            NotFound: ``grade_unknown``.
            Conflict: ``review_moved_on`` if somebody else has marked it meanwhile.
        """
        with self._database.writing() as session:
            reply = _reply(session, ref, lock=True)
            _append(session, reply, marks, seen)
            put_in_force(session, reply, before, after)
            _settle(session, reply, but="dispute")

    def grade_blindly(self, ref: GradeRef, marks: Sequence[Mark]) -> None:
        """Keep a trainer's blind judgements of every element and violation in question.

        Raises:
            NotFound: ``grade_unknown``.
            Conflict: ``graded_already`` if the same trainer has done so before.
        """
        with self._database.writing() as session:
            reply = _reply(session, ref, lock=True)
            mine = select(func.count()).where(*_at(MarkRow, reply), MarkRow.blind, MarkRow.author == marks[0].author)
            if session.scalar(mine):
                raise Conflict("graded_already")
            session.execute(insert(MarkRow), [_values(reply, mark) for mark in marks])
            _settle(session, reply, only="audit")

    def graded_once(self, but_by: str, limit: int) -> tuple[QueueItem, ...]:
        """Return replies that one trainer has graded blindly, and not this one: for a second opinion."""
        key = (MarkRow.call_pk, MarkRow.turn, MarkRow.part)
        once = select(*key).where(MarkRow.blind).group_by(*key).having(func.count(MarkRow.author.distinct()) == 1)
        others = once.having(func.max(MarkRow.author) != but_by).limit(limit).subquery()
        with self._database.reading() as session:
            lines = session.execute(_with_reply(select(*_ITEM), others).order_by(ReplyRow.at)).all()
        return tuple(_item(line, ("audit",)) for line in lines)

    def all_marks(self, blind: bool) -> tuple[tuple[GradeRef, str, Mark], ...]:
        """Return all marks of one kind with the situation they are about, oldest first."""
        columns = (getattr(MarkRow, name) for name in _MARK_FIELDS)
        query = (  # columns, not rows of objects: there may be many thousands
            select(CallRow.id, MarkRow.turn, MarkRow.part, ReplyRow.situation, *columns)
            .select_from(MarkRow)
            .join(CallRow, CallRow.pk == MarkRow.call_pk)
            .join(ReplyRow, and_(*_same(ReplyRow, MarkRow)))
            .where(MarkRow.blind.is_(blind))
            .order_by(MarkRow.pk)
        )
        ref = cache(lambda call_id, turn, part: GradeRef(call_id=call_id, turn=turn, part=part))
        with self._database.reading() as session:
            return tuple(
                (ref(call_id, turn, part), situation, Mark(**dict(zip(_MARK_FIELDS, mark, strict=True))))
                for call_id, turn, part, situation, *mark in session.execute(query)
            )

    def dispute(self, ref: GradeRef, trainee: str, word: str, at: datetime) -> None:
        """Keep a trainee's objection and put the reply into the queue.

        Raises:
            NotFound: ``grade_unknown``, also if the call is not the trainee's.
            Conflict: ``dispute_exists``.
        """
        with self._database.writing() as session:
            reply = _reply(session, ref, lock=True)
            if session.scalar(select(PersonRow.id).where(PersonRow.pk == reply.person_pk)) != trainee:
                raise NotFound("grade_unknown")
            if session.scalar(select(func.count()).where(*_at(DisputeRow, reply))):
                raise Conflict("dispute_exists")
            place = {"call_pk": reply.call_pk, "turn": reply.turn, "part": reply.part}
            session.execute(insert(DisputeRow).values(**place, word=word, at=at, answer="", decided_by=""))
            session.execute(insert(QueueRow).values(**place, reason="dispute", at=at))

    def decide(
        self,
        ref: GradeRef,
        outcome: Outcome,
        answer: str,
        author: str,
        at: datetime,
        marks: Sequence[Mark] = (),
        seen: int | None = None,
    ) -> None:
        """Keep the outcome of a dispute, and the marks that confirm the grade which it leaves standing.

        Raises:
            NotFound: ``dispute_unknown``.
            Conflict: ``dispute_decided`` if somebody else has decided it meanwhile, ``review_moved_on`` if the
                grade does not have exactly `seen` marks any more.
        """
        values = {"outcome": outcome, "answer": answer, "decided_by": author, "decided_at": at}
        with self._database.writing() as session:
            reply = _reply(session, ref, lock=True)
            here = _at(DisputeRow, reply)
            open_one = update(DisputeRow).where(*here, DisputeRow.outcome.is_(None)).values(values)
            if session.execute(open_one.returning(DisputeRow.turn)).one_or_none() is None:
                known = session.scalar(select(func.count()).where(*here))
                raise Conflict("dispute_decided") if known else NotFound("dispute_unknown")
            if seen is not None:
                _append(session, reply, marks, seen)
            _settle(session, reply, only="dispute")

    def disputes(self, call_id: str | None = None, open_only: bool = False) -> tuple[Dispute, ...]:
        """Return disputes, oldest first."""
        query = (
            select(DisputeRow, CallRow.id, PersonRow.id)
            .join(CallRow, CallRow.pk == DisputeRow.call_pk)
            .join(PersonRow, PersonRow.pk == CallRow.person_pk)
        )
        if call_id is not None:
            query = query.where(CallRow.id == call_id)
        if open_only:
            query = query.where(DisputeRow.outcome.is_(None))
        with self._database.reading() as session:
            return tuple(_dispute(*line) for line in session.execute(query.order_by(DisputeRow.at)))


_ITEM = (
    ReplyRow.call_pk,
    ReplyRow.turn,
    ReplyRow.part,
    ReplyRow.situation,
    ReplyRow.step,
    ReplyRow.score,
    ReplyRow.at,
    CallRow.id.label("call_id"),
    PersonRow.id.label("trainee"),
    PersonRow.name.label("trainee_name"),
)


def _waiting(reason: Reason | None) -> Select[*tuple[Any, ...]]:
    urgency = func.min(case(_PLACE, value=QueueRow.reason)).label("urgency")
    key = (QueueRow.call_pk, QueueRow.turn, QueueRow.part)
    query = select(*key, urgency).where(QueueRow.closed.is_(False)).group_by(*key)
    if reason is not None:
        query = query.where(QueueRow.reason == reason)
    return query.order_by(urgency, func.min(QueueRow.at))


def _with_reply(query: Select[*tuple[Any, ...]], key: Any) -> Select[*tuple[Any, ...]]:
    """Join reply, call and person to a sub-query that has the key of a reply."""
    return (
        query.select_from(key)
        .join(ReplyRow, and_(*_same(ReplyRow, key.c)))
        .join(CallRow, CallRow.pk == ReplyRow.call_pk)
        .join(PersonRow, PersonRow.pk == ReplyRow.person_pk)
    )


def _same(one: Any, other: Any) -> list[ColumnElement[bool]]:
    return [getattr(one, name) == getattr(other, name) for name in ("call_pk", "turn", "part")]


def _at(table: Any, reply: ReplyRow) -> list[ColumnElement[bool]]:
    return _same(table, reply)


def _reply(session: Session, ref: GradeRef, lock: bool = False) -> ReplyRow:
    query = (
        select(ReplyRow)
        .join(CallRow, CallRow.pk == ReplyRow.call_pk)
        .where(CallRow.id == ref.call_id, ReplyRow.turn == ref.turn, ReplyRow.part == ref.part)
    )
    row = session.scalar(query.with_for_update(of=ReplyRow) if lock else query)
    if row is None:
        raise NotFound("grade_unknown")
    return row


def _append(session: Session, reply: ReplyRow, marks: Sequence[Mark], seen: int) -> None:
    """Append marks to a grade that has exactly `seen`."""
    count = select(func.count()).where(*_at(MarkRow, reply), MarkRow.blind.is_(False))
    if session.scalar(count) != seen:
        raise Conflict("review_moved_on")
    if marks:
        session.execute(insert(MarkRow), [_values(reply, mark) for mark in marks])


def _reasons(session: Session, call_pks: Sequence[int]) -> dict[tuple[int, int, int], tuple[Reason, ...]]:
    query = select(QueueRow).where(QueueRow.call_pk.in_(call_pks), QueueRow.closed.is_(False))
    found: dict[tuple[int, int, int], list[str]] = {}
    for row in session.scalars(query):
        found.setdefault((row.call_pk, row.turn, row.part), []).append(row.reason)
    return {key: tuple(reason for reason in REASONS if reason in reasons) for key, reasons in found.items()}


def _settle(session: Session, reply: ReplyRow, only: Reason | None = None, but: Reason | None = None) -> None:
    here = update(QueueRow).where(*_at(QueueRow, reply))
    if only is not None:
        here = here.where(QueueRow.reason == only)
    if but is not None:
        here = here.where(QueueRow.reason != but)
    session.execute(here.values(closed=True), execution_options={"synchronize_session": False})


def _item(line: Line, reasons: tuple[Reason, ...]) -> QueueItem:
    return QueueItem(
        ref=GradeRef(call_id=line.call_id, turn=line.turn, part=line.part),
        reasons=reasons,
        trainee=line.trainee,
        trainee_name=line.trainee_name,
        situation=line.situation,
        step=line.step,
        score=None if "audit" in reasons else line.score,
        at=line.at,
    )


_MARK_FIELDS = tuple(Mark.model_fields)


def _mark(row: MarkRow) -> Mark:
    return Mark.model_validate({name: getattr(row, name) for name in _MARK_FIELDS})


def _values(reply: ReplyRow, mark: Mark) -> dict[str, object]:
    return {"call_pk": reply.call_pk, "turn": reply.turn, "part": reply.part, **mark.model_dump()}


def _dispute(row: DisputeRow, call_id: str, trainee: str) -> Dispute:
    return Dispute.model_validate(
        {
            "ref": GradeRef(call_id=call_id, turn=row.turn, part=row.part),
            "trainee": trainee,
            "word": row.word,
            "at": row.at,
            "outcome": row.outcome,
            "answer": row.answer,
            "decided_by": row.decided_by,
            "decided_at": row.decided_at,
        }
    )
