"""A trainee's desk for tests: the shipped guide, a small cast, a clock that is set by hand, a grader that reads keys.

Words are element and violation keys ("apologize offer_help insult"): what a test says is what the grade hears.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from simulator.callers.scripted import ScriptedCaller
from simulator.content.rubric import load_rubric
from simulator.content.scenarios import load_library
from simulator.domain.call import Call, replay
from simulator.domain.errors import Conflict, NotFound
from simulator.domain.events import Event
from simulator.domain.grade import ElementGrade, Grade, State, Verdict, ViolationGrade
from simulator.domain.library import Library
from simulator.domain.person import Person
from simulator.domain.reply import Facts, Reply
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import Scenario
from simulator.services.debrief import Debriefing
from simulator.services.feedback import Feedback
from simulator.services.ports import CallSummary
from simulator.services.practice import Practice
from simulator.services.practice_flow import World
from simulator.services.rehearsal import ModelTrainee

ROOT = Path(__file__).parent.parent
CAST = Path(__file__).parent / "cast"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TRAINEE = Person(id="t1", name="王小燕", role="trainee")
OTHER = Person(id="t2", name="李强", role="trainee")
TRAINER = Person(id="t3", name="陈老师", role="trainer")


class KeyGrader:
    """Implements `simulator.domain.grade.Grader`; hears exactly the keys that stand in the words."""

    def __init__(self, rubric: Rubric) -> None:
        self._rubric = rubric

    def grade(self, situation: str, step: int, reply: Reply, facts: Facts) -> Grade:
        asked = self._rubric.situation(situation).step(step)
        options = asked.open_to(facts)
        met = self.heard(reply.text) | _done(reply)
        chosen = max(options, key=lambda option: len(met.intersection(option.required)))
        violations = tuple(
            ViolationGrade(key=key, severity=violation.severity, by="rules", quote=key)
            for key, violation in self._rubric.violations.items()
            if key in reply.text.split()
        )
        share = len(met.intersection(chosen.required)) / len(chosen.required)
        verdict: Verdict = "pass" if share == 1 and not violations else "partial" if share else "fail"
        if any(v.severity == "critical" for v in violations):
            verdict = "fail"
        return Grade(
            situation=situation,
            step=step,
            verdict=verdict,
            score=round(100 * share) if verdict != "fail" else 0,
            elements={
                key: ElementGrade(state=State.MET if key in met else State.NOT_MET, by="rules")
                for key in asked.required(facts)
            },
            violations=violations,
            required=chosen.required,
            rubric=self._rubric.hash,
        )

    def heard(self, text: str) -> frozenset[str]:
        words = text.split()
        return frozenset(key for key, e in self._rubric.elements.items() if e.kind == "say" and key in words)


def _done(reply: Reply) -> set[str]:
    waited = sum(action.seconds for action in reply.actions if action.do == "wait")
    done = {str(action.do) for action in reply.actions} | ({"wait_5s"} if waited >= 5 else set())
    return done | (set() if reply.text else {"stay_silent"})


class MemoryCalls:
    """Implements `simulator.services.ports.CallStore` in a dictionary.

    Attributes:
        stale: What a second window still has on its screen, by call.
    """

    def __init__(self) -> None:
        self.logs: dict[str, tuple[Event, ...]] = {}
        self.stale: dict[str, tuple[Event, ...]] = {}

    def create(self, call_id: str, log: Sequence[Event]) -> None:
        self.logs[call_id] = tuple(log)

    def append(self, call_id: str, after: int, more: Sequence[Event]) -> None:
        if len(self.logs[call_id]) != after:
            raise Conflict("call_moved_on")
        self.logs[call_id] += tuple(more)

    def log(self, call_id: str) -> tuple[Event, ...]:
        if call_id not in self.logs:
            raise NotFound("call_unknown", call=call_id)
        return self.stale.get(call_id, self.logs[call_id])

    def open_calls(self, trainee: str) -> tuple[str, ...]:
        open_ones = (call_id for call_id, log in self.logs.items() if not replay(log).is_over)
        return tuple(reversed(list(open_ones)))

    def calls_of(self, trainee: str, limit: int = 50) -> tuple[CallSummary, ...]:
        calls = [(call_id, replay(log)) for call_id, log in self.logs.items()]
        mine = [(call_id, call) for call_id, call in calls if call.started.trainee == trainee]
        return tuple(_summary(call_id, call) for call_id, call in reversed(mine))[:limit]


def _summary(call_id: str, call: Call) -> CallSummary:
    return CallSummary(
        call_id=call_id,
        trainee=call.started.trainee,
        trainee_name="",
        scenario=call.started.scenario,
        mode=call.started.mode,
        difficulty=call.started.difficulty,
        began_at=call.started.at,
        ended_at=call.ended_at,
        score=call.score,
        replies=len(call.grades),
        criticals=sum(grade.critical for grade in call.grades),
        branch_of=call.started.branch_of,
    )


@dataclass
class HandClock:
    """A clock that moves only when it is told to."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@cache
def rubric() -> Rubric:
    return load_rubric(ROOT / "rubric")


@cache
def cast() -> Library:
    """The small cast of the tests."""
    return _in_keys(load_library(CAST, rubric()))


@cache
def shipped() -> Library:
    """The owners that the program ships."""
    return _in_keys(load_library(ROOT / "personas", rubric()))


def _in_keys(library: Library) -> Library:
    """The keys that trainees of the tests speak in are words enough."""
    return library.model_copy(update={"house": library.house.model_copy(update={"spoken_as": {}})})


def world(library: Library) -> World:
    return World(rubric(), library, KeyGrader(rubric()), {"scripted": ScriptedCaller()})


def feedback(library: Library) -> Feedback:
    return Feedback(rubric(), "锦绣花园", library.house.hours)


class KeyModel:
    """The model trainee in the language of `KeyGrader`: keys for words."""

    def __init__(self, library: Library) -> None:
        self._model = ModelTrainee(rubric(), feedback(library))

    def __call__(self, call: Call, scenario: Scenario) -> Reply:
        here = call.turns[-1].caller
        option = rubric().situation(here.situation).step(here.step).open_to(scenario.for_grading)[0]
        words = " ".join(key for key in option.required if rubric().elements[key].kind == "say")
        return Reply(text=words, actions=self._model(call, scenario).actions)


@dataclass
class Desk:
    """A practice over a store and a clock that the test holds in its hands."""

    library: Library = field(default_factory=cast)
    store: MemoryCalls = field(default_factory=MemoryCalls)
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.practice = self.practice_in(world(self.library))

    def practice_in(self, surroundings: World) -> Practice:
        """Take calls with other graders or callers."""
        numbers = count(1)
        return Practice(
            world=surroundings,
            store=self.store,
            debriefing=Debriefing(rubric(), feedback(self.library), self.library.house.advice),
            clock=self.clock,
            new_id=lambda: f"call{next(numbers)}",
            new_seed=lambda: 7,
        )
