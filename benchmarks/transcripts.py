"""Do owners repeat themselves? Writes ten calls of one scenario, each with its own seed, into one file for reading.

A trainee takes them who answers by the guide three times in five, and says something half-hearted otherwise.
Run: python benchmarks/transcripts.py [--scenario leak_three_days] [--calls 10] [--output docs/transcripts.md]
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from simulator.domain.call import Call, Turn, replay
from simulator.domain.reply import Reply
from simulator.domain.rubric import Rubric
from simulator.domain.scenario import Scenario
from simulator.i18n import Catalogue, catalogue
from simulator.services.practice_flow import World
from simulator.services.rehearsal import MixedTrainee, ModelTrainee, rehearse
from simulator.settings import Settings
from simulator.wiring.site import make_feedback, make_world

GOOD_SHARE = 0.6
HALF_HEARTED = ("好的，我知道了，我帮您看一下。", "嗯嗯，您接着说。", "好的，那您留个电话吧。", "不好意思，您贵姓？")


class HalfHearted:
    """Says one friendly thing or another that leads nowhere."""

    def __init__(self, draw: Random) -> None:
        self._draw = draw

    def __call__(self, call: Call, scenario: Scenario) -> Reply:
        return Reply(text=self._draw.choice(HALF_HEARTED))


def played(world: World, model: ModelTrainee, scenario: str, seed: int) -> Call:
    draw = Random(seed)
    trainee = MixedTrainee(model, HalfHearted(draw), GOOD_SHARE, draw)
    return replay(rehearse(world, scenario, seed, trainee))


def document(world: World, scenario: Scenario, calls: list[Call], t: Catalogue) -> Iterator[str]:
    persona = world.library.persona(scenario.persona)
    yield f"# {scenario.title}（{persona.label}）\n"
    yield f"`python benchmarks/transcripts.py --scenario {scenario.key} --calls {len(calls)}`\n"
    yield f"{repeated_share(calls):.0%} of the owners' sentences were heard in more than half of the calls.\n"
    for call in calls:
        yield f"\n## {call.started.seed}\n"
        for turn in call.turns:
            yield from turn_lines(turn, world.rubric)
        yield f"\n{t(f'play.end.{call.end_reason}')} · {call.score}"


def turn_lines(turn: Turn, rubric: Rubric) -> Iterator[str]:
    yield f"- **{turn.caller.mood:+d}** {turn.caller.text}"
    if not turn.grades:
        return
    deeds = "".join(f"〔{rubric.elements[key].label}〕" for key in done(turn))
    grade = turn.grades[0]
    title = rubric.situation(grade.situation).short_title
    yield f"  - {turn.reply.text}{deeds} → {title} {'–' if grade.score is None else grade.score}"


def done(turn: Turn) -> tuple[str, ...]:
    """Return the required acts that were done."""
    grade = turn.grades[0]
    return tuple(key for key in grade.required if grade.elements[key].by == "actions" and grade.met(key))


def repeated_share(calls: list[Call]) -> float:
    """Return the share of the owners' turns whose words more than half of the calls hold, opening left out."""
    texts = [{turn.caller.text for turn in call.turns[1:]} for call in calls]
    said = [text for words in texts for text in words]
    often = sum(2 * sum(text in words for words in texts) > len(calls) for text in said)
    return often / len(said) if said else 0.0


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scenario", default="leak_three_days")
    parser.add_argument("--calls", type=int, default=10)
    parser.add_argument("--output", type=Path, default=Path("docs/transcripts.md"))
    options = parser.parse_args()
    settings = Settings.load()
    world = make_world(settings)
    world = replace(world, grader=world.ear)
    model = ModelTrainee(world.rubric, make_feedback(settings, world))
    calls = [played(world, model, options.scenario, seed) for seed in range(1, options.calls + 1)]
    lines = document(world, world.library.scenario(options.scenario, 1), calls, catalogue())
    options.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
