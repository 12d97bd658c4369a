"""Calls: what is appended is what is read, and the summaries agree with the logs."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.domain import events as ev
from simulator.domain.call import replay
from simulator.domain.errors import Conflict, NotFound, Refused
from simulator.domain.grade import ElementGrade, Grade, JudgeStamp, State, ViolationGrade
from simulator.domain.reply import TicketFields
from simulator.storage.calls import SqlCalls
from simulator.storage.database import Database
from simulator.storage.people import SqlPeople
from tests.storage.hands import Hands
from tests.storage.logs import begun, ended, grade, rang, turn

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def calls(database: Database) -> SqlCalls:
    return SqlCalls(database, ZONE)


@pytest.fixture
def trainee(database: Database, clock: Hands) -> str:
    return SqlPeople(database, clock).enter("王小燕", "trainee").id


def test_a_call_reads_as_it_was_written(calls: SqlCalls, trainee: str) -> None:
    log = (*begun(trainee, AT, (grade(80), grade(None, "closing"))), ended(AT + timedelta(minutes=2)))
    calls.create("c1", log[:1])
    calls.append("c1", 1, log[1:3])
    calls.append("c1", 3, log[3:])
    assert calls.log("c1") == log


def test_times_come_back_in_utc(calls: SqlCalls, trainee: str) -> None:
    calls.create("c1", [rang(trainee, AT.astimezone(ZONE))])
    summary = calls.calls_of(trainee)[0]
    assert summary.began_at == AT
    assert summary.began_at.utcoffset() == timedelta(0)


def test_an_append_at_a_wrong_length_changes_nothing(calls: SqlCalls, trainee: str) -> None:
    log = begun(trainee, AT, (grade(80),))
    calls.create("c1", log)
    before = calls.calls_of(trainee)
    for after in (0, len(log) - 1, len(log) + 1):
        with pytest.raises(Conflict) as error:
            calls.append("c1", after, turn(2, AT, grade(0)))
        assert error.value.code == "call_moved_on"
    assert calls.log("c1") == log
    assert calls.calls_of(trainee) == before


def test_unknown_calls_and_trainees_are_named(calls: SqlCalls) -> None:
    with pytest.raises(NotFound, match="call_unknown"):
        calls.log("nothing")
    with pytest.raises(NotFound, match="call_unknown"):
        calls.append("nothing", 1, [ended(AT)])
    with pytest.raises(NotFound, match="person_unknown"):
        calls.create("c1", [rang("nobody", AT)])


def test_a_log_begins_with_ringing_and_an_id_is_used_once(calls: SqlCalls, trainee: str) -> None:
    with pytest.raises(Refused, match="call_log_broken"):
        calls.create("c1", [ended(AT)])
    calls.create("c1", [rang(trainee, AT)])
    with pytest.raises(Conflict, match="call_exists"):
        calls.create("c1", [rang(trainee, AT)])


def test_the_summary_agrees_with_the_log(calls: SqlCalls, trainee: str) -> None:
    log = begun(trainee, AT, (grade(80),), (grade(75, violations=("insult",)), grade(None)))
    calls.create("c1", log[:4])
    calls.append("c1", 4, log[4:])
    summary = calls.calls_of(trainee)[0]
    assert (summary.score, summary.replies, summary.criticals) == (replay(log).score, 3, 1)
    assert (summary.trainee_name, summary.ended_at, summary.counts) == ("王小燕", None, True)


def test_open_calls_are_those_without_an_end_newest_first(calls: SqlCalls, trainee: str) -> None:
    for hour, call_id in enumerate(("c1", "c2", "c3")):
        calls.create(call_id, [rang(trainee, AT + timedelta(hours=hour))])
    calls.append("c2", 1, [ended(AT + timedelta(hours=5))])
    assert calls.open_calls(trainee) == ("c3", "c1")
    assert [s.call_id for s in calls.calls_of(trainee, limit=2)] == ["c3", "c2"]


def test_a_guests_call_does_not_count(calls: SqlCalls, database: Database, clock: Hands) -> None:
    guest = SqlPeople(database, clock).enter("访客", "guest")
    calls.create("c1", begun(guest.id, AT, (grade(80),)))
    summary = calls.calls_of(guest.id)[0]
    assert (summary.counts, summary.score) == (False, 80)


def test_of_two_windows_one_wins(calls: SqlCalls, trainee: str) -> None:
    calls.create("c1", begun(trainee, AT))
    outcomes: list[str] = []
    together = threading.Barrier(8)

    def write(number: int) -> None:
        together.wait()
        try:
            calls.append("c1", 2, turn(1, AT + timedelta(seconds=number), grade(number)))
            outcomes.append("written")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["written"]
    assert len(calls.log("c1")) == 5


words = st.text(st.characters(codec="utf-8"), max_size=30)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
quotes = st.none() | words
element_grades = st.builds(
    ElementGrade,
    state=st.sampled_from(State),
    by=st.sampled_from(["rules", "judge", "actions"]),
    quote=quotes,
    start=st.none() | st.integers(0, 99),
    homophone=st.booleans(),
)
violation_grades = st.builds(
    ViolationGrade,
    key=st.sampled_from(["insult", "shirk", "wei_opener"]),
    severity=st.sampled_from(["minor", "critical"]),
    by=st.sampled_from(["rules", "judge"]),
    quote=quotes,
    row=st.none() | st.integers(1, 30),
)
grades = st.builds(
    Grade,
    situation=st.sampled_from(["opening", "closing"]),
    step=st.integers(1, 3),
    verdict=st.sampled_from(["pass", "partial", "fail", None]),
    score=st.none() | st.integers(0, 100),
    elements=st.dictionaries(st.sampled_from(["greet", "thank", "goodbye"]), element_grades),
    violations=st.lists(violation_grades, max_size=3).map(tuple),
    required=st.lists(st.sampled_from(["greet", "thank"]), unique=True).map(tuple),
    rubric=st.text("0123456789abcdef", min_size=8, max_size=8),
    flags=st.sampled_from([(), ("audit",), ("conflict", "stuffing")]),
    judge=st.none() | st.builds(JudgeStamp, model=words, prompt=words),
)
later_events = st.one_of(
    st.builds(ev.Answered, at=instants, rings=st.integers(1, 12)),
    st.builds(
        ev.CallerSpoke,
        at=instants,
        situation=st.just("opening"),
        step=st.integers(1, 3),
        text=words,
        gloss=words,
        mood=st.integers(-5, 5),
        patience=st.integers(-3, 9),
        told=st.lists(words, max_size=3).map(tuple),
    ),
    st.builds(ev.Replied, at=instants, text=words),
    st.builds(ev.WaitEnded, at=instants, seconds=st.floats(0, 3600)),
    st.builds(ev.TicketRecorded, at=instants, fields=st.builds(TicketFields, about=words, contact=words)),
    st.builds(ev.Ended, at=instants, reason=st.sampled_from(["completed", "rang_out"])),
)
graded_turns = st.lists(st.tuples(instants, st.lists(grades, max_size=3).map(tuple)), max_size=4).map(
    lambda turns: [ev.TurnGraded(at=at, turn=n, grades=given) for n, (at, given) in enumerate(turns, 1)]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chunks=st.lists(st.lists(later_events, max_size=5), max_size=4),
    graded=graded_turns,
    wrong=st.integers(-3, 3).filter(bool),
)
def test_whatever_is_appended_is_what_is_read(
    calls: SqlCalls, trainee: str, chunks: list[list[ev.Event]], graded: list[ev.Event], wrong: int
) -> None:
    call_id = uuid4().hex
    written: list[ev.Event] = [rang(trainee, AT)]
    calls.create(call_id, written)
    for chunk in (*chunks, graded):
        calls.append(call_id, len(written), chunk)
        written += chunk
    with pytest.raises(Conflict):
        calls.append(call_id, len(written) + wrong, [ended(AT)])
    assert calls.log(call_id) == tuple(written)
