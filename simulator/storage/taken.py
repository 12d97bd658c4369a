"""Who has taken calls within a scope."""

from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from simulator.domain.dashboard import CallsTaken, Scope
from simulator.storage import scope as within
from simulator.storage.database import Database
from simulator.storage.tables import CallRow, PersonRow


def taken(database: Database, zone: ZoneInfo, scope: Scope) -> tuple[CallsTaken, ...]:
    """Return a line for everybody who has taken a call that counts, by name."""
    last = func.max(CallRow.began_at).label("last_call_at")
    calls = within.calls(select(CallRow.person_pk, func.count().label("calls"), last), scope, zone)
    counted = calls.group_by(CallRow.person_pk).subquery()
    query = (
        select(PersonRow.id.label("trainee"), PersonRow.name, counted.c.calls, counted.c.last_call_at)
        .join(counted, counted.c.person_pk == PersonRow.pk)
        .order_by(PersonRow.name, PersonRow.pk)
    )
    with database.reading() as session:
        return tuple(CallsTaken.model_validate(line._asdict()) for line in session.execute(query))
