"""How each row of the guide goes, computed by the database."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from simulator.domain.summaries import RowScore, mean_of
from simulator.storage.database import Database
from simulator.storage.tables import PersonRow, SituationCountRow

_S = SituationCountRow
_SUMS = ("replies", "scored", "total", "passed")
_BY_PERSON = select(_S.person_pk, _S.situation, *(func.sum(getattr(_S, name)).label(name) for name in _SUMS)).group_by(
    _S.person_pk, _S.situation
)
"""In the order of the key, which is quicker than to sort by situation alone."""


class SqlReports:
    """The store of reports.

    Args:
        database: Where calls are kept.
        row_of: Row of the guide of each situation; grades of other situations are left out.
    """

    def __init__(self, database: Database, row_of: Mapping[str, int]) -> None:
        """Report on a database."""
        self._database = database
        self._row_of = row_of

    def rows(self, trainee: str | None = None) -> tuple[RowScore, ...]:
        """Return a line for every situation that was graded (for one trainee or all), by row."""
        query = _BY_PERSON
        if trainee is not None:
            query = query.join(PersonRow, PersonRow.pk == _S.person_pk).where(PersonRow.id == trainee)
        sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
        with self._database.reading() as session:
            for line in session.execute(query):
                for name in _SUMS:
                    sums[line.situation][name] += int(getattr(line, name))
        known = (self._row_score(key, found) for key, found in sums.items() if key in self._row_of)
        return tuple(sorted(known, key=lambda score: score.row))

    def _row_score(self, situation: str, sums: Mapping[str, Any]) -> RowScore:
        return RowScore(
            situation=situation,
            row=self._row_of[situation],
            replies=int(sums["replies"]),
            passed=int(sums["passed"]),
            mean_score=mean_of(int(sums["total"]), int(sums["scored"])),
        )
