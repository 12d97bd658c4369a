"""Classes, assignments, attempts, and certificates."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from simulator.domain.base import Clock
from simulator.domain.classroom import Assignment, AssignmentDraft, Certificate, Classroom, Item, Tries
from simulator.domain.errors import Conflict, NotFound
from simulator.domain.person import Person
from simulator.storage.attempts import tries
from simulator.storage.database import Database, one_at_a_time
from simulator.storage.people import as_person, name_key, random_id
from simulator.storage.tables import PersonRow, ReplyRow
from simulator.storage.tables_desk import AssignmentRow, CertificateRow, ClassRow, MemberRow

_ITEMS: TypeAdapter[tuple[Item, ...]] = TypeAdapter(tuple[Item, ...])


class SqlClasses:
    """The store of classes.

    Args:
        database: Where they are kept.
        clock: Dates what is new.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep classes in a database."""
        self._database = database
        self._clock = clock

    def classes(self) -> tuple[Classroom, ...]:
        """Return all classes by name."""
        members = select(func.count()).where(MemberRow.class_pk == ClassRow.pk).scalar_subquery()
        query = select(ClassRow.id, ClassRow.name, ClassRow.created_at, members.label("members"))
        with self._database.reading() as session:
            lines = session.execute(query.order_by(ClassRow.name, ClassRow.pk))
            return tuple(Classroom.model_validate(line._asdict()) for line in lines)

    def create(self, name: str) -> Classroom:
        """Make a class.

        Raises:
            Conflict: ``class_exists``.
        """
        row = ClassRow(id=random_id(), name=name, name_key=name_key(name), created_at=self._clock())
        with self._database.writing() as session:
            one_at_a_time(session)
            _name_is_free(session, name)
            session.add(row)
            session.flush()
            return Classroom(id=row.id, name=row.name, members=0, created_at=row.created_at)

    def rename(self, class_id: str, name: str) -> None:
        """Give a class another name.

        Raises:
            NotFound: ``class_unknown``.
            Conflict: ``class_exists``.
        """
        with self._database.writing() as session:
            one_at_a_time(session)
            row = _class(session, class_id)
            if name_key(name) != row.name_key:
                _name_is_free(session, name)
            row.name, row.name_key = name, name_key(name)

    def delete(self, class_id: str) -> None:
        """Remove a class and its assignments; its members and their calls stay.

        Raises:
            NotFound: ``class_unknown``.
        """
        with self._database.writing() as session:
            session.execute(delete(ClassRow).where(ClassRow.pk == _class(session, class_id).pk))

    def trainees(self) -> tuple[Person, ...]:
        """Return all trainees who may sign in, by name."""
        query = select(PersonRow).where(PersonRow.role == "trainee", PersonRow.disabled.is_(False))
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(PersonRow.name, PersonRow.pk))
            return tuple(as_person(row) for row in rows)

    def members(self, class_id: str) -> tuple[Person, ...]:
        """Return the members of a class by name.

        Raises:
            NotFound: ``class_unknown``.
        """
        with self._database.reading() as session:
            return _members(session, _class(session, class_id).pk)

    def set_members(self, class_id: str, person_ids: Sequence[str]) -> None:
        """Make these people the members of a class.

        Raises:
            NotFound: ``class_unknown`` or ``person_unknown``.
        """
        wanted = set(person_ids)
        with self._database.writing() as session:
            class_pk = _class(session, class_id).pk
            pks = session.scalars(select(PersonRow.pk).where(PersonRow.id.in_(wanted))).all()
            if len(pks) != len(wanted):
                raise NotFound("person_unknown")
            session.execute(delete(MemberRow).where(MemberRow.class_pk == class_pk))
            if pks:
                session.execute(insert(MemberRow), [{"class_pk": class_pk, "person_pk": pk} for pk in pks])

    def assign(self, draft: AssignmentDraft, by: str) -> Assignment:
        """Keep an assignment.

        Raises:
            NotFound: ``class_unknown``.
        """
        with self._database.writing() as session:
            of = _class(session, draft.class_id)
            row = AssignmentRow(
                id=random_id(),
                class_pk=of.pk,
                title=draft.title,
                items=_ITEMS.dump_json(draft.items).decode(),
                mode=draft.mode,
                due_at=draft.due_at,
                attempts=draft.attempts,
                pass_mark=draft.pass_mark,
                assigned_at=self._clock(),
                assigned_by=by,
            )
            session.add(row)
            session.flush()
            return _assignment(row, of)

    def withdraw(self, assignment_id: str) -> None:
        """Take an assignment back.

        Raises:
            NotFound: ``assignment_unknown``.
        """
        gone = delete(AssignmentRow).where(AssignmentRow.id == assignment_id).returning(AssignmentRow.pk)
        with self._database.writing() as session:
            if session.execute(gone).one_or_none() is None:
                raise NotFound("assignment_unknown")

    def assignments(self, class_id: str | None = None, trainee: str | None = None) -> tuple[Assignment, ...]:
        """Return assignments of a class, or of the classes of a trainee, soonest due first."""
        query = select(AssignmentRow, ClassRow).join(ClassRow, ClassRow.pk == AssignmentRow.class_pk)
        if class_id is not None:
            query = query.where(ClassRow.id == class_id)
        if trainee is not None:
            mine = select(MemberRow.class_pk).join(PersonRow, PersonRow.pk == MemberRow.person_pk)
            query = query.where(ClassRow.pk.in_(mine.where(PersonRow.id == trainee)))
        with self._database.reading() as session:
            lines = session.execute(query.order_by(AssignmentRow.due_at, AssignmentRow.pk))
            return tuple(_assignment(row, of) for row, of in lines)

    def tries(self, assignment: Assignment, trainees: Sequence[str]) -> tuple[Tries, ...]:
        """Return what these people's attempts at each item come to since the assignment was given."""
        with self._database.reading() as session:
            return tries(session, assignment, trainees)

    def latest(self, trainee: str, count: int) -> dict[str, tuple[tuple[int, bool], ...]]:
        """Return by situation the last scored replies of somebody (score, critical), newest first."""
        r = ReplyRow
        newest = (r.at.desc(), r.call_pk.desc(), r.turn.desc(), r.part)
        place = func.row_number().over(partition_by=r.situation, order_by=newest).label("place")
        numbered = (
            select(r.situation, r.score, r.critical, place)
            .join(PersonRow, PersonRow.pk == r.person_pk)
            .where(PersonRow.id == trainee, r.score.is_not(None))
            .subquery()
        )
        query = select(numbered).where(numbered.c.place <= count).order_by(numbered.c.situation, numbered.c.place)
        found: dict[str, tuple[tuple[int, bool], ...]] = {}
        with self._database.reading() as session:
            for line in session.execute(query):
                found[line.situation] = (*found.get(line.situation, ()), (line.score, line.critical))
        return found

    def sign(self, certificate: Certificate) -> None:
        """Keep a certificate.

        Raises:
            NotFound: ``person_unknown``.
        """
        with self._database.writing() as session:
            pk = session.scalar(select(PersonRow.pk).where(PersonRow.id == certificate.trainee))
            if pk is None:
                raise NotFound("person_unknown")
            values = certificate.model_dump(exclude={"trainee", "name", "rows"})
            session.execute(insert(CertificateRow).values(person_pk=pk, rows=json.dumps(certificate.rows), **values))

    def certificates(self, trainee: str | None = None) -> tuple[Certificate, ...]:
        """Return certificates, newest first."""
        query = select(CertificateRow, PersonRow).join(PersonRow, PersonRow.pk == CertificateRow.person_pk)
        if trainee is not None:
            query = query.where(PersonRow.id == trainee)
        with self._database.reading() as session:
            lines = session.execute(query.order_by(CertificateRow.signed_at.desc(), CertificateRow.pk.desc()))
            return tuple(_certificate(row, person) for row, person in lines)


def _name_is_free(session: Session, name: str) -> None:
    if session.scalar(select(ClassRow.pk).where(ClassRow.name_key == name_key(name))) is not None:
        raise Conflict("class_exists", name=name)


def _class(session: Session, class_id: str) -> ClassRow:
    row = session.scalar(select(ClassRow).where(ClassRow.id == class_id))
    if row is None:
        raise NotFound("class_unknown")
    return row


def _members(session: Session, class_pk: int) -> tuple[Person, ...]:
    query = select(PersonRow).join(MemberRow, MemberRow.person_pk == PersonRow.pk)
    rows = session.scalars(query.where(MemberRow.class_pk == class_pk).order_by(PersonRow.name, PersonRow.pk))
    return tuple(as_person(row) for row in rows)


def _assignment(row: AssignmentRow, of: ClassRow) -> Assignment:
    return Assignment.model_validate(
        {
            "id": row.id,
            "class_id": of.id,
            "class_name": of.name,
            "title": row.title,
            "items": _ITEMS.validate_json(row.items),
            "mode": row.mode,
            "due_at": row.due_at,
            "attempts": row.attempts,
            "pass_mark": row.pass_mark,
            "assigned_at": row.assigned_at,
            "assigned_by": row.assigned_by,
        }
    )


def _certificate(row: CertificateRow, person: PersonRow) -> Certificate:
    rows: dict[str, Any] = json.loads(row.rows)
    return Certificate(
        id=row.id,
        trainee=person.id,
        name=person.name,
        rows=rows,
        rubric=row.rubric,
        signed_by=row.signed_by,
        signed_at=row.signed_at,
        note=row.note,
    )
