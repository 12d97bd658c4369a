"""Writing what is derived: plain inserts, and counters that are made when first counted."""

from collections.abc import Iterable
from functools import cache
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from simulator.storage.tables import ElementCountRow, ReplyRow, SituationCountRow, ViolationRow
from simulator.storage.tables_desk import QueueRow
from simulator.storage.tally import ELEMENT_KEY, SITUATION_KEY, Derived, Row, summed

# Replies first: the others refer to them.
_INSERTS = {
    name: insert(cast("Table", table.__table__))
    for name, table in {"replies": ReplyRow, "violations": ViolationRow, "queue": QueueRow}.items()
}


def write(session: Session, derived: Derived) -> None:
    """Insert the rows that follow from grades."""
    connection = session.connection()
    for name, statement in _INSERTS.items():
        rows: list[Row] = getattr(derived, name)
        if rows:
            connection.execute(statement, rows)
    add_counts(session, derived.situations, derived.elements)


def add_counts(session: Session, situations: Iterable[Row], elements: Iterable[Row]) -> None:
    """Add to `situation_counts` and `element_counts`."""
    dialect = session.get_bind().dialect.name
    for table, rows, key in (
        (SituationCountRow, situations, SITUATION_KEY),
        (ElementCountRow, elements, ELEMENT_KEY),
    ):
        if sums := summed(rows, key):
            session.connection().execute(_add(table, dialect), sums)


@cache
def _add(counts: type[SituationCountRow | ElementCountRow], dialect: str) -> postgresql.Insert | sqlite.Insert:
    table = cast("Table", counts.__table__)
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    keys = [column.name for column in table.primary_key]
    added = {c.name: c + statement.excluded[c.name] for c in table.c if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=keys, set_=added)
