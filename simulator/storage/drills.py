"""What spaced repetition needs of the graded replies."""

from sqlalchemy import select

from simulator.domain.drill import StepReply
from simulator.storage.database import Database
from simulator.storage.tables import PersonRow, ReplyRow


class SqlDrills:
    """Implements `simulator.services.drill.DrillStore`.

    Args:
        database: Where calls are kept.
    """

    def __init__(self, database: Database) -> None:
        """Read from a database."""
        self._database = database

    def step_replies(self, trainee: str) -> tuple[StepReply, ...]:
        """Return every graded reply of a trainee, oldest first."""
        query = (
            select(ReplyRow.situation, ReplyRow.step, ReplyRow.verdict, ReplyRow.at)
            .join(PersonRow, PersonRow.pk == ReplyRow.person_pk)
            .where(PersonRow.id == trainee)
            .order_by(ReplyRow.at, ReplyRow.turn, ReplyRow.part)
        )
        with self._database.reading() as session:
            return tuple(
                StepReply(situation=line.situation, step=line.step, verdict=line.verdict, at=line.at)
                for line in session.execute(query)
            )
