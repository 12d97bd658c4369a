"""Forgetting: transcripts that are old, people who are to be erased."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from simulator.domain.errors import NotFound
from simulator.storage.database import Database
from simulator.storage.tables import CallRow, EventRow, PersonRow, ViolationRow
from simulator.storage.tables_desk import AuditRow, DisputeRow, MarkRow

_CHUNK = 500


class SqlRetention:
    """Deletes for good: what is deleted from SQLite is overwritten in the file as well.

    Args:
        database: Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        """Forget in a database."""
        self._database = database

    def delete_transcripts(self, before: datetime, now: datetime) -> int:
        """Delete the logs, quotes and words of disputes of calls that began before; return how many calls.

        Scores, counts and marks are kept. It goes in steps, so that calls on the line are not kept waiting.
        """
        count = 0
        while due := self._step(before, now):
            count += due
        return count

    def erase(self, person_id: str) -> None:
        """Delete a person with everything of theirs, and their name wherever else it stands.

        Raises:
            NotFound: ``person_unknown``.
        """
        with self._database.writing() as session:
            _overwrite(session)
            gone = delete(PersonRow).where(PersonRow.id == person_id).returning(PersonRow.pk)
            if session.execute(gone).one_or_none() is None:
                raise NotFound("person_unknown")
            session.execute(update(MarkRow).where(MarkRow.author == person_id).values(author_name=""))
            session.execute(update(AuditRow).where(AuditRow.actor == person_id).values(actor_name=""))

    def _step(self, before: datetime, now: datetime) -> int:
        old = select(CallRow.pk).where(CallRow.began_at < before, CallRow.transcript_deleted_at.is_(None))
        with self._database.writing() as session:
            _overwrite(session)
            due = session.scalars(old.order_by(CallRow.pk).limit(_CHUNK)).all()
            session.execute(delete(EventRow).where(EventRow.call_pk.in_(due)))
            session.execute(update(ViolationRow).where(ViolationRow.call_pk.in_(due)).values(quote=None))
            session.execute(update(DisputeRow).where(DisputeRow.call_pk.in_(due)).values(word="", answer=""))
            session.execute(update(CallRow).where(CallRow.pk.in_(due)).values(transcript_deleted_at=now))
        return len(due)


def _overwrite(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
