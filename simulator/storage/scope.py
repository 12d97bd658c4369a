"""A dashboard's scope as conditions on the tables that carry a person, a mode and a week or instant."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select

from simulator.domain.dashboard import Scope
from simulator.storage.tables import CallRow, ElementCountRow, PersonRow, ReplyRow, SituationCountRow, ViolationRow
from simulator.storage.tables_desk import ClassRow, MemberRow

Weekly = type[ReplyRow] | type[ViolationRow] | type[SituationCountRow] | type[ElementCountRow]


def weekly(query: Select[*tuple[Any, ...]], table: Weekly, scope: Scope) -> Select[*tuple[Any, ...]]:
    """Return the query restricted to the scope, over a table that carries weeks."""
    conditions = [*_people(table.person_pk, scope)]
    if scope.mode is not None:
        conditions.append(table.mode == scope.mode)
    if scope.since is not None:
        conditions.append(table.week >= monday(scope.since).toordinal())
    if scope.until is not None:
        conditions.append(table.week <= monday(scope.until).toordinal())
    return query.where(*conditions)


def calls(query: Select[*tuple[Any, ...]], scope: Scope, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """Return the query over `calls` restricted to the scope and to calls that count."""
    conditions = [CallRow.counts, *_people(CallRow.person_pk, scope)]
    if scope.mode is not None:
        conditions.append(CallRow.mode == scope.mode)
    if scope.since is not None:
        conditions.append(CallRow.began_at >= _start(monday(scope.since), zone))
    if scope.until is not None:
        conditions.append(CallRow.began_at < _start(monday(scope.until) + timedelta(days=7), zone))
    return query.where(*conditions)


def monday(day: date) -> date:
    """Return the Monday on or before a day."""
    return day - timedelta(days=day.weekday())


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _people(column: Any, scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.class_id is not None:
        members = select(MemberRow.person_pk).join(ClassRow, ClassRow.pk == MemberRow.class_pk)
        conditions.append(column.in_(members.where(ClassRow.id == scope.class_id)))
    if scope.trainee is not None:
        conditions.append(column == select(PersonRow.pk).where(PersonRow.id == scope.trainee).scalar_subquery())
    return conditions
