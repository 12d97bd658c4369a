"""Databases for the tests as copies of one: what makes the tables is proved in `test_database`."""

import tempfile
from functools import cache
from pathlib import Path

from simulator.storage.database import Database, open_database


@cache
def _with_tables() -> bytes:
    """A closed SQLite database with the tables of this version and nothing in them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "simulator.db"
        open_database(f"sqlite:///{file}").close()
        return file.read_bytes()


def fresh_file(folder: Path) -> str:
    """Put a database with the tables of this version into a folder, where the program looks for it.

    Returns:
        Its address.
    """
    file = folder / "simulator.db"
    file.write_bytes(_with_tables())
    return f"sqlite:///{file}"


def fresh_database(folder: Path) -> Database:
    """Open a database of its own in a folder."""
    return open_database(fresh_file(folder))
