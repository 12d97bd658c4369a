"""Every test that asks for `database` runs on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.storage.database import Database, open_database
from tests.storage.desk import Stores
from tests.storage.hands import Hands
from tests.storage.server import Server, programs, running
from tests.storage.template import fresh_file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; without one installed the test is skipped, or fails where it is required."""
    found = programs()
    if found is None:
        if os.environ.get("SIMULATOR_REQUIRE_POSTGRES") == "1":
            pytest.fail("PostgreSQL is required here (SIMULATOR_REQUIRE_POSTGRES=1) but not installed")
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running(found) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database of either kind with the tables of this version."""
    if request.param == "sqlite":
        yield fresh_file(tmp_path)
        return
    server: Server = request.getfixturevalue("postgres")
    given = server.fresh()
    yield given
    server.give_back(given)


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = open_database(address)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def stores(database: Database, clock: Hands) -> Stores:
    return Stores(database, clock)
