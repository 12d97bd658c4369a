"""Reports: sums over calls that count, no number over too few."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from simulator.domain.grade import State
from simulator.domain.summaries import RowScore
from simulator.storage.calls import SqlCalls
from simulator.storage.database import Database
from simulator.storage.people import SqlPeople
from simulator.storage.reports import SqlReports
from tests.storage.hands import Hands
from tests.storage.logs import begun, grade, turn

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROW_OF = {"opening": 1, "closing": 29, "dialect": 6, "noisy_line": 5, "abusive_owner": 16}


@pytest.fixture
def calls(database: Database) -> SqlCalls:
    return SqlCalls(database, ZONE)


@pytest.fixture
def people(database: Database, clock: Hands) -> SqlPeople:
    return SqlPeople(database, clock)


@pytest.fixture
def reports(database: Database) -> SqlReports:
    return SqlReports(database, ROW_OF)


def test_an_empty_database_reports_nothing(reports: SqlReports) -> None:
    assert reports.rows() == ()


def test_rows_come_in_the_guides_order_with_counts(calls: SqlCalls, people: SqlPeople, reports: SqlReports) -> None:
    wang, li = people.enter("王", "trainee").id, people.enter("李", "trainee").id
    calls.create("c1", begun(wang, AT, (grade(90, "closing"),), (grade(80, verdict="pass"),)))
    calls.create("c2", begun(li, AT, (grade(60, verdict="partial"),), (grade(70, verdict="pass"),)))
    assert reports.rows() == (
        RowScore(situation="opening", row=1, replies=3, passed=2, mean_score=70.0),
        RowScore(situation="closing", row=29, replies=1, passed=0, mean_score=None),
    )
    assert [(r.situation, r.replies, r.mean_score) for r in reports.rows(li)] == [("opening", 2, None)]


def test_ungraded_replies_are_counted_but_have_no_share_in_the_mean(
    calls: SqlCalls, people: SqlPeople, reports: SqlReports
) -> None:
    wang = people.enter("王", "trainee").id
    calls.create("c1", begun(wang, AT, *[(grade(score),) for score in (50, None, None, 70)]))
    assert [(r.replies, r.mean_score) for r in reports.rows()] == [(4, None)]
    calls.append("c1", 14, turn(5, AT, grade(90)))
    assert [(r.replies, r.mean_score) for r in reports.rows()] == [(5, 70.0)]


def test_guests_stay_out_of_reports(calls: SqlCalls, people: SqlPeople, reports: SqlReports) -> None:
    guest = people.enter("访客", "guest")
    calls.create("c1", begun(guest.id, AT, (grade(80),)))
    assert reports.rows() == ()


def test_a_branch_counts_only_what_is_new_in_it(calls: SqlCalls, people: SqlPeople, reports: SqlReports) -> None:
    wang = people.enter("王", "trainee").id
    log = begun(wang, AT, (grade(40),), (grade(50),))
    calls.create("c1", log)
    prefix = begun(wang, AT, (grade(40),), branch_of="c1", branch_events=5)
    calls.create("c2", prefix)
    calls.append("c2", 5, turn(2, AT, grade(100)))
    assert sum(r.replies for r in reports.rows()) == 3
    assert [s.score for s in calls.calls_of(wang)] == [70, 45]


def test_elements_are_counted_by_week(calls: SqlCalls, people: SqlPeople, database: Database) -> None:
    wang = people.enter("王", "trainee").id
    met, missed = {"greet": State.MET}, {"greet": State.NOT_MET, "thank": State.UNSURE}
    calls.create("c1", begun(wang, AT, (grade(80, elements=met),), (grade(20, elements=missed),)))
    monday_midnight = datetime(2026, 3, 8, 16, 0, tzinfo=UTC)  # in Shanghai the next week begins
    calls.create("c2", begun(wang, monday_midnight, (grade(80, elements=met),)))
    with database.reading() as session:
        rows = session.execute(
            text("SELECT week, element, met, missed, unsure FROM element_counts ORDER BY 1, 2")
        ).all()
    first, second = datetime(2026, 3, 2, tzinfo=UTC).toordinal(), datetime(2026, 3, 9, tzinfo=UTC).toordinal()
    assert [tuple(row) for row in rows] == [
        (first, "greet", 1, 1, 0),
        (first, "thank", 0, 0, 1),
        (second, "greet", 1, 0, 0),
    ]
