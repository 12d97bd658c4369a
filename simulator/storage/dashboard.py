"""The trainer's dashboards, computed by the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, case, func, literal, select
from sqlalchemy.orm import Session

from simulator.domain.dashboard import (
    CallsTaken,
    Dimension,
    ElementRate,
    Example,
    HeatCell,
    Lift,
    PickUp,
    RowTiming,
    ScenarioHealth,
    Scope,
    TrendPoint,
    ViolationCount,
)
from simulator.domain.masking import mask_phones
from simulator.domain.summaries import FEWEST_REPLIES, mean_of
from simulator.storage import scope as within
from simulator.storage.database import Database
from simulator.storage.missed import missed
from simulator.storage.tables import CallRow, ElementCountRow, PersonRow, SituationCountRow, ViolationRow
from simulator.storage.tables_desk import ClassRow, MemberRow
from simulator.storage.taken import taken

RINGS_ALLOWED = 3
"""Row 15: answered after the third ring, an owner is owed an apology."""

EXAMPLES = 3
"""How many examples go with a violation."""

Line = Row[*tuple[Any, ...]]
Query = Select[*tuple[Any, ...]]

_S, _E = SituationCountRow, ElementCountRow
_MEAN_CALL = (CallRow.score_sum * 1.0 / func.nullif(CallRow.scored, 0)).label("score")


class SqlDashboard:
    """The store of dashboards.

    Args:
        database: Where calls are kept.
        row_of: Row of the guide of each situation; grades of other situations are left out.
        zone: Time zone in which a week begins.
    """

    def __init__(self, database: Database, row_of: Mapping[str, int], zone: ZoneInfo) -> None:
        """Report on a database."""
        self._database = database
        self._row_of = row_of
        self._zone = zone

    def heat(self, scope: Scope) -> tuple[HeatCell, ...]:
        """Return a cell for every person and row that was graded, by name and row."""
        with self._database.reading() as session:
            people = _people(session)
            lines = session.execute(_sums(_S, _S.situation, ("replies", "passed", "scored", "total"), scope)).all()
        cells = (self._cell(line, *people[line.person_pk]) for line in lines if line.situation in self._row_of)
        return tuple(sorted(cells, key=lambda c: (c.name, c.trainee, c.row)))

    def taken(self, scope: Scope) -> tuple[CallsTaken, ...]:
        """Return a line for everybody who has taken a call that counts, by name."""
        return taken(self._database, self._zone, scope)

    def trend(self, scope: Scope, by: Dimension = "all") -> tuple[TrendPoint, ...]:
        """Return a point for every week with replies, of everybody, each class or each person."""
        with self._database.reading() as session:
            lines = session.execute(_trend(scope, by)).all()
        return tuple(_point(line) for line in lines)

    def lifts(self, scope: Scope) -> tuple[Lift, ...]:
        """Return first and best scored call of everybody who has one, by name."""
        scored = within.calls(_SCORED_CALLS, scope, self._zone).subquery()
        columns = (scored.c.person_pk, func.count().label("calls"), func.max(scored.c.score).label("best"))
        first = func.max(case((scored.c.place == 1, scored.c.score))).label("first")
        with self._database.reading() as session:
            people = _people(session)
            lines = session.execute(select(*columns, first).group_by(scored.c.person_pk)).all()
        return tuple(
            sorted((_lift(line, *people[line.person_pk]) for line in lines), key=lambda x: (x.name, x.trainee))
        )

    def elements(self, scope: Scope) -> tuple[ElementRate, ...]:
        """Return how often each element was missed, most often first."""
        query = _over_people(_sums(_E, _E.element, ("met", "missed", "unsure"), scope), "element")
        with self._database.reading() as session:
            rates = [_rate(line) for line in session.execute(query)]
        return tuple(sorted(rates, key=lambda r: (-r.missed, r.element)))

    def missed(self, scope: Scope, element: str, situations: Collection[str], limit: int) -> tuple[Example, ...]:
        """Return the latest replies in these situations that miss an element, telephone numbers masked."""
        return tuple(islice(missed(self._database, self._zone, scope, element, situations), limit))

    def violations(self, scope: Scope) -> tuple[ViolationCount, ...]:
        """Return how often each violation occurred, most often first, with the latest words as examples."""
        v = ViolationRow
        counts = select(v.key, func.max(v.severity).label("severity"), func.count().label("count"))
        counts = counts.add_columns(func.count(v.person_pk.distinct()).label("people"))
        with self._database.reading() as session:
            lines = session.execute(within.weekly(counts, v, scope).group_by(v.key)).all()
            examples = _examples(session, scope)
        found = (_violation(line, examples[line.key]) for line in lines)
        return tuple(sorted(found, key=lambda c: (-c.count, c.violation)))

    def timing(self, scope: Scope) -> tuple[RowTiming, ...]:
        """Return how long owners waited for the first words, by row."""
        query = _over_people(_sums(_S, _S.situation, ("timed", "ms", "slow"), scope), "situation")
        with self._database.reading() as session:
            lines = session.execute(query).all()
        rows = (self._timing(line) for line in lines if line.situation in self._row_of and line.timed)
        return tuple(sorted(rows, key=lambda r: r.row))

    def pick_up(self, scope: Scope) -> PickUp:
        """Return how soon calls are answered."""
        late = func.count(case((CallRow.rings > RINGS_ALLOWED, 1))).label("late")
        query = select(func.count().label("calls"), func.sum(CallRow.rings).label("total"), late)
        with self._database.reading() as session:
            line = session.execute(within.calls(query.where(CallRow.rings.is_not(None)), scope, self._zone)).one()
        n = line.calls
        return PickUp(calls=n, mean_rings=mean_of(int(line.total or 0), n), late=mean_of(line.late, n))

    def scenarios(self, scope: Scope) -> tuple[ScenarioHealth, ...]:
        """Return how each scenario fares, by key."""
        with self._database.reading() as session:
            query = within.calls(_HEALTH, scope, self._zone).group_by(CallRow.scenario).order_by(CallRow.scenario)
            return tuple(_health(line) for line in session.execute(query))

    def _cell(self, line: Line, trainee: str, name: str) -> HeatCell:
        return HeatCell(
            trainee=trainee,
            name=name,
            situation=line.situation,
            row=self._row_of[line.situation],
            replies=int(line.replies),
            passed=int(line.passed),
            scored=int(line.scored),
            score_sum=int(line.total),
            mean_score=mean_of(int(line.total), int(line.scored)),
        )

    def _timing(self, line: Line) -> RowTiming:
        replies = int(line.timed)
        return RowTiming(
            situation=line.situation,
            row=self._row_of[line.situation],
            replies=replies,
            mean_seconds=mean_of(int(line.ms) / 1000, replies),
            slow=mean_of(int(line.slow), replies),
        )


def _people(session: Session) -> dict[int, tuple[str, str]]:
    """Return id and name by key: joining them by hand lets the aggregates run over an index alone."""
    return {
        pk: (person, name) for pk, person, name in session.execute(select(PersonRow.pk, PersonRow.id, PersonRow.name))
    }


def _sums(table: type[SituationCountRow | ElementCountRow], by: Any, names: Sequence[str], scope: Scope) -> Query:
    """Return the query for sums by person and something else, in the order of the key."""
    sums = (func.sum(getattr(table, name)).label(name) for name in names)
    return within.weekly(select(table.person_pk, by, *sums), table, scope).group_by(table.person_pk, by)


def _over_people(by_person: Query, by: str) -> Query:
    """Return the query for sums over everybody.

    SQLite would sort half a million rows by element; in the order of the key it sums them up without, and what is left
    to be sorted are a few thousand.
    """
    part = by_person.subquery()
    sums = (func.sum(column).label(column.name) for column in part.c if column.name not in ("person_pk", by))
    return select(part.c[by], *sums).group_by(part.c[by])


def _trend(scope: Scope, by: Dimension) -> Query:
    """Return the query for who, name, week and the sums, in this order.

    Each person's weeks are summed up first: names are then joined to thousands of lines, not to every count.
    """
    names = ("replies", "scored", "total")
    if by == "all":
        nobody = (literal("").label("who"), literal("").label("name"))
        everybody = select(*nobody, _S.week, *(func.sum(getattr(_S, name)).label(name) for name in names))
        return within.weekly(everybody, _S, scope).group_by(_S.week).order_by(_S.week)
    weeks = _sums(_S, _S.week, names, scope).subquery()
    sums = [func.sum(weeks.c[name]).label(name) for name in names]
    of: type[PersonRow | ClassRow] = PersonRow if by == "person" else ClassRow
    query: Query = select(of.id.label("who"), of.name.label("name"), weeks.c.week, *sums).select_from(weeks)
    if by == "person":
        query = query.join(PersonRow, PersonRow.pk == weeks.c.person_pk)
    else:
        query = query.join(MemberRow, MemberRow.person_pk == weeks.c.person_pk)
        query = query.join(ClassRow, ClassRow.pk == MemberRow.class_pk)
        if scope.class_id is not None:  # its members may be in others, too
            query = query.where(ClassRow.id == scope.class_id)
    return query.group_by(of.id, of.name, weeks.c.week).order_by(of.name, of.id, weeks.c.week)


_SCORED_CALLS: Query = select(
    CallRow.person_pk,
    _MEAN_CALL,
    func.row_number().over(partition_by=CallRow.person_pk, order_by=(CallRow.began_at, CallRow.pk)).label("place"),
).where(CallRow.scored > 0)
_HEALTH: Query = select(
    CallRow.scenario,
    func.count().label("calls"),
    func.count(case((CallRow.end_reason.in_(("completed", "transferred")), 1))).label("finished"),
    func.count(case((CallRow.end_reason == "caller_hung_up", 1))).label("hung_up_on"),
    func.count(case((CallRow.end_reason == "abandoned", 1), (CallRow.end_reason.is_(None), 1))).label("left"),
    func.count(case((CallRow.criticals > 0, 1))).label("critical"),
    func.sum(CallRow.scored).label("scored"),
    func.sum(CallRow.score_sum).label("total"),
)


def _point(line: Line) -> TrendPoint:
    return TrendPoint(
        who=line.who or None,
        name=line.name,
        week=date.fromordinal(line.week),
        replies=int(line.replies),
        mean_score=mean_of(int(line.total), int(line.scored)),
    )


def _lift(line: Line, trainee: str, name: str) -> Lift:
    enough = line.calls >= FEWEST_REPLIES
    return Lift(
        trainee=trainee,
        name=name,
        calls=line.calls,
        first=round(line.first) if enough else None,
        best=round(line.best) if enough else None,
    )


def _rate(line: Line) -> ElementRate:
    met, missed, unsure = int(line.met), int(line.missed), int(line.unsure)
    asked = met + missed + unsure
    return ElementRate(
        element=line.element, asked=asked, missed=missed, unsure=unsure, rate=mean_of(missed, met + missed)
    )


def _examples(session: Session, scope: Scope) -> defaultdict[str, list[Example]]:
    """Return the latest words of each violation in the scope."""
    v = ViolationRow
    place = func.row_number().over(partition_by=v.key, order_by=(v.at.desc(), v.call_pk, v.turn)).label("place")
    latest = within.weekly(select(v.key, v.call_pk, v.turn, v.quote, place).where(v.quote.is_not(None)), v, scope)
    numbered = latest.subquery()
    query = (
        select(numbered, CallRow.id)
        .join(CallRow, CallRow.pk == numbered.c.call_pk)
        .where(numbered.c.place <= EXAMPLES)
        .order_by(numbered.c.key, numbered.c.place)
    )
    found: defaultdict[str, list[Example]] = defaultdict(list)
    for line in session.execute(query):
        found[line.key].append(Example(call_id=line.id, turn=line.turn, words=mask_phones(line.quote)))
    return found


def _violation(line: Line, examples: Sequence[Example]) -> ViolationCount:
    return ViolationCount(
        violation=line.key,
        severity=line.severity,
        count=line.count,
        people=line.people,
        examples=tuple(examples),
    )


def _health(line: Line) -> ScenarioHealth:
    n = line.calls
    return ScenarioHealth(
        scenario=line.scenario,
        calls=n,
        finished=mean_of(line.finished, n),
        left=mean_of(line.left, n),
        hung_up_on=mean_of(line.hung_up_on, n),
        critical=mean_of(line.critical, n),
        mean_score=mean_of(int(line.total), int(line.scored)),
    )
