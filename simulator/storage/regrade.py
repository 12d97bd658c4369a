"""Puts a corrected grade in force in everything that was derived from the machine's."""

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from simulator.domain.grade import Grade
from simulator.storage.tables import CallRow, ReplyRow, ViolationRow
from simulator.storage.tally import Row, element_rows, situation_row, violation_values
from simulator.storage.upsert import add_counts


def put_in_force(session: Session, reply: ReplyRow, before: Grade, after: Grade) -> None:
    """Replace the figures of a reply's grade by those of another: in replies, call, counts and violations."""
    place = {name: getattr(reply, name) for name in _PLACE}
    reply.score, reply.verdict, reply.critical = after.score, after.verdict, after.critical
    session.flush()
    session.execute(
        update(CallRow)
        .where(CallRow.pk == reply.call_pk)
        .values(
            scored=CallRow.scored + ((after.score is not None) - (before.score is not None)),
            score_sum=CallRow.score_sum + ((after.score or 0) - (before.score or 0)),
            criticals=CallRow.criticals + (after.critical - before.critical),
        ),
        execution_options={"synchronize_session": False},
    )
    add_counts(
        session,
        [situation_row(place, before, reply.ms, sign=-1), situation_row(place, after, reply.ms)],
        [*element_rows(place, before, sign=-1), *element_rows(place, after)],
    )
    _replace_violations(session, place, after)


_PLACE = ("call_pk", "turn", "part", "person_pk", "mode", "week", "at", "situation")


def _replace_violations(session: Session, place: Row, after: Grade) -> None:
    v = ViolationRow
    here = (v.call_pk == place["call_pk"], v.turn == place["turn"], v.part == place["part"])
    session.execute(delete(v).where(*here), execution_options={"synchronize_session": False})
    if rows := [{**place, **values} for values in violation_values(after)]:
        session.execute(insert(v), rows)
