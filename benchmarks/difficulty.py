"""Does a difficulty change how owners behave? Prints turns, mood and hang-ups over many seeded calls at each level.

Three trainees take the same calls: one who knows the guide, one who answers by the guide three times in five, one who
says next to nothing. Run: python benchmarks/difficulty.py [--calls 200] [--output docs/difficulty.md]
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import mean
from typing import get_args

from rich.console import Console
from rich.table import Table

from simulator.domain.base import Frozen
from simulator.domain.call import Call, replay
from simulator.domain.events import Difficulty
from simulator.services.practice_flow import World
from simulator.services.rehearsal import MixedTrainee, ModelTrainee, PoorTrainee, Trainee, rehearse
from simulator.settings import Settings
from simulator.wiring.site import make_feedback, make_world

LEVELS: tuple[Difficulty, ...] = get_args(Difficulty)
MIXED_SHARE = 0.6


HEAD = """# What a difficulty changes

`python benchmarks/difficulty.py --calls {calls} --output docs/difficulty.md`

Means over {calls} seeded calls a line, the scenarios in turn. Trainees: *model* says the approved wordings, *poor* next
to nothing, *mixed* is the model in {share:.0%} of the replies and poor otherwise.

turns: replies in a call · first_mood, last_mood: of the owner, from -5 to 5 · hung_up: share of the calls that the
owner ended in anger · came_round: share in which a bad mood turned good · situations: rows of the guide that came up ·
score: of 100.
"""


class Line(Frozen):
    """One line of the table: means over the calls."""

    trainee: str
    difficulty: Difficulty
    turns: float
    first_mood: float
    last_mood: float
    hung_up: float
    came_round: float
    situations: float
    score: float


def lines(calls: int) -> Iterator[Line]:
    settings = Settings.load()
    world = make_world(settings)
    world = replace(world, grader=world.ear)
    model = ModelTrainee(world.rubric, make_feedback(settings, world))
    for name in ("model", "mixed", "poor"):
        for difficulty in LEVELS:
            yield summary(name, difficulty, list(played(world, name, model, difficulty, calls)))


def played(world: World, name: str, model: ModelTrainee, difficulty: Difficulty, calls: int) -> Iterator[Call]:
    scenarios = sorted(world.library.scenarios)
    for seed in range(calls):
        mixed = MixedTrainee(model, PoorTrainee(), MIXED_SHARE, Random(seed))
        trainees: dict[str, Trainee] = {"model": model, "mixed": mixed, "poor": PoorTrainee()}
        yield replay(rehearse(world, scenarios[seed % len(scenarios)], seed, trainees[name], difficulty))


def summary(name: str, difficulty: Difficulty, calls: list[Call]) -> Line:
    moods = [[turn.caller.mood for turn in call.turns] for call in calls]
    return Line(
        trainee=name,
        difficulty=difficulty,
        turns=mean(sum(bool(turn.grades) for turn in call.turns) for call in calls),
        first_mood=mean(m[0] for m in moods),
        last_mood=mean(m[-1] for m in moods),
        hung_up=mean(call.end_reason == "caller_hung_up" for call in calls),
        came_round=mean(m[0] < 0 <= m[-1] for m in moods),
        situations=mean(len({turn.caller.situation for turn in call.turns}) for call in calls),
        score=mean(call.score or 0 for call in calls),
    )


def cells(line: Line) -> tuple[str, ...]:
    return tuple(f"{value:.2f}" if isinstance(value, float) else str(value) for value in dict(line).values())


def document(found: list[Line], calls: int) -> str:
    """Return the table as Markdown, with what its columns mean."""
    rows = [tuple(Line.model_fields), ("---",) * len(Line.model_fields), *map(cells, found)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{HEAD.format(calls=calls, share=MIXED_SHARE)}\n{table}\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--output", type=Path, help="write the table to this file as Markdown")
    options = parser.parse_args()
    calls, found = options.calls, list(lines(options.calls))
    if options.output:
        options.output.write_text(document(found, calls), encoding="utf-8")
    table = Table(title=f"{calls} calls a line")
    for column in Line.model_fields:
        table.add_column(column)
    for line in found:
        table.add_row(*cells(line))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
