"""Proves that every row of the guide can be played and graded: by playing it."""

from simulator.domain.base import Frozen
from simulator.domain.call import replay
from simulator.domain.errors import NotFound
from simulator.domain.library import DRILL
from simulator.domain.reply import Reply
from simulator.domain.rubric import Situation
from simulator.domain.scenario import Scenario
from simulator.services.feedback import Feedback
from simulator.services.practice_flow import World
from simulator.services.rehearsal import ModelTrainee, rehearse

_SEED = 1


class RowCoverage(Frozen):
    """What is known about one row.

    Attributes:
        steps: How many steps the guide has.
        steps_played: How many can be practised alone, and are passed by a model trainee.
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
    scenarios: int
    detected: bool
    good_passes: bool
    bad_fails: bool

    @property
    def complete(self) -> bool:
        """True if the row can be practised alone and in a call, and is graded both ways."""
        played = self.steps_played == self.steps and self.scenarios > 0
        return played and self.detected and self.good_passes and self.bad_fails


class Coverage(Frozen):
    """The matrix: a line for every row of the guide."""

    rows: tuple[RowCoverage, ...]
    scenarios: int


def cover(world: World, feedback: Feedback) -> Coverage:
    """Play every row and return what came of it."""
    model = ModelTrainee(world.rubric, feedback)
    visited = _visited(world, model)
    rows = tuple(_row(world, situation, model, visited) for situation in world.rubric.by_row)
    return Coverage(rows=rows, scenarios=len(world.library.scenarios))


def _visited(world: World, model: ModelTrainee) -> dict[str, set[str]]:
    """Situation -> scenarios in which a trainee who picks up late meets it at the highest difficulty."""
    found: dict[str, set[str]] = {}
    for key in world.library.scenarios:
        call = replay(rehearse(world, key, _SEED, model, difficulty="hard", rings=4))
        for turn in call.turns:
            found.setdefault(turn.caller.situation, set()).add(key)
    return found


def _row(world: World, situation: Situation, model: ModelTrainee, visited: dict[str, set[str]]) -> RowCoverage:
    scenario = _drill(world, situation)
    steps = range(1, len(situation.steps) + 1)
    return RowCoverage(
        situation=situation.key,
        row=situation.row,
        title=situation.short_title,
        steps=len(situation.steps),
        steps_played=sum(_reaches(world, scenario, step, model) for step in steps) if scenario else 0,
        scenarios=len(visited.get(situation.key, ())),
        detected=_detected(world, situation),
        good_passes=scenario is not None and all(_passes(world, situation, n, model, scenario) for n in steps),
        bad_fails=scenario is not None and _fails(world, situation, scenario),
    )


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
