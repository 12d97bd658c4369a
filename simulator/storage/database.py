"""Opening the database, and transactions on it.

SQLite is opened for many readers beside one writer: write-ahead log, foreign keys on, a writer waits for
its turn, and a commit is not flushed to disk one by one (`synchronous=NORMAL`: a power cut may lose the
last moments, never the file). PostgreSQL is reached through psycopg 3.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from simulator.domain.errors import StorageError
from simulator.storage.tables import CallRow, PersonRow, ReplyRow
from simulator.storage.upgrade import HEAD, upgrade

BUSY_TIMEOUT_MS = 15_000
CONNECT_TIMEOUT_SECONDS = 5
_BRIEFLY_SECONDS = 0.01
_ONE_STATE = "REPEATABLE READ"
_RULES_LOCK = 7_417_002  # any number but that of the upgrade
_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-16000",
)


@dataclass(frozen=True)
class DatabaseInfo:
    """What an administrator wants to know; the password is not in the address."""

    address: str
    version: str
    bytes: int
    people: int
    calls: int
    replies: int


class Database:
    """An open database whose tables are those of this version."""

    def __init__(self, engine: Engine) -> None:
        """Use `open_database`."""
        self._engine = engine
        self._writer = engine.execution_options(simulator_writes=True)
        # On SQLite every transaction sees one state anyway.
        self._reader = engine if self.dialect == "sqlite" else engine.execution_options(isolation_level=_ONE_STATE)
        # SQLite has one writer at a time and lets others poll with growing pauses; threads queue up here instead.
        self._queue: AbstractContextManager[object] = Lock() if self.dialect == "sqlite" else nullcontext()

    @property
    def dialect(self) -> str:
        """Either "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the data.

        Raises:
            StorageError: If the database fails.
        """
        with _failures(), Session(self._reader) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are kept all together at the end, or not at all on any error.

        Raises:
            StorageError: If the database fails.
        """
        with self._queue, _failures(), Session(self._writer) as session, session.begin():
            yield session

    def info(self) -> DatabaseInfo:
        """Return what an administrator wants to know of the database.

        Raises:
            StorageError: If the database fails.
        """
        sqlite_size = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        size = sqlite_size if self.dialect == "sqlite" else "SELECT pg_database_size(current_database())"
        with self.reading() as session:
            tables = (PersonRow, CallRow, ReplyRow)
            counts = [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
            return DatabaseInfo(
                address=self._engine.url.render_as_string(hide_password=True),
                version=HEAD,
                bytes=session.scalar(text(size)) or 0,
                people=counts[0],
                calls=counts[1],
                replies=counts[2],
            )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def one_at_a_time(session: Session) -> None:
    """Let no other transaction that asks for the same go on until this one ends.

    For rules over several rows, such as "one person a name" and "always an administrator". SQLite has one
    writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _RULES_LOCK})


def open_database(url: str) -> Database:
    """Open the database at a SQLAlchemy address, made or brought up to date as needed.

    Raises:
        StorageError: ``database_address`` (not an address of SQLite or PostgreSQL), ``database_folder``
            (the folder cannot be written), ``database_not_ours`` (a file that is no database of this
            program), ``database_unreachable`` (the server does not answer or lets nobody in),
            ``database_newer`` (made by a newer version of this program).
    """
    address = _address(url)
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
    try:
        _upgrade(engine)
    except (SQLAlchemyError, sqlite3.Error) as error:
        engine.dispose()
        raise _cannot_open(address, error) from error
    except StorageError:
        engine.dispose()
        raise
    return Database(engine)


def _upgrade(engine: Engine) -> None:
    with engine.execution_options(simulator_writes=True).connect() as connection:
        if connection.dialect.name == "sqlite":
            # A table that is made anew is dropped first, and that would delete what refers to it.
            _switch_foreign_keys(connection, "OFF")
        with connection.begin():
            upgrade(connection)
        if connection.dialect.name == "sqlite":
            _switch_foreign_keys(connection, "ON")


def _switch_foreign_keys(connection: Connection, state: str) -> None:
    """Switch the check of foreign keys, which SQLite allows outside transactions only."""
    cursor = connection.connection.cursor()
    cursor.execute(f"PRAGMA foreign_keys={state}")
    cursor.close()


def _address(url: str) -> URL:
    try:
        address = make_url(url.replace("postgres://", "postgresql://", 1))
        backend = address.get_backend_name()
    except ArgumentError as error:
        raise StorageError("database_address") from error
    in_memory = backend == "sqlite" and address.database in (None, "", ":memory:")
    if backend not in ("sqlite", "postgresql") or in_memory:
        raise StorageError("database_address")
    return address.set(drivername="postgresql+psycopg") if backend == "postgresql" else address


def _postgresql(address: URL) -> Engine:
    return create_engine(
        address,
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
    )


def _sqlite(address: URL) -> Engine:
    file = Path(str(address.database))
    _make_folder(file)
    engine = create_engine(address, pool_size=10, max_overflow=40)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds what people said
    except OSError as error:
        raise StorageError("database_folder", folder=str(file.parent)) from error
    if not os.access(file.parent, os.W_OK):
        raise StorageError("database_folder", folder=str(file.parent))


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # `_begin` begins transactions, not the driver
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch a new file to the write-ahead log; several may try at once, and SQLite lets none of them wait for it."""
    give_up_at = monotonic() + BUSY_TIMEOUT_MS / 1000
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or monotonic() > give_up_at:
                raise
            sleep(_BRIEFLY_SECONDS)


def _begin(connection: Connection) -> None:
    """Take the write lock at once: upgrading a read lock later may fail without waiting."""
    writes = connection.get_execution_options().get("simulator_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _cannot_open(address: URL, error: Exception) -> StorageError:
    if address.get_backend_name() == "postgresql":
        return StorageError("database_unreachable", host=address.host or "localhost")
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    file = Path(str(address.database))
    if getattr(cause, "sqlite_errorname", "") in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return StorageError("database_not_ours", file=str(file))
    return StorageError("database_folder", folder=str(file.parent))


@contextmanager
def _failures() -> Iterator[None]:
    """Turn whatever the driver says about lost servers and full disks into the program's own error."""
    try:
        yield
    except DBAPIError as error:
        raise StorageError("database_failed") from error
