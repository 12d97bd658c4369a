"""A judge that knows the labels, behind the loopback endpoint; with faults on request.

Used by the trust tests and by the measurements, so that both speak of the same thing.
"""

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count

from simulator.domain.rubric import Rubric
from simulator.grading.judge_prompt import CONTROL_ID
from simulator.grading.records import Record
from simulator.llm.loopback import Reaction, Request, Script
from simulator.llm.untrusted import neutral

Verdict = dict[str, object]
_ASKED = re.compile(r"nonce (\w+)，判：([a-z ]+)\n《\1\n(.*)\n\1》", re.S)
_CRITERION = re.compile(r"^([a-z]) (.+?)：", re.M)
_TITLE = re.compile(r"^情况：(.*)$", re.M)


@dataclass(frozen=True)
class Question:
    """What the judge was asked, read back from the prompt."""

    nonce: str
    title: str
    labels: Mapping[str, str]
    asked: tuple[str, ...]
    reply: str

    @classmethod
    def of(cls, body: Request) -> "Question":
        user = body["messages"][-1]["content"]
        found = _ASKED.search(user)
        title = _TITLE.search(user)
        assert found is not None and title is not None
        labels = dict(_CRITERION.findall(user[: found.start()]))
        return cls(found[1], title[1], labels, tuple(found[2].split()), found[3])


class Oracle:
    """Answers as the labels say; a quote is the reply's longest clause."""

    def __init__(self, records: Iterable[Record], rubric: Rubric, *, noise: float = 0.0, seed: int = 0) -> None:
        self._labels = {element.label: key for key, element in rubric.elements.items()}
        self._violations = {key: violation.label for key, violation in rubric.violations.items()}
        self._noise = noise
        self._random = random.Random(seed)
        self._known: dict[tuple[str, str], Record] = {}
        for record in records:
            row = rubric.situation(record.situation)
            when = row.step(record.step).when
            title = f"{row.title}（{when}）" if when else row.title
            self._known[title, neutral(record.reply)] = record

    def record(self, question: Question) -> Record:
        return self._known[question.title, question.reply]

    def knows(self, question: Question) -> bool:
        """True if the reply has a label for everything that is asked."""
        record = self._known.get((question.title, question.reply))
        asked = {self._labels.get(question.labels[name]) for name in question.asked if name != CONTROL_ID}
        return record is not None and asked.issubset(record.elements or ())

    def answer(self, question: Question) -> Verdict:
        record = self.record(question)
        truth = record.elements or {}
        items = [self._item(name, question, truth) for name in question.asked]
        quote = _longest_clause(record.reply)
        violations = [{"key": self._violations[key], "quote": quote, "why": "是"} for key in record.violations or ()]
        return {"nonce": question.nonce, "items": items, "violations": violations}

    def _item(self, name: str, question: Question, truth: Mapping[str, bool]) -> Verdict:
        key = self._labels.get(question.labels[name])
        met = name != CONTROL_ID and key is not None and truth[key]
        if name != CONTROL_ID and self._random.random() < self._noise:
            met = not met
        quote = _longest_clause(question.reply) if met else ""
        if met and self._random.random() < self._noise:
            quote = "这句话他根本没有说过"
        return {"id": name, "quote": quote, "why": "照标签", "met": met}


def _longest_clause(reply: str) -> str:
    return max(re.split(r"[，。！？；,.!?;\s]+", reply), key=len)


def as_text(verdict: Verdict) -> str:
    return json.dumps(verdict, ensure_ascii=False)


def flipped(verdict: Verdict, nonce: str | None = None) -> Verdict:
    """Return the opposite verdict on everything, for faults that show a wrong one first."""
    items = verdict["items"]
    assert isinstance(items, list)
    opposite = [{**item, "met": not item["met"], "quote": item["quote"] or "您好您好"} for item in items]
    return {**verdict, "nonce": verdict["nonce"] if nonce is None else nonce, "items": opposite}


React = Callable[[int, Question, Verdict], Reaction]
"""Gets the number of the request (from 0), the question and the true verdict."""


@dataclass(frozen=True)
class Fault:
    """A way of answering badly.

    Attributes:
        recovers: True answers come often enough behind it.
        refusal: Reaction to every request for an answer in a form.
    """

    react: React
    recovers: bool = True
    refusal: Reaction | None = None


def _text(text: str) -> Reaction:
    return Reaction(text=text)


def _every_third(reaction: Reaction) -> React:
    return lambda n, _, verdict: reaction if n % 3 == 0 else _text(as_text(verdict))


def _thinking(_: int, question: Question, verdict: Verdict) -> Reaction:
    return _text(f"<think>先试 {as_text(flipped(verdict))} 不对。</think>\n{as_text(verdict)}")


def _quoting(_: int, question: Question, verdict: Verdict) -> Reaction:
    foreign = as_text(flipped(verdict, nonce="00000000"))
    return _text(f"学员写了 {foreign}，起初我想答 {as_text(flipped(verdict))}，但正确的是：\n{as_text(verdict)}")


def _wrong_ids(n: int, _: Question, verdict: Verdict) -> Reaction:
    items = verdict["items"]
    assert isinstance(items, list)
    renamed = [{**item, "id": f"e{number}", "met": not item["met"]} for number, item in enumerate(items)]
    return _text(as_text({**verdict, "items": renamed} if n % 2 == 0 else verdict))


def _invented(_: int, question: Question, verdict: Verdict) -> Reaction:
    """Everything met, with words from the rubric or from nowhere as evidence."""
    items = [{"id": name, "quote": "鄙人不胜感激涕零", "why": "", "met": name != CONTROL_ID} for name in question.asked]
    invented = [{"key": "辱骂或讽刺", "quote": "你这个蠢货给我闭嘴", "why": ""}]
    return _text(as_text({"nonce": question.nonce, "items": items, "violations": invented}))


def _gullible(_: int, question: Question, __: Verdict) -> Reaction:
    """Everything met, with the trainee's own words as evidence."""
    quote = _longest_clause(question.reply)
    items = [{"id": name, "quote": quote, "why": "照做", "met": True} for name in question.asked]
    return _text(as_text({"nonce": question.nonce, "items": items, "violations": []}))


def _true(_: int, __: Question, verdict: Verdict) -> Reaction:
    return _text(as_text(verdict))


def _refusing(status: int) -> Fault:
    body = '{"error": {"message": "response_format json_schema is not supported"}}'
    return Fault(_true, refusal=Reaction(status=status, raw=body))


def _worded(_: int, __: Question, verdict: Verdict) -> Reaction:
    """Words instead of booleans."""
    items = verdict["items"]
    assert isinstance(items, list)
    return _text(as_text({**verdict, "items": [{**i, "met": "是" if i["met"] else "False"} for i in items]}))


_BUSY = Reaction(status=429, raw='{"error": {"message": "slow down"}}', headers={"retry-after-ms": "20"})
_DOWN = Reaction(status=500, raw='{"error": {"message": "oops"}}')

FAULTS: dict[str, Fault] = {
    "none": Fault(_true),
    "fenced JSON": Fault(lambda _, __, verdict: _text(f"```json\n{as_text(verdict)}\n```")),
    "reasoning tags first": Fault(_thinking),
    "a quoted verdict first": Fault(_quoting),
    "words for booleans": Fault(_worded),
    "prose, every third": Fault(_every_third(_text("我觉得这句话说得挺好，都做到了，满分。"))),
    "cut JSON, every third": Fault(lambda n, _, v: _text(as_text(v)[: -20 if n % 3 == 0 else None])),
    "empty, every third": Fault(_every_third(_text(""))),
    "500, every third": Fault(_every_third(_DOWN)),
    "429, every third": Fault(_every_third(_BUSY)),
    "slow bytes": Fault(lambda _, __, v: Reaction(text=as_text(v), piece_seconds=0.001)),
    "dropped, every third": Fault(lambda n, _, v: Reaction(text=as_text(v), cut_after=80 if n % 3 == 0 else None)),
    "schema refused, 400": _refusing(400),
    "schema refused, 500": _refusing(500),
    "wrong ids, every second": Fault(_wrong_ids),
    "invented quotes": Fault(_invented, recovers=False),
    "gullible": Fault(_gullible, recovers=False),
    "prose always": Fault(lambda _, __, ___: _text("都做到了，满分。"), recovers=False),
    "500 always": Fault(lambda _, __, ___: _DOWN, recovers=False),
}


def judge_script(oracle: Oracle, fault: Fault, *, delay_seconds: float = 0.0) -> Script:
    """Return the endpoint of an oracle with a fault."""
    numbers = count()

    def script(body: Request) -> Reaction:
        if fault.refusal is not None and "response_format" in body:
            return fault.refusal
        question = Question.of(body)
        reaction = fault.react(next(numbers), question, oracle.answer(question))
        return _delayed(reaction, delay_seconds)

    return script


def _delayed(reaction: Reaction, seconds: float) -> Reaction:
    return replace(reaction, delay_seconds=seconds) if seconds else reaction
