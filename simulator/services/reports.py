"""What the trainer's page shows: who practises, how it goes, and which rows are weakest."""

from simulator.domain.base import Frozen
from simulator.domain.person import Person
from simulator.domain.summaries import RowScore, TraineeScore
from simulator.services.ports import ReportStore


class Overview(Frozen):
    """The trainer's first page.

    Attributes:
        trainees: A line for everybody who has taken a call that counts, by name.
        rows: A line for every situation that was graded, by row of the guide.
        weakest: The rows with the lowest mean among those with enough replies, weakest first.
    """

    trainees: tuple[TraineeScore, ...]
    rows: tuple[RowScore, ...]
    weakest: tuple[RowScore, ...]


WEAKEST = 3
"""How many rows to train next are named."""


class Reports:
    """Reports for trainers.

    Args:
        store: Aggregates of the calls.
    """

    def __init__(self, store: ReportStore) -> None:
        """Report from a store."""
        self._store = store

    def overview(self, person: Person) -> Overview:
        """Return the trainer's first page.

        Raises:
            AccessDenied: If the person is no trainer.
        """
        person.must_train()
        rows = self._store.rows()
        return Overview(trainees=self._store.trainees(), rows=rows, weakest=weakest(rows))

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
