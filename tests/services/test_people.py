"""Entering with a name, and with the trainer's code."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulator.domain.errors import AccessDenied, Refused
from simulator.services.people import People, TrainerCode
from simulator.storage.people import SqlPeople
from tests.storage.template import fresh_database


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlPeople]:
    database = fresh_database(tmp_path)
    yield SqlPeople(database, lambda: datetime(2026, 3, 2, tzinfo=UTC))
    database.close()


@pytest.fixture
def people(store: SqlPeople) -> People:
    return People(store, TrainerCode("ABCD2345"))


def test_a_name_is_enough_to_start(people: People) -> None:
    person = people.enter("  王  小燕 ")
    assert (person.name, person.role) == ("王 小燕", "trainee")


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd-2345", " ＡＢＣＤ ２３４５ "])
def test_the_code_makes_a_trainer(people: People, typed: str) -> None:
    assert people.enter("李老师", typed).role == "trainer"


@pytest.mark.parametrize("typed", ["ABCD2346", "口令", "ABCD"])
def test_a_wrong_code_makes_nobody(people: People, typed: str) -> None:
    with pytest.raises(AccessDenied, match="code_wrong"):
        people.enter("李老师", typed)


def test_without_a_code_of_the_server_every_code_is_wrong(store: SqlPeople) -> None:
    with pytest.raises(AccessDenied, match="code_wrong"):
        People(store).enter("李老师", "ABCD2345")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name_empty"),
        ("   ", "name_empty"),
        ("王" * 41, "name_too_long"),
        ("王\x00", "name_characters"),
        ("王\n李", "name_characters"),
        ("王\u200b", "name_characters"),
        ("\u202e王", "name_characters"),
    ],
)
def test_a_name_that_is_none_is_refused(people: People, name: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        people.enter(name)


def test_forty_characters_are_a_name(people: People) -> None:
    assert people.enter("王" * 40).name == "王" * 40


def test_who_enters_is_known_until_they_leave(people: People) -> None:
    person = people.enter("王小燕")
    token = people.open_session(person)
    assert people.who(token) == person
    people.leave(token)
    people.leave(None)
    assert people.who(token) is None
    assert people.who(None) is None


def test_a_fresh_code_prints_in_two_groups() -> None:
    code = TrainerCode.fresh()
    assert len(str(code)) == 9
    assert code.opens(str(code).lower())
