"""People and their sign-ins."""

import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from simulator.domain.base import Clock
from simulator.domain.errors import AccessDenied, NotFound
from simulator.domain.person import Person, Role
from simulator.storage.database import Database, one_at_a_time
from simulator.storage.tables import PersonRow, SessionRow

_RANK: dict[str, int] = {"guest": 0, "trainee": 1, "trainer": 2, "admin": 3}


def random_id() -> str:
    """Return a new id."""
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
        new_id: Callable[[], str] = random_id,
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
            AccessDenied: ``name_needs_code`` if the name belongs to somebody with a higher role than the one
                granted here (a name alone must not open a trainer's desk), ``name_needs_password`` if to an
                account with a password or at the identity provider, ``account_disabled``.
        """
        with self._database.writing() as session:
            one_at_a_time(session)
            known = session.scalar(select(PersonRow).where(PersonRow.name_key == name_key(name)))
            if role == "guest" or known is None:
                row = new_person(name, role, self._clock(), self._new_id())
                session.add(row)
                return as_person(row)
            _may_enter(known, role)
            known.role = role
            return as_person(known)

    def person(self, person_id: str) -> Person:
        """Return a person by id.

        Raises:
            NotFound: If there is none.
        """
        with self._database.reading() as session:
            row = session.scalar(select(PersonRow).where(PersonRow.id == person_id))
            if row is None:
                raise NotFound("person_unknown")
            return as_person(row)

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
            .where(PersonRow.disabled.is_(False))
        )
        with self._database.reading() as session:
            row = session.scalar(query)
            return None if row is None else as_person(row)

    def close_session(self, token: str) -> None:
        """End a session; ending one that is unknown does nothing."""
        with self._database.writing() as session:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))


def new_person(name: str, role: Role, at: datetime, person_id: str | None = None) -> PersonRow:
    """Return a row for somebody new."""
    known_as = person_id or random_id()
    key = f"guest:{known_as}" if role == "guest" else name_key(name)
    return PersonRow(id=known_as, name=name.strip(), name_key=key, role=role, created_at=at)


def _may_enter(known: PersonRow, role: Role) -> None:
    """Raise unless somebody known may enter by name with this role."""
    if known.disabled:
        raise AccessDenied("account_disabled")
    if known.password_hash is not None or known.outsider is not None:
        raise AccessDenied("name_needs_password")
    if _RANK[known.role] > _RANK[role]:
        raise AccessDenied("name_needs_code")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def as_person(row: PersonRow) -> Person:
    """Return a row as the person that others see."""
    return Person.model_validate({"id": row.id, "name": row.name, "role": row.role})
