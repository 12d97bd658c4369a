"""Telephone numbers: in full for the trainee in the running call, masked for everybody else and afterwards."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.domain import events as ev
from simulator.domain.call import replay
from simulator.domain.dashboard import Scope
from simulator.domain.masking import mask_phones
from simulator.domain.person import Person
from simulator.domain.reply import HangUp, RecordTicket, TicketFields
from simulator.domain.review import GradeRef, Judgement
from simulator.services.masked import masked_call
from simulator.services.review_labels import as_json
from simulator.services.views import CallOptions
from tests.desk import TRAINEE, TRAINER, Desk
from tests.services.desk import Office, office

NUMBER = "13812345678"
SPOKEN = "幺三八一二三四五六七八"
WORDS = f"greet 您的电话是{NUMBER}，{SPOKEN}"
TICKET = RecordTicket(fields=TicketFields(about=f"漏水，打{NUMBER}", contact=NUMBER, name="张先生", room="3-1204"))


@pytest.fixture
def running() -> tuple[Desk, str]:
    """A call in which a number was said and written down."""
    desk = Desk()
    view = desk.practice.start(TRAINEE, CallOptions(scenario="leak"))
    desk.practice.answer(TRAINEE, view.call_id, 1)
    desk.practice.act(TRAINEE, view.call_id, TICKET)
    desk.practice.say(TRAINEE, view.call_id, WORDS)
    return desk, view.call_id


def seen(desk: Desk, call_id: str, who: Person) -> list[str]:
    practice = desk.practice
    return [practice.view(who, call_id).model_dump_json(), practice.debrief(who, call_id).model_dump_json()]


def test_the_trainee_in_the_running_call_sees_numbers_and_nobody_else(running: tuple[Desk, str]) -> None:
    desk, call_id = running
    assert all(NUMBER in text and SPOKEN in text for text in seen(desk, call_id, TRAINEE))
    for text in seen(desk, call_id, TRAINER):
        assert NUMBER not in text
        assert SPOKEN not in text
        assert "138******78" in text


def test_after_the_call_nobody_sees_them(running: tuple[Desk, str]) -> None:
    desk, call_id = running
    ended = desk.practice.act(TRAINEE, call_id, HangUp())
    assert ended.call.is_over
    for text in (ended.model_dump_json(), *seen(desk, call_id, TRAINEE), *seen(desk, call_id, TRAINER)):
        assert NUMBER not in text
        assert SPOKEN not in text
    assert NUMBER in repr(desk.store.log(call_id))


def test_a_call_that_is_taken_again_still_has_the_number(running: tuple[Desk, str]) -> None:
    desk, call_id = running
    desk.practice.act(TRAINEE, call_id, HangUp())
    again = desk.practice.retry(TRAINEE, call_id, 2)
    assert NUMBER in again.model_dump_json()


def test_quotes_are_taken_from_the_masked_words(tmp_path: Path) -> None:
    with office(tmp_path) as o:
        ref = _numbered(o, o.person("trainee"))
        raw = replay(o.stores.calls.log(ref.call_id))
        shown = masked_call(raw)
        assert NUMBER not in shown.model_dump_json()
        for turn, before in zip(shown.turns, raw.turns, strict=True):
            assert len(turn.reply.text) == len(before.reply.text)
            for grade in turn.grades:
                quotes = [e.quote for e in grade.elements.values()] + [v.quote for v in grade.violations]
                assert all(quote is None or quote in turn.reply.text for quote in quotes)
        assert masked_call(shown) == shown


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


def _numbered(o: Office, who: Person) -> GradeRef:
    """Let somebody take a call in which every text holds a number."""
    ref = o.call(who, "plain", poor=True)
    log: list[ev.Event] = []
    for event in o.stores.calls.log(ref.call_id):
        if isinstance(event, ev.Replied):
            log.append(ev.TicketRecorded(at=event.at, fields=TICKET.fields))
            log.append(event.model_copy(update={"text": f"{event.text} {NUMBER}"}))
        elif isinstance(event, ev.CallerSpoke):
            log.append(event.model_copy(update={"text": f"{event.text} {NUMBER}", "gloss": NUMBER}))
        else:
            log.append(event)
    o.stores.calls.create("c1", log)
    return ref.model_copy(update={"call_id": "c1"})


def test_no_page_and_no_export_shows_a_number(desk: Office) -> None:
    trainee, trainer, admin = desk.person("trainee"), desk.person("trainer"), desk.person("admin")
    ref, review = _numbered(desk, trainee), desk.desk.review
    review.dispute(trainee, ref, f"我报了{NUMBER}")
    judged = [Judgement(kind="element", key=review.open(trainer, ref).asked[0], value="met")]
    review.override(trainer, ref, judged, f"业主的电话是{NUMBER}", 0)
    review.decide(trainer, ref, "upheld", f"{NUMBER}没有错")
    shown = {
        "review": review.open(trainer, ref),
        "disputes": review.disputes(trainee, ref.call_id),
        "corrections": review.corrections(trainee, ref.call_id),
        "grade": review.grade_in_force(trainee, ref),
        "missed": [desk.desk.dashboard.missed(trainer, Scope(), key) for key in review.open(trainer, ref).asked],
        "violations": desk.desk.dashboard.violations(trainer, Scope()),
        "labels": as_json(desk.desk.labels.labelled(trainer)),
        "own data": desk.desk.retention.export(admin, trainee.id).decode(),
    }
    for name, found in shown.items():
        assert NUMBER not in str(found), name
    assert "138******78" in str(shown["review"])
    assert json.loads(str(shown["labels"]).splitlines()[0])["actions"][0]["fields"]["contact"] == mask_phones(NUMBER)
