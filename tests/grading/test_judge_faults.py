"""The judge behind a real HTTP endpoint that misbehaves: no wrong verdict, and few without one."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from benchmarks.oracle import FAULTS, Fault, Oracle, judge_script
from simulator.domain.grade import Grade, State
from simulator.grading.records import Record
from simulator.llm.breaker import Breaker
from simulator.llm.loopback import loopback
from simulator.llm.openai_chat import Endpoint, OpenAIChat
from tests.grading.judging import RUBRIC_DIR, Undecided, judged, rubric
from tests.llm.conftest import Time

USABLE = 0.95
LABELLED = RUBRIC_DIR / "labelled" / "replies.jsonl"


@cache
def records() -> tuple[Record, ...]:
    """Return every eighth labelled reply to a step that asks for words, honest and dishonest ones."""
    said = {key for key, element in rubric().elements.items() if element.kind == "say"}
    with Path(LABELLED).open(encoding="utf-8") as file:
        read = [Record.model_validate_json(line) for line in file]
    return tuple(r for r in read if len(r.reply) > 3 and said.intersection(r.elements or ()))[::8]


def grades(fault: Fault) -> Iterator[tuple[Record, Grade]]:
    """Grade replies of which the rules decide nothing, so that everything hangs on the judge."""
    time = Time()
    oracle = Oracle(records(), rubric())
    with loopback(judge_script(oracle, fault)) as server:
        chat = OpenAIChat(
            Endpoint("m", server.url), clock=time, sleep=time.sleep, breaker=Breaker(time, threshold=10**9)
        )
        grader = judged(chat, Undecided())
        for record in records():
            yield record, grader.grade(record.situation, record.step, record.turn, record.context)
        chat.close()


def wrong(record: Record, grade: Grade) -> list[str]:
    assert record.elements is not None
    truth = {key: State.MET if met else State.NOT_MET for key, met in record.elements.items()}
    return [
        key
        for key, found in grade.elements.items()
        if found.by == "judge" and found.state in (State.MET, State.NOT_MET) and found.state is not truth[key]
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_no_verdict_is_wrong_and_few_are_missing(name: str) -> None:
    fault = FAULTS[name]
    graded = list(grades(fault))
    assert [(record.id, wrong(record, grade)) for record, grade in graded if wrong(record, grade)] == []
    judged_share = sum("ungraded" not in grade.flags for _, grade in graded) / len(graded)
    assert judged_share >= USABLE or not fault.recovers


def test_invented_words_prove_neither_merit_nor_offence() -> None:
    for _, grade in grades(FAULTS["invented quotes"]):
        assert not grade.violations
        assert not any(e.state is State.MET and e.by == "judge" for e in grade.elements.values())


def test_a_judge_that_obeys_the_reply_is_not_believed_and_it_is_flagged() -> None:
    for _, grade in grades(FAULTS["gullible"]):
        assert {"injection", "ungraded"} <= set(grade.flags)
        assert all(e.by != "judge" for e in grade.elements.values())


@pytest.mark.parametrize("name", ["500 always", "prose always"])
def test_without_an_answer_the_grade_is_the_offline_one(name: str) -> None:
    for record, grade in grades(FAULTS[name]):
        offline = Undecided().grade(record.situation, record.step, record.turn, record.context)
        assert grade == offline.model_copy(update={"flags": ("ungraded",)})
        assert grade.score is None
        assert grade.verdict is None
