"""Proves that every row of the guide can be played and graded: by playing it."""

from collections.abc import Iterator
from typing import Literal

from simulator.domain.base import Frozen
from simulator.domain.call import Call, replay
from simulator.domain.errors import NotFound
from simulator.domain.events import Difficulty
from simulator.domain.library import DRILL
from simulator.domain.reply import Reply
from simulator.domain.rubric import Situation
from simulator.domain.scenario import Scenario
from simulator.services.feedback import Feedback
from simulator.services.practice_flow import World
from simulator.services.rehearsal import ModelTrainee, PoorTrainee, Trainee, rehearse

_SEED = 1
LATE_RINGS = 4
"""Picked up after the third ring: row 15 comes up."""


class RowCoverage(Frozen):
    """What is known about one row.

    Attributes:
        steps: How many steps the guide has.
        steps_played: How many can be practised alone, and are passed by a model trainee.
        steps_in_calls: How many come up in whole calls.
        scenarios: In how many whole calls the row comes up.
        detected: Every element in words is heard in its own examples.
        good_passes: The approved wording, with its actions, passes every step.
        bad_fails: The 不应该 wording of the row, or a reply that says nothing, does not pass.
    """

    situation: str
    row: int
    title: str
    steps: int
    steps_played: int
    steps_in_calls: int
    scenarios: int
    detected: bool
    good_passes: bool
    bad_fails: bool

    @property
    def complete(self) -> bool:
        """True if the row can be practised alone and in a call, and is graded both ways."""
        played = self.steps_played == self.steps == self.steps_in_calls
        return played and self.detected and self.good_passes and self.bad_fails


class Stumble(Frozen):
    """A whole call that did not go as it must.

    Attributes:
        what: "model_fails" (an approved wording does not pass), "model_stops" (the call does not come to its end),
            "poor_passes" (a reply that says nothing passes).
    """

    scenario: str
    situation: str
    step: int
    what: Literal["model_fails", "model_stops", "poor_passes"]


class Coverage(Frozen):
    """The matrix, a line for every row of the guide, and the calls that went wrong."""

    rows: tuple[RowCoverage, ...]
    scenarios: int
    stumbles: tuple[Stumble, ...]


def cover(world: World, feedback: Feedback) -> Coverage:
    """Play every row alone and every scenario as a whole, and return what came of it."""
    model = ModelTrainee(world.rubric, feedback)
    # Hard, and picked up late: everything comes up that can.
    calls = {key: _played(world, key, model, "hard", rings=LATE_RINGS) for key in world.library.scenarios}
    others = {key: _played(world, key, PoorTrainee(), "standard") for key in world.library.scenarios}
    rows = tuple(_row(world, situation, model, calls) for situation in world.rubric.by_row)
    stumbles = (*_of_model(calls), *_of_poor(others))
    return Coverage(rows=rows, scenarios=len(calls), stumbles=stumbles)


def _played(world: World, key: str, trainee: Trainee, difficulty: Difficulty, rings: int = 1) -> Call:
    return replay(rehearse(world, key, _SEED, trainee, difficulty, rings))


def _of_model(calls: dict[str, Call]) -> Iterator[Stumble]:
    for key, call in calls.items():
        for grade in call.grades:
            if grade.verdict != "pass":
                yield Stumble(scenario=key, situation=grade.situation, step=grade.step, what="model_fails")
        if call.end_reason not in ("completed", "transferred"):
            last = call.turns[-1].caller
            yield Stumble(scenario=key, situation=last.situation, step=last.step, what="model_stops")


def _of_poor(calls: dict[str, Call]) -> Iterator[Stumble]:
    for key, call in calls.items():
        for grade in call.grades:
            if grade.verdict == "pass":
                yield Stumble(scenario=key, situation=grade.situation, step=grade.step, what="poor_passes")


def _row(world: World, situation: Situation, model: ModelTrainee, calls: dict[str, Call]) -> RowCoverage:
    scenario = _drill(world, situation)
    steps = range(1, len(situation.steps) + 1)
    return RowCoverage(
        situation=situation.key,
        row=situation.row,
        title=situation.short_title,
        steps=len(situation.steps),
        steps_played=sum(_reaches(world, scenario, step, model) for step in steps) if scenario else 0,
        steps_in_calls=len(_steps_met(situation, calls)),
        scenarios=sum(any(t.caller.situation == situation.key for t in call.turns) for call in calls.values()),
        detected=_detected(world, situation),
        good_passes=scenario is not None and all(_passes(world, situation, n, model, scenario) for n in steps),
        bad_fails=scenario is not None and _fails(world, situation, scenario),
    )


def _steps_met(situation: Situation, calls: dict[str, Call]) -> set[int]:
    """Steps to which a trainee has replied in a whole call."""
    turns = (turn for call in calls.values() for turn in call.turns if turn.grades)
    return {turn.caller.step for turn in turns if turn.caller.situation == situation.key}


def _drill(world: World, situation: Situation) -> Scenario | None:
    try:
        return world.library.scenario(f"{DRILL}{situation.key}", _SEED)
    except NotFound:
        return None


def _reaches(world: World, scenario: Scenario, step: int, model: ModelTrainee) -> bool:
    """Practised alone, the step comes up, and the model trainee passes it."""
    if scenario.situations[0].step(step) is None:
        return False
    turns = replay(rehearse(world, scenario.key, _SEED, model, drill_step=step)).turns
    return turns[0].caller.step == step and turns[0].grades[0].verdict == "pass"


def _detected(world: World, situation: Situation) -> bool:
    keys = {key for step in situation.steps for option in step.alternatives for key in option.required}
    elements = [world.rubric.elements[key] for key in keys]
    return all(
        any(element.key in world.grader.heard(wording) for wording in element.ok)
        for element in elements
        if element.kind == "say"
    )


def _passes(world: World, situation: Situation, step: int, model: ModelTrainee, scenario: Scenario) -> bool:
    reply = model.reply(situation.key, step, scenario)
    return world.grader.grade(situation.key, step, reply, scenario.for_grading).verdict == "pass"


def _fails(world: World, situation: Situation, scenario: Scenario) -> bool:
    """No 不应该 wording passes; where the guide forbids an act, a reply that says nothing does not either."""
    bad = situation.forbidden or ("嗯。",)
    grades = (world.grader.grade(situation.key, 1, Reply(text=words), scenario.for_grading) for words in bad)
    return all(grade.verdict in ("partial", "fail") for grade in grades)
