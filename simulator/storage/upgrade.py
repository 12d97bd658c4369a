"""Brings the tables to this version when the database is opened, one process at a time."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from simulator.domain.errors import StorageError

HEAD = "0004"
"""Newest revision in `migrations/versions`; known here so that an up-to-date database opens without Alembic."""

_LOCK = 7_417_001  # any number, as long as every process of this program takes the same


def upgrade(connection: Connection) -> None:
    """Bring the tables to `HEAD` within the connection's transaction.

    On SQLite the transaction must hold the write lock already; on PostgreSQL an advisory lock keeps
    others waiting until the transaction ends.

    Raises:
        StorageError: ``database_newer`` or ``database_not_ours``.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    if (present := _revision(connection)) != HEAD:
        _run(connection, present)


def _revision(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found
    if tables:
        raise StorageError("database_not_ours", file=str(connection.engine.url.database))
    return None


def _run(connection: Connection, present: str | None) -> None:
    # Alembic costs a tenth of a second to import and is needed once per release.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise StorageError("database_newer")
    command.upgrade(config, "head")
