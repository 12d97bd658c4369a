"""What people tried of an assignment, summed up by the database: over half a year there are tens of thousands."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from simulator.domain.classroom import Assignment, Item, Tries
from simulator.storage.tables import CallRow, PersonRow, ReplyRow

Query = Select[*tuple[Any, ...]]
_WHOLE = ("completed", "transferred")


def tries(session: Session, assignment: Assignment, trainees: Sequence[str]) -> tuple[Tries, ...]:
    """Return what these people's attempts at each item come to since the assignment was given."""
    people = session.execute(select(PersonRow.pk, PersonRow.id).where(PersonRow.id.in_(trainees)))
    ids: dict[int, str] = {pk: person for pk, person in people}
    calls, replies = _calls(assignment, list(ids)), _replies(assignment, list(ids))
    return (
        *_summed(session, calls, assignment, "scenario", ids),
        *_summed(session, replies, assignment, "row", ids),
    )


def _calls(assignment: Assignment, people: Sequence[int]) -> Query:
    c = CallRow
    columns = (
        c.person_pk,
        c.scenario.label("key"),
        c.began_at.label("at"),
        case((c.scored > 0, c.score_sum * 1.0 / c.scored)).label("score"),
        and_(c.criticals == 0, c.end_reason.in_(_WHOLE)).label("clean"),
    )
    return (
        select(*columns, *_place(assignment, (c.person_pk, c.scenario), (c.began_at, c.pk)))
        .where(c.person_pk.in_(people), c.scenario.in_(_keys(assignment, "scenario")))
        .where(c.mode == assignment.mode, c.began_at >= assignment.assigned_at)
        .where(c.ended_at.is_not(None), c.branch_of.is_(None))
    )


def _replies(assignment: Assignment, people: Sequence[int]) -> Query:
    r = ReplyRow
    columns = (r.person_pk, r.situation.label("key"), r.at, r.score, r.critical.is_(False).label("clean"))
    return (
        select(*columns, *_place(assignment, (r.person_pk, r.situation), (r.at, r.call_pk, r.turn, r.part)))
        .where(r.person_pk.in_(people), r.situation.in_(_keys(assignment, "row")))
        .where(r.mode == assignment.mode, r.at >= assignment.assigned_at)
    )


def _keys(assignment: Assignment, kind: str) -> list[str]:
    return [item.key for item in assignment.items if item.kind == kind]


def _place(assignment: Assignment, of: Sequence[Any], in_order: Sequence[Any]) -> tuple[ColumnElement[int], ...]:
    """Return the number of an attempt, if it matters: numbering them costs a sort."""
    if assignment.attempts is None:
        return ()
    return (func.row_number().over(partition_by=of, order_by=in_order).label("place"),)


def _summed(
    session: Session, query: Query, assignment: Assignment, kind: Literal["scenario", "row"], ids: dict[int, str]
) -> list[Tries]:
    a = query.subquery()
    counts = [a.c.at <= assignment.due_at, *([a.c.place <= assignment.attempts] if assignment.attempts else [])]
    best = func.max(case((and_(*counts), a.c.score))).label("best")
    clean = func.max(case((and_(*counts, a.c.clean), a.c.score))).label("clean")
    sums = select(a.c.person_pk, a.c.key, func.count().label("tried"), best, clean).group_by(a.c.person_pk, a.c.key)
    return [
        Tries(
            trainee=ids[line.person_pk],
            item=Item(kind=kind, key=line.key),
            tried=line.tried,
            best=None if line.best is None else round(line.best),
            clean=None if line.clean is None else round(line.clean),
        )
        for line in session.execute(sums)
    ]
