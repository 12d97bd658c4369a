"""How the rows of the guide go for a trainee, and which to train next."""

from simulator.domain.person import Person
from simulator.domain.summaries import RowScore
from simulator.services.ports import ReportStore

WEAKEST = 3
"""How many rows to train next are named."""


class Reports:
    """Reports on rows.

    Args:
        store: Aggregates of the calls.
    """

    def __init__(self, store: ReportStore) -> None:
        """Report from a store."""
        self._store = store

    def rows_of(self, person: Person, trainee: str) -> tuple[RowScore, ...]:
        """Return a trainee's rows; a trainee may see their own.

        Raises:
            AccessDenied: If they are another's and the person is no trainer.
        """
        if person.id != trainee:
            person.must_train()
        return self._store.rows(trainee)


def weakest(rows: tuple[RowScore, ...]) -> tuple[RowScore, ...]:
    """Return the rows to train next, weakest first; rows with too few replies are not ranked."""
    rated = [row for row in rows if row.mean_score is not None]
    return tuple(sorted(rated, key=lambda row: (row.mean_score, row.row))[:WEAKEST])
