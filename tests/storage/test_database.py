"""Opening a database: made, brought up to date, or refused in words that a person understands."""

import sqlite3
import threading
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, func, make_url, select, text

from simulator.domain.errors import StorageError
from simulator.i18n import Catalogue
from simulator.storage import upgrade
from simulator.storage.database import Database, open_database
from simulator.storage.people import SqlPeople
from simulator.storage.tables import PersonRow
from simulator.storage.tables_desk import AuditRow
from tests.storage.hands import Hands
from tests.storage.server import Server

MIGRATIONS = Path(upgrade.__file__).parent / "migrations"


def refusal(url: str) -> StorageError:
    with pytest.raises(StorageError) as caught:
        open_database(url)
    return caught.value


def test_the_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "simulator.db"
    open_database(f"sqlite:///{file}").close()
    assert file.is_file()
    assert file.parent.stat().st_mode & 0o077 == 0


def test_the_scripts_make_exactly_the_declared_tables(database: Database, address: str) -> None:
    url = make_url(address)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.host else url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), AuditRow.metadata)
    engine.dispose()
    assert differences == []


def test_an_upgrade_keeps_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    _at_revision(file, "0001")
    with sqlite3.connect(file) as old:
        old.execute("INSERT INTO persons VALUES (1, 'p', 'Wang', 'wang', 'trainee', 0)")
        old.execute("INSERT INTO sessions VALUES (x'00', 1, 0)")
    old.close()
    open_database(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as new:
        people = new.execute("SELECT id, disabled, password_hash FROM persons").fetchall()
        sessions = new.execute("SELECT person_pk FROM sessions").fetchall()
    new.close()
    assert (people, sessions) == ([("p", 0, None)], [(1,)])


def test_every_script_can_be_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    open_database(f"sqlite:///{file}").close()
    _at_revision(file, "base")
    with sqlite3.connect(file) as old:
        tables = old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    old.close()
    assert tables == [("alembic_version",)]


def _at_revision(file: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        move = command.downgrade if revision == "base" else command.upgrade
        move(config, revision)
    engine.dispose()


def test_the_newest_script_is_the_one_that_opening_expects() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == upgrade.HEAD


def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path, postgres: Server) -> None:
    for url in (f"sqlite:///{tmp_path / 'one.db'}", postgres.empty()):
        failures: list[Exception] = []

        def opens(url: str = url, failures: list[Exception] = failures) -> None:
            try:
                open_database(url).close()
            except Exception as error:  # the test reports whatever it was
                failures.append(error)

        threads = [threading.Thread(target=opens) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []


def test_sqlite_lets_readers_work_beside_a_writer(tmp_path: Path) -> None:
    file = tmp_path / "simulator.db"
    opened = open_database(f"sqlite:///{file}")
    with opened.reading() as session:
        connection = session.connection()
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    opened.close()
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}


def test_a_reader_sees_one_state_while_others_write(database: Database, clock: Hands) -> None:
    people = SqlPeople(database, clock)
    count = select(func.count()).select_from(PersonRow)
    with database.reading() as session:
        before = session.scalar(count)
        people.enter("王小燕", "trainee")
        assert session.scalar(count) == before
    with database.reading() as session:
        assert session.scalar(count) == 1


def test_what_the_driver_says_becomes_one_sentence(database: Database) -> None:
    with pytest.raises(StorageError, match="database_failed"), database.reading() as session:
        session.execute(text("SELECT * FROM nothing"))


def test_the_password_is_not_shown(postgres: Server) -> None:
    opened = open_database(postgres.fresh().replace("owner@", "owner:secret@"))
    info = opened.info()
    opened.close()
    assert "secret" not in info.address
    assert (info.people, info.calls, info.replies) == (0, 0, 0)
    assert info.bytes > 0


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://host/db", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert refusal(url).code == "database_address"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    error = refusal(f"sqlite:///{blocker / 'simulator.db'}")
    assert (error.code, error.params) == ("database_folder", {"folder": str(blocker)})


def test_a_read_only_folder_is_named() -> None:
    assert refusal("sqlite:////proc/simulator.db").code == "database_folder"


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_text("Dear owner, " * 200)
    error = refusal(f"sqlite:///{file}")
    assert (error.code, error.params) == ("database_not_ours", {"file": str(file)})
    assert file.read_text().startswith("Dear owner, ")


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    assert refusal(f"sqlite:///{file}").code == "database_not_ours"


def test_a_database_of_a_newer_version_is_left_alone(address: str) -> None:
    open_database(address).close()
    if address.startswith("sqlite"):
        with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
    else:
        with psycopg.connect(address) as server:
            server.execute("UPDATE alembic_version SET version_num = '9999'")
    assert refusal(address).code == "database_newer"


def test_a_server_that_does_not_answer_is_named() -> None:
    error = refusal("postgresql://somebody:secret@127.0.0.1:9/none")
    assert (error.code, error.params) == ("database_unreachable", {"host": "127.0.0.1"})


def test_a_server_without_that_database_is_named(postgres: Server) -> None:
    assert refusal(postgres.url("missing")).code == "database_unreachable"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_refusal_has_a_sentence(language: str) -> None:
    catalogue = Catalogue(language)  # type: ignore[arg-type]
    codes = ("address", "folder", "not_ours", "unreachable", "newer", "failed")
    assert all(f"error.database_{code}" in catalogue for code in codes)
