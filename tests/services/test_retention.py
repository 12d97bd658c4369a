"""Retention and one person's data."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.domain.dashboard import Scope
from simulator.domain.errors import NotFound, Refused
from simulator.services.retention import masked
from tests.services.desk import Office, office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def test_transcripts_are_deleted_when_their_time_is_over(desk: Office) -> None:
    trainee, admin = desk.person("trainee"), desk.person("admin")
    desk.call(trainee, "c1")
    score = desk.stores.calls.calls_of(trainee.id)[0].score
    desk.clock.move(29 * 86400)
    assert desk.desk.retention.sweep(admin) == 0
    desk.clock.move(2 * 86400)
    assert desk.desk.retention.sweep_due() == 1
    with pytest.raises(NotFound, match="transcript_deleted"):
        desk.stores.calls.log("c1")
    assert desk.stores.calls.calls_of(trainee.id)[0].score == score


def test_what_was_deleted_is_not_left_in_the_file(desk: Office, tmp_path: Path) -> None:
    trainee = desk.person("trainee")
    desk.call(trainee, "c1")
    words = desk.desk.review.open(desk.person("trainer"), desk.call(trainee, "c2")).reply.text.encode()
    desk.clock.move(31 * 86400)
    desk.desk.retention.sweep_due()
    desk.stores.database.close()
    files = [file.read_bytes() for file in tmp_path.iterdir() if file.name.startswith("simulator.db")]
    assert files
    assert not any(words in data for data in files)


def test_everything_about_a_person_is_handed_out(desk: Office) -> None:
    trainee, admin = desk.person("trainee"), desk.person("admin")
    ref = desk.call(trainee, "c1")
    desk.desk.review.dispute(trainee, ref, "电话13812345678可以作证")
    data = json.loads(desk.desk.retention.export(admin, trainee.id))
    assert data["person"] == trainee.model_dump()
    (call,) = data["calls"]
    assert call["call_id"] == "c1"
    assert [event["kind"] for event in call["events"]][:2] == ["call_rang", "answered"]
    assert call["disputes"][0]["word"] == "电话138******78可以作证"
    assert desk.desk.retention.export(trainee, trainee.id)


def test_who_is_erased_is_gone_and_the_record_keeps_no_name(desk: Office) -> None:
    trainee, admin = desk.person("trainee"), desk.person("admin")
    desk.call(trainee, "c1")
    desk.desk.retention.export(trainee, trainee.id)
    desk.desk.retention.erase(admin, trainee.id)
    with pytest.raises(NotFound, match="call_unknown"):
        desk.stores.calls.log("c1")
    with pytest.raises(NotFound, match="person_unknown"):
        desk.desk.retention.erase(admin, trainee.id)
    assert desk.stores.dashboard.taken(Scope()) == ()
    assert trainee.name not in repr(desk.desk.audit.entries(admin))
    with pytest.raises(Refused, match="erase_own"):
        desk.desk.retention.erase(admin, admin.id)


def test_only_free_text_is_masked() -> None:
    data = {"text": "13812345678", "at": "2026-03-02T09:00:00Z", "seed": 13812345678, "id": "13812345678"}
    assert masked([data]) == [{**data, "text": "138******78"}]
