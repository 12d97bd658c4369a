"""Counters that are made when first counted: insert, or add to what is there."""

from collections.abc import Sequence

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from simulator.storage.tables import ElementCountRow
from simulator.storage.tally import Row


def add_element_counts(session: Session, rows: Sequence[Row]) -> None:
    """Add rows of counts to `element_counts`."""
    if not rows:
        return
    table = ElementCountRow.__table__
    assert isinstance(table, Table)
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    added = {name: table.c[name] + statement.excluded[name] for name in ("met", "missed", "unsure")}
    keys = [column.name for column in table.primary_key]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=added), list(rows))
