"""People and sign-ins."""

import threading

import pytest
from sqlalchemy import text

from simulator.domain.errors import AccessDenied, NotFound
from simulator.storage.database import Database
from simulator.storage.people import SqlPeople
from tests.storage.hands import Hands


@pytest.fixture
def people(database: Database, clock: Hands) -> SqlPeople:
    return SqlPeople(database, clock)


def test_one_name_is_one_person(people: SqlPeople) -> None:
    first = people.enter("Anna 王", "trainee")
    assert people.enter("  aNNA 王 ", "trainee") == first
    assert people.person(first.id) == first


def test_many_who_enter_with_one_name_at_once_are_one_person(people: SqlPeople) -> None:
    ids: list[str] = []
    threads = [threading.Thread(target=lambda: ids.append(people.enter("王小燕", "trainee").id)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1


def test_guests_are_many(people: SqlPeople) -> None:
    assert people.enter("访客", "guest") != people.enter("访客", "guest")


def test_a_name_alone_does_not_open_a_trainers_desk(people: SqlPeople) -> None:
    people.enter("李老师", "trainer")
    with pytest.raises(AccessDenied, match="name_needs_code"):
        people.enter("李老师", "trainee")


def test_a_trainee_may_become_a_trainer(people: SqlPeople) -> None:
    before = people.enter("李老师", "trainee")
    assert people.enter("李老师", "trainer") == before.model_copy(update={"role": "trainer"})


def test_a_session_names_its_person_until_it_ends(people: SqlPeople, clock: Hands) -> None:
    person = people.enter("王小燕", "trainee")
    token = people.open_session(person.id, 60)
    assert people.by_session(token) == person
    clock.move(59)
    assert people.by_session(token) == person
    clock.move(1)
    assert people.by_session(token) is None


def test_a_closed_session_is_over_and_others_are_not(people: SqlPeople) -> None:
    person = people.enter("王小燕", "trainee")
    first, second = people.open_session(person.id, 60), people.open_session(person.id, 60)
    people.close_session(first)
    people.close_session("never given out")
    assert people.by_session(first) is None
    assert people.by_session(second) == person


def test_tokens_are_not_kept(people: SqlPeople, database: Database) -> None:
    token = people.open_session(people.enter("王小燕", "trainee").id, 60)
    with database.reading() as session:
        kept = session.execute(text("SELECT token_hash FROM sessions")).scalar_one()
    assert len(kept) == 32
    assert token.encode() not in bytes(kept)


def test_nobody_is_named(people: SqlPeople) -> None:
    with pytest.raises(NotFound, match="person_unknown"):
        people.person("nobody")
    with pytest.raises(NotFound, match="person_unknown"):
        people.open_session("nobody", 60)
    assert people.by_session("unknown") is None
