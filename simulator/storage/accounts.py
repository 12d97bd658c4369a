"""Accounts: passwords' hashes, failures of sign-in, people of the identity provider."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from simulator.domain.account import Account, Outsider, Secret
from simulator.domain.base import Clock
from simulator.domain.errors import AccessDenied, Conflict, NotFound
from simulator.domain.person import Person, Role
from simulator.storage.database import Database, one_at_a_time
from simulator.storage.people import as_person, name_key, new_person, random_id
from simulator.storage.tables import PersonRow, SessionRow
from simulator.storage.tables_desk import ClassRow, FailureRow, MemberRow


class SqlAccounts:
    """The store of accounts.

    Args:
        database: Where they are kept.
        clock: Dates new people.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        """Keep accounts in a database."""
        self._database = database
        self._clock = clock

    def accounts(self) -> tuple[Account, ...]:
        """Return everybody but guests, by name."""
        with self._database.reading() as session:
            classes = _classes_of(session)
            query = select(PersonRow).where(PersonRow.role != "guest").order_by(PersonRow.name, PersonRow.pk)
            return tuple(_account(row, tuple(classes.get(row.pk, ()))) for row in session.scalars(query))

    def has_admin(self) -> bool:
        """True if there is an administrator who may sign in."""
        with self._database.reading() as session:
            return _admins(session) > 0

    def secret(self, name: str) -> Secret | None:
        """Return what the check of a password needs; None for an unknown name."""
        with self._database.reading() as session:
            row = session.scalar(select(PersonRow).where(PersonRow.name_key == name_key(name)))
            if row is None:
                return None
            return Secret(
                person=as_person(row),
                password_hash=row.password_hash,
                disabled=row.disabled,
                must_change=row.must_change,
            )

    def set_up(self, name: str, password_hash: str) -> Person:
        """Make the first administrator, out of somebody known by that name if there is one.

        Raises:
            AccessDenied: ``set_up_done`` if there is an administrator by now.
        """
        with self._database.writing() as session:
            one_at_a_time(session)
            if _admins(session):
                raise AccessDenied("set_up_done")
            row = session.scalar(select(PersonRow).where(PersonRow.name_key == name_key(name)))
            if row is None:
                row = new_person(name, "admin", self._clock())
                session.add(row)
            row.role, row.password_hash, row.disabled = "admin", password_hash, False
            session.flush()
            return as_person(row)

    def add(self, people: Sequence[tuple[str, Role, str | None]], class_names: Sequence[str]) -> tuple[Person, ...]:
        """Make people (name, role, password hash) and put each into the class of the same place, all or nothing.

        Args:
            people: Whose passwords, if they have one, are to be changed at the first sign-in.
            class_names: A class for each of them, made if new; "" for none.

        Raises:
            Conflict: ``account_exists`` naming the first name that is there already.
        """
        with self._database.writing() as session:
            one_at_a_time(session)
            rows = [self._new(session, *person) for person in people]
            session.flush()
            for row, class_name in zip(rows, class_names, strict=True):
                if class_name:
                    class_pk = class_of_name(session, class_name, self._clock())
                    session.execute(insert(MemberRow).values(class_pk=class_pk, person_pk=row.pk))
            return tuple(as_person(row) for row in rows)

    def known(self, names: Sequence[str]) -> frozenset[str]:
        """Return those of the names that are there already, as given."""
        keys = {name_key(name): name for name in names}
        with self._database.reading() as session:
            found = session.scalars(select(PersonRow.name_key).where(PersonRow.name_key.in_(keys)))
            return frozenset(keys[key] for key in found)

    def set_password(self, person_id: str, password_hash: str, must_change: bool) -> None:
        """Change somebody's password and end all their sessions.

        Raises:
            NotFound: If there is nobody of that id.
        """
        with self._database.writing() as session:
            row = _row(session, person_id)
            row.password_hash, row.must_change = password_hash, must_change
            _sign_out(session, row.pk)

    def set_role(self, person_id: str, role: Role) -> None:
        """Change somebody's role and end all their sessions.

        Raises:
            NotFound: If there is nobody of that id.
            Conflict: ``last_admin`` if nobody could administer any more.
        """
        with self._database.writing() as session:
            one_at_a_time(session)
            row = _row(session, person_id)
            before = row.role
            row.role = role
            _sign_out(session, row.pk)
            _keep_an_admin(session, lost=before == "admin")

    def set_disabled(self, person_id: str, disabled: bool) -> None:
        """Bar somebody from signing in, or let them again; their sessions end.

        Raises:
            NotFound: If there is nobody of that id.
            Conflict: ``last_admin`` if nobody could administer any more.
        """
        with self._database.writing() as session:
            one_at_a_time(session)
            row = _row(session, person_id)
            row.disabled = disabled
            _sign_out(session, row.pk)
            _keep_an_admin(session, lost=row.role == "admin")

    def sign_out_everywhere(self, person_id: str) -> None:
        """End all of somebody's sessions.

        Raises:
            NotFound: If there is nobody of that id.
        """
        with self._database.writing() as session:
            _sign_out(session, _row(session, person_id).pk)

    def failures(self, name: str, address: str, since: datetime) -> tuple[int, int]:
        """Return how many sign-ins failed since then under the name, and from the address."""
        recent = FailureRow.at > since
        by_name = func.count().filter(FailureRow.name_key == name_key(name))
        by_address = func.count().filter(FailureRow.address == address)
        both = or_(FailureRow.name_key == name_key(name), FailureRow.address == address)
        with self._database.reading() as session:
            line = session.execute(select(by_name, by_address).where(recent, both)).one()
            return line[0], line[1]

    def note_failure(self, name: str, address: str, at: datetime, forget_before: datetime) -> None:
        """Note that a sign-in failed, and forget failures that are old."""
        with self._database.writing() as session:
            session.execute(delete(FailureRow).where(FailureRow.at < forget_before))
            session.execute(insert(FailureRow).values(name_key=name_key(name), address=address, at=at))

    def forget_failures(self, name: str) -> None:
        """Forget the failures under a name whose owner has just signed in."""
        with self._database.writing() as session:
            session.execute(delete(FailureRow).where(FailureRow.name_key == name_key(name)))

    def set_hash(self, person_id: str, password_hash: str) -> None:
        """Keep the same password hashed anew (parameters have grown); sessions go on."""
        with self._database.writing() as session:
            session.execute(update(PersonRow).where(PersonRow.id == person_id).values(password_hash=password_hash))

    def enter_outsider(self, outsider: Outsider) -> Person:
        """Return the person of the identity provider, made if new; name and role follow the provider.

        Raises:
            AccessDenied: ``account_disabled``, or ``outsider_name_taken`` if the name is somebody else's.
        """
        identity = f"{outsider.issuer} {outsider.subject}"
        with self._database.writing() as session:
            one_at_a_time(session)
            row = session.scalar(select(PersonRow).where(PersonRow.outsider == identity))
            taken = session.scalar(select(PersonRow).where(PersonRow.name_key == name_key(outsider.name)))
            if taken is not None and taken is not row:
                raise AccessDenied("outsider_name_taken")
            if row is None:
                row = new_person(outsider.name, outsider.role, self._clock())
                row.outsider = identity
                session.add(row)
            if row.disabled:
                raise AccessDenied("account_disabled")
            row.name, row.name_key, row.role = outsider.name, name_key(outsider.name), outsider.role
            session.flush()
            return as_person(row)

    def _new(self, session: Session, name: str, role: Role, password_hash: str | None) -> PersonRow:
        if session.scalar(select(PersonRow.pk).where(PersonRow.name_key == name_key(name))):
            raise Conflict("account_exists", name=name)
        row = new_person(name, role, self._clock())
        row.password_hash, row.must_change = password_hash, password_hash is not None
        session.add(row)
        session.flush()
        return row


def class_of_name(session: Session, name: str, at: datetime) -> int:
    """Return the key of the class of that name, made if new."""
    pk = session.scalar(select(ClassRow.pk).where(ClassRow.name_key == name_key(name)))
    if pk is not None:
        return pk
    row = ClassRow(id=random_id(), name=name.strip(), name_key=name_key(name), created_at=at)
    session.add(row)
    session.flush()
    return row.pk


def _row(session: Session, person_id: str) -> PersonRow:
    row = session.scalar(select(PersonRow).where(PersonRow.id == person_id))
    if row is None:
        raise NotFound("person_unknown")
    return row


def _admins(session: Session) -> int:
    query = select(func.count()).select_from(PersonRow)
    return session.scalar(query.where(PersonRow.role == "admin", PersonRow.disabled.is_(False))) or 0


def _keep_an_admin(session: Session, lost: bool) -> None:
    session.flush()
    if lost and not _admins(session):
        raise Conflict("last_admin")


def _sign_out(session: Session, person_pk: int) -> None:
    session.execute(delete(SessionRow).where(SessionRow.person_pk == person_pk))


def _classes_of(session: Session) -> dict[int, list[str]]:
    query = select(MemberRow.person_pk, ClassRow.name).join(ClassRow, ClassRow.pk == MemberRow.class_pk)
    found: dict[int, list[str]] = {}
    for person_pk, name in session.execute(query.order_by(ClassRow.name)):
        found.setdefault(person_pk, []).append(name)
    return found


def _account(row: PersonRow, classes: tuple[str, ...]) -> Account:
    return Account(
        person=as_person(row),
        has_password=row.password_hash is not None,
        must_change=row.must_change,
        disabled=row.disabled,
        external=row.outsider is not None,
        demo=row.demo,
        created_at=row.created_at,
        classes=classes,
    )
