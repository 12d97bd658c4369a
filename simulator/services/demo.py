"""Demonstration data: people who do not exist, with calls that were really played and graded.

A few hundred calls are played by the engine itself, by trainees of different skill; each demo person then
gets copies of calls that fit the skill of that week, with other times. Logs replay, debriefs open, reports
count; the people are marked as demo data and can be removed together.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from math import ceil
from random import Random
from typing import Annotated, Protocol

from pydantic import Field

from simulator.domain import events as ev
from simulator.domain.base import Clock, Frozen
from simulator.domain.call import Call
from simulator.domain.errors import NotFound
from simulator.domain.events import Difficulty, Event
from simulator.domain.library import DRILL
from simulator.domain.reply import Reply
from simulator.domain.scenario import Scenario
from simulator.services.feedback import Feedback
from simulator.services.practice_flow import World
from simulator.services.rehearsal import ModelTrainee, rehearse

Log = tuple[Event, ...]

NamedLog = tuple[str, Log]
"""Id of a call, and its log."""

LEVELS = 6
"""Steps of skill, from somebody's first day to mastery."""

_CHUNK = 400
_DRILL_EVERY = 10
_DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "standard", "hard")


class DemoPlan(Frozen):
    """How much is made.

    Attributes:
        replies_per_call: Least graded replies of a whole call; one that is shorter goes on with the matters
            of other scenarios.
        played: Most calls that are played; everything else is copied from them.
        seed: The same seed makes the same data.
    """

    trainees: Annotated[int, Field(ge=1, le=5000)] = 300
    classes: Annotated[int, Field(ge=1, le=100)] = 10
    calls: Annotated[int, Field(ge=1, le=1_000_000)] = 60_000
    replies_per_call: Annotated[int, Field(ge=1, le=40)] = 10
    weeks: Annotated[int, Field(ge=1, le=260)] = 26
    played: Annotated[int, Field(ge=LEVELS, le=5000)] = 480
    seed: int = 1


class DemoDone(Frozen):
    """What was made."""

    trainees: int
    calls: int
    replies: int


class DemoStore(Protocol):
    """Keeps demonstration data, many rows at a time."""

    def add_class(self, name: str, members: Sequence[str], at: datetime) -> tuple[str, ...]:
        """Make a class of new demo people of these names and return their ids."""
        ...

    def add_calls(self, calls: Sequence[NamedLog]) -> int:
        """Keep calls of demo people and return the number of graded replies."""
        ...

    def remove(self) -> int:
        """Remove all demo people with everything of theirs, and demo classes; return how many people."""
        ...


class UnevenTrainee:
    """Says the guide's words at some turns, half of them or forbidden ones at others.

    Args:
        model: Knows the guide.
        world: Has the forbidden wordings.
        skill: Share of replies said as the guide wants.
        draw: Source of chance.
    """

    def __init__(self, model: ModelTrainee, world: World, skill: float, draw: Random) -> None:
        """Keep the skill."""
        self._model = model
        self._world = world
        self._skill = skill
        self._draw = draw

    def __call__(self, call: Call, scenario: Scenario) -> Reply:
        """Return a reply to the open turn."""
        reply = self._model(call, scenario)
        if self._draw.random() < self._skill:
            return reply
        forbidden = self._world.rubric.situation(call.turns[-1].caller.situation).forbidden
        if forbidden and self._draw.random() < (1 - self._skill) / 3:
            return Reply(text=self._draw.choice(forbidden), actions=reply.actions)
        return reply.model_copy(update={"text": self._half(reply.text)})

    def _half(self, text: str) -> str:
        clauses = [clause for clause in text.replace("。", "，").split("，") if clause]
        kept = [clause for clause in clauses if self._draw.random() < 0.5] or clauses[:1]
        return "，".join(kept)


class Demo:
    """Makes and removes demonstration data.

    Args:
        world: Guide, owners, grader and callers.
        feedback: Fills the blanks of the approved wordings.
        store: Keeps the data.
        clock: The data ends now.
    """

    def __init__(self, world: World, feedback: Feedback, store: DemoStore, clock: Clock) -> None:
        """Use an engine and a store."""
        self._world = world
        self._model = ModelTrainee(world.rubric, feedback)
        self._store = store
        self._clock = clock

    def fill(
        self,
        plan: DemoPlan,
        trainee_name: Callable[[int], str],
        class_name: Callable[[int], str],
        progress: Callable[[int], None] = lambda calls: None,
    ) -> DemoDone:
        """Make the data.

        Args:
            plan: How much.
            trainee_name: Name of a demo trainee by number from 1.
            class_name: Name of a demo class by number from 1.
            progress: Told the number of calls made so far.
        """
        draw = Random(plan.seed)
        started = self._clock() - timedelta(weeks=plan.weeks)
        people = self._people(plan, trainee_name, class_name, started)
        stock = self._play(plan, draw)
        calls, replies = self._calls(plan, people, stock, started, draw), 0
        made = 0
        while chunk := list(islice(calls, _CHUNK)):
            replies += self._store.add_calls(chunk)
            made += len(chunk)
            progress(made)
        return DemoDone(trainees=len(people), calls=made, replies=replies)

    def remove(self) -> int:
        """Remove all demo data and return how many people it held."""
        return self._store.remove()

    def _people(
        self, plan: DemoPlan, trainee_name: Callable[[int], str], class_name: Callable[[int], str], at: datetime
    ) -> list[str]:
        people: list[str] = []
        for number in range(plan.classes):
            members = [trainee_name(n + 1) for n in range(number, plan.trainees, plan.classes)]
            people += self._store.add_class(class_name(number + 1), members, at)
        return people

    def _play(self, plan: DemoPlan, draw: Random) -> list[list[Log]]:
        """Return played calls by level of skill: most of them whole calls, the others drills of one row."""
        scenarios = sorted(self._world.library.scenarios)
        drills = [key for s in self._world.rubric.by_row if self._playable(key := f"{DRILL}{s.key}", plan.seed)]
        stock: list[list[Log]] = []
        for level in range(LEVELS):
            skill = 0.25 + 0.7 * level / (LEVELS - 1)
            logs: list[Log] = []
            for n in range(ceil(min(plan.played, plan.calls) / LEVELS)):
                seed = plan.seed * 1_000_000 + level * 10_000 + n * 10
                if drills and n % _DRILL_EVERY == 0:
                    logs.append(self._one(drills[n // _DRILL_EVERY % len(drills)], seed, skill, draw))
                else:
                    logs.append(self._whole(scenarios, n, seed, skill, plan.replies_per_call, draw))
            stock.append(logs)
        return stock

    def _whole(self, scenarios: Sequence[str], first: int, seed: int, skill: float, replies: int, draw: Random) -> Log:
        """Return a call with at least so many graded replies, of one scenario or several."""
        log = self._one(scenarios[first % len(scenarios)], seed, skill, draw)
        while _count(log) < replies:
            log = _glue(log, self._one(draw.choice(scenarios), seed + 1, skill, draw))
        return log

    def _playable(self, drill: str, seed: int) -> bool:
        """True if some scenario or owner has lines for the row."""
        try:
            self._world.library.scenario(drill, seed)
        except NotFound:
            return False
        return True

    def _one(self, scenario: str, seed: int, skill: float, draw: Random) -> Log:
        trainee = UnevenTrainee(self._model, self._world, skill, draw)
        rings = draw.choices((1, 2, 3, 4, 5), (40, 35, 15, 7, 3))[0]
        difficulty = "hard" if scenario.startswith(DRILL) else draw.choice(_DIFFICULTIES)
        log = rehearse(self._world, scenario, seed, trainee, difficulty, rings)
        return tuple(_thoughtful(log, draw))

    def _calls(
        self, plan: DemoPlan, people: Sequence[str], stock: Sequence[Sequence[Log]], started: datetime, draw: Random
    ) -> Iterator[NamedLog]:
        talents = [draw.uniform(-1.5, 1.5) for _ in people]
        span = timedelta(weeks=plan.weeks) - timedelta(hours=1)
        for number in range(plan.calls):
            who = number % len(people)
            share = number / plan.calls
            level = round(talents[who] + 1.5 + share * (LEVELS - 2) + draw.gauss(0, 0.7))
            log = draw.choice(stock[min(max(level, 0), LEVELS - 1)])
            at = started + share * span + timedelta(seconds=draw.uniform(0, 3000))
            mode = draw.choices(("practice", "exam"), (80, 20))[0]
            call_id = f"{draw.getrandbits(72):018x}"
            yield call_id, _copy(log, people[who], at, mode)


def _count(log: Log) -> int:
    return sum(len(event.grades) for event in log if isinstance(event, ev.TurnGraded))


def _glue(log: Log, more: Log) -> Log:
    """Return a call that goes on with the matters of another call after its own."""
    graded = [n for n, event in enumerate(log) if isinstance(event, ev.TurnGraded)]
    kept: list[Event] = [event for event in log[: graded[-1] + 1] if not isinstance(event, ev.HungUp)]
    turns = len(graded)
    begin = next(n for n, event in enumerate(more) if isinstance(event, ev.CallerSpoke))
    shift = kept[-1].at + timedelta(seconds=3) - more[begin].at
    for event in more[begin:]:
        changes: dict[str, object] = {"at": event.at + shift}
        if isinstance(event, ev.TurnGraded):
            changes["turn"] = event.turn + turns
        kept.append(event.model_copy(update=changes))
    return tuple(kept)


def _thoughtful(log: Log, draw: Random) -> Iterator[Event]:
    """Yield the log with the time that a person takes to answer."""
    shift = timedelta()
    for event in log:
        if isinstance(event, ev.Replied):
            shift += timedelta(seconds=draw.lognormvariate(1.3, 0.6))
        yield event.model_copy(update={"at": event.at + shift})


def _copy(log: Log, trainee: str, at: datetime, mode: str) -> Log:
    """Return the log as of another trainee and time; a drill stays one."""
    rang = log[0]
    assert isinstance(rang, ev.CallRang)
    shift = at - rang.at
    mode = "drill" if rang.scenario.startswith(DRILL) else mode
    first = rang.model_copy(update={"at": at, "trainee": trainee, "mode": mode})
    return (first, *(event.model_copy(update={"at": event.at + shift}) for event in log[1:]))
