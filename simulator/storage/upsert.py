"""Writing what is derived: plain inserts, and counters that are made when first counted."""

from collections.abc import Sequence

from sqlalchemy import Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from simulator.storage.tables import Base, ElementCountRow, ReplyRow, ViolationRow
from simulator.storage.tables_desk import QueueRow
from simulator.storage.tally import Derived, Row, summed


def write(session: Session, derived: Derived) -> None:
    """Insert the rows that follow from grades; replies first, the others refer to them."""
    tables: tuple[tuple[type[Base], list[Row]], ...] = (
        (ReplyRow, derived.replies),
        (ViolationRow, derived.violations),
        (QueueRow, derived.queue),
    )
    for table, rows in tables:
        if rows:
            session.execute(insert(table), rows)
    add_element_counts(session, summed(derived.elements))


def add_element_counts(session: Session, rows: Sequence[Row]) -> None:
    """Add rows of counts, one a key, to `element_counts`."""
    if not rows:
        return
    table = ElementCountRow.__table__
    assert isinstance(table, Table)
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    added = {name: table.c[name] + statement.excluded[name] for name in ("met", "missed", "unsure")}
    keys = [column.name for column in table.primary_key]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), list(rows))
