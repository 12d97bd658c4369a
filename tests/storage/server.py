"""A real PostgreSQL for the tests: a throw-away cluster in a folder of its own, a database to every test."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from simulator.storage.database import open_database
from simulator.storage.tables_desk import AuditRow
from simulator.storage.upgrade import HEAD

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_SUPERUSER = "owner"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, if it is installed."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else _PLACES
    return next((place for place in places if (place / "pg_ctl").exists()), None)


class Server:
    """A running cluster."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._spare: list[str] = []
        self._names = (f"test_{n}" for n in count(1))
        self._run("CREATE DATABASE migrated")
        open_database(self.url("migrated")).close()

    def url(self, name: str) -> str:
        return f"postgresql://{_SUPERUSER}@127.0.0.1:{self.port}/{name}"

    def empty(self) -> str:
        """Return the address of a new database without tables."""
        name = next(self._names)
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    def fresh(self) -> str:
        """Return the address of a database with the tables of this version and nothing in them."""
        if self._spare:
            return self._spare.pop()
        name = next(self._names)
        self._run(f"CREATE DATABASE {name} TEMPLATE migrated")
        return self.url(name)

    def give_back(self, address: str) -> None:
        """Empty a database for the next test, which is far quicker than a new one; ids go on counting.

        One whose tables are not of this version any more is left alone.
        """
        with psycopg.connect(address, autocommit=True) as connection:
            if connection.execute("SELECT version_num FROM alembic_version").fetchone() != (HEAD,):
                return
            with connection.transaction():
                for table in reversed(AuditRow.metadata.sorted_tables):
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
        self._spare.append(address)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement))


@contextmanager
def running(bin_dir: Path) -> Iterator[Server]:
    """Start a cluster, as the user ``postgres`` if we are root (PostgreSQL refuses to run as root)."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    prefix: list[str] = []
    if os.geteuid() == 0:
        prefix = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    data, port = folder / "data", _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"

    def run(program: str, *arguments: str) -> None:
        command = [*prefix, str(bin_dir / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        run("initdb", "--username", _SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C.UTF-8")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield Server(port)
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
