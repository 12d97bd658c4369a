"""People and their sign-ins."""

import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from simulator.domain.base import Clock
from simulator.domain.errors import AccessDenied, NotFound
from simulator.domain.person import Person, Role
from simulator.storage.database import Database
from simulator.storage.tables import PersonRow, SessionRow

_RANK: dict[str, int] = {"guest": 0, "trainee": 1, "trainer": 2, "admin": 3}


def _random_id() -> str:
    return uuid.uuid4().hex


def _random_token() -> str:
    return secrets.token_urlsafe(32)


def name_key(name: str) -> str:
    """Return a name as it is compared: trimmed and case-folded."""
    return name.strip().casefold()


class SqlPeople:
    """The store of people.

    Args:
        database: Where people are kept.
        clock: Judges when a session ends.
        new_id: Makes ids of people.
        new_token: Makes session tokens.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        new_id: Callable[[], str] = _random_id,
        new_token: Callable[[], str] = _random_token,
    ) -> None:
        """Keep people in a database."""
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._new_token = new_token

    def enter(self, name: str, role: Role) -> Person:
        """Return the person of that name, made if new (names are compared trimmed and case-folded).

        Every guest is a new person. Somebody known who enters with a higher role has it from then on.

        Raises:
            AccessDenied: If the name belongs to somebody with a higher role than the one granted here:
                a name alone must not open a trainer's desk.
        """
        with self._database.writing() as session:
            known = session.scalar(select(PersonRow).where(PersonRow.name_key == name_key(name)))
            if role == "guest" or known is None:
                return self._make(session, name.strip(), role)
            if _RANK[known.role] > _RANK[role]:
                raise AccessDenied("name_needs_code")
            known.role = role
            return _person(known)

    def person(self, person_id: str) -> Person:
        """Return a person by id.

        Raises:
            NotFound: If there is none.
        """
        with self._database.reading() as session:
            row = session.scalar(select(PersonRow).where(PersonRow.id == person_id))
            if row is None:
                raise NotFound("person_unknown")
            return _person(row)

    def open_session(self, person_id: str, seconds: int) -> str:
        """Return a new random session token; only its SHA-256 is kept, valid for so many seconds.

        Raises:
            NotFound: If there is no such person.
        """
        token, now = self._new_token(), self._clock()
        with self._database.writing() as session:
            pk = session.scalar(select(PersonRow.pk).where(PersonRow.id == person_id))
            if pk is None:
                raise NotFound("person_unknown")
            session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
            values = {"token_hash": _hash(token), "person_pk": pk, "expires_at": now + timedelta(seconds=seconds)}
            session.execute(insert(SessionRow).values(values))
        return token

    def by_session(self, token: str) -> Person | None:
        """Return who holds the token; None if it is unknown, ended or expired."""
        query = (
            select(PersonRow)
            .join(SessionRow, SessionRow.person_pk == PersonRow.pk)
            .where(SessionRow.token_hash == _hash(token), SessionRow.expires_at > self._clock())
        )
        with self._database.reading() as session:
            row = session.scalar(query)
            return None if row is None else _person(row)

    def close_session(self, token: str) -> None:
        """End a session; ending one that is unknown does nothing."""
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))

    def _make(self, session: Session, name: str, role: Role) -> Person:
        person_id = self._new_id()
        row = PersonRow(
            id=person_id,
            name=name,
            name_key=f"guest:{person_id}" if role == "guest" else name_key(name),
            role=role,
            created_at=self._clock(),
        )
        session.add(row)
        session.flush()
        return _person(row)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _person(row: PersonRow) -> Person:
    return Person.model_validate({"id": row.id, "name": row.name, "role": row.role})
