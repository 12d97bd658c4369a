"""Counts of situations say what the replies say, whatever was written, corrected, upgraded or forgotten."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from simulator.domain.dashboard import Scope
from simulator.domain.grade import State
from simulator.domain.review import GradeRef
from simulator.storage import upgrade
from simulator.storage.calls import SqlCalls
from simulator.storage.database import Database, open_database
from simulator.storage.people import SqlPeople
from tests.storage.desk import AT, Stores
from tests.storage.hands import Hands
from tests.storage.logs import begun, grade, turn

MIGRATIONS = Path(upgrade.__file__).parent / "migrations"
COUNTED = """
    SELECT person_pk, situation, mode, week, replies, passed, scored, total, timed, ms, slow
    FROM situation_counts WHERE replies > 0 ORDER BY 1, 2, 3, 4
"""
SUMMED = """
    SELECT person_pk, situation, mode, week, COUNT(*), COUNT(CASE WHEN verdict = 'pass' THEN 1 END), COUNT(score),
        COALESCE(SUM(score), 0), COUNT(ms), COALESCE(SUM(ms), 0), COUNT(CASE WHEN ms > 10000 THEN 1 END)
    FROM replies GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def lines(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(text(query))]


def take_calls(calls: SqlCalls, people: SqlPeople) -> str:
    """Two people, several weeks and modes, one call that grows; return the id of the first person."""
    wang, li = people.enter("王", "trainee").id, people.enter("李", "trainee").id
    low, high = grade(30, verdict="fail", elements={"greet": State.NOT_MET}), grade(95, "closing", verdict="pass")
    calls.create("c1", begun(wang, AT, (low, high), (grade(None),)))
    calls.append("c1", 8, turn(3, AT, high, low))
    calls.create("c2", begun(wang, AT.replace(day=20), (high,), mode="exam"))
    calls.create("c3", begun(li, AT, (low,), (low,)))
    return wang


def test_counts_follow_replies_and_corrections(stores: Stores) -> None:
    take_calls(stores.calls, stores.people)
    assert lines(stores.database, COUNTED) == lines(stores.database, SUMMED)
    before = grade(30, verdict="fail", elements={"greet": State.NOT_MET})
    after = grade(None, verdict=None, elements={"greet": State.UNSURE})
    stores.reviews.correct(GradeRef(call_id="c1", turn=1), [], 0, before, after)
    stores.reviews.correct(GradeRef(call_id="c3", turn=2), [], 0, before, grade(88, verdict="pass"))
    counted = lines(stores.database, COUNTED)
    assert len(counted) == 4
    assert counted == lines(stores.database, SUMMED)


def test_who_is_erased_counts_no_more(stores: Stores) -> None:
    wang = take_calls(stores.calls, stores.people)
    stores.retention.erase(wang)
    counted = lines(stores.database, COUNTED)
    assert len(counted) == 1
    assert counted == lines(stores.database, SUMMED)


def test_an_upgrade_counts_what_was_there(database: Database, address: str, clock: Hands) -> None:
    take_calls(SqlCalls(database, ZoneInfo("Asia/Shanghai")), SqlPeople(database, clock))
    elements = "SELECT person_pk, element, mode, week, met, missed, unsure FROM element_counts ORDER BY 1, 2, 3, 4"
    before = lines(database, COUNTED), lines(database, elements)
    database.close()
    url = make_url(address)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.host else url)
    _downgrade(engine)
    engine.dispose()
    opened = open_database(address)
    assert (lines(opened, COUNTED), lines(opened, elements)) == before
    opened.close()


def _downgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")


@pytest.mark.parametrize("scope", [Scope(), Scope(mode="exam"), Scope(since=AT.date()), Scope(class_id="nobody")])
def test_dashboards_sum_up_counts_and_never_every_reply(stores: Stores, scope: Scope) -> None:
    """A trainer's page must not become slower with every reply that was ever given."""
    take_calls(stores.calls, stores.people)
    asked: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        stores.dashboard.heat(scope)
        stores.dashboard.elements(scope)
        stores.dashboard.timing(scope)
        for by in ("all", "class", "person"):
            stores.dashboard.trend(scope, by)
        stores.reports.rows()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([statement for statement in asked if "_counts" in statement]) == 7
    assert not [statement for statement in asked if "FROM replies" in statement]
