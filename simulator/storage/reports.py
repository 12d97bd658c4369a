"""Aggregates for trainers, computed by the database."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from simulator.domain.summaries import RowScore, TraineeScore, mean_of
from simulator.storage.database import Database
from simulator.storage.tables import CallRow, PersonRow, SituationCountRow

Line = Row[*tuple[Any, ...]]

WEAKEST = 3
"""How many of the weakest rows a line about a trainee names."""

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

    def trainees(self) -> tuple[TraineeScore, ...]:
        """Return a line for everybody who has taken a call that counts, by name."""
        with self._database.reading() as session:
            people = session.execute(_PEOPLE).all()
            by_person = self._by_person(session)
        return tuple(_trainee(person, by_person[person.pk]) for person in people)

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

    def _by_person(self, session: Session) -> defaultdict[int, list[tuple[RowScore, int, int]]]:
        """Return (row, sum of scores, number of scores) of every situation, by person."""
        found: defaultdict[int, list[tuple[RowScore, int, int]]] = defaultdict(list)
        for line in session.execute(_BY_PERSON):
            if line.situation in self._row_of:
                row = self._row_score(line.situation, line._asdict())
                found[line.person_pk].append((row, int(line.total), int(line.scored)))
        return found

    def _row_score(self, situation: str, sums: Mapping[str, Any]) -> RowScore:
        return RowScore(
            situation=situation,
            row=self._row_of[situation],
            replies=int(sums["replies"]),
            passed=int(sums["passed"]),
            mean_score=mean_of(int(sums["total"]), int(sums["scored"])),
        )


_PEOPLE = (
    select(
        PersonRow.pk,
        PersonRow.id,
        PersonRow.name,
        func.count().label("calls"),
        func.max(CallRow.began_at).label("last_call_at"),
    )
    .join(CallRow, CallRow.person_pk == PersonRow.pk)
    .where(CallRow.counts)
    .group_by(PersonRow.pk, PersonRow.id, PersonRow.name)
    .order_by(PersonRow.name, PersonRow.pk)
)


def _trainee(person: Line, rows: list[tuple[RowScore, int, int]]) -> TraineeScore:
    rated = [row for row, _, _ in rows if row.mean_score is not None]
    return TraineeScore(
        trainee=person.id,
        name=person.name,
        calls=person.calls,
        replies=sum(row.replies for row, _, _ in rows),
        mean_score=mean_of(sum(total for _, total, _ in rows), sum(scored for _, _, scored in rows)),
        last_call_at=person.last_call_at,
        weakest=tuple(sorted(rated, key=lambda row: (row.mean_score, row.row))[:WEAKEST]),
    )
