"""The record of deeds."""

from sqlalchemy import insert, select

from simulator.domain.audit import AuditEntry
from simulator.storage.database import Database
from simulator.storage.tables_desk import AuditRow


class SqlAudit:
    """The store of the record.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        """Keep the record in a database."""
        self._database = database

    def add(self, entry: AuditEntry) -> None:
        """Keep one more entry."""
        with self._database.writing() as session:
            session.execute(insert(AuditRow).values(entry.model_dump()))

    def entries(self, limit: int) -> tuple[AuditEntry, ...]:
        """Return the latest entries, newest first."""
        names = list(AuditEntry.model_fields)
        query = select(*(getattr(AuditRow, name) for name in names)).order_by(AuditRow.at.desc(), AuditRow.pk.desc())
        with self._database.reading() as session:
            return tuple(AuditEntry.model_validate(line._asdict()) for line in session.execute(query.limit(limit)))
