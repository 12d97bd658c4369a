"""What the tests of judge and cascade share."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from simulator.content.prompts import load_judge_prompt
from simulator.content.rubric import load_detection, load_rubric
from simulator.domain.grade import ElementGrade, Grade, State
from simulator.domain.reply import Facts, Reply
from simulator.domain.rubric import Rubric
from simulator.grading.cascade import JudgedGrader
from simulator.grading.judge import Judge
from simulator.grading.normal import Normaliser
from simulator.llm.protocol import Chat

RUBRIC_DIR = Path(__file__).parent.parent.parent / "rubric"


@cache
def rubric() -> Rubric:
    return load_rubric(RUBRIC_DIR)


@cache
def normaliser() -> Normaliser:
    return Normaliser(load_detection(RUBRIC_DIR, rubric()).tables.simplified)


class Undecided:
    """An offline grader that leaves everything said open, or in the states it is given."""

    def __init__(self, states: dict[str, ElementGrade] | None = None, flags: tuple[str, ...] = ()) -> None:
        self._states = states or {}
        self._flags = flags

    def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
        asked = rubric().situation(situation).step(step)
        elements = {key: self._states.get(key, self._default(key)) for key in asked.required(facts)}
        return Grade(
            situation=situation,
            step=step,
            verdict=None,
            score=None,
            elements=elements,
            violations=(),
            required=asked.open_to(facts)[0].required,
            rubric=rubric().hash,
            flags=self._flags,
        )

    def heard(self, text: str) -> frozenset[str]:
        return frozenset({"greet"} if "您好" in text else ())

    def _default(self, key: str) -> ElementGrade:
        if rubric().elements[key].kind == "do":
            return ElementGrade(state=State.NOT_MET, by="actions")
        return ElementGrade(state=State.UNSURE, by="rules")


def numbered(prefix: str = "n") -> Callable[[], str]:
    """Return a maker of nonces: n1, n2, n3."""
    numbers: Iterator[int] = iter(range(1, 10**9))
    return lambda: f"{prefix}{next(numbers)}"


def judge(chat: Chat) -> Judge:
    return Judge.of(chat, load_judge_prompt(RUBRIC_DIR, rubric()), rubric(), normaliser(), numbered())


def judged(
    chat: Chat, offline: Undecided | None = None, *, audit_share: float = 0.0, draw: Callable[[], float] = lambda: 0.5
) -> JudgedGrader:
    return JudgedGrader(offline or Undecided(), judge(chat), rubric(), audit_share, draw)
