"""Writing what is derived: plain inserts, and counters that are made when first counted."""

from collections.abc import Sequence
from functools import cache
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from simulator.storage.tables import ElementCountRow, ReplyRow, ViolationRow
from simulator.storage.tables_desk import QueueRow
from simulator.storage.tally import Derived, Row, summed

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
    add_element_counts(session, summed(derived.elements))


def add_element_counts(session: Session, rows: Sequence[Row]) -> None:
    """Add rows of counts, one a key, to `element_counts`."""
    if rows:
        session.connection().execute(_add_counts(session.get_bind().dialect.name), list(rows))


@cache
def _add_counts(dialect: str) -> postgresql.Insert | sqlite.Insert:
    table = cast("Table", ElementCountRow.__table__)
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    added = {name: table.c[name] + statement.excluded[name] for name in ("met", "missed", "unsure")}
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(index_elements=keys, set_=added)
